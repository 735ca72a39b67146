"""Searching in «Заказы», and the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mmdesk.services.desk import OrderRef
from tests.ui.orders.desk_stand import ALT, Open
from tests.ui.orders.list_stand import Shelf, many, order

Key = Qt.Key


def test_each_key_searches_all_orders_and_the_last_one_counts(open_desk: Open) -> None:
    desk = open_desk(Shelf([*many(30), order(31, "DELIVERED")]))
    desk.shows(*range(1, 31))
    desk.press(Key.Key_F3)
    QTest.keyClicks(desk.search, "700031")
    desk.shows(31)
    assert desk.bar.found == "Found: 1"


def test_an_order_that_is_asked_for_elsewhere_is_found_whatever_the_list_shows(open_desk: Open) -> None:
    desk = open_desk(Shelf([*many(30), order(31, "DELIVERED")]))
    desk.shows(*range(1, 31))
    wanted = order(31)
    desk.view.show_asked(OrderRef(wanted.shipment_id, wanted.connection))
    desk.shows(31)
    assert desk.search.text() == wanted.shipment_id


def test_a_search_that_found_too_much_says_so(open_desk: Open) -> None:
    shelf = Shelf(many(30))
    shelf.most_found = 10
    desk = open_desk(shelf)
    desk.shows(*range(1, 31))
    desk.press(Key.Key_F3)
    QTest.keyClicks(desk.search, "7")
    desk.shows(*range(1, 11))
    assert desk.bar.found == "The first 10 are shown"


def test_escape_leads_from_a_search_back_to_where_it_began(open_desk: Open) -> None:
    desk = open_desk(Shelf([*many(30), order(31, "CONFIRMED")]))
    desk.shows(*range(1, 31))
    desk.table.go_to_row(4)
    desk.press(Key.Key_F3)
    QTest.keyClicks(desk.search, "700031")
    desk.shows(31)
    desk.press(Key.Key_Escape)
    desk.shows(*range(1, 31))
    assert desk.details.in_sight == 5
    assert desk.search.text() == ""
    assert desk.table.hasFocus()


def test_escape_in_the_list_leaves_the_search_as_well(open_desk: Open) -> None:
    desk = open_desk(Shelf(many(3)))
    desk.shows(1, 2, 3)
    desk.press(Key.Key_F3)
    QTest.keyClicks(desk.search, "700002")
    desk.shows(2)
    desk.press(Key.Key_Down)
    assert desk.table.hasFocus()
    desk.press(Key.Key_Escape)
    desk.shows(1, 2, 3)


def test_a_chip_ends_a_search(open_desk: Open) -> None:
    desk = open_desk(Shelf([*many(3), order(7, "CONFIRMED")]))
    desk.press(Key.Key_F3)
    QTest.keyClicks(desk.search, "700002")
    desk.shows(2)
    desk.press(Key.Key_2, ALT)
    desk.shows(7)
    assert desk.search.text() == ""


def test_an_answer_that_comes_too_late_is_not_shown(open_desk: Open) -> None:
    desk = open_desk(Shelf([*many(3), order(7, "CONFIRMED")]))
    desk.shows(1, 2, 3)
    desk.shelf.open.clear()
    desk.press(Key.Key_7, ALT)
    desk.press(Key.Key_2, ALT)
    seen: list[int] = []
    desk.model.modelReset.connect(lambda: seen.append(len(desk.model.keys)))
    desk.shelf.open.set()
    desk.shows(7)
    assert seen == [1]
