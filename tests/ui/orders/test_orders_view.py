from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol, TypeVar

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.services.desk import OrderRef
from mmdesk.services.order_list import OrderFilter, OrderRow, OrderSort
from mmdesk.storage.engine import StorageError
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.messages import Messages
from mmdesk.ui.orders.filter_bar import Chip, FilterBar, SearchField
from mmdesk.ui.orders.list_notice import ListNotice
from mmdesk.ui.orders.orders_model import Column, OrdersModel
from mmdesk.ui.orders.orders_state import MOST_AT_ONCE
from mmdesk.ui.orders.orders_table import OrdersTable
from mmdesk.ui.orders.orders_view import OrdersView
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.factory import NOW, lot
from tests.ui.orders.list_stand import (
    RecordingDetails,
    RecordingVerbs,
    Shelf,
    keys,
    many,
    order,
    pending,
    quiet_changes,
)

Key = Qt.Key
SHIFT, CONTROL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


class Wait(Protocol):
    def __call__(self, condition: Callable[[], object], what: object = "") -> None: ...


@dataclass
class Desk:
    """The page on a screen, over a shelf of orders; nothing changes unless the test says so."""

    shelf: Shelf
    view: OrdersView
    changes: ChangeNotice
    details: RecordingDetails
    verbs: RecordingVerbs
    messages: Messages
    said: list[str]
    wait: Wait

    @property
    def table(self) -> OrdersTable:
        return _part(self.view, OrdersTable)

    @property
    def model(self) -> OrdersModel:
        model = self.table.model()
        assert isinstance(model, OrdersModel)
        return model

    @property
    def search(self) -> SearchField:
        return _part(self.view, SearchField)

    @property
    def bar(self) -> FilterBar:
        return _part(self.view, FilterBar)

    @property
    def notice(self) -> ListNotice:
        return _part(self.view, ListNotice)

    def press(self, key: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.view, key, modifier)

    def shows(self, *numbers: int) -> None:
        self.wait(lambda: self.model.keys == keys(*numbers), f"{numbers}, but {self.model.keys[:20]}")

    def changed(self) -> None:
        self.changes.changed.emit()

    def confirm_on_shelf(self, rows: object) -> None:
        """What confirming comes to: the orders are on their way."""
        assert isinstance(rows, tuple)
        self.shelf.put(*(replace(row, pending=(pending(),)) for row in rows))
        self.changed()


Part = TypeVar("Part", bound=QWidget)


def _part(whole: QWidget, kind: type[Part]) -> Part:
    found = whole.findChild(kind)
    assert found is not None
    return found


Open = Callable[[Shelf], Desk]


@pytest.fixture
def open_desk(runner: TaskRunner, theme: Theme, wait: Wait) -> Iterator[Open]:
    opened: list[Desk] = []

    def made(shelf: Shelf) -> Desk:
        changes, details, verbs, messages = quiet_changes(), RecordingDetails(), RecordingVerbs(), Messages()
        said: list[str] = []
        messages.said.connect(lambda _kind, sentence, _lines: said.append(sentence))
        view = OrdersView(
            runner, changes, shelf, details.as_details(), verbs, theme, messages, ManualClock(NOW)
        )
        view.resize(1180, 640)
        view.show()
        view.activateWindow()
        view.arrive()
        desk = Desk(shelf, view, changes, details, verbs, messages, said, wait)
        opened.append(desk)
        wait(desk.table.hasFocus)
        return desk

    yield made
    for desk in opened:
        desk.shelf.open.set()
        # Before the runner ends: a page that lives reads on.
        shiboken6.delete(desk.view)


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
        QTest.mouseClick(heading.viewport(), Qt.MouseButton.LeftButton, pos=_at(place))
        desk.shows(*shown)
        assert desk.shelf.wishes[-1].sort is sort
        assert heading.sortIndicatorSection() == Column.NUMBER
    assert heading.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder


def test_a_heading_that_does_not_sort_leaves_the_arrow_alone(open_desk: Open) -> None:
    desk = open_desk(Shelf(many(2)))
    desk.shows(1, 2)
    heading = desk.table.horizontalHeader()
    place = heading.sectionViewportPosition(Column.STATUS) + 20
    QTest.mouseClick(heading.viewport(), Qt.MouseButton.LeftButton, pos=_at(place))
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


# -- search


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


# -- verbs


@pytest.mark.parametrize(
    ("key", "modifier", "done"),
    [
        (Key.Key_F2, None, ("confirm", (1,))),
        (Key.Key_F4, None, ("reject", (1,))),
        (Key.Key_F6, None, ("pack", (1,))),
        (Key.Key_F7, None, ("label", (1,))),
        (Key.Key_F8, None, ("hand over", (1,))),
        (Key.Key_F5, None, ("exchange", ())),
        (Key.Key_Z, CONTROL, ("take back", ())),
    ],
)
def test_keys_act_on_the_current_order(
    open_desk: Open, key: Key, modifier: Qt.KeyboardModifier | None, done: tuple[str, tuple[int, ...]]
) -> None:
    desk = open_desk(Shelf(many(2)))
    desk.shows(1, 2)
    desk.press(key, modifier or Qt.KeyboardModifier.NoModifier)
    desk.wait(lambda: desk.verbs.done == [done])


