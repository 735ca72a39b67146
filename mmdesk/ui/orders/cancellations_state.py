"""Which cancellations a person at this workstation has looked at. Without Qt."""

from __future__ import annotations

from datetime import datetime

from mmdesk.services.order_list import OrderFilter
from mmdesk.ui.orders.list_reading import ListReading


def seen_in(reading: ListReading, seen_until: datetime | None) -> datetime | None:
    """Until when cancellations have been seen, once this list stands before somebody.

    The list of all that is cancelled shows them; a search, or one connection alone, may leave some out.
    """
    wish = reading.wish
    if wish.show is not OrderFilter.CANCELED or wish.search or wish.connection or reading.canceled_at is None:
        return seen_until
    return reading.canceled_at if seen_until is None else max(seen_until, reading.canceled_at)


def has_unseen(reading: ListReading, seen_until: datetime | None) -> bool:
    return reading.canceled_at is not None and (seen_until is None or seen_until < reading.canceled_at)


def moment_of(words: str) -> datetime | None:
    """As a workstation keeps it; None for anything else."""
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
