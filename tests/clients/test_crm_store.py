from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from mmdesk.clients.crm_store import CrmPriceType, RowsLost
from mmdesk.clients.crm_store_calls import CrmStore
from mmdesk.clients.errors import AddressWrong, Refused, Unavailable, Unreadable
from mmdesk.clients.http import Limits
from mmdesk.clients.pace import Limiters, Pace
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.domain.crm_goods import CrmOffer, CrmProduct, CrmStock
from mmdesk.domain.offer import Category, Shop
from tests.clients.scripted import Script, ScriptedServer, answers, says_nothing

ZONE = ZoneInfo("Asia/Yekaterinburg")
REFUSED = {"success": False, "errorMsg": "Errors in the input parameters", "errors": {"limit": "No."}}

Document = dict[str, Any]  # JSON as the remote may write it


def page(key: str, rows: object, *, number: int = 1, pages: int = 1, total: int | None = None) -> Document:
    count = len(rows) if isinstance(rows, list | dict) else 0
    paging = {"limit": 250, "totalCount": count if total is None else total, "totalPageCount": pages}
    return {"success": True, "pagination": paging | {"currentPage": number}, key: rows}


def offer(number: int = 311, **changes: object) -> Document:
    return {
        "name": "Чайник белый",
        "price": 1990,
        "images": ["https://shop.example.org/1.jpg"],
        "id": number,
        "externalId": "SKU-1",
        "article": "T-1",
        "prices": [
            {"priceType": "base", "price": 1990, "ordering": 991, "currency": "RUB"},
            {"priceType": "mm", "price": 2100.5},
        ],
        "purchasePrice": 1200,
        "vatRate": "none",
        "properties": {"color": "white"},
        "quantity": 7,
        "active": True,
        "barcode": "4600000000017",
        **changes,
    }


def product(number: int = 210, **changes: object) -> Document:
    return {
        "id": number,
        "type": "product",
        "article": "T-0",
        "name": "Чайник",
        "url": "https://shop.example.org/p/1",
        "imageUrl": "https://shop.example.org/0.jpg",
        "description": "Первая строка\r\nвторая",
        "groups": [{"id": 5, "externalId": "kettles"}],
        "externalId": "P-1",
        "manufacturer": "Acme",
        "offers": [offer()],
        "active": True,
        "quantity": 7,
        "updatedAt": "2026-10-01 10:00:00",
        **changes,
    }


@contextmanager
def store(
    *scripts: Document | Script, site: str = "mm-shop", pace: Pace | None = None, read: float = 30.0
) -> Iterator[tuple[CrmStore, ScriptedServer]]:
    played = [answers(json.dumps(each)) if isinstance(each, dict) else each for each in scripts]
    limiters = Limiters(pace or Pace(pause=lambda seconds: None))
    with (
        ScriptedServer(played) as server,
        RetailCrm(server.url, lambda: "a-key", site, ZONE, limiters, limits=Limits(read=read)) as client,
    ):
        yield client.store, server


def refused() -> Script:
    return answers(json.dumps(REFUSED), 400)


def asked(server: ScriptedServer) -> list[dict[str, str]]:
    """The parameters of each call."""
    queries = (parse_qs(urlsplit(each.target).query) for each in server.received)
    return [{name: value[0] for name, value in query.items()} for query in queries]


def products(*scripts: Document | Script) -> list[CrmProduct]:
    with store(*scripts) as (reading, _):
        return [one for each in reading.products() for one in each.rows]


def read_offer(changes: Document) -> CrmOffer:
    (read,) = products(page("products", [product(offers=[offer() | changes])]))
    return read.offers[0]


def test_a_product_is_read_with_its_offers() -> None:
    (read,) = products(page("products", [product()]))
    assert read == CrmProduct(
        number=210,
        name="Чайник",
        article="T-0",
        url="https://shop.example.org/p/1",
        description="Первая строка\nвторая",
        vendor="Acme",
        picture="https://shop.example.org/0.jpg",
        groups=("5",),
        offers=(
            CrmOffer(
                number=311,
                external_id="SKU-1",
                name="Чайник белый",
                article="T-1",
                prices=(("base", "1990"), ("mm", "2100.5")),
                vat="none",
                barcode="4600000000017",
                pictures=("https://shop.example.org/1.jpg",),
                properties=(("color", "white"),),
                quantity="7",
            ),
        ),
        updated_at=datetime(2026, 10, 1, 5, 0, tzinfo=UTC),
    )


def test_a_purchase_price_is_never_kept() -> None:
    assert "1200" not in repr(products(page("products", [product()])))


