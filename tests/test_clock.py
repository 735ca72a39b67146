from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest

from mmdesk.clock import ManualClock, SystemClock

NINE = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def test_the_machines_time_is_aware_and_in_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta()


def test_the_machines_monotonic_time_never_goes_back() -> None:
    clock = SystemClock()
    earlier = clock.monotonic()
    assert clock.monotonic() >= earlier


def test_manual_time_stands_still_until_it_is_moved() -> None:
    clock = ManualClock(NINE)
    assert (clock.now(), clock.monotonic()) == (NINE, 0.0)
    assert clock.advance(90) == NINE + timedelta(seconds=90)
    assert (clock.now(), clock.monotonic()) == (NINE + timedelta(seconds=90), 90.0)


def test_manual_time_moves_by_a_span() -> None:
    clock = ManualClock(NINE)
    clock.advance(timedelta(hours=24))
    assert clock.now() == datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


def test_manual_time_is_told_in_utc_whatever_zone_it_started_in() -> None:
    moscow = timezone(timedelta(hours=3))
    clock = ManualClock(datetime(2026, 11, 2, 12, 0, tzinfo=moscow))
    assert clock.now().isoformat() == "2026-11-02T09:00:00+00:00"


def test_a_naive_start_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        ManualClock(NINE.replace(tzinfo=None))


def test_manual_time_does_not_go_back() -> None:
    clock = ManualClock(NINE)
    with pytest.raises(ValueError, match="back"):
        clock.advance(-1)


def test_no_step_is_lost_when_several_threads_move_the_time() -> None:
    clock = ManualClock(NINE)

    def walk() -> None:
        for _ in range(500):
            clock.advance(1)

    threads = [threading.Thread(target=walk) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clock.monotonic() == 2000.0


def test_a_clock_that_is_set_lets_no_time_pass() -> None:
    clock = ManualClock(NINE)
    clock.advance(5)
    assert clock.set(timedelta(hours=-3)) == NINE + timedelta(hours=-3, seconds=5)
    assert (clock.now(), clock.monotonic()) == (NINE + timedelta(hours=-3, seconds=5), 5.0)
