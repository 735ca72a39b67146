"""From an operator's action to its first byte at Megamarket, through the real service process.

An action is `services.lots.confirm` in this process: checks, outbox row, durable commit. The service, a
process of its own, notices the commit and sends order/confirm. A tap in front of the simulated Megamarket
takes the time of the first byte. The base of the ratio is a bare httpx POST of the same size through the same
tap, one after each action, so that both meet the same moments of a busy machine.

Run it with: make bench, or python bench/action_to_wire.py [--actions N] [--pace SECONDS]
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, perf_counter, sleep

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._pass_through import PassThrough, nothing
from mmdesk import bootstrap
from mmdesk.demo.service_process import ServiceProcess
from mmdesk.demo.shop import own_environment
from mmdesk.domain.scheme import SchemeCode
from mmdesk.secrets import SecretKind
from mmdesk.services import connections, lots
from mmdesk.services.connections import NewConnection
from mmdesk.services.desk import Desk, OrderRef
from mmdesk.services.operators import Operator
from mmdesk.storage.queries import Queries

_HEAD = 200
CONFIRM = "order/confirm"
CONFIRM_PATH = "/api/market/v1/orderService/order/confirm"
WARM_UP = 10
NAME = "bench"
ANNA = Operator("Анна")
GOAL_MS = 100.0


@dataclass(frozen=True, slots=True)
class Latencies:
    """Milliseconds, one for each go."""

    values: tuple[float, ...]

    def percentile(self, share: int) -> float:
        return statistics.quantiles(self.values, n=100, method="inclusive")[share - 1]


class Tap(PassThrough):
    """Takes the time of some requests."""

    def __init__(self, target: str, path_ends: str) -> None:
        super().__init__(target)
        self._mark = path_ends.encode()
        self._arrivals: queue.SimpleQueue[float] = queue.SimpleQueue()

    def next_arrival(self, patience: float = 10.0) -> float:
        """When the first byte of the next such request came, on the clock of time.perf_counter."""
        return self._arrivals.get(timeout=patience)

    def serve(self, client: socket.socket, server: socket.socket) -> None:
        self.pass_on(client, server, self._note, nothing)
        self.pass_on(server, client, self._note, nothing)

    def _note(self, chunk: bytes) -> None:
        came = perf_counter()
        if chunk.startswith(b"POST ") and self._mark in chunk[:_HEAD]:
            self._arrivals.put(came)


@dataclass(frozen=True, slots=True)
class Bench:
    """What one go needs."""

    parts: bootstrap.Parts
    tap: Tap
    bare: httpx.Client
    orders: Sequence[str]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--actions", type=int, default=200)
    options.add_argument("--pace", type=float, default=0.25, help="seconds between two actions, at least")
    chosen = options.parse_args()
    with prepared(chosen.actions + WARM_UP) as bench:
        actions, bare = measure(bench, chosen.pace)
    report(Latencies(actions[WARM_UP:]), Latencies(bare[WARM_UP:]))


@contextmanager
def prepared(count: int) -> Iterator[Bench]:
    """Sandbox and service as processes, and so many orders in the mirror that wait to be confirmed."""
    with tempfile.TemporaryDirectory(prefix="mmdesk-bench-") as name, running_sandbox() as told:
        profile = Path(name)
        environ = own_environment(os.environ)
        with Tap(told["megamarket"]["url"], CONFIRM) as tap, bootstrap.open_parts(profile, environ) as parts:
            connect(parts, tap.url, told)
            orders = [place(told["megamarket"]["url"]) for _ in range(count)]
            with ServiceProcess(profile, environ) as service, httpx.Client(trust_env=False) as bare:
                service.wait_until_ready(parts.storage, parts.clock)
                wait_until_known(parts, count)
                yield Bench(parts, tap, bare, orders)


def measure(bench: Bench, pace: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """An action and a bare POST by turns; no faster than `pace`, as a person is no faster either."""
    desk = Desk(bench.parts.storage, bench.parts.clock)
    actions, bare = [], []
    due = perf_counter()
    for order in bench.orders:
        sleep(max(0.0, due - perf_counter()))
        began = perf_counter()
        due = began + pace
        lots.confirm(desk, OrderRef(order), ANNA)
        actions.append((bench.tap.next_arrival() - began) * 1000)
        wait_until_accepted(bench.parts, order)
        bare.append(post_barely(bench, order))
    return tuple(actions), tuple(bare)


def post_barely(bench: Bench, order: str) -> float:
    """Milliseconds from the call of httpx to the first byte at the tap; the body is refused, and as long."""
    items = [{"itemIndex": 1, "offerId": "00000"}]
    shipment = {"shipmentId": order, "orderCode": order, "items": items}
    body = {"meta": {}, "data": {"token": "0" * 36, "shipments": [shipment]}}
    began = perf_counter()
    bench.bare.post(f"{bench.tap.url}{CONFIRM_PATH}", json=body)
    return (bench.tap.next_arrival() - began) * 1000


def report(actions: Latencies, bare: Latencies) -> None:
    """One table for people; nothing is judged, a loaded machine proves nothing."""
    print(f"{len(actions.values)} actions, milliseconds to the first byte of order/confirm")
    print(f"{'':>24}{'p50':>9}{'p95':>9}{'p99':>9}")
    for name, measured in (("operator's action", actions), ("bare httpx POST", bare)):
        figures = "".join(f"{measured.percentile(share):9.1f}" for share in (50, 95, 99))
        print(f"{name:>24}{figures}")
    ratios = "".join(f"{actions.percentile(share) / bare.percentile(share):9.1f}" for share in (50, 95, 99))
    print(f"{'ratio':>24}{ratios}")
    verdict = "reached" if actions.percentile(95) < GOAL_MS else "missed"
    print(f"goal: p95 under {GOAL_MS:.0f} ms: {verdict}")


@contextmanager
def running_sandbox() -> Iterator[dict[str, dict[str, str]]]:
    """Both simulators as a process of their own, so that they share no interpreter with the operator."""
    command = [sys.executable, "-m", "mmdesk", "sandbox"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        try:
            yield json.loads(child.stdout.readline())
        finally:
            child.terminate()


def connect(parts: bootstrap.Parts, mm_url: str, told: dict[str, dict[str, str]]) -> None:
    """Not registered, so that nothing goes to RetailCRM: it would only compete for the processors."""
    merchant, crm = told["megamarket"], told["retailcrm"]
    new = NewConnection(
        NAME, SchemeCode.STANDARD, int(merchant["merchant_id"]), crm["url"], mm_url, test_mode=True
    )
    typed = {SecretKind.MM_TOKEN: merchant["token"], SecretKind.CRM_KEY: crm["key"]}
    connections.add(parts.storage, parts.clock, parts.secrets, new, typed)


def place(megamarket_url: str) -> str:
    wish = {"scheme": "standard", "lots": 1, "needs_mark": False}
    answer = httpx.post(f"{megamarket_url}/_sandbox/orders", json=wish, trust_env=False)
    return str(answer.raise_for_status().json()["shipment_id"])


def wait_until_known(parts: bootstrap.Parts, count: int) -> None:
    until = monotonic() + 60
    while len(Queries(parts.storage.engine).list_orders(NAME)) < count:
        assert monotonic() < until, "the orders do not arrive"
        sleep(0.1)


def wait_until_accepted(parts: bootstrap.Parts, order: str) -> None:
    """The next action comes when the service is done with this one, as a person's would."""
    until = monotonic() + 30
    while True:
        details = Queries(parts.storage.engine).show_order(order)
        if details is not None and not details.order.pending:
            return
        assert monotonic() < until, f"{order} is not accepted"
        sleep(0.01)


if __name__ == "__main__":
    main()
