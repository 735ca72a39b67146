"""Buyers who keep coming: a new order every few seconds, now and then one given up, never too many."""

from __future__ import annotations

import random
import threading
from types import TracebackType
from typing import Final, Self

from mmdesk.sandbox.megamarket_market import ImpossibleWish
from mmdesk.sandbox.megamarket_state import FINAL, Lot, Scheme, Status
from mmdesk.sandbox.run import Sandbox

MOST_OPEN: Final = 150
"""With so many orders still in the warehouse nobody orders any more."""
_PAUSES: Final = (4.0, 11.0)
"""Seconds between two deeds of buyers, at least and at most."""
_REGRETS: Final = 0.15
_WHOLE_ORDER: Final = 0.4
_GONE: Final = FINAL | {Status.SHIPPED, Status.PENDING_SHIPPING}


class Shoppers:
    """Buy in a thread of their own while the block runs; the same seed makes the same choices."""

    def __init__(self, sandbox: Sandbox, seed: int = 0, most_open: int = MOST_OPEN) -> None:
        self._sandbox = sandbox
        self._most_open = most_open
        self._random = random.Random(seed)  # noqa: S311 - invented buyers need no cryptographic randomness
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._shop, name="shoppers")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def act_once(self) -> None:
        """One order, or one regret."""
        if self._random.random() < _REGRETS:
            self._regret()
        elif self.open_orders < self._most_open:
            self._sandbox.buyer.place(self._random.choice((Scheme.STANDARD, Scheme.DSM)))

    @property
    def open_orders(self) -> int:
        """Orders that somebody in the warehouse still has something to do with."""
        market = self._sandbox.megamarket.market
        with market.held():
            return sum(any(_is_open(lot) for lot in shipment.goods()) for shipment in market.shipments())

    def _shop(self) -> None:
        while not self._over.wait(self._random.uniform(*_PAUSES)):
            self.act_once()

    def _regret(self) -> None:
        wanted = self._open_lots()
        if not wanted:
            return
        shipment_id = self._random.choice(sorted(wanted))
        lots = wanted[shipment_id]
        given_up = lots if self._random.random() < _WHOLE_ORDER else [self._random.choice(lots)]
        try:
            self._sandbox.buyer.cancel(shipment_id, given_up)
        except ImpossibleWish:
            # It left the warehouse meanwhile: this buyer keeps the goods.
            return

    def _open_lots(self) -> dict[str, list[int]]:
        market = self._sandbox.megamarket.market
        with market.held():
            found = {
                shipment.shipment_id: [
                    lot.index for lot in shipment.goods() if _is_open(lot) and not lot.cancel_asked
                ]
                for shipment in market.shipments()
            }
        return {shipment_id: lots for shipment_id, lots in found.items() if lots}


def _is_open(lot: Lot) -> bool:
    return lot.status not in _GONE
