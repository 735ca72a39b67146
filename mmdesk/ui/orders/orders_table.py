"""The table itself: driven by the keyboard, and holding its place while the orders under it change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from mmdesk.services.order_list import ShipmentKey
from mmdesk.ui.orders.key_difference import Difference, survivor
from mmdesk.ui.orders.orders_model import Column, OrdersModel
from mmdesk.ui.theme import ROW_HEIGHT

_WIDTHS: Final = {
    # The longest number has thirteen digits, and nobody finds a parcel by half a number.
    Column.DUE: 92, Column.NUMBER: 126, Column.SCHEME: 88,
    Column.LOTS: 52, Column.TOTAL: 88, Column.BUYER: 108,
}  # fmt: skip
_LEAST_STATUS: Final = 192
_FIRST_TO_GO: Final = (Column.BUYER, Column.SCHEME, Column.LOTS, Column.TOTAL)
"""What the details tell as well, and a narrow list can do without."""
_ROWS: Final = QItemSelectionModel.SelectionFlag.Rows
_SELECT_ROW: Final = QItemSelectionModel.SelectionFlag.ClearAndSelect | _ROWS
_PLAIN_MOVES: Final = frozenset(
    {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End}
)


@dataclass(frozen=True, slots=True)
class _Place:
    """What the person has before the eyes: the current order, what is selected, and where it stands."""

    current: ShipmentKey | None
    selected: frozenset[ShipmentKey]
    anchor: ShipmentKey | None
    anchor_y: int
    at_top: bool


class OrdersTable(QTableView):
    """Rows are selected as a whole; the current one is the row that the keyboard stands at.

    Plain arrows select the row they come to. Once Space has marked rows they stay marked while the arrows
    move, until a click, Escape or another way of selecting ends it.
    """

    opened = Signal()
    """Enter or a double click."""
    current_moved = Signal()
    """Another order has become the current one, or there is none any more."""
    selection_moved = Signal()
    view_moved = Signal()
    """Other rows may be in sight."""

    def __init__(self, model: OrdersModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._orders = model
        self._marking = False
        self._settling = False
        self._told_current: ShipmentKey | None = None
        self.setModel(model)
        self._set_up()
        self._set_up_headers()
        self.verticalScrollBar().valueChanged.connect(self.view_moved)
        self.doubleClicked.connect(self.opened)

    # -- what the page asks

    @property
    def is_marking(self) -> bool:
        return self._marking

    @property
    def current_key(self) -> ShipmentKey | None:
        return self._orders.key_at(self.currentIndex().row())

    def selected_count(self) -> int:
        return sum(last - first + 1 for first, last in self._selected_ranges())

    def selected_keys(self) -> tuple[ShipmentKey, ...]:
        """In the order of the list."""
        keys = self._orders.keys
        return tuple(key for first, last in self._selected_ranges() for key in keys[first : last + 1])

    def rows_in_sight(self) -> tuple[int, int]:
        """The first and the last row, both -1 while there is none."""
        height = max(self.viewport().height(), 1)
        first = self.rowAt(0)
        last = self.rowAt(height - 1)
        return first, last if last >= 0 or first < 0 else len(self._orders.keys) - 1

    def go_to_row(self, row: int) -> None:
        """Make it the only selected one, in sight."""
        self._marking = False
        index = self._orders.index(row, 0)
        self.selectionModel().setCurrentIndex(index, _SELECT_ROW)
        self.scrollTo(index)

    def repaint_time_left(self) -> None:
        """Nothing but the column that time changes by itself."""
        left, width = self.columnViewportPosition(Column.DUE), self.columnWidth(Column.DUE)
        self.viewport().update(left, 0, width, self.viewport().height())

    def end_marking(self) -> None:
        """Plain arrows select again."""
        self._marking = False

    # -- another list, or the same a moment later

    def show_changed(self, found: Difference) -> None:
        """Apply the difference with the current order, what is selected and the view staying where they are.

        When the current order goes, the one that comes to its place becomes current.
        """
        place = self._place_for(found)
        self._settling = True
        try:
            self._orders.apply(found)
            self._settle(place)
        finally:
            self._settling = False
        self._tell_moves()

    def show_new(self, found: Difference, start: ShipmentKey | None) -> None:
        """Apply another list and open it at `start`, or at its beginning."""
        self._marking = False
        self._settling = True
        try:
            self._orders.apply(found)
            row = max(0, self._orders.row_of(start))
            self.updateGeometries()
            if self._orders.keys:
                self.selectionModel().setCurrentIndex(self._orders.index(row, 0), _SELECT_ROW)
                self.scrollTo(self._orders.index(row, 0), _hint_for(row))
        finally:
            self._settling = False
        self._tell_moves()

    def _selected_ranges(self) -> list[tuple[int, int]]:
        """First and last rows, in the order of the list: a hundred thousand rows may be one range."""
        found = self.selectionModel().selection()
        ranges = (found.at(place) for place in range(found.count()))
        return sorted((each.top(), each.bottom()) for each in ranges)

    def _place_for(self, found: Difference) -> _Place:
        keys, row = self._orders.keys, self.currentIndex().row()
        current = survivor(keys, row, found.gone)
        in_sight = row >= 0 and self.viewport().rect().intersects(self.visualRect(self.currentIndex()))
        anchor_row = row if in_sight else self.rowAt(0)
        return _Place(
            current=current,
            selected=self._selected_that_lose_their_rows(found),
            anchor=survivor(keys, anchor_row, found.gone),
            anchor_y=self.rowViewportPosition(anchor_row) if anchor_row >= 0 else 0,
            at_top=self.verticalScrollBar().value() == 0,
        )

    def _selected_that_lose_their_rows(self, found: Difference) -> frozenset[ShipmentKey]:
        """Qt keeps what is selected through removals and insertions, but not through moves and resets."""
        if found.splices is None:
            return frozenset(self.selected_keys()) - found.gone
        if not found.moved:
            return frozenset()
        return found.moved.intersection(self.selected_keys())

    def _settle(self, place: _Place) -> None:
        self._select_again(place.selected)
        row = self._orders.row_of(place.current)
        if row < 0 and self._orders.keys:
            row = 0
        if row >= 0:
            nothing = not self.selectionModel().hasSelection()
            how = _SELECT_ROW if nothing and not self._marking else QItemSelectionModel.SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(self._orders.index(row, 0), how)
        if not self.selectionModel().hasSelection() and self._marking:
            self._choose_current_only()
        self._hold_view(place, row)

    def _select_again(self, keys: frozenset[ShipmentKey]) -> None:
        if not keys:
            return
        rows = [row for row, key in enumerate(self._orders.keys) if key in keys]
        again = QItemSelection()
        for first, last in _ranges(rows):
            again.select(self._orders.index(first, 0), self._orders.index(last, len(Column) - 1))
        self.selectionModel().select(again, QItemSelectionModel.SelectionFlag.Select | _ROWS)

    def _hold_view(self, place: _Place, current_row: int) -> None:
        """What was looked at stays where it was on the screen; who is at the top sees what comes there."""
        self.updateGeometries()
        bar = self.verticalScrollBar()
        fits = (current_row + 1) * ROW_HEIGHT <= self.viewport().height()
        if place.at_top and fits:
            bar.setValue(0)
            return
        row = self._orders.row_of(place.anchor)
        if row >= 0:
            bar.setValue(row * ROW_HEIGHT - place.anchor_y)

    def _tell_moves(self) -> None:
        key = self.current_key
        if key != self._told_current:
            self._told_current = key
            self.current_moved.emit()
        self.selection_moved.emit()
        self.view_moved.emit()

    # -- what Qt asks

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Home and End go to the first and the last order; there is no way sideways."""
        last = len(self._orders.keys) - 1
        if last < 0:
            return QModelIndex()
        match action:
            case QAbstractItemView.CursorAction.MoveHome:
                return self._orders.index(0, 0)
            case QAbstractItemView.CursorAction.MoveEnd:
                return self._orders.index(last, 0)
            case QAbstractItemView.CursorAction.MoveLeft | QAbstractItemView.CursorAction.MoveRight:
                return self.currentIndex()
            case _:
                found = super().moveCursor(action, modifiers)
                return found.siblingAtColumn(0) if found.isValid() else found

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        if self._marking and isinstance(event, QKeyEvent) and _is_plain_move(event):
            return QItemSelectionModel.SelectionFlag.NoUpdate
        return super().selectionCommand(index, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not event.modifiers() & ~_KEYPAD:
                self.opened.emit()
            case Qt.Key.Key_Escape if self.selected_count() > 1 or self._marking:
                self._choose_current_only()
            case Qt.Key.Key_Escape:
                event.ignore()
            case Qt.Key.Key_Space:
                self._mark()
            case _ if event.matches(QKeySequence.StandardKey.Copy):
                self._copy()
            case _:
                if not _is_plain_move(event):
                    self._marking = self._marking and event.key() in _MODIFIER_KEYS
                super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters do nothing here: looking for an order has a field of its own."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._marking = False
        super().mousePressEvent(event)

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        if current.isValid() and current.column() != 0 and not self._settling:
            # A click lands in any column; the keyboard and a screen reader stand in the first.
            first = current.sibling(current.row(), 0)
            self._repaint_row(previous.row())
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
            return
        super().currentChanged(current, previous)
        self._repaint_row(previous.row())
        self._repaint_row(current.row())
        if not self._settling:
            key = self.current_key
            if key != self._told_current:
                self._told_current = key
                self.current_moved.emit()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if not self._settling:
            self.selection_moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()
        self.view_moved.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._repaint_row(self.currentIndex().row())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._repaint_row(self.currentIndex().row())

    # -- marking

    def _mark(self) -> None:
        """Space: the row that is current is marked, or is not any more."""
        index = self.currentIndex()
        if not index.isValid():
            return
        chosen = self.selectionModel()
        if not self._marking and self.selected_count() == 1 and chosen.isRowSelected(index.row()):
            # It is selected only because the keyboard stands here; from now on because it is wanted.
            self._marking = True
            self.selection_moved.emit()
            return
        self._marking = True
        chosen.select(index, QItemSelectionModel.SelectionFlag.Toggle | _ROWS)
        if not chosen.hasSelection():
            self._choose_current_only()

    def _copy(self) -> None:
        """The number of the current order, to be pasted elsewhere."""
        told = self._orders.line_at(self.currentIndex().row())
        if told is not None:
            QGuiApplication.clipboard().setText(told.number)

    def _choose_current_only(self) -> None:
        self._marking = False
        self.selectionModel().select(self.currentIndex(), _SELECT_ROW)

    # -- set-up

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setDragEnabled(False)
        self.setAccessibleName(self.tr("Orders"))

    def _set_up_headers(self) -> None:
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(ROW_HEIGHT)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.hide()
        columns = self.horizontalHeader()
        # Painting a heading asks whether its whole column is selected: row by row, half a second for all.
        columns.setSelectionModel(QItemSelectionModel(self._orders, self))
        columns.setHighlightSections(False)
        columns.setSectionsClickable(True)
        columns.setSortIndicatorShown(True)
        columns.setMinimumSectionSize(48)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width)
        columns.setSectionResizeMode(Column.STATUS, QHeaderView.ResizeMode.Stretch)

    def _make_room(self) -> None:
        """Hide what there is no room for, so that nothing has to be scrolled sideways."""
        room = self.viewport().width() - _LEAST_STATUS
        room -= sum(self.columnWidth(each) or width for each, width in _WIDTHS.items())
        for column in _FIRST_TO_GO:
            gone = room < 0
            room += (self.columnWidth(column) or _WIDTHS[column]) if gone else 0
            if self.isColumnHidden(column) is not gone:
                self.setColumnHidden(column, gone)

    def _repaint_row(self, row: int) -> None:
        if row >= 0:
            top = self.rowViewportPosition(row)
            self.viewport().update(0, top, self.viewport().width(), ROW_HEIGHT)


_KEYPAD: Final = Qt.KeyboardModifier.KeypadModifier
_MODIFIER_KEYS: Final = frozenset({Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta})


def _is_plain_move(event: QKeyEvent) -> bool:
    return event.key() in _PLAIN_MOVES and not event.modifiers() & ~_KEYPAD


def _hint_for(row: int) -> QAbstractItemView.ScrollHint:
    top = QAbstractItemView.ScrollHint.PositionAtTop
    return top if row == 0 else QAbstractItemView.ScrollHint.PositionAtCenter


def _ranges(rows: Iterable[int]) -> Iterable[tuple[int, int]]:
    """Neighbours as one range."""
    first = last = -1
    for row in rows:
        if row != last + 1 or first < 0:
            if first >= 0:
                yield first, last
            first = row
        last = row
    if first >= 0:
        yield first, last
