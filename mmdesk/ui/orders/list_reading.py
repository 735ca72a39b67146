"""What the list reads off the window's thread: which orders there are, and the rows of those in sight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from mmdesk.services.order_list import (
    ConnectionsInUse,
    OrderFilter,
    OrderList,
    OrderRow,
    OrderWish,
    ShipmentKey,
)
from mmdesk.ui.orders.key_difference import Difference, Keys, difference, replaced

MARGIN: Final = 64
"""Rows read above and below what is seen, so that scrolling finds them there."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a window shows when a reading is asked for. `first` to `last` are the rows in sight.

    `wish` is None before the first reading. `place` is the order that a new list should open at.
    """

    keys: Keys = ()
    wish: OrderWish | None = None
    first: int = 0
    last: int = 0
    place: ShipmentKey | None = None


@dataclass(frozen=True, slots=True)
class ListReading:
    """One look at the list. `wish` names no connection that is not in use any more."""

    wish: OrderWish
    difference: Difference
    is_new: bool
    counts: Mapping[OrderFilter, int] = field(default_factory=dict)
    capped: bool = False
    canceled_at: datetime | None = None
    rows: tuple[OrderRow, ...] = ()
    connections: ConnectionsInUse = field(default_factory=ConnectionsInUse)

    @property
    def keys(self) -> Keys:
        return self.difference.new


@dataclass(frozen=True, slots=True)
class RowsReading:
    """The rows of the keys asked for that still exist, in the order asked for."""

    asked: Keys
    rows: tuple[OrderRow, ...]


def read_list(orders: OrderList, wish: OrderWish, shown: Shown) -> ListReading:
    """Raises StorageError, and UnknownConnection when one is removed at this very moment."""
    connections = orders.connections()
    if wish.connection not in connections.names:
        wish = replace(wish, connection="")
    index = orders.index(wish)
    is_new = wish != shown.wish
    found = replaced(shown.keys, index.keys) if is_new else difference(shown.keys, index.keys)
    return ListReading(
        wish=wish,
        difference=found,
        is_new=is_new,
        counts=index.counts,
        capped=index.capped,
        canceled_at=index.canceled_at,
        rows=orders.rows(_soon_seen(found, shown, is_new=is_new)),
        connections=connections,
    )


def read_rows(orders: OrderList, keys: Keys) -> RowsReading:
    """Raises StorageError."""
    return RowsReading(keys, orders.rows(keys))


def _soon_seen(found: Difference, shown: Shown, *, is_new: bool) -> Sequence[ShipmentKey]:
    """The keys that will be in sight once the window shows the new list."""
    if is_new:
        first = last = _row_of(shown.place, found.new)
        return _around(found.new, first, last)
    still_there = (key for key in shown.keys[shown.first : shown.last + 1] if key not in found.gone)
    return tuple(dict.fromkeys((*_around(found.new, shown.first, shown.last), *still_there)))


def _around(keys: Keys, first: int, last: int) -> Keys:
    return keys[max(0, first - MARGIN) : last + MARGIN + 1]


def _row_of(key: ShipmentKey | None, keys: Keys) -> int:
    try:
        return keys.index(key) if key is not None else 0
    except ValueError:
        return 0
