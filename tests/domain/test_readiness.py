"""Every command in every status of its lot: may it go out, and has it taken effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from mmdesk.domain.box import Box, Mark
from mmdesk.domain.intent import (
    Accept,
    AnswerCancel,
    CancelAnswer,
    Close,
    Confirm,
    FetchLabel,
    LotResult,
    MegamarketIntent,
    Move,
    Pack,
    Reject,
    Ship,
)
from mmdesk.domain.outbox import Blocked, Moot, Wait
from mmdesk.domain.readiness import Effect, Ready, canceled_in_box, effect, readiness
from tests.factory import NOW, delivery_lot, lot, shipment

INTENTS: Mapping[str, MegamarketIntent] = {
    "confirm": Confirm((1,)),
    "reject": Reject((1,), "OUT_OF_STOCK"),
    "pack": Pack((Box(1, (1,)),)),
    "accept": Accept((1,)),
    "checked": Accept((1,), checked=True),
    "label": FetchLabel((1,)),
    "ship": Ship((1,), NOW),
    "close": Close((LotResult(1, handed_over=True),), NOW),
    "move": Move((1,), NOW),
    "answer": AnswerCancel((CancelAnswer(1, canceled=True),)),
}

# Before the slash what readiness says: Ready, Wait, Moot, Blocked. Behind it what the command's effect is:
# Present, Absent, Unsettled, X for unreadable.
TABLE = """
                      confirm reject pack accept checked label ship close move answer
