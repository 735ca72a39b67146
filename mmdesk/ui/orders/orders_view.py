"""The page «Заказы»: the live list at the left, the order under the keyboard at the right."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import ClassVar, Final, cast

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QSplitter, QVBoxLayout, QWidget

from mmdesk.clock import Clock
from mmdesk.domain.role import Role
from mmdesk.domain.scheme import Verb
from mmdesk.services.desk import OrderRef
from mmdesk.services.order_list import OrderFilter, OrderList, OrderWish, ShipmentKey
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.messages import Messages
from mmdesk.ui.orders import cancellations_state
from mmdesk.ui.orders.bulk import ref_of
from mmdesk.ui.orders.details_view import DetailsView
from mmdesk.ui.orders.filter_bar import FilterBar
from mmdesk.ui.orders.filter_deeds import FilterDeeds
from mmdesk.ui.orders.list_menu import ListMenu
from mmdesk.ui.orders.list_pane import ListPane
from mmdesk.ui.orders.list_reading import ListReading
from mmdesk.ui.orders.orders_state import MOST_AT_ONCE, Selection, chosen, offered, waiting
from mmdesk.ui.orders.own_filters import OwnFilters
from mmdesk.ui.orders.verb_rows import VerbRows, Verbs
from mmdesk.ui.page import Page
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from mmdesk.ui.workstation import Workstation

LEAST_DETAILS: Final = 384


class OrdersView(Page):
    """Leads the list by the bar above it, and passes what the person decides on to the verbs."""

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
        *,
        filters: OwnFilters | None = None,
        workstation: Workstation | None = None,
        role: Role = Role.MANAGER,
        whole: bool = True,
    ) -> None:
        """Unless it shall be whole at once, the list comes with the steps of `fill`."""
        super().__init__(parent)
        self._runner = runner
        self._changes = changes
        self._orders = orders
        self._theme = theme
        self._messages = messages
        self._clock = clock
        self._filters = filters
        self._role = role
        self._workstation = workstation
        kept = workstation.remembered.canceled_seen if workstation is not None else ""
        self._seen_until = cancellations_state.moment_of(kept)
        self._reading: ListReading | None = None
        self._details = details
        self._verbs = verbs
        self._badge = 0
        # The list is filled in its place: what is in it would be dressed anew with every move.
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._filter_bar = FilterBar(theme, self.title())
        if whole:
            deque(self.fill(), maxlen=0)

    def fill(self) -> Iterator[None]:
        """The list, which begins to read and is listened to at once; then everything in its place."""
        yield
        runner, messages = self._runner, self._messages
        self._list = ListPane(runner, self._changes, self._orders, self._theme, self._clock, self._splitter)
        self._list.selection_bar.show_role(self._role)
        self._table = self._list.table
        self._verb_rows = VerbRows(runner, self._orders, self._list.model, self._verbs, messages, self)
        self._connect()
        yield
        self._lay_out()
        yield
        self._set_keys()
        self._filter_bar.own.setVisible(self._filters is not None)
        if self._filters is not None:
            self._filters.setParent(self)
            FilterDeeds(self._filters, self._filter_bar.own, self._list, messages, self._theme, self)

    # -- what the main window asks

    def title(self) -> str:
        return self.tr("Orders")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._see_cancellations()

    def arrive(self) -> None:
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_asked(self, wanted: object) -> None:
        """An `OrderRef`, finished or not, by its number; an order of the list by its key; or a chip."""
        if isinstance(wanted, OrderRef):
            self._choose_chip(OrderFilter.ALL)
            self._list.search(wanted.shipment_id)
        elif isinstance(wanted, int):
            self._list.aim(ShipmentKey(wanted))
        else:
            self._list.choose(OrderFilter(str(wanted)))

    def standing(self) -> object:
        return self._list.wish, self._table.current_key

    def stand_again(self, standing: object) -> None:
        wish, key = cast("tuple[OrderWish, ShipmentKey | None]", standing)
        self._list.stand_again(wish, key)
        self._filter_bar.show_wish(wish)

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
            ("Alt+1…7, Alt+9", self.tr("Choose what the list shows")),
            ("Alt+8", self.tr("Filters of your own: choose one, save what the list shows")),
            (self.tr("Enter"), self.tr("Go to the details of the order")),
            (self.tr("Space"), self.tr("Mark the order or let it go; arrows keep the marks")),
            (self.tr("Shift+arrows, Ctrl+A"), self.tr("Choose several orders, or all")),
            ("Ctrl+C", self.tr("Copy the order's number")),
            ("Esc", self.tr("Let marks go, leave the search, go back to the list")),
        )

    # -- what the list tells

    @Slot(OrderWish)
    def _show_wish(self, wish: OrderWish) -> None:
        self._filter_bar.show_wish(wish)

    @Slot(ListReading)
    def _show_around(self, reading: ListReading) -> None:
        bar = self._filter_bar
        bar.show_connections(reading.connections.names, reading.wish.connection)
        bar.show_wish(reading.wish)
        bar.show_counts(reading.counts)
        self._reading = reading
        self._see_cancellations()
        if reading.wish.search:
            bar.show_found(len(reading.keys), capped=reading.capped)
        self._tell_badge(waiting(reading.counts))

    def _see_cancellations(self) -> None:
        """Nobody looks at a page that is not in front."""
        if self._reading is None:
            return
        if self.isVisible():
            self._seen_until = cancellations_state.seen_in(self._reading, self._seen_until)
        if self._workstation is not None and self._seen_until is not None:
            self._workstation.keep_canceled_seen(self._seen_until.isoformat())
        unseen = cancellations_state.has_unseen(self._reading, self._seen_until)
        self._filter_bar.show_cancellations(unseen=unseen)

    def _tell_badge(self, orders: int) -> None:
        if orders != self._badge:
            self._badge = orders
            self.badge_changed.emit(orders)

    @Slot()
    def _show_current(self) -> None:
        self._details.show_order(self._table.current_key)

    # -- what the person wants to see

    @Slot(OrderFilter)
    def _choose_chip(self, show: OrderFilter) -> None:
        self._list.choose(show)
        if not self._filter_bar.has_chip_focus():
            self.arrive()

    @Slot()
    def _leave_search(self) -> None:
        self._list.leave_search()
        self.arrive()

    @Slot(str)
    def _connect_to(self, name: str) -> None:
        self._list.connect_to(name)
        self.arrive()

    # -- what the person does to orders

    def chosen_keys(self) -> Sequence[ShipmentKey]:
        return self._selection().keys

    def _selection(self) -> Selection:
        focused = QApplication.focusWidget()
        in_details = focused is not None and self._details.isAncestorOf(focused)
        return chosen(self._table.selected_keys(), self._table.current_key, in_details=in_details)

    @Slot(Verb)
    def _perform(self, verb: Verb) -> None:
        self._act(verb)

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
        for order in self._list.known([key for key in (self._table.current_key,) if key is not None]):
            self.open_asked.emit("packing", ref_of(order))

    @Slot()
    def _label(self) -> None:
        self._perform(Verb.LABEL)

    @Slot()
    def _hand_over(self) -> None:
        self._act(None)

    def _act(self, verb: Verb | None) -> None:
        self._table.end_marking()
        card = self._details.card
        self._verb_rows.perform(verb, self._selection(), None if card is None else card.order)

    @Slot()
    def _exchange(self) -> None:
        self._verbs.exchange_now()

    @Slot()
    def _open_details(self) -> None:
        if self._table.current_key is not None:
            self._details.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(QPoint)
    def _open_menu(self, at: QPoint) -> None:
        keys = self._selection().keys
        known = self._list.known(keys) if len(keys) <= MOST_AT_ONCE else ()
        verbs = offered(known, len(keys)) if keys else ()
        menu = ListMenu(verbs, self._list.wish.sort, self._theme, self, role=self._role)
        menu.verb_wanted.connect(self._perform)
        menu.hand_over_wanted.connect(self._hand_over)
        menu.sort_wanted.connect(self._list.sort)
        menu.popup(self._table.viewport().mapToGlobal(at))

    # -- what Qt asks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape: out of the search, or back to the list; where it means nothing here, it is the window's."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._list.is_searching:
            self._leave_search()
        elif not self._table.hasFocus():
            self.arrive()
        else:
            super().keyPressEvent(event)

    # -- set-up

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 12, 16, 8)
        whole.setSpacing(12)
        whole.addWidget(self._filter_bar)
        whole.addWidget(self._splitter, 1)
        self._details.setMinimumWidth(LEAST_DETAILS)
        self._splitter.addWidget(self._details)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 0)
        self.setFocusProxy(self._table)

    def _connect(self) -> None:
        self._list.wish_changed.connect(self._show_wish)
        self._list.list_shown.connect(self._show_around)
        self._list.current_moved.connect(self._show_current)
        self._list.selection_bar.verb_wanted.connect(self._perform)
        self._list.selection_bar.hand_over_wanted.connect(self._hand_over)
        self._table.opened.connect(self._open_details)
        self._table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._table.customContextMenuRequested.connect(self._open_menu)
        bar = self._filter_bar
        bar.chip_chosen.connect(self._choose_chip)
        bar.search_changed.connect(self._list.search)
        bar.search_left.connect(self._leave_search)
        bar.list_wanted.connect(self.arrive)
        bar.connection_chosen.connect(self._connect_to)
        bar.exchange_wanted.connect(self._exchange)

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
