"""Untrusted CSS made harmless: no imports, no fonts, no page sizes, no address but that of a safe picture."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(?:([0-9a-fA-F]{1,6})[ \t\r\n\f]?|([^\r\n\f0-9a-fA-F]))")
# Letters and the signs an address is built of; a decoded quote or bracket could end a string early.
_SPELT_PLAINLY: Final = re.compile(r"[A-Za-z0-9@(:/-]")
_STATEMENT_RULE: Final = re.compile(r"@(?:import|charset|namespace)\b[^;{}]*;?", re.IGNORECASE)
# The sheet is ours to choose, and a font could draw anything in place of the text that was checked.
_BLOCK_RULE: Final = re.compile(r"@(?:page|font-face|font-feature-values)\b[^{};]*\{", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"""url\(\s*("[^"]*"|'[^']*'|[^)]*?)\s*(?:\)|\Z)""", re.IGNORECASE)
_OTHER_ADDRESS: Final = re.compile(
    r"(?:-webkit-)?(?:image-set|image|cross-fade|src|element|attr|expression)\([^)]*\)?", re.IGNORECASE
)

AcceptPicture = Callable[[str], str]
"""Takes an address, returns the safe one to use instead or an empty string."""


def clean_css(css: str, accept: AcceptPicture) -> str:
    """The style sheet without anything that reaches outside; works on a style attribute as well."""
    plain = _COMMENT.sub(" ", _ESCAPE.sub(_spell_plainly, css))
    plain = _COMMENT.sub(" ", plain.replace("<", " "))
    plain = _without_blocks(_STATEMENT_RULE.sub("", plain))
    plain = _ADDRESS.sub(lambda match: _picture(match.group(1), accept), plain)
    return _OTHER_ADDRESS.sub("none", plain)


def _spell_plainly(match: re.Match[str]) -> str:
    """Undo an escape that only hides a word such as url; keep one that is needed."""
    code, sign = match.groups()
    number = int(code, 16) if code else ord(sign)
    spelt = chr(number) if number < 128 else ""
    return spelt if _SPELT_PLAINLY.fullmatch(spelt) else match.group(0)


def _picture(address: str, accept: AcceptPicture) -> str:
    accepted = accept(address.strip("\"' "))
    return f'url("{accepted}")' if accepted else "none"


def _without_blocks(css: str) -> str:
    kept: list[str] = []
    position = 0
    while match := _BLOCK_RULE.search(css, position):
        kept.append(css[position : match.start()])
        position = _end_of_block(css, match.end())
    kept.append(css[position:])
    return "".join(kept)


def _end_of_block(css: str, start: int) -> int:
    depth = 1
    for position in range(start, len(css)):
        depth += {"{": 1, "}": -1}.get(css[position], 0)
        if depth == 0:
            return position + 1
    return len(css)
