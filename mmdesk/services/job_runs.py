"""Jobs and their runs: each run is a row with its outcome, so that people can read what happened and when."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from mmdesk.clock import Clock
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.lease import ServiceLease, is_alive
from mmdesk.services.waiting import Changes
from mmdesk.storage.running import SERVICE, JobRun
from mmdesk.storage.uow import Storage, UnitOfWork

__all__ = [
    "BrokenOff", "Job", "JobHost", "JobName", "JobNotTaken", "JobOutcome",
    "JobResult", "JobRunner", "UnknownJob", "asker", "checked_job", "is_alive", "once", "request",
    "wait_for_run",
]  # fmt: skip

logger = logging.getLogger(__name__)


class JobName(StrEnum):
    """Everything the service does by itself, as `mmdesk service once` names it."""

    MEGAMARKET = "megamarket"
    CRM = "crm"
    FEED = "feed"
    STOCK = "stock"
    DEADLINES = "deadlines"
    SELFTEST = "selftest"
    PICTURES = "pictures"
    PRUNE = "prune"
    BACKUP = "backup"


class JobOutcome(StrEnum):
    """How a run ended."""

    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


class UnknownJob(MmdeskError):
    """Raised for a name that no job has."""

    title = Text("Такой работы нет", "There is no such job")
    hint = Text(f"Есть: {', '.join(JobName)}.", f"There are: {', '.join(JobName)}.")


class JobNotTaken(MmdeskError):
    """Raised when no service has run the job in the time given; the request stays."""

    title = Text("Служба не выполнила работу вовремя", "The service has not run the job in time")
    hint = Text(
        "Посмотрите внизу окна, работает ли она.",
        "See at the bottom of the window whether it runs.",
        "mmdesk service status",
    )


class BrokenOff(MmdeskError):
    """Raised by a long job between two steps, when the service is told to stop."""

    title = Text("Работа прервана: служба останавливается", "Broken off: the service is stopping")
    hint = Text("Следующая служба начнёт её снова.", "The next service begins it anew.")


@dataclass(frozen=True, slots=True)
class JobResult:
    """What a run has to tell: its outcome, why it is no success, and what it counted."""

    outcome: JobOutcome = JobOutcome.DONE
    reason: Text | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    broken_off: bool = False
    """It failed only because the service stops, which is no trouble."""


Job = Callable[[], JobResult]


class JobHost(Protocol):
    """What a single run of a job needs."""

    @property
    def storage(self) -> Storage: ...

    @property
    def clock(self) -> Clock: ...

    def changes(self) -> AbstractContextManager[Changes]:
        """A watcher of commits while the block runs."""
        ...

    def jobs(self) -> AbstractContextManager[Mapping[JobName, Job]]:
        """The jobs of this version, ready to run while the block runs."""
        ...


def checked_job(name: str) -> JobName:
    """The job of this name. Raises UnknownJob."""
    if name not in JobName.__members__.values():
        raise UnknownJob(name)
    return JobName(name)


class JobRunner:
    """Runs jobs and records their runs. Several threads may ask; one job never runs twice at once."""

    def __init__(self, storage: Storage, clock: Clock, jobs: Mapping[JobName, Job]) -> None:
        self._storage = storage
        self._clock = clock
        self._jobs = jobs
        self._busy = {name: threading.Lock() for name in jobs}
        self._owed: dict[int, tuple[datetime, JobResult]] = {}
        """Runs whose end the database could not take when they ended."""

    def abandon_unfinished(self) -> None:
        """A new leader's first act: runs of a service that was killed would stand as running for ever."""
        reason = Text("служба остановилась посреди задания", "the service ended in the middle of the job")
        with self._storage.work() as work:
            work.running.abandon(self._clock.now(), reason)
            work.commit()

    def run(self, name: JobName, job: Job | None = None, *, asked_by: str = "") -> JobRun:
        """Run a job now, or `job` in its place; a failure is recorded, not raised. Raises StorageError.

        `asked_by` is the person who asked, empty for the schedule.
        """
        with self._busy[name]:
            with self._storage.work() as work:
                owed = self._pay(work)
                run_id = work.running.begin(name.value, self._clock.now(), asked_by)
                work.commit()
            self._forget(owed)
            return self._finish(run_id, job or self._jobs[name])

    def run_requested(self) -> bool:
        """Run the oldest job that somebody asked for; False when nobody did. Raises StorageError."""
        # Looking alone keeps nobody from writing; without a commit nothing is taken.
        with self._storage.look() as work:
            if work.running.take_request(self._clock.now()) is None:
                return False
        with self._storage.work() as work:
            taken = work.running.take_request(self._clock.now())
            work.commit()
        if taken is None:
            return False
        try:
            name = checked_job(taken.job)
        except MmdeskError as error:
            self._end(taken.run_id, JobResult(JobOutcome.SKIPPED, error.text))
            return True
        with self._busy[name]:
            self._finish(taken.run_id, self._jobs[name])
        return True

    def _finish(self, run_id: int, job: Job) -> JobRun:
        return self._end(run_id, _outcome_of(job))

    def _end(self, run_id: int, result: JobResult) -> JobRun:
        """Raises StorageError; the end is then recorded with the next run that the database takes."""
        self._owed[run_id] = (self._clock.now(), result)
        with self._storage.work() as work:
            owed = self._pay(work)
            run = work.running.run(run_id)
            work.commit()
        self._forget(owed)
        failed = result.outcome == JobOutcome.FAILED and not result.broken_off
        level = logging.WARNING if failed else logging.INFO
        logger.log(level, "job=%s %s %s %s", run.job, run.outcome, run.counts, run.reason or "")
        return run

    def _pay(self, work: UnitOfWork) -> tuple[int, ...]:
        """Record the ends that are owed; they are owed until the transaction has been committed."""
        owed = dict(self._owed)
        for run_id, (at, result) in owed.items():
            work.running.end(run_id, at, result.outcome.value, result.reason, result.counts)
        return tuple(owed)

    def _forget(self, paid: tuple[int, ...]) -> None:
        for run_id in paid:
            self._owed.pop(run_id, None)


