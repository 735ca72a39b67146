from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mmdesk.demo.stage_clock import StageClock


def test_it_stands_still_in_the_past_until_it_is_moved() -> None:
    clock = StageClock(timedelta(hours=2))
    began = clock.now()
    assert timedelta(hours=1, minutes=59) < datetime.now(UTC) - began < timedelta(hours=2, minutes=1)
    assert clock.advance(90) == clock.now() == began + timedelta(seconds=90)


def test_let_go_it_shows_the_machines_time_and_never_goes_back() -> None:
    clock = StageClock(timedelta(hours=2))
    clock.advance(timedelta(hours=1))
    passed = clock.monotonic()
    clock.let_go()
    assert abs(datetime.now(UTC) - clock.now()) < timedelta(minutes=1)
    assert passed <= clock.monotonic() < passed + 60
    with pytest.raises(ValueError, match="by hand"):
        clock.advance(1)
