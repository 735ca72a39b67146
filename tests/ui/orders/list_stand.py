"""A shelf of orders in memory that answers as the list of orders does; a recorder of what is done to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NoReturn, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mmdesk.domain.intent import Command, Target
from mmdesk.domain.lot import Lot
from mmdesk.domain.scheme import Verb
from mmdesk.domain.shipment import Buyer
from mmdesk.domain.standing import RowState
from mmdesk.domain.step import Step
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.order_card import OrderCard
from mmdesk.services.order_list import (
    ConnectionsInUse,
    OrderFilter,
    OrderIndex,
    OrderList,
    OrderRow,
    OrderSort,
    OrderWish,
    PendingRow,
    ShipmentKey,
)
from mmdesk.services.waiting import Changes
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.orders.details_view import DetailsView
from tests.factory import NOW, lot, shipment
from tests.ui.orders import cards


def order(
    key: int = 1,
    *lots: Lot | str,
    scheme: str = "standard",
    left: timedelta | None = timedelta(hours=5),
    window: timedelta = timedelta(hours=10),
    buyer: str = "Иванов Пётр",
    pending: Sequence[PendingRow] = (),
    couriered_at: datetime | None = None,
    checked_at: datetime | None = None,
) -> OrderRow:
    """The order with this key: number 700000 + key, due `left` from now in a window of this length."""
    due_at = None if left is None else NOW + left
    made = cards.row(
        shipment(*(lots or ("NEW",)), shipment_id=str(700_000 + key), buyer=Buyer(full_name=buyer)),
        scheme,
        key=key,
        due_at=due_at,
        pending=pending,
        couriered_at=couriered_at,
        checked_at=checked_at,
    )
    return replace(made, risk_at=None if due_at is None else due_at - window / 5)


def pending(
    command: Command = Command.CONFIRM,
    state: RowState = RowState.PENDING,
    *,
    target: Target = Target.MEGAMARKET,
    error: str = "",
) -> PendingRow:
    return PendingRow(f"key-{command}", target, command, state, Text.same(error) if error else None, NOW)


def many(count: int, first: int = 1) -> list[OrderRow]:
    """New orders, each due a minute after the one before it."""
    return [order(key, left=timedelta(hours=5, minutes=key)) for key in range(first, first + count)]


def keys(*numbers: int) -> tuple[ShipmentKey, ...]:
    return tuple(ShipmentKey(number) for number in numbers)


_PATIENCE = 10.0


class Shelf(OrderList):
    """Orders that a test puts there and takes away.

    `open` closed holds back what a reading of the index has found, `hold_rows` the next reading of rows.
    """

    def __init__(self, orders: Sequence[OrderRow] = (), connections: Sequence[str] = ("Лавка",)) -> None:
        self._lock = threading.Lock()
        self._orders = {each.key: each for each in orders}
        self.names = tuple(connections)
        self.failure: MmdeskError | None = None
        self.open = threading.Event()
        self.open.set()
        self.hold_rows: threading.Event | None = None
        self.wishes: list[OrderWish] = []
        self.asked: list[tuple[ShipmentKey, ...]] = []
        self.most_found = 1000
        self.at_once = self.most_at_once = 0

    def put(self, *orders: OrderRow) -> None:
        with self._lock:
            self._orders |= {each.key: each for each in orders}

    def take(self, *numbers: int) -> None:
        with self._lock:
            for number in numbers:
                del self._orders[ShipmentKey(number)]

    def index(self, wish: OrderWish) -> OrderIndex:
        with self._lock:
            self.wishes.append(wish)
            self.at_once += 1
            self.most_at_once = max(self.at_once, self.most_at_once)
            found, failure = self._found(wish), self.failure
        self.open.wait(_PATIENCE)
        with self._lock:
            self.at_once -= 1
        if failure is not None:
            raise failure
        return found

    def rows(self, keys: Sequence[ShipmentKey]) -> tuple[OrderRow, ...]:
        with self._lock:
            self.asked.append(tuple(keys))
            found = tuple(self._orders[key] for key in keys if key in self._orders)
            held, self.hold_rows = self.hold_rows, None
        if held is not None:
            held.wait(_PATIENCE)
        return found

    def connections(self) -> ConnectionsInUse:
        return ConnectionsInUse(self.names, share_a_scheme=len(self.names) > 1)

    def _found(self, wish: OrderWish) -> OrderIndex:
        here = [each for each in self._orders.values() if wish.connection in ("", each.connection)]
        shown = [each for each in here if _matches(each, wish)]
        found = tuple(each.key for each in sorted(shown, key=_SORTS[wish.sort]))
        counts = {chip: sum(shows(each) for each in here) for chip, shows in _SHOWS.items()}
        most = self.most_found if wish.search else len(found)
        return OrderIndex(wish, found[:most], counts, capped=len(found) > most)


def _matches(each: OrderRow, wish: OrderWish) -> bool:
    if wish.search:
        return each.shipment_id.startswith(wish.search) or wish.search in each.buyer_name
    return _SHOWS[wish.show](each)


def _parked(each: OrderRow) -> bool:
    return any(command.state is RowState.PARKED for command in each.pending)


def _is_near(each: OrderRow) -> bool:
    return each.risk_at is not None and each.risk_at <= NOW


def _is_late(each: OrderRow) -> bool:
    return each.due_at is not None and each.due_at < NOW


_SHOWS: Mapping[OrderFilter, Callable[[OrderRow], bool]] = {
    OrderFilter.CONFIRM: lambda each: each.step is Step.CONFIRM and not each.pending,
    OrderFilter.PACK: lambda each: each.step is Step.PACK and not each.pending,
    OrderFilter.HAND_OVER: lambda each: each.step in (Step.HAND_OVER, Step.CLOSE) and not each.pending,
    OrderFilter.RISK: lambda each: _is_near(each) and not _is_late(each),
    OrderFilter.OVERDUE: lambda each: _is_near(each) and _is_late(each),
    OrderFilter.DECIDE: lambda each: each.cancel_asked or _parked(each),
    OrderFilter.CANCELED: lambda each: each.canceled_at is not None,
    OrderFilter.ALL: lambda each: True,
}
_SORTS: Mapping[OrderSort, Callable[[OrderRow], tuple[object, ...]]] = {
    OrderSort.DEADLINE: lambda each: (each.due_at is None, each.due_at or NOW, each.key),
    OrderSort.NEWEST: lambda each: (-each.key,),
    OrderSort.NUMBER: lambda each: (each.shipment_id,),
}


class RecordingVerbs:
    """Remembers what was asked of it; `then` is what becomes of the orders."""

    def __init__(self) -> None:
        self.done: list[tuple[str, tuple[int, ...]]] = []
        self.then: Callable[[Sequence[OrderRow]], None] = lambda _rows: None

    def perform(self, verb: Verb, rows: Sequence[OrderRow]) -> None:
        self._take(verb.value, rows)

    def hand_over(self, rows: Sequence[OrderRow]) -> None:
        self._take("hand over", rows)

    def exchange_now(self) -> None:
        self._take("exchange", ())

    def take_back(self) -> None:
        self._take("take back", ())

    def _take(self, what: str, rows: Sequence[OrderRow]) -> None:
        self.done.append((what, tuple(row.key for row in rows)))
        self.then(rows)


class RecordingDetails(QWidget):
    """Remembers which orders it was to show; has a place for the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[int | None] = []
        self.card: OrderCard | None = None
        self.field = QLineEdit()
        QVBoxLayout(self).addWidget(self.field)
        self.setFocusProxy(self.field)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_order(self, key: ShipmentKey | None) -> None:
        self.shown.append(key)

    @property
    def in_sight(self) -> int | None:
        return self.shown[-1]

    def as_details(self) -> DetailsView:
        return cast(DetailsView, self)


def quiet_changes() -> ChangeNotice:
    """Nobody watches: a test emits `changed` itself."""

    def watch() -> AbstractContextManager[Changes]:
        return _nobody()

    return ChangeNotice(watch)


def _nobody() -> NoReturn:
    raise AssertionError("this notice is never started")


__all__ = [
    "RecordingDetails",
    "RecordingVerbs",
    "Shelf",
    "keys",
    "lot",
    "many",
    "order",
    "pending",
    "quiet_changes",
]
