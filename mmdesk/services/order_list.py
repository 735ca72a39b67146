"""The list of orders as a window reads it: keys first, rows for what is seen, one card for what is open.

Every call is one short read; call them from any thread but the window's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mmdesk.clock import Clock
from mmdesk.storage.order_index import OrderFilter, OrderIndex, OrderSort, OrderWish
from mmdesk.storage.queries import OrderRow, PendingRow
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.uow import Storage

__all__ = [
    "ConnectionsInUse", "OrderFilter", "OrderIndex", "OrderList", "OrderRow", "OrderSort", "OrderWish",
    "PendingRow", "ShipmentKey",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ConnectionsInUse:
    """By name; where two share a scheme, the scheme alone does not say whose order it is."""

    names: tuple[str, ...] = ()
    share_a_scheme: bool = False


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

    def connections(self) -> ConnectionsInUse:
        """For the choice of one. Raises StorageError."""
        with self._storage.look() as look:
            found = look.connections.all()
        schemes = {connection.scheme.code for connection in found}
        return ConnectionsInUse(
            names=tuple(connection.name for connection in found), share_a_scheme=len(schemes) < len(found)
        )
