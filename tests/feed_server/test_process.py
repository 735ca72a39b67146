"""The service as a process: killed at the worst moment, relieved by another, stopped by a signal."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from mmdesk.sandbox.faults import FOREVER, Fault, FaultKind
from mmdesk.services import lots
from mmdesk.services.desk import Desk, OrderRef
from mmdesk.services.operators import Operator
from mmdesk.storage.connections import PathPurpose
from tests.feed_server.stand import (
    ENVIRON,
    SUCCESS,
    Shop,
    open_shop,
    order_new,
    process,
    terminate,
    wait_until,
)

pytestmark = pytest.mark.e2e


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path / "profile") as opened:
        yield opened


WORKS = ("Служба работает (127.0.0.1:", "The service runs (127.0.0.1:")


def told(shop: Shop) -> list[list[str]]:
    """What each service process of the shop has said on stderr, line by line."""
    return [path.read_text(encoding="utf-8").splitlines() for path in shop.profile.glob("stderr-*")]


def announce(shop: Shop, shipment_id: str) -> bytes:
    url = f"{shop.url()}/{shop.key(PathPurpose.NEW)}/order/new"
    return httpx.post(url, content=order_new(shipment_id), timeout=20).content


def test_what_was_answered_survives_a_kill_before_it_was_worked_off(shop: Shop) -> None:
    shop.market.faults.add(Fault(FaultKind.BEFORE, "order/", FOREVER))
    shipment_id = shop.market.buyer.place("standard", lots=1)
    with process(shop) as service:
        assert announce(shop, shipment_id) == SUCCESS
        service.kill()
        service.wait()
    shop.market.faults.clear()
    assert not shop.knows(shipment_id)
    with process(shop):
        wait_until(lambda: shop.knows(shipment_id))


def test_a_killed_leader_is_relieved_within_fifteen_seconds(shop: Shop) -> None:
    with process(shop) as leader, process(shop, wait=False) as second:
        leader.kill()
        killed = time.monotonic()
        wait_until(
            lambda: (lease := shop.lease()) is not None and lease.pid == second.pid and shop.is_served()
        )
        assert time.monotonic() - killed < 15
        shipment_id = shop.market.buyer.place("standard", lots=1)
        assert announce(shop, shipment_id) == SUCCESS
        wait_until(lambda: shop.knows(shipment_id))


def test_a_command_under_way_at_the_kill_is_not_sent_twice(shop: Shop) -> None:
    shipment_id = shop.market.buyer.place("standard", lots=1)
    with process(shop) as service:
        wait_until(lambda: shop.knows(shipment_id))
        shop.market.faults.add(Fault(FaultKind.LOST, "order/confirm", 1, seconds=20))
        lots.confirm(Desk(shop.parts.storage, shop.parts.clock), OrderRef(shipment_id), Operator("Анна"))
        wait_until(lambda: shop.market.effects("confirm", shipment_id, 1) == 1)
        service.kill()
    with process(shop):
        wait_until(lambda: shop.statuses(shipment_id) == ["CONFIRMED"])
    assert shop.market.effects("confirm", shipment_id, 1) == 1
    assert len(shop.market.calls("order/confirm")) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that asks a process to stop")
def test_a_signal_stops_it_in_order(shop: Shop) -> None:
    with process(shop) as service:
        assert terminate(service) == 0
    assert shop.lease() is None
    [[said]] = told(shop)
    assert said.startswith(WORKS)
    assert ":0)" not in said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that asks a process to stop")
def test_a_service_that_stands_by_says_so_and_says_when_it_works(shop: Shop) -> None:
    with process(shop) as leader, process(shop, wait=False) as second:
        wait_until(lambda: sum(map(len, told(shop))) == 2)
        assert terminate(leader) == 0
        wait_until(lambda: sum(map(len, told(shop))) == 3)
        assert terminate(second) == 0
    lines = max(told(shop), key=len)
    assert lines[0].startswith(("Служба ждёт", "The service waits"))
    assert lines[1].startswith(WORKS)


STOPPED_WHILE_OPENING = """
import os, signal, sys
from pathlib import Path
from feed_server import app

really_open = app.open_parts

def open_parts(*given):
    os.kill(os.getpid(), signal.SIGTERM)
    return really_open(*given)

app.open_parts = open_parts
sys.exit(app.run(Path(sys.argv[1]), 0, os.environ))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that asks a process to stop")
def test_a_signal_before_the_database_is_open_stops_it_in_order_too(tmp_path: Path) -> None:
    command = [sys.executable, "-c", STOPPED_WHILE_OPENING, str(tmp_path)]
    done = subprocess.run(command, env=os.environ | ENVIRON, capture_output=True, timeout=60, check=False)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