@pytest.mark.parametrize(
    ("changes", "name", "value"),
    [
        ({"externalId": None}, "external_id", ""),
        ({"externalId": 4711}, "external_id", "4711"),
        ({"externalId": " SKU-1"}, "external_id", " SKU-1"),
        ({"properties": []}, "properties", ()),
        ({"properties": {"power": 2.5, "cordless": True, "empty": ""}}, "properties", (("power", "2.5"),)),
        ({"prices": [], "price": None}, "prices", ()),
        ({"prices": []}, "prices", (("base", "1990"),)),
        ({"prices": [{"priceType": "mm", "price": "15,50"}]}, "prices", (("mm", "15.50"), ("base", "1990"))),
        (
            {"images": {"1": "https://shop.example.org/2.jpg"}},
            "pictures",
            ("https://shop.example.org/2.jpg",),
        ),
        ({"images": []}, "pictures", ()),
        ({"vatRate": 20.0}, "vat", "20.0"),
        ({"vatRate": 10}, "vat", "10"),
        ({"barcode": None}, "barcode", ""),
        ({"quantity": None}, "quantity", ""),
        ({"quantity": 2.5}, "quantity", "2.5"),
        ({"quantity": "3"}, "quantity", "3"),
        ({"active": False}, "is_active", False),
        ({"active": 0}, "is_active", False),
    ],
)
def test_an_offer_is_read_however_it_is_written(changes: Document, name: str, value: object) -> None:
    assert getattr(read_offer(changes), name) == value


def test_a_service_and_an_inactive_product_are_told() -> None:
    service, asleep = products(page("products", [product(type="service"), product(211, active=False)]))
    assert (service.is_service, service.is_active) == (True, True)
    assert (asleep.is_service, asleep.is_active) == (False, False)


def test_maps_may_come_as_lists_and_lists_as_maps() -> None:
    shown = page("products", {"a": product(groups={"0": {"id": 5}}, offers={"x": offer()})})
    (read,) = products(shown)
    assert (read.groups, read.offers[0].number) == (("5",), 311)
    assert products(page("products", [])) == []


def test_what_xml_forbids_is_taken_out_once_and_for_all() -> None:
    odd = "А\x0bБ\ufffeВ"
    shown = product(name=odd, description=odd, manufacturer=odd)
    shown["offers"] = [offer(name=odd, externalId=odd, barcode=odd, properties={f"c{odd}": odd})]
    (read,) = products(page("products", [shown]))
    (variant,) = read.offers
    assert {read.name, read.description, read.vendor, variant.name, variant.external_id, variant.barcode} == {
        "А Б В"
    }
    assert variant.properties == (("cА Б В", "А Б В"),)


def test_products_are_asked_for_page_by_page() -> None:
    pages = [page("products", [product(number)], number=number, pages=3, total=3) for number in (1, 2, 3)]
    with store(*pages) as (reading, server):
        found = list(reading.products(datetime(2026, 11, 2, 9, 0, 30, 999, tzinfo=UTC)))
        questions = asked(server)
    assert [(each.number, each.pages, each.rows[0].number) for each in found] == [
        (1, 3, 1),
        (2, 3, 2),
        (3, 3, 3),
    ]
    assert questions == [
        {
            "filter[sites][]": "mm-shop",
            "filter[sinceUpdatedAt]": "2026-11-02 14:00:30",
            "limit": "250",
            "page": str(number),
        }
        for number in (1, 2, 3)
    ]


def test_an_account_that_refuses_large_pages_is_asked_for_smaller_ones_ever_after() -> None:
    one = page("offers", [{"id": 1, "quantity": 1}])
    with store(refused(), one) as (reading, server):
        assert reading.page_size == 250
        list(reading.inventories())
        list(reading.inventories())
        assert [question["limit"] for question in asked(server)] == ["250", "100", "100"]
    assert reading.page_size == 100


def test_a_refusal_for_another_reason_is_told() -> None:
    with store(refused(), refused()) as (reading, _), pytest.raises(Refused, match="input parameters"):
        list(reading.products())
    assert reading.page_size == 250


def test_an_offer_that_is_told_twice_is_no_loss() -> None:
    first = page("offers", [{"id": 1, "quantity": 1}, {"id": 2, "quantity": 2}], pages=2, total=3)
    second = page("offers", [{"id": 2, "quantity": 5}, {"id": 3, "quantity": 3}], number=2, pages=2, total=3)
    with store(first, second) as (reading, _):
        read = {one.number: one for each in reading.inventories() for one in each.rows}
    assert read == {1: CrmStock(1, "1"), 2: CrmStock(2, "5"), 3: CrmStock(3, "3")}


def test_a_list_that_grows_meanwhile_is_read_to_its_new_end() -> None:
    first = page("products", [product(1), product(2)], pages=2, total=3)
    second = page("products", [product(3), product(4)], number=2, pages=3, total=5)
    third = page("products", [product(5)], number=3, pages=3, total=5)
    assert [one.number for one in products(first, second, third)] == [1, 2, 3, 4, 5]


def test_a_page_that_is_empty_ends_the_reading() -> None:
    first = page("products", [product(1)], pages=9, total=1)
    second = page("products", [], number=2, pages=9, total=1)
    assert [one.number for one in products(first, second)] == [1]


