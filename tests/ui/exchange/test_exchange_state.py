from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mmdesk.domain.intent import Command, Target
from mmdesk.errors import Text
from mmdesk.services.exchange_watch import ExchangeSeen
from mmdesk.services.received_calls import CallState, ReceivedCall
from mmdesk.services.remote_standing import RemoteStanding, RemoteState
from mmdesk.services.waiting_commands import ShipmentKey, WaitingCommand, Why
from mmdesk.ui.exchange import exchange_state, queue_words
from mmdesk.ui.exchange.exchange_state import Section
from tests.factory import NOW

NOTHING = ExchangeSeen(NOW, True, 0, 0, 0, (), (), (), (), ())


def command(why: Why, key: str = "key-1") -> WaitingCommand:
    return WaitingCommand(
        key=key,
        command=Command.CONFIRM,
        target=Target.MEGAMARKET,
        connection="Лавка",
        shipment_key=ShipmentKey(1),
        shipment_id="700100200",
        lots=(1,),
        since=NOW,
        attempts=0,
        in_doubt=False,
        why=why,
        behind=Command.REJECT if why is Why.TURN else None,
        until=NOW + timedelta(seconds=8),
        words=None,
    )


def remote(state: RemoteState) -> RemoteStanding:
    return RemoteStanding("Лавка", Target.CRM, state, NOW, None, None, None, None)


def call(state: CallState) -> ReceivedCall:
    return ReceivedCall(1, "Лавка", "order/new", NOW, 0, state, (), None)


def test_the_badge_counts_what_only_a_person_ends() -> None:
    remotes = (remote(RemoteState.STOPPED), remote(RemoteState.PAUSED), remote(RemoteState.ANSWERS))
    seen = replace(NOTHING, queue=7, parked=2, calls_parked=3, remotes=remotes)
    assert exchange_state.badge(seen) == 6
    assert exchange_state.alarming(seen) == {Section.QUEUE, Section.CALLS, Section.REMOTES}


def test_an_exchange_that_works_asks_for_nobody() -> None:
    assert exchange_state.badge(replace(NOTHING, queue=7)) == 0
    assert exchange_state.alarming(replace(NOTHING, queue=7)) == frozenset()


def test_what_is_parked_comes_first_and_the_rest_keeps_its_order() -> None:
    commands = (command(Why.NEXT, "a"), command(Why.PARKED, "b"), command(Why.TURN, "c"))
    assert [each.key for each in exchange_state.in_order(commands)] == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("why", "retry", "drop"),
    [
        (Why.PARKED, True, True),
        (Why.SENDING, False, False),
        (Why.TURN, False, True),
        (Why.PAUSED, True, True),
    ],
)
def test_what_may_be_done_to_a_command(why: Why, retry: bool, drop: bool) -> None:
    assert exchange_state.can_retry(command(why)) is retry
    assert exchange_state.can_drop(command(why)) is drop


def test_a_call_is_dropped_only_while_it_is_parked() -> None:
    assert [exchange_state.can_drop_call(call(state)) for state in CallState] == [False, True, False]
    assert [exchange_state.can_replay(call(state)) for state in CallState] == [False, True, True]


@pytest.mark.parametrize("why", list(Why))
def test_every_reason_to_wait_is_told_in_words(why: Why) -> None:
    told = command(why)
    assert queue_words.reason(told, NOW)
    assert queue_words.details(told, NOW).heading.startswith("Confirmation, order 700100200: ")


def test_the_words_name_the_command_whose_turn_it_is() -> None:
    assert queue_words.reason(command(Why.TURN), NOW) == "its turn comes after: rejection"


def test_the_numbers_in_a_refusal_make_no_other_reason() -> None:
    first = replace(command(Why.PARKED, "a"), words=Text.same("lot 1 is cancelled"))
    alike = replace(command(Why.PARKED, "b"), words=Text.same("lot 2 is cancelled"))
    others = (
        replace(command(Why.PARKED, "c"), words=Text.same("the box is unknown")),
        replace(first, key="d", target=Target.CRM),
        replace(first, key="e", why=Why.LATER),
    )
    assert exchange_state.of_same_reason((first, alike, *others), first) == (first, alike)
    assert exchange_state.reason_counts((first, alike, *others))[0] == (first, 2)


def test_of_several_the_oldest_is_sent_again_first_and_what_is_on_its_way_is_left() -> None:
    young = replace(command(Why.PARKED, "young"), since=NOW + timedelta(minutes=1))
    old, sending = command(Why.PARKED, "old"), command(Why.SENDING, "sending")
    assert exchange_state.retriable((young, sending, old)) == (old, young)
    assert exchange_state.droppable((young, sending, old)) == (young, old)
