"""Rows that are written anew instead of made anew: nothing flickers, and the scroll stays where it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mmdesk.ui.in_steps import InSteps, Steps

Row = TypeVar("Row", bound=QWidget)
Item = TypeVar("Item")
NEW_AT_ONCE: Final = 8
"""A row takes one or two milliseconds to make and show, and an order may have dozens of lots."""


class RowPool(Generic[Row, Item]):
    """As many rows as there are items; rows that are too many wait out of sight.

    Of rows that have to be made a handful comes at once, the others in the next turns of the window's thread.
    """

    def __init__(self, make: Callable[[], Row], fill: Callable[[Row, Item], None], spacing: int = 4) -> None:
        self._make = make
        self._fill = fill
        self._rows: list[Row] = []
        self.layout = QVBoxLayout()
        self.layout.setContentsMargins(0, 0, 0, 0)
        self.layout.setSpacing(spacing)
        # With the layout it goes when the widget goes.
        self._later = InSteps(self.layout)

    def show_items(self, items: Sequence[Item]) -> None:
        self._later.stop()
        self._show(items, 0, len(self._rows) + NEW_AT_ONCE)
        for row in self._rows[len(items) :]:
            row.hide()
        if len(self._rows) < len(items):
            self._later.begin(self._rest(items))

    def rows(self) -> tuple[Row, ...]:
        """Those in sight, in their order."""
        return tuple(row for row in self._rows if not row.isHidden())

    def _rest(self, items: Sequence[Item]) -> Steps:
        while len(self._rows) < len(items):
            first = len(self._rows)
            self._show(items, first, first + NEW_AT_ONCE)
            yield

    def _show(self, items: Sequence[Item], first: int, end: int) -> None:
        for number, item in enumerate(items[first:end], start=first):
            if number == len(self._rows):
                row = self._make()
                self.layout.addWidget(row)
                self._rows.append(row)
            self._fill(self._rows[number], item)
            self._rows[number].show()
