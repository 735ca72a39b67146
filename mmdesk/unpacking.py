"""An XML file as it arrives, plain or packed by gzip, made plain bytes piece by piece, bombs refused.

Needs the standard library alone, because the process that builds the feed imports it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from mmdesk.errors import Text

MEGABYTE: Final = 1_000_000
MEBIBYTE: Final = 1024**2
GIBIBYTE: Final = 1024**3
GZIP: Final = b"\x1f\x8b"

_PIECE: Final = 256 * 1024
_HEAD: Final = 1024
# Tools that pack in parallel write a member for every 64 KiB or more; a file of tiny ones only costs time.
_MOST_MEMBERS: Final = 100_000
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_UTF8_MARK: Final = b"\xef\xbb\xbf"
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<", b"\0\0")
_PAGE: Final = re.compile(
    rb"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+)?html\b", re.IGNORECASE | re.DOTALL
)
_CATALOGUE: Final = re.compile(rb"<(?:\?xml|!DOCTYPE\s+yml_catalog|yml_catalog)\b")

_AGAIN: Final = Text(
    "Выгрузите файл каталога заново и повторите.", "Export the catalogue file anew, then try again."
)
_FILE_ITSELF: Final = Text(
    "Нужен сам файл каталога, ICML или YML: один XML, можно сжатый gzip.",
    "The catalogue file itself is needed, ICML or YML: one XML, perhaps packed by gzip.",
)
_OPEN_IT: Final = Text(
    "Откройте его в браузере: там должен быть файл каталога (ICML или YML), а не страница сайта, входа или "
    "ошибки.",
    "Open it in a browser: it must be the catalogue file (ICML or YML), not a page of the site, a login or "
    "an error.",
)


class Unusable(Exception):
    """What came is no XML file that can be read; every border translates it into an error of its own."""

    def __init__(self, words: Text, cure: Text) -> None:
        self.words = words
        self.cure = cure
        super().__init__(words.en)


class WebPage(Unusable):
    """An HTML page instead of a file."""

    def __init__(self) -> None:
        super().__init__(Text("вместо файла — веб-страница", "a web page instead of the file"), _OPEN_IT)


@dataclass(frozen=True, slots=True)
class UnpackLimits:
    """Bytes of the plain file, and how many times it may grow by unpacking once it has over `free` bytes."""

    size: int = 2 * GIBIBYTE
    ratio: int = 200
    free: int = 10 * MEGABYTE

    def check(self, packed: int, plain: int) -> None:
        """Raises Unusable."""
        if plain > self.size:
            raise Unusable(over(self.size), _FILE_ITSELF)
        if plain > self.free and plain > self.ratio * packed:
            raise Unusable(
                Text(
                    f"сжатый файл вырастает больше чем в {self.ratio} раз: таких каталогов не бывает",
                    f"the packed file grows more than {self.ratio} times: no catalogue does",
                ),
                _AGAIN,
            )


def over(limit: int) -> Text:
    """The words for a file of more than so many bytes."""
    return Text(f"файл больше {limit // MEBIBYTE} МиБ", f"the file is over {limit // MEBIBYTE} MiB")


def unpacked(
    pieces: Iterator[bytes],
    limits: UnpackLimits,
    *,
    is_packed: bool = False,
    is_page: bool = False,
) -> Iterator[bytes]:
    """The file's plain bytes; gzip is known by its first bytes, whatever the file's name. Raises Unusable.

    `is_packed` says that the sender has packed it for the way, so that it may have to be unpacked once more;
    `is_page` that the sender calls it a web page, which many do with a catalogue.
    """
    raw = _Counted(pieces)
    layer = _gunzipped(raw, limits) if is_packed else raw
    begin, layer = _peeked(layer, len(GZIP))
    if begin.startswith(GZIP):
        layer = _gunzipped(layer, limits)
    head, plain = _peeked(_measured(layer, raw, limits), _HEAD)
    check_head(head[:_HEAD], is_page=is_page)
    yield from plain


class _Counted:
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self.total = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = next(self._pieces)
        self.total += len(piece)
        return piece


def _peeked(pieces: Iterator[bytes], count: int) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes, at least `count` where there are so many, and all of them once more."""
    head = bytearray()
    for piece in pieces:
        head += piece
        if len(head) >= count:
            break
    return bytes(head), chain((bytes(head),), pieces)


def _measured(pieces: Iterator[bytes], raw: _Counted, limits: UnpackLimits) -> Iterator[bytes]:
    plain = 0
    for piece in pieces:
        plain += len(piece)
        limits.check(raw.total, plain)
        yield piece


def _gunzipped(pieces: Iterator[bytes], limits: UnpackLimits) -> Iterator[bytes]:
    """Unpack one gzip stream of any number of members; zeros behind the last one are padding."""
    begin, pieces = _peeked(pieces, len(GZIP))
    if begin and not begin.startswith(GZIP[: len(begin)]):
        words = Text("объявлено сжатие gzip, но файл не сжат", "gzip is declared, yet nothing is packed")
        raise Unusable(words, _AGAIN)
    stream = _Gunzip()
    packed = plain = 0
    for piece in pieces:
        packed += len(piece)
        for part in stream.feed(piece):
            plain += len(part)
            limits.check(packed, plain)
            yield part
    if packed and not stream.is_complete:
        raise Unusable(Text("сжатый файл оборван", "the packed file is cut short"), _AGAIN)


class _Gunzip:
    def __init__(self) -> None:
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._members = 1

    @property
    def is_complete(self) -> bool:
        return self._member.eof

    def feed(self, piece: bytes) -> Iterator[bytes]:
        while not self._member.eof or (piece := piece.lstrip(b"\0")):
            if self._member.eof:
                self._begin_member()
            plain = self._unpack(piece)
            if plain:
                yield plain
            piece = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
            # zlib may have taken in everything and still hold more than one piece of what it means.
            if not piece and len(plain) < _PIECE:
                return

    def _begin_member(self) -> None:
        self._members += 1
        if self._members > _MOST_MEMBERS:
            raise Unusable(Text("в сжатом файле слишком много частей", "too many parts in one file"), _AGAIN)
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def _unpack(self, piece: bytes) -> bytes:
        try:
            return self._member.decompress(piece, _PIECE)
        except zlib.error as error:
            raise Unusable(Text("сжатый файл испорчен", "the packed file is damaged"), _AGAIN) from error


def check_head(head: bytes, *, is_page: bool = False) -> None:
    """Raises Unusable, with what it is instead, unless a file with these first bytes may be a catalogue."""
    text = head.removeprefix(_UTF8_MARK).lstrip()
    if not text:
        raise Unusable(Text("файл пустой", "the file is empty"), _AGAIN)
    if text.startswith(_ZIP):
        raise Unusable(Text("это архив ZIP, а не XML", "it is a ZIP archive, no XML"), _FILE_ITSELF)
    if text.startswith(GZIP):
        raise Unusable(Text("файл сжат дважды", "the file is packed twice"), _FILE_ITSELF)
    if _PAGE.match(text) or (is_page and not _CATALOGUE.match(text)):
        raise WebPage
    if text.startswith((b"{", b"[")):
        raise Unusable(Text("это JSON, а не XML", "it is JSON, no XML"), _FILE_ITSELF)
    if not text.startswith((b"<", *_WIDE)):
        raise Unusable(Text("это не XML", "it is no XML"), _FILE_ITSELF)
