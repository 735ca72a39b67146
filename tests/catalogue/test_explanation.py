"""Why an offer is out, or what each rule made of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mmdesk.catalogue.exclusions import EXCLUSIONS, exclusion, in_force
from mmdesk.catalogue.explanation import Step, explained
from mmdesk.catalogue.values import feed_offer
from tests.catalogue.building import MUG, RULES, TREE, mug, rules

STRICT = rules(
    min_quantity=3,
    excluded_vendors=frozenset({"bergan"}),
    discount_percent=Decimal(10),
    old_price=True,
    reserve=4,
)


def test_an_offer_of_the_feed_shows_every_rule_and_every_value() -> None:
    assert explained(MUG, STRICT, TREE) == (
        Step("bad_id", "KR-350", "ok"),
        Step("service", "product", "ok"),
        Step("inactive", "active", "ok"),
        Step("vendor", "Nordhem", "ok"),
        Step("no_name", "Кружка, синяя", "ok"),
        Step("no_price", "890.00", "ok"),
        Step("no_category", "11", "ok"),
        Step("min_quantity", "24", "ok"),
        Step("price", "890.00", "801"),
        Step("old_price", "890.00", "890"),
        Step("stock", "24", "20"),
        Step("vat", "none", "NO_VAT"),
        Step("pictures", "1", "1"),
        Step("barcodes", "4607123450017", "4607123450017"),
        Step("params", "1", "1"),
    )


@pytest.mark.parametrize(
    ("parts", "last"),
    [
        ({"offer_id": "КR"}, Step("bad_id", "КR", "out")),
        ({"is_service": True}, Step("service", "service", "out")),
        ({"is_active": False}, Step("inactive", "inactive", "out")),
        ({"vendor": "Bergan"}, Step("vendor", "Bergan", "out")),
        ({"name": "***"}, Step("no_name", "***", "out")),
        ({"price": "по запросу"}, Step("no_price", "по запросу", "out")),
        ({"categories": ("98", "99")}, Step("no_category", "98, 99", "out")),
        ({"quantity": "2"}, Step("min_quantity", "2", "out")),
    ],
)
def test_the_rule_that_leaves_an_offer_out_ends_the_list(parts: dict[str, object], last: Step) -> None:
    offer = mug(**parts)
    steps = explained(offer, STRICT, TREE)
    assert steps[-1] == last
    assert {step.after for step in steps[:-1]} <= {"ok"}
    assert last.rule == exclusion(offer, feed_offer(offer, STRICT, TREE), STRICT, in_force(STRICT))


def test_rules_that_are_switched_off_are_not_shown() -> None:
    shown = {step.rule for step in explained(MUG, RULES, TREE)}
    assert shown.isdisjoint({"vendor", "min_quantity"})
    assert shown > {rule.name for rule in EXCLUSIONS} - {"vendor", "min_quantity"}
