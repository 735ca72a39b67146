"""What is told of offers that go out all the same."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mmdesk.catalogue.problem_words import WORDS
from mmdesk.catalogue.problems import Problem
from mmdesk.catalogue.remarks import remarks
from mmdesk.catalogue.values import FeedRules, feed_offer
from mmdesk.domain.offer import SourceOffer
from tests.catalogue.building import MUG, RULES, TREE, mug, rules


def told(offer: SourceOffer, chosen: FeedRules = RULES) -> list[tuple[str, str, str]]:
    found: list[Problem] = remarks(offer, feed_offer(offer, chosen, TREE), chosen)
    assert {problem.offer_id for problem in found} <= {offer.offer_id}
    assert all(problem.code in WORDS for problem in found)
    return [(problem.code, problem.field, problem.value) for problem in found]


def test_a_good_offer_has_no_remark() -> None:
    assert told(MUG) == []


@pytest.mark.parametrize(
    ("parts", "remark"),
    [
        ({"pictures": ()}, ("no_picture", "picture", "")),
        ({"vendor": " "}, ("no_vendor", "vendor", "")),
        ({"name": "К" * 151}, ("long_name", "name", "151")),
        ({"description": "К" * 3001}, ("long_description", "description", "3001")),
        ({"barcodes": ("2000000000015",)}, ("bad_barcode", "barcode", "2000000000015")),
        ({"url": "javascript:alert(1)"}, ("bad_url", "url", "javascript:alert(1)")),
        ({"vat": "22"}, ("unknown_vat", "vat", "22")),
        ({"quantity": "много"}, ("bad_quantity", "quantity", "много")),
        ({"quantity": ""}, ("bad_quantity", "quantity", "")),
    ],
)
def test_what_was_left_out_or_is_only_advised_is_told(
    parts: dict[str, object], remark: tuple[str, str, str]
) -> None:
    assert told(mug(**parts)) == [remark]


@pytest.mark.parametrize(
    "parts",
    [
        {"name": "К" * 150},
        {"description": "К" * 3000},
        {"quantity": "0"},
        {"quantity": "-2"},
        {"quantity": "0,5"},
        {"vat": ""},
        {"url": ""},
        {"barcodes": ()},
        {"barcodes": (" 4607123450017 ", "4607123450017")},
        {"pictures": ("https://shop.example.ru/1.jpg", "https://shop.example.ru/1.jpg")},
    ],
)
def test_what_is_in_order_is_not_told(parts: dict[str, object]) -> None:
    assert told(mug(**parts)) == []


def test_only_the_pictures_that_were_left_out_are_told() -> None:
    offer = mug(pictures=("https://shop.example.ru/1.jpg", "1.jpg", ""))
    assert told(offer) == [("bad_picture", "picture", "1.jpg"), ("bad_picture", "picture", "")]


def test_an_old_price_that_is_too_close_is_told_where_one_is_wanted() -> None:
    remark = ("old_price", "oldprice", "890.00")
    assert told(MUG, rules(old_price=True, discount_percent=Decimal(3))) == [remark]
    assert told(MUG, rules(old_price=True, discount_percent=Decimal(30))) == []
    assert told(MUG, rules(old_price=True)) == []
