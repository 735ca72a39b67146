"""The list of orders as a window reads it: keys first, rows for what is seen, one card for what is open.

Every call is one short read; call them from any thread but the window's own.
"""

from __future__ import annotations

from collections.abc import Sequence

from mmdesk.clock import Clock
from mmdesk.storage.order_index import OrderFilter, OrderIndex, OrderSort, OrderWish
from mmdesk.storage.queries import OrderRow, PendingRow
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.uow import Storage

__all__ = [
    "OrderFilter", "OrderIndex", "OrderList", "OrderRow", "OrderSort", "OrderWish", "PendingRow",
    "ShipmentKey",
]  # fmt: skip


class OrderList:
    """Safe to share between threads."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    def index(self, wish: OrderWish) -> OrderIndex:
        """Raises UnknownConnection and StorageError."""
        return self._storage.queries.order_index(wish, self._clock.now())

    def rows(self, keys: Sequence[ShipmentKey]) -> tuple[OrderRow, ...]:
        """The orders that still exist of those named, in the order named. Raises StorageError."""
        return self._storage.queries.orders(keys)

    def connections(self) -> tuple[str, ...]:
        """The names of the connections in use, for the choice of one. Raises StorageError."""
        with self._storage.look() as look:
            return tuple(connection.name for connection in look.connections.all())
