"""The live list: what the person wants to see, the rows read for it, and what is told beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from mmdesk.clock import Clock
from mmdesk.errors import MmdeskError
from mmdesk.services.order_list import OrderFilter, OrderList, OrderRow, OrderSort, OrderWish, ShipmentKey
from mmdesk.ui import words
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.orders.countdown_timer import CountdownTimer
from mmdesk.ui.orders.list_notice import ListNotice
from mmdesk.ui.orders.list_reader import ListReader
from mmdesk.ui.orders.list_reading import MARGIN, ListReading, RowsReading, Shown
from mmdesk.ui.orders.orders_delegate import OrdersDelegate
from mmdesk.ui.orders.orders_model import Column, OrdersModel
from mmdesk.ui.orders.orders_state import MOST_AT_ONCE, Reading, WishState, notice, offered
from mmdesk.ui.orders.orders_table import OrdersTable
from mmdesk.ui.orders.selection_bar import SelectionBar
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme, Tone

_LEAST_WIDTH: Final = 400
_BESIDE_SIGHT: Final = 16
"""Rows just out of sight that are read before scrolling comes to them."""
_SORTS: Final = {
    Column.DUE: (OrderSort.DEADLINE,),
    Column.NUMBER: (OrderSort.NUMBER, OrderSort.NEWEST),
}


class ListPane(QWidget):
    """Owns the wish, and keeps the table at what is read for it; what is done to orders is not known here."""

    wish_changed = Signal(OrderWish)
    """Something else is wanted; its list is being read."""
    list_shown = Signal(ListReading)
    current_moved = Signal()

    def __init__(
        self,
        runner: TaskRunner,
        changes: ChangeNotice,
        orders: OrderList,
        theme: Theme,
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._wishes = WishState()
        self._reading = Reading()
        self._connections: tuple[str, ...] = ()
        self.model = OrdersModel(clock, self)
        self.table = OrdersTable(self.model)
        self.selection_bar = SelectionBar(theme)
        self._delegate = OrdersDelegate(self.model, theme, clock, self)
        self.table.setItemDelegate(self._delegate)
        self._notice = ListNotice(theme, self.table)
        self._stale = Banner(theme)
        self._reader = ListReader(runner, orders, self._wishes.wish, self._shown, self)
        self._countdown = CountdownTimer(self.table, self.model, clock, self)
        self._lay_out()
        self._connect(changes)
        self._show_sort()
        self._show_notice()
        self._reader.read_again()

    # -- what the page asks

    @property
    def wish(self) -> OrderWish:
        return self._wishes.wish

    @property
    def is_searching(self) -> bool:
        return self._wishes.is_searching

    @property
    def is_untouched(self) -> bool:
        return self._wishes.is_untouched

    @property
    def connections(self) -> tuple[str, ...]:
        """The names of those in use, as they were read last."""
        return self._connections

    def know_connections(self, names: tuple[str, ...]) -> None:
        """Somebody else has read them, maybe before the list is here."""
        self._connections = names

    def known(self, keys: Sequence[ShipmentKey]) -> tuple[OrderRow, ...]:
        """Those of the orders whose rows have been read at some time."""
        return tuple(order for order in map(self.model.order_of, keys) if order is not None)

    # -- what the person wants to see

    def show_wish(self, wish: OrderWish) -> None:
        """Just this: a filter of the person's own."""
        self._take(self._wishes.take(wish))

    @Slot(OrderFilter)
    def choose(self, show: OrderFilter) -> None:
        """A chip."""
        self._take(self._wishes.choose(show))

    @Slot(str)
    def search(self, text: str) -> None:
        self._take(self._wishes.search(text))

    def leave_search(self) -> None:
        self._take(self._wishes.leave_search())

    @Slot(str)
    def connect_to(self, name: str) -> None:
        """Show one connection; all of them for an empty name."""
        self._take(self._wishes.connect(name))

    def sort(self, by: OrderSort) -> None:
        self._take(self._wishes.sort(by))

    def aim(self, key: ShipmentKey) -> None:
        """All orders, at this one."""
        self._take(self._wishes.aim(key))
        if (row := self.model.row_of(key)) >= 0:
            self.table.go_to_row(row)

    def stand_again(self, wish: OrderWish, key: ShipmentKey | None) -> None:
        """As the list of a former window stood."""
        self._take(self._wishes.stand_again(wish, key))
        if key is not None and (row := self.model.row_of(key)) >= 0:
            self.table.go_to_row(row)

    @Slot(int)
    def _sort_by(self, section: int) -> None:
        """The same heading once more takes its other order, where it has one."""
        sorts = _SORTS.get(Column(section))
        if sorts is not None:
            now = self._wishes.wish.sort
            self.sort(sorts[(sorts.index(now) + 1) % len(sorts)] if now in sorts else sorts[0])
        self._show_sort()

    def _take(self, changed: bool) -> None:
        if changed:
            self._show_sort()
            self._reader.want(self._wishes.wish)
            self.wish_changed.emit(self._wishes.wish)

    # -- reading

    def _shown(self) -> Shown:
        first, last = self.table.rows_in_sight()
        return Shown(self.model.keys, self._wishes.shown, max(first, 0), max(last, 0), self._wishes.place)

    @Slot(ListReading)
    def _show_list(self, reading: ListReading) -> None:
        start = self._wishes.place
        self._wishes.show(reading.wish)
        self._connections = reading.connections.names
        self._reading = Reading(
            done=True,
            connections=len(reading.connections.names),
            has_orders=bool(reading.counts.get(OrderFilter.ALL)),
        )
        self.model.outdate()
        self.model.name_connections(reading.connections.share_a_scheme)
        self.model.put((), reading.rows)
        if reading.is_new:
            self.table.show_new(reading.difference, start)
        else:
            self.table.show_changed(reading.difference)
        self.selection_bar.show_count(len(reading.keys))
        self.list_shown.emit(reading)
        self._show_notice()
        self._look()

    @Slot(RowsReading)
    def _show_rows(self, reading: RowsReading) -> None:
        self.model.put(reading.asked, reading.rows)
        self._show_chosen()
        self._look()

    @Slot(MmdeskError)
    def _show_failure(self, error: MmdeskError) -> None:
        self._reading = replace(self._reading, failure=error.sentence(words.language()))
        self._show_notice()

    @Slot()
    def _look(self) -> None:
        """Read what has come into sight."""
        first, last = self.table.rows_in_sight()
        if first >= 0 and self.model.unread(first - _BESIDE_SIGHT, last + _BESIDE_SIGHT):
            self._reader.want_rows(self.model.unread(first - MARGIN, last + MARGIN))
        self._countdown.look_again()

    @Slot()
    def _retry(self) -> None:
        self._reading = replace(self._reading, failure="")
        self._show_notice()
        self._reader.read_again()

    # -- what is shown beside the rows

    def _show_notice(self) -> None:
        """Why there are no rows; or that those which are there grow old."""
        wish, failure = self._wishes.wish, self._reading.failure
        why = notice(self._reading, orders=len(self.model.keys), searching=self._wishes.is_searching)
        self._notice.show_notice(why, wish.show, wish.search, failure)
        stale = failure if why is None else ""
        heading = self.tr("The list is not up to date: it could not be read again") if stale else ""
        self._stale.show_words("warning", Tone.WARN, heading, stale)

    def _show_sort(self) -> None:
        sort = self._wishes.wish.sort
        column = next(column for column, sorts in _SORTS.items() if sort in sorts)
        newest = sort is OrderSort.NEWEST
        order = Qt.SortOrder.DescendingOrder if newest else Qt.SortOrder.AscendingOrder
        self.table.horizontalHeader().setSortIndicator(column, order)

    @Slot()
    def _show_chosen(self) -> None:
        count = self.table.selected_count()
        known = self.known(self.table.selected_keys()) if 1 < count <= MOST_AT_ONCE else ()
        self.selection_bar.show_chosen(count, offered(known, count))

    @Slot()
    def _stand(self) -> None:
        self._wishes.stand_at(self.table.current_key)
        self.current_moved.emit()

    # -- what Qt asks

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._countdown.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._countdown.stop()

    # -- set-up

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addWidget(self._stale)
        rows.addWidget(self.table, 1)
        rows.addWidget(self.selection_bar)
        retry = QPushButton(self.tr("Try again"))
        retry.clicked.connect(self._retry)
        self._stale.beside.addWidget(retry, 0, Qt.AlignmentFlag.AlignLeft)
        self.setMinimumWidth(_LEAST_WIDTH)
        self.setFocusProxy(self.table)

    def _connect(self, changes: ChangeNotice) -> None:
        changes.changed.connect(self._reader.read_again)
        self._reader.list_read.connect(self._show_list)
        self._reader.rows_read.connect(self._show_rows)
        self._reader.failed.connect(self._show_failure)
        self._notice.retry_wanted.connect(self._retry)
        self._countdown.half_minute_over.connect(self._reader.read_again)
        self._theme.changed.connect(self.table.viewport().update)
        self.table.current_moved.connect(self._stand)
        self.table.selection_moved.connect(self._show_chosen)
        self.table.view_moved.connect(self._look)
        self.table.horizontalHeader().sectionClicked.connect(self._sort_by)