@pytest.mark.parametrize(
    "second",
    [
        page("products", [product(2)], number=2, pages=2, total=2),
        page("products", [product(1)], number=2, pages=2, total=3),
        page("products", [], number=2, pages=2, total=3),
        page("products", [product(2)], number=2, pages=2, total=4),
    ],
    ids=["a row went away", "the page repeats", "the page is missing", "too few rows"],
)
def test_rows_that_may_have_been_skipped_are_never_passed_over_in_silence(second: Document) -> None:
    first = page("products", [product(1)], pages=2, total=3)
    if second["pagination"]["totalCount"] == 4:
        first = page("products", [product(1)], pages=2, total=4)
    with pytest.raises(RowsLost) as caught:
        products(first, second)
    assert "Каталог менялся" in caught.value.sentence("ru")


@pytest.mark.parametrize(
    "odd",
    [
        {"success": True},
        {"success": True, "products": []},
        page("offers", [product()]),
        page("products", None),
        page("products", "many"),
        page("products", ["x"]),
        page("products", [product(0)]),
        page("products", [product(offers=[offer(0)])]),
        {"success": True, "products": [], "pagination": {"totalCount": "?", "totalPageCount": 1}},
        {"success": True, "products": [], "pagination": []},
    ],
)
def test_an_answer_of_odd_shape_never_passes_for_an_empty_catalogue(odd: Document) -> None:
    with pytest.raises(Unreadable):
        products(odd)


def test_a_web_page_in_the_middle_is_told() -> None:
    first = page("products", [product(1)], pages=2, total=2)
    with pytest.raises(AddressWrong):
        products(first, answers("<html>login</html>", media_type="text/html"))


def test_a_page_that_never_comes_is_told() -> None:
    first = page("products", [product(1)], pages=2, total=2)
    with store(first, says_nothing, read=0.4) as (reading, _), pytest.raises(Unavailable):
        list(reading.products())


def test_groups_are_read_with_their_parents() -> None:
    rows = [
        {"id": 10, "name": "Дом", "active": True, "lvl": 0},
        {"id": 11, "parentId": 10, "name": "Посуда\n", "externalId": "x"},
    ]
    with store(page("productGroup", rows)) as (reading, server):
        read = [one for each in reading.groups() for one in each.rows]
        assert server.received[0].target.startswith("/api/v5/store/product-groups?")
    assert read == [Category("10", "", "Дом"), Category("11", "10", "Посуда")]


def test_names_of_properties_are_read() -> None:
    rows = [{"code": "color", "name": "Цвет"}, {"code": "size"}]
    with store(page("properties", rows)) as (reading, _):
        assert [one for each in reading.property_names() for one in each.rows] == [
            ("color", "Цвет"),
            ("size", "size"),
        ]


def test_price_types_are_read() -> None:
    rows = [
        {"code": "base", "name": "Базовая", "default": True, "active": True},
        {"code": "mm", "active": False},
    ]
    with store({"success": True, "priceTypes": rows}) as (reading, _):
        assert reading.price_types() == (
            CrmPriceType("base", "Базовая", is_default=True),
            CrmPriceType("mm", "mm", is_default=False, is_active=False),
        )


SITES = {
    "other": {"code": "other", "name": "Другой"},
    "mm-shop": {
        "code": "mm-shop",
        "name": "Магазин",
        "url": "https://shop.example.org",
        "contragent": {"legalName": "ООО «Пример»"},
        "ymlUrl": "https://shop.example.org/icml.xml",
        "loadFromYml": True,
        "catalogUpdatedAt": "2026-10-01 10:00:00",
    },
}


def test_the_store_tells_who_sells_and_where_its_file_lies() -> None:
    with store({"success": True, "sites": SITES}) as (reading, _):
        found = reading.shop()
    assert found is not None
    assert found.shop == Shop("Магазин", "ООО «Пример»", "https://shop.example.org")
    assert (found.yml_url, found.loads_from_yml) == ("https://shop.example.org/icml.xml", True)
    assert found.catalogue_updated_at == datetime(2026, 10, 1, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(("site", "name"), [("", "Другой"), ("gone", None)])
def test_a_store_is_chosen_by_its_code(site: str, name: str | None) -> None:
    with store({"success": True, "sites": SITES}, site=site) as (reading, _):
        found = reading.shop()
    assert (found and found.shop.name) == name


def test_pages_leave_the_larger_part_of_every_second_to_others() -> None:
    seconds: list[float] = []
    pace = Pace(monotonic=lambda: sum(seconds), pause=seconds.append)
    pages = [page("products", [product(number)], number=number, pages=9, total=9) for number in range(1, 10)]
    with store(*pages, pace=pace) as (reading, _):
        for _ in reading.products():
            pass
    # Four at once, four a second later, the ninth after two.
    assert sum(seconds) == pytest.approx(2.0)
