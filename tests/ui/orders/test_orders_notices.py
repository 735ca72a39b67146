"""Why the list is empty, or grows old."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mmdesk.storage.engine import StorageError
from tests.ui.orders.desk_stand import ALT, Open
from tests.ui.orders.list_stand import Shelf, keys, many, order

Key = Qt.Key


def test_an_empty_list_says_why_it_is_empty(open_desk: Open) -> None:
    desk = open_desk(Shelf([order(1, "CONFIRMED")]))
    desk.wait(lambda: desk.notice.words().startswith("Nothing to confirm: every order is confirmed"))
    desk.press(Key.Key_5, ALT)
    desk.wait(lambda: desk.notice.words().startswith("Nothing to decide"))
    desk.press(Key.Key_7, ALT)
    desk.shows(1)
    assert desk.notice.words() == ""


def test_a_new_shop_is_told_that_no_order_has_come_whatever_it_looks_for(open_desk: Open) -> None:
    desk = open_desk(Shelf())
    desk.wait(lambda: desk.notice.words().startswith("No order has come yet"))
    desk.press(Key.Key_7, ALT)
    assert desk.notice.words().startswith("No order has come yet")
    desk.shelf.put(order(1, "CONFIRMED"))
    desk.press(Key.Key_1, ALT)
    desk.wait(lambda: desk.notice.words().startswith("Nothing to confirm"))


def test_while_the_first_list_is_read_it_says_so(open_desk: Open) -> None:
    shelf = Shelf(many(1))
    shelf.open.clear()
    desk = open_desk(shelf)
    assert desk.notice.words() == "Reading the orders…"
    shelf.open.set()
    desk.shows(1)


def test_without_a_connection_it_says_so(open_desk: Open) -> None:
    desk = open_desk(Shelf(connections=()))
    desk.wait(lambda: desk.notice.words().startswith("Nothing is connected yet"))


def test_a_search_without_a_hit_names_what_was_looked_for(open_desk: Open) -> None:
    desk = open_desk(Shelf(many(1)))
    desk.press(Key.Key_F3)
    QTest.keyClicks(desk.search, "<b>zz")
    desk.wait(lambda: "“<b>zz”" in desk.notice.words())


def test_a_list_that_cannot_be_read_says_so_and_is_read_again_on_demand(open_desk: Open) -> None:
    shelf = Shelf(many(2))
    shelf.failure = StorageError("the disk is full")
    desk = open_desk(shelf)
    desk.wait(lambda: "the disk is full" in desk.notice.words())
    shelf.failure = None
    desk.press_visible("Try again")
    desk.shows(1, 2)
    assert desk.notice.words() == ""


def test_rows_stay_when_they_cannot_be_read_again_and_it_is_told(open_desk: Open) -> None:
    desk = open_desk(Shelf(many(2)))
    desk.shows(1, 2)
    desk.shelf.failure = StorageError("the disk is full")
    desk.changed()
    desk.wait(lambda: desk.button("Try again") is not None)
    assert desk.model.keys == keys(1, 2)
    desk.shelf.failure = None
    desk.press_visible("Try again")
    desk.wait(lambda: desk.button("Try again") is None)
