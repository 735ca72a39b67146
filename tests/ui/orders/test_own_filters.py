"""Filters of a person's own: saved, chosen, put in order and opened with, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mmdesk.services.order_list import OrderFilter, OrderSort, OrderWish
from mmdesk.services.saved_filters import FilterSet, of_document
from mmdesk.ui.orders.filter_dialogs import FilterNameDialog, FiltersDialog
from mmdesk.ui.orders.own_filters import OwnFilters
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.workstation import Workstation
from tests.ui.orders.desk_stand import ALT, CONTROL, Desk, Open
from tests.ui.orders.filters_stand import Person, button, dialog, entries
from tests.ui.orders.list_stand import Shelf, many, order

Key = Qt.Key
KEPT = (
    FilterSet()
    .add("Cups", OrderWish(search="700002"))
    .add("Packing", OrderWish(OrderFilter.PACK, sort=OrderSort.NEWEST))
    .add("Elsewhere", OrderWish(OrderFilter.ALL, connection="Склад"))
)

OpenWith = Callable[[Shelf, Person], Desk]


@pytest.fixture
def workstation(runner: TaskRunner, tmp_path: Path) -> Workstation:
    return Workstation(tmp_path / "window.json", runner)


@pytest.fixture
def open_with(open_desk: Open, runner: TaskRunner, workstation: Workstation) -> OpenWith:
    def made(shelf: Shelf, person: Person) -> Desk:
        return open_desk(shelf, OwnFilters(runner, shelf, person, workstation))

    return made


def shelf(*connections: str) -> Shelf:
    return Shelf([*many(3), order(7, "CONFIRMED"), order(8, "CONFIRMED")], connections or ("Лавка",))


def press_in_menu(desk: Desk, key: Key) -> None:
    """Alt+8 opens it."""
    desk.press(Key.Key_8, ALT)
    desk.wait(button(desk).menu().isVisible)
    QTest.keyClick(button(desk).menu(), key)


def ready(desk: Desk, *names: str) -> None:
    desk.press(Key.Key_8, ALT)
    desk.wait(lambda: len(entries(desk)) == len(names) + 2 or _reopen(desk))
    QTest.keyClick(button(desk).menu(), Key.Key_Escape)


def name(desk: Desk, words: str) -> None:
    """Into the question for a name."""
    desk.wait(lambda: isinstance(dialog(), FilterNameDialog))
    asked = dialog()
    assert isinstance(asked, FilterNameDialog)
    desk.wait(asked.name.edit.hasFocus)
    QTest.keyClicks(asked.name.edit, words)
    QTest.keyClick(asked.name.edit, Key.Key_Return)


def _reopen(desk: Desk) -> bool:
    button(desk).open_menu()
    return False


def test_what_the_list_shows_is_saved_under_a_name_and_found_again(
    open_with: OpenWith, workstation: Workstation
) -> None:
    desk = open_with(shelf(), Person())
    desk.press(Key.Key_2, ALT)
    desk.shows(7, 8)
    press_in_menu(desk, Key.Key_Down)
    QTest.keyClick(button(desk).menu(), Key.Key_Return)
    name(desk, "My packing")
    desk.wait(lambda: dialog() is None)
    # Without a window manager nobody gives the keyboard back.
    desk.view.activateWindow()
    desk.wait(lambda: button(desk).text() == "My packing")
    assert [each.name for each in of_document(workstation.remembered.filters).filters] == ["My packing"]
    desk.press(Key.Key_1, ALT)
    desk.shows(1, 2, 3)
    desk.wait(lambda: button(desk).text() == "My filters")
    press_in_menu(desk, Key.Key_1)
    desk.shows(7, 8)
    assert desk.table.hasFocus()


def test_a_name_that_is_taken_keeps_the_question_open(open_with: OpenWith) -> None:
    desk = open_with(shelf(), Person(KEPT))
    ready(desk, "Cups", "Packing", "Elsewhere")
    button(desk).save_wanted.emit()
    desk.wait(lambda: isinstance(dialog(), FilterNameDialog))
    asked = dialog()
    assert isinstance(asked, FilterNameDialog)
    QTest.keyClicks(asked.name.edit, "cups")
    QTest.keyClick(asked.name.edit, Key.Key_Return)
    assert "there is a filter" in asked.name.fault
    assert asked.isVisible()
    asked.reject()


def test_the_menu_counts_what_each_would_show(open_with: OpenWith) -> None:
    desk = open_with(shelf("Лавка", "Склад"), Person(KEPT))
    ready(desk, "Cups", "Packing", "Elsewhere")
    desk.press(Key.Key_8, ALT)
    expected = ["1  Cups\t1", "2  Packing\t2", "3  Elsewhere\t0"]
    desk.wait(lambda: entries(desk)[:3] == expected, entries(desk))


def test_a_filter_whose_connection_is_gone_says_so_and_shows_nothing_wrong(open_with: OpenWith) -> None:
    desk = open_with(shelf(), Person(KEPT))
    desk.shows(1, 2, 3)
    ready(desk, "Cups", "Packing", "Elsewhere")
    press_in_menu(desk, Key.Key_3)
    desk.wait(lambda: desk.said)
    assert "“Склад” is not in use any more" in desk.said[0]
    desk.shows(1, 2, 3)
    desk.press(Key.Key_8, ALT)
    desk.wait(lambda: entries(desk)[2].endswith("\tno connection"))


def test_the_page_opens_with_the_filter_that_was_chosen_for_it(open_with: OpenWith) -> None:
    desk = open_with(shelf(), Person(KEPT.start_with("Packing")))
    desk.shows(8, 7)
    desk.wait(lambda: button(desk).text() == "Packing")


def test_the_page_opens_as_ever_where_that_filters_connection_is_gone(open_with: OpenWith) -> None:
    desk = open_with(shelf(), Person(KEPT.start_with("Elsewhere")))
    desk.wait(lambda: desk.said)
    desk.shows(1, 2, 3)


def test_filters_are_renamed_sorted_deleted_and_opened_with_by_keys(open_with: OpenWith) -> None:
    person = Person(KEPT)
    desk = open_with(shelf(), person)
    ready(desk, "Cups", "Packing", "Elsewhere")
    button(desk).order_wanted.emit()
    desk.wait(lambda: isinstance(dialog(), FiltersDialog))
    opened = dialog()
    assert isinstance(opened, FiltersDialog)
    desk.wait(opened.list.hasFocus)

    def kept() -> list[str]:
        return [each.name for each in (person.kept or FilterSet()).filters]

    desk.press(Key.Key_Down, CONTROL)
    desk.wait(lambda: kept() == ["Packing", "Cups", "Elsewhere"] and opened.list.currentRow() == 1)
    desk.press(Key.Key_Space)
    desk.wait(lambda: person.kept is not None and person.kept.start == "Cups")
    desk.press(Key.Key_F2)
    name(desk, "Mugs")
    desk.wait(lambda: kept() == ["Packing", "Mugs", "Elsewhere"])
    # Without a window manager nobody gives it back.
    opened.activateWindow()
    desk.wait(opened.list.hasFocus)
    desk.press(Key.Key_Delete)
    desk.wait(lambda: kept() == ["Packing", "Elsewhere"] and opened.list.count() == 2)
    desk.press(Key.Key_Escape)
    desk.wait(lambda: dialog() is None)


def test_a_connection_that_goes_while_its_filter_is_shown_takes_the_name_away(open_with: OpenWith) -> None:
    there = replace(order(9, "CONFIRMED"), connection="Склад")
    desk = open_with(Shelf([order(1), there], ("Лавка", "Склад")), Person(KEPT))
    desk.shows(1)
    ready(desk, "Cups", "Packing", "Elsewhere")
    press_in_menu(desk, Key.Key_3)
    desk.shows(9)
    desk.wait(lambda: button(desk).text() == "Elsewhere")
    desk.shelf.names = ("Лавка",)
    desk.shelf.take(9)
    desk.changed()
    desk.shows(1)
    desk.wait(lambda: button(desk).text() == "My filters")
