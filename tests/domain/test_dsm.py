from __future__ import annotations

from datetime import timedelta

import pytest

from mmdesk.domain.box import Mark, PackingRefused
from mmdesk.domain.deadline import DeadlineKind, Deadlines
from mmdesk.domain.dsm import Dsm
from mmdesk.domain.intent import Accept, AnswerCancel, CancelAnswer, Close, LotResult, Move, Reject
from mmdesk.domain.scheme import SchemeCode
from mmdesk.domain.schemes import SCHEMES, scheme_of
from mmdesk.domain.standing import DecidedOtherwise, NotAllowed, RowState, UnknownLot, WrongReason
from tests.factory import NOW, delivery_lot, lot, pending_command, shipment, standing

SCHEME = Dsm()
LATER = NOW + timedelta(days=1)
MARK = Mark(2, "0104600000000000215abc")


def handed(*indexes: int) -> tuple[LotResult, ...]:
    return tuple(LotResult(index, handed_over=True) for index in indexes)


def failed(index: int, reason: str) -> LotResult:
    return LotResult(index, handed_over=False, reason=reason)


@pytest.mark.parametrize(
    ("service_scheme", "fits"), [("DELIVERY_BY_MERCHANT", True), ("", False), ("COLLECT_BY_CUSTOMER", False)]
)
def test_what_the_shop_delivers_itself_is_dsm(service_scheme: str, fits: bool) -> None:
    assert SCHEME.fits(service_scheme) is fits


def test_schemes_are_found_by_their_codes() -> None:
    assert {code: scheme.code for code, scheme in SCHEMES.items()} == {code: code for code in SchemeCode}
    assert isinstance(scheme_of("dsm"), Dsm)
    with pytest.raises(ValueError, match="collect"):
        scheme_of("collect")


def test_confirming_accepts_the_goods_without_the_delivery() -> None:
    assert SCHEME.confirm(standing("NEW", "NEW", delivery_lot())) == (Accept((1, 2)),)
    assert SCHEME.confirm(standing("NEW", "NEW", delivery_lot()), (2, 9)) == (Accept((2,)),)


def test_there_is_nothing_to_confirm_in_the_delivery_alone() -> None:
    with pytest.raises(NotAllowed, match="no open lots"):
        SCHEME.confirm(standing("NEW", delivery_lot()), (9,))


@pytest.mark.parametrize("first", ["NEW", "PACKED"])
def test_an_order_with_a_lot_that_needs_a_marking_code_is_not_half_confirmed(first: str) -> None:
    with pytest.raises(NotAllowed, match=r"lot 2 needs a marking code.*Orders, F6") as told:
        SCHEME.confirm(standing(lot(1, first), lot(2, needs_mark=True)))
    assert told.value.text.command == "mmdesk orders pack --mark"


def test_a_lot_that_went_out_with_its_marking_code_holds_no_confirmation_up() -> None:
    at = standing(lot(1), lot(2, needs_mark=True), pending=[Accept((2,), (MARK,))])
    assert SCHEME.confirm(at) == (Accept((1,)),)


def test_packing_sends_what_is_not_accepted_yet_with_its_code() -> None:
    at = standing(lot(1, "PACKED"), lot(2, needs_mark=True))
    assert SCHEME.pack(at, (), (MARK,)) == (Accept((2,), (MARK,), checked=True),)
    with pytest.raises(PackingRefused, match="lot 2 needs a marking code"):
        SCHEME.pack(at, (), ())


def test_boxes_are_never_sent() -> None:
    with pytest.raises(PackingRefused, match="without --box"):
        SCHEME.pack(standing("NEW"), [(1,)], ())


def test_the_rest_is_packed_while_a_refusal_is_on_its_way() -> None:
    at = standing("NEW", "NEW", pending=[Reject((1,), "OUT_OF_STOCK")])
    assert SCHEME.pack(at, (), ()) == (Accept((2,), checked=True),)


@pytest.mark.parametrize("reason", ["OUT_OF_STOCK", "NOT_ACCEPTABLE"])
def test_every_reject_reason_of_the_scheme_is_taken(reason: str) -> None:
    assert SCHEME.reject(standing("PACKED"), {1: reason}) == (Reject((1,), reason),)


