"""The print jobs as a table."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Slot

from mmdesk.clock import Clock
from mmdesk.domain.print_job import STATE_NAMES, PrintState, reason_words
from mmdesk.services.print_list import JobKey, JobLine
from mmdesk.ui import moments
from mmdesk.ui.plain_text import shown_plainly, tooltip
from mmdesk.ui.printing import printing_state
from mmdesk.ui.theme import Theme
from mmdesk.ui.words import spoken

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_LOUD: Final = frozenset({PrintState.WAITING, PrintState.DOUBTFUL, PrintState.FAILED, PrintState.CANCELLED})
"""States whose words stand in their colour; the others are told by the icon alone."""


class Column(IntEnum):
    """From what has to be seen first to what can be cut off."""

    TIME = 0
    STATE = 1
    DOCUMENT = 2
    ORDER = 3
    PRINTER = 4
    WHO = 5
    TRIES = 6


class JobsModel(QAbstractTableModel):
    """Holds the lines that were read; lines that stay keep their rows selected."""

    def __init__(self, theme: Theme, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clock = clock
        self._lines: tuple[JobLine, ...] = ()
        self._silent: frozenset[str] = frozenset()
        self._names_places = False
        theme.changed.connect(self._paint_again)

    def line_at(self, row: int) -> JobLine | None:
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def row_of(self, key: JobKey | None) -> int:
        """-1 when it is not in the table."""
        return next((row for row, line in enumerate(self._lines) if line.job.key == key), -1)

    def show_lines(self, lines: Sequence[JobLine], silent: frozenset[str], *, names_places: bool) -> None:
        """The same jobs are only told anew; others replace the rows."""
        same = [line.job.key for line in lines] == [line.job.key for line in self._lines]
        if not same:
            self.beginResetModel()
        self._lines, self._silent, self._names_places = tuple(lines), silent, names_places
        if not same:
            self.endResetModel()
        elif lines:
            self._paint_again()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Column.TIME: self.tr("Time"),
            Column.STATE: self.tr("State"),
            Column.DOCUMENT: self.tr("Document"),
            Column.ORDER: self.tr("Order"),
            Column.PRINTER: self.tr("Printer"),
            Column.WHO: self.tr("Who"),
            Column.TRIES: self.tr("Tries"),
        }[Column(section)]

    @shown_plainly
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.line_at(index.row()) if index.isValid() else None
        if line is None:
            return None
        column = Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(line, column)
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip(self._hint(line, column))
            case Qt.ItemDataRole.DecorationRole if column is Column.STATE:
                sign = printing_state.state_sign(line, silent=line.job.workstation in self._silent)
                return self._theme.icon(sign.icon, sign.tone)
            case Qt.ItemDataRole.ForegroundRole if column is Column.STATE and line.job.state in _LOUD:
                sign = printing_state.state_sign(line, silent=line.job.workstation in self._silent)
                return self._theme.color(sign.tone)
            case Qt.ItemDataRole.TextAlignmentRole if column is Column.TRIES:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case _:
                return None

    def _text(self, line: JobLine, column: Column) -> str:
        match column:
            case Column.TIME:
                return moments.moment(line.job.created_at, self._clock.now())
            case Column.STATE:
                return spoken(STATE_NAMES[line.job.state])
            case Column.DOCUMENT:
                return spoken(printing_state.document_name(line))
            case Column.ORDER:
                return printing_state.subject(line)
            case Column.PRINTER:
                place = f" · {line.workstation_name}" if self._names_places else ""
                return f"{line.job.printer}{place}"
            case Column.WHO:
                return line.job.operator
            case Column.TRIES:
                return str(line.job.attempts) if line.job.attempts else ""

    def _hint(self, line: JobLine, column: Column) -> str:
        if column is Column.TIME:
            return moments.exact(line.job.created_at)
        if column is Column.STATE:
            silent = line.job.workstation in self._silent
            return spoken(printing_state.state_words(line, silent=silent))
        if column is Column.DOCUMENT and line.job.reason:
            reason = spoken(reason_words(line.job.reason))
            return self.tr("Printed again: {reason}").format(reason=reason)
        return self._text(line, column)

    @Slot()
    def _paint_again(self) -> None:
        if self._lines:
            last = self.index(len(self._lines) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
