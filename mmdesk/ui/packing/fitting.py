"""Letters as large as their place allows, for who stands two metres away."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics

from mmdesk.ui.plain_words import one_line

_STEP: Final = 4
WRAPPED: Final = Qt.TextFlag.TextWordWrap


def fitted(words: str, room: QSize, largest: int, least: int = 18, *, bold: bool = True) -> QFont:
    """The font in which the words fit into the room, in pixels; the least one if none does."""
    return _font(_size(words, room.width(), room.height(), largest, least, bold), bold)


def height_of(words: str, width: int, font: QFont) -> int:
    """What the words take, broken into lines of that width."""
    if not words:
        return 0
    return QFontMetrics(font).boundingRect(QRect(0, 0, max(width, 1), 10_000), WRAPPED, words).height()


def in_lines(words: str, width: int, font: QFont, most: int) -> tuple[str, ...]:
    """The words broken into at most so many lines; what has no room ends in «…».

    Kept for a while: a list asks for the same words once for each measure and once for each painting.
    """
    return _in_lines(words, width, font.toString(), most)


@lru_cache(maxsize=1024)
def _in_lines(words: str, width: int, face: str, most: int) -> tuple[str, ...]:
    font = QFont()
    font.fromString(face)
    metrics, lines, left = QFontMetrics(font), list[str](), one_line(words)
    while left and len(lines) < most - 1:
        line = _one_line(left, width, metrics)
        lines.append(line)
        left = left[len(line) :].lstrip()
    if left:
        lines.append(metrics.elidedText(left, Qt.TextElideMode.ElideRight, max(width, 0)))
    return tuple(lines)


def _one_line(words: str, width: int, metrics: QFontMetrics) -> str:
    line = ""
    for word in words.split(" "):
        longer = f"{line} {word}" if line else word
        if line and metrics.horizontalAdvance(longer) > width:
            return line
        line = longer
    return line


@lru_cache(maxsize=256)
def _size(words: str, width: int, height: int, largest: int, least: int, bold: bool) -> int:
    longest = max(words.split(), key=len, default="")
    for size in range(largest, least, -_STEP):
        font = _font(size, bold)
        wide = QFontMetrics(font).horizontalAdvance(longest) <= width
        if wide and height_of(words, width, font) <= height:
            return size
    return least


def _font(size: int, bold: bool) -> QFont:
    font = QFont()
    font.setPixelSize(size)
    font.setBold(bold)
    return font
