"""What a key does to the orders that are chosen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mmdesk.services.desk import OrderRef
from mmdesk.services.order_list import OrderRow
from mmdesk.ui.orders.orders_state import MOST_AT_ONCE
from tests.factory import lot
from tests.ui.orders.cards import card
from tests.ui.orders.desk_stand import CONTROL, SHIFT, Open
from tests.ui.orders.list_stand import Shelf, many, order

Key = Qt.Key


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


def test_a_key_means_what_the_button_of_the_order_in_sight_says(open_desk: Open) -> None:
    """The list has not read it again, the details have."""
    desk = open_desk(Shelf(many(2)))
    desk.shows(1, 2)
    given: list[OrderRow] = []
    desk.verbs.then = given.extend
    desk.details.card = card(lot(1, "PACKED"), key=1)
    desk.press(Key.Key_F8)
    assert given == [desk.details.card.order]


def test_a_key_is_not_for_the_order_that_is_still_in_sight_from_before(open_desk: Open) -> None:
    desk = open_desk(Shelf(many(2)))
    desk.shows(1, 2)
    desk.details.card = card(lot(1, "PACKED"), key=2)
    desk.press(Key.Key_F8)
    assert desk.verbs.done == [("hand over", (1,))]


def test_with_several_orders_chosen_their_verbs_have_buttons(open_desk: Open) -> None:
    desk = open_desk(Shelf([*many(3), order(7, "CONFIRMED")]))
    desk.shows(1, 2, 3)
    assert desk.button("Confirm F2") is None
    desk.press(Key.Key_Down, SHIFT)
    button = desk.button("Confirm F2")
    assert button is not None
    assert desk.button("Hand over F8") is None
    button.click()
    assert desk.verbs.done == [("confirm", (1, 2))]
