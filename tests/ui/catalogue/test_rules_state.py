from __future__ import annotations

import pytest

from mmdesk.settings import ConnectionSettings
from mmdesk.ui.catalogue.rules_state import EDITED, RulesState


def state(**stored: str) -> RulesState:
    made = RulesState()
    see(made, **stored)
    return made


def see(rules: RulesState, **stored: str) -> None:
    rules.see(
        ConnectionSettings.of({key.replace("__", "."): text for key, text in stored.items()}).document()
    )


def test_what_is_stored_is_shown() -> None:
    rules = state(feed__min_quantity="3")
    assert (rules.value("feed.min_quantity"), rules.value("feed.days")) == ("3", "1")
    assert not rules.is_changed


def test_what_is_typed_is_shown_until_it_is_taken_back() -> None:
    rules = state()
    rules.type("feed.min_quantity", "5")
    assert (rules.value("feed.min_quantity"), rules.is_changed) == ("5", True)
    rules.take_back()
    assert (rules.value("feed.min_quantity"), rules.is_changed) == ("0", False)


@pytest.mark.parametrize(
    ("key", "text", "same"),
    [
        ("feed.discount_percent", "5,0", True),
        ("feed.discount_percent", "5,1", False),
        ("feed.exclude_vendors", '["А",  "Б"]', True),
        ("feed.exclude_vendors", '["Б"]', False),
        ("feed.vat_map", '{"20": "VAT_20", "10": "VAT_10", "0": "VAT_0", "none": "NO_VAT"}', True),
    ],
)
def test_another_spelling_of_the_same_is_no_change(key: str, text: str, same: bool) -> None:
    rules = state(feed__discount_percent="5", feed__exclude_vendors='["А", "Б"]')
    rules.type(key, text)
    assert rules.is_changed is not same


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("feed.min_quantity", "сто"),
        ("feed.min_quantity", "-1"),
        ("feed.discount_percent", "100"),
        ("feed.order_before", "25"),
        ("feed.source", "https://user:secret@shop.example.ru/icml.xml"),
        ("feed.source", "bla bla"),
        ("feed.guard.vanish_percent", ""),
    ],
)
def test_a_value_that_will_not_do_says_what_is_allowed_and_keeps_all_from_being_saved(
    key: str, text: str
) -> None:
    rules = state()
    rules.type("feed.days", "2")
    rules.type(key, text)
    error = rules.error(key)
    assert error is not None
    assert error.en.startswith("Allowed: ")
    assert rules.errors == (key,)
    assert rules.changes() == {}


def test_only_what_is_different_is_saved_in_its_one_spelling() -> None:
    rules = state()
    rules.type("feed.discount_percent", " 7,50 ")
    rules.type("feed.days", "1")
    assert rules.changes() == {"feed.discount_percent": "7.5"}


def test_what_somebody_else_stores_meanwhile_is_taken_over_where_nothing_is_typed() -> None:
    rules = state()
    rules.type("feed.days", "4")
    see(rules, feed__days="3", feed__reserve="2")
    assert (rules.value("feed.days"), rules.value("feed.reserve")) == ("4", "2")
    see(rules, feed__days="4")
    assert not rules.is_changed


def test_a_change_of_the_guard_alone_needs_no_build() -> None:
    rules = state()
    rules.type("feed.guard.vanish_percent", "10")
    assert not rules.needs_build
    rules.type("feed.reserve", "1")
    assert rules.needs_build


def test_stopping_sales_is_no_part_of_the_form() -> None:
    assert "feed.stop_sales" not in EDITED


def test_every_setting_of_goods_prices_and_stock_has_its_place_in_the_form() -> None:
    of_the_catalogue = {
        key for key in ConnectionSettings().document() if key.startswith(("feed.", "price.", "stock."))
    }
    # Stopping sales has a switch of its own.
    assert of_the_catalogue - {"feed.stop_sales"} <= set(EDITED)
    assert "exchange.feed_minutes" in EDITED
