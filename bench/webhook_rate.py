"""Calls stored durably a second, and how long each waits for its answer: the service against a bare handler.

The service is the real process. The bare handler is Starlette on uvicorn, one process, that commits the same
body with the same pragmas to a SQLite file of its own. Both are asked by turns by the same client over kept
connections, every body another one. What the service does with a stored call is told apart: with its
connection paused it only stores; at work it reads each order from Megamarket meanwhile. A service that has
been at work is waited for: what it still has to work off must not slow down whoever is asked next.

Run it with: make bench, or python bench/webhook_rate.py [--rounds N] [--calls N]
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._window import Milliseconds
from bench.action_to_wire import connect, place, running_sandbox
from mmdesk import bootstrap
from mmdesk.demo.service_process import ServiceProcess
from mmdesk.demo.shop import own_environment
from mmdesk.services import connections

HERE = Path(__file__).parent
LEVELS = (1, 8, 32)
BARE, STORES, WORKS = "bare handler", "service, only storing", "service at work"
GOAL_RATE, GOAL_P99 = 0.6, 3.0
NAME = "bench"
ORDERS = 200


@dataclass(frozen=True, slots=True)
class Go:
    """One round against one server at one number of clients."""

    rate: float
    spans: Milliseconds


@dataclass(frozen=True, slots=True)
class Server:
    """What is asked; `is_busy` tells whether it still works off what it was asked."""

    url: str
    is_busy: Callable[[], bool] = lambda: False


Gone = Mapping[tuple[str, int], Sequence[Go]]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--calls", type=int, default=600)
    chosen = options.parse_args()
    environ = own_environment(os.environ)
    with (
        tempfile.TemporaryDirectory(prefix="mmdesk-bench-") as name,
        running_sandbox() as told,
        bare_handler(Path(name) / "bare.db") as bare,
        served(Path(name) / "storing", told, environ, paused=True) as storing,
        served(Path(name) / "working", told, environ, paused=False) as working,
    ):
        orders = [place(told["megamarket"]["url"]) for _ in range(ORDERS)]
        bodies = distinct_bodies(int(told["megamarket"]["merchant_id"]), orders)
        servers = {BARE: bare, STORES: storing, WORKS: working}
        gone = by_turns(servers, bodies, chosen.rounds, chosen.calls)
    report(gone)


def by_turns(servers: Mapping[str, Server], bodies: Iterator[bytes], rounds: int, calls: int) -> Gone:
    """All servers meet the same moments of the machine, in an order that changes from round to round.

    The first round warms up and is not counted.
    """
    gone: dict[tuple[str, int], list[Go]] = {}
    for turn in range(rounds + 1):
        names = list(servers) if turn % 2 else list(servers)[::-1]
        for level, name in itertools.product(LEVELS, names):
            server = servers[name]
            go = asyncio.run(called(server.url, list(itertools.islice(bodies, calls)), level))
            gone.setdefault((name, level), []).extend([go] if turn else [])
            while server.is_busy():
                sleep(0.05)
    return gone


@contextmanager
def served(
    profile: Path, told: dict[str, dict[str, str]], environ: Mapping[str, str], *, paused: bool
) -> Iterator[Server]:
    """The real service on a profile of its own, asked at its order/new."""
    with bootstrap.open_parts(profile, environ) as parts:
        connect(parts, told["megamarket"]["url"], told)
        if paused:
            connections.set_paused(parts.storage, NAME, paused=True)
        with ServiceProcess(profile, environ) as service:
            lease = service.wait_until_ready(parts.storage, parts.clock)
            local = f"http://{lease.http_host}:{lease.http_port}"
            links = connections.links(parts.storage, NAME, public_url="", local_url=local)
            yield Server(links.local.order_new or "", lambda: not paused and is_waiting(parts))


def is_waiting(parts: bootstrap.Parts) -> bool:
    with parts.storage.look() as work:
        connection_id = work.connections.get(NAME).connection_id
        return work.inbox.next(connection_id, parts.clock.now()) is not None


@contextmanager
def bare_handler(database: Path) -> Iterator[Server]:
    command = [sys.executable, str(HERE / "_bare_handler.py"), str(database)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        try:
            yield Server(child.stdout.readline().strip())
        finally:
            child.terminate()


def distinct_bodies(merchant_id: int, orders: Sequence[str]) -> Iterator[bytes]:
    """Calls about these orders again and again, about as long as Megamarket's, none like another."""
    for number, order in enumerate(itertools.cycle(orders)):
        shipment = {
            "shipmentId": order,
            "shipmentDate": "2026-11-23T10:00:00+03:00",
            "items": [described(number, lot) for lot in (1, 2, 3)],
            "label": {"deliveryId": str(number), "region": "Москва", "fullName": "Примеров Тест"},
            "shipping": {"shippingDate": "2026-11-24T10:00:00+03:00", "shippingPoint": 1234567},
        }
        content = {"meta": {"source": "OMS"}, "data": {"merchantId": merchant_id, "shipments": [shipment]}}
        yield json.dumps(content, ensure_ascii=False).encode()


