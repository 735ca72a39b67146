"""Jobs run at their intervals, one at a time, and end with the schedule."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from feed_server.schedule import Schedule
from mmdesk.clock import SystemClock
from mmdesk.services.job_runs import JobName
from mmdesk.storage.engine import StorageBusy
from tests.feed_server.stand import wait_until

SOON = timedelta(seconds=0.05)
CLOCK = SystemClock()


@pytest.fixture
def schedule() -> Iterator[Schedule]:
    opened = Schedule()
    opened.start()
    yield opened
    opened.stop()
    assert opened.join(10)


def test_a_job_runs_again_and_again(schedule: Schedule) -> None:
    runs: list[int] = []
    schedule.plan(JobName.MEGAMARKET, SOON, CLOCK.now(), lambda: runs.append(1))
    wait_until(lambda: len(runs) > 2)


def test_a_run_that_meets_a_busy_database_does_not_end_the_schedule(schedule: Schedule) -> None:
    runs: list[int] = []

    def run() -> None:
        runs.append(1)
        raise StorageBusy

    schedule.plan(JobName.MEGAMARKET, SOON, CLOCK.now(), run)
    wait_until(lambda: len(runs) > 1)


def test_a_new_interval_takes_the_place_of_the_old_one(schedule: Schedule) -> None:
    runs: list[int] = []
    schedule.plan(JobName.MEGAMARKET, timedelta(hours=1), CLOCK.now(), lambda: runs.append(1))
    schedule.plan(JobName.MEGAMARKET, SOON, CLOCK.now(), lambda: runs.append(2))
    wait_until(lambda: len(runs) > 1)
    assert set(runs) == {2}


def test_a_clock_set_back_does_not_put_the_next_run_off(schedule: Schedule) -> None:
    runs: list[int] = []
    ahead = CLOCK.now() + timedelta(hours=3)
    schedule.plan(JobName.MEGAMARKET, SOON, ahead, lambda: runs.append(1))
    schedule.plan(JobName.MEGAMARKET, SOON, CLOCK.now(), lambda: runs.append(2))
    wait_until(lambda: 2 in runs)


def test_a_stop_waits_for_the_run_under_way(schedule: Schedule) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def run() -> None:
        begun.set()
        may_end.wait(10)

    stopped = Schedule()
    stopped.start()
    stopped.plan(JobName.MEGAMARKET, SOON, CLOCK.now(), run)
    assert begun.wait(10)
    stopped.stop()
    assert not stopped.join(0)
    may_end.set()
    assert stopped.join(10)
