"""An exchange with Megamarket while 10,000 orders are open: its calls, its time, and how long writers wait.

The poll is the service's own, in this process, against the simulated marketplace on loopback. The first
exchange takes all orders in; then nothing changes, then one order in a hundred. The base is the same client
reading the same orders without doing anything with them: what is left of a cycle is ours.

Run it with: make bench, or python bench/exchange_calls.py [--orders N] [--cycles N]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from sqlalchemy import Connection, event

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mmdesk.clients.megamarket import IDS_A_CALL
from mmdesk.clock import ManualClock
from mmdesk.domain.shipment import ShipmentId
from mmdesk.sandbox.megamarket_state import Status
from mmdesk.services.polling import Poll
from mmdesk.services.reading import read_shipments
from mmdesk.storage.engine import IMMEDIATE, open_engine
from mmdesk.storage.migrate import upgrade
from mmdesk.storage.uow import Storage
from tests.services.stand import Stand, stand

SPREAD = timedelta(days=3)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Cycle:
    """One exchange: seconds, calls by kind, commits and the longest time that the write lock was held."""

    seconds: float
    searches: int
    gets: int
    commits: int
    longest: float
    grown: int


class Writers:
    """Watches the write transactions of this process."""

    def __init__(self, storage: Storage) -> None:
        self.spans: list[float] = []
        self._began = 0.0
        event.listen(storage.engine, "begin", self._begin)
        event.listen(storage.engine, "commit", self._end)

    def _begin(self, connection: Connection) -> None:
        if connection.get_execution_options().get(IMMEDIATE):
            self._began = perf_counter()

    def _end(self, connection: Connection) -> None:
        if connection.get_execution_options().get(IMMEDIATE):
            self.spans.append(perf_counter() - self._began)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--orders", type=int, default=10_000)
    options.add_argument("--cycles", type=int, default=5)
    chosen = options.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="mmdesk-bench-") as name,
        shop(Path(name) / "mmdesk.db") as opened,
    ):
        place(opened, chosen.orders)
        cycle = measuring(opened, Path(name))
        rows = {"taking all in": [cycle()]}
        rows["nothing has changed"] = [cycle() for _ in range(chosen.cycles)]
        rows["one in 100 has changed"] = [changed(opened, number, cycle) for number in range(chosen.cycles)]
        base = [reading_alone(opened) for _ in range(chosen.cycles)]
    report(chosen.orders, rows, statistics.median(base))


@contextmanager
def shop(file: Path) -> Iterator[Stand]:
    storage = Storage(open_engine(f"sqlite:///{file}"))
    upgrade(storage.engine)
    try:
        with stand(storage, ManualClock()) as opened:
            opened.market.behave(confirm_hours=10_000, pack_hours=10_000)
            yield opened
    finally:
        storage.close()


def place(opened: Stand, count: int) -> None:
    """Orders of one to four lots, as they come in over three days."""
    for _ in range(count):
        opened.clock.advance(SPREAD / count)
        opened.market.buyer.place("standard")


def measuring(opened: Stand, folder: Path) -> Callable[[], Cycle]:
    poll, writers = Poll(opened.storage, opened.clock, opened.client), Writers(opened.storage)

    def cycle() -> Cycle:
        opened.clock.advance(MINUTE)
        opened.market.journal.clear()
        writers.spans.clear()
        size, began = size_of(folder), perf_counter()
        poll.run(opened.connection)
        seconds = perf_counter() - began
        searches, gets = (len(opened.market.calls(f"order/{kind}")) for kind in ("search", "get"))
        spans, grown = writers.spans, size_of(folder) - size
        return Cycle(seconds, searches, gets, len(spans), max(spans), grown)

    return cycle


def changed(opened: Stand, number: int, cycle: Callable[[], Cycle]) -> Cycle:
    """An exchange after Megamarket has moved one order in a hundred on."""
    status = (Status.CONFIRMED, Status.PACKED)[number % 2]
    for shipment_id in known(opened)[number::100]:
        opened.market.force(shipment_id, status)
    return cycle()


def reading_alone(opened: Stand) -> float:
    """Seconds to read every order in the same batches and forget it."""
    ids = known(opened)
    began = perf_counter()
    for start in range(0, len(ids), IDS_A_CALL):
        read_shipments(opened.client, ids[start : start + IDS_A_CALL])
    return perf_counter() - began


def known(opened: Stand) -> Sequence[ShipmentId]:
    now = opened.clock.now()
    with opened.storage.look() as work:
        return work.shipments.to_poll(opened.connection.connection_id, "SHIPPED", now, now, now)


def size_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


def report(orders: int, rows: dict[str, list[Cycle]], base: float) -> None:
    """One table for people, the middle of all cycles; nothing is judged."""
    names = ("seconds", "x reading", "searches", "gets", "commits", "lock ms", "grown kB")
    print(f"{f'{orders} open orders':>24}" + "".join(f"{name:>11}" for name in names))
    for name, cycles in rows.items():
        seconds = statistics.median(each.seconds for each in cycles)
        counts = [
            statistics.median(getattr(each, count) for each in cycles)
            for count in ("searches", "gets", "commits")
        ]
        longest, grown = (
            max(each.longest for each in cycles) * 1000,
            max(each.grown for each in cycles) / 1024,
        )
        figures = f"{seconds:11.2f}{seconds / base:11.2f}" + "".join(f"{count:11.0f}" for count in counts)
        print(f"{name:>24}{figures}{longest:11.1f}{grown:11.0f}")
    print(f"{'reading them alone':>24}{base:11.2f}")
    print("goal: no write transaction over 50 ms, no calls but one search and one get for 100 orders")


if __name__ == "__main__":
    main()
