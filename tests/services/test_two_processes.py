from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from mmdesk.clock import ManualClock, SystemClock
from mmdesk.sandbox.faults import Fault, FaultKind
from mmdesk.services import lots
from mmdesk.services.desk import OrderRef
from mmdesk.storage.uow import Storage
from tests.services.stand import ANNA, Stand, stand

StartRelay = Callable[[str], "subprocess.Popen[bytes]"]
_ROOT = Path(__file__).parents[2]


@pytest.fixture
def desk(storage: Storage) -> Iterator[Stand]:
    with stand(storage, ManualClock(SystemClock().now())) as made:
        yield made


@pytest.fixture
def start_relay(desk: Stand, database_url: str) -> Iterator[StartRelay]:
    """Starts processes with a relay each, which work until nothing waits any more."""
    module = [sys.executable, "-m", "tests.services.relay_process", database_url, desk.market.url]
    with ExitStack() as running:

        def start(holder: str) -> subprocess.Popen[bytes]:
            process = running.enter_context(subprocess.Popen([*module, holder], cwd=_ROOT))
            running.callback(process.kill)
            return process

        yield start


@pytest.mark.timeout(150)
def test_two_processes_carry_every_command_once(desk: Stand, start_relay: StartRelay) -> None:
    desk.market.behave(pending_seconds=0.0)
    orders = [desk.place("MUG-1") for _ in range(20)]
    for kind in (FaultKind.LOST, FaultKind.AFTER):
        desk.market.faults.add(Fault(kind, "order/confirm"))
    for order in orders:
        lots.confirm(desk.desk, order, ANNA)
    processes = [start_relay("first"), start_relay("second")]
    assert [process.wait(timeout=100) for process in processes] == [0, 0]
    assert [_sent(desk, order) for order in orders] == [1] * len(orders)
    assert all(desk.effects("confirm", order) == [1] for order in orders)


def _sent(desk: Stand, order: OrderRef) -> int:
    """How many calls for this order reached the market's books; repeats without effect count as well."""
    return sum(order.shipment_id in call.shipment_ids for call in desk.market.calls("order/confirm"))
