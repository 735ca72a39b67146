from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit, QSplitter
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.ui.orders.key_difference import Keys, difference, replaced
from mmdesk.ui.orders.orders_delegate import OrdersDelegate
from mmdesk.ui.orders.orders_model import Column, OrdersModel
from mmdesk.ui.orders.orders_table import OrdersTable
from mmdesk.ui.theme import ROW_HEIGHT, Theme
from tests.factory import NOW
from tests.ui.orders.list_stand import keys, many

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
Key = Qt.Key
Make = Callable[[int], OrdersTable]


@pytest.fixture
def make(qtbot: QtBot, theme: Theme) -> Iterator[Make]:
    testers = []

    def made(orders: int) -> OrdersTable:
        """A table of orders 1, 2, 3…, ten of which are in sight, with the keyboard at the first."""
        model = OrdersModel(ManualClock(NOW))
        tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        testers.append((model, tester))
        table = OrdersTable(model)
        table.setItemDelegate(OrdersDelegate(model, theme, ManualClock(NOW), table))
        qtbot.addWidget(table)
        table.show()
        table.resize(900, 10 * ROW_HEIGHT + table.horizontalHeader().height() + 6)
        model.put((), many(min(orders, 200)))
        table.show_new(replaced((), keys(*range(1, orders + 1))), None)
        table.activateWindow()
        table.setFocus()
        qtbot.waitUntil(table.hasFocus)
        return table

    yield made
    testers.clear()


def orders_of(table: OrdersTable) -> Keys:
    model = table.model()
    assert isinstance(model, OrdersModel)
    return model.keys


def change(table: OrdersTable, shown: Keys) -> None:
    table.show_changed(difference(orders_of(table), shown))


def without(table: OrdersTable, *gone: int) -> None:
    change(table, tuple(key for key in orders_of(table) if key not in gone))


def place_on_screen(table: OrdersTable) -> int:
    return table.visualRect(table.currentIndex()).top()


