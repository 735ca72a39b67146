"""The page «Заказы»: the live list at the left, the order under the keyboard at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, Final

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QSplitter, QVBoxLayout, QWidget

from mmdesk.clock import Clock
from mmdesk.domain.scheme import Verb
from mmdesk.errors import MmdeskError
from mmdesk.services.desk import OrderRef
from mmdesk.services.order_list import OrderFilter, OrderList, OrderRow, OrderSort, ShipmentKey
from mmdesk.ui import words
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.messages import Messages
from mmdesk.ui.orders import verb_words
from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.orders.bulk import ref_of
from mmdesk.ui.orders.countdown_timer import CountdownTimer
from mmdesk.ui.orders.details_view import DetailsView
from mmdesk.ui.orders.filter_bar import FilterBar
from mmdesk.ui.orders.list_notice import ListNotice
from mmdesk.ui.orders.list_reader import ListReader
from mmdesk.ui.orders.list_reading import MARGIN, ListReading, RowsReading, Shown
from mmdesk.ui.orders.orders_delegate import OrdersDelegate
from mmdesk.ui.orders.orders_model import Column, OrdersModel
from mmdesk.ui.orders.orders_state import (
    HANDING_OVER,
    MOST_AT_ONCE,
    Reading,
    Selection,
    WishState,
    chosen,
    notice,
    offered,
    waiting,
)
from mmdesk.ui.orders.orders_table import OrdersTable
from mmdesk.ui.orders.selection_bar import SelectionBar
from mmdesk.ui.orders.verb_rows import VerbRows, Verbs
from mmdesk.ui.page import Page
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme, Tone

LEAST_DETAILS: Final = 384
_LEAST_LIST: Final = 400
_BESIDE_SIGHT: Final = 16
"""Rows just out of sight that are read before scrolling comes to them."""
_SORTS: Final = {
    Column.DUE: (OrderSort.DEADLINE,),
    Column.NUMBER: (OrderSort.NUMBER, OrderSort.NEWEST),
}


class OrdersView(Page):
    """Owns the wish; shows what is read for it, and passes what the person decides on to the verbs."""

    name = "orders"
    icon_name: ClassVar[str] = "orders"
    needs_connection: ClassVar[bool] = True

    def __init__(
        self,
        runner: TaskRunner,
        changes: ChangeNotice,
        orders: OrderList,
        details: DetailsView,
        verbs: Verbs,
        theme: Theme,
        messages: Messages,
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._details = details
        self._verbs = verbs
        self._wishes = WishState()
        self._reading = Reading()
        self._badge = 0
        self._model = OrdersModel(clock, self)
        self._table = OrdersTable(self._model)
        self._delegate = OrdersDelegate(self._model, theme, clock, self)
        self._table.setItemDelegate(self._delegate)
        self._filter_bar = FilterBar(theme, self.title())
        self._notice = ListNotice(theme, self._table)
        self._stale = Banner(theme)
        self._selection_bar = SelectionBar(theme)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._reader = ListReader(runner, orders, self._wishes.wish, self._shown, self)
        self._verb_rows = VerbRows(runner, orders, self._model, verbs, messages, self)
        self._countdown = CountdownTimer(self._table, self._model, clock, self)
        self._lay_out()
        self._connect(changes)
        self._set_keys()
        self._show_sort()
        self._show_notice()
        self._reader.read_again()

    # -- what the main window asks

    def title(self) -> str:
        return self.tr("Orders")

    def arrive(self) -> None:
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_asked(self, wanted: object) -> None:
        """An `OrderRef`, finished or not, by its number; an order of the list by its key; or a chip."""
        if isinstance(wanted, OrderRef):
            self._choose_chip(OrderFilter.ALL)
            self._search(wanted.shipment_id)
        elif isinstance(wanted, int):
            self._wish_changed(self._wishes.aim(ShipmentKey(wanted)))
            if (row := self._model.row_of(ShipmentKey(wanted))) >= 0:
                self._table.go_to_row(row)
        else:
            self._wish_changed(self._wishes.choose(OrderFilter(str(wanted))))

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("F2", self.tr("Confirm the chosen orders")),
            ("F3", self.tr("Search")),
            ("F4", self.tr("Reject lots")),
            ("F5", self.tr("Exchange with Megamarket now")),
            ("F6", self.tr("Pack")),
            ("Shift+F6", self.tr("Pack the order with a scanner, at the bench")),
            ("F7", self.tr("Label or packing list")),
            ("F8", self.tr("Hand over: ship, give to the courier, close")),
            ("F9", self.tr("Pick list of the chosen orders, or of all that wait to be packed")),
            ("Ctrl+P", self.tr("Print labels or packing lists")),
            ("Ctrl+Z", self.tr("Take back what has not left yet")),
            ("Alt+1…7", self.tr("Choose what the list shows")),
            (self.tr("Enter"), self.tr("Go to the details of the order")),
            (self.tr("Space"), self.tr("Mark the order or let it go; arrows keep the marks")),
            (self.tr("Shift+arrows, Ctrl+A"), self.tr("Choose several orders, or all")),
            ("Ctrl+C", self.tr("Copy the order's number")),
            ("Esc", self.tr("Let marks go, leave the search, go back to the list")),
        )

    # -- reading

    def _shown(self) -> Shown:
        first, last = self._table.rows_in_sight()
        return Shown(self._model.keys, self._wishes.shown, max(first, 0), max(last, 0), self._wishes.place)

    def _wish_changed(self, changed: bool) -> None:
        if changed:
            self._filter_bar.show_wish(self._wishes.wish)
            self._show_sort()
            self._reader.want(self._wishes.wish)

    @Slot(ListReading)
    def _show_list(self, reading: ListReading) -> None:
        start = self._wishes.place
        self._wishes.show(reading.wish)
        self._reading = Reading(done=True, connections=len(reading.connections.names))
        self._model.outdate()
        self._model.name_connections(reading.connections.share_a_scheme)
        self._model.put((), reading.rows)
        if reading.is_new:
            self._table.show_new(reading.difference, start)
        else:
            self._table.show_changed(reading.difference)
        self._show_around(reading)
        self._show_notice()
        self._look()

    def _show_around(self, reading: ListReading) -> None:
        bar = self._filter_bar
        bar.show_connections(reading.connections.names, reading.wish.connection)
        bar.show_wish(reading.wish)
        bar.show_counts(reading.counts)
        if reading.wish.search:
            bar.show_found(len(reading.keys), capped=reading.capped)
        self._selection_bar.show_count(len(reading.keys))
        self._tell_badge(waiting(reading.counts))

    @Slot(RowsReading)
    def _show_rows(self, reading: RowsReading) -> None:
        self._model.put(reading.asked, reading.rows)
        self._show_chosen()
        self._look()

    @Slot(MmdeskError)
    def _show_failure(self, error: MmdeskError) -> None:
        self._reading = replace(self._reading, failure=error.sentence(words.language()))
        self._show_notice()

    @Slot()
    def _look(self) -> None:
        """Read what has come into sight."""
        first, last = self._table.rows_in_sight()
        if first >= 0 and self._model.unread(first - _BESIDE_SIGHT, last + _BESIDE_SIGHT):
            self._reader.want_rows(self._model.unread(first - MARGIN, last + MARGIN))
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
        why = notice(self._reading, orders=len(self._model.keys), searching=self._wishes.is_searching)
        self._notice.show_notice(why, wish.show, wish.search, failure)
        stale = failure if why is None else ""
        heading = self.tr("The list is not up to date: it could not be read again") if stale else ""
        self._stale.show_words("warning", Tone.WARN, heading, stale)

    def _tell_badge(self, orders: int) -> None:
        if orders != self._badge:
            self._badge = orders
            self.badge_changed.emit(orders)

    def _show_sort(self) -> None:
        sort = self._wishes.wish.sort
        column = next(column for column, sorts in _SORTS.items() if sort in sorts)
        newest = sort is OrderSort.NEWEST
        order = Qt.SortOrder.DescendingOrder if newest else Qt.SortOrder.AscendingOrder
        self._table.horizontalHeader().setSortIndicator(column, order)

    @Slot()
    def _show_chosen(self) -> None:
        count = self._table.selected_count()
        known = self._known(self._table.selected_keys()) if 1 < count <= MOST_AT_ONCE else ()
        self._selection_bar.show_chosen(count, offered(known, count))

    @Slot()
    def _show_current(self) -> None:
        key = self._table.current_key
        self._wishes.stand_at(key)
        self._details.show_order(key)

    def _known(self, keys: Sequence[ShipmentKey]) -> tuple[OrderRow, ...]:
        """Those of the orders whose rows have been read at some time."""
        return tuple(order for order in map(self._model.order_of, keys) if order is not None)

    # -- what the person wants to see

    @Slot(OrderFilter)
    def _choose_chip(self, show: OrderFilter) -> None:
        self._wish_changed(self._wishes.choose(show))
        if not self._filter_bar.has_chip_focus():
            self.arrive()

    @Slot(str)
    def _search(self, text: str) -> None:
        self._wish_changed(self._wishes.search(text))

    @Slot()
    def _leave_search(self) -> None:
        self._wish_changed(self._wishes.leave_search())
        self.arrive()

    @Slot(str)
    def _connect_to(self, name: str) -> None:
        self._wish_changed(self._wishes.connect(name))
        self.arrive()

    @Slot(int)
    def _sort_by(self, section: int) -> None:
        """The same heading once more takes its other order, where it has one."""
        sorts = _SORTS.get(Column(section))
        if sorts is not None:
            now = self._wishes.wish.sort
            after = sorts[(sorts.index(now) + 1) % len(sorts)] if now in sorts else sorts[0]
            self._wish_changed(self._wishes.sort(after))
        self._show_sort()

    # -- what the person does to orders

    def chosen_keys(self) -> Sequence[ShipmentKey]:
        return self._selection().keys

    def _selection(self) -> Selection:
        focused = QApplication.focusWidget()
        in_details = focused is not None and self._details.isAncestorOf(focused)
        return chosen(self._table.selected_keys(), self._table.current_key, in_details=in_details)

    @Slot(Verb)
    def _perform(self, verb: Verb) -> None:
        self._table.end_marking()
        self._verb_rows.perform(verb, self._selection())

    @Slot()
    def _confirm(self) -> None:
        self._perform(Verb.CONFIRM)

    @Slot()
    def _reject(self) -> None:
        self._perform(Verb.REJECT)

    @Slot()
    def _pack(self) -> None:
        self._perform(Verb.PACK)

    @Slot()
    def _open_bench(self) -> None:
        """Of several orders that are chosen it is the one that the list stands on."""
        for order in self._known([key for key in (self._table.current_key,) if key is not None]):
            self.open_asked.emit("packing", ref_of(order))

    @Slot()
    def _label(self) -> None:
        self._perform(Verb.LABEL)

    @Slot()
    def _hand_over(self) -> None:
        self._table.end_marking()
        self._verb_rows.perform(None, self._selection())

    @Slot()
    def _exchange(self) -> None:
        self._verbs.exchange_now()

    @Slot()
    def _open_details(self) -> None:
        if self._table.current_key is not None:
            self._details.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(QPoint)
    def _open_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill_menu(menu)
        menu.triggered.connect(self._take_from_menu)
        menu.popup(self._table.viewport().mapToGlobal(at))

    def _fill_menu(self, menu: QMenu) -> None:
        keys = self._selection().keys
        known = self._known(keys) if len(keys) <= MOST_AT_ONCE else ()
        for verb in offered(known, len(keys)) if keys else ():
            action = menu.addAction(self._theme.icon(verb_words.ICONS[verb]), verb_words.caption(verb))
            action.setData(verb)
            if verb in verb_words.KEYS:
                action.setShortcut(QKeySequence(verb_words.KEYS[verb]))
        menu.addSeparator()
        for sort, name in self._sort_names():
            action = menu.addAction(name)
            action.setData(sort)
            action.setCheckable(True)
            action.setChecked(sort is self._wishes.wish.sort)

    def _sort_names(self) -> tuple[tuple[OrderSort, str], ...]:
        return (
            (OrderSort.DEADLINE, self.tr("The nearest deadline first")),
            (OrderSort.NEWEST, self.tr("The newest first")),
            (OrderSort.NUMBER, self.tr("By number")),
        )

    @Slot(QAction)
    def _take_from_menu(self, action: QAction) -> None:
        chosen_one = action.data()
        if isinstance(chosen_one, OrderSort):
            self._wish_changed(self._wishes.sort(chosen_one))
        elif chosen_one in HANDING_OVER:
            self._hand_over()
        else:
            self._perform(Verb(chosen_one))

    # -- what Qt asks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape: out of the search, or back to the list; where it means nothing here, it is the window's."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._wishes.is_searching:
            self._leave_search()
        elif not self._table.hasFocus():
            self.arrive()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._countdown.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._countdown.stop()

    # -- set-up

    def _lay_out(self) -> None:
        left = QWidget()
        rows = QVBoxLayout(left)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addWidget(self._stale)
        rows.addWidget(self._table, 1)
        rows.addWidget(self._selection_bar)
        left.setMinimumWidth(_LEAST_LIST)
        self._details.setMinimumWidth(LEAST_DETAILS)
        self._splitter.addWidget(left)
        self._splitter.addWidget(self._details)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 12, 16, 8)
        whole.setSpacing(12)
        whole.addWidget(self._filter_bar)
        whole.addWidget(self._splitter, 1)
        self.setFocusProxy(self._table)

    def _connect(self, changes: ChangeNotice) -> None:
        changes.changed.connect(self._reader.read_again)
        self._reader.list_read.connect(self._show_list)
        self._reader.rows_read.connect(self._show_rows)
        self._reader.failed.connect(self._show_failure)
        self._notice.retry_wanted.connect(self._retry)
        self._countdown.half_minute_over.connect(self._reader.read_again)
        self._theme.changed.connect(self._table.viewport().update)
        self._connect_table()
        self._connect_bars()

    def _connect_table(self) -> None:
        table = self._table
        table.current_moved.connect(self._show_current)
        table.selection_moved.connect(self._show_chosen)
        table.view_moved.connect(self._look)
        table.opened.connect(self._open_details)
        table.horizontalHeader().sectionClicked.connect(self._sort_by)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._open_menu)

    def _connect_bars(self) -> None:
        retry = QPushButton(self.tr("Try again"))
        retry.clicked.connect(self._retry)
        self._stale.beside.addWidget(retry, 0, Qt.AlignmentFlag.AlignLeft)
        bar = self._filter_bar
        bar.chip_chosen.connect(self._choose_chip)
        bar.search_changed.connect(self._search)
        bar.search_left.connect(self._leave_search)
        bar.list_wanted.connect(self.arrive)
        bar.connection_chosen.connect(self._connect_to)
        bar.exchange_wanted.connect(self._exchange)
        self._selection_bar.verb_wanted.connect(self._perform)
        self._selection_bar.hand_over_wanted.connect(self._hand_over)

    def _set_keys(self) -> None:
        for key, act in (
            ("F2", self._confirm),
            ("F3", self._filter_bar.focus_search),
            ("F4", self._reject),
            ("F5", self._filter_bar.press_exchange),
            ("F6", self._pack),
            ("Shift+F6", self._open_bench),
            ("F7", self._label),
            ("F8", self._hand_over),
            ("Ctrl+Z", self._verbs.take_back),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
