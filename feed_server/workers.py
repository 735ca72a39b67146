"""The threads of the service: each does one thing again and again, and none can stop another."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from math import inf
from time import monotonic
from typing import Final

from mmdesk.bootstrap import Parts
from mmdesk.domain.connection import Connection, CrmOff
from mmdesk.domain.due import has_come
from mmdesk.domain.intent import Target
from mmdesk.remotes import EXCHANGES, Exchange, Remotes
from mmdesk.services.job_runs import JobName
from mmdesk.services.relay import Relay
from mmdesk.services.side_by_side import Pollster
from mmdesk.storage.engine import StorageError

logger = logging.getLogger(__name__)

TICK: Final = 0.25
"""Seconds between two looks while something waits for its time."""
IDLE: Final = 5.0
"""The same while nothing waits: only a commit can bring work, and a commit wakes the worker."""
_STORAGE_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 60.0
_FAR: Final = timedelta(days=1)


class Worker:
    """A thread that calls `step` while that finds work, then rests until woken or for `rest` seconds.

    It takes no step for `calm` seconds after one that found nothing: many wake-ups in a row count as one.
    """

    def __init__(
        self,
        name: str,
        step: Callable[[], bool],
        rest: Callable[[], float] = lambda: IDLE,
        calm: float = 0.0,
    ) -> None:
        self._step = step
        self._rest = rest
        self._calm = calm
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._woken.set()

    def stop(self) -> None:
        """Let the step under way end and begin no other; returns at once."""
        self._stopping.set()
        self._woken.set()

    def join(self, timeout: float) -> bool:
        """Whether the thread has ended, after waiting for it at most `timeout` seconds."""
        self._thread.join(max(timeout, 0))
        return not self._thread.is_alive()

    def _work(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                pause = 0.0 if self._step() else self._rest()
                failures = 0
            except StorageError as error:
                logger.warning("%s waits for the database: %s", self._thread.name, error)
                self._stopping.wait(_STORAGE_PAUSE)
            except Exception:  # a bug in one worker must stop neither the others nor itself for good
                failures += 1
                logger.exception("%s failed", self._thread.name)
                self._stopping.wait(min(2.0**failures, _LONGEST_PAUSE))
            else:
                if pause > 0:
                    self._stopping.wait(self._calm)
                    self._woken.wait(pause)


class ConnectionWorkers:
    """Everything that works for one connection: two relays, the intake, and the polls when they are due."""

    def __init__(
        self, parts: Parts, connection: Connection, holder: str, may_lead: Callable[[], bool]
    ) -> None:
        """Raises MmdeskError when the clients cannot be made."""
        self.connection = connection
        self._parts = parts
        self._stopping = threading.Event()
        self._remotes = Remotes(parts, connection)
        self.pollsters: Mapping[JobName, Pollster] = {
            each.job: each.pollster(self._remotes, self._stopping.is_set) for each in EXCHANGES
        }
        megamarket, crm = self._remotes.relays(holder, may_lead)
        intake = self._remotes.intake()
        to_crm = [self._relay(crm, Target.CRM)] if connection.crm_off is CrmOff.NO else []
        # Switched off in RetailCRM, the exchange rests towards RetailCRM alone (ADR 15).
        self._workers: Sequence[Worker] = (
            self._relay(megamarket, Target.MEGAMARKET),
            *to_crm,
            Worker(f"intake-{connection.name}", lambda: intake.work_off(connection), self._intake_rest),
        )

    def start(self) -> None:
        for worker in self._workers:
            worker.start()
        logger.info("connection=%s at work", self.connection.name)

    def wants(self, exchange: Exchange) -> bool:
        """Whether there is anything to poll for. Raises StorageError."""
        return exchange.is_wanted is None or exchange.is_wanted(self._remotes)

    def wake(self) -> None:
        for worker in self._workers:
            worker.wake()

    def stop(self) -> None:
        """Finish what is under way and begin nothing new; returns at once."""
        self._stopping.set()
        for worker in self._workers:
            worker.stop()

    def close(self, timeout: float) -> bool:
        """After `stop`: close the clients if everything ends within `timeout` seconds; else False."""
        until = monotonic() + timeout
        if not all(worker.join(until - monotonic()) for worker in self._workers):
            return False
        if not all(each.is_idle_within(until - monotonic()) for each in self.pollsters.values()):
            return False
        self._remotes.close()
        logger.info("connection=%s at rest", self.connection.name)
        return True

    def _relay(self, relay: Relay, target: Target) -> Worker:
        def step() -> bool:
            # Looking first holds no writer up, and a wake-up that is not for this relay writes nothing.
            return self._left(target) <= 0 and relay.run_once()

        def rest() -> float:
            left = self._left(target)
            # What is due and was not done is held back, or its remote is not to be asked: look again soon.
            return IDLE if left == inf else min(left, TICK) if left > 0 else TICK

        return Worker(f"relay-{target}-{self.connection.name}", step, rest)

    def _left(self, target: Target) -> float:
        """Seconds until a command, a claim or a re-read of the target is due; infinite when nothing waits."""
        connection_id, now = self.connection.connection_id, self._parts.clock.now()
        with self._parts.storage.look() as work:
            due = [work.outbox.next_due(connection_id, target)]
            if target == Target.MEGAMARKET:
                due += [
                    each.reread_at for each in work.shipments.due_for_reread(connection_id, now + _FAR, 1)
                ]
        moments = [moment for moment in due if moment is not None]
        left = (0.0 if has_come(moment, now) else (moment - now).total_seconds() for moment in moments)
        return min(left, default=inf)

    def _intake_rest(self) -> float:
        with self._parts.storage.look() as work:
            waiting = work.inbox.next(self.connection.connection_id, self._parts.clock.now() + _FAR)
        return IDLE if waiting is None else TICK
