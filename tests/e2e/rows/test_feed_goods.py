"""What is in the feed: RetailCRM's goods by their ids, and what the manager's settings make of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from mmdesk.sandbox.buyer import Buyer
from mmdesk.sandbox.megamarket_state import SoldOffer
from mmdesk.sandbox.shop import ShopOffer, is_marketplace_id
from tests.e2e.feed_reading import fetched, offers_in, published
from tests.e2e.house import House
from tests.e2e.program import eventually

pytestmark = pytest.mark.e2e


@pytest.mark.row("F8", "R6", "R8")
def test_the_feed_is_retailcrms_catalogue_and_goods_without_a_match_are_listed(
    house: House, scheme: str
) -> None:
    told = house.program.read("feed", "build", scheme)
    goods, feed = matched(house), published(house, scheme)
    assert {one: (sold.price, sold.vendor) for one, sold in feed.items()} == {
        one: (int(offer.price), offer.vendor) for one, offer in goods.items()
    }
    in_both_warehouses = {one for one, offer in goods.items() if all(each.quantity for each in offer.stocks)}
    assert in_both_warehouses
    assert {one: sold.stock for one, sold in feed.items()} == {
        one: sum(each.quantity for each in offer.stocks) for one, offer in goods.items()
    }
    listed = {each["offer_id"] for each in told["problems"] if each["code"] in ("bad_id", "duplicate_id")}
    assert listed == {one.external_id for one in house.sandbox.retailcrm.offers() if one.on_sale} - set(goods)


@pytest.mark.row("I8")
def test_a_foreign_feed_is_compared_with_the_crm(house: House, scheme: str, tmp_path: Path) -> None:
    feed = eventually(lambda: fetched(house, scheme))
    renamed = min(offers_in(feed))
    ours, foreign = tmp_path / "ours.xml", tmp_path / "foreign.xml"
    ours.write_bytes(feed)
    foreign.write_bytes(feed.replace(f'<offer id="{renamed}"'.encode(), b'<offer id="FOREIGN-1"'))
    fitting = house.program.read("feed", "check", ours, "--connection", scheme)
    ran = house.program.run("feed", "check", foreign, "--connection", scheme, "--json")
    strange = ran.document
    assert (fitting["ok"], fitting["crm"]["only_in_feed"]) == (True, 0)
    assert (ran.code, strange["ok"], strange["crm"]["feed_samples"]) == (1, False, ["FOREIGN-1"])
    assert strange["crm"]["only_in_crm"] == fitting["crm"]["only_in_crm"] + 1
    assert renamed in [each["offer_id"] for each in strange["crm"]["crm_samples"]]


@pytest.mark.row("S1", "S3", "S4")
def test_too_few_pieces_excluded_vendors_and_params_not_chosen_are_left_out(
    house: House, scheme: str
) -> None:
    rules = {"feed.min_quantity": "3", "feed.params": '["color"]', "feed.exclude_vendors": '["лумвик"]'}
    with house.settings(scheme, rules):
        told = house.program.read("feed", "build", scheme)
        feed = published(house, scheme)
    goods = matched(house)
    lumvik = {one for one, offer in goods.items() if offer.vendor == "Лумвик"}
    few = {one for one, offer in goods.items() if offer.quantity in (0, 1, 2)}
    assert {goods[one].quantity for one in few} == {0, 1, 2}
    assert lumvik
    assert set(feed) == set(goods) - lumvik - few
    assert told["excluded"]["min_quantity"] == len(few - lumvik)
    assert {sold.params for sold in feed.values()} == {frozenset({"Цвет"})}
    # The lists to choose from are the catalogue's, not the feed's.
    listed = house.program.read("feed", "status", scheme)
    assert listed["vendors"] == Counter(offer.vendor for offer in house.sandbox.retailcrm.offers())
    assert {each["code"] for each in listed["params"]} >= {"color", "material", "size"}


@pytest.mark.row("S1", "S2")
def test_the_discount_is_on_everything_and_an_order_comes_back_with_that_price(
    house: House, scheme: str
) -> None:
    rules = {
        "feed.min_quantity": "3",
        "feed.keep_small": "true",
        "feed.discount_percent": "12.5",
    }
    with house.settings(scheme, rules):
        told = house.program.read("feed", "build", scheme)
        feed = published(house, scheme)
    goods = matched(house)
    discounted = {one: int(offer.price * Decimal("0.875")) for one, offer in goods.items()}
    assert {one: sold.price for one, sold in feed.items()} == discounted
    few = {one for one, offer in goods.items() if offer.quantity < 3}
    assert {one: sold.stock for one, sold in feed.items() if not sold.available} == dict.fromkeys(few, 0)
    assert told["unavailable"] == len(few) > 0
    wanted = next(one for one, sold in feed.items() if sold.available)
    order = ordered(house, scheme, wanted, feed[wanted].price)
    (item,) = house.crm_order(order)["items"]
    assert (item["offer"]["externalId"], item["initialPrice"]) == (wanted, discounted[wanted])


def matched(house: House) -> Mapping[str, ShopOffer]:
    """The goods of RetailCRM that are on sale and that exactly one offer id stands for."""
    goods = house.sandbox.retailcrm.offers()
    uses = Counter(one.external_id for one in goods)
    return {
        one.external_id: one
        for one in goods
        if one.on_sale and is_marketplace_id(one.external_id) and uses[one.external_id] == 1
    }


def ordered(house: House, scheme: str, offer_id: str, price: int) -> str:
    """A buyer orders at the price that Megamarket has from the feed; returns once RetailCRM has the order."""
    sold = SoldOffer(offer_id, "Как в фиде", price, "100000000001", "Дом")
    buyer = Buyer(house.sandbox.megamarket.market, [sold])
    order = buyer.place(scheme, offers=[offer_id], paid_delivery=False, prepaid=True)
    house.until_crm(order, "new")
    return order
