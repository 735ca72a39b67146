"""Deadlines told in time: once at 50, 80 and 95 percent of an order's own window, and once when it is over.

An order found late is told of once, by the share it has come to. Whatever a clock that was set wrongly has
told too early is told again when it is true.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from mmdesk.clock import Clock
from mmdesk.domain.deadline import DeadlineKind, Urgency, urgency
from mmdesk.domain.schemes import scheme_of
from mmdesk.services.job_runs import BrokenOff, JobResult
from mmdesk.services.operators import SERVICE
from mmdesk.services.timeline import Happening
from mmdesk.storage.deadline_watch import DeadlineWatch, WatchedOrder
from mmdesk.storage.history import HistoryEvent
from mmdesk.storage.uow import Storage, UnitOfWork

_BATCH: Final = 50
_Find = Callable[[DeadlineWatch, datetime, int], Sequence[WatchedOrder]]


class Deadlines:
    """Watches the deadlines of all connections in use. `stopping` is asked between two batches."""

    def __init__(self, storage: Storage, clock: Clock, stopping: Callable[[], bool] = lambda: False) -> None:
        self._storage = storage
        self._clock = clock
        self._stopping = stopping

    def run(self) -> JobResult:
        """Tell what has come since the last run. Raises BrokenOff and StorageError."""
        counts = {"near": 0, "overdue": 0}

        def tell(work: UnitOfWork, order: WatchedOrder, now: datetime) -> None:
            share = urgency(now, order.placed_at, order.due_at)
            if share <= order.told:
                return
            work.deadlines.note(order, share)
            work.history.add(order.connection_id, order.key, _event(order, share, now))
            counts["overdue" if share is Urgency.OVERDUE else "near"] += 1

        self._each(lambda watch, now, after: watch.news(now, after, _BATCH), tell)
        return JobResult(counts=counts)

    def take_back(self) -> None:
        """After a clock was set back: forget what was told too early. Raises BrokenOff and StorageError."""

        def lower(work: UnitOfWork, order: WatchedOrder, now: datetime) -> None:
            work.deadlines.note(order, urgency(now, order.placed_at, order.due_at))

        self._each(lambda watch, now, after: watch.told_early(now, after, _BATCH), lower)

    def _each(self, find: _Find, act: Callable[[UnitOfWork, WatchedOrder, datetime], None]) -> None:
        """Batch by batch, because nobody else can write meanwhile; looking alone keeps nobody from it."""
        now, after = self._clock.now(), 0
        with self._storage.look() as look:
            if not find(look.deadlines, now, after):
                return
        while True:
            if self._stopping():
                raise BrokenOff
            with self._storage.work() as work:
                found = find(work.deadlines, now, after)
                if not found:
                    return
                for order in found:
                    act(work, order, now)
                work.commit()
            after = found[-1].key


def _event(order: WatchedOrder, share: Urgency, now: datetime) -> HistoryEvent:
    what = Happening.DEADLINE_OVERDUE if share is Urgency.OVERDUE else Happening.DEADLINE_NEAR
    kind = scheme_of(order.scheme).due_by_status.get(order.status)
    details = {"deadline": kind.value if isinstance(kind, DeadlineKind) else "", "share": str(int(share))}
    if share is not Urgency.OVERDUE:
        details["left"] = str(int((order.due_at - now) / timedelta(minutes=1)))
    return HistoryEvent(now, SERVICE.actor, SERVICE.name, what.value, details)
