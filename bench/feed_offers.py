"""Bringing the table of offers in line with a build, and the comparison before it: microseconds an offer.

One process for each database takes the steps one after the other: `feed_difference.compared` and
`feed_offers.apply` into an empty table, with nothing changed, with the stock of one offer of a hundred, with
all prices, and with half of the offers gone. The processor's time is of this process alone, so what a server
does shows only on the clock. A write is measured from when it has its lock to the end of its commit. What
the process has grown by is told where Linux says so.

Run it with: make bench, or python bench/feed_offers.py [--offers N …]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time
from types import TracebackType
from typing import NamedTuple, Self

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mmdesk.catalogue.trail import decoded, encoded, pages
from mmdesk.clock import SystemClock
from mmdesk.domain.connection import ConnectionId
from mmdesk.services import feed_difference, feed_offers
from mmdesk.storage.engine import open_engine
from mmdesk.storage.migrate import upgrade
from mmdesk.storage.uow import Storage, UnitOfWork

GOALS = {"apply to nothing": 15.0, "compare, nothing changed": 5.0, "apply, nothing changed": 5.0}
LONGEST_MS = 50.0
PAGE = 500
CHANGES = {
    "to nothing": "first",
    "nothing changed": "first",
    "1 of 100 changed": "stock",
    "all changed": "price",
    "half gone": "half",
}


class Taken(NamedTuple):
    """Microseconds an offer, of a processor and on the clock; milliseconds of the longest write."""

    work: float
    clock: float
    longest: float
    most_work: float
    """Of the processor, in the write that took most of it: on a loaded machine the clock counts waiting."""
    grown: float
    """Megabytes since the process began with its steps."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--offers", type=int, nargs="+", default=[100_000])
    options.add_argument("--child", nargs=2, metavar=("URL", "FOLDER"), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    for count in chosen.offers:
        if chosen.child:
            url, folder = chosen.child
            print(json.dumps(measured(url, Path(folder), count)))
            continue
        with tempfile.TemporaryDirectory(prefix="mmdesk-bench-") as name:
            report("SQLite", count, started(f"sqlite:///{name}/mmdesk.db", name, count))
        with tempfile.TemporaryDirectory(prefix="mmdesk-bench-") as name, postgresql() as url:
            if url:
                report("PostgreSQL", count, started(url, name, count))


def started(url: str, folder: str, count: int) -> dict[str, Taken]:
    command = [sys.executable, __file__, "--offers", str(count), "--child", url, folder]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return {step: Taken(*figures) for step, figures in json.loads(ran.stdout).items()}


@contextmanager
def postgresql() -> Iterator[str]:
    """A blank database on a server of the tests' kind, which waits for no disk; empty where there is none."""
    from _pytest.outcomes import Skipped

    try:
        from tests.postgres import running_server

        with running_server() as server:
            yield server.url(server.create())
    except (ImportError, Skipped) as error:
        print(f"without PostgreSQL: {error}")
        yield ""


def measured(url: str, folder: Path, count: int) -> dict[str, Taken]:
    storage = TimedStorage(open_engine(url))
    upgrade(storage.engine)
    connection_id = connection(storage)
    for kind in CHANGES.values():
        write(folder / kind, count, kind)
    grown_from = megabytes("VmRSS")
    steps: dict[str, Taken] = {}
    for change, kind in CHANGES.items():
        trail = folder / kind

        def compare(trail: Path = trail) -> None:
            lines = ([decoded(line) for line in page] for page in pages(trail, PAGE))
            feed_difference.compared(storage, connection_id, lines)

        def apply(trail: Path = trail) -> None:
            feed_offers.apply(storage, SystemClock(), connection_id, trail)

        for name, work in (("compare", compare), ("apply", apply)):
            step = f"{name} {change}" if change.startswith("to ") else f"{name}, {change}"
            steps[step] = taken(storage, work, count, grown_from)
    return steps


def taken(storage: TimedStorage, step: Callable[[], None], count: int, grown_from: float) -> Taken:
    storage.longest = storage.most_work = 0.0
    began, spent = perf_counter(), process_time()
    step()
    work, clock = process_time() - spent, perf_counter() - began
    grown = megabytes("VmHWM") - grown_from
    return Taken(
        work / count * 1e6, clock / count * 1e6, storage.longest * 1000, storage.most_work * 1000, grown
    )


class TimedStorage(Storage):
    """Keeps how long the longest write took, in seconds on the clock, and of the processor."""

    longest = 0.0
    most_work = 0.0

    def work(self) -> UnitOfWork:
        return _TimedWork(self)


class _TimedWork(UnitOfWork):
    def __init__(self, storage: TimedStorage) -> None:
        super().__init__(storage.engine)
        self._storage = storage

    def __enter__(self) -> Self:
        entered = super().__enter__()
        self._began, self._spent = perf_counter(), process_time()
        return entered

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        self._storage.longest = max(self._storage.longest, perf_counter() - self._began)
        self._storage.most_work = max(self._storage.most_work, process_time() - self._spent)


def connection(storage: Storage) -> ConnectionId:
    with storage.work() as work:
        added = work.connections.add(
            name="Уютная кухня",
            scheme="standard",
            merchant_id=5046,
            mm_url="https://api.example.org",
            crm_url="https://crm.example.org",
            test_mode=False,
            at=SystemClock().now(),
        )
        work.commit()
    return added.connection_id


def write(trail: Path, count: int, kind: str) -> None:
    with trail.open("wb") as out:
        for number in range(count // 2 if kind == "half" else count):
            stock = 1 + number % 30 + (kind == "stock" and number % 100 == 0)
            price = 500 + number % 9000 + (kind in ("price", "half"))
            name = f"Кружка керамическая Nordhem Fjord, 350 мл, синяя, вариант {number}"
            article, vendor = f"KR-{number}", f"Vendor {number % 200}"
            picture = f"https://kitchen.example.ru/img/{number}-1.jpg"
            levels = (price * 100 + 50, stock, price, None, stock)
            goods = (f"SKU-{number}", "", name, vendor, article, "Кружки и чашки")
            out.write(encoded((*goods, *levels, picture, [f"46071{number:08}"])))


def megabytes(name: str) -> float:
    """A line of Linux's word on this process; 0 elsewhere."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    return int(status.read_text().partition(f"{name}:")[2].split()[0]) / 1024


def report(database: str, count: int, steps: dict[str, Taken]) -> None:
    """One table for people; nothing is judged, a loaded machine proves nothing."""
    heads = f"{'processor':>12}{'clock':>10}{'longest, ms':>14}{'its work':>12}{'grown, MB':>12}"
    print(f"{f'{database}, {count} offers':28}{heads}")
    for step, each in steps.items():
        print(f"{step:>28}{each.work:12.1f}{each.clock:10.1f}{each.longest:14.1f}", end="")
        print(f"{each.most_work:12.1f}{each.grown:12.1f}")
    for step, goal in GOALS.items():
        verdict = "reached" if steps[step].work <= goal else "missed"
        print(f"goal: {step} in {goal:.0f} microseconds of a processor: {verdict}")
    longest = max(each.longest for each in steps.values())
    print(f"goal: no write over {LONGEST_MS:.0f} ms: {'reached' if longest <= LONGEST_MS else 'missed'}")


if __name__ == "__main__":
    main()
