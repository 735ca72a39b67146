"""Polls of any kind run side by side under one result."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.connection import Connection
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.job_runs import JobOutcome
from mmdesk.services.side_by_side import PollRemark, PollSkipped, poll_all
from mmdesk.storage.uow import Storage
from tests.storage.build import open_shop


@dataclass(frozen=True)
class Counted:
    """What the other kind of poll counts."""

    changes: int = 0

    def __add__(self, other: Counted) -> Counted:
        return Counted(self.changes + other.changes)


@dataclass
class OtherPollster:
    """A poll of another remote: answers as told, and waits for its neighbours where there are any."""

    connection: Connection
    answer: Counted | Exception = field(default_factory=lambda: Counted(2))
    together: threading.Barrier | None = None

    def run(self, *, probe: bool = False) -> Counted:
        if self.together is not None:
            self.together.wait(10)
        if isinstance(self.answer, Exception):
            raise self.answer
        return replace(self.answer, changes=self.answer.changes + probe)

    def is_idle_within(self, seconds: float) -> bool:
        return seconds >= 0


@pytest.fixture
def connection(sqlite_storage: Storage, clock: ManualClock) -> Connection:
    return open_shop(sqlite_storage).connection


def test_any_kind_of_poll_adds_up_its_own_counts(connection: Connection) -> None:
    result = poll_all([OtherPollster(connection), OtherPollster(connection)])
    assert (result.outcome, result.counts) == (JobOutcome.DONE, {"changes": 4})


def test_a_probe_reaches_every_poll(connection: Connection) -> None:
    assert poll_all([OtherPollster(connection)], probe=True).counts == {"changes": 3}


def test_polls_run_at_the_same_time(connection: Connection) -> None:
    together = threading.Barrier(3)
    polls = [OtherPollster(connection, together=together) for _ in range(3)]
    assert poll_all(polls).counts == {"changes": 6}


def test_what_was_skipped_everywhere_is_skipped_with_its_reason(connection: Connection) -> None:
    skipped = PollSkipped(Text("обмен приостановлен", "the exchange is paused"))
    result = poll_all([OtherPollster(connection, skipped)])
    assert result.outcome is JobOutcome.SKIPPED
    assert result.reason is not None
    assert "обмен приостановлен" in result.reason.ru


@pytest.mark.parametrize("error", [MmdeskError("gone"), ValueError("a bug")])
def test_one_that_fails_is_named_and_the_others_are_counted(connection: Connection, error: Exception) -> None:
    broken = OtherPollster(replace(connection, name="сломанная"), error)
    result = poll_all([broken, OtherPollster(connection)])
    assert (result.outcome, result.counts) == (JobOutcome.FAILED, {"changes": 2})
    assert result.reason is not None
    assert result.reason.ru.startswith("сломанная:")


@pytest.mark.parametrize(("failed", "outcome"), [(False, JobOutcome.DONE), (True, JobOutcome.FAILED)])
def test_a_remark_is_told_beside_what_was_counted(
    connection: Connection, failed: bool, outcome: JobOutcome
) -> None:
    remark = PollRemark(Text("одно не принято", "one was not taken"), Counted(3), failed=failed)
    result = poll_all([OtherPollster(connection, remark), OtherPollster(connection)])
    assert (result.outcome, result.counts) == (outcome, {"changes": 5})
    assert result.reason is not None
    assert "одно не принято" in result.reason.ru


@dataclass
class SlowPollster(OtherPollster):
    """Its remote does not answer before the test allows it."""

    may_end: threading.Event = field(default_factory=threading.Event)
    busy: threading.Lock = field(default_factory=threading.Lock)

    def run(self, *, probe: bool = False) -> Counted:
        with self.busy:
            self.may_end.wait(30)
        return super().run(probe=probe)

    def is_idle_within(self, seconds: float) -> bool:
        if not self.busy.acquire(timeout=seconds):
            return False
        self.busy.release()
        return True


def test_a_slow_one_is_left_behind_and_then_passed_over(connection: Connection) -> None:
    slow = SlowPollster(replace(connection, name="медленная"))
    for _ in range(2):
        result = poll_all([slow, OtherPollster(connection)], patience=0.2)
        assert (result.outcome, result.counts) == (JobOutcome.DONE, {"changes": 2})
        assert result.reason is not None
        assert result.reason.ru.startswith("медленная:")
    slow.may_end.set()
    assert slow.is_idle_within(10)
    assert poll_all([slow, OtherPollster(connection)], patience=10).counts == {"changes": 4}
