"""The rules of a feed as a person sets them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mmdesk.ui.catalogue.rule_fields import (
    ChoiceField,
    FlagField,
    LineField,
    ParamsField,
    TableField,
    WordsField,
)
from tests.services.feed_stand import FeedStand, Goods, many, second_connection
from tests.ui.catalogue.page_reading import CONTROL, OpenPage
from tests.ui.catalogue.page_stand import CataloguePage


def test_rules_are_saved_by_the_keyboard_after_their_effect_was_told(
    opened: OpenPage, shop: FeedStand
) -> None:
    shop.build(Goods("A", quantity=1), Goods("B", quantity=9))
    page = opened()
    page.open_tab(6)
    field = page.view.rules_tab.field("feed.min_quantity")
    assert isinstance(field, LineField)
    field.edit.setFocus()
    field.edit.selectAll()
    page.press(Qt.Key.Key_5)
    page.wait(lambda: page.view.rules_tab.effect().startswith("1 offer(s) will leave the feed."))
    assert page.view.unsaved() == (f"the rules of the feed of “{page.look.connection}”",)
    page.press(Qt.Key.Key_S, CONTROL)
    page.shows(lambda: page.look.settings["feed.min_quantity"] == 5)
    page.wait(lambda: not page.view.unsaved())
    assert page.view.rules_tab.effect() == ""


def choose(page: CataloguePage, connection: str) -> None:
    page.view.head.connection_chosen.emit(connection)
    page.shows(lambda: page.look.connection == connection)


def test_another_connection_leaves_what_was_typed_for_the_first(opened: OpenPage, shop: FeedStand) -> None:
    first, other = shop.connection.name, second_connection(shop.storage, shop.clock).name
    page = opened()
    page.open_tab(6)
    choose(page, first)
    field = page.view.rules_tab.field("feed.min_quantity")
    assert isinstance(field, LineField)
    stored = field.edit.text()
    field.edit.clear()
    QTest.keyClicks(field.edit, "many")
    choose(page, other)
    assert (field.edit.text(), field.error) == (stored, "")
    assert page.view.unsaved() == (f"the rules of the feed of “{first}”",)
    choose(page, first)
    assert field.edit.text() == "many"
    assert field.error


def test_prices_are_set_by_the_feed_or_by_the_api(opened: OpenPage, shop: FeedStand) -> None:
    page = opened()
    page.open_tab(6)
    field = page.view.rules_tab.field("price.by")
    assert isinstance(field, ChoiceField)
    assert field.buttons["feed"].isChecked()
    field.buttons["api"].click()
    page.view.rules_tab.save()
    page.shows(lambda: page.look.settings["price.by"] == "api")
    assert not field.buttons["feed"].isChecked()


def test_a_wrong_value_is_told_at_its_field_and_nothing_is_saved(opened: OpenPage, shop: FeedStand) -> None:
    page = opened()
    page.open_tab(6)
    field = page.view.rules_tab.field("feed.days")
    assert isinstance(field, LineField)
    field.edit.setText("сто")
    field.edit.textEdited.emit("сто")
    assert field.error == "Allowed: a whole number from 0 to 60."
    assert field.edit.accessibleDescription() == field.error
    page.press(Qt.Key.Key_S, CONTROL)
    assert page.view.rules_tab.effect().startswith("1 value(s) will not do")
    page.view.rules_tab.take_back()
    assert (field.error, field.edit.text()) == ("", "1")


def test_vendors_of_the_catalogue_are_ticked_with_space(opened: OpenPage, shop: FeedStand) -> None:
    shop.build(*many(2), Goods("KNIFE", vendor="Skarn"))
    page = opened()
    page.open_tab(6)
    field = page.view.rules_tab.field("feed.exclude_vendors")
    assert isinstance(field, WordsField)
    assert [entry.name for entry in field.list.model.entries] == ["Лумвик", "Skarn"]
    field.list.search.setText("ска")
    assert field.list.view.model().rowCount() == 0
    field.list.search.setText("SKA")
    field.list.view.setFocus()
    field.list.view.setCurrentIndex(field.list.view.model().index(0, 0))
    page.press(Qt.Key.Key_Space)
    assert page.view.rules_tab.state.changes() == {"feed.exclude_vendors": '["Skarn"]'}
    page.wait(lambda: page.view.rules_tab.effect().startswith("1 offer(s) will leave the feed."))


def test_a_vendor_that_is_excluded_but_gone_is_listed_still(opened: OpenPage, shop: FeedStand) -> None:
    shop.set("feed.exclude_vendors", '["Прежний"]')
    shop.build(*many(2))
    field = opened().view.rules_tab.field("feed.exclude_vendors")
    assert isinstance(field, WordsField)
    assert [(entry.name, entry.offers) for entry in field.list.model.entries] == [
        ("Прежний", 0),
        ("Лумвик", 2),
    ]
    assert field.list.chosen() == ("Прежний",)


def test_params_go_out_all_or_those_that_are_ticked(opened: OpenPage, shop: FeedStand) -> None:
    shop.build(Goods("A", params={"color": "белый", "size": "300 мл"}))
    page = opened()
    field = page.view.rules_tab.field("feed.params")
    assert isinstance(field, ParamsField)
    assert field.all_button.isChecked()
    assert not field.list.isEnabled()
    field.some_button.click()
    changes = page.view.rules_tab.state.changes()
    assert sorted(changes["feed.params"]) == sorted('["color", "size"]')


def test_a_flag_and_the_table_of_rates_are_typed_as_well(opened: OpenPage, shop: FeedStand) -> None:
    page = opened()
    page.open_tab(6)
    flag = page.view.rules_tab.field("feed.old_price")
    rates = page.view.rules_tab.field("feed.vat_map")
    assert isinstance(flag, FlagField)
    assert isinstance(rates, TableField)
    flag.box.click()
    item = rates.table.item(3, 1)
    assert item is not None
    item.setText("VAT_22")
    changes = page.view.rules_tab.state.changes()
    assert changes["feed.old_price"] == "true"
    assert '"20": "VAT_22"' in changes["feed.vat_map"]
