"""Whatever a catalogue holds: the feed keeps every rule, and every offer is in it or has one reason."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final, TypeVar

from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from lxml import etree

from mmdesk.catalogue.exclusions import EXCLUSIONS
from mmdesk.catalogue.values import FeedRules, folded
from mmdesk.catalogue.writer import escaped
from mmdesk.domain.offer import Category, Param, Shop, SourceOffer
from tests.catalogue.building import DATE, VAT, Made, made_of_icml

T = TypeVar("T")

PURCHASE: Final = "31337.31"
"""A purchase price: it stands in every catalogue, and in no feed."""
REASONS: Final = {rule.name for rule in EXCLUSIONS} | {"duplicate_id"}

characters = st.characters(codec="utf-8").filter(lambda each: each == escaped(each) or each in '&<>"\t\r\n')
signs = st.text(st.sampled_from(" \n\t*—_&<>\"']"), max_size=5)
words = (
    st.text(characters, max_size=12)
    | signs
    | st.sampled_from(["Кружка", '24" <', "***", "a]]>b", "&amp;", "😀"])
)
ids = (
    st.sampled_from(["A", "B", "C"])
    | st.sampled_from(["A", "KR-350", "a_b-C"])
    | st.text("ABab01_-", min_size=1, max_size=21)
    | st.text("КRо #.", max_size=4)
    | words
)
numbers = (
    st.integers(-5, 10**6).map(str)
    | st.decimals(-10, 10**7, places=2).map(str)
    | st.sampled_from(
        ["", "NaN", "-Infinity", "1e3", "1e99", "1e999999999", "1e-999999999", "12,5", "1_0", "٣", " 7 "]
    )
    | words
)
addresses = (
    words
    | words.map("https://shop.example.ru/".__add__)
    | words.map("http://".__add__)
    | st.sampled_from(
        ["https://магазин.рф/ж", "https://u:p@h/", "https://[::1]/", "https://h:99999/", "javascript:1"]
    )
)
barcodes = st.sampled_from(["4607123450017", "2000000000015", " 96385074 ", "1"]) | words
rates = st.sampled_from(["none", "20", "20.00", "20%", "22", "1e999999999", ""]) | words
category_ids = st.sampled_from(["1", "2", "7", "007", "посуда", "0", "2147483648", "99"]) | words
params = st.builds(
    Param,
    code=st.sampled_from(["color", "purchasePrice", ""]) | words,
    name=st.sampled_from(["Цвет", "Закупочная цена", "Закупочная  стоимость", "purchase-price"]) | words,
    value=st.just("синий") | words,
    unit=st.just("") | words,
)
categories = st.builds(Category, category_id=category_ids, parent=category_ids | st.just(""), name=words)
shops = st.builds(Shop, name=words, company=words, url=addresses)


def few(strategy: SearchStrategy[T]) -> SearchStrategy[list[T]]:
    return st.lists(strategy, max_size=3)


ODD: Final[dict[str, SearchStrategy[object]]] = {
    "offer_id": ids,
    "name": words,
    "price": numbers,
    "quantity": numbers,
    "categories": few(category_ids),
    "vendor": words,
    "article": words,
    "description": words,
    "url": addresses,
    "pictures": few(addresses),
    "barcodes": few(barcodes),
    "vat": rates,
    "is_active": st.just(False),
    "is_service": st.just(True),
}


@st.composite
def offers(draw: DrawFn) -> SourceOffer:
    """Good ones of which some parts are odd: an offer that is odd in everything never gets into the feed."""
    odd = {name: draw(ODD[name]) for name in sorted(draw(st.sets(st.sampled_from(sorted(ODD)), max_size=2)))}
    good = {"name": "Кружка", "price": "890.00", "quantity": "5", "categories": ["1"]}
    drawn = {"offer_id": f"SKU-{draw(st.integers(0, 30))}", "params": draw(few(params))}
    made: Callable[..., SourceOffer] = SourceOffer
    return made(**good | drawn | odd)


rule_sets = st.builds(
    FeedRules,
    min_quantity=st.sampled_from([0, 3]),
    keep_small=st.booleans(),
    discount_percent=st.sampled_from([Decimal(0), Decimal("33.3"), Decimal("99.9999")]),
    params=st.none() | st.frozensets(st.sampled_from(["color", "Цвет", "purchasePrice"])),
    excluded_vendors=st.sampled_from([frozenset[str](), frozenset({folded("Nordhem")})]),
    vat_codes=st.just(VAT),
    reserve=st.sampled_from([0, 2]),
    stop_sales=st.booleans(),
    old_price=st.booleans(),
)


def icml(shop: Shop, tree: list[Category], goods: list[SourceOffer]) -> bytes:
    root = etree.Element("yml_catalog", date="2026-03-14 09:00:00")
    into = etree.SubElement(root, "shop")
    for tag, text in zip(("name", "company", "url"), shop, strict=True):
        etree.SubElement(into, tag).text = text
    above = etree.SubElement(into, "categories")
    for each in tree:
        etree.SubElement(above, "category", id=each.category_id, parentId=each.parent).text = each.name
    into = etree.SubElement(into, "offers")
    for offer in goods:
        _add(etree.SubElement(into, "offer", id=offer.offer_id, quantity=offer.quantity), offer)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _add(node: etree._Element, offer: SourceOffer) -> None:
    def add(tag: str, text: str, **attributes: str) -> None:
        etree.SubElement(node, tag, attributes).text = text

    add("purchasePrice", PURCHASE)
    for tag in ("name", "price", "vendor", "url"):
        add(tag, getattr(offer, tag))
    add("vatRate", offer.vat)
    add("activity", "Y" if offer.is_active else "N")
    add("param", offer.article, code="article", name="Артикул")
    add("param", offer.description, code="description", name="Описание")
    for tag, texts in (
        ("categoryId", offer.categories),
        ("picture", offer.pictures),
        ("barcode", offer.barcodes),
    ):
        for text in texts:
            add(tag, text)
    for param in offer.params:
        add("param", param.value, code=param.code, name=param.name, unit=param.unit)
    if offer.is_service:
        node.set("type", "service")


def assert_that_all_is_well(found: Made, goods: list[SourceOffer]) -> None:
    """The feed keeps the rules, and feed, trail and counts tell one story."""
    errors = {problem.code for problem in found.verdict.problems if problem.is_error}
    assert errors <= (set() if found.tally.published else {"no_offers"})
    assert [line.offer_id for line in found.trail] == [offer.offer_id for offer in goods]
    assert set(found.states) <= REASONS | {""}
    assert found.ids == [line.offer_id for line in found.trail if not line.state]
    assert found.tally.read == len(goods) == found.tally.published + found.tally.excluded.total()
    assert found.tally.published == len(found.ids)
    for reason in REASONS:
        assert found.tally.excluded[reason] == found.states.count(reason)


def assert_that_the_trail_agrees(found: Made) -> None:
    published = [line for line in found.trail if not line.state]
    for offer, line in zip(found.offers, published, strict=True):
        assert (offer.findtext("name") or "").replace("\r", "\n") == line.name.replace("\r", "\n")
        assert offer.findtext("price") == str(line.feed_price)
        assert offer.findtext("oldprice") == (
            None if line.feed_old_price is None else str(line.feed_old_price)
        )
        assert [each.get("instock") for each in offer.iter("outlet")] == [str(line.feed_stock)]
        assert offer.get("available") == ("true" if line.feed_stock else "false")
        assert (offer.findtext("vendor") or "") == line.vendor
    unavailable = sum(line.feed_stock == 0 for line in published)
    assert found.tally.unavailable == unavailable


@given(
    shop=shops,
    tree=st.lists(categories, max_size=6),
    goods=st.lists(offers(), min_size=2, max_size=8),
    rules=rule_sets,
)
@example(Shop("***", "", "https://x y/"), [], [], FeedRules(vat_codes=VAT))
def test_whatever_a_catalogue_holds_the_feed_is_right(
    shop: Shop, tree: list[Category], goods: list[SourceOffer], rules: FeedRules
) -> None:
    tree = [Category("1", "", "Дом"), *tree]
    found = made_of_icml(icml(shop, tree, goods), rules)
    assert_that_all_is_well(found, goods)
    assert_that_the_trail_agrees(found)
    assert etree.fromstring(found.feed).get("date") == DATE
    assert PURCHASE not in found.feed.decode()
    assert not any(PURCHASE in repr(line) for line in found.trail)


@given(goods=st.lists(offers(), max_size=5), rules=rule_sets)
def test_the_same_catalogue_gives_the_same_feed(goods: list[SourceOffer], rules: FeedRules) -> None:
    catalogue = icml(Shop("Лавка", "", ""), [Category("1", "", "Дом")], goods)
    assert made_of_icml(catalogue, rules).feed == made_of_icml(catalogue, rules).feed


LONG: Final[dict[str, Callable[[], dict[str, object]]]] = {
    "description": lambda: {"description": "К" * 2_000_000},
    "property": lambda: {"params": [Param("a", "Текст", "К" * 2_000_000)]},
    "properties": lambda: {"params": [Param("", f"Свойство {one}", "К" * 100) for one in range(20_000)]},
    "vendor": lambda: {"vendor": "К" * 2_000_000},
    "article": lambda: {"article": "К" * 2_000_000},
    "address": lambda: {"url": "https://shop.example.ru/" + "a" * 3_000_000},
    "picture": lambda: {"pictures": ["https://shop.example.ru/" + "a" * 3_000_000]},
    "pictures": lambda: {"pictures": [f"https://shop.example.ru/{one}.jpg" for one in range(100_000)]},
}


@given(st.sampled_from(sorted(LONG)))
@settings(max_examples=len(LONG))
def test_an_offer_of_megabytes_goes_out_without_what_is_too_long(what: str) -> None:
    good = SourceOffer(offer_id="A", name="Кружка", price="1", quantity="1", categories=["1"])
    long: Callable[..., SourceOffer] = good._replace
    goods = [long(**LONG[what]()), good._replace(offer_id="B")]
    found = made_of_icml(
        icml(Shop("Лавка", "", ""), [Category("1", "", "Дом")], goods), FeedRules(vat_codes=VAT)
    )
    assert found.ids == ["A", "B"]
    assert len(found.feed) < 1_000_000
    assert ("A", "long_description") in {
        (each.offer_id, each.code) for each in found.tally.complaints.listed()
    }
    assert_that_all_is_well(found, goods)


def test_an_offer_whose_name_has_megabytes_is_left_out() -> None:
    goods = [SourceOffer(offer_id="A", name="К" * 2_000_000, price="1", quantity="1", categories=["1"])]
    found = made_of_icml(icml(Shop("К" * 2_000_000, "", ""), [Category("1", "", "Д" * 2_000_000)], goods))
    assert found.states == ["no_name"]
    assert len(found.feed) < 10_000
