"""Periods and their parts, and what the plots show of them. Without Qt; local days are those of `zone`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum, auto
from typing import Final

from mmdesk.domain import status as statuses
from mmdesk.domain.status import Status
from mmdesk.services.figures import PackedOrder
from mmdesk.services.order_list import OrderFilter

_HOURS_UP_TO: Final = 2
"""Days that are told by the hour."""
_DAYS_UP_TO: Final = 62
LONGEST: Final = 731
"""Days of a period of one's own: two years."""
_WEEK: Final = timedelta(days=7)
_HOUR: Final = timedelta(hours=1)


class Period(StrEnum):
    """What the plots tell of."""

    DAY = auto()
    WEEK = auto()
    MONTH = auto()
    OWN = auto()


class Grain(StrEnum):
    """How long one part of a period is."""

    HOUR = auto()
    DAY = auto()
    WEEK = auto()


@dataclass(frozen=True, slots=True)
class Choice:
    """The period chosen; `first` and `last` are the days of one's own, both of them in it."""

    period: Period = Period.WEEK
    first: date | None = None
    last: date | None = None

    def days(self, now: datetime, zone: tzinfo | None = None) -> tuple[date, date]:
        """The first and the last day; days in the wrong order are taken in the right one."""
        today = now.astimezone(zone).date()
        match self.period:
            case Period.DAY:
                return today, today
            case Period.WEEK:
                return today - timedelta(days=6), today
            case Period.MONTH:
                return today - timedelta(days=29), today
            case Period.OWN:
                first, last = sorted((self.first or today, self.last or today))
                return max(first, last - timedelta(days=LONGEST - 1)), last

    def grain(self, now: datetime, zone: tzinfo | None = None) -> Grain:
        first, last = self.days(now, zone)
        days = (last - first).days + 1
        if days <= _HOURS_UP_TO:
            return Grain.HOUR
        return Grain.DAY if days <= _DAYS_UP_TO else Grain.WEEK

    def bounds(self, now: datetime, zone: tzinfo | None = None) -> tuple[datetime, ...]:
        """The moments between which the parts lie, in UTC; a day of a changed clock has 23 or 25 hours."""
        first, last = self.days(now, zone)
        end = midnight(last + timedelta(days=1), zone)
        match self.grain(now, zone):
            case Grain.HOUR:
                return _steps(midnight(first, zone), end, _HOUR)
            case Grain.DAY:
                days = range((last - first).days + 2)
                return tuple(midnight(first + timedelta(days=day), zone) for day in days)
            case Grain.WEEK:
                weeks = range(0, (last - first).days + 1, _WEEK.days)
                return (*(midnight(first + timedelta(days=day), zone) for day in weeks), end)


def today(now: datetime, zone: tzinfo | None = None) -> tuple[datetime, datetime]:
    """The first moment of the local day and that of the next one."""
    day = now.astimezone(zone).date()
    return midnight(day, zone), midnight(day + timedelta(days=1), zone)


def midnight(day: date, zone: tzinfo | None = None) -> datetime:
    """In UTC; zone None is this computer's."""
    if zone is not None:
        return datetime.combine(day, time.min, zone).astimezone(UTC)
    # Without a zone a moment counts as this computer's own.
    return datetime.combine(day, time.min).astimezone().astimezone(UTC)


def _steps(start: datetime, end: datetime, step: timedelta) -> tuple[datetime, ...]:
    return tuple(start + number * step for number in range(round((end - start) / step) + 1))


@dataclass(frozen=True, slots=True)
class PackerFigures:
    """What one person packed; `hours` counts those in which something was packed.

    `mistakes` are scans that did not count: wrong goods, one too many, an unknown code.
    """

    who: str
    orders: int
    lots: int
    hours: int
    mistakes: int = 0

    @property
    def per_hour(self) -> float:
        return self.orders / self.hours if self.hours else 0.0


def by_hour(packed: Iterable[PackedOrder], zone: tzinfo | None = None) -> tuple[tuple[int, int], ...]:
    """Orders by the local hour of the day, from the first hour with any to the last."""
    found: dict[int, int] = defaultdict(int)
    for each in packed:
        found[each.at.astimezone(zone).hour] += 1
    if not found:
        return ()
    return tuple((hour, found.get(hour, 0)) for hour in range(min(found), max(found) + 1))


def packers(
    packed: Iterable[PackedOrder], mistakes: Mapping[str, int] | None = None
) -> tuple[PackerFigures, ...]:
    """Who packed most comes first; who made nothing but mistakes, last."""
    wrong = mistakes or {}
    found: dict[str, list[PackedOrder]] = defaultdict(list, {who: [] for who in wrong})
    for each in packed:
        found[each.who].append(each)
    rows = (
        PackerFigures(
            who,
            orders=len(several),
            lots=sum(each.lots for each in several),
            hours=len({each.at.replace(minute=0, second=0, microsecond=0) for each in several}),
            mistakes=wrong.get(who, 0),
        )
        for who, several in found.items()
    )
    return tuple(sorted(rows, key=lambda row: (-row.orders, row.who)))


def chip_of(status: str) -> OrderFilter:
    """The list in which orders of this status are worked on; all orders where none is."""
    known = statuses.known(status)
    return _CHIPS.get(known, OrderFilter.ALL) if known else OrderFilter.ALL


def nice_top(highest: int) -> int:
    """The end of a scale that holds this value and can be quartered into round numbers."""
    if highest <= 4:
        return 4
    size: int = 10 ** (len(str(highest)) - 1)
    rounded = (step * size for step in (1, 2, 4, 8, 12, 20, 40))
    return next(top for top in rounded if top >= highest and top % 4 == 0)


def ticks(top: int) -> Sequence[int]:
    return [top * quarter // 4 for quarter in range(5)]


_CHIPS: Final = {
    Status.NEW: OrderFilter.CONFIRM,
    Status.CONFIRMED: OrderFilter.PACK,
    Status.PACKING_EXPIRED: OrderFilter.PACK,
    Status.PACKED: OrderFilter.HAND_OVER,
    Status.SHIPPING_EXPIRED: OrderFilter.HAND_OVER,
    Status.CUSTOMER_CANCELED: OrderFilter.CANCELED,
    Status.MERCHANT_CANCELED: OrderFilter.CANCELED,
}
