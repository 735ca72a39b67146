"""An XML file of the shop's site as a careless or a hostile site would serve it."""

from __future__ import annotations

import re

_DECLARATION = re.compile(rb"\A<\?xml[^>]*\?>\s*")
_ROOT = re.compile(rb"<([A-Za-z_][\w.-]*)")
_FIRST_TEXT = re.compile(rb">(?=[^<\s])")
_LEVELS = 9


def with_entity_bomb(content: bytes) -> bytes:
    """Some hundred bytes that unfold to gigabytes in the first text of the file."""
    levels = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, _LEVELS + 1))
    return _with_doctype(content, f'<!ENTITY l0 "{"ha" * 10}">{levels}', f"&l{_LEVELS};")


def with_external_entity(content: bytes) -> bytes:
    """A text that quotes a file of whoever reads it."""
    return _with_doctype(content, '<!ENTITY file SYSTEM "file:///etc/passwd">', "&file;")


def in_windows_1251(content: bytes) -> bytes:
    """The same file in that encoding, which it declares."""
    return b'<?xml version="1.0" encoding="windows-1251"?>\n' + _body_in_windows_1251(content)


def wrongly_declared(content: bytes) -> bytes:
    """The same file in windows-1251, while it declares UTF-8."""
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + _body_in_windows_1251(content)


def _body_in_windows_1251(content: bytes) -> bytes:
    return _DECLARATION.sub(b"", content).decode("utf-8").encode("windows-1251", "xmlcharrefreplace")


def _with_doctype(content: bytes, declarations: str, reference: str) -> bytes:
    """Declare entities for the root, and put one ahead of the file's first text."""
    body = _DECLARATION.sub(b"", content)
    root = _ROOT.match(body)
    if root is None:
        return content
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE {root[1].decode()} [{declarations}]>\n'
    return head.encode() + _FIRST_TEXT.sub(b">" + reference.encode(), body, count=1)
