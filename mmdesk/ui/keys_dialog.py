"""The table under F1: what the keys do here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mmdesk.ui.plain_text import PlainLabel
from mmdesk.ui.theme import Role, dress

Keys = Sequence[tuple[str, str]]
_WIDTH: Final = 600


class KeysDialog(QDialog):
    """The window's keys and those of the page that is open, each with what it does."""

    def __init__(
        self, page_title: str, page_keys: Keys, window_keys: Keys, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        _add_part(grid, page_title, page_keys)
        _add_part(grid, self.tr("Everywhere"), window_keys)
        grid.setRowStretch(grid.rowCount(), 1)
        area = QScrollArea()
        area.setWidget(table)
        area.setWidgetResizable(True)
        area.setAccessibleName(self.tr("Keys"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 16, 16, 16)
        rows.setSpacing(16)
        rows.addWidget(area)
        rows.addWidget(buttons)
        # Arrows and pages scroll at once.
        area.setFocus()
        self.resize(_WIDTH, min(table.sizeHint().height() + 96, 560))


def _add_part(grid: QGridLayout, title: str, keys: Keys) -> None:
    if not keys:
        return
    heading = PlainLabel(title)
    dress(heading, Role.HEADING)
    heading.setContentsMargins(0, 8 if grid.rowCount() > 1 else 0, 0, 2)
    grid.addWidget(heading, grid.rowCount(), 0, 1, 2)
    for key, deed in keys:
        row = grid.rowCount()
        cap = PlainLabel(_shown(key))
        dress(cap, Role.KEY)
        words = PlainLabel(deed)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        grid.addWidget(cap, row, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(words, row, 1)


def _shown(key: str) -> str:
    """As this system writes it, where the key is a sequence; words such as «Shift+стрелки» as they are."""
    sequence = QKeySequence(key)
    return sequence.toString(QKeySequence.SequenceFormat.NativeText) if sequence.toString() == key else key
