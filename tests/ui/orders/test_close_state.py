from __future__ import annotations

from decimal import Decimal

from mmdesk.ui.orders import close_state
from mmdesk.ui.orders.close_state import CloseState
from tests.factory import delivery_lot, lot
from tests.ui.orders.cards import card, projected


def two(deposited: str = "0") -> CloseState:
    return close_state.of_card(
        card(
            lot(1, "PACKED", price="2300"),
            lot(2, "PACKED", price="1200"),
            delivery_lot(9, "PACKED", price="300"),
            scheme="dsm",
            deposited=deposited,
        )
    )


def test_everything_counts_as_handed_over_from_the_start() -> None:
    assert two().failed == {}
    assert two().to_collect == Decimal(3800)


def test_what_was_not_handed_over_is_not_collected() -> None:
    assert two().fail(1, "CANCEL_BY_CUSTOMER").to_collect == Decimal(1500)


def test_the_delivery_is_paid_while_one_lot_was_handed_over() -> None:
    state = two().fail(1, "CANCEL_BY_CUSTOMER")
    assert state.is_delivery_kept
    assert not state.fail(2, "CANCEL_BY_CUSTOMER").is_delivery_kept


def test_nothing_is_collected_when_nothing_was_handed_over() -> None:
    assert two().fail(1, "CANCEL_BY_CUSTOMER").fail(2, "HANDOVER_IMPOSSIBLE").to_collect == 0


def test_what_was_paid_before_is_not_collected_twice() -> None:
    assert two(deposited="500").to_collect == Decimal(3300)


def test_a_deposit_above_the_sum_is_not_paid_back_by_the_courier() -> None:
    assert two(deposited="5000").to_collect == 0


def test_a_lot_without_a_reason_is_named() -> None:
    assert two().fail(2).unexplained == (2,)


def test_a_lot_can_be_handed_over_after_all() -> None:
    assert two().fail(2, "CANCEL_BY_CUSTOMER").hand_over(2).failed == {}


def test_a_lot_that_is_leaving_is_not_asked_about() -> None:
    shown = card(lot(1, "PACKED"), lot(2, "PACKED"), scheme="dsm")
    state = close_state.of_card(projected(shown, {2: "MERCHANT_CANCELED"}))
    assert [each.index for each in state.lots] == [1]
    assert state.to_collect == Decimal(1000)
