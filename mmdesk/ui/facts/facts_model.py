"""A table whose lines are made elsewhere; what is the same stays, so that nothing flickers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mmdesk.ui.plain_text import shown_plainly, tooltip
from mmdesk.ui.theme import Theme, Tone

_Index = QModelIndex | QPersistentModelIndex
_NOTHING: Final = QModelIndex()
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says; `tip` where the whole of it needs more room."""

    words: str
    icon: str = ""
    tone: Tone = Tone.TEXT
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row by its key, which tells it again when the table is read anew."""

    key: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; width 0 takes what room is left."""

    name: str
    width: int = 0
    right: bool = False


class FactsModel(QAbstractTableModel):
    """Lives in the window's thread."""

    def __init__(self, columns: Sequence[Column], theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._theme = theme
        self._lines: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        return self._lines

    def row_of(self, key: str) -> int:
        """-1 where there is none."""
        return next((row for row, line in enumerate(self._lines) if line.key == key), -1)

    def key_at(self, row: int) -> str:
        return self._lines[row].key if 0 <= row < len(self._lines) else ""

    def show_lines(self, lines: Sequence[Line]) -> bool:
        """True where rows came, went or moved: then whoever stands somewhere has to be put there again."""
        shown, lines = self._lines, tuple(lines)
        if [line.key for line in shown] == [line.key for line in lines]:
            self._lines = lines
            for row, (before, after) in enumerate(zip(shown, lines, strict=True)):
                if before != after:
                    self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))
            return False
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()
        return True

    def rowCount(self, parent: _Index = _NOTHING) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = _NOTHING) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].name
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.columns[section].right else _LEFT
        return None

    @shown_plainly
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not self.checkIndex(index, self.CheckIndexOption.IndexIsValid):
            return None
        cell = self._lines[index.row()].cells[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return " ".join(cell.words.split())
            case Qt.ItemDataRole.DecorationRole if cell.icon:
                return self._theme.icon(cell.icon, cell.tone)
            case Qt.ItemDataRole.ForegroundRole:
                return self._theme.color(cell.tone)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if self.columns[index.column()].right else _LEFT
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip(cell.tip or cell.words)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(index.row()) if index.column() == 0 else cell.words
            case _:
                return None

    def _spoken(self, row: int) -> str:
        """The whole row for somebody who hears it."""
        named = zip(self.columns, self._lines[row].cells, strict=True)
        return ", ".join(f"{column.name}: {cell.words}" for column, cell in named if cell.words)
