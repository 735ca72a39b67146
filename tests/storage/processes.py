"""What other processes do to a database while a test watches; run in real ones, started together."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import TypeVar

from mmdesk.domain.connection import ConnectionId
from mmdesk.domain.intent import Target
from mmdesk.domain.outbox import Progress
from mmdesk.domain.standing import RowState
from mmdesk.storage.engine import open_engine
from mmdesk.storage.migrate import upgrade
from mmdesk.storage.uow import Storage
from tests.storage.build import MINUTE, NOON

_R = TypeVar("_R")
_starting: list[Barrier] = []


def together(count: int, work: Callable[[str, int], _R], url: str) -> list[_R]:
    """Run the function in that many processes at the same time; each gets the address and its own number."""
    # Forking a process that has threads and open databases is how locks get lost.
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        count, mp_context=spawning, initializer=_starting_at, initargs=(spawning.Barrier(count),)
    ) as pool:
        futures = [pool.submit(_when_all_are_there, work, url, number) for number in range(count)]
        return [future.result(timeout=50) for future in futures]


def _starting_at(barrier: Barrier) -> None:
    _starting.append(barrier)


def _when_all_are_there(work: Callable[[str, int], _R], url: str, number: int) -> _R:
    _starting[0].wait(timeout=40)
    return work(url, number)


def claim_everything(url: str, number: int, *, connection_id: ConnectionId) -> list[str]:
    """Claim and finish commands until none is left."""
    claimed: list[str] = []
    with _opened(url) as storage:
        while key := _carry_out_one(storage, connection_id, f"relay {number}"):
            claimed.append(key)
    return claimed


def _carry_out_one(storage: Storage, connection_id: ConnectionId, holder: str) -> str | None:
    with storage.work() as work:
        row = work.outbox.claim(connection_id, Target.MEGAMARKET, holder, NOON, NOON + MINUTE)
        work.commit()
    if row is None:
        return None
    with storage.work() as work:
        assert work.outbox.settle(row.row_id, holder, Progress(RowState.DONE), None, NOON)
        work.commit()
    return row.key


def count_up(url: str, number: int, *, connection_id: ConnectionId, times: int) -> None:
    """Read a number off an order, and write the next one, so many times."""
    with _opened(url) as storage:
        for _ in range(times):
            with storage.work() as work:
                stored = work.shipments.find(connection_id, "945000001")
                assert stored is not None
                work.shipments.set_crm_order(stored.key, str(int(stored.crm_order_id or 0) + 1))
                work.commit()


def store_a_call(url: str, number: int, *, connection_id: ConnectionId) -> None:
    with _opened(url) as storage, storage.work() as work:
        work.inbox.store(connection_id, "order/new", b"{}", NOON)
        work.commit()


def break_off(url: str, number: int, *, connection_id: ConnectionId) -> None:
    """Write something and leave without committing."""
    with _opened(url) as storage, storage.work() as work:
        work.inbox.store(connection_id, "order/new", b"never committed", NOON)


def upgrade_database(url: str, number: int) -> None:
    engine = open_engine(url)
    try:
        upgrade(engine)
    finally:
        engine.dispose()


@contextmanager
def _opened(url: str) -> Iterator[Storage]:
    storage = Storage(open_engine(url))
    try:
        yield storage
    finally:
        storage.close()