def test_shift_f6_asks_for_the_bench_with_the_current_order(open_desk: Open, qtbot: QtBot) -> None:
    desk = open_desk(Shelf(many(2)))
    desk.shows(1, 2)
    with qtbot.waitSignal(desk.view.open_asked) as asked:
        desk.press(Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    page, order = asked.args
    current = desk.model.order_of(desk.model.keys[0])
    assert current is not None
    assert (page, order) == ("packing", OrderRef(current.shipment_id, current.connection))
    assert desk.verbs.done == []


def test_every_key_of_the_page_is_told_under_f1(open_desk: Open) -> None:
    told = " ".join(key for key, _ in tuple(open_desk(Shelf()).view.keys()))
    for key in ("F2", "F3", "F4", "F5", "F6", "F7", "F8", "Ctrl+Z", "Space", "Enter", "Esc"):
        assert key in told


def test_in_the_details_a_key_acts_on_the_order_shown_there_alone(open_desk: Open) -> None:
    desk = open_desk(Shelf(many(3)))
    desk.shows(1, 2, 3)
    desk.press(Key.Key_Down, SHIFT)
    desk.press(Key.Key_Return)
    desk.wait(desk.details.field.hasFocus)
    desk.press(Key.Key_F2)
    assert desk.verbs.done == [("confirm", (2,))]


def test_escape_leads_from_the_details_back_to_the_list(open_desk: Open) -> None:
    desk = open_desk(Shelf(many(3)))
    desk.shows(1, 2, 3)
    desk.press(Key.Key_Return)
    desk.wait(desk.details.field.hasFocus)
    desk.press(Key.Key_Escape)
    assert desk.table.hasFocus()


def test_chosen_orders_that_were_never_in_sight_are_read_first(open_desk: Open) -> None:
    desk = open_desk(Shelf(many(400)))
    desk.shows(*range(1, 401))
    desk.press(Key.Key_A, CONTROL)
    desk.press(Key.Key_F2)
    desk.wait(lambda: desk.verbs.done == [("confirm", tuple(range(1, 401)))])


def test_more_orders_than_are_taken_at_once_are_refused_with_a_sentence(open_desk: Open) -> None:
    desk = open_desk(Shelf(many(MOST_AT_ONCE + 1)))
    desk.wait(lambda: len(desk.model.keys) == MOST_AT_ONCE + 1)
    desk.press(Key.Key_A, CONTROL)
    desk.press(Key.Key_F2)
    assert desk.said == ["501 orders are chosen, and at most 500 are taken at once. Choose fewer."]
    assert desk.verbs.done == []


def test_a_verb_gets_the_order_as_it_is_after_the_last_change(open_desk: Open) -> None:
    desk = open_desk(Shelf(many(2)))
    desk.shows(1, 2)
    given: list[OrderRow] = []
    desk.verbs.then = given.extend
    changed = order(1, "NEW", buyer="Петрова Анна", left=timedelta(hours=5, minutes=1))
    desk.shelf.put(changed)
    desk.changed()
    desk.wait(lambda: desk.model.order_at(0) == changed)
    desk.press(Key.Key_F2)
    assert given == [changed]


def test_with_several_orders_chosen_their_verbs_have_buttons(open_desk: Open) -> None:
    desk = open_desk(Shelf([*many(3), order(7, "CONFIRMED")]))
    desk.shows(1, 2, 3)
    assert _button(desk, "Confirm F2") is None
    desk.press(Key.Key_Down, SHIFT)
    button = _button(desk, "Confirm F2")
    assert button is not None
    assert _button(desk, "Hand over F8") is None
    button.click()
    assert desk.verbs.done == [("confirm", (1, 2))]


# -- empty and broken


def test_an_empty_list_says_why_it_is_empty(open_desk: Open) -> None:
    desk = open_desk(Shelf([order(1, "CONFIRMED")]))
    desk.wait(lambda: desk.notice.words().startswith("Nothing to confirm: every order is confirmed"))
    desk.press(Key.Key_5, ALT)
    desk.wait(lambda: desk.notice.words().startswith("Nothing to decide"))
    desk.press(Key.Key_7, ALT)
    desk.shows(1)
    assert desk.notice.words() == ""


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
    _press_visible(desk, "Try again")
    desk.shows(1, 2)
    assert desk.notice.words() == ""


def test_rows_stay_when_they_cannot_be_read_again_and_it_is_told(open_desk: Open) -> None:
    desk = open_desk(Shelf(many(2)))
    desk.shows(1, 2)
    desk.shelf.failure = StorageError("the disk is full")
    desk.changed()
    desk.wait(lambda: _button(desk, "Try again") is not None)
    assert desk.model.keys == keys(1, 2)
    desk.shelf.failure = None
    _press_visible(desk, "Try again")
    desk.wait(lambda: _button(desk, "Try again") is None)


def _at(x: int) -> QPoint:
    return QPoint(x, 10)


def _button(desk: Desk, words: str) -> QPushButton | None:
    found = (
        each for each in desk.view.findChildren(QPushButton) if each.text() == words and each.isVisible()
    )
    return next(found, None)


def _press_visible(desk: Desk, words: str) -> None:
    button = _button(desk, words)
    assert button is not None
    button.click()


def test_chips_stay_muted_while_nothing_is_counted(open_desk: Open) -> None:
    desk = open_desk(Shelf())
    desk.wait(lambda: all(chip.text().endswith(" 0") for chip in desk.view.findChildren(Chip)))
    assert desk.view.findChildren(Chip)[0].shows is OrderFilter.CONFIRM
