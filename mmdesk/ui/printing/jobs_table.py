"""The table of print jobs: one row at a time, by arrows; it stays where it is while rows come and go."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QWidget,
)

from mmdesk.services.print_list import JobKey, JobLine
from mmdesk.ui.padded import Padded
from mmdesk.ui.printing.jobs_model import Column, Index, JobsModel
from mmdesk.ui.theme import ROW_HEIGHT

_WIDTHS: Final = {
    Column.TIME: 92,
    Column.STATE: 148,
    Column.DOCUMENT: 156,
    Column.ORDER: 130,
    Column.WHO: 106,
    Column.TRIES: 80,
}
"""The printer has what is left over."""
_LEAST_PRINTER: Final = 150
_TIGHTER: Final = 30
"""So much less the printer takes before something else goes."""


class JobsTable(QTableView):
    """Enter opens the document of the row."""

    current_changed = Signal()
    opened = Signal()

    def __init__(self, model: JobsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = model
        self._current: JobKey | None = None
        self._is_left = False
        self.setModel(model)
        self.setItemDelegate(Padded(self))
        self.setAccessibleName(self.tr("Print jobs"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(Column.PRINTER, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width)
        model.modelReset.connect(self._go_back)
        self.doubleClicked.connect(self.opened)

    @property
    def current_line(self) -> JobLine | None:
        """The job under the keyboard."""
        return self._jobs.line_at(self.currentIndex().row())

    def select_key(self, key: JobKey | None) -> None:
        """Go to a job, or to the first one where it is not in the table."""
        row = max(self._jobs.row_of(key), 0)
        if self._jobs.rowCount():
            self.setCurrentIndex(self._jobs.index(row, 0))

    def arrive(self) -> None:
        """The newest job is in sight, unless the person has left the table at another one."""
        if not self._is_left:
            self.select_key(None)
            self.scrollToTop()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        line = self._jobs.line_at(current.row())
        if line is not None:
            self._current = line.job.key
        self.current_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Who, and how often it was tried, stands under the table as well: a narrow one does without."""
        super().resizeEvent(event)
        lacking = sum(_WIDTHS.values()) + _LEAST_PRINTER - self.viewport().width()
        self.setColumnHidden(Column.TRIES, lacking > 0)
        self.setColumnHidden(Column.WHO, lacking > _WIDTHS[Column.TRIES] + _TIGHTER)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit()
        else:
            super().keyPressEvent(event)
            self._note_place()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._note_place()

    def _note_place(self) -> None:
        """After what a person did: a place that rows moved to by themselves is nobody's choice."""
        self._is_left = self.currentIndex().row() > 0

    @Slot()
    def _go_back(self) -> None:
        self.select_key(self._current)
        self.current_changed.emit()
