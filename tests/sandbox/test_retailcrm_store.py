from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from mmdesk.sandbox.shop import demo_offers
from mmdesk.sandbox.shop_crowd import crowd
from tests.sandbox.retailcrm_stand import Answered, Stand, open_stand


@pytest.fixture
def stand() -> Iterator[Stand]:
    with open_stand() as opened:
        yield opened


def _all(stand: Stand, path: str, key: str, *query: tuple[str, str]) -> list[Answered]:
    found: list[Answered] = []
    page = 1
    while True:
        answer = stand.ours.read(path, ("limit", "250"), ("page", str(page)), *query)
        found += answer[key]
        if page >= answer["pagination"]["totalPageCount"]:
            return found
        page += 1


def test_products_hold_every_offer_once(stand: Stand) -> None:
    products = _all(stand, "store/products", "products")
    ids = [offer["id"] for product in products for offer in product["offers"]]
    assert sorted(ids) == [offer.id for offer in demo_offers()]
    assert len(products) == 60


def test_an_offer_is_told_in_grams_millimetres_and_roubles(stand: Stand) -> None:
    offer = next(one for one in _all(stand, "store/offers", "offers") if one["externalId"] == "TD-10001")
    assert (offer["weight"], offer["length"], offer["unit"]["code"]) == (380, 130, "pc")
    assert offer["prices"] == [{"priceType": "base", "price": 710, "ordering": 991, "currency": "RUB"}]
    assert ("price" in offer, offer["product"]["manufacturer"]) == (False, "Лумвик")
    assert offer["properties"]["color"] == "белый"


def test_inventories_show_warehouses_only_when_asked(stand: Stand) -> None:
    query = ("filter[offerExternalId]", "TD-10001")
    plain = stand.ours.read("store/inventories", query)["offers"][0]
    detailed = stand.ours.read("store/inventories", query, ("filter[details]", "1"))["offers"][0]
    assert ("stores" in plain, plain["quantity"]) == (False, 58)
    assert sum(store["quantity"] for store in detailed["stores"]) == 58


@pytest.mark.parametrize(
    ("path", "key", "query", "count"),
    [
        ("store/offers", "offers", ("filter[active]", "0"), 3),
        ("store/products", "products", ("filter[active]", "0"), 1),
        ("store/offers", "offers", ("filter[externalIds][]", "TD-10160"), 2),
        ("store/products", "products", ("filter[manufacturer]", "Нет такого"), 0),
        ("store/products", "products", ("filter[sinceId]", "258"), 2),
        ("store/product-groups", "productGroup", ("filter[parentGroupId]", "11"), 3),
        ("store/products/properties", "properties", ("filter[code]", "color"), 1),
    ],
)
def test_the_catalogue_is_filtered(
    stand: Stand, path: str, key: str, query: tuple[str, str], count: int
) -> None:
    answer = stand.ours.read(path, query)
    assert (len(answer[key]), answer["pagination"]["totalCount"]) == (count, count)


def test_products_changed_since_a_moment_are_found(stand: Stand) -> None:
    stand.clock.move(hours=1)
    stand.crm.change_offer("TD-10001", quantity=1, price=Decimal("12.50"))
    found = stand.ours.read("store/products", ("filter[sinceUpdatedAt]", "2026-10-05 12:30:00"))["products"]
    assert [product["id"] for product in found] == [201]
    offer = found[0]["offers"][0]
    assert (offer["quantity"], offer["price"]) == (1, 12.5)


@pytest.mark.parametrize("touches", [True, False])
def test_stock_alone_moves_the_product_only_where_that_is_wanted(stand: Stand, touches: bool) -> None:
    stand.crm.behave(stock_touches_products=touches)
    stand.clock.move(hours=1)
    stand.crm.change_offer("TD-10001", quantity=1)
    query = ("filter[sinceUpdatedAt]", "2026-10-05 12:30:00")
    assert len(stand.ours.read("store/products", query)["products"]) == int(touches)
    stock = stand.ours.read("store/inventories", ("filter[offerExternalId]", "TD-10001"))
    assert stock["offers"][0]["quantity"] == 1


