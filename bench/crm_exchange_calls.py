"""An exchange with RetailCRM while 10,000 orders are open: its calls, its time, and how long writers wait.

The exchange is the service's own, in this process, against the simulated RetailCRM on loopback. First the
relay creates every order there; then nothing changes, then staff save one order in a hundred; once an hour
the statuses of all open orders are compared. The simulator does not ask for RetailCRM's ten calls a second
here: a real cycle takes at least a tenth of a second for each call.

Run it with: make bench, or python bench/crm_exchange_calls.py [--orders N] [--cycles N]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.exchange_calls import Writers
from mmdesk.clock import ManualClock
from mmdesk.sandbox.retailcrm_staff import StaffEdit
from mmdesk.services.crm_polling import COMPARE_EVERY, CrmExchange
from mmdesk.services.polling import Poll
from mmdesk.storage.engine import open_engine
from mmdesk.storage.migrate import upgrade
from mmdesk.storage.uow import Storage
from tests.services.crm_stand import CrmStand, crm_relay, crm_stand

SPREAD = timedelta(days=3)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Cycle:
    """Seconds, calls by the end of their path, and the longest time that the write lock was held."""

    seconds: float
    calls: Counter[str]
    longest: float


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--orders", type=int, default=10_000)
    options.add_argument("--cycles", type=int, default=5)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="mmdesk-bench-") as name, shop(Path(name)) as opened:
        measured = measuring(opened)
        exchange = CrmExchange(opened.storage, opened.clock, opened.crm)

        def cycle() -> Cycle:
            return measured(lambda: exchange.run(opened.connection))

        cycle()
        ids = place(opened, chosen.orders)
        rows = {"creating all": [measured(lambda: relay_all(opened))]}
        rows["reading what we did"] = [cycle()]
        rows["nothing has changed"] = [cycle() for _ in range(chosen.cycles)]
        rows["one in 100 was saved"] = [save(opened, ids[turn::100], cycle) for turn in range(chosen.cycles)]
        opened.clock.advance(COMPARE_EVERY)
        rows["the hourly comparison"] = [cycle()]
    report(chosen.orders, rows)


@contextmanager
def shop(folder: Path) -> Iterator[CrmStand]:
    storage = Storage(open_engine(f"sqlite:///{folder / 'mmdesk.db'}"))
    upgrade(storage.engine)
    try:
        with crm_stand(storage, ManualClock()) as opened:
            opened.sandbox.megamarket.behave(confirm_hours=10_000, pack_hours=10_000)
            yield opened
    finally:
        storage.close()


def place(opened: CrmStand, count: int) -> Sequence[str]:
    """Orders as they come in over three days, all in the mirror."""
    ids = []
    for _ in range(count):
        opened.clock.advance(SPREAD / count)
        ids.append(opened.sandbox.buyer.place("standard"))
    Poll(opened.storage, opened.clock, opened.megamarket).run(opened.connection)
    return ids


def relay_all(opened: CrmStand) -> None:
    relay = crm_relay(opened)
    while relay.run_once():
        pass


def measuring(opened: CrmStand) -> Callable[[Callable[[], object]], Cycle]:
    writers = Writers(opened.storage)

    def measured(work: Callable[[], object]) -> Cycle:
        opened.clock.advance(MINUTE)
        opened.books.journal.clear()
        writers.spans.clear()
        began = perf_counter()
        work()
        seconds = perf_counter() - began
        calls = Counter(named(call.path) for call in opened.books.calls())
        return Cycle(seconds, calls, max(writers.spans, default=0.0))

    return measured


def named(path: str) -> str:
    """`/api/v5/orders/17/edit` as `orders/*/edit`."""
    parts = path.partition("/v5/")[2].split("/")
    return "/".join("*" if part.isdecimal() or part.startswith("mm-") else part for part in parts)


def save(opened: CrmStand, ids: Sequence[str], cycle: Callable[[], Cycle]) -> Cycle:
    """An exchange after staff have saved these orders."""
    for shipment_id in ids:
        opened.books.staff(f"mm-{shipment_id}", StaffEdit(fields={"managerComment": "позвонили"}))
    return cycle()


def report(orders: int, rows: dict[str, list[Cycle]]) -> None:
    """One table for people, the middle of all cycles; nothing is judged."""
    print(f"{f'{orders} open orders':>24}{'seconds':>10}{'calls':>8}{'lock ms':>10}  of which")
    for name, cycles in rows.items():
        seconds = statistics.median(each.seconds for each in cycles)
        calls = statistics.median(each.calls.total() for each in cycles)
        longest = max(each.longest for each in cycles) * 1000
        kinds = ", ".join(f"{count} {kind}" for kind, count in cycles[-1].calls.most_common())
        print(f"{name:>24}{seconds:10.2f}{calls:8.0f}{longest:10.1f}  {kinds}")


if __name__ == "__main__":
    main()
