"""What the status strip and the banners tell."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.connection import Connection
from mmdesk.domain.deadline import Deadlines
from mmdesk.domain.intent import Target
from mmdesk.errors import Text
from mmdesk.services import lots, service_state
from mmdesk.services.job_runs import JobName
from mmdesk.services.lease import LENGTH, this_machine
from mmdesk.services.service_state import ServiceState, Trouble
from mmdesk.storage.connections import TargetHealth
from mmdesk.storage.running import SERVICE, Lease
from mmdesk.storage.uow import Storage
from tests.factory import shipment
from tests.services.stand import ANNA, MirrorStand, mirror_stand

NO_ANSWER = Text("нет ответа", "no answer")


@pytest.fixture
def bench(storage: Storage, clock: ManualClock) -> MirrorStand:
    return mirror_stand(storage, clock)


def look(bench: MirrorStand) -> ServiceState:
    return service_state.look(bench.storage, bench.clock)


def serve(bench: MirrorStand, host: str, pid: int) -> None:
    now = bench.clock.now()
    with bench.storage.work() as work:
        work.running.put_lease(SERVICE, Lease("service 1", host, pid, now + LENGTH, "127.0.0.1", 8480), now)
        work.commit()


def run_exchange(bench: MirrorStand, outcome: str, reason: Text | None = None) -> None:
    with bench.storage.work() as work:
        run_id = work.running.begin(JobName.MEGAMARKET.value, bench.clock.now())
        work.running.end(run_id, bench.clock.now(), outcome, reason)
        work.commit()


def fall_ill(bench: MirrorStand, health: TargetHealth) -> None:
    with bench.storage.work() as work:
        work.connections.put_health(bench.connection.connection_id, health)
        work.commit()


def change(bench: MirrorStand, **fields: bool) -> Connection:
    with bench.storage.work() as work:
        changed = work.connections.change(bench.connection.name, **fields)
        work.commit()
    return changed


def test_an_idle_desk_without_a_service(bench: MirrorStand) -> None:
    assert look(bench) == ServiceState(
        alive=False,
        here=False,
        host="",
        connections=1,
        last_exchange_at=None,
        last_exchange_failed=None,
        queue=0,
        parked=0,
        inbox_parked=0,
        at_risk=0,
        overdue=0,
        test_connections=(),
        troubles=(),
    )


def test_a_service_on_this_computer_is_told_from_one_elsewhere(bench: MirrorStand) -> None:
    serve(bench, this_machine(), os.getpid())
    state = look(bench)
    assert (state.alive, state.here, state.host) == (True, True, this_machine().partition("#")[0])
    serve(bench, "pc-2#12345678", 1)
    state = look(bench)
    assert (state.alive, state.here, state.host) == (True, False, "pc-2")


def test_a_service_that_keeps_silent_does_not_run(bench: MirrorStand) -> None:
    serve(bench, "pc-2#12345678", 1)
    bench.clock.advance(LENGTH)
    state = look(bench)
    assert (state.alive, state.host) == (False, "pc-2")


def test_the_last_exchange_tells_when_it_was_and_why_it_failed(bench: MirrorStand) -> None:
    run_exchange(bench, "failed", NO_ANSWER)
    state = look(bench)
    assert (state.last_exchange_at, state.last_exchange_failed) == (bench.clock.now(), NO_ANSWER)
    bench.clock.advance(60)
    run_exchange(bench, "done")
    state = look(bench)
    assert (state.last_exchange_at, state.last_exchange_failed) == (bench.clock.now(), None)


def test_a_run_that_was_skipped_is_no_exchange(bench: MirrorStand) -> None:
    before = bench.clock.now()
    fall_ill(bench, TargetHealth(Target.MEGAMARKET, answered_at=before))
    bench.clock.advance(600)
    run_exchange(bench, "skipped")
    assert look(bench).last_exchange_at == before


def test_what_waits_and_what_is_parked_is_counted(bench: MirrorStand) -> None:
    first = bench.show(shipment("NEW", shipment_id="700100201"))
    second = bench.show(shipment("NEW", shipment_id="700100202"))
    lots.confirm(bench.desk, first, ANNA)
    bench.park(lots.confirm(bench.desk, second, ANNA).keys[0])
    state = look(bench)
    assert (state.queue, state.parked) == (1, 1)


def test_open_orders_near_their_deadline_are_at_risk_and_those_past_it_overdue(bench: MirrorStand) -> None:
    now = bench.clock.now()
    order = replace(shipment("NEW"), created_at=now)
    due = Deadlines(confirm_by=now + timedelta(hours=10))
    bench.show(replace(order, deadlines=due))
    bench.clock.advance(timedelta(hours=7, minutes=59))
    assert look(bench).at_risk == 0
    bench.clock.advance(timedelta(minutes=1))
    assert (look(bench).at_risk, look(bench).overdue) == (1, 0)
    bench.clock.advance(timedelta(hours=2, seconds=1))
    assert (look(bench).at_risk, look(bench).overdue) == (0, 1)
    bench.show(replace(order, lots=shipment("CUSTOMER_CANCELED").lots, deadlines=due))
    assert (look(bench).at_risk, look(bench).overdue) == (0, 0)


def test_connections_in_test_mode_are_named(bench: MirrorStand) -> None:
    change(bench, test_mode=True)
    assert look(bench).test_connections == (bench.connection.name,)


def test_a_refused_token_is_a_trouble_without_an_end(bench: MirrorStand) -> None:
    fall_ill(bench, TargetHealth(Target.CRM, stopped_at=bench.clock.now(), words=NO_ANSWER))
    assert look(bench).troubles == (Trouble(bench.connection.name, Target.CRM, NO_ANSWER, None),)


def test_a_failure_is_a_trouble_until_an_answer_is_accepted(bench: MirrorStand) -> None:
    now = bench.clock.now()
    until = now + timedelta(minutes=5)
    fall_ill(bench, TargetHealth(Target.MEGAMARKET, 3, paused_at=now, paused_until=until))
    (trouble,) = look(bench).troubles
    assert (trouble.target, trouble.until) == (Target.MEGAMARKET, until)
    assert trouble.words.ru
    bench.clock.advance(timedelta(minutes=6))
    assert [each.target for each in look(bench).troubles] == [Target.MEGAMARKET]
    fall_ill(bench, TargetHealth(Target.MEGAMARKET, answered_at=bench.clock.now()))
    assert look(bench).troubles == ()


def test_what_a_person_put_to_rest_is_no_trouble(bench: MirrorStand) -> None:
    fall_ill(bench, TargetHealth(Target.CRM, stopped_at=bench.clock.now(), words=NO_ANSWER))
    change(bench, paused=True)
    assert look(bench).troubles == ()
