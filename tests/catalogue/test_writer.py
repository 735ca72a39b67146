"""The feed as text: order of elements, escaping, and what is left out where there is nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from mmdesk.catalogue.categories import FeedCategory
from mmdesk.catalogue.values import FeedOffer, feed_offer
from mmdesk.catalogue.writer import FOOT, Delivery, OfferWriter, escaped, head
from mmdesk.domain.offer import Param, Shop
from tests.catalogue.building import DATE, DELIVERY, MUG, SHOP, TREE, rules

XML_CHARACTERS = st.characters(codec="utf-8", exclude_characters=["\ufffe", "\uffff"]).filter(
    lambda each: each >= " " or each in "\t\r\n"
)
TEXTS = st.text(XML_CHARACTERS, max_size=30)
BARE = FeedOffer(
    offer_id="A-1",
    available=False,
    url="",
    name="Плед",
    price=10,
    old_price=None,
    category=1,
    pictures=(),
    vat="",
    vendor="",
    vendor_code="",
    description="",
    barcodes=(),
    stock=0,
    params=(),
)


def element(offer: FeedOffer, delivery: Delivery = DELIVERY) -> etree._Element:
    return etree.fromstring(OfferWriter(delivery).text(offer))


def test_a_full_offer_has_its_elements_in_megamarket_s_order() -> None:
    offer = feed_offer(MUG, rules(old_price=True, discount_percent=50), TREE)
    assert [child.tag for child in element(offer)] == [
        "url",
        "name",
        "price",
        "oldprice",
        "currencyId",
        "categoryId",
        "picture",
        "vat",
        "shipment-options",
        "vendor",
        "vendorCode",
        "description",
        "barcode",
        "outlets",
        "param",
    ]


def test_what_an_offer_does_not_have_is_no_empty_element() -> None:
    assert OfferWriter(Delivery("7", 2, 0)).text(BARE) == (
        '<offer id="A-1" available="false"><name>Плед</name><price>10</price><currencyId>RUB</currencyId>'
        '<categoryId>1</categoryId><shipment-options><option days="2" order-before="0"/></shipment-options>'
        '<outlets><outlet id="7" instock="0"/></outlets></offer>\n'
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a & b", "a &amp; b"),
        ("&amp;", "&amp;amp;"),
        ("<b>", "&lt;b&gt;"),
        ("]]>", "]]&gt;"),
        ('24"', "24&quot;"),
        ("it's", "it's"),
        ("a\tb\r\nc", "a&#9;b&#13;&#10;c"),
        ("\0a\x01b\x0bc\x0c\x1f\ufffe\uffff", "abc"),
        ("\x7f\x85\xa0\u2028😀", "\x7f\x85\xa0\u2028😀"),
    ],
)
def test_text_is_escaped_and_what_no_xml_can_hold_is_left_out(text: str, written: str) -> None:
    assert escaped(text) == written


@given(TEXTS)
def test_every_text_comes_back_as_it_was(text: str) -> None:
    assert (etree.fromstring(f"<a>{escaped(text)}</a>").text or "") == text
    assert etree.fromstring(f'<a b="{escaped(text)}"/>').get("b") == text


@given(
    url=TEXTS, name=TEXTS, vendor=TEXTS, code=TEXTS, description=TEXTS, vat=TEXTS, picture=TEXTS, param=TEXTS
)
def test_every_field_of_an_offer_comes_back_as_it_was(
    url: str, name: str, vendor: str, code: str, description: str, vat: str, picture: str, param: str
) -> None:
    offer = BARE._replace(
        url=url,
        name=name,
        vendor=vendor,
        vendor_code=code,
        description=description,
        vat=vat,
        pictures=[picture, "https://shop.example.ru/&.jpg"],
        params=[Param("", param, param, param), Param("", "<&>", "<&>")],
    )
    found = element(offer)
    read = {
        tag: found.findtext(tag) or ""
        for tag in ("url", "name", "vendor", "vendorCode", "description", "vat")
    }
    assert [*read.values()] == [url, name, vendor, code, description, vat]
    assert [each.text or "" for each in found.findall("picture")] == [
        picture,
        "https://shop.example.ru/&.jpg",
    ]
    params = [(each.get("name"), each.get("unit", ""), each.text or "") for each in found.findall("param")]
    assert params == [(param, param, param), ("<&>", "", "<&>")]


def test_the_code_of_a_property_stays_at_home() -> None:
    text = OfferWriter(DELIVERY).text(BARE._replace(params=[Param("secret-code", "Цвет", "синий")]))
    assert "secret-code" not in text
    assert '<param name="Цвет">синий</param>' in text


def test_the_head_tells_shop_currency_tree_and_terms() -> None:
    shop = Shop('Лавка "Ёж"', "ООО <Образец>", "https://shop.example.ru/?a&b")
    tree = [FeedCategory(10, None, "Дом & сад"), FeedCategory(11, 10, "Посуда")]
    root = etree.fromstring((head(DATE, shop, tree, Delivery("1", 3, 24)) + FOOT).encode())
    assert root.get("date") == DATE
    assert [root.findtext(f"shop/{tag}") for tag in ("name", "company", "url")] == [*shop]
    assert [dict(each.attrib) for each in root.iter("currency")] == [{"id": "RUB", "rate": "1"}]
    assert [(dict(each.attrib), each.text) for each in root.iter("category")] == [
        ({"id": "10"}, "Дом & сад"),
        ({"id": "11", "parentId": "10"}, "Посуда"),
    ]
    assert [dict(each.attrib) for each in root.iter("option")] == [{"days": "3", "order-before": "24"}]


def test_the_first_bytes_are_the_declaration() -> None:
    assert head(DATE, SHOP, (), DELIVERY).startswith('<?xml version="1.0" encoding="UTF-8"?>\n<yml_catalog ')


def test_an_outlet_s_number_is_escaped_too() -> None:
    assert element(BARE, Delivery('"&7', 1, 1)).find("outlets/outlet").get("id") == '"&7'  # type: ignore[union-attr] # it is there
