"""Whatever fails and whoever dies: every command takes effect exactly once, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mmdesk.clock import ManualClock
from mmdesk.domain.intent import Target
from mmdesk.sandbox.faults import Fault, FaultKind
from mmdesk.services import labels, lots, packing, shipping
from mmdesk.services.desk import OrderRef
from mmdesk.services.relay import Carried, Port, Relay
from mmdesk.storage.outbox import QueuedCommand
from mmdesk.storage.uow import Storage
from tests.services.stand import ANNA, Stand, stand

_PASSING = [
    FaultKind.BEFORE,
    FaultKind.AFTER,
    FaultKind.LOST,
    FaultKind.RESET,
    FaultKind.SLOW,
    FaultKind.HTML,
    FaultKind.GARBAGE,
    FaultKind.HALF,
]


class Death(StrEnum):
    """When the holder of a claim is killed."""

    BEFORE_SENDING = "before sending"
    AFTER_SENDING = "after sending"


class Killed(BaseException):
    """The process is gone: nothing of it may run on, as with kill -9."""


class MortalPort:
    """The real port in a process that is killed at the moments planned."""

    target = Target.MEGAMARKET

    def __init__(self, port: Port, deaths: list[Death | None]) -> None:
        self._port = port
        self._deaths = deaths

    def secret_changed(self) -> bool:
        return self._port.secret_changed()

    def idle(self) -> bool:
        return self._port.idle()

    def reread(self, command: QueuedCommand) -> Carried:
        return self._port.reread(command)

    def carry_out(self, command: QueuedCommand, may_send: Callable[[], None]) -> Carried:
        death = self._deaths.pop(0) if self._deaths else None
        if death is Death.BEFORE_SENDING:
            raise Killed
        carried = self._port.carry_out(command, may_send)
        if death is Death.AFTER_SENDING:
            raise Killed
        return carried


@pytest.fixture
def desk(storage: Storage, clock: ManualClock) -> Iterator[Stand]:
    with stand(storage, clock) as made:
        yield made


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    faults=st.lists(st.sampled_from(_PASSING), max_size=4),
    deaths=st.lists(st.sampled_from([None, *Death]), max_size=5),
)
def test_a_whole_order_goes_through_exactly_once(
    desk: Stand, faults: list[FaultKind], deaths: list[Death | None]
) -> None:
    order = desk.place("MUG-1", "RUG-1")
    for kind in faults:
        desk.market.faults.add(Fault(kind, "orderService"))
    lots.confirm(desk.desk, order, ANNA)
    packing.pack(desk.desk, order, ANNA, boxes=[[1], [2]])
    labels.request(desk.desk, order, ANNA)
    shipping.ship(desk.desk, desk.clock, order, ANNA)
    _run_with_deaths(desk, list(deaths))
    assert desk.parked() == ()
    for call in ("confirm", "packing", "shipping"):
        assert desk.effects(call, order) == [1, 1]
        assert _needless(desk, call, order) == []
    assert desk.statuses(order) == ["SHIPPED", "SHIPPED"]


def _needless(desk: Stand, call: str, order: OrderRef) -> list[object]:
    """Calls that were looked at and changed nothing: each was sent for a second time, or too early."""
    return [
        entry
        for entry in desk.market.calls(f"order/{call}")
        if order.shipment_id in entry.shipment_ids and not entry.effect and entry.answer_status == 200
    ]


def _run_with_deaths(desk: Stand, deaths: list[Death | None]) -> None:
    """Every death is followed by a successor that finds the claim once it has run out."""
    living = 0
    while True:
        relay = desk.new_relay(f"holder {living}", wrap=lambda port: MortalPort(port, deaths))
        desk.relay = relay
        try:
            desk.run(seconds=900, step=1.0)
        except Killed:
            living += 1
            continue
        assert isinstance(relay, Relay)
        return
