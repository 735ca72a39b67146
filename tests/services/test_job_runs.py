"""Every run of a job leaves a row that tells how it ended, whoever asked for it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass, field

import pytest

from mmdesk.clock import ManualClock
from mmdesk.errors import MmdeskError, Text
from mmdesk.services import job_runs
from mmdesk.services.job_runs import (
    BrokenOff,
    Job,
    JobName,
    JobNotTaken,
    JobOutcome,
    JobResult,
    JobRunner,
    UnknownJob,
    checked_job,
)
from mmdesk.services.lease import Identity, ServiceLease, this_machine
from mmdesk.storage.changes import ChangeWatcher
from mmdesk.storage.engine import StorageBusy, open_engine
from mmdesk.storage.running import JobRun
from mmdesk.storage.uow import Storage


@dataclass
class Host:
    """A process that runs single jobs; `ran` counts what ran here."""

    storage: Storage
    clock: ManualClock
    ran: list[JobName] = field(default_factory=list)

    def changes(self) -> AbstractContextManager[ChangeWatcher]:
        return closing(ChangeWatcher(self.storage.engine))

    @contextmanager
    def jobs(self) -> Iterator[Mapping[JobName, Job]]:
        def poll() -> JobResult:
            self.ran.append(JobName.MEGAMARKET)
            return JobResult(counts={"read": 3})

        yield {JobName.MEGAMARKET: poll}


def runner(storage: Storage, clock: ManualClock, job: Job) -> JobRunner:
    return JobRunner(storage, clock, {JobName.MEGAMARKET: job})


def last(storage: Storage) -> JobRun | None:
    with storage.look() as work:
        return work.running.last("megamarket")


def test_a_run_is_recorded_with_what_it_counted(storage: Storage, clock: ManualClock) -> None:
    run = runner(storage, clock, lambda: JobResult(counts={"read": 3})).run(JobName.MEGAMARKET)
    assert (run.outcome, run.counts, run.finished_at) == ("done", {"read": 3}, clock.now())
    assert last(storage) == run


def test_a_skipped_run_says_why(storage: Storage, clock: ManualClock) -> None:
    why = Text("нет подключений", "no connections")
    run = runner(storage, clock, lambda: JobResult(JobOutcome.SKIPPED, why)).run(JobName.MEGAMARKET)
    assert (run.outcome, run.reason) == ("skipped", why)


@pytest.mark.parametrize("error", [MmdeskError("the remote is gone"), ValueError("a bug")])
def test_a_failure_is_recorded_and_not_raised(storage: Storage, clock: ManualClock, error: Exception) -> None:
    def fail() -> JobResult:
        raise error

    run = runner(storage, clock, fail).run(JobName.MEGAMARKET)
    assert (run.outcome, run.reason is not None) == ("failed", True)


def test_a_requested_job_runs_once(storage: Storage, clock: ManualClock) -> None:
    worker = runner(storage, clock, JobResult)
    run_id = job_runs.request(storage, clock, JobName.MEGAMARKET)
    assert (worker.run_requested(), worker.run_requested()) == (True, False)
    with storage.look() as work:
        assert work.running.run(run_id).outcome == "done"


def test_a_request_for_a_job_of_another_version_is_skipped(storage: Storage, clock: ManualClock) -> None:
    with storage.work() as work:
        run_id = work.running.request("horoscope", clock.now())
        work.commit()
    assert runner(storage, clock, JobResult).run_requested()
    with storage.look() as work:
        assert work.running.run(run_id).outcome == "skipped"


def test_one_job_never_runs_twice_at_once(storage: Storage, clock: ManualClock) -> None:
    inside, most, lock = [0], [0], threading.Lock()
    started = threading.Event()

    def work() -> JobResult:
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        started.wait(0.05)
        with lock:
            inside[0] -= 1
        return JobResult()

    worker = runner(storage, clock, work)
    threads = [threading.Thread(target=worker.run, args=(JobName.MEGAMARKET,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


def test_names_are_checked() -> None:
    assert checked_job("megamarket") is JobName.MEGAMARKET
    with pytest.raises(UnknownJob):
        checked_job("horoscope")


def test_without_a_service_the_job_runs_here(storage: Storage, clock: ManualClock) -> None:
    host = Host(storage, clock)
    run = job_runs.once(host, "megamarket")
    assert (host.ran, run.outcome, run.counts) == ([JobName.MEGAMARKET], "done", {"read": 3})
    assert ServiceLease(storage, clock).acquire()


def test_a_running_service_is_asked_to_do_it(storage: Storage, clock: ManualClock) -> None:
    ServiceLease(storage, clock, Identity(this_machine(), os.getpid(), "the service")).acquire()
    served, asking = runner(storage, clock, lambda: JobResult(counts={"read": 7})), threading.Event()

    def serve() -> None:
        while not served.run_requested():
            asking.wait(0.01)

    service = threading.Thread(target=serve)
    service.start()
    host = Host(storage, clock)
    run = job_runs.once(host, "megamarket")
    service.join()
    assert (host.ran, run.counts) == ([], {"read": 7})


def test_a_service_that_does_not_answer_is_not_waited_for_without_end(
    storage: Storage, clock: ManualClock
) -> None:
    run_id = job_runs.request(storage, clock, JobName.MEGAMARKET)
    with nullcontext(Host(storage, clock)) as host, host.changes() as changes, pytest.raises(JobNotTaken):
        job_runs.wait_for_run(storage, clock, changes, run_id, 0)


def test_a_run_of_a_killed_service_does_not_stand_as_running_for_ever(
    sqlite_storage: Storage, clock: ManualClock
) -> None:
    with sqlite_storage.work() as work:
        run_id = work.running.begin("megamarket", clock.now())
        work.commit()
    JobRunner(sqlite_storage, clock, {}).abandon_unfinished()
    with sqlite_storage.look() as work:
        run = work.running.run(run_id)
    assert (run.outcome, run.finished_at) == ("failed", clock.now())


def test_an_end_that_the_database_could_not_take_is_recorded_with_the_next_run(
    sqlite_storage: Storage, clock: ManualClock
) -> None:
    writers = ExitStack()

    def held_up() -> JobResult:
        if clock.monotonic() == 0:
            writers.enter_context(sqlite_storage.work())
        return JobResult(counts={"read": 3})

    impatient = Storage(open_engine(sqlite_storage.engine.url, patience=0.05))
    with closing(impatient), writers:
        worker = runner(impatient, clock, held_up)
        with pytest.raises(StorageBusy):
            worker.run(JobName.MEGAMARKET)
        ended = clock.now()
        writers.close()
        clock.advance(60)
        worker.run(JobName.MEGAMARKET)
    with sqlite_storage.look() as look:
        first = look.running.run(1)
    assert (first.outcome, first.finished_at, first.counts) == ("done", ended, {"read": 3})


def test_a_job_that_is_broken_off_says_that_it_begins_anew(
    sqlite_storage: Storage, clock: ManualClock
) -> None:
    def stop() -> JobResult:
        raise BrokenOff

    run = runner(sqlite_storage, clock, stop).run(JobName.MEGAMARKET)
    assert run.outcome == "failed"
    assert run.reason is not None
    assert "начнёт её снова" in run.reason.ru
