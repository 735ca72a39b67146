"""Several things by name, one a line, in a question about all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QWidget

_SHOWN: Final = 9
"""So many lines have room; the rest is reached by scrolling."""
_WRAPPED: Final = 2
"""Of a few lines so many may be long ones."""
_FRAME: Final = 6


class LinesList(QListWidget):
    """Read and scrolled, by the keyboard as well; nothing in it can be chosen."""

    def __init__(self, lines: Sequence[str], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.addItems(list(lines))
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSpacing(2)
        rows = min(len(lines) + _WRAPPED, _SHOWN)
        self.setFixedHeight(rows * (self.sizeHintForRow(0) + 2 * self.spacing()) + _FRAME)

    def lines(self) -> tuple[str, ...]:
        return tuple(self.item(row).text() for row in range(self.count()))
