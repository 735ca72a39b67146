from __future__ import annotations

import pytest

from mmdesk.errors import MmdeskError
from mmdesk.ui.packing.turns import OutOfTurn, Turns


def failing() -> str:
    raise MmdeskError("busy")


def test_what_was_handed_in_behind_a_failure_is_not_tried() -> None:
    turns, done = Turns(), list[str]()
    first, second, third = (
        turns.queue(lambda: "a"),
        turns.queue(failing),
        turns.queue(lambda: done.append("c")),
    )
    assert first() == "a"
    assert turns.waiting == 2
    with pytest.raises(MmdeskError, match="busy"):
        second()
    assert turns.waiting == 0, "what went down with it waits for nothing"
    with pytest.raises(OutOfTurn):
        third()
    assert (done, turns.void) == ([], 2)


def test_what_is_handed_in_after_a_failure_counts() -> None:
    turns = Turns()
    with pytest.raises(MmdeskError):
        turns.queue(failing)()
    assert turns.queue(lambda: "again")() == "again"
