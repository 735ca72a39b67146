"""What Megamarket calls the state of a lot or a shipment; values it has not told us of stay plain text."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from mmdesk.errors import Text


class Status(StrEnum):
    """The thirteen statuses known so far; spelled with one L, as the marketplace does."""

    NEW = "NEW"
    PENDING = "PENDING"
    PENDING_CONFIRMATION = "PENDING_CONFIRMATION"
    CONFIRMED = "CONFIRMED"
    PENDING_PACKING = "PENDING_PACKING"
    PACKED = "PACKED"
    PENDING_SHIPPING = "PENDING_SHIPPING"
    SHIPPED = "SHIPPED"
    PACKING_EXPIRED = "PACKING_EXPIRED"
    SHIPPING_EXPIRED = "SHIPPING_EXPIRED"
    DELIVERED = "DELIVERED"
    MERCHANT_CANCELED = "MERCHANT_CANCELED"
    CUSTOMER_CANCELED = "CUSTOMER_CANCELED"


CANCELED = frozenset({Status.MERCHANT_CANCELED, Status.CUSTOMER_CANCELED})
FINAL = CANCELED | {Status.DELIVERED}

# How far along its way a lot is; an expired step stands past the one before it, short of the one it missed.
_PROGRESS: Mapping[Status, int] = {
    Status.NEW: 0,
    Status.PENDING_CONFIRMATION: 1,
    Status.CONFIRMED: 2,
    Status.PACKING_EXPIRED: 3,
    Status.PENDING_PACKING: 4,
    Status.PACKED: 5,
    Status.SHIPPING_EXPIRED: 6,
    Status.PENDING_SHIPPING: 7,
    Status.SHIPPED: 8,
    Status.DELIVERED: 9,
}

_HEADING: Mapping[str, Status] = {
    Status.PENDING_CONFIRMATION: Status.CONFIRMED,
    Status.PENDING_PACKING: Status.PACKED,
    Status.PENDING_SHIPPING: Status.SHIPPED,
}

_NAMES: Mapping[Status, Text] = {
    Status.NEW: Text("новый", "new"),
    Status.PENDING: Text("обрабатывается", "being processed"),
    Status.PENDING_CONFIRMATION: Text("подтверждается", "being confirmed"),
    Status.CONFIRMED: Text("подтверждён", "confirmed"),
    Status.PENDING_PACKING: Text("упаковка принимается", "packing being accepted"),
    Status.PACKED: Text("упакован", "packed"),
    Status.PENDING_SHIPPING: Text("отгрузка принимается", "shipping being accepted"),
    Status.SHIPPED: Text("отгружен", "shipped"),
    Status.PACKING_EXPIRED: Text("сборка просрочена", "packing overdue"),
    Status.SHIPPING_EXPIRED: Text("отгрузка просрочена", "shipping overdue"),
    Status.DELIVERED: Text("вручён", "delivered"),
    Status.MERCHANT_CANCELED: Text("отменён продавцом", "cancelled by the merchant"),
    Status.CUSTOMER_CANCELED: Text("отменён покупателем", "cancelled by the buyer"),
}


def known(status: str) -> Status | None:
    """The enumerated status, or None for a value this program has not met."""
    return Status(status) if status in Status.__members__ else None


def is_canceled(status: str) -> bool:
    return status in CANCELED


def is_final(status: str) -> bool:
    return status in FINAL


def is_pending(status: str) -> bool:
    """Megamarket is still at it: wait and read again. New PENDING_* values count as well."""
    return status == Status.PENDING or status.startswith("PENDING_")


def heading_for(status: str) -> str:
    """Where a step that Megamarket is working on leads to; any other status as it is."""
    return _HEADING.get(status, status)


def has_reached(status: str, target: Status) -> bool:
    """Whether a lot stands at `target` or past it; cancelled, bare PENDING and unknown ones never do.

    `target` is a step of the way: neither a cancellation nor bare PENDING.
    """
    member = known(status)
    if member is None or member not in _PROGRESS:
        return False
    return _PROGRESS[member] >= _PROGRESS[target]


def name_of(status: str) -> Text:
    """The status in words; an unknown one as it came."""
    member = known(status)
    return _NAMES[member] if member is not None else Text.same(status)


def roll_up(statuses: list[str]) -> str:
    """One status for a shipment whose own is missing: its least advanced lot that is not cancelled.

    Cancelled lots count only when nothing else is left; then a single common value is kept, and a mixture
    reads as the merchant's, who has to look at it. A status nobody knows wins over all: it must be seen.
    """
    if not statuses:
        return ""
    odd = [status for status in statuses if known(status) is None]
    if odd:
        return odd[0]
    alive = [Status(status) for status in statuses if not is_canceled(status)]
    if not alive:
        return statuses[0] if len(set(statuses)) == 1 else Status.MERCHANT_CANCELED.value
    return min(alive, key=lambda status: _PROGRESS.get(status, 0)).value
