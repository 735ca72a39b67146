"""A service with everything real about it: database, HTTP, secrets in a file, and Megamarket on loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from feed_server.app import Service
from mmdesk.bootstrap import Parts, open_parts
from mmdesk.clock import SystemClock
from mmdesk.domain.connection import Connection
from mmdesk.domain.scheme import SchemeCode
from mmdesk.sandbox.megamarket_simulator import MegamarketSimulator
from mmdesk.sandbox.megamarket_state import Merchant, SoldOffer
from mmdesk.secrets import SecretKind
from mmdesk.services import connections
from mmdesk.services.connections import NewConnection
from mmdesk.storage.connections import PathPurpose
from mmdesk.storage.running import SERVICE, Lease

TOKEN = "5a9db0c0-0000-4000-8000-000000000001"
MERCHANT = 4321
ENVIRON = {"MMDESK_SECRETS": "file"}
MUG = SoldOffer("MUG-1", "Кружка синяя", 500, "100000000001", "Посуда")
SUCCESS = b'{"success":1,"meta":{},"data":{}}'
_PATIENCE = 20.0


def wait_until(condition: Callable[[], bool], seconds: float = _PATIENCE) -> None:
    """Look again and again until the condition holds; fails the test when it does not in time."""
    until, pause = time.monotonic() + seconds, threading.Event()
    while not condition():
        assert time.monotonic() < until, "it did not come true in time"
        pause.wait(0.005)


@dataclass
class Shop:
    """A profile with one connection, and the marketplace that the connection leads to."""

    profile: Path
    parts: Parts
    market: MegamarketSimulator
    connection: Connection

    def add(self, name: str, scheme: str, mm_url: str = "", merchant: int = MERCHANT) -> Connection:
        """One more connection, by default to the same marketplace."""
        return connections.add(
            self.parts.storage,
            self.parts.clock,
            self.parts.secrets,
            NewConnection(
                name=name,
                scheme=SchemeCode(scheme),
                merchant_id=merchant,
                crm_url="http://127.0.0.1:9",
                mm_url=mm_url or self.market.url,
            ),
            {SecretKind.MM_TOKEN: TOKEN, SecretKind.CRM_KEY: "crm-key"},
        )

    def key(self, purpose: PathPurpose, connection: Connection | None = None) -> str:
        with self.parts.storage.look() as work:
            return work.connections.path_keys((connection or self.connection).connection_id)[purpose]

    def put_setting(self, key: str, value: str) -> None:
        with self.parts.storage.work() as work:
            work.connections.put_setting(self.connection.connection_id, key, value)
            work.commit()

    def stored(self) -> int:
        """How many different calls are in the inbox."""
        with self.parts.storage.engine.connect() as raw:
            found: int = raw.exec_driver_sql("SELECT count(*) FROM inbox").scalar_one()
        return found

    def knows(self, shipment_id: str) -> bool:
        with self.parts.storage.look() as work:
            return bool(work.shipments.holders(shipment_id))

    def statuses(self, shipment_id: str, connection: Connection | None = None) -> list[str]:
        chosen = connection or self.connection
        with self.parts.storage.look() as work:
            found = work.shipments.find(chosen.connection_id, shipment_id)
        return [lot.status for lot in found.shipment.lots] if found else []

    def lease(self) -> Lease | None:
        with self.parts.storage.look() as work:
            return work.running.lease(SERVICE)

    def url(self) -> str:
        """Where the acting service listens, as its lease says."""
        lease = self.lease()
        assert lease is not None
        assert lease.http_port
        return f"http://{lease.http_host}:{lease.http_port}"

    def is_served(self) -> bool:
        lease = self.lease()
        return lease is not None and lease.http_port > 0


@contextmanager
def open_shop(profile: Path, scheme: str = "standard") -> Iterator[Shop]:
    """A new profile with one connection; no service runs yet, and webhooks go nowhere."""
    clock = SystemClock()
    simulator = MegamarketSimulator(
        now=clock.now, merchants=[Merchant(MERCHANT, TOKEN)], offers=[MUG], seed=1
    )
    simulator.behave(webhook_pauses=[0.2, 0.2, 0.2])
    with simulator as market, open_parts(profile, ENVIRON, clock) as parts:
        shop = Shop(profile, parts, market, None)  # type: ignore[arg-type]  # set right below
        shop.connection = shop.add("лавка", scheme)
        yield shop


@contextmanager
def running(shop: Shop) -> Iterator[httpx.Client]:
    """A service of this shop in this process, and a client for its HTTP server."""
    service = Service(shop.parts, "127.0.0.1", 0)
    service.start()
    try:
        wait_until(lambda: service.http_address is not None)
        wait_until(shop.is_served)
        with httpx.Client(base_url=shop.url(), timeout=20) as http:
            yield http
    finally:
        assert service.stop()


@contextmanager
def process(shop: Shop, *, wait: bool = True) -> Iterator[subprocess.Popen[bytes]]:
    """A service of this shop as a process of its own; killed at the end if it still runs."""
    command = [sys.executable, "-m", "feed_server", "run", "--profile", str(shop.profile), "--port", "0"]
    with ExitStack() as stack:
        log = stack.enter_context((shop.profile / f"stderr-{time.monotonic_ns()}.txt").open("wb"))
        service = stack.enter_context(
            subprocess.Popen(command, env=os.environ | ENVIRON, stdout=subprocess.DEVNULL, stderr=log)
        )
        try:
            if wait:
                wait_until(lambda: (shop.lease() or _NOBODY).pid == service.pid and shop.is_served())
            yield service
        finally:
            if service.poll() is None:
                service.kill()


_NOBODY = Lease("", "", -1, SystemClock().now(), "", 0)


def terminate(service: subprocess.Popen[bytes]) -> int:
    """Ask it to stop as a supervisor would; its exit code."""
    service.send_signal(signal.SIGTERM)
    return service.wait(20)


def register_webhooks(shop: Shop, connection: Connection | None = None) -> None:
    """Have Megamarket call the service that acts now."""
    chosen = connection or shop.connection
    base = shop.url()
    shop.market.register_webhooks(
        chosen.scheme.code.value,
        f"{base}/{shop.key(PathPurpose.NEW, chosen)}/order/new",
        f"{base}/{shop.key(PathPurpose.CANCEL, chosen)}/order/cancel",
    )


def order_new(*shipment_ids: str, merchant: int = MERCHANT) -> bytes:
    shipments = [{"shipmentId": each} for each in shipment_ids]
    return json.dumps({"meta": {}, "data": {"merchantId": merchant, "shipments": shipments}}).encode()