def press(
    table: OrdersTable, *pressed: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    for key in pressed:
        QTest.keyClick(table, key, modifier)


def test_a_new_list_opens_at_its_beginning(make: Make) -> None:
    table = make(30)
    assert table.current_key == 1
    assert table.selected_keys() == keys(1)


def test_a_new_list_opens_at_the_order_it_is_asked_to(make: Make) -> None:
    table = make(30)
    table.show_new(replaced(orders_of(table), keys(*range(100, 200))), keys(170)[0])
    assert table.current_key == 170
    first, last = table.rows_in_sight()
    assert first < 70 < last


def test_arrows_choose_the_row_they_come_to(make: Make) -> None:
    table = make(30)
    press(table, Key.Key_Down, Key.Key_Down, Key.Key_Up)
    assert (table.current_key, table.selected_keys()) == (2, keys(2))


def test_home_and_end_go_to_the_first_and_the_last_order(make: Make) -> None:
    table = make(30)
    press(table, Key.Key_End)
    assert table.current_key == 30
    press(table, Key.Key_Home)
    assert table.current_key == 1


def test_a_page_down_goes_a_page_down(make: Make) -> None:
    table = make(100)
    press(table, Key.Key_PageDown)
    assert 8 <= (table.current_key or 0) <= 12


def test_sideways_there_is_no_way(make: Make) -> None:
    table = make(3)
    press(table, Key.Key_Right, Key.Key_Right)
    assert (table.current_key, table.currentIndex().column()) == (1, 0)


def test_shift_chooses_a_run(make: Make) -> None:
    table = make(30)
    press(table, Key.Key_Down, Key.Key_Down, modifier=SHIFT)
    assert table.selected_keys() == keys(1, 2, 3)
    press(table, Key.Key_End, modifier=SHIFT)
    assert table.selected_count() == 30


def test_control_a_chooses_all(make: Make) -> None:
    table = make(30)
    press(table, Key.Key_A, modifier=CONTROL)
    assert table.selected_count() == 30


def test_space_marks_rows_that_arrows_leave_marked(make: Make) -> None:
    table = make(30)
    press(table, Key.Key_Space, Key.Key_Down, Key.Key_Down, Key.Key_Space, Key.Key_Down)
    assert (table.current_key, table.selected_keys()) == (4, keys(1, 3))


def test_space_lets_a_marked_row_go(make: Make) -> None:
    table = make(30)
    press(table, Key.Key_Space, Key.Key_Down, Key.Key_Space, Key.Key_Up, Key.Key_Space)
    assert table.selected_keys() == keys(2)


def test_when_the_last_mark_goes_arrows_choose_again(make: Make) -> None:
    table = make(30)
    press(table, Key.Key_Space, Key.Key_Space, Key.Key_Down)
    assert table.selected_keys() == keys(2)


def test_escape_lets_all_marks_go(make: Make) -> None:
    table = make(30)
    press(table, Key.Key_Space, Key.Key_Down, Key.Key_Space, Key.Key_Escape)
    assert table.selected_keys() == keys(2)
    press(table, Key.Key_Down)
    assert table.selected_keys() == keys(3)


def test_a_click_ends_marking_and_the_keyboard_stands_in_the_first_column(make: Make) -> None:
    table = make(30)
    press(table, Key.Key_Space, Key.Key_Down)
    there = table.visualRect(table.model().index(4, Column.BUYER)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=there)
    assert (table.selected_keys(), table.currentIndex().column()) == (keys(5), 0)
    press(table, Key.Key_Down)
    assert table.selected_keys() == keys(6)


def test_letters_do_not_jump(make: Make) -> None:
    table = make(30)
    press(table, Key.Key_7, Key.Key_0, Key.Key_9)
    assert table.current_key == 1


def test_enter_opens(make: Make, qtbot: QtBot) -> None:
    table = make(3)
    with qtbot.waitSignal(table.opened):
        press(table, Key.Key_Return)


def test_control_c_copies_the_number(make: Make) -> None:
    table = make(3)
    press(table, Key.Key_Down)
    press(table, Key.Key_C, modifier=CONTROL)
    assert QGuiApplication.clipboard().text() == "700002"


def test_tab_leaves_the_table(make: Make, qtbot: QtBot) -> None:
    table = make(3)
    beside = QLineEdit()
    both = QSplitter()
    qtbot.addWidget(both)
    both.addWidget(table)
    both.addWidget(beside)
    both.show()
    both.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    press(table, Key.Key_Tab)
    assert beside.hasFocus()


def test_rows_that_come_above_do_not_move_the_keyboard_to_another_order(make: Make) -> None:
    table = make(100)
    table.go_to_row(50)
    before = place_on_screen(table)
    change(table, keys(*range(200, 205), *range(1, 101)))
    assert (table.current_key, table.selected_keys()) == (51, keys(51))
    assert place_on_screen(table) == before


def test_rows_that_go_above_do_not_move_it_either(make: Make) -> None:
    table = make(100)
    table.go_to_row(50)
    before = place_on_screen(table)
    without(table, 3, 4, 5, 20)
    assert (table.current_key, place_on_screen(table)) == (51, before)


def test_at_the_top_what_comes_there_is_seen(make: Make) -> None:
    table = make(100)
    change(table, keys(200, *range(1, 101)))
    assert table.rows_in_sight()[0] == 0
    assert table.current_key == 1


def test_when_the_current_order_goes_the_next_one_comes_under_the_hand(make: Make) -> None:
    table = make(100)
    table.go_to_row(20)
    before = place_on_screen(table)
    without(table, 21)
    assert (table.current_key, table.selected_keys()) == (22, keys(22))
    assert place_on_screen(table) == before


def test_when_the_last_order_goes_the_one_above_is_next(make: Make) -> None:
    table = make(5)
    press(table, Key.Key_End)
    without(table, 5)
    assert table.selected_keys() == keys(4)


def test_when_every_order_goes_there_is_no_current_one(make: Make, qtbot: QtBot) -> None:
    table = make(3)
    with qtbot.waitSignal(table.current_moved):
        change(table, ())
    assert (table.current_key, table.selected_keys()) == (None, ())


def test_after_nothing_the_first_that_comes_is_current(make: Make) -> None:
    table = make(3)
    change(table, ())
    change(table, keys(8, 9))
    assert table.selected_keys() == keys(8)


def test_what_is_chosen_beside_an_order_that_goes_stays_chosen(make: Make) -> None:
    table = make(30)
    press(table, Key.Key_Down, Key.Key_Down, modifier=SHIFT)
    without(table, 3)
    assert (table.current_key, table.selected_keys()) == (4, keys(1, 2))


def test_an_order_that_comes_between_chosen_ones_is_not_chosen(make: Make) -> None:
    table = make(30)
    press(table, Key.Key_Down, Key.Key_Down, modifier=SHIFT)
    change(table, keys(1, 200, *range(2, 31)))
    assert table.selected_keys() == keys(1, 2, 3)


def test_an_order_that_moves_keeps_the_keyboard_and_its_mark(make: Make) -> None:
    table = make(30)
    press(table, Key.Key_Down)
    change(table, keys(1, *range(3, 20), 2, *range(20, 31)))
    assert (table.current_key, table.selected_keys()) == (2, keys(2))


def test_a_marked_order_that_moves_stays_marked_beside_the_others(make: Make) -> None:
    table = make(30)
    press(table, Key.Key_Space, Key.Key_Down, Key.Key_Space, Key.Key_Down)
    change(table, keys(1, *range(3, 20), 2, *range(20, 31)))
    assert (table.current_key, table.selected_keys()) == (3, keys(1, 2))


def test_marks_survive_a_reset(make: Make) -> None:
    table = make(600)
    press(table, Key.Key_Space, Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Space, Key.Key_Down)
    scattered = difference(orders_of(table), tuple(key for key in orders_of(table) if key % 3))
    assert scattered.is_reset
    table.show_changed(scattered)
    assert (table.current_key, table.selected_keys()) == (5, keys(1, 4))


def test_when_the_current_order_goes_nothing_is_marked_in_its_place(make: Make) -> None:
    table = make(30)
    press(table, Key.Key_Space, Key.Key_Down, Key.Key_Space, Key.Key_Down, Key.Key_Down)
    without(table, 4)
    assert (table.current_key, table.selected_keys()) == (5, keys(1, 2))


def test_a_reset_keeps_the_keyboard_the_choice_and_the_view(make: Make) -> None:
    table = make(1000)
    table.go_to_row(500)
    press(table, Key.Key_Down, modifier=SHIFT)
    before = place_on_screen(table)
    scattered = difference(orders_of(table), tuple(key for key in orders_of(table) if key % 3))
    assert scattered.is_reset
    table.show_changed(scattered)
    assert table.current_key == 502
    assert table.selected_keys() == keys(502)
    assert place_on_screen(table) == before


def test_marks_stay_marks_through_changes(make: Make) -> None:
    table = make(30)
    press(table, Key.Key_Space, Key.Key_Down, Key.Key_Space, Key.Key_Down)
    without(table, 10)
    press(table, Key.Key_Down)
    assert (table.current_key, table.selected_keys()) == (4, keys(1, 2))


def test_it_is_told_once_that_another_order_is_current(make: Make) -> None:
    table = make(30)
    told: list[int | None] = []
    table.current_moved.connect(lambda: told.append(table.current_key))
    without(table, 1, 2)
    without(table, 20)
    assert told == [3]


def test_whatever_changes_the_keyboard_stays_at_its_order_or_at_its_place(make: Make) -> None:
    """Bursts of changes, drawn once and for all."""
    table, dice = make(30), random.Random(5)
    for _ in range(20):
        before = orders_of(table)
        table.go_to_row(dice.randrange(len(before)))
        here = table.currentIndex().row()
        shown = [key for key in before if dice.random() > 0.1]
        for key in keys(*(dice.randrange(1, 500) for _ in range(4))):
            if key not in shown:
                shown.insert(dice.randrange(len(shown) + 1), key)
        if dice.random() < 0.3:
            shown.append(shown.pop(0))
        change(table, tuple(shown))
        after = next((key for key in (*before[here:], *reversed(before[:here])) if key in shown), shown[0])
        assert table.current_key == after
        assert table.selected_keys() == keys(after)


def test_a_heading_does_not_ask_for_every_row(make: Make) -> None:
    """Qt would look through all rows of a column, to paint its heading as chosen."""
    table = make(30)
    press(table, Key.Key_A, modifier=CONTROL)
    assert not table.horizontalHeader().selectionModel().hasSelection()


def test_a_narrow_list_goes_without_what_the_details_tell_as_well(make: Make) -> None:
    table = make(3)
    table.resize(400, 300)
    shown = [column for column in Column if not table.isColumnHidden(column)]
    assert shown == [Column.DUE, Column.NUMBER, Column.STATUS]
    assert table.columnWidth(Column.STATUS) > 150
    table.resize(900, 300)
    assert not any(table.isColumnHidden(column) for column in Column)
