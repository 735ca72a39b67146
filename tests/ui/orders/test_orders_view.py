"""The page «Заказы»: what its list shows, and how changes come into it."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mmdesk.services.order_list import OrderFilter, OrderSort
from mmdesk.ui.orders.filter_bar import Chip
from mmdesk.ui.orders.orders_model import Column
from tests.factory import lot
from tests.ui.orders.desk_stand import ALT, SHIFT, Open, at
from tests.ui.orders.list_stand import Shelf, keys, many, order

Key = Qt.Key


# -- what is shown


def test_it_opens_with_what_is_to_be_confirmed_the_most_urgent_first(open_desk: Open) -> None:
    late, soon = order(1, left=timedelta(hours=9)), order(2, left=timedelta(minutes=20))
    desk = open_desk(Shelf([late, soon, order(3, "CONFIRMED")]))
    desk.shows(2, 1)
    assert desk.details.in_sight == 2


def test_rows_come_with_their_list(open_desk: Open) -> None:
    desk = open_desk(Shelf(many(300)))
    desk.shows(*range(1, 301))
    assert desk.model.order_at(0) == order(1, left=timedelta(hours=5, minutes=1))
    assert len(desk.shelf.asked) == 1
    assert len(desk.shelf.asked[0]) < 200


def test_what_is_scrolled_to_is_read(open_desk: Open) -> None:
    desk = open_desk(Shelf(many(1000)))
    desk.shows(*range(1, 1001))
    desk.press(Key.Key_End)
    desk.wait(lambda: desk.model.order_at(999) is not None)
    assert desk.model.order_at(500) is None


def test_a_chip_shows_its_orders(open_desk: Open) -> None:
    desk = open_desk(Shelf([*many(3), order(7, "CONFIRMED")]))
    desk.shows(1, 2, 3)
    desk.press(Key.Key_2, ALT)
    desk.shows(7)
    assert desk.details.in_sight == 7
    assert desk.table.hasFocus()


def test_a_chip_opens_where_it_was_left(open_desk: Open) -> None:
    desk = open_desk(Shelf([*many(5), order(7, "CONFIRMED")]))
    desk.shows(1, 2, 3, 4, 5)
    desk.press(Key.Key_Down)
    desk.press(Key.Key_2, ALT)
    desk.shows(7)
    desk.press(Key.Key_1, ALT)
    desk.shows(1, 2, 3, 4, 5)
    assert desk.details.in_sight == 2


def test_a_chip_chosen_by_the_keyboard_keeps_it(open_desk: Open) -> None:
    desk = open_desk(Shelf([*many(3), order(7, "CONFIRMED")]))
    desk.shows(1, 2, 3)
    chip = desk.view.findChildren(Chip)[1]
    chip.setFocus()
    desk.press(Key.Key_Space)
    desk.shows(7)
    assert chip.hasFocus()


def test_arrows_among_the_chips_stay_there_until_escape(open_desk: Open) -> None:
    desk = open_desk(Shelf([*many(3), order(7, "CONFIRMED")]))
    desk.shows(1, 2, 3)
    chip = desk.view.findChildren(Chip)[0]
    chip.setFocus()
    desk.press(Key.Key_Right)
    desk.shows(7)
    assert isinstance(QApplication.focusWidget(), Chip)
    desk.press(Key.Key_Escape)
    assert desk.table.hasFocus()


def test_the_badge_counts_what_is_to_be_confirmed_and_decided(open_desk: Open) -> None:
    desk = open_desk(Shelf([]))
    badges: list[int] = []
    desk.view.badge_changed.connect(badges.append)
    asked = order(9, lot(1, "PACKED", cancel_requested=True), scheme="dsm")
    desk.shelf.put(*many(3), asked)
    desk.changed()
    desk.wait(lambda: badges == [4])


def test_a_heading_sorts(open_desk: Open) -> None:
    desk = open_desk(Shelf([order(1), order(2, left=timedelta(hours=9)), order(3, left=timedelta(hours=1))]))
    desk.shows(3, 1, 2)
    heading = desk.table.horizontalHeader()
    for shown, sort in (((1, 2, 3), OrderSort.NUMBER), ((3, 2, 1), OrderSort.NEWEST)):
        place = heading.sectionViewportPosition(Column.NUMBER) + 20
        QTest.mouseClick(heading.viewport(), Qt.MouseButton.LeftButton, pos=at(place))
        desk.shows(*shown)
        assert desk.shelf.wishes[-1].sort is sort
        assert heading.sortIndicatorSection() == Column.NUMBER
    assert heading.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder


def test_a_heading_that_does_not_sort_leaves_the_arrow_alone(open_desk: Open) -> None:
    desk = open_desk(Shelf(many(2)))
    desk.shows(1, 2)
    heading = desk.table.horizontalHeader()
    place = heading.sectionViewportPosition(Column.STATUS) + 20
    QTest.mouseClick(heading.viewport(), Qt.MouseButton.LeftButton, pos=at(place))
    assert heading.sortIndicatorSection() == Column.DUE
    assert len(desk.shelf.wishes) == 1


def test_with_several_connections_one_can_be_chosen(open_desk: Open) -> None:
    other = replace(order(2), connection="Склад")
    desk = open_desk(Shelf([order(1), other], connections=("Лавка", "Склад")))
    desk.shows(1, 2)
    assert desk.model.data(desk.model.index(1, Column.SCHEME)) == "Standard · Склад"
    desk.bar.connection_chosen.emit("Склад")
    desk.shows(2)


def test_when_the_chosen_connection_is_removed_all_are_shown(open_desk: Open) -> None:
    desk = open_desk(Shelf([order(1), replace(order(2), connection="Склад")], connections=("Лавка", "Склад")))
    desk.shows(1, 2)
    desk.bar.connection_chosen.emit("Склад")
    desk.shows(2)
    desk.shelf.names = ("Лавка",)
    desk.shelf.take(2)
    desk.changed()
    desk.shows(1)


def test_chips_stay_muted_while_nothing_is_counted(open_desk: Open) -> None:
    desk = open_desk(Shelf())
    desk.wait(lambda: all(chip.text().endswith(" 0") for chip in desk.view.findChildren(Chip)))
    assert desk.view.findChildren(Chip)[0].shows is OrderFilter.CONFIRM


# -- changes


def test_orders_come_and_go_by_themselves(open_desk: Open) -> None:
    desk = open_desk(Shelf(many(3)))
    desk.shows(1, 2, 3)
    desk.shelf.put(order(9, left=timedelta(hours=9)))
    desk.shelf.take(2)
    desk.changed()
    desk.shows(1, 3, 9)


def test_a_row_in_sight_is_read_again_after_a_change(open_desk: Open) -> None:
    desk = open_desk(Shelf(many(3)))
    desk.shows(1, 2, 3)
    desk.shelf.put(order(2, buyer="Петрова Анна", left=timedelta(hours=5, minutes=2)))
    desk.changed()
    desk.wait(lambda: desk.model.data(desk.model.index(1, Column.BUYER)) == "Петрова Анна")


def test_a_burst_of_changes_is_read_one_at_a_time_and_never_misses_the_last(open_desk: Open) -> None:
    desk = open_desk(Shelf(many(3)))
    desk.shows(1, 2, 3)
    desk.shelf.open.clear()
    for _ in range(50):
        desk.changed()
    desk.wait(lambda: len(desk.shelf.wishes) == 2)
    desk.shelf.take(1)
    desk.changed()
    assert len(desk.shelf.wishes) == 2
    desk.shelf.open.set()
    desk.shows(2, 3)
    assert len(desk.shelf.wishes) <= 4
    assert desk.shelf.most_at_once == 1


def test_orders_are_confirmed_one_after_another_without_moving_the_hand(open_desk: Open) -> None:
    desk = open_desk(Shelf(many(5)))
    desk.verbs.then = desk.confirm_on_shelf
    desk.shows(1, 2, 3, 4, 5)
    desk.press(Key.Key_Down)
    for rest in ((1, 3, 4, 5), (1, 4, 5), (1, 5)):
        desk.press(Key.Key_F2)
        desk.shows(*rest)
    assert desk.verbs.done == [("confirm", (2,)), ("confirm", (3,)), ("confirm", (4,))]
    assert desk.details.in_sight == 5


def test_confirming_the_chosen_leaves_the_next_one_under_the_hand(open_desk: Open) -> None:
    desk = open_desk(Shelf(many(6)))
    desk.verbs.then = desk.confirm_on_shelf
    desk.shows(1, 2, 3, 4, 5, 6)
    desk.press(Key.Key_Down, SHIFT)
    desk.press(Key.Key_Down, SHIFT)
    desk.press(Key.Key_F2)
    desk.shows(4, 5, 6)
    assert desk.verbs.done == [("confirm", (1, 2, 3))]
    assert desk.table.selected_keys() == keys(4)


def test_rows_that_were_read_before_a_change_do_not_cover_it_up(open_desk: Open) -> None:
    desk = open_desk(Shelf(many(1000)))
    desk.shows(*range(1, 1001))
    held = desk.shelf.hold_rows = threading.Event()
    desk.press(Key.Key_End)
    desk.wait(lambda: desk.shelf.hold_rows is None)
    new = order(1000, buyer="Петрова Анна", left=timedelta(hours=5, minutes=1000))
    desk.shelf.put(new)
    desk.changed()
    desk.wait(lambda: desk.model.order_at(999) == new)
    held.set()
    before = len(desk.shelf.asked)
    desk.table.go_to_row(500)
    desk.wait(lambda: len(desk.shelf.asked) > before and desk.model.order_at(500) is not None)
    assert desk.model.order_at(999) == new
