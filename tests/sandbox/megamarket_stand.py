"""A simulator on a clock the test moves, and a merchant who calls it over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from mmdesk.sandbox.megamarket_behaviour import Behaviour
from mmdesk.sandbox.megamarket_simulator import MegamarketSimulator
from mmdesk.sandbox.megamarket_state import Merchant, SoldOffer

TOKEN = "11111111-2222-3333-4444-555555555555"
OTHER_TOKEN = "99999999-2222-3333-4444-555555555555"
MERCHANT = 4321
MUG = SoldOffer("SKU-1", "Кружка", 500, "100000000001", "Посуда")
DESK = SoldOffer("SKU-2", "Стол", 2000, "100000000002", "Мебель")
SHOES = SoldOffer("SKU-3", "Ботинки", 4000, "100000000003", "Обувь", needs_mark=True)

# What the API answers is JSON of many shapes; the tests look into it freely.
Answered = dict[str, Any]


class MovedClock:
    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def move(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass(frozen=True)
class Stand:
    """The marketplace, its clock and the calls of its first merchant."""

    market: MegamarketSimulator
    clock: MovedClock
    http: httpx.Client

    def post(self, method: str, data: Answered, token: str = TOKEN) -> httpx.Response:
        body = {"meta": {}, "data": {"token": token, **data}}
        return self.http.post(f"/api/market/v1/orderService/{method}", json=body)

    def call(self, method: str, data: Answered, token: str = TOKEN) -> Answered:
        answered: Answered = self.post(method, data, token).json()
        return answered

    def about(self, method: str, shipment_id: str, *items: Answered, **rest: object) -> Answered:
        """Call with one shipment and these items."""
        shipment = {"shipmentId": shipment_id, "items": list(items), **rest}
        return self.call(method, {"shipments": [shipment]})

    def confirm(self, shipment_id: str, *indexes: int, offer_id: str = "SKU-1") -> Answered:
        items = [{"itemIndex": index, "offerId": offer_id} for index in indexes]
        return self.about("order/confirm", shipment_id, *items, orderCode="A-1")

    def pack(self, shipment_id: str, boxes: dict[int, int], code: str = "A-1") -> Answered:
        """Pack lots, named by index, into one box each."""
        items = [
            {"itemIndex": lot, "boxes": [{"boxIndex": box, "boxCode": f"{MERCHANT}*{code}*{box}"}]}
            for lot, box in boxes.items()
        ]
        return self.about("order/packing", shipment_id, *items, orderCode=code)

    def pack_dsm(self, shipment_id: str, *indexes: int) -> Answered:
        items = [{"itemIndex": index, "quantity": 1} for index in indexes]
        return self.about("order/packing", shipment_id, *items, orderCode="A-1")

    def close(self, shipment_id: str, *items: Answered) -> Answered:
        return self.about("order/close", shipment_id, *items, closeDate="2026-03-05T12:00:00+03:00")

    def read(self, shipment_id: str) -> Answered:
        found: Answered = self.call("order/get", {"shipments": [shipment_id]})["data"]["shipments"][0]
        return found

    def statuses(self, shipment_id: str) -> list[str]:
        return [item["status"] for item in self.read(shipment_id)["items"]]

    def packed(self, boxes: dict[int, int]) -> str:
        """A standard shipment of mugs, confirmed and packed as told."""
        shipment_id = self.market.buyer.place("standard", offers=["SKU-1"] * len(boxes))
        self.confirm(shipment_id, *boxes)
        self.clock.move(seconds=2)
        self.pack(shipment_id, boxes)
        self.clock.move(seconds=2)
        return shipment_id


@contextmanager
def open_stand(**switches: object) -> Iterator[Stand]:
    clock = MovedClock()
    merchants = [Merchant(MERCHANT, TOKEN), Merchant(4322, OTHER_TOKEN, "ИП Другой")]
    market = MegamarketSimulator(
        now=clock,
        merchants=merchants,
        offers=[MUG, DESK, SHOES],
        behaviour=Behaviour().changed(**switches),
    )
    with market, httpx.Client(base_url=market.url, verify=False, trust_env=False) as http:
        yield Stand(market, clock, http)
