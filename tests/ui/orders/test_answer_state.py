from __future__ import annotations

from mmdesk.ui.orders import answer_state
from tests.factory import delivery_lot, lot
from tests.ui.orders.cards import card


def test_only_open_lots_whose_cancellation_was_asked_for_are_answered() -> None:
    shown = card(
        lot(1, "PACKED", cancel_requested=True),
        lot(2, "PACKED"),
        lot(3, "CUSTOMER_CANCELED", cancel_requested=True),
        delivery_lot(9, "PACKED", cancel_requested=True),
        scheme="dsm",
    )
    assert [each.index for each in answer_state.of_card(shown).lots] == [1, 9]


def test_every_lot_has_its_own_answer() -> None:
    asked = [lot(index, "PACKED", cancel_requested=True) for index in (1, 2, 3)]
    state = answer_state.of_card(card(*asked, scheme="dsm"))
    state = state.give(1, cancel=True).give(3, cancel=False)
    assert (state.canceled, state.kept, state.unanswered) == ((1,), (3,), (2,))


def test_the_last_answer_counts() -> None:
    state = answer_state.of_card(card(lot(1, "PACKED", cancel_requested=True), scheme="dsm"))
    assert state.give(1, cancel=True).give(1, cancel=False).answers == {1: False}
