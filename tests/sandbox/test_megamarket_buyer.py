from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from mmdesk.sandbox.buyer import Buyer
from mmdesk.sandbox.megamarket_market import ImpossibleWish, Market
from mmdesk.sandbox.megamarket_state import Scheme
from tests.sandbox.megamarket_stand import MUG, Stand, open_stand


@pytest.fixture
def stand() -> Iterator[Stand]:
    with open_stand() as opened:
        yield opened


def test_a_fancied_order_is_believable(stand: Stand) -> None:
    shipments = [stand.market.shipment(stand.market.buyer.place("dsm")) for _ in range(50)]
    assert {len(list(shipment.goods())) for shipment in shipments} == {1, 2, 3, 4}
    assert {any(lot.is_delivery for lot in shipment.lots) for shipment in shipments} == {True, False}
    assert all(re.fullmatch(r"7900000\d{4}", shipment.customer.phone) for shipment in shipments)
    assert {shipment.deposited > 0 for shipment in shipments} == {True, False}


def test_several_units_are_several_lots(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1", "SKU-2"], lots=3)
    lots = stand.market.shipment(shipment_id).lots
    assert [(lot.index, lot.offer.offer_id) for lot in lots] == [(1, "SKU-1"), (2, "SKU-2"), (3, "SKU-1")]


def test_the_price_after_discounts_adds_up(stand: Stand) -> None:
    ids = [stand.market.buyer.place("standard") for _ in range(30)]
    items = [item for shipment_id in ids for item in stand.read(shipment_id)["items"]]
    assert any(item["discounts"] for item in items)
    for item in items:
        off = sum(discount["discountAmount"] for discount in item["discounts"])
        assert item["finalPrice"] == item["price"] - off
        assert all(discount["discountAmount"] > 0 for discount in item["discounts"])


def test_an_offer_nobody_sells_is_invented(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["GONE-7"])
    assert stand.market.shipment(shipment_id).lots[0].offer.offer_id == "GONE-7"


@pytest.mark.parametrize("wish", [True, False])
def test_the_need_of_a_marking_code_can_be_wished_for(stand: Stand, wish: bool) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1", "SKU-3"], needs_mark=wish)
    assert [lot.offer.needs_mark for lot in stand.market.shipment(shipment_id).lots] == [wish, wish]


def test_the_same_seed_orders_the_same(stand: Stand) -> None:
    def ordered() -> list[str]:
        buyer = Buyer(stand.market.market, [MUG], seed=7)
        return [stand.market.shipment(buyer.place("standard")).customer.address for _ in range(5)]

    assert ordered() == ordered()


def test_no_shipment_number_is_used_twice(stand: Stand) -> None:
    schemes = list(Scheme) * 5
    assert len({stand.market.buyer.place(scheme) for scheme in schemes}) == len(schemes)


@pytest.mark.parametrize("status", ["SHIPPED", "DELIVERED", "MERCHANT_CANCELED"])
def test_the_buyer_can_be_too_late(stand: Stand, status: str) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.market.force(shipment_id, status)
    with pytest.raises(ImpossibleWish):
        stand.market.buyer.cancel(shipment_id, [1])


@pytest.mark.parametrize(
    "wish",
    [
        lambda market: Buyer(market, [MUG]).place("standard", merchant_id=1),
        lambda market: Buyer(market, [MUG]).cancel("1"),
        lambda market: Buyer(market, []).place("dsm"),
        lambda market: Buyer(market, []).run(1),
    ],
)
def test_what_cannot_be_is_said(stand: Stand, wish: Callable[[Market], object]) -> None:
    with pytest.raises(ImpossibleWish):
        wish(stand.market.market)


def test_a_busy_buyer_orders_and_regrets_until_stopped(stand: Stand) -> None:
    announced: list[str] = []
    regretted: list[str] = []
    stand.market.market.listen(
        lambda shipment: announced.append(shipment.shipment_id),
        lambda shipment, lots: regretted.append(shipment.shipment_id),
    )
    stand.market.buyer.run(every_seconds=0.001)
    while not (announced and regretted):
        stand.call("order/search", {})
    stand.market.buyer.stop()
    assert set(regretted) <= set(announced)
    assert stand.http.get("/_sandbox/shipments").json() == {"shipments": announced}
