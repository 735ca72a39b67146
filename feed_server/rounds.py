"""The rounds of one kind of exchange: every connection at work is polled at an interval of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import Final
from weakref import WeakKeyDictionary

from feed_server.workers import ConnectionWorkers
from mmdesk.domain.connection import ConnectionId
from mmdesk.errors import MmdeskError
from mmdesk.remotes import Exchange
from mmdesk.services.job_runs import JobName, JobResult, JobRunner
from mmdesk.services.side_by_side import poll_all
from mmdesk.settings import ConnectionSettings

logger = logging.getLogger(__name__)

_NOBODY: Final = 60.0
"""Seconds between two runs that find nobody to poll, and say so."""
_PATIENCE: Final = 5.0
"""Seconds after which a round goes without a connection whose remote is slow: the others must not wait."""
_LONGER: Final = 30.0
"""The same where a person waits for the answer."""
_EARLY: Final = 0.5
"""How many seconds too early a connection may be polled: those due at nearly the same moment go together."""


class Rounds:
    """Which connections are due for one kind of exchange. Used by several threads."""

    def __init__(self, exchange: Exchange, at_work: Callable[[], Sequence[ConnectionWorkers]]) -> None:
        self._exchange = exchange
        self._at_work = at_work
        self._begun_at: WeakKeyDictionary[ConnectionWorkers, float] = WeakKeyDictionary()
        self._seconds: Mapping[ConnectionId, int] | None = None
        self._found_nobody_at: float | None = None

    @property
    def job(self) -> JobName:
        return self._exchange.job

    def follow(self, stored: Mapping[ConnectionId, Mapping[str, str]]) -> bool:
        """Take over the settings of the connections in use; whether that changes an interval."""
        before = self._seconds
        self._seconds = {each: self._interval(settings) for each, settings in stored.items()}
        return self._seconds != before

    def left(self) -> float:
        """Seconds until the next connection is due; newcomers are not waited for here."""
        waits = [self._wait(line) for line in self._at_work() if line in self._begun_at]
        if waits:
            return max(min(waits), 0.0)
        found_at = self._found_nobody_at
        return 0.0 if found_at is None else max(found_at + _NOBODY - monotonic(), 0.0)

    def everybody(self) -> JobResult:
        """What a person asks for: no pause after failures keeps it from being tried."""
        return self._poll(self._at_work(), probe=True, patience=_LONGER)

    def run_due(self, jobs: JobRunner) -> None:
        """The scheduled run: those whose own interval is over. Raises StorageError."""
        at_work = self._at_work()
        if not at_work:
            self._found_nobody_at = monotonic()
        # Nobody at work is told of, but not by what most connections do without.
        if self._wanted(self._due()) or (not at_work and self._exchange.is_wanted is None):
            jobs.run(self.job, lambda: self._poll(self._due()))

    def run_newcomers(self, jobs: JobRunner) -> None:
        """A connection that has just come to work does not wait for the schedule. Raises StorageError."""
        if self._wanted(self._newcomers()):
            jobs.run(self.job, lambda: self._poll(self._newcomers()))

    def _due(self) -> list[ConnectionWorkers]:
        return [line for line in self._at_work() if line in self._begun_at and self._wait(line) <= _EARLY]

    def _newcomers(self) -> list[ConnectionWorkers]:
        return [line for line in self._at_work() if line not in self._begun_at]

    def _wanted(self, lines: Sequence[ConnectionWorkers]) -> list[ConnectionWorkers]:
        """Those that want this exchange; the others are asked again when they are due the next time."""
        wanted = [line for line in lines if line.wants(self._exchange)]
        for line in lines:
            if line not in wanted:
                self._begun_at[line] = monotonic()
        return wanted

    def _wait(self, line: ConnectionWorkers) -> float:
        interval = (self._seconds or {}).get(line.connection.connection_id, 0)
        return self._begun_at[line] + interval - monotonic()

    def _poll(
        self, lines: Sequence[ConnectionWorkers], *, probe: bool = False, patience: float = _PATIENCE
    ) -> JobResult:
        for line in lines:
            self._begun_at[line] = monotonic()
        return poll_all([line.pollsters[self.job] for line in lines], probe=probe, patience=patience)

    def _interval(self, stored: Mapping[str, str]) -> int:
        try:
            return self._exchange.seconds(ConnectionSettings.of(stored))
        except MmdeskError as error:
            # A setting of one connection that this version cannot read must not hold up the others.
            logger.error("the default interval is used: %s", error)
            return self._exchange.seconds(ConnectionSettings())
