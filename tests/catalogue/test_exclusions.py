"""The rules that leave an offer out, and the order in which they are asked."""

from __future__ import annotations

import pytest

from mmdesk.catalogue.exclusions import EXCLUSIONS, FAULTS, exclusion, in_force
from mmdesk.catalogue.values import FeedRules, feed_offer, folded
from mmdesk.domain.offer import SourceOffer
from tests.catalogue.building import MUG, RULES, TREE, mug, rules


def reason(offer: SourceOffer, chosen: FeedRules = RULES) -> str:
    return exclusion(offer, feed_offer(offer, chosen, TREE), chosen, in_force(chosen))


def test_a_good_offer_goes_out() -> None:
    assert reason(MUG, rules(min_quantity=3, excluded_vendors=frozenset({"bergan"}))) == ""


@pytest.mark.parametrize(
    ("offer_id", "is_good"),
    [
        ("A" * 20, True),
        ("A" * 21, False),
        ("KR_350-BL", True),
        ("0", True),
        ("-", True),
        ("", False),
        (" ", False),
        ("KR 350", False),
        ("KR-350 ", False),
        ("KR-350\n", False),
        ("500#12-7_13-2", False),
        ("КR-350", False),  # a Cyrillic К
        ("KR-35О", False),  # a Cyrillic О
        ("KR-３５０", False),  # digits of another width
        ("KR.350", False),
        ("KR/350", False),
        ("KR–350", False),  # a dash
    ],
)
def test_an_id_is_taken_as_it_is_or_not_at_all(offer_id: str, is_good: bool) -> None:
    assert reason(mug(offer_id=offer_id)) == ("" if is_good else "bad_id")


@pytest.mark.parametrize(
    ("quantity", "out"),
    [("0", True), ("1", True), ("2", True), ("2.99", True), ("", True), ("3", False), ("4", False)],
)
def test_with_a_least_quantity_of_three_goods_with_fewer_are_not_in_the_feed(
    quantity: str, out: bool
) -> None:
    assert reason(mug(quantity=quantity), rules(min_quantity=3)) == ("min_quantity" if out else "")


@pytest.mark.parametrize("quantity", ["0", "1", "2"])
def test_goods_with_fewer_can_be_kept_as_unavailable(quantity: str) -> None:
    chosen = rules(min_quantity=3, keep_small=True)
    offer = mug(quantity=quantity)
    assert reason(offer, chosen) == ""
    assert not feed_offer(offer, chosen, TREE).available


def test_without_a_least_quantity_sold_out_goods_stay_in_the_feed() -> None:
    assert reason(mug(quantity="0")) == ""


def test_the_reserve_does_not_count_for_the_least_quantity() -> None:
    assert reason(mug(quantity="3"), rules(min_quantity=3, reserve=3)) == ""


@pytest.mark.parametrize("vendor", ["Nordhem", "NORDHEM", "  nordhem ", "nordhem\n"])
def test_an_excluded_vendor_is_known_in_any_case_and_with_blanks(vendor: str) -> None:
    chosen = rules(excluded_vendors=frozenset({folded(" NordHem")}))
    assert reason(mug(vendor=vendor), chosen) == "vendor"


@pytest.mark.parametrize("vendor", ["", "Nord", "Nordhem AB", "Nоrdhem"])  # the last has a Cyrillic о
def test_a_vendor_that_is_merely_alike_stays(vendor: str) -> None:
    assert reason(mug(vendor=vendor), rules(excluded_vendors=frozenset({"nordhem"}))) == ""


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"is_service": True}, "service"),
        ({"is_active": False}, "inactive"),
        ({"name": ""}, "no_name"),
        ({"name": "***"}, "no_name"),
        ({"price": "0.5"}, "no_price"),
        ({"price": ""}, "no_price"),
        ({"categories": ()}, "no_category"),
        ({"categories": ("99",)}, "no_category"),
    ],
)
def test_what_cannot_be_sold_is_left_out(parts: dict[str, object], why: str) -> None:
    assert reason(mug(**parts)) == why


def test_a_discount_may_leave_no_price() -> None:
    assert reason(mug(price="1.5"), rules(discount_percent=RULES.discount_percent + 50)) == "no_price"


def test_stopped_sales_leave_nothing_out() -> None:
    assert reason(MUG, rules(stop_sales=True, min_quantity=3)) == ""


WRONG: dict[str, dict[str, object]] = {
    "bad_id": {"offer_id": "КR"},
    "service": {"is_service": True},
    "inactive": {"is_active": False},
    "vendor": {"vendor": "Bergan"},
    "no_name": {"name": ""},
    "no_price": {"price": ""},
    "no_category": {"categories": ()},
    "min_quantity": {"quantity": "1"},
}
STRICT = rules(min_quantity=3, excluded_vendors=frozenset({"bergan"}))


def test_of_several_reasons_the_first_in_the_table_is_told() -> None:
    assert list(WRONG) == [rule.name for rule in EXCLUSIONS]
    for place, name in enumerate(WRONG):
        parts: dict[str, object] = {}
        for later in list(WRONG)[place:]:
            parts |= WRONG[later]
        assert reason(mug(**parts), STRICT) == name


def test_what_the_manager_chose_is_no_fault() -> None:
    assert FAULTS.isdisjoint({"service", "inactive", "vendor", "min_quantity"})
    assert {*WRONG, "duplicate_id"} >= FAULTS


def test_rules_that_the_settings_switch_off_are_not_asked() -> None:
    assert {rule.name for rule in in_force(RULES)} == {*WRONG} - {"vendor", "min_quantity"}
    assert {rule.name for rule in in_force(STRICT)} == {*WRONG}
