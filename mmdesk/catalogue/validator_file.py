"""The rules for a feed as a file: its first bytes, its encoding, and what the parser says of it."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from mmdesk.catalogue.complaints import Complaints

_BOM: Final = b"\xef\xbb\xbf"
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
"""How UTF-16 begins, with and without a mark of its byte order."""
_START: Final = b"<?xml"
_DOCTYPE_START: Final = b"<!DOCTYPE"
_QUOTED: Final = 60
_SEARCHED: Final = 8192
_DECLARATION: Final = re.compile(
    rb"""<\?xml \s+ version \s* = \s* (?: "1\.[0-9]" | '1\.[0-9]' )
    (?: \s+ encoding \s* = \s* ["'] (?P<encoding> [A-Za-z0-9._-]{1,40} ) ["'] )?
    (?: \s+ standalone \s* = \s* ["'] (?:yes|no) ["'] )? \s* \?>""",
    re.VERBOSE,
).match
_IN_BETWEEN: Final = re.compile(rb"(?:\s++|<!--.*?-->|<\?.*?\?>)*+", re.DOTALL).match
_DOCTYPE: Final = re.compile(
    rb"""<!DOCTYPE \s+ [^\s\[<>"']+ (?: \s+ (?:SYSTEM|PUBLIC) (?: \s+ (?: "[^"]*" | '[^']*' ) )+ )? \s* >""",
    re.VERBOSE,
).match
"""One that declares nothing by itself."""
_NOT_A_LINE_END: Final = re.compile(rb"[^\n]").sub
_OF_ENCODING: Final = frozenset(
    (
        etree.ErrorTypes.ERR_INVALID_CHAR,
        etree.ErrorTypes.ERR_INVALID_ENCODING,
        etree.ErrorTypes.ERR_UNSUPPORTED_ENCODING,
        etree.ErrorTypes.ERR_UNKNOWN_ENCODING,
        etree.ErrorTypes.I18N_CONV_FAILED,
    )
)
_UTF_8: Final = "utf-8"
_WINDOWS_1251: Final = "windows-1251"
_CYRILLIC: Final = re.compile(rb"(?:[\xd0\xd1][\x80-\xbf]){4}").search
"""Four Cyrillic letters in UTF-8; the same bytes in Windows-1251 are four times a letter and a sign."""


class Prologue:
    """Judges how a file begins. `can_go_on` is false where no parser would come to a sensible end.

    `is_utf_8` is true where the file says so itself.
    """

    def __init__(self, complaints: Complaints) -> None:
        self._complaints = complaints
        self._is_1251 = False
        self.is_utf_8 = False
        self.can_go_on = True

    def check(self, chunk: bytes) -> bytes:
        """Judge the first chunk; what the parser is to read of it, without what must not stand ahead."""
        if chunk.startswith(_WIDE):
            self._refuse("wrong_encoding", "UTF-16")
            return b""
        if chunk.startswith(_BOM):
            self._complain("bom", "")
            chunk = chunk[len(_BOM) :]
        start = chunk.find(_START, 0, _SEARCHED)
        if start < 0:
            self._complain("no_declaration", "")
            start = len(chunk) - len(chunk.lstrip())
        else:
            if start > 0:
                self._complain("junk_ahead", chunk[:start].decode("utf-8", "replace"))
            self._declaration(chunk[start:])
        return self._until_the_root(chunk[start:])

    def _until_the_root(self, text: bytes) -> bytes:
        """The root begins in the first chunk, and no declaration of entities and defaults stands ahead of it.

        Such declarations are how a small file becomes a large one, or tells of others. So no parser sees any,
        nor a reference to some: a DOCTYPE becomes blanks.
        """
        place = _end_of(_IN_BETWEEN(text, 0))
        if text.startswith(_DOCTYPE_START, place):
            doctype = _DOCTYPE(text, place)
            if doctype is None:
                self._refuse("entities", text[place : place + _QUOTED].decode("utf-8", "replace"))
                return b""
            text = text[:place] + _NOT_A_LINE_END(b" ", doctype[0]) + text[doctype.end() :]
            place = _end_of(_IN_BETWEEN(text, place))
        if text[place : place + 1] != b"<" or text[place + 1 : place + 2] in (b"!", b"?", b""):
            self._refuse("no_root", text[place : place + _QUOTED].decode("utf-8", "replace"))
        return text

    def check_text(self, chunk: bytes) -> None:
        """Judge whether a chunk may be in the encoding that was declared; the parser sees the other lie."""
        if self._is_1251 and _CYRILLIC(chunk):
            self._complain("wrong_encoding", "UTF-8 ≠ windows-1251")
            self._is_1251 = False

    def _declaration(self, text: bytes) -> None:
        found = _DECLARATION(text)
        if found is None:
            self._complain("bad_declaration", text[:_QUOTED].decode("utf-8", "replace"))
            return
        encoding = (found["encoding"] or b"").decode()
        self._is_1251 = encoding.lower() == _WINDOWS_1251
        self.is_utf_8 = encoding.lower() == _UTF_8
        if not encoding:
            self._complain("no_encoding", "")
        elif encoding.lower() not in (_UTF_8, _WINDOWS_1251):
            self._refuse("wrong_encoding", encoding)

    def _refuse(self, code: str, value: str) -> None:
        """Complain of what nobody should read on from."""
        self._complain(code, value)
        self.can_go_on = False

    def _complain(self, code: str, value: str) -> None:
        self._complaints.add("", code, "xml", value)


def _end_of(found: re.Match[bytes] | None) -> int:
    """Where something ends that may also be nothing at all, and so is always found."""
    return 0 if found is None else found.end()


def tell_of_syntax(complaints: Complaints, error: etree.XMLSyntaxError, *, is_whole: bool) -> None:
    """What the parser could not read, with line and column; `is_whole` where the last tag is not missing."""
    code = "not_well_formed" if is_whole else "truncated"
    if getattr(error, "code", 0) in _OF_ENCODING:
        code = "bad_bytes"
    line, column = error.position
    complaints.add("", code, "xml", f"{line}:{column} {error.msg.partition(', line ')[0].strip()}")
