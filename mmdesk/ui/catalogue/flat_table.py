"""How every table of the page looks and is driven: whole rows, one at a time, by the keyboard."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from mmdesk.ui.catalogue.flat_model import FlatModel, Line
from mmdesk.ui.catalogue.row_delegate import RowDelegate
from mmdesk.ui.theme import ROW_HEIGHT

_SELECT_ROW: Final = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class RowsTable(QTableView):
    """A table of any model. Enter or a double click opens a row, Ctrl+C copies it."""

    opened = Signal(int)
    """The row."""
    moved = Signal()
    """Another row is current, or none."""

    def __init__(
        self, model: QAbstractItemModel, name: str, stretched: int, widths: Mapping[int, int],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setItemDelegate(RowDelegate(self))
        self._set_up_headers(stretched, widths)
        self.doubleClicked.connect(self._open)

    def show_ends(self, column: int) -> None:
        """Words that do not fit lose their middle: names of like goods differ at their ends."""
        self.setItemDelegateForColumn(column, RowDelegate(self, Qt.TextElideMode.ElideMiddle))

    def go_to(self, row: int) -> None:
        """Make a row the current one; nothing happens where there is none."""
        index = self.model().index(row, 0)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, _SELECT_ROW)
            self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if row >= 0:
                self.opened.emit(row)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy(row)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters do nothing here: looking for something has a field of its own."""

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        if current.row() != previous.row() or current.isValid() != previous.isValid():
            self.moved.emit()

    def _copy(self, row: int) -> None:
        model = self.model()
        if row >= 0:
            cells = (str(model.index(row, column).data() or "") for column in range(model.columnCount()))
            QGuiApplication.clipboard().setText("\t".join(cells))

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.row())

    def _set_up_headers(self, stretched: int, widths: Mapping[int, int]) -> None:
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(ROW_HEIGHT)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.hide()
        columns = self.horizontalHeader()
        # Painting a heading asks whether its whole column is selected: row by row, which takes long.
        columns.setSelectionModel(QItemSelectionModel(self.model(), self))
        columns.setHighlightSections(False)
        columns.setMinimumSectionSize(48)
        for column, width in widths.items():
            self.setColumnWidth(column, width)
        columns.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)


class FlatTable(RowsTable):
    """A table of lines; it stays at its line when the lines are shown anew."""

    def __init__(
        self, model: FlatModel, name: str, stretched: int, widths: Mapping[int, int],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(model, name, stretched, widths, parent)
        self._lines = model

    @property
    def current_key(self) -> Hashable | None:
        line = self._lines.line_at(self.currentIndex().row())
        return None if line is None else line.key

    def show_lines(self, lines: Sequence[Line]) -> None:
        """The current line stays the current one while it is there, else the first becomes it."""
        key = self.current_key
        if not self._lines.show_lines(lines):
            return
        if self.currentIndex().isValid():
            return
        row = self._lines.row_of(key) if key is not None else -1
        if lines:
            self.go_to(max(row, 0))
        else:
            self.moved.emit()