@pytest.mark.parametrize("reason", ["TWICE_ORDER", "FRAUD_ORDER", "HANDOVER_IMPOSSIBLE"])
def test_a_reject_reason_of_the_other_scheme_is_refused(reason: str) -> None:
    with pytest.raises(WrongReason, match="OUT_OF_STOCK, NOT_ACCEPTABLE"):
        SCHEME.reject(standing("NEW"), {1: reason})


def test_the_delivery_cannot_be_refused() -> None:
    with pytest.raises(NotAllowed, match="lot 9 is the delivery"):
        SCHEME.reject(standing("NEW", delivery_lot()), {9: "OUT_OF_STOCK"})


def test_an_order_goes_to_the_courier_once() -> None:
    assert SCHEME.check_courier(standing("PACKED", delivery_lot()))
    assert not SCHEME.check_courier(standing("PACKED", couriered_at=NOW))


def test_the_courier_takes_an_order_whose_packing_is_under_way() -> None:
    assert SCHEME.check_courier(standing("NEW", "PENDING_PACKING", pending=[Accept((1,))]))


@pytest.mark.parametrize("late", ["NEW", "PENDING", "CONFIRMED", "IN_RETURN"])
def test_the_courier_gets_a_complete_order_or_none(late: str) -> None:
    with pytest.raises(NotAllowed, match=r"lot 2 .*Pack the order first"):
        SCHEME.check_courier(standing("PACKED", late))


def test_the_courier_waits_until_the_buyer_who_wants_to_cancel_is_answered() -> None:
    asked = lot(1, "PACKED", cancel_requested=True)
    with pytest.raises(NotAllowed):
        SCHEME.check_courier(standing(asked))
    kept = AnswerCancel((CancelAnswer(1, canceled=False),))
    assert SCHEME.check_courier(standing(asked, pending=[kept]))


def test_an_order_is_neither_accepted_nor_packed_until_the_buyer_who_wants_to_cancel_is_answered() -> None:
    asked = lot(1, cancel_requested=True)
    for verb in (SCHEME.confirm, lambda at: SCHEME.confirm(at, (2,)), lambda at: SCHEME.pack(at, (), ())):
        with pytest.raises(NotAllowed, match=r"buyer asks to cancel lot 1.*Answer the buyer first"):
            verb(standing(asked, lot(2)))
    kept = AnswerCancel((CancelAnswer(1, canceled=False),))
    assert SCHEME.confirm(standing(asked, lot(2), pending=[kept])) == (Accept((1, 2)),)
    granted = AnswerCancel((CancelAnswer(1, canceled=True),))
    assert SCHEME.pack(standing(asked, lot(2), pending=[granted]), (), ()) == (Accept((2,), checked=True),)


def test_an_accepted_order_is_not_packed_while_an_answer_is_due() -> None:
    asked = lot(1, "PACKED", cancel_requested=True)
    with pytest.raises(NotAllowed, match="buyer asks to cancel lot 1"):
        SCHEME.pack(standing(asked), (), ())
    assert SCHEME.confirm(standing(asked)) == ()
    assert SCHEME.pack(standing(asked, couriered_at=NOW), (), ()) == ()


def test_a_wish_that_came_too_late_to_be_answered_stops_nothing() -> None:
    gone = lot(1, "DELIVERED", cancel_requested=True)
    assert SCHEME.confirm(standing(gone, lot(2))) == (Accept((2,)),)


def test_the_courier_leaves_without_a_lot_that_is_about_to_be_cancelled() -> None:
    granted = AnswerCancel((CancelAnswer(2, canceled=True),))
    assert SCHEME.check_courier(standing("PACKED", "NEW", pending=[granted]))


def test_a_denied_cancellation_keeps_the_lot_in_the_order() -> None:
    denied = AnswerCancel((CancelAnswer(2, canceled=False),))
    with pytest.raises(NotAllowed, match="lot 2"):
        SCHEME.check_courier(standing("PACKED", "NEW", pending=[denied]))


def test_closing_names_every_open_lot_and_the_delivery() -> None:
    at = standing("PACKED", "CUSTOMER_CANCELED", "SHIPPED", delivery_lot())
    assert SCHEME.close(at, {}, NOW) == (Close(handed(1, 3, 9), NOW),)


def test_a_partial_hand_over_still_delivers() -> None:
    at = standing("PACKED", "PACKED", delivery_lot())
    plan = SCHEME.close(at, {1: "CANCEL_BY_CUSTOMER"}, NOW)
    assert plan == (Close((failed(1, "CANCEL_BY_CUSTOMER"), *handed(2, 9)), NOW),)


