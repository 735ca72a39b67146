"""Rows that are written anew instead of made anew: nothing flickers, and the scroll stays where it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

Row = TypeVar("Row", bound=QWidget)
Item = TypeVar("Item")


class RowPool(Generic[Row, Item]):
    """As many rows as there are items; rows that are too many wait out of sight."""

    def __init__(self, make: Callable[[], Row], fill: Callable[[Row, Item], None], spacing: int = 4) -> None:
        self._make = make
        self._fill = fill
        self._rows: list[Row] = []
        self.layout = QVBoxLayout()
        self.layout.setContentsMargins(0, 0, 0, 0)
        self.layout.setSpacing(spacing)

    def show_items(self, items: Sequence[Item]) -> None:
        while len(self._rows) < len(items):
            row = self._make()
            self.layout.addWidget(row)
            self._rows.append(row)
        for row, item in zip(self._rows, items, strict=False):
            self._fill(row, item)
            row.show()
        for row in self._rows[len(items) :]:
            row.hide()

    def rows(self) -> tuple[Row, ...]:
        """Those in sight, in their order."""
        return tuple(row for row in self._rows if not row.isHidden())
