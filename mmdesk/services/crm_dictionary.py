"""What the codes of one RetailCRM account mean: read when first needed, again when they may have changed."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Final

from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.clock import Clock

_FRESH_SECONDS: Final = 600.0
_RETRY_SECONDS: Final = 30.0
"""An unknown code asks for the dictionaries anew, but one that stays unknown not at every order."""


@dataclass(frozen=True, slots=True)
class Meanings:
    """The codes that matter to the exchange. `integrated` are delivery types of any integration module."""

    order_statuses: frozenset[str]
    cancelling_orders: frozenset[str]
    item_statuses: frozenset[str]
    cancelling_items: frozenset[str]
    deliveries: frozenset[str]
    integrated: frozenset[str]


class CrmDictionary:
    """One account's meanings, shared by the poll and the relay. Thread-safe."""

    def __init__(self, client: RetailCrm, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._lock = threading.Lock()
        self._meanings: Meanings | None = None
        self._read_at = 0.0

    def meanings(
        self, *, order_status: str = "", items: frozenset[str] = frozenset(), delivery: str = ""
    ) -> Meanings:
        """The meanings, read anew when they are old or do not know one of the codes. Raises RemoteError."""
        with self._lock:
            known = self._meanings
            if known is None or self._is_due(knows=_knows(known, order_status, items, delivery)):
                known = self._meanings = self._read()
                self._read_at = self._clock.monotonic()
            return known

    def _is_due(self, *, knows: bool) -> bool:
        age = self._clock.monotonic() - self._read_at
        return age >= (_FRESH_SECONDS if knows else _RETRY_SECONDS)

    def _read(self) -> Meanings:
        orders, items = self._client.order_statuses(), self._client.item_statuses()
        deliveries = self._client.delivery_types()
        return Meanings(
            order_statuses=frozenset(status.code for status in orders),
            cancelling_orders=frozenset(status.code for status in orders if status.cancels),
            item_statuses=frozenset(status.code for status in items),
            cancelling_items=frozenset(status.code for status in items if status.cancels),
            deliveries=frozenset(kind.code for kind in deliveries),
            integrated=frozenset(kind.code for kind in deliveries if kind.integration_code),
        )


def _knows(known: Meanings, order_status: str, items: frozenset[str], delivery: str) -> bool:
    return (
        (not order_status or order_status in known.order_statuses)
        and items <= known.item_statuses
        and (not delivery or delivery in known.deliveries)
    )
