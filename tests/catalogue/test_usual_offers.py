"""Offers that are judged without the parser: which are, and that it makes no difference to the verdict."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.catalogue.complaints import Complaints
from mmdesk.catalogue.packed_ids import PackedIds
from mmdesk.catalogue.problems import Problem
from mmdesk.catalogue.usual_offers import UsualOffers
from mmdesk.catalogue.values import FeedOffer
from mmdesk.catalogue.writer import Delivery, OfferWriter
from mmdesk.domain.offer import Param
from tests.catalogue.feed_file import DECLARATION, VAT_CODES, feed, judge, offer

OFFER: Final = FeedOffer(
    offer_id="A-1",
    available=True,
    url="https://shop.example.ru/a?b=1&c=2",
    name="Кружка «Фьорд» & блюдце",
    price=890,
    old_price=990,
    category=2,
    pictures=["https://shop.example.ru/a.jpg", "https://shop.example.ru/b.jpg?x=1&y=2"],
    vat="NO_VAT",
    vendor="Nordhem",
    vendor_code='KR "350"',
    description="Из глины:\n<b>мягкой</b>",
    barcodes=["4607123450017"],
    stock=3,
    params=[Param("color", "Цвет", "синий"), Param("", "Объём", "350", "мл")],
)
WORDS: Final = {
    "name": [
        "Чашка",
        "Чашка &amp; блюдце",
        "",
        "—",
        " Чашка",
        "Ча<b/>шка",
        "я" * 151,
        "&#1063;ашка",
        "_",
        "a&b",
    ],
    "price": ["100", "0", "0100", "99.5", " 100 ", "-1", "", "1" * 13],
    "oldprice": ["200", "101", "0", "abc", " 200"],
    "currencyId": ["RUB", "RUR", "EUR", " RUB", ""],
    "categoryId": ["2", "1", "7", "", " 2", "02"],
    "picture": [
        "https://shop.example.ru/a.jpg",
        "ftp://a",
        "https://",
        "https://a/ b",
        "https://a/&amp;",
        "https://я/",
    ],
    "url": ["https://shop.example.ru/a", "shop", "https://a/&lt;", "http://&amp;"],
    "vat": ["NO_VAT", "5", "VAT_99", "", " NO_VAT"],
    "vendor": ["Bergan", "", "&amp;", "&quot;Bergan&quot;", "-"],
    "vendorCode": ["A-1", "", "A]]>", "A<!-- -->1"],
    "description": ["Фарфор", "ф" * 3001, "<![CDATA[<b>]]>", "a\nb", "a&#10;b", "\x7f", "&nbsp;", "\x01"],
    "barcode": ["4607123450017", "4607123450018", "2000000000008", "46071234", "", " 4607123450017"],
}
WHOLE: Final = {
    "shipment-options": [
        '<shipment-options><option days="1" order-before="24"/></shipment-options>',
        '<shipment-options><option days="1" order-before="25"/></shipment-options>',
        '<shipment-options><option days="x" order-before="02"/></shipment-options>',
        "<shipment-options/>",
        "",
    ],
    "outlets": [
        '<outlets><outlet id="1" instock="2"/></outlets>',
        '<outlets><outlet id="1" instock="0"/></outlets>',
        '<outlets><outlet id=" " instock="2"/></outlets>',
        '<outlets><outlet id="1" instock="-1"/></outlets>',
        '<outlets><outlet id="1" instock="1"/><outlet id="2" instock="1"/></outlets>',
        "<outlets/>",
        "",
    ],
    "param": [
        '<param name="Цвет">синий</param>',
        '<param name="Цвет" unit="мл">1</param><param name="Вес">2</param>',
        '<param name="Цвет"></param>',
        '<param name="—">1</param>',
        '<param name="Закупочная цена">1</param>',
        '<param name="Цвет">a name="Закупочная цена"</param>',
        '<param name="&amp;">1</param>',
        "",
    ],
}
AHEAD: Final = 65_536
"""Bytes of a feed that are always parsed, as are the offers that are the first behind them."""
BETWEEN: Final = [
    "",
    "\n",
    "\n\n",
    " ",
    "<!-- ",
    "-->",
    "<![CDATA[",
    "]]>",
    "text",
    "<offer/>",
    "<?a ",
    "?>",
    "<a>",
    "</a>",
]


def usual(param_names: frozenset[str] = frozenset({"Цвет", "Объём"})) -> UsualOffers:
    return UsualOffers({"2"}, VAT_CODES, param_names, PackedIds(), Complaints(10), (150, 3000))


def written(made: FeedOffer) -> str:
    return OfferWriter(Delivery("1", 1, 12)).text(made)


@pytest.mark.parametrize(
    "made",
    [
        OFFER,
        OFFER._replace(available=False, stock=0),
        OFFER._replace(vendor="", vat="", pictures=[]),
        OFFER._replace(url="", old_price=None, vendor_code="", description="", barcodes=[], params=[]),
    ],
)
def test_what_the_writer_writes_is_usual(made: FeedOffer) -> None:
    text = written(made)
    assert usual().take(text * 3 + "</offers>") == (3, len(text * 3) - 1)


def test_the_first_offer_that_is_not_usual_ends_them() -> None:
    odd = written(OFFER._replace(category=1))
    text = written(OFFER)
    assert usual().take(text + odd + text) == (1, len(text) - 1)
    assert usual().take(odd) == (0, 0)


def test_a_param_that_was_not_judged_yet_is_left_to_the_parser() -> None:
    assert usual(frozenset({"Цвет"})).take(written(OFFER)) == (0, 0)


def texts_of(tag: str) -> list[str]:
    """What may stand in the place of an element, the usual first."""
    if tag in WHOLE:
        return WHOLE[tag]
    return [*(f"<{tag}>{each}</{tag}>" for each in WORDS[tag]), "", f"<{tag}/>"]


def offer_with(parts: Mapping[str, str], offer_id: str = "A-1", available: str = "true") -> str:
    usual_parts = {tag: texts_of(tag)[0] for tag in (*WORDS, *WHOLE)}
    named = {tag.replace("-", "_"): text for tag, text in (usual_parts | dict(parts)).items()}
    return offer(offer_id, available, model="", **named)


def assert_judged_the_same(inside: str, ahead: int = AHEAD - 1000) -> None:
    content = feed(offer_with({}) * 30, inside, email=f"<email>{'a' * ahead}</email>")
    # Without a word on its encoding a feed is parsed whole.
    parsing = judge(content.replace(DECLARATION.encode(), b'<?xml version="1.0"                 ?>\n'))
    skipping = judge(content)
    counts = dict(parsing.counts)
    assert counts.pop("no_encoding") == 1
    assert (dict(skipping.counts), skipping.offers) == (counts, parsing.offers)
    told = [placed(each) for each in parsing.problems if each.code != "no_encoding"]
    # What stands between offers is told of a chunk at a time.
    assert sorted(map(placed, skipping.problems)) == sorted(told)


def placed(problem: Problem) -> Problem:
    """Without the column, which does not count offers that were not parsed."""
    return problem._replace(value=re.sub(r"^(\d+):\d+ ", r"\1 ", problem.value))


@pytest.mark.parametrize(
    ("tag", "text"), [(tag, text) for tag in (*WORDS, *WHOLE) for text in texts_of(tag)], ids=str
)
@pytest.mark.parametrize("available", ["true", "false"])
def test_an_offer_with_one_odd_part_is_judged_the_same_without_the_parser(
    tag: str, text: str, available: str
) -> None:
    assert_judged_the_same(offer_with({tag: text}, "A-2", available) + offer_with({}))


@pytest.mark.parametrize("between", BETWEEN, ids=repr)
@pytest.mark.parametrize("until", ["", "-->", "]]>", "?>", "</a>"])
def test_what_stands_between_offers_comes_to_the_same(between: str, until: str) -> None:
    assert_judged_the_same(between + offer_with({}, "A-2") + until + offer_with({}) * 30)
    assert_judged_the_same(between + offer_with({}, "A-2") * 30 + until + offer_with({}))


@pytest.mark.parametrize(
    ("begun", "until"),
    [
        ("<offer/><!-- </offer>", "-->"),
        ("<offer/><![CDATA[</offer>", "]]>"),
        ("<offer/><?a </offer>", "?>"),
        ('<offer/><a><offer xmlns="urn:x"></offer>', "</a>"),
    ],
)
def test_what_is_no_offer_of_the_feed_is_not_taken_for_one(begun: str, until: str) -> None:
    assert_judged_the_same(begun + offer_with({}, "A-2") * 30 + until + offer_with({}))


@st.composite
def offers(draw: st.DrawFn) -> str:
    """An offer like those of our feeds, in which up to two parts are otherwise."""
    odd = draw(st.lists(st.sampled_from([*WORDS, *WHOLE]), max_size=2))
    parts = {tag: draw(st.sampled_from(texts_of(tag))) for tag in odd}
    offer_id = draw(st.sampled_from(["A-1", "A-2", "A 1", "", "A" * 21]))
    return offer_with(parts, offer_id, draw(st.sampled_from(["true", "true", "true", "false", "yes"])))


@given(
    st.lists(st.tuples(offers(), st.sampled_from(["", "", "\n", "\n", *BETWEEN])), min_size=1, max_size=12),
    st.integers(AHEAD - 1500, AHEAD),
)
def test_any_offers_are_judged_the_same_without_the_parser(found: list[tuple[str, str]], ahead: int) -> None:
    assert_judged_the_same("".join(text + between for text, between in found), ahead)
