"""How much was packed, by whom and in which hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mmdesk.storage.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class PackedHour:
    """What one operator closed in the hour that begins at `hour` (UTC)."""

    operator: str
    hour: datetime
    orders: int
    lots: int


def packed_figures(work: UnitOfWork, since: datetime, until: datetime) -> tuple[PackedHour, ...]:
    """The packings closed from `since` on and before `until`, by hour and operator."""
    sums: dict[tuple[datetime, str], tuple[int, int]] = {}
    for order in work.packed.orders(since, until):
        place = order.packed_at.replace(minute=0, second=0, microsecond=0), order.operator
        orders, lots = sums.get(place, (0, 0))
        sums[place] = orders + 1, lots + order.lots
    return tuple(
        PackedHour(operator, hour, orders, lots) for (hour, operator), (orders, lots) in sorted(sums.items())
    )
