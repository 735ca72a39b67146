"""Texts of remotes and buyers made fit to be shown: nothing hidden, nothing turned round, nothing endless.

Without Qt: states and words may use it. Widgets and models take it from `plain_text`.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST_LINE: Final = 300
"""Characters of a cell: more than any column shows."""
LONGEST_PARAGRAPH: Final = 2_000
LONGEST_TIP: Final = 800
MOST_TIP_LINES: Final = 20
LONGEST_WORD: Final = 60
"""A longer one may be broken anywhere: a label is at least as wide as its longest word."""
ZERO_WIDTH_SPACE: Final = "\N{ZERO WIDTH SPACE}"

_UNSEEN: Final = (
    # Soft hyphen, joiners and marks of no width, byte order marks, letters for machines only.
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff"
    # What turns the reading of everything after it: «gpj.exe» must not read as «exe.jpg».
    "\u202a-\u202e\u2066-\u2069"
)
_BREAKS: Final = "\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_CONTROLS: Final = "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff"
_ODD: Final = re.compile(f"[{_UNSEEN}{_CONTROLS}\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029\t]")
_UNSEEN_ONES: Final = re.compile(f"[{_UNSEEN}]+")
_CONTROL: Final = re.compile(f"[{_CONTROLS}]")
_BREAK: Final = re.compile(f"\r\n|[{_BREAKS}]")
_GAP: Final = re.compile(f"[ \t{_BREAKS}]+")
_LONG_WORD: Final = re.compile(rf"\S{{{LONGEST_WORD},}}")
_PIECE: Final = re.compile(r"\S{20}(?=\S)")
_MARK: Final = "[\u0300-\u036f\u0483-\u0489\u20d0-\u20ff]"
_MANY_MARKS: Final = re.compile(f"({_MARK}{{4}}){_MARK}+")
_HALF: Final = "\N{REPLACEMENT CHARACTER}"


def visible(words: str) -> str:
    """All lines. What cannot be seen is left out; a control character leaves a sign that it was there."""
    if _ODD.search(words):
        words = _UNSEEN_ONES.sub("", words)
        words = _BREAK.sub("\n", words).replace("\t", "    ")
        words = _CONTROL.sub(_HALF, words)
    # Marks piled up on a letter run into the lines above it.
    return _MANY_MARKS.sub(r"\1", words)


def one_line(words: str, most: int = LONGEST_LINE) -> str:
    """For a cell or a button: lines become one, and what is longer than anybody sees is cut."""
    if len(words) > 4 * most:
        words = words[: 4 * most]
    return _cut(_GAP.sub(" ", visible(words)).strip(" "), most)


def paragraph(words: str, most: int = LONGEST_PARAGRAPH) -> str:
    """For a label that wraps: words that no line could hold may be broken."""
    return _LONG_WORD.sub(_broken, _cut(visible(words[: 4 * most]), most))


def tip_lines(words: str) -> list[str]:
    """For a tooltip, which grows with its text to the edge of the screen and past it."""
    lines = paragraph(words, LONGEST_TIP).splitlines()
    return [*lines[:MOST_TIP_LINES], "…"] if len(lines) > MOST_TIP_LINES else lines


def _broken(word: re.Match[str]) -> str:
    return _PIECE.sub(lambda piece: piece[0] + ZERO_WIDTH_SPACE, word[0])


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"
