"""From the last scan of an order to the first bytes of its label, without Megamarket's own time.

Service and simulated Megamarket are processes of their own, as at a shop; this process is the window without
its paint: the bench, woken by every change of the database, and the spool with a network label printer on
loopback. A tap before Megamarket notes how long it has each call. The time in which it has one is subtracted,
and so is the second for which it shows a packing as pending; nothing else. That the service does not ask
again just when the second is over counts as ours, and is told by itself too.

Run it with: make bench, or python bench/scan_to_print.py [--orders N]
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, perf_counter, sleep

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import _window
from bench._calls import CallTap, together
from bench._printer import Printer
from bench.action_to_wire import ANNA, NAME, connect, place, running_sandbox, wait_until_known
from bench.scan_feedback import sell
from mmdesk import bootstrap
from mmdesk.demo.service_process import ServiceProcess
from mmdesk.demo.shop import own_environment
from mmdesk.domain.status import Status
from mmdesk.domain.verdict import Verdict
from mmdesk.printing.paper import LABEL_75X120
from mmdesk.printing.printer_setup import PrinterKind, PrinterSetup
from mmdesk.sandbox.megamarket_behaviour import Behaviour
from mmdesk.services import lots
from mmdesk.services.bench import Bench
from mmdesk.services.bench_view import FinishStep
from mmdesk.services.desk import Desk, OrderRef
from mmdesk.services.order_papers import OrderPapers
from mmdesk.services.printers import PrinterDesk, PrinterWish
from mmdesk.services.spool import Spool
from mmdesk.storage.changes import ChangeWatcher
from mmdesk.storage.queries import OrderDetails, Queries

GOAL_MS = 300.0
PACKING, READING, LABEL = "order/packing", "order/get", "sticker/print"
PENDING_SECONDS = Behaviour().pending_seconds
WARM_UP = 3
_STEP_SECONDS = 2.0
"""The page asks that often by itself, besides after every change."""
_CALM_SECONDS = 0.15
"""It looks no more often than that at the order on the bench."""
_PATIENCE = 30.0
_TO_BYTES = "the print job to its first bytes"


@dataclass(frozen=True, slots=True)
class Trip:
    """One order: milliseconds in all, those that are Megamarket's, and each of its calls.

    `hops` are the parts of ours, one after another.
    """

    whole: float
    remote: float
    hops: Mapping[str, float]
    calls: tuple[tuple[str, float], ...]

    @property
    def ours(self) -> float:
        return self.whole - self.remote


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--orders", type=int, default=40)
    chosen = options.parse_args()
    # As the program does it.
    sys.setswitchinterval(0.001)
    with prepared(chosen.orders + WARM_UP) as stand:
        before = _load()
        trips = [stand.pack(order) for order in stand.orders]
    report(trips[WARM_UP:], (before, _load()))


def _load() -> float:
    """How many wanted a processor in the last minute; 0 where the system does not tell."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


@dataclass
class Stand:
    """A workstation with its orders confirmed and its printer ready."""

    parts: bootstrap.Parts
    tap: CallTap
    printer: Printer
    orders: Sequence[OrderDetails]
    codes: dict[str, str]

    def pack(self, order: OrderDetails) -> Trip:
        """One scan of a one-lot order, and what a window does until the paper is out."""
        parts = self.parts
        here = parts.workstation
        papers = OrderPapers(parts.clock, "ru")
        bench = Bench(parts.storage, parts.clock, ANNA, here.code, papers, place=here.name)
        code = next(self.codes[each.lot.offer_id] for each in order.lots if each.lot.is_goods)
        bench.view()
        with closing(ChangeWatcher(parts.storage.engine)) as changes:
            began = perf_counter()
            assert bench.scan(code).said.verdict is Verdict.FINISHED
            until, queued, looked, is_old = monotonic() + _PATIENCE, math.inf, began, False
            # A change that this commit makes itself is noticed as any other.
            while (came := self.printer.next_job(0.0005)) is None:
                assert monotonic() < until, f"{order.order.shipment_id} is not printed: {bench.advance()}"
                # As the page does it: the paper at once, what is shown not too often.
                if changes.wait(0.02) or perf_counter() - began > _STEP_SECONDS:
                    if any(line.step is FinishStep.PRINTING for line in bench.advance()):
                        queued = min(queued, perf_counter())
                    is_old = True
                if is_old and perf_counter() - looked > _CALM_SECONDS:
                    bench.refresh()
                    looked, is_old = perf_counter(), False
        calls = self.tap.between(began, came)
        while bench.advance():
            sleep(0.02)
        return _trip(began, min(queued, came), came, calls)