NEW                   R/A     R/A    W/A  R/A    R/A     W/A   W/A  W/A   R/X  R/A
PENDING               W/U     W/U    W/U  W/U    W/U     W/A   W/U  W/U   W/X  R/U
PENDING_CONFIRMATION  M/P     W/A    W/A  W/A    W/A     W/A   W/A  W/A   W/X  R/A
CONFIRMED             M/P     R/A    R/A  R/A    R/A     W/A   W/A  W/A   R/X  R/A
PENDING_PACKING       M/P     W/A    M/P  M/P    M/P     W/A   W/A  W/A   W/X  R/A
PACKED                M/P     R/A    M/P  M/P    M/P     R/A   R/A  R/A   R/X  R/A
PENDING_SHIPPING      M/P     W/A    M/P  M/P    M/P     R/A   M/P  W/A   W/X  R/A
SHIPPED               M/P     B/A    M/P  M/P    M/P     R/A   M/P  R/A   B/X  R/A
PACKING_EXPIRED       M/P     R/A    R/A  R/A    R/A     W/A   W/A  W/A   R/X  R/A
SHIPPING_EXPIRED      M/P     R/A    M/P  M/P    M/P     R/A   R/A  R/A   B/X  R/A
DELIVERED             M/P     B/A    M/P  M/P    M/P     R/A   M/P  M/P   M/X  M/A
MERCHANT_CANCELED     M/P     M/P    B/P  M/P    B/P     B/A   M/P  M/P   M/X  M/P
CUSTOMER_CANCELED     M/P     M/P    B/P  M/P    B/P     B/A   M/P  M/P   M/X  M/P
IN_RETURN             B/A     B/A    B/A  B/A    B/A     B/A   B/A  B/A   B/X  R/A
PENDING_RETURN        W/U     W/U    W/U  W/U    W/U     W/A   W/U  W/U   W/X  R/U
"""

ANSWERS = {"R": Ready, "W": Wait, "M": Moot, "B": Blocked}
EFFECTS = {"P": Effect.PRESENT, "A": Effect.ABSENT, "U": Effect.UNSETTLED, "X": Effect.UNREADABLE}


def cells() -> Iterator[tuple[str, str, str]]:
    head, *rows = TABLE.split("\n")[1:-1]
    for row in rows:
        status, *expected = row.split()
        for name, word in zip(head.split(), expected, strict=True):
            yield name, status, word


@pytest.mark.parametrize(("name", "status", "expected"), list(cells()))
def test_every_command_in_every_status(name: str, status: str, expected: str) -> None:
    order = shipment(lot(1, status, box=1))
    answer, trace = expected.split("/")
    assert type(readiness(INTENTS[name], order)) is ANSWERS[answer]
    assert effect(INTENTS[name], order) == EFFECTS[trace]


def test_lots_that_need_the_command_no_more_are_left_out() -> None:
    order = shipment("NEW", "CONFIRMED", "CUSTOMER_CANCELED", "NEW")
    assert readiness(Confirm((1, 2, 3, 4)), order) == Ready(Confirm((1, 4)))


def test_a_refusal_keeps_its_reason_for_the_lots_that_are_left() -> None:
    order = shipment("NEW", "CUSTOMER_CANCELED")
    intent = Reject((1, 2), "OUT_OF_STOCK", "нет на полке")
    assert readiness(intent, order) == Ready(Reject((1,), "OUT_OF_STOCK", "нет на полке"))


def test_an_acceptance_drops_the_marks_of_the_lots_it_leaves_out() -> None:
    intent = Accept((1, 2), (Mark(1, "0101"), Mark(2, "0102")))
    assert readiness(intent, shipment("NEW", "PACKED")) == Ready(Accept((1,), (Mark(1, "0101"),)))


def test_one_lot_in_the_way_stops_the_command_and_is_named() -> None:
    answer = readiness(Confirm((1, 2)), shipment("PENDING", "IN_RETURN"))
    assert isinstance(answer, Blocked)
    assert "lot 2 (IN_RETURN)" in answer.why.en


def test_one_lot_that_is_not_ready_holds_the_command_and_is_named() -> None:
    answer = readiness(Reject((1, 2), "OUT_OF_STOCK"), shipment("NEW", "PENDING_CONFIRMATION"))
    assert isinstance(answer, Wait)
    assert "lot 2 (being confirmed)" in answer.why.en


@pytest.mark.parametrize("intent", [Pack((Box(1, (1,)), Box(2, (2,)))), Accept((1, 2), checked=True)])
def test_a_lot_cancelled_since_it_was_packed_stops_the_packing(intent: Pack | Accept) -> None:
    answer = readiness(intent, shipment("CONFIRMED", "CUSTOMER_CANCELED"))
    assert isinstance(answer, Blocked)
    assert "lot 2 (cancelled by the buyer)" in answer.why.en
    assert "лот 2 (отменён покупателем)" in answer.why.ru


def test_an_acceptance_nobody_packed_goes_out_without_the_cancelled_lot() -> None:
    assert readiness(Accept((1, 2)), shipment("NEW", "CUSTOMER_CANCELED")) == Ready(Accept((1,)))


def test_packing_is_sent_whole_while_a_lot_of_it_is_missing() -> None:
    intent = Pack((Box(1, (1, 2)),))
    assert readiness(intent, shipment(lot(1, "PACKED", box=1), "CONFIRMED")) == Ready(intent)
    assert effect(intent, shipment("PACKED", "CONFIRMED")) == Effect.ABSENT


def test_a_cancelled_lot_does_not_hide_that_the_packing_arrived() -> None:
    assert effect(Pack((Box(1, (1, 2)),)), shipment("PACKED", "CUSTOMER_CANCELED")) == Effect.PRESENT


def test_a_lot_that_vanished_is_no_reason_to_send() -> None:
    assert isinstance(readiness(Confirm((7,)), shipment("NEW")), Moot)
    assert isinstance(readiness(Close((LotResult(7, handed_over=True),), NOW), shipment("PACKED")), Moot)


def test_a_label_is_held_for_the_lot_to_be_taken_out_of_its_box() -> None:
    order = shipment(lot(1, "PACKED", box=1), lot(2, "CUSTOMER_CANCELED", box=2))
    answer = readiness(FetchLabel((1, 2)), order)
    assert isinstance(answer, Blocked)
    assert "take it out of box 2" in answer.why.en
    assert canceled_in_box(order) == (order.lots[1],)


def test_a_label_may_be_forced() -> None:
    order = shipment(lot(1, "PACKED", box=1), lot(2, "CUSTOMER_CANCELED", box=2))
    forced = FetchLabel((1, 2), force=True)
    assert readiness(forced, order) == Ready(forced)


def test_a_lot_cancelled_before_it_was_packed_holds_no_label() -> None:
    order = shipment(lot(1, "PACKED", box=1), "CUSTOMER_CANCELED")
    assert canceled_in_box(order) == ()
    assert readiness(FetchLabel((1,)), order) == Ready(FetchLabel((1,)))


@pytest.mark.parametrize("intent", [FetchLabel((1,)), Ship((1,), NOW)])
def test_what_names_boxes_waits_until_they_are_shown(intent: FetchLabel | Ship) -> None:
    answer = readiness(intent, shipment("PACKED"))
    assert isinstance(answer, Wait)
    assert "does not show the boxes" in answer.why.en


@pytest.mark.parametrize("intent", [FetchLabel((1,)), Ship((1,), NOW)])
def test_an_order_waits_for_its_last_lot(intent: FetchLabel | Ship) -> None:
    answer = readiness(intent, shipment(lot(1, "PACKED", box=1), "CONFIRMED"))
    assert isinstance(answer, Wait)
    assert "lot 2" in answer.why.en


def test_closing_leaves_out_what_is_closed_already() -> None:
    results = tuple(LotResult(index, handed_over=True) for index in (1, 2, 9))
    order = shipment("PACKED", "CUSTOMER_CANCELED", delivery_lot())
    assert readiness(Close(results, NOW), order) == Ready(Close((results[0], results[2]), NOW))


def test_closing_needs_a_result_for_every_open_lot() -> None:
    answer = readiness(Close((LotResult(1, handed_over=True),), NOW), shipment("PACKED", "PACKED"))
    assert isinstance(answer, Blocked)
    assert answer.why.en == "no result for lot 2"


def test_the_delivery_lot_does_not_say_whether_an_order_is_closed() -> None:
    intent = Close((LotResult(1, handed_over=True), LotResult(9, handed_over=True)), NOW)
    for status in ("NEW", "PENDING", "DELIVERED", "IN_RETURN"):
        order = shipment("DELIVERED", delivery_lot(status=status))
        assert effect(intent, order) == Effect.PRESENT
        assert isinstance(readiness(intent, order), Moot)


def test_a_denied_cancellation_cannot_be_read_off_the_order() -> None:
    denied = AnswerCancel((CancelAnswer(1, canceled=False), CancelAnswer(2, canceled=True)))
    assert effect(denied, shipment("PACKED", "CUSTOMER_CANCELED")) == Effect.UNREADABLE


def test_an_answer_for_the_delivery_alone_is_read_off_the_delivery() -> None:
    answer = AnswerCancel((CancelAnswer(9, canceled=True),))
    assert effect(answer, shipment("PACKED", delivery_lot())) == Effect.ABSENT
    assert effect(answer, shipment("PACKED", delivery_lot(status="CUSTOMER_CANCELED"))) == Effect.PRESENT


def test_answers_go_out_for_the_lots_still_open() -> None:
    answers = (CancelAnswer(1, canceled=True), CancelAnswer(2, canceled=False))
    order = shipment("CUSTOMER_CANCELED", "PACKED")
    assert readiness(AnswerCancel(answers), order) == Ready(AnswerCancel(answers[1:]))


def test_an_order_with_nothing_left_in_it_has_no_label() -> None:
    answer = readiness(FetchLabel((1,)), shipment("CUSTOMER_CANCELED"))
    assert isinstance(answer, Blocked)
    assert answer.why.en == "the order has no lots left"
