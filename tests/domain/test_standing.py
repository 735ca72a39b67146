from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.domain.box import Box
from mmdesk.domain.intent import (
    Accept,
    AnswerCancel,
    CancelAnswer,
    Close,
    Confirm,
    CreateOrder,
    FetchLabel,
    Intent,
    LotResult,
    Move,
    Pack,
    Reject,
    Ship,
)
from mmdesk.domain.standing import (
    UNFINISHED,
    RowState,
    UnknownLot,
    describe,
    outcome_of,
    provisional_status,
)
from mmdesk.domain.status import Status, is_canceled, is_final
from tests.factory import NOW, lot, pending_command, standing

COMMANDS: list[tuple[Intent, str | None, str | None]] = [
    (Confirm((1,)), "CONFIRMED", "PENDING_CONFIRMATION"),
    (Reject((1,), "OUT_OF_STOCK"), "MERCHANT_CANCELED", None),
    (Pack((Box(1, (1,)),)), "PACKED", "PENDING_PACKING"),
    (Accept((1,)), "PACKED", "PENDING_PACKING"),
    (Ship((1,), NOW), "SHIPPED", "PENDING_SHIPPING"),
    (Close((LotResult(1, handed_over=True),), NOW), "DELIVERED", None),
    (Close((LotResult(1, False, "CANCEL_BY_CUSTOMER"),), NOW), "CUSTOMER_CANCELED", None),
    (Close((LotResult(1, False, "HANDOVER_IMPOSSIBLE"),), NOW), "MERCHANT_CANCELED", None),
    (AnswerCancel((CancelAnswer(1, canceled=True),)), "CUSTOMER_CANCELED", None),
    (AnswerCancel((CancelAnswer(1, canceled=False),)), None, None),
    (FetchLabel((1,)), None, None),
    (Move((1,), NOW), None, None),
    (CreateOrder((1,)), None, None),
]


@pytest.mark.parametrize(("intent", "end", "meanwhile"), COMMANDS, ids=lambda value: str(value)[:40])
def test_what_a_command_brings_its_lot_to(intent: Intent, end: str | None, meanwhile: str | None) -> None:
    assert outcome_of(intent, 1) == end
    assert provisional_status(intent) == meanwhile


def test_a_command_brings_a_lot_it_does_not_name_nowhere() -> None:
    assert outcome_of(Close((LotResult(1, handed_over=True),), NOW), 2) is None


def test_a_lot_is_projected_through_every_command_under_way() -> None:
    at = standing("NEW", "NEW", pending=[Confirm((1, 2)), Pack((Box(1, (1,)),)), Ship((1,), NOW)])
    assert [at.projected(each) for each in at.shipment.lots] == ["SHIPPED", "CONFIRMED"]


def test_a_parked_command_projects_nothing() -> None:
    parked = pending_command(Confirm((1,)), RowState.PARKED)
    at = standing("NEW", pending=[parked])
    assert at.projected(at.shipment.lots[0]) == "NEW"
    assert not at.awaits(at.shipment.lots[0])


def test_a_command_of_the_past_takes_nothing_back() -> None:
    at = standing("PACKED", pending=[Confirm((1,)), Pack((Box(1, (1,)),))])
    assert at.projected(at.shipment.lots[0]) == "PACKED"


@pytest.mark.parametrize("status", ["CUSTOMER_CANCELED", "DELIVERED", "IN_RETURN"])
def test_nothing_under_way_hides_the_end_or_an_unknown_status(status: str) -> None:
    at = standing(status, pending=[Confirm((1,)), Pack((Box(1, (1,)),))])
    assert at.projected(at.shipment.lots[0]) == status


def test_what_follows_a_refusal_does_not_bring_the_lot_back() -> None:
    at = standing("PACKED", pending=[Reject((1,), "OUT_OF_STOCK"), Ship((1,), NOW)])
    assert at.projected(at.shipment.lots[0]) == "MERCHANT_CANCELED"


def test_what_is_queued_for_one_lot_is_not_queued_for_another() -> None:
    at = standing("NEW", "NEW", pending=[Confirm((1,))])
    one, two = at.shipment.lots
    assert at.queued(Confirm, one)
    assert not at.queued(Reject, one)
    assert not at.queued(Confirm, two)
    assert at.awaits(one)
    assert not at.awaits(two)


def test_lots_about_to_be_cancelled_do_not_stay() -> None:
    answers = AnswerCancel((CancelAnswer(2, canceled=True), CancelAnswer(3, canceled=False)))
    parked = pending_command(Reject((4,), "OUT_OF_STOCK"), RowState.PARKED)
    at = standing(*["NEW"] * 4, "CUSTOMER_CANCELED", pending=[Reject((1,), "OUT_OF_STOCK"), answers, parked])
    assert [each.index for each in at.staying] == [3, 4]


def test_lots_are_chosen_once_in_the_order_named() -> None:
    at = standing("NEW", "NEW", "NEW")
    assert [each.index for each in at.choose((3, 1, 3))] == [3, 1]
    with pytest.raises(UnknownLot, match="lot 4, shipment 700100200"):
        at.choose((1, 4))


def test_a_lot_is_described_with_its_state() -> None:
    assert describe(lot(2), "PACKED").ru == "лот 2 (упакован)"
    assert describe(lot(2), "IN_RETURN").en == "lot 2 (IN_RETURN)"


def test_only_a_finished_or_cancelled_row_is_out_of_the_way() -> None:
    assert set(RowState) - UNFINISHED == {RowState.DONE, RowState.CANCELLED}


@given(
    st.sampled_from([*Status, "IN_RETURN", "PENDING_RETURN"]),
    st.lists(st.sampled_from([intent for intent, _, _ in COMMANDS]), max_size=6),
)
def test_a_projection_ends_where_a_command_does_or_stays(status: str, intents: list[Intent]) -> None:
    at = standing(str(status), pending=intents)
    end = at.projected(at.shipment.lots[0])
    assert end in {status, *(outcome_of(intent, 1) for intent in intents)}
    cancels = any(is_canceled(outcome_of(intent, 1) or "") for intent in intents)
    assert is_canceled(end) <= (cancels or is_canceled(status))
    assert not is_final(status) or end == status
