"""Deadlines told in time: once at 50, 80 and 95 percent of an order's own window, and once when it is over.

An order found late is told of once, by the share it has come to. Whatever a clock that was set wrongly has
told too early is told again when it is true.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from mmdesk.clock import Clock
from mmdesk.domain.deadline import DeadlineKind, Urgency, urgency
from mmdesk.domain.schemes import scheme_of
from mmdesk.services.job_runs import BrokenOff, JobResult
from mmdesk.services.operators import SERVICE
from mmdesk.services.timeline import Happening
from mmdesk.storage.deadline_watch import DeadlineWatch, WatchedOrder
from mmdesk.storage.history import HistoryEvent
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.uow import Storage, UnitOfWork

_BATCH: Final = 50
_Act = Callable[[UnitOfWork, WatchedOrder, datetime], bool]


class _Find(Protocol):
    def __call__(
        self, watch: DeadlineWatch, /, now: datetime, among: Sequence[ShipmentKey] | None = None
    ) -> Sequence[WatchedOrder]: ...


class Deadlines:
    """Watches the deadlines of all connections in use. `stopping` is asked between two batches."""

    def __init__(self, storage: Storage, clock: Clock, stopping: Callable[[], bool] = lambda: False) -> None:
        self._storage = storage
        self._clock = clock
        self._stopping = stopping

    def run(self) -> JobResult:
        """Tell what has come since the last run. Raises BrokenOff and StorageError."""
        counts = {"near": 0, "overdue": 0}

        def tell(work: UnitOfWork, order: WatchedOrder, now: datetime) -> bool:
            share = urgency(now, order.placed_at, order.due_at)
            if share <= order.told:
                return False
            work.deadlines.note(order, share)
            work.history.add(order.connection_id, order.key, _event(order, share, now))
            counts["overdue" if share is Urgency.OVERDUE else "near"] += 1
            return True

        self._each(DeadlineWatch.news, tell)
        return JobResult(counts=counts)

    def take_back(self) -> None:
        """After a clock was set back: forget what was told too early. Raises BrokenOff and StorageError."""

        def lower(work: UnitOfWork, order: WatchedOrder, now: datetime) -> bool:
            work.deadlines.note(order, urgency(now, order.placed_at, order.due_at))
            return True

        self._each(DeadlineWatch.told_early, lower)

    def _each(self, find: _Find, act: _Act) -> None:
        """Found by reading alone, then looked at again batch by batch: these alone hold writers up."""
        now = self._clock.now()
        while True:
            with self._storage.look() as look:
                keys = [order.key for order in find(look.deadlines, now)]
            batches = [keys[start : start + _BATCH] for start in range(0, len(keys), _BATCH)]
            if not [batch for batch in batches if self._acted(find, act, batch, now)]:
                return

    def _acted(self, find: _Find, act: _Act, batch: Sequence[ShipmentKey], now: datetime) -> bool:
        if self._stopping():
            raise BrokenOff
        with self._storage.work() as work:
            done = [order for order in find(work.deadlines, now, batch) if act(work, order, now)]
            if done:
                work.commit()
        return bool(done)


def _event(order: WatchedOrder, share: Urgency, now: datetime) -> HistoryEvent:
    what = Happening.DEADLINE_OVERDUE if share is Urgency.OVERDUE else Happening.DEADLINE_NEAR
    kind = scheme_of(order.scheme).due_by_status.get(order.status)
    details = {"deadline": kind.value if isinstance(kind, DeadlineKind) else "", "share": str(int(share))}
    if share is not Urgency.OVERDUE:
        details["left"] = str(int((order.due_at - now) / timedelta(minutes=1)))
    return HistoryEvent(now, SERVICE.actor, SERVICE.name, what.value, details)