def _outcome_of(job: Job) -> JobResult:
    try:
        return job()
    except BrokenOff as error:
        return JobResult(JobOutcome.FAILED, error.text, broken_off=True)
    except MmdeskError as error:
        return JobResult(JobOutcome.FAILED, error.text)
    except Exception as error:  # a bug in one job must not stop the schedule of all others
        logger.exception("our own fault")
        name = type(error).__name__
        words = Text(
            f"ошибка программы ({name}), подробности в журнале", f"our own fault ({name}), see the log"
        )
        return JobResult(JobOutcome.FAILED, words)


def once(host: JobHost, name: str, seconds: float = 300.0, *, asked_by: str = "") -> JobRun:
    """Have a job run now: by the service that acts for the database, else in this process.

    Raises UnknownJob, JobNotTaken after `seconds`, and StorageError.
    """
    job = checked_job(name)
    lease = ServiceLease(host.storage, host.clock)
    with host.changes() as changes:
        while not lease.acquire():
            if _is_served(host):
                run_id = request(host.storage, host.clock, job, asked_by)
                return wait_for_run(host.storage, host.clock, changes, run_id, seconds)
            changes.wait(1.0)
    try:
        with host.jobs() as jobs:
            return JobRunner(host.storage, host.clock, jobs).run(job, asked_by=asked_by)
    finally:
        lease.release()


def _is_served(host: JobHost) -> bool:
    with host.storage.look() as work:
        return is_alive(work.running.lease(SERVICE), host.clock)


def request(storage: Storage, clock: Clock, name: JobName, asked_by: str = "") -> int:
    """Ask the running service to run a job now; the number of the run to wait for. Raises StorageError.

    Whoever asks while the job is asked for already waits for the same run.
    """
    with storage.work() as work:
        run_id = work.running.request(name.value, clock.now(), asked_by)
        work.commit()
    return run_id


def asker(storage: Storage, name: JobName) -> str:
    """Who asked for the run of a job that is under way; empty for the schedule. Raises StorageError."""
    with storage.look() as work:
        return work.running.asker(name.value)


def wait_for_run(storage: Storage, clock: Clock, changes: Changes, run_id: int, seconds: float) -> JobRun:
    """Block until a requested run is over. Raises JobNotTaken after `seconds`, and StorageError."""
    until = clock.monotonic() + seconds
    while True:
        with storage.look() as work:
            run = work.running.run(run_id)
        if run.finished_at is not None:
            return run
        left = until - clock.monotonic()
        if left <= 0:
            raise JobNotTaken(run.job)
        changes.wait(min(left, 1.0))
