"""What happens to orders while a window is open, for its notifications. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Final

from mmdesk.domain.intent import Command
from mmdesk.domain.status import Status
from mmdesk.services.desk import OrderRef, UnknownShipment, find_order
from mmdesk.services.timeline import Happening
from mmdesk.storage.connections import UnknownConnection
from mmdesk.storage.history import OrderEvent
from mmdesk.storage.uow import Storage, UnitOfWork

_MOST: Final = 500
"""Of one look: after a night of sleep the rest is found by the next ones."""


class NewsKind(StrEnum):
    """What a person wants to be told of, each to be switched off singly."""

    ORDERS = "orders"
    CANCELLATIONS = "cancellations"
    DEADLINES = "deadlines"
    EXCHANGE = "exchange"


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened to one order; `overdue` tells a deadline that has passed from a near one.

    `asks` tells a buyer's wish, which waits for an answer, from a cancellation; `answered` that no wish that
    was told of before waits any more.
    """

    kind: NewsKind
    order: OrderRef
    overdue: bool = False
    asks: bool = False
    answered: bool = False


class NewsReader:
    """Tells every event once, in any thread; the first look tells nothing."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._place: int | None = None
        self._asked: tuple[OrderRef, ...] = ()
        self._one_at_a_time = Lock()

    def read(self) -> tuple[News, ...]:
        """What has happened since the last look, once for an order and a kind. Raises StorageError.

        With a new wish to cancel all others are told again that still wait for an answer.
        """
        with self._one_at_a_time, self._storage.look() as work:
            if self._place is None:
                self._place = work.history.end()
                return ()
            events = work.history.after(self._place, _KINDS.keys(), _MOST)
            if events:
                self._place = events[-1].place
            found = dict.fromkeys(_news(event) for event in events if _concerns_people(event))
            return (*(each for each in found if not each.asks), *self._wishes(work, found))

    def _wishes(self, work: UnitOfWork, found: Iterable[News]) -> tuple[News, ...]:
        before = self._asked
        wanted = dict.fromkeys((*before, *(each.order for each in found if each.asks)))
        self._asked = tuple(order for order in wanted if _waits_for_answer(work, order))
        if before and not self._asked:
            return (News(NewsKind.CANCELLATIONS, before[0], answered=True),)
        if set(self._asked) <= set(before):
            return ()
        return tuple(News(NewsKind.CANCELLATIONS, order, asks=True) for order in self._asked)


def _waits_for_answer(work: UnitOfWork, order: OrderRef) -> bool:
    """Not where the settings answer by themselves: what comes of that is told as a cancellation."""
    try:
        _, stored = find_order(work, order)
    except (UnknownConnection, UnknownShipment):
        return False
    answered = work.outbox.lots_with(stored.key, Command.ANSWER_CANCEL)
    return any(lot.cancel_requested and lot.index not in answered for lot in stored.shipment.open_lots)


def _concerns_people(found: OrderEvent) -> bool:
    """Lots that were rejected here are no news to the people who did it."""
    event = found.event
    return event.what != Happening.LOT_CANCELED or event.details.get("status") == Status.CUSTOMER_CANCELED


def _news(found: OrderEvent) -> News:
    what = Happening(found.event.what)
    order = OrderRef(found.shipment_id, found.connection)
    return News(
        _KINDS[what],
        order,
        overdue=what is Happening.DEADLINE_OVERDUE,
        asks=what is Happening.CANCEL_REQUESTED,
    )


_KINDS: Final[Mapping[str, NewsKind]] = {
    Happening.ARRIVED: NewsKind.ORDERS,
    Happening.LOT_CANCELED: NewsKind.CANCELLATIONS,
    Happening.CANCEL_REQUESTED: NewsKind.CANCELLATIONS,
    Happening.DEADLINE_NEAR: NewsKind.DEADLINES,
    Happening.DEADLINE_OVERDUE: NewsKind.DEADLINES,
}