def described(number: int, lot: int) -> dict[str, object]:
    return {
        "itemIndex": str(lot),
        "goodsId": f"1000{number:08d}",
        "offerId": f"TEA-GRN-{lot}",
        "itemName": "Чайник эмалированный зелёный, 1,5 л",
        "price": 1990,
        "finalPrice": 1890,
        "discounts": [{"discountType": "LOY", "discountDescription": "Бонусы", "discountAmount": 100}],
        "quantity": 1,
        "taxRate": "20",
        "reservationPerformed": True,
        "isDigitalMarkRequired": False,
    }


async def called(url: str, bodies: Sequence[bytes], clients: int) -> Go:
    """Send all bodies, by so many clients at once, each over one kept connection."""
    waiting = list(bodies)
    spans: list[float] = []
    began = perf_counter()
    await asyncio.gather(*(one_client(url, waiting, spans) for _ in range(clients)))
    return Go(len(bodies) / (perf_counter() - began), Milliseconds(tuple(spans)))


async def one_client(url: str, waiting: list[bytes], spans: list[float]) -> None:
    """As little as speaks HTTP: a client's own work must not count as the server's."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    head = f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
    while waiting:
        body = waiting.pop()
        began = perf_counter()
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = int(answer.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        said = await reader.readexactly(length)
        spans.append((perf_counter() - began) * 1000)
        assert answer.startswith(b"HTTP/1.1 200"), answer
        assert b'"success":1' in said, said
    writer.close()
    await writer.wait_closed()


def report(gone: Gone) -> None:
    """One table for people: the middle of all rounds, and the ratios of rounds that stood side by side."""
    names = ("clients", "a second", "p50 ms", "p99 ms", "rate", "p99")
    print(f"{'calls stored durably':>24}" + "".join(f"{name:>10}" for name in names))
    for (server, level), goes in sorted(gone.items(), key=lambda pair: (pair[0][1], pair[0][0])):
        sides = list(zip(goes, gone[BARE, level], strict=True))
        figures = (
            middle([go.rate for go in goes]),
            middle([go.spans.median for go in goes]),
            middle([p99(go) for go in goes]),
            middle([go.rate / bare.rate for go, bare in sides]),
            middle([p99(go) / p99(bare) for go, bare in sides]),
        )
        print(f"{server:>24}{level:10}" + "".join(f"{figure:10.2f}" for figure in figures))
    print(f"goal: at least {GOAL_RATE} of the bare rate, at most {GOAL_P99:.0f} times its p99")


def p99(go: Go) -> float:
    return go.spans.percentile(99)


def middle(values: Sequence[float]) -> float:
    return Milliseconds(tuple(values)).median


if __name__ == "__main__":
    main()
