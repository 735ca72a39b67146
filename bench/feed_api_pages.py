"""A whole reading of RetailCRM's catalogue into the local copy: its pages, its time, its memory.

The reading is the service's own, in a process of its own, against the simulated RetailCRM in another one, on
loopback and with the rate limit taken out; every product has one offer, which is the dearest a catalogue can
be. Then the stock alone is read, and last a look at which nothing has changed. What the pace alone would take
at a real account is computed: pages give way to orders and start four times a second at most.

Run it with: make bench, or python bench/feed_api_pages.py [--offers N ...]
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mmdesk.catalogue.api_copy import ApiCopy
from mmdesk.clients.pace import CALLS_A_SECOND, UNHURRIED_A_SECOND, Limiters, Pace
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.clock import ManualClock
from mmdesk.domain.connection import Connection, ConnectionId
from mmdesk.domain.schemes import scheme_of
from mmdesk.sandbox.run import STANDARD_KEY, STANDARD_SITE, Sandbox
from mmdesk.sandbox.shop_crowd import crowd
from mmdesk.services.api_catalogue import ApiCatalogue

SIZES = (25_000, 100_000)
DAY = timedelta(days=1)
BEFORE_THE_HOUR = timedelta(minutes=59)
SPAWNED = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Reading:
    """Seconds and calls of one reading, bytes of the copy on disk, and what memory has reached, in MB."""

    seconds: float
    calls: int
    size: int
    peak: float


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--offers", type=int, nargs="*", default=SIZES)
    for offers in options.parse_args().offers:
        with account(offers) as (url, pipe):
            report(offers, readings(url, pipe))


@contextmanager
def account(offers: int) -> Iterator[tuple[str, Pipe]]:
    """The address of a simulated RetailCRM, and where to say that a day has passed there."""
    ours, theirs = SPAWNED.Pipe()
    served = SPAWNED.Process(target=serve, args=(offers, theirs))
    served.start()
    try:
        yield str(ours.recv()), ours
    finally:
        ours.send(None)
        served.join()


def serve(offers: int, pipe: Pipe) -> None:
    clock = ManualClock()
    with Sandbox(offers=tuple(crowd(offers, variants=1)), now=clock.now) as sandbox:
        sandbox.retailcrm.behave(rate_limit=False)
        pipe.send(sandbox.retailcrm.url)
        while pipe.recv():
            clock.advance(DAY)
            sandbox.retailcrm.change_offer(sandbox.retailcrm.offers()[0].external_id, name="Иное")
            pipe.send(True)


def readings(url: str, account_pipe: Pipe) -> dict[str, Reading]:
    """Made in a fresh process, so that the peak of its memory is theirs."""
    ours, theirs = SPAWNED.Pipe()
    reader = SPAWNED.Process(target=read, args=(url, account_pipe, theirs))
    reader.start()
    rows: dict[str, Reading] = ours.recv()
    reader.join()
    return rows


def read(url: str, account_pipe: Pipe, pipe: Pipe) -> None:
    clock, key = ManualClock(), STANDARD_KEY.secret
    connection = Connection(ConnectionId(1), "bench", scheme_of("standard"), 15010, "http://127.0.0.1", url)
    paused = Paused()
    limiters = Limiters(Pace(monotonic=lambda: paused.seconds, pause=paused.pause))
    with (
        tempfile.TemporaryDirectory(prefix="mmdesk-bench-") as name,
        RetailCrm(url, lambda: key, STANDARD_SITE.code, ZoneInfo("Europe/Moscow"), limiters) as client,
    ):
        copy = ApiCopy(Path(name) / "copy.db")
        catalogue = ApiCatalogue(connection, client, copy, clock)
        rows = {"before": Reading(0.0, 0, 0, peak())}
        rows["everything, the first time"] = measured(catalogue, copy)
        # The account's last change is then so recent that a look need not go back to all of them.
        account_pipe.send(True)
        account_pipe.recv()
        rows["everything, one changed"] = measured(catalogue, copy, whole=True)
        clock.advance(BEFORE_THE_HOUR)
        rows["a look with the whole stock"] = measured(catalogue, copy)
        clock.advance(1.0)
        rows["the look after it"] = measured(catalogue, copy)
        began = perf_counter()
        with copy.snapshot() as now:
            for _ in now.offers("base"):
                pass
        rows["the build reads the copy"] = Reading(perf_counter() - began, 0, 0, peak())
        pipe.send(rows)


class Paused:
    """A clock that only pauses move, and they pass at once."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def pause(self, seconds: float) -> None:
        self.seconds += seconds


def measured(catalogue: ApiCatalogue, copy: ApiCopy, *, whole: bool = False) -> Reading:
    began = perf_counter()
    done = catalogue.refresh(whole=whole)
    return Reading(perf_counter() - began, done.calls, copy.path.stat().st_size, peak())


def peak() -> float:
    """The most memory that this process has had, in MB."""
    reached = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return reached / (1024 * 1024 if sys.platform == "darwin" else 1024)


def report(offers: int, rows: dict[str, Reading]) -> None:
    """One table for people; nothing is judged."""
    heads = (
        f"{'seconds':>9}{'calls':>7}{'ms a call':>11}{'peak MB':>9}{'copy MB':>9}{'paced s':>9}{'at 9/s':>8}"
    )
    print(f"{f'{offers:,} offers':>30}{heads}")
    for name, row in rows.items():
        each = row.seconds / row.calls * 1000 if row.calls else 0.0
        print(
            f"{name:>30}{row.seconds:9.2f}{row.calls:7}{each:11.1f}{row.peak:9.1f}{row.size / 1e6:9.1f}"
            f"{row.calls / UNHURRIED_A_SECOND:9.1f}{row.calls / CALLS_A_SECOND:8.1f}"
        )


if __name__ == "__main__":
    main()
