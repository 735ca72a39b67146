"""What a person may do now, and the sentence that says why not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mmdesk.domain.box import Box
from mmdesk.domain.dsm import Dsm
from mmdesk.domain.intent import (
    Accept,
    AnswerCancel,
    CancelAnswer,
    Close,
    Confirm,
    FetchLabel,
    LotResult,
    Move,
    Pack,
    Reject,
    Ship,
)
from mmdesk.domain.possible import refusal_unasked, refusals
from mmdesk.domain.scheme import Scheme, Verb
from mmdesk.domain.standard import Standard
from mmdesk.domain.standing import RowState, Standing
from tests.factory import NOW, delivery_lot, lot, pending_command, standing

STANDARD, DSM = Standard(), Dsm()


def may(scheme: Scheme, at: Standing, *, checked: bool = True) -> set[Verb]:
    told = refusals(scheme, at, NOW, checked=checked)
    return {verb for verb, words in told.items() if words is None}


def why_not(scheme: Scheme, verb: Verb, at: Standing) -> str:
    words = refusals(scheme, at, NOW, checked=True)[verb]
    assert words is not None
    return words.en


@pytest.mark.parametrize("scheme", [STANDARD, DSM], ids=lambda scheme: scheme.code)
def test_every_verb_of_the_scheme_is_answered_and_no_other(scheme: Scheme) -> None:
    assert set(refusals(scheme, standing("NEW"), NOW, checked=False)) == scheme.verbs


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        ("NEW", {Verb.CONFIRM, Verb.REJECT}),
        ("CONFIRMED", {Verb.REJECT, Verb.PACK}),
        ("PACKED", {Verb.REJECT, Verb.LABEL, Verb.SHIP}),
        ("SHIPPED", {Verb.LABEL}),
        ("CUSTOMER_CANCELED", set()),
    ],
)
def test_a_standard_order_goes_from_step_to_step(status: str, allowed: set[Verb]) -> None:
    assert may(STANDARD, standing(status)) == allowed


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        ("NEW", {Verb.CONFIRM, Verb.REJECT, Verb.PACK, Verb.MOVE}),
        ("PACKED", {Verb.REJECT, Verb.COURIER, Verb.CLOSE, Verb.MOVE}),
        ("SHIPPED", {Verb.COURIER, Verb.CLOSE}),
        ("DELIVERED", set()),
    ],
)
def test_a_dsm_order_goes_from_step_to_step(status: str, allowed: set[Verb]) -> None:
    assert may(DSM, standing(status)) == allowed


def test_the_sentence_names_the_lot_in_the_way_and_what_to_do() -> None:
    told = why_not(STANDARD, Verb.SHIP, standing("PACKED", "NEW"))
    assert "lot 2 (new)" in told
    assert "Pack every lot first" in told


@pytest.mark.parametrize(
    ("scheme", "verb", "at"),
    [
        (STANDARD, Verb.CONFIRM, standing("NEW", pending=[Confirm((1,))])),
        (STANDARD, Verb.REJECT, standing("NEW", pending=[Reject((1,), "OUT_OF_STOCK")])),
        (STANDARD, Verb.PACK, standing("CONFIRMED", pending=[Pack((Box(1, (1,)),))])),
        (STANDARD, Verb.SHIP, standing("PACKED", pending=[Ship((1,), NOW)])),
        (DSM, Verb.COURIER, standing("PACKED", couriered_at=NOW)),
        (DSM, Verb.CLOSE, standing("PACKED", pending=[Close((LotResult(1, handed_over=True),), NOW)])),
        (DSM, Verb.MOVE, standing("NEW", pending=[Move((1,), NOW + timedelta(days=1))])),
        (
            DSM,
            Verb.ANSWER_CANCEL,
            standing(
                lot(1, "PACKED", cancel_requested=True), pending=[AnswerCancel((CancelAnswer(1, True),))]
            ),
        ),
    ],
    ids=lambda value: value.value if isinstance(value, Verb) else "",
)
def test_what_is_on_its_way_is_not_done_twice(scheme: Scheme, verb: Verb, at: Standing) -> None:
    assert "already" in why_not(scheme, verb, at)


def test_another_decision_on_its_way_is_named() -> None:
    at = standing(lot(1, "PACKED", cancel_requested=True), pending=[AnswerCancel((CancelAnswer(1, False),))])
    assert "“do not cancel it” is queued already" in why_not(DSM, Verb.ANSWER_CANCEL, at)


def test_one_lot_that_can_be_refused_is_enough() -> None:
    assert Verb.REJECT in may(STANDARD, standing("SHIPPED", "NEW"))
    assert "lot 1 (shipped)" in why_not(STANDARD, Verb.REJECT, standing("SHIPPED", "MERCHANT_CANCELED"))


def test_lots_that_are_only_refused_together_can_be_refused() -> None:
    parked = pending_command(Confirm((1, 2)), RowState.PARKED)
    assert Verb.REJECT in may(STANDARD, standing("NEW", "NEW", pending=[parked]))


def test_a_parked_command_about_more_lots_is_named() -> None:
    parked = pending_command(Reject((1, 2), "OUT_OF_STOCK"), RowState.PARKED)
    at = standing("SHIPPED", "NEW", pending=[parked])
    assert "parked command “rejection”" in why_not(STANDARD, Verb.REJECT, at)


def test_an_order_without_goods_has_nothing_to_refuse() -> None:
    assert "Nothing is left to reject" in why_not(DSM, Verb.REJECT, standing(delivery_lot()))


def test_a_marking_code_is_asked_for_when_it_is_packed() -> None:
    assert Verb.PACK in may(STANDARD, standing(lot(1, "CONFIRMED", needs_mark=True)))


def test_a_lot_left_for_its_marking_code_keeps_the_order_from_counting_as_confirmed() -> None:
    at = standing(lot(1, "PACKED"), lot(2, needs_mark=True))
    assert "lot 2 needs a marking code" in why_not(DSM, Verb.CONFIRM, at)


def test_an_order_accepted_unseen_may_still_be_packed_by_somebody() -> None:
    for at in (standing("PACKED"), standing("NEW", pending=[Accept((1,))])):
        assert Verb.PACK in may(DSM, at, checked=False)
        assert Verb.PACK not in may(DSM, at, checked=True)
    for at in (standing("PACKED", couriered_at=NOW), standing("DELIVERED")):
        assert Verb.PACK not in may(DSM, at, checked=False)
    assert Verb.PACK not in may(STANDARD, standing("PACKED"), checked=False)


def test_a_label_on_its_way_may_be_waited_for() -> None:
    assert Verb.LABEL in may(STANDARD, standing("PACKED", pending=[FetchLabel((1,))]))


def test_a_lot_cancelled_in_its_box_is_taken_out_before_a_label_is_printed() -> None:
    at = standing(lot(1, "PACKED", box=1), lot(2, "CUSTOMER_CANCELED", box=1))
    told = why_not(STANDARD, Verb.LABEL, at)
    assert "lot 2 (cancelled by the buyer)" in told
    assert "Take it out of the box" in told


def test_a_cancellation_is_answered_only_when_the_buyer_asks() -> None:
    assert "has not asked" in why_not(DSM, Verb.ANSWER_CANCEL, standing("PACKED"))
    assert Verb.ANSWER_CANCEL in may(DSM, standing("PACKED", lot(2, "PACKED", cancel_requested=True)))
    assert Verb.ANSWER_CANCEL not in may(DSM, standing(lot(1, "CUSTOMER_CANCELED", cancel_requested=True)))


def test_what_an_unanswered_buyer_may_not_want_is_neither_confirmed_nor_packed() -> None:
    for status in ("NEW", "PACKED"):
        at = standing(lot(1, status, cancel_requested=True), lot(2, status))
        assert not DSM.held_by_wish & may(DSM, at)
        assert "asks to cancel lot 1" in why_not(DSM, Verb.PACK, at)
    fresh = standing(lot(1, cancel_requested=True), lot(2))
    assert "asks to cancel lot 1" in why_not(DSM, Verb.CONFIRM, fresh)
    assert Verb.CONFIRM in may(STANDARD, fresh)


def test_packing_of_which_nothing_is_asked_does_not_wait_for_a_marking_code() -> None:
    at = standing(lot(1, "CONFIRMED", needs_mark=True))
    told = refusal_unasked(STANDARD, at, Verb.PACK, NOW, checked=False)
    assert "lot 1 needs a marking code" in str(told)
    assert refusal_unasked(STANDARD, standing("CONFIRMED"), Verb.PACK, NOW, checked=False) is None


def test_a_verb_that_asks_nothing_is_judged_as_in_the_details() -> None:
    assert refusal_unasked(STANDARD, standing("PACKED"), Verb.SHIP, NOW, checked=False) is None
    told = refusal_unasked(STANDARD, standing("NEW"), Verb.SHIP, NOW, checked=False)
    assert "lot 1 (new)" in str(told)


def test_a_verb_of_the_other_scheme_is_refused_with_the_right_one() -> None:
    told = refusal_unasked(STANDARD, standing("PACKED"), Verb.COURIER, NOW, checked=False)
    assert "Standard orders are shipped" in str(told)
