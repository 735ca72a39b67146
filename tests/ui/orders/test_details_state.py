from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from mmdesk.domain.lot import Lot
from mmdesk.domain.notice import Notice, NoticeCode
from mmdesk.domain.scheme import Verb
from mmdesk.domain.standing import FOREIGN_DELIVERY, RowState
from mmdesk.services.order_card import OrderBox
from mmdesk.ui.orders import details_state
from mmdesk.ui.orders.details_state import Alarm, Part
from tests.factory import NOW, lot
from tests.ui.orders.cards import card, command, event

BOX = OrderBox(1, "4321*700100200*1", (1,), False)


def test_a_card_read_again_unchanged_changes_no_part() -> None:
    assert details_state.changed_parts(card(lot(1)), card(lot(1))) == frozenset()


def test_another_order_changes_every_part() -> None:
    assert details_state.changed_parts(card(lot(1)), card(lot(1), key=2)) == frozenset(Part)


def test_a_new_event_changes_the_timeline_alone() -> None:
    after = card(lot(1), timeline=[event("заказ в RetailCRM")])
    assert details_state.changed_parts(card(lot(1)), after) == {Part.TIMELINE}


def test_a_label_that_arrives_changes_boxes_and_the_next_step() -> None:
    before = card(lot(1, "PACKED", box=1), boxes=[BOX])
    after = card(lot(1, "PACKED", box=1), boxes=[replace(BOX, label=True)])
    assert details_state.changed_parts(before, after) == {Part.BOXES, Part.VERBS}


@pytest.mark.parametrize(
    ("lots", "scheme", "verb"),
    [
        ([lot(1)], "standard", Verb.CONFIRM),
        ([lot(1, "CONFIRMED")], "standard", Verb.PACK),
        ([lot(1, "SHIPPED")], "standard", None),
        ([lot(1)], "dsm", Verb.CONFIRM),
        ([lot(1, "PACKED")], "dsm", Verb.PACK),
        ([lot(1, "PACKED", cancel_requested=True)], "dsm", Verb.ANSWER_CANCEL),
        ([lot(1, "DELIVERED")], "dsm", None),
        ([lot(1, "CUSTOMER_CANCELED")], "standard", None),
        ([lot(1, "ON_THE_MOON")], "standard", None),
        ([lot(1, "PENDING")], "standard", None),
        ([lot(1, "PENDING_PACKING")], "dsm", None),
    ],
)
def test_the_next_step_follows_the_state(lots: Sequence[Lot], scheme: str, verb: Verb | None) -> None:
    assert details_state.next_verb(card(*lots, scheme=scheme)) is verb


def test_a_packed_order_gets_its_label_before_it_is_handed_over() -> None:
    packed = lot(1, "PACKED", box=1)
    assert details_state.next_verb(card(packed, boxes=[BOX])) is Verb.LABEL
    assert details_state.next_verb(card(packed, boxes=[replace(BOX, label=True)])) is Verb.SHIP


def test_an_own_delivery_goes_to_the_courier_and_is_closed_then() -> None:
    packed = lot(1, "PACKED")
    assert details_state.next_verb(card(packed, scheme="dsm", checked_at=NOW)) is Verb.COURIER
    assert details_state.next_verb(card(packed, scheme="dsm", checked_at=NOW, couriered_at=NOW)) is Verb.CLOSE


def test_every_scheme_has_paper_to_print() -> None:
    assert Verb.LABEL in details_state.offered(card(lot(1), scheme="dsm"))
    assert not details_state.has_label_of_its_own(card(lot(1), scheme="dsm"))


def test_a_cancellation_that_waits_for_an_answer_comes_before_everything() -> None:
    asked = [lot(1, "PACKED", cancel_requested=True), lot(2, "CUSTOMER_CANCELED")]
    told = details_state.cancellation(card(*asked, scheme="dsm"))
    assert told is not None
    assert (told.alarm, told.lots) == (Alarm.ASKED, (1,))


def test_a_cancelled_lot_in_a_box_has_to_be_taken_out() -> None:
    told = details_state.cancellation(card(lot(1, "CUSTOMER_CANCELED", box=2), lot(2, "PACKED", box=1)))
    assert told is not None
    assert (told.alarm, told.boxes, told.whole) == (Alarm.IN_BOX, (2,), False)


def test_a_whole_order_that_was_cancelled_says_so() -> None:
    told = details_state.cancellation(card(lot(1, "CUSTOMER_CANCELED"), lot(2, "CUSTOMER_CANCELED")))
    assert told is not None
    assert (told.alarm, told.whole) == (Alarm.CANCELED, True)


def test_what_we_have_refused_ourselves_raises_no_alarm() -> None:
    assert details_state.cancellation(card(lot(1, "MERCHANT_CANCELED"), lot(2))) is None


def test_parked_commands_are_told_apart_from_those_on_their_way() -> None:
    stuck, gone = command(state=RowState.PARKED, key="a"), command(key="b")
    shown = card(lot(1), pending=[stuck, gone])
    assert details_state.parked(shown) == (stuck,)
    assert details_state.leaving(shown) == (gone,)


@pytest.mark.parametrize(
    ("due_in", "pause"),
    [(timedelta(minutes=14), 1_000), (timedelta(hours=5), 30_000), (None, 0)],
)
def test_a_clock_ticks_only_as_often_as_it_is_needed(due_in: timedelta | None, pause: int) -> None:
    assert details_state.tick_ms(card(lot(1), due_in=due_in), NOW) == pause


def test_a_command_about_to_leave_is_counted_down_by_the_second() -> None:
    assert details_state.tick_ms(card(lot(1), due_in=timedelta(days=1), pending=[command()]), NOW) == 1_000


def test_an_order_in_foreign_hands_is_neither_given_away_nor_closed_next() -> None:
    foreign = [Notice(NoticeCode.FOREIGN_DELIVERY, FOREIGN_DELIVERY, NOW)]
    packed = card(lot(1, "PACKED"), scheme="dsm", checked_at=NOW, notices=foreign)
    assert details_state.next_verb(packed) is None
