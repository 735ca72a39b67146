"""What a scene is played on: the real window over the prepared shop, with time that stands still."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from time import monotonic
from typing import Final, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from mmdesk import bootstrap
from mmdesk.clock import ManualClock
from mmdesk.demo.shop import own_environment
from mmdesk.services import order_card, service_state
from mmdesk.services.operators import Operator
from mmdesk.services.order_actions import OrderActions
from mmdesk.services.order_card import OrderCard
from mmdesk.services.order_list import OrderFilter, OrderList, OrderWish
from mmdesk.services.service_state import ServiceState
from mmdesk.services.waiting import Changes
from mmdesk.ui import orders_page
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.main_window import MainWindow
from mmdesk.ui.messages import Messages
from mmdesk.ui.orders.details_view import DetailsView
from mmdesk.ui.orders.opening import Opener
from mmdesk.ui.orders.orders_model import OrdersModel
from mmdesk.ui.orders.orders_table import OrdersTable
from mmdesk.ui.orders.orders_view import OrdersView
from mmdesk.ui.orders.verbs import OrderVerbs
from mmdesk.ui.page_context import PageContext, at_once
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from mmdesk.ui.workstation import FILE_NAME, Workstation
from tests.shots.morning import END

PERSON: Final = Operator("Анна Лесная")
_PATIENCE: Final = 20.0
_SETTLES_MS: Final = 100
_CHIPS: Final = tuple(OrderFilter)
Part = TypeVar("Part", bound=QObject)


class NotReached(Exception):
    """Raised when a window does not come into the state that is to be drawn."""


class _Calm:
    def wait(self, timeout: float) -> bool:
        return False


def _calm() -> AbstractContextManager[Changes]:
    """A database that nobody else changes."""
    return nullcontext(_Calm())


@dataclass(frozen=True, slots=True)
class Shop:
    """A window that stands, and what its parts are told through."""

    window: MainWindow
    messages: Messages
    changes: ChangeNotice

    def part(self, kind: type[Part]) -> Part:
        """The first of this kind in the window."""
        found = self.window.findChild(kind)
        assert isinstance(found, kind)
        return found

    @property
    def table(self) -> OrdersTable:
        return self.part(OrdersTable)

    @property
    def details(self) -> DetailsView:
        return self.part(DetailsView)


class Stage:
    """One a process. What a scene opens is closed by `clear`."""

    def __init__(self, profile: Path, theme: Theme) -> None:
        self.theme = theme
        self.clock = ManualClock(END)
        self.parts = bootstrap.open_parts(profile, own_environment(os.environ), self.clock)
        self.runner = TaskRunner()
        self.actions = OrderActions(self.parts.storage, self.clock, PERSON, self.parts.profile.labels)
        self.read_card = partial(order_card.card, self.parts.storage, self.clock)
        self._afterwards: list[Callable[[], object]] = []

    @cached_property
    def cards(self) -> tuple[OrderCard, ...]:
        """Every order of the shop, the most urgent first."""
        index = OrderList(self.parts.storage, self.clock).index(OrderWish(show=OrderFilter.ALL))
        read = (self.read_card(key) for key in index.keys)
        return tuple(card for card in read if card is not None)

    def card(self, wanted: Callable[[OrderCard], object]) -> OrderCard:
        """The first order of which that is true. Raises NotReached."""
        found = next((each for each in self.cards if wanted(each)), None)
        if found is None:
            raise NotReached("no order of the morning is like that")
        return found

    def healthy(self) -> ServiceState:
        """The shop as it is, with its service at work and no word of a rehearsal."""
        seen = service_state.look(self.parts.storage, self.clock)
        return replace(seen, alive=True, here=True, host="", last_exchange_at=END, test_connections=())

    def open(self, state: ServiceState | None = None) -> Shop:
        """The window with its page, the list read."""
        shop = self.bare()
        made = at_once(orders_page.make(self.context(shop)))
        shop.window.add_page(made.page)
        assert made.strip is not None
        shop.window.set_strip_right(made.strip)
        shop.window.show_state(state or self.healthy())
        self.until(lambda: shop.table.current_key is not None, "a list that is read")
        self.until(lambda: shop.details.card is not None, "an order that is read")
        return shop

    def context(self, shop: Shop) -> PageContext:
        """What every page of that window is made from."""
        return PageContext(
            self.parts,
            PERSON,
            self.runner,
            shop.changes,
            self.theme,
            shop.messages,
            shop.window,
            Workstation(self.parts.profile.root / FILE_NAME, self.runner, shop.window),
        )

    def open_over(self, orders: OrderList) -> Shop:
        """The window over another list than the shop's own."""
        shop, storage = self.bare(), self.parts.storage
        opener = Opener(shop.messages, shop.window)
        verbs = OrderVerbs(
            self.runner, self.actions, self.read_card, shop.messages, shop.window, opener.open_document,
            changes=shop.changes, theme=self.theme, clock=self.clock,
        )  # fmt: skip
        common = (verbs, self.theme, shop.messages, self.clock)
        details = DetailsView(
            self.runner, shop.changes, partial(order_card.card, storage, self.clock), *common
        )
        page = OrdersView(self.runner, shop.changes, orders, details, *common)
        shop.window.add_page(page)
        shop.window.show_state(self.healthy())
        return shop

    def bare(self) -> Shop:
        """The window as it stands before its database is open, as large as the screen."""
        messages = Messages()
        window = MainWindow(self.theme, messages, self.clock)
        shop = Shop(window, messages, ChangeNotice(_calm, window))
        window.set_operator(PERSON.name)
        window.setGeometry(window.screen().availableGeometry())
        window.show_opening()
        window.show()
        window.activateWindow()
        self.until(window.isActiveWindow, "a window in front")
        return shop

    def choose(self, shop: Shop, chip: OrderFilter) -> None:
        """Press the chip by its key, and wait until the list follows."""
        wanted = OrderList(self.parts.storage, self.clock).index(OrderWish(show=chip)).keys
        self.press(shop, f"Alt+{9 if chip is OrderFilter.OVERDUE else _CHIPS.index(chip) + 1}")
        self.until(lambda: shop.table.model().rowCount() == len(wanted), f"the list of {chip}")

    def show(self, card: OrderCard, shop: Shop | None = None) -> Shop:
        """The window that stands on this order, among all others."""
        shop = shop or self.open()
        self.choose(shop, OrderFilter.ALL)
        shop.table.go_to_row(shop.part(OrdersModel).row_of(card.order.key))
        details = shop.details
        self.until(
            lambda: details.card is not None and details.card.order.key == card.order.key, "the order's card"
        )
        return shop

    def press(self, shop: Shop, keys: str) -> None:
        """A key with its modifiers as menus write it, wherever the keyboard is."""
        *modifiers, key = keys.split("+")
        held = Qt.KeyboardModifier.NoModifier
        for each in modifiers:
            held |= {"Alt": Qt.KeyboardModifier.AltModifier, "Ctrl": Qt.KeyboardModifier.ControlModifier}[
                each
            ]
        QTest.keyClick(QApplication.focusWidget() or shop.window, Qt.Key[f"Key_{key}"], held)

    def write(self, front: QWidget, letters: str) -> None:
        """Latin letters and digits, wherever the keyboard is."""
        QTest.keyClicks(front.focusWidget(), letters)

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Handle events until it holds. Raises NotReached."""
        end = monotonic() + _PATIENCE
        while not condition():
            if monotonic() > end:
                raise NotReached(what)
            QApplication.processEvents()
            QTest.qWait(1)

    def settle(self) -> None:
        """Until the details show the order that the list stands on, and layouts have followed each other."""
        for window in QApplication.topLevelWidgets():
            table, details = window.findChild(OrdersTable), window.findChild(DetailsView)
            if isinstance(table, OrdersTable) and isinstance(details, DetailsView):
                self.until(partial(_agree, table, details), "the card of the current order")
        QTest.qWait(_SETTLES_MS)

    def afterwards(self, act: Callable[[], object]) -> None:
        """What puts the shop back as it was, once the picture is taken."""
        self._afterwards.append(act)

    def clear(self) -> None:
        """Close every window; what has happened is forgotten."""
        while self._afterwards:
            self._afterwards.pop()()
        for widget in QApplication.topLevelWidgets():
            widget.close()
            widget.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()

    def close(self) -> None:
        self.runner.close()
        self.parts.close()


def _agree(table: OrdersTable, details: DetailsView) -> bool:
    shown = details.card.order.key if details.card is not None else None
    return shown == table.current_key


def says(within: QWidget, words: str) -> bool:
    """Whether one could read it there."""
    return any(words in label.text() and label.isVisible() for label in within.findChildren(QLabel))


Scene = Callable[[Stage], QWidget]
"""Brings the window into a state and tells which widget is the newest part of the picture."""
