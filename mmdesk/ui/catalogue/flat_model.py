"""A short table of words: lines that are made elsewhere and only shown here."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mmdesk.ui.plain_text import shown_plainly, tooltip
from mmdesk.ui.theme import Theme, Tone

Index = QModelIndex | QPersistentModelIndex
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Cell:
    """`more` is told by the tooltip, the text itself where it is empty."""

    text: str
    tone: Tone = Tone.TEXT
    icon: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """`key` tells the line from others when it is shown anew."""

    key: Hashable
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """Numbers stand at the right of their column."""

    text: str
    is_number: bool = False


class FlatModel(QAbstractTableModel):
    """All lines at once: a thousand at most."""

    def __init__(self, headings: Sequence[Heading], theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headings = tuple(headings)
        self._theme = theme
        self._lines: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        return self._lines

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(each.text for each in self._headings)

    def show_lines(self, lines: Sequence[Line]) -> bool:
        """Whether anything is different from before."""
        if tuple(lines) == self._lines:
            return False
        same_rows = [each.key for each in lines] == [each.key for each in self._lines]
        if same_rows:
            self._lines = tuple(lines)
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(self._headings) - 1))
            return True
        self.beginResetModel()
        self._lines = tuple(lines)
        self.endResetModel()
        return True

    def line_at(self, row: int) -> Line | None:
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def row_of(self, key: Hashable) -> int:
        """-1 where there is no such line."""
        return next((row for row, line in enumerate(self._lines) if line.key == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._headings)

    @shown_plainly
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        cell = self._lines[index.row()].cells[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text.partition("\n")[0]
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip(cell.more or cell.text)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if self._headings[index.column()].is_number else _LEFT
            case Qt.ItemDataRole.ForegroundRole:
                return self._theme.color(cell.tone)
            case Qt.ItemDataRole.DecorationRole:
                return self._theme.icon(cell.icon, cell.tone) if cell.icon else None
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._sentence(index.row(), index.column())
            case _:
                return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._headings[section].text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self._headings[section].is_number else _LEFT
        return None

    def _sentence(self, row: int, column: int) -> str:
        """The first cell, where the keyboard stands, reads the whole line."""
        if column:
            return self._lines[row].cells[column].text
        told = zip(self._headings, self._lines[row].cells, strict=True)
        return ", ".join(f"{heading.text}: {cell.text}" for heading, cell in told if cell.text)
