"""What the page «Сводка» tells: today's orders and their deadlines, and a chosen period by its parts.

Everything here only reads; a period of a year may take a second, so nobody asks for it at every change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum, auto
from itertools import pairwise
from typing import Final

from mmdesk.clock import Clock
from mmdesk.domain import status as statuses
from mmdesk.domain.reason import REASON_NAMES
from mmdesk.domain.status import Status
from mmdesk.errors import Text
from mmdesk.storage.figures import (
    AtRisk,
    CanceledLot,
    FigureQueries,
    OrdersAndMoney,
    PeriodOrder,
    StatusCount,
)
from mmdesk.storage.order_index import OrderFilter, OrderWish
from mmdesk.storage.packing_figures import PackedOrder, PackingFigures
from mmdesk.storage.uow import Storage

__all__ = [
    "AtRisk", "Canceled", "Figures", "OrdersAndMoney", "Outcome", "PackedOrder", "PeriodFigures",
    "PeriodOrder", "Span", "StatusCount", "TodayFigures", "Who", "reason_words",
]  # fmt: skip


class Outcome(StrEnum):
    """What became of an order, as far as it has come."""

    OPEN = auto()
    DELIVERED = auto()
    CUSTOMER = auto()
    MERCHANT = auto()


class Who(StrEnum):
    """Who cancelled a lot."""

    CUSTOMER = auto()
    MERCHANT = auto()


@dataclass(frozen=True, slots=True)
class Span:
    """One part of a period, from its first moment to before its last, with its orders by outcome."""

    start: datetime
    end: datetime
    orders: Mapping[Outcome, int]

    @property
    def total(self) -> int:
        return sum(self.orders.values())


@dataclass(frozen=True, slots=True)
class Canceled:
    """Lots cancelled for one reason: the code that Megamarket knows it by, empty where none is known."""

    who: Who
    reason: str
    orders: int
    lots: int
    money: Decimal


@dataclass(frozen=True, slots=True)
class TodayFigures:
    """The day so far. `waiting` counts what the chips of «Заказы» would show, whenever it was placed."""

    at: datetime
    placed: tuple[StatusCount, ...]
    waiting: Mapping[OrderFilter, int]
    risk: AtRisk
    canceled: tuple[Canceled, ...]
    packed: tuple[PackedOrder, ...]


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """A period in its spans. `canceled` goes by when a cancellation was noticed, `spans` by placing.

    `mistakes` counts the scans that did not count, by the name of the packer.
    """

    read_at: datetime
    spans: tuple[Span, ...]
    canceled: tuple[Canceled, ...]
    packed: tuple[PackedOrder, ...]
    mistakes: Mapping[str, int] = field(default_factory=dict)

    @property
    def start(self) -> datetime:
        return self.spans[0].start

    @property
    def end(self) -> datetime:
        return self.spans[-1].end

    @property
    def is_empty(self) -> bool:
        return not self.canceled and not self.packed and not any(span.total for span in self.spans)


class Figures:
    """Safe to share between threads. Every call is a few short reads; raises StorageError."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock
        self._queries = FigureQueries(storage.engine)
        self._packing = PackingFigures(storage.engine)

    def today(self, start: datetime, end: datetime) -> TodayFigures:
        """The day that begins and ends so where the person is."""
        now = self._clock.now()
        (placed,) = self._queries.placed((start, end))
        return TodayFigures(
            at=now,
            placed=tuple(sorted(placed, key=lambda each: -each.orders)),
            waiting=self._queries.order_index(OrderWish(show=OrderFilter.DECIDE), now).counts,
            risk=self._queries.at_risk(now),
            canceled=_by_reason(self._queries.canceled(start, end)),
            packed=self._packing.packed(start, end),
        )

    def period(self, bounds: Sequence[datetime]) -> PeriodFigures:
        """The spans between these moments, at least two of them."""
        start, end = bounds[0], bounds[-1]
        counted = zip(pairwise(bounds), self._queries.placed(bounds), strict=True)
        return PeriodFigures(
            read_at=self._clock.now(),
            spans=tuple(Span(first, last, _by_outcome(found)) for (first, last), found in counted),
            canceled=_by_reason(self._queries.canceled(start, end)),
            packed=self._packing.packed(start, end),
            mistakes=self._packing.mistakes(start, end),
        )

    def orders(self, start: datetime, end: datetime) -> Iterator[PeriodOrder]:
        """The orders placed in a period, the newest first."""
        return self._queries.orders_of(start, end)


def _by_outcome(counts: Iterable[StatusCount]) -> Mapping[Outcome, int]:
    found: dict[Outcome, int] = defaultdict(int)
    for each in counts:
        found[outcome_of(each.status)] += each.orders
    return dict(found)


def outcome_of(status: str) -> Outcome:
    """Whatever is not over is open, an unknown status as well."""
    known = statuses.known(status)
    return _OUTCOMES.get(known, Outcome.OPEN) if known else Outcome.OPEN


def _by_reason(lots: Iterable[CanceledLot]) -> tuple[Canceled, ...]:
    """The most frequent first."""
    found: dict[tuple[Who, str], list[CanceledLot]] = defaultdict(list)
    for lot in lots:
        who = Who.CUSTOMER if lot.status == Status.CUSTOMER_CANCELED else Who.MERCHANT
        # Why a buyer cancels nobody tells; our own reason says more than Megamarket's word for it.
        reason = (lot.reason or lot.sub_status) if who is Who.MERCHANT else ""
        found[who, reason].append(lot)
    rows = (
        Canceled(
            who,
            reason,
            orders=len({each.shipment_pk for each in several}),
            lots=len(several),
            money=sum((each.price for each in several), Decimal(0)),
        )
        for (who, reason), several in found.items()
    )
    return tuple(sorted(rows, key=lambda row: (-row.lots, row.who, row.reason)))


def reason_words(canceled: Canceled) -> Text:
    """Who cancelled and why, in a few words; a reason that nobody has told us of stands as it came."""
    if canceled.who is Who.CUSTOMER:
        return _BUYER
    named = REASON_NAMES.get(canceled.reason) or _SUB_STATUSES.get(canceled.reason)
    return named or (Text.same(canceled.reason) if canceled.reason else _NO_REASON)


_OUTCOMES: Final = {
    Status.DELIVERED: Outcome.DELIVERED,
    Status.CUSTOMER_CANCELED: Outcome.CUSTOMER,
    Status.MERCHANT_CANCELED: Outcome.MERCHANT,
}
_BUYER: Final = Text("покупатель отменил", "cancelled by the buyer")
_NO_REASON: Final = Text("причина не названа", "no reason given")
_SUB_STATUSES: Final[Mapping[str, Text]] = {
    "CONFIRMATION_REJECT": Text("отказ магазина", "rejected by the shop"),
    "CONFIRMATION_EXPIRED": Text("не подтверждён вовремя", "not confirmed in time"),
    "LATE_REJECT": Text("отказ после подтверждения", "rejected after confirmation"),
    "PACKING_EXPIRED": Text("не собран вовремя", "not packed in time"),
    "SHIPPING_EXPIRED": Text("не отгружен вовремя", "not handed over in time"),
}
"""What Megamarket writes beside a lot that the shop's side let go."""