def test_the_delivery_fails_with_the_last_of_the_goods() -> None:
    at = standing("PACKED", delivery_lot())
    reason = "HANDOVER_IMPOSSIBLE"
    assert SCHEME.close(at, {1: reason}, NOW) == (Close((failed(1, reason), failed(9, reason)), NOW),)


def test_the_delivery_may_fail_by_name() -> None:
    plan = SCHEME.close(standing("PACKED", delivery_lot()), {9: "CANCEL_BY_CUSTOMER"}, NOW)
    assert plan == (Close((*handed(1), failed(9, "CANCEL_BY_CUSTOMER")), NOW),)


@pytest.mark.parametrize(
    ("cancelling", "reason"),
    [
        (Reject((2,), "OUT_OF_STOCK"), "HANDOVER_IMPOSSIBLE"),
        (AnswerCancel((CancelAnswer(2, canceled=True),)), "CANCEL_BY_CUSTOMER"),
    ],
)
def test_a_lot_about_to_be_cancelled_is_closed_as_not_handed_over(
    cancelling: Reject | AnswerCancel, reason: str
) -> None:
    at = standing("PACKED", "NEW", pending=[cancelling])
    assert SCHEME.close(at, {}, NOW) == (Close((*handed(1), failed(2, reason)), NOW),)


@pytest.mark.parametrize("reason", ["OUT_OF_STOCK", ""])
def test_a_close_reason_is_one_of_two(reason: str) -> None:
    with pytest.raises(WrongReason, match="CANCEL_BY_CUSTOMER, HANDOVER_IMPOSSIBLE"):
        SCHEME.close(standing("PACKED"), {1: reason}, NOW)


def test_a_failed_lot_has_to_be_in_the_order() -> None:
    with pytest.raises(UnknownLot, match="lot 4"):
        SCHEME.close(standing("PACKED"), {4: "CANCEL_BY_CUSTOMER"}, NOW)


def test_an_order_that_is_not_assembled_is_not_closed() -> None:
    with pytest.raises(NotAllowed, match="lot 2 \\(confirmed\\)"):
        SCHEME.close(standing("PACKED", "CONFIRMED"), {}, NOW)


def test_a_closed_order_stays_closed() -> None:
    closed = standing("DELIVERED", "CUSTOMER_CANCELED", delivery_lot(status="PACKED"))
    assert SCHEME.close(closed, {}, NOW) == SCHEME.close(closed, {2: "CANCEL_BY_CUSTOMER"}, NOW) == ()


@pytest.mark.parametrize("other", ["CUSTOMER_CANCELED", "PACKED"])
def test_a_delivered_lot_cannot_fail_any_more(other: str) -> None:
    with pytest.raises(NotAllowed, match="lot 1 \\(delivered\\)"):
        SCHEME.close(standing("DELIVERED", other), {1: "CANCEL_BY_CUSTOMER"}, NOW)


def test_a_lot_cancelled_already_may_be_named_as_failed() -> None:
    plan = SCHEME.close(standing("PACKED", "CUSTOMER_CANCELED"), {2: "CANCEL_BY_CUSTOMER"}, NOW)
    assert plan == (Close(handed(1), NOW),)


def test_an_order_without_goods_is_not_closed() -> None:
    with pytest.raises(NotAllowed, match="no open lots"):
        SCHEME.close(standing(delivery_lot()), {}, NOW)


@pytest.mark.parametrize("reasons", [{}, {1: "CANCEL_BY_CUSTOMER"}])
def test_nothing_but_closing_again_goes_behind_a_closing_under_way(reasons: dict[int, str]) -> None:
    at = standing("PACKED", pending=list(SCHEME.close(standing("PACKED"), reasons, NOW)))
    assert SCHEME.close(at, reasons, NOW) == ()
    for verb in (SCHEME.check_courier, lambda at: SCHEME.move(at, LATER, NOW)):
        with pytest.raises(NotAllowed, match="no open lots"):
            verb(at)


def test_a_delivery_is_moved_with_all_its_goods() -> None:
    at = standing("NEW", "PACKED", "CUSTOMER_CANCELED", delivery_lot())
    assert SCHEME.move(at, LATER, NOW) == (Move((1, 2), LATER),)


