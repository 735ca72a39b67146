"""When the jobs run: one table, carried out by APScheduler out of memory alone.

A store that outlives the process would be shared with other services; what matters lies in `job_runs`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from mmdesk.services.job_runs import JobName
from mmdesk.storage.engine import StorageError

logger = logging.getLogger(__name__)

_THREADS = 4
_JUMP = timedelta(seconds=5)


class Schedule:
    """Runs jobs at their intervals, each at most once at a time; runs that were missed count as one."""

    def __init__(self) -> None:
        self._scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(_THREADS)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
        )
        self._every: dict[JobName, timedelta] = {}
        self._changed = threading.Condition()
        self._running = 0
        self._stopped = False
        self._latest = datetime.min.replace(tzinfo=UTC) + _JUMP

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
            return self._changed.wait_for(lambda: self._running == 0, max(seconds, 0))

    def plan(self, name: JobName, every: timedelta, now: datetime, run: Callable[[], object]) -> None:
        """Run a job at every interval from now on; planned like that already, it stays as it is."""
        if now < self._latest - _JUMP:
            # The clock was set back: what is planned lies further ahead than it should.
            self._every.clear()
        self._latest = now
        if self._every.get(name) == every:
            return
        self._every[name] = every
        self._scheduler.add_job(
            self._guarded,
            IntervalTrigger(seconds=every.total_seconds(), timezone=UTC),
            args=(name, run),
            id=name.value,
            next_run_time=now + every,
            replace_existing=True,
        )

    def _guarded(self, name: JobName, run: Callable[[], object]) -> None:
        with self._changed:
            if self._stopped:
                return
            self._running += 1
        try:
            run()
        except StorageError as error:
            logger.warning("job=%s waits for the database: %s", name, error)
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()
