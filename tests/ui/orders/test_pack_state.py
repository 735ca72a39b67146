from __future__ import annotations

import pytest

from mmdesk.services.order_card import OrderBox
from mmdesk.ui.orders import pack_state
from mmdesk.ui.orders.pack_state import BadMark, PackState
from tests.factory import lot
from tests.ui.orders.cards import card, projected

CODE = "0104601234567890215a!b\x1d91FFD0\x1d92dGVzdA=="


def three(**needs: bool) -> PackState:
    return pack_state.of_card(
        card(*(lot(index, "CONFIRMED", needs_mark=needs.get(f"lot{index}", False)) for index in (1, 2, 3)))
    )


def test_everything_lies_in_one_box_until_somebody_says_otherwise() -> None:
    assert three().groups == ((1, 2, 3),)


def test_a_lot_goes_into_the_box_whose_number_was_pressed() -> None:
    assert three().put(2, 2).groups == ((1, 3), (2,))


def test_boxes_that_stay_empty_vanish() -> None:
    assert three().put(2, 7).put(3, 4).numbered == ((1, (1,)), (2, (3,)), (3, (2,)))


def test_everything_in_one_box_again() -> None:
    assert three().put(2, 2).all_in_one().groups == ((1, 2, 3),)


def test_lots_that_are_packed_leaving_or_cancelled_wait_no_more() -> None:
    shown = card(lot(1, "CONFIRMED"), lot(2, "PACKED"), lot(3, "CONFIRMED"), lot(4, "CUSTOMER_CANCELED"))
    state = pack_state.of_card(projected(shown, {3: "MERCHANT_CANCELED"}))
    assert [each.index for each in state.lots] == [1]


def test_a_second_packing_goes_on_with_the_numbers_of_the_first() -> None:
    shown = card(lot(1, "PACKED", box=1), lot(2, "CONFIRMED"), boxes=[OrderBox(1, "4321*1*1", (1,), True)])
    assert pack_state.of_card(shown).numbered == ((2, (2,)),)


def test_the_boxes_of_an_own_delivery_are_nobody_elses_affair() -> None:
    state = pack_state.of_card(card(lot(1), lot(2), scheme="dsm"))
    assert not state.boxed
    assert state.groups == ()


def test_separators_inside_a_marking_code_are_kept() -> None:
    state = three(lot2=True).take_mark(2, f"{CODE}\x1d\r\n")
    assert state.marks == {2: f"{CODE}\x1d"}
    assert state.unmarked == ()


@pytest.mark.parametrize(
    ("code", "refusal"), [("", BadMark.EMPTY), (" \r", BadMark.EMPTY), ("01046012фыв", BadMark.WRONG_LAYOUT)]
)
def test_a_code_that_cannot_be_one_is_refused(code: str, refusal: BadMark) -> None:
    assert three(lot2=True).refusal_of(2, code) is refusal


def test_a_code_is_taken_once_only() -> None:
    state = three(lot1=True, lot2=True).take_mark(1, CODE)
    assert state.refusal_of(2, CODE) is BadMark.REPEATED
    assert state.owner_of(CODE) == 1


def test_the_same_lot_may_be_scanned_again() -> None:
    assert three(lot1=True).take_mark(1, CODE).refusal_of(1, CODE) is None


def test_a_forgotten_code_is_asked_for_again() -> None:
    assert three(lot1=True).take_mark(1, CODE).forget_mark(1).unmarked == (1,)


def test_a_code_read_before_is_not_asked_for_again() -> None:
    assert pack_state.of_card(card(lot(1, "CONFIRMED", needs_mark=True), marks={1: CODE})).unmarked == ()


def test_an_order_accepted_unseen_shows_the_lots_to_check_and_asks_for_nothing_else() -> None:
    shown = card(lot(1, "PACKED", needs_mark=True), lot(2, "PACKED"), scheme="dsm")
    state = pack_state.of_card(shown)
    assert [each.index for each in state.lots] == [1, 2]
    assert (state.reported, state.needs_marks, state.unmarked, state.groups) == (True, False, (), ())
