"""When the jobs run: one table, carried out by APScheduler out of memory alone.

A store that outlives the process would be shared with other services; what matters lies in `job_runs`, and
the next run of a job is computed from there each time.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from time import monotonic
from typing import Final

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from mmdesk.services.job_runs import JobName
from mmdesk.services.job_times import UPKEEP, Times
from mmdesk.storage.engine import StorageError

__all__ = ["UPKEEP", "Schedule", "Times"]

logger = logging.getLogger(__name__)

_THREADS: Final = 9
"""One more than there are jobs: a look never waits for a run of another job."""
_LOOKS: Final = 3
_STORAGE_PAUSE: Final = 1.0
_FAILURE_PAUSE: Final = 5.0


@dataclass(frozen=True, slots=True)
class _Plan:
    run: Callable[[], object]
    left: Callable[[], float]


class Schedule:
    """Runs jobs when they are due, each at most once at a time."""

    def __init__(self) -> None:
        self._scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(_THREADS)},
            # A look while the run before it is still going on ends at once: it is no second run.
            job_defaults={"coalesce": True, "max_instances": _LOOKS, "misfire_grace_time": None},
            timezone=UTC,
        )
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._plans: dict[JobName, _Plan] = {}
        self._due_at: dict[JobName, float] = {}
        self._running: set[JobName] = set()
        self._changed = threading.Condition()
        self._stopped = False

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        """Begin no further run; those under way end by themselves."""
        with self._changed:
            self._stopped = True
        self._scheduler.shutdown(wait=False)

    def join(self, seconds: float) -> bool:
        """After `stop`: whether every run has ended within `seconds`."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._running, max(seconds, 0))

    def plan(self, name: JobName, run: Callable[[], object], left: Callable[[], float]) -> None:
        """Run a job again and again, each time when the seconds are over that `left` tells."""
        is_new = name not in self._plans
        self._plans[name] = _Plan(run, left)
        self._put(name)
        if is_new:
            self._scheduler.add_job(self._look, _often(), args=(name,), id=name.value)

    def replan(self, *names: JobName) -> None:
        """Ask anew when these jobs, or all of them, are due: what `left` goes by has changed.

        One that is not planned yet will be asked when it is.
        """
        for name in names or tuple(self._plans):
            if name in self._plans:
                self._put(name)

    def resume(self) -> None:
        """Look at once again: APScheduler goes by the machine's clock, which may have been set back."""
        with self._changed:
            if self._stopped:
                return
        for name in tuple(self._plans):
            # One that is just being planned goes by the clock as it is now.
            with suppress(JobLookupError):
                self._scheduler.reschedule_job(name.value, trigger=_often())
        self.replan()

    def _put(self, name: JobName, at_least: float = 0.0) -> None:
        try:
            seconds = max(self._plans[name].left(), at_least)
        except StorageError as error:
            logger.warning("job=%s waits for the database: %s", name, error)
            seconds = _STORAGE_PAUSE
        self._due_at[name] = monotonic() + seconds

    def _look(self, name: JobName) -> None:
        with self._changed:
            if self._stopped or name in self._running or monotonic() < self._due_at[name]:
                return
            self._running.add(name)
        pause = 0.0
        try:
            self._plans[name].run()
        except StorageError as error:
            logger.warning("job=%s waits for the database: %s", name, error)
            pause = _STORAGE_PAUSE
        except Exception:  # a bug in one job must end neither the others nor itself for good
            logger.exception("job=%s our own fault", name)
            pause = _FAILURE_PAUSE
        finally:
            self._put(name, pause)
            with self._changed:
                self._running.discard(name)
                self._changed.notify_all()


def _often() -> IntervalTrigger:
    # One job of APScheduler's for each of ours, for good: one made anew for every run can be lost when it is
    # due before the run that made it has ended.
    return IntervalTrigger(seconds=1, timezone=UTC)
