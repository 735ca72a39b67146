"""What the codes of one RetailCRM account mean: read when first needed, again when they may have changed."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Final

from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.clock import Clock

_FRESH_SECONDS: Final = 600.0
_RETRY_SECONDS: Final = 30.0
"""An unknown code asks for the dictionaries anew at once, but one that stays unknown not at every order."""

_Code = tuple[str, str]
"""A code with its book: two books may share one."""


@dataclass(frozen=True, slots=True)
class Meanings:
    """The codes that matter to the exchange. `integrated` are delivery types of any integration module."""

    order_statuses: frozenset[str]
    cancelling_orders: frozenset[str]
    item_statuses: frozenset[str]
    cancelling_items: frozenset[str]
    deliveries: frozenset[str]
    integrated: frozenset[str]

    @property
    def codes(self) -> frozenset[_Code]:
        """Every code there is."""
        books = (
            ("order", self.order_statuses), ("item", self.item_statuses), ("delivery", self.deliveries),
        )  # fmt: skip
        return frozenset((book, code) for book, codes in books for code in codes)


class CrmDictionary:
    """One account's meanings, shared by the poll and the relay. Thread-safe."""

    def __init__(self, client: RetailCrm, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._lock = threading.Lock()
        self._meanings: Meanings | None = None
        self._read_at = 0.0
        self._in_vain: frozenset[_Code] = frozenset()

    def meanings(
        self, *, order_status: str = "", items: frozenset[str] = frozenset(), delivery: str = ""
    ) -> Meanings:
        """The meanings, read anew when they are old or do not know one of the codes. Raises RemoteError."""
        asked = {("order", order_status), ("delivery", delivery), *(("item", item) for item in items)}
        codes = frozenset((book, code) for book, code in asked if code)
        with self._lock:
            known = self._meanings
            if known is None or self._is_due(codes - known.codes):
                known = self._meanings = self._read()
                self._read_at = self._clock.monotonic()
                self._in_vain = (self._in_vain | codes) - known.codes
            return known

    def _is_due(self, unknown: frozenset[_Code]) -> bool:
        """A code made a moment ago is acted on once: whoever took it for nothing would never look again."""
        if unknown - self._in_vain:
            return True
        age = self._clock.monotonic() - self._read_at
        return age >= (_RETRY_SECONDS if unknown else _FRESH_SECONDS)

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
