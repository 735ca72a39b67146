"""Jobs run when they are due by the runs that are recorded, one at a time, and end with the schedule."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from feed_server.schedule import UPKEEP, Schedule, Times
from mmdesk.remotes import EXCHANGES
from mmdesk.services.job_runs import JobName
from mmdesk.storage.engine import StorageBusy
from mmdesk.storage.running import JobRun
from tests.feed_server.stand import wait_until

JOB = JobName.DEADLINES
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
DAILY = Times(timedelta(days=1), timedelta(hours=1))


@pytest.fixture
def schedule() -> Iterator[Schedule]:
    opened = Schedule()
    opened.start()
    yield opened
    opened.stop()
    assert opened.join(10)


def soon() -> float:
    return 0.02


def far() -> float:
    return 3600.0


def run_at(finished_at: datetime, outcome: str = "done") -> JobRun:
    return JobRun(1, "backup", finished_at, finished_at, outcome, None, {})


def test_a_job_that_never_ran_is_due_at_once() -> None:
    assert DAILY.left(None, NOON) == 0


def test_the_next_run_is_counted_from_the_last_one_whoever_made_it() -> None:
    assert DAILY.left(run_at(NOON - timedelta(hours=20)), NOON) == timedelta(hours=4).total_seconds()


def test_many_missed_runs_count_as_one_that_is_due_at_once() -> None:
    assert DAILY.left(run_at(NOON - timedelta(days=9)), NOON) == 0


def test_a_failed_daily_job_is_not_put_off_for_a_day() -> None:
    assert DAILY.left(run_at(NOON, "failed"), NOON) == timedelta(hours=1).total_seconds()


def test_a_run_of_the_future_puts_the_next_one_off_by_one_interval_only() -> None:
    assert DAILY.left(run_at(NOON + timedelta(days=30)), NOON) == timedelta(days=1).total_seconds()


def test_every_job_of_this_version_but_exchange_and_pictures_has_its_times() -> None:
    """Pictures are fetched by a worker of their own, which every new order wakes."""
    assert set(UPKEEP) == set(JobName) - {each.job for each in EXCHANGES} - {JobName.PICTURES}


def test_a_job_runs_again_and_again(schedule: Schedule) -> None:
    runs: list[int] = []
    schedule.plan(JOB, lambda: runs.append(1), soon)
    wait_until(lambda: len(runs) > 2)


@pytest.mark.parametrize("error", [StorageBusy(), ValueError("a bug")])
def test_a_run_that_fails_does_not_end_the_schedule(
    schedule: Schedule, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feed_server.schedule._FAILURE_PAUSE", 0.01)
    runs: list[int] = []

    def run() -> None:
        runs.append(1)
        raise error

    schedule.plan(JOB, run, soon)
    wait_until(lambda: len(runs) > 1)


def test_a_database_that_does_not_tell_when_the_next_run_is_ends_nothing(schedule: Schedule) -> None:
    runs, failures = list[int](), [StorageBusy()]

    def left() -> float:
        if failures:
            raise failures.pop()
        return 0.0

    schedule.plan(JOB, lambda: runs.append(1), left)
    wait_until(lambda: len(runs) > 1)


def test_a_new_plan_takes_the_place_of_the_old_one(schedule: Schedule) -> None:
    runs: list[int] = []
    schedule.plan(JOB, lambda: runs.append(1), far)
    schedule.plan(JOB, lambda: runs.append(2), soon)
    wait_until(lambda: len(runs) > 1)
    assert set(runs) == {2}


def test_a_job_is_planned_anew_when_what_it_goes_by_has_changed(schedule: Schedule) -> None:
    runs, seconds = list[int](), [3600.0]
    schedule.plan(JOB, lambda: runs.append(1), lambda: seconds[0])
    seconds[0] = 0.02
    assert not runs
    schedule.replan()
    wait_until(lambda: bool(runs))


def test_a_job_that_is_planned_anew_while_it_runs_does_not_run_twice_at_once(schedule: Schedule) -> None:
    begun, may_end = threading.Semaphore(0), threading.Event()

    def run() -> None:
        begun.release()
        may_end.wait(10)

    schedule.plan(JOB, run, soon)
    assert begun.acquire(timeout=10)
    schedule.replan(JOB)
    assert not begun.acquire(timeout=0.1)
    may_end.set()
    assert begun.acquire(timeout=10)


def test_a_stop_waits_for_the_run_under_way() -> None:
    begun, may_end = threading.Event(), threading.Event()

    def run() -> None:
        begun.set()
        may_end.wait(10)

    stopped = Schedule()
    stopped.start()
    stopped.plan(JOB, run, soon)
    assert begun.wait(10)
    stopped.stop()
    assert not stopped.join(0)
    may_end.set()
    assert stopped.join(10)


def test_what_was_never_planned_is_not_planned_anew(schedule: Schedule) -> None:
    schedule.replan(JobName.MEGAMARKET)