def test_an_offer_may_have_several_prices_or_none(stand: Stand) -> None:
    stand.crm.change_offer("TD-10001", prices={"mm": Decimal("650.50")})
    stand.crm.change_offer("TD-10002", prices={"base": None})
    first, second, *_ = stand.ours.read("store/products")["products"][0]["offers"]
    assert [(one["priceType"], one["price"]) for one in first["prices"]] == [("base", 710), ("mm", 650.5)]
    assert (second["prices"], "price" in second) == ([], False)
    stand.crm.change_offer("TD-10001", prices={"mm": None})
    assert len(stand.ours.read("store/products")["products"][0]["offers"][0]["prices"]) == 1
    with pytest.raises(KeyError):
        stand.crm.change_offer("TD-10001", prices={"no-such": Decimal(1)})
    types = stand.ours.read("reference/price-types")["priceTypes"]
    assert [one["code"] for one in types] == ["base", "mm"]


def test_what_an_offer_does_not_have_is_left_out(stand: Stand) -> None:
    bare = replace(
        demo_offers()[0],
        external_id="",
        xml_id="",
        barcode="",
        vendor="",
        properties=(),
        is_service=True,
    )
    stand.crm.put_offers([bare])
    product = stand.ours.read("store/products")["products"][0]
    offer = product["offers"][0]
    assert (product["type"], offer["properties"], offer["images"]) == ("service", [], [])
    assert not {"externalId", "xmlId", "barcode"} & offer.keys()
    assert not {"manufacturer", "imageUrl"} & product.keys()
    assert len(stand.crm.offers()) == 300


def test_large_pages_may_be_refused(stand: Stand) -> None:
    stand.crm.behave(large_pages_refused=True)
    refused = stand.ours.ask("store/products", [("limit", "250")])
    assert (refused.status_code, refused.json()["errors"].keys()) == (400, {"limit"})
    assert len(stand.ours.read("store/offers", ("limit", "100"))["offers"]) == 100


def test_a_crowd_of_offers_stands_behind_the_others(stand: Stand) -> None:
    stand.crm.put_offers(crowd(1000, variants=4))
    offers = _all(stand, "store/offers", "offers")
    assert len({offer["externalId"] for offer in offers}) == 1299
    assert len(_all(stand, "store/products", "products")) == 60 + 250
    stand.crm.put_offers(crowd(10, variants=4, start=1000))
    assert len(stand.crm.offers()) == 1310


def test_a_property_lists_its_values(stand: Stand) -> None:
    values = _all(stand, "store/products/properties/values", "productPropertyValues")
    assert sum(one["offersCount"] for one in values if one["property"]["code"] == "color") == 300


def test_the_file_of_the_site_holds_the_same_offers(stand: Stand) -> None:
    root = ET.fromstring(stand.http.get("/shop/icml.xml").content)
    ids = [offer.get("id") for offer in root.iter("offer")]
    assert ids == [offer.external_id for offer in demo_offers()]
    first = next(root.iter("offer"))
    assert (first.findtext("weight"), first.findtext("dimensions")) == ("0.38", "13/9.5/10")
    known = {category.get("id") for category in root.iter("category")}
    assert {offer.findtext("categoryId") for offer in root.iter("offer")} <= known


def test_an_unchanged_file_need_not_be_fetched_again(stand: Stand) -> None:
    first = stand.http.get("/shop/icml.xml")
    stand.clock.move(hours=1)
    again = stand.http.get("/shop/icml.xml", headers={"If-None-Match": first.headers["etag"]})
    stand.crm.change_offer("TD-10001", quantity=0)
    changed = stand.http.get("/shop/icml.xml", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, changed.status_code) == (304, 200)


def test_every_listed_picture_is_there(stand: Stand) -> None:
    root = ET.fromstring(stand.http.get("/shop/icml.xml").content)
    addresses = [
        picture.text or "" for picture in root.iter("picture") if "/shop/pictures/" in (picture.text or "")
    ]
    answers = [stand.http.get(address) for address in addresses[:10]]
    assert {(one.status_code, one.headers["content-type"]) for one in answers} == {(200, "image/png")}
    assert stand.http.get("/shop/pictures/nothing.png").status_code == 404
