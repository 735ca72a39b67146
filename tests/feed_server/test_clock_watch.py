"""A wall clock that was set is told apart from time that has passed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feed_server.clock_watch import ClockWatch, told
from mmdesk.clock import ManualClock

HOURS = timedelta(hours=3)


def test_time_that_passes_is_no_jump(clock: ManualClock) -> None:
    watch = ClockWatch(clock)
    clock.advance(timedelta(days=30))
    assert watch.jump() is None


@pytest.mark.parametrize("by", [HOURS, -HOURS])
def test_a_clock_that_is_set_jumps_once(clock: ManualClock, by: timedelta) -> None:
    watch = ClockWatch(clock)
    clock.advance(1)
    clock.set(by)
    assert (watch.jump(), watch.jump()) == (by, None)


def test_small_corrections_are_nothing_to_tell_of(clock: ManualClock) -> None:
    watch = ClockWatch(clock)
    clock.set(timedelta(seconds=-2))
    assert watch.jump() is None


def test_the_sentence_says_which_way() -> None:
    assert "назад на 3:00:00" in told(-HOURS).ru
    assert "forward by 3:00:00" in told(HOURS).en
