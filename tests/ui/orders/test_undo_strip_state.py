from __future__ import annotations

from datetime import timedelta

from mmdesk.domain.intent import Command
from mmdesk.services.order_actions import Departing
from mmdesk.ui.orders.undo_strip_state import UndoStripState
from tests.factory import NOW

LEAVING = Departing(
    ("a", "b", "c"),
    {Command.SHIP: 1, Command.CONFIRM: 2},
    NOW + timedelta(seconds=5),
    NOW + timedelta(seconds=8),
)


def test_a_started_second_counts() -> None:
    state = UndoStripState(LEAVING)
    assert state.seconds_left(NOW + timedelta(seconds=1, milliseconds=200)) == 7


def test_it_runs_until_the_last_has_gone_and_is_read_anew_when_the_first_has() -> None:
    state, between = UndoStripState(LEAVING), NOW + timedelta(seconds=5)
    assert not state.is_old(between - timedelta(seconds=1))
    assert state.is_old(between)
    assert state.seconds_left(between) == 3


def test_nothing_is_left_once_the_last_has_gone() -> None:
    assert UndoStripState(LEAVING).seconds_left(NOW + timedelta(seconds=20)) == 0


def test_nothing_leaves_where_nothing_was_decided() -> None:
    assert UndoStripState().seconds_left(NOW) == 0


def test_what_there_is_most_of_comes_first() -> None:
    assert UndoStripState(LEAVING).counts == [(Command.CONFIRM, 2), (Command.SHIP, 1)]