def test_a_delivery_is_not_moved_into_the_past() -> None:
    for date in (NOW - timedelta(days=1), NOW):
        with pytest.raises(NotAllowed, match="in the past"):
            SCHEME.move(standing("NEW"), date, NOW)


def test_a_delivery_is_moved_again_only_to_another_date() -> None:
    even_later = LATER + timedelta(days=1)
    at = standing("NEW", pending=[Move((1,), LATER), Move((1,), even_later)])
    assert SCHEME.move(at, even_later, NOW) == ()
    assert SCHEME.move(at, LATER, NOW) == (Move((1,), LATER),)


def test_answers_go_out_together_for_the_lots_still_open() -> None:
    asked = [lot(index, "PACKED", cancel_requested=True) for index in (1, 2)]
    at = standing(*asked, lot(3, "CUSTOMER_CANCELED", cancel_requested=True))
    assert SCHEME.answer_cancel(at, {1: True, 2: False, 3: True}) == (
        AnswerCancel((CancelAnswer(1, canceled=True), CancelAnswer(2, canceled=False))),
    )


def test_a_cancellation_of_the_delivery_is_answered_like_any_other() -> None:
    at = standing("NEW", delivery_lot(cancel_requested=True))
    assert SCHEME.answer_cancel(at, {9: True}) == (AnswerCancel((CancelAnswer(9, canceled=True),)),)


def test_only_a_cancellation_that_was_asked_for_is_answered() -> None:
    with pytest.raises(NotAllowed, match=r"nobody asked to cancel lot 1.*reject it with a reason"):
        SCHEME.answer_cancel(standing("PACKED"), {1: True})


def test_a_parked_acceptance_may_be_asked_for_anew() -> None:
    at = standing("NEW", pending=[pending_command(Accept((1,)), RowState.PARKED)])
    assert SCHEME.confirm(at) == (Accept((1,)),)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("NEW", DeadlineKind.PACK_BY),
        ("PACKING_EXPIRED", DeadlineKind.PACK_BY),
        ("PACKED", DeadlineKind.DELIVER_TO),
        ("SHIPPED", DeadlineKind.DELIVER_TO),
        ("DELIVERED", None),
    ],
)
def test_the_deadline_that_counts_is_packing_and_then_the_delivery(
    status: str, kind: DeadlineKind | None
) -> None:
    order = shipment(status, deadlines=Deadlines(confirm_by=NOW, pack_by=NOW, deliver_to=NOW))
    assert SCHEME.due(order) == (None if kind is None else (kind, NOW))


@pytest.mark.parametrize(
    ("first", "then"), [({}, {1: "CANCEL_BY_CUSTOMER"}), ({1: "CANCEL_BY_CUSTOMER"}, {})]
)
def test_another_result_of_the_hand_over_is_never_taken_for_the_one_under_way(
    first: dict[int, str], then: dict[int, str]
) -> None:
    at = standing("PACKED", pending=list(SCHEME.close(standing("PACKED"), first, NOW)))
    with pytest.raises(DecidedOtherwise, match="lot 1"):
        SCHEME.close(at, then, NOW)


def test_the_other_answer_to_a_cancellation_is_never_taken_for_the_one_under_way() -> None:
    asked = lot(1, status="PACKED", cancel_requested=True)
    at = standing(asked, pending=list(SCHEME.answer_cancel(standing(asked), {1: True})))
    assert SCHEME.answer_cancel(at, {1: True}) == ()
    with pytest.raises(DecidedOtherwise, match="“cancel it”"):
        SCHEME.answer_cancel(at, {1: False})
    opposite = standing(asked, pending=list(SCHEME.answer_cancel(standing(asked), {1: False})))
    with pytest.raises(DecidedOtherwise, match="“do not cancel it”"):
        SCHEME.answer_cancel(opposite, {1: True})


def test_another_reason_is_never_taken_for_the_one_under_way() -> None:
    at = standing("NEW", pending=list(SCHEME.reject(standing("NEW"), {1: "OUT_OF_STOCK"})))
    assert SCHEME.reject(at, {1: "OUT_OF_STOCK"}) == ()
    with pytest.raises(DecidedOtherwise, match="“out of stock”"):
        SCHEME.reject(at, {1: "NOT_ACCEPTABLE"})