def _trip(began: float, queued: float, came: float, calls: Sequence[tuple[str, float, float]]) -> Trip:
    sent, taken = next((start, end) for name, start, end in calls if name == PACKING)
    asked, fetched = next((start, end) for name, start, end in calls if name == LABEL)
    # Megamarket counts its second from a moment before its answer: a look may find it over a little sooner.
    looked = max(start for name, start, _ in calls if name == READING and start < asked)
    shown = min(taken + PENDING_SECONDS, looked)
    spans = [(start, end) for _, start, end in calls]
    remote = together([(taken, min(shown, came)), *spans])
    ends = {
        "the scan to order/packing leaving": (began, sent),
        "packed to the service's next look": (shown, looked),
        "that look to sticker/print leaving": (looked, asked),
        "the label at hand to its print job": (fetched, queued),
        _TO_BYTES: (queued, came),
    }
    return Trip(
        (came - began) * 1000,
        remote * 1000,
        {name: (end - start - _of_remote(spans, start, end)) * 1000 for name, (start, end) in ends.items()},
        tuple((name, (end - start) * 1000) for name, start, end in calls),
    )


def _of_remote(spans: Sequence[tuple[float, float]], start: float, end: float) -> float:
    return together(
        [(max(came, start), min(gone, end)) for came, gone in spans if gone > start and came < end]
    )


@contextmanager
def prepared(count: int) -> Iterator[Stand]:
    with tempfile.TemporaryDirectory(prefix="mmdesk-bench-") as name, running_sandbox() as told:
        profile, environ = Path(name), own_environment(os.environ)
        with (
            CallTap(told["megamarket"]["url"]) as tap,
            Printer() as printer,
            bootstrap.open_parts(profile, environ) as parts,
        ):
            connect(parts, tap.url, told)
            numbers = [place(told["megamarket"]["url"]) for _ in range(count)]
            _set_up(parts, printer)
            with ServiceProcess(profile, environ) as service:
                service.wait_until_ready(parts.storage, parts.clock)
                wait_until_known(parts, count)
                orders = [_confirmed(parts, number) for number in numbers]
                codes = sell(parts.storage, parts.clock, orders)
                spool = Spool(parts.storage, parts.clock, profile, parts.workstation, parts.changes)
                spool.start()
                yield Stand(parts, tap, printer, orders, codes)
                spool.ask_to_end()
                spool.join(_PATIENCE)


def _set_up(parts: bootstrap.Parts, printer: Printer) -> None:
    setup = PrinterSetup(PrinterKind.NETWORK, printer.target, asks_state=False)
    desk = PrinterDesk(parts.storage, parts.clock, parts.workstation)
    desk.add(PrinterWish("Zebra", setup, LABEL_75X120))


def _confirmed(parts: bootstrap.Parts, number: str) -> OrderDetails:
    lots.confirm(Desk(parts.storage, parts.clock), OrderRef(number), ANNA)
    until = monotonic() + _PATIENCE
    while True:
        details = Queries(parts.storage.engine).show_order(number, NAME)
        if details is not None and details.order.status == Status.CONFIRMED.value:
            return details
        assert monotonic() < until, f"{number} is not confirmed"
        sleep(0.02)


def report(trips: Sequence[Trip], loads: Sequence[float]) -> None:
    """One number first; nothing is judged, a loaded machine proves nothing."""
    ours = _window.Milliseconds(tuple(trip.ours for trip in trips))
    to_job = _window.Milliseconds(tuple(trip.ours - trip.hops[_TO_BYTES] for trip in trips))
    rows = {
        "last scan to the print job, without the remote": to_job,
        "last scan to the label's bytes, without the remote": ours,
        "with the remote, its pending second included": _window.Milliseconds(
            tuple(trip.whole for trip in trips)
        ),
    }
    for hop in trips[0].hops:
        rows[f"of it {hop}"] = _window.Milliseconds(tuple(trip.hops[hop] for trip in trips))
    by_name: dict[str, list[float]] = defaultdict(list)
    for trip in trips:
        for name, took in trip.calls:
            by_name[name].append(took)
    rows |= {f"Megamarket: {name}": _window.Milliseconds(tuple(took)) for name, took in by_name.items()}
    _window.table(
        f"{len(trips)} orders of one lot, milliseconds",
        ("p50", "p95", "max"),
        {name: _figures(each) for name, each in rows.items()},
    )
    print(f"load before and after: {', '.join(f'{each:.1f}' for each in loads)}")
    verdict = "reached" if to_job.percentile(95) < GOAL_MS else "missed"
    print(f"goal: 95 of 100 print jobs under {GOAL_MS:.0f} ms without the remote's own time: {verdict}")


def _figures(spans: _window.Milliseconds) -> tuple[float, float, float]:
    most = max(spans.values)
    return spans.median, spans.percentile(95) if len(spans.values) > 1 else most, most


if __name__ == "__main__":
    main()
