from __future__ import annotations

from mmdesk.ui.orders import reject_state
from tests.factory import delivery_lot, lot
from tests.ui.orders.cards import card, projected


def test_a_single_lot_is_chosen_from_the_start() -> None:
    assert reject_state.of_card(card(lot(1))).chosen == {1}


def test_of_several_lots_none_is_chosen_for_the_person() -> None:
    assert reject_state.of_card(card(lot(1), lot(2))).chosen == frozenset()


def test_lots_that_are_cancelled_leaving_or_a_delivery_are_not_offered() -> None:
    shown = card(lot(1), lot(2, "CUSTOMER_CANCELED"), lot(3), delivery_lot(9), scheme="dsm")
    state = reject_state.of_card(projected(shown, {3: "MERCHANT_CANCELED"}))
    assert [each.index for each in state.lots] == [1]


def test_a_lot_that_was_shipped_cannot_be_refused_any_more() -> None:
    assert reject_state.of_card(card(lot(1, "SHIPPED"), lot(2, "PACKED"))).lots == (lot(2, "PACKED"),)


def test_one_reason_counts_for_all_chosen_lots() -> None:
    state = reject_state.of_card(card(lot(1), lot(2), lot(3))).give("OUT_OF_STOCK")
    state = state.mark(1, refused=True).mark(3, refused=True)
    assert state.reasons == {1: "OUT_OF_STOCK", 3: "OUT_OF_STOCK"}


def test_each_lot_begins_with_the_common_reason_and_may_have_its_own() -> None:
    state = reject_state.of_card(card(lot(1), lot(2))).give("OUT_OF_STOCK", 1).share(on=False)
    state = state.give("TWICE_ORDER", 2)
    assert state.reasons == {1: "OUT_OF_STOCK", 2: "TWICE_ORDER"}


def test_back_to_one_reason_the_common_one_counts_again() -> None:
    state = reject_state.of_card(card(lot(1), lot(2))).give("OUT_OF_STOCK", 1)
    state = state.share(on=False).give("TWICE_ORDER", 1).share(on=True)
    assert state.reasons == {1: "OUT_OF_STOCK"}


def test_giving_a_lot_a_reason_chooses_it() -> None:
    assert reject_state.of_card(card(lot(1), lot(2))).give("OUT_OF_STOCK", 2).chosen == {2}


def test_a_chosen_lot_without_a_reason_is_named() -> None:
    state = reject_state.of_card(card(lot(1), lot(2))).mark(2, refused=True)
    assert state.unexplained == (2,)


def test_refusing_all_that_is_left_ends_the_order() -> None:
    state = reject_state.of_card(card(lot(1), lot(2, "CUSTOMER_CANCELED"), lot(3)))
    partly = state.mark(1, refused=True)
    assert not partly.ends_order
    assert partly.mark(3, refused=True).ends_order
