"""The table over facts: whole rows, plain arrows, and the rows that a person marked stay their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from mmdesk.ui.facts.facts_delegate import FactsDelegate
from mmdesk.ui.facts.facts_model import Column, FactsModel, Line
from mmdesk.ui.theme import ROW_HEIGHT, Theme

_ICON = 16


class FactsTable(QTableView):
    """One row is current or none is; Enter and a double click open it.

    With `many` several rows can be marked, by Ctrl, Shift and the pointer, or Ctrl+Space and Shift+arrows.
    """

    current_changed = Signal()
    marked_changed = Signal()
    """Where several rows can be marked: which ones are."""
    opened = Signal()

    def __init__(
        self,
        columns: Sequence[Column],
        theme: Theme,
        name: str,
        parent: QWidget | None = None,
        *,
        many: bool = False,
    ) -> None:
        super().__init__(parent)
        self._facts = FactsModel(columns, theme, self)
        self._told = ""
        self.setModel(self._facts)
        self.setItemDelegate(FactsDelegate(theme, self))
        self.setAccessibleName(name)
        self._set_up()
        if many:
            self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for section, column in enumerate(columns):
            stretches = not column.width
            mode = QHeaderView.ResizeMode.Stretch if stretches else QHeaderView.ResizeMode.Fixed
            self.horizontalHeader().setSectionResizeMode(section, mode)
            if not stretches:
                self.setColumnWidth(section, column.width)
        self.doubleClicked.connect(self.opened)
        self.selectionModel().currentRowChanged.connect(self._tell)
        self.selectionModel().selectionChanged.connect(self.marked_changed)
        theme.changed.connect(self.viewport().update)

    @property
    def facts(self) -> FactsModel:
        return self._facts

    @property
    def current_key(self) -> str:
        """Empty where no row is current."""
        return self._facts.key_at(self.currentIndex().row())

    @property
    def marked_keys(self) -> tuple[str, ...]:
        """From top to bottom; the current row where none is marked."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        marked = tuple(self._facts.key_at(row) for row in rows)
        return marked or tuple(filter(None, (self.current_key,)))

    def show_lines(self, lines: Sequence[Line]) -> None:
        """What was marked and current stays so; where that is gone, the row that came to its place."""
        key, row, marked = self.current_key, self.currentIndex().row(), self.marked_keys
        bar = self.verticalScrollBar()
        place = bar.value()
        if self._facts.show_lines(lines) and key:
            found = self._facts.row_of(key)
            self.go_to_row(found if found >= 0 else min(max(row, 0), len(lines) - 1))
            if len(marked) > 1:
                self.mark(marked)
            if found >= 0:
                bar.setValue(place)
        self._tell()

    def go_to_row(self, row: int) -> None:
        if row >= 0:
            whole = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(self._facts.index(row, 0), whole)

    def mark(self, keys: Iterable[str]) -> None:
        """These rows and no others; those that are not shown are passed over. Where one stands, one stays."""
        chosen = QItemSelection()
        last = len(self._facts.columns) - 1
        for row in filter(lambda row: row >= 0, map(self._facts.row_of, keys)):
            chosen.select(self._facts.index(row, 0), self._facts.index(row, last))
        if not chosen.isEmpty():
            self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def go_to_key(self, key: str) -> bool:
        row = self._facts.row_of(key)
        self.go_to_row(row)
        return row >= 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            if self.current_key:
                self.opened.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes by the keyboard stands somewhere."""
        super().focusInEvent(event)
        if not self.current_key:
            self.go_to_row(0 if self._facts.lines else -1)

    def keyboardSearch(self, search: str) -> None:
        """Letters do nothing here."""

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 3 * ROW_HEIGHT)

    def _tell(self) -> None:
        key = self.current_key
        if key != self._told:
            self._told = key
            self.current_changed.emit()

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setIconSize(QSize(_ICON, _ICON))
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
