"""Exactly one service acts for a database, whatever happens to the others and to the clocks."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.connection import ConnectionId
from mmdesk.domain.intent import Confirm, Target
from mmdesk.services.lease import Identity, ServiceLease, is_alive, is_process_gone, this_machine
from mmdesk.storage.running import SERVICE, Lease
from mmdesk.storage.uow import Storage
from tests import factory


class BackwardClock(ManualClock):
    """A clock whose wall time somebody sets back, while its seconds go on."""

    back = timedelta()

    def now(self) -> datetime:
        return super().now() - self.back


def lease_of(storage: Storage, clock: ManualClock, name: str, host: str = "another-pc") -> ServiceLease:
    return ServiceLease(storage, clock, Identity(host, os.getpid(), name))


def stored(storage: Storage) -> Lease | None:
    with storage.look() as work:
        return work.running.lease(SERVICE)


@pytest.fixture
def dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_the_first_one_leads_and_the_second_stands_by(storage: Storage, clock: ManualClock) -> None:
    first, second = lease_of(storage, clock, "first"), lease_of(storage, clock, "second")
    assert (first.acquire(), second.acquire()) == (True, False)
    assert (first.may_lead(), second.may_lead()) == (True, False)


def test_a_silent_holder_on_another_computer_is_replaced_after_ten_seconds(
    storage: Storage, clock: ManualClock
) -> None:
    lease_of(storage, clock, "silent").acquire()
    second = lease_of(storage, clock, "second", "this-pc")
    took = []
    for _ in range(12):
        took.append(second.acquire())
        clock.advance(1)
    assert took.index(True) == 10


def test_a_holder_that_renews_keeps_it(storage: Storage, clock: ManualClock) -> None:
    first, second = lease_of(storage, clock, "first"), lease_of(storage, clock, "second", "this-pc")
    first.acquire()
    for _ in range(20):
        assert first.renew()
        assert not second.acquire()
        clock.advance(3)


def test_a_holder_that_may_have_lost_it_does_not_lead(storage: Storage, clock: ManualClock) -> None:
    first = lease_of(storage, clock, "first")
    first.acquire()
    clock.advance(10)
    assert not first.may_lead()


def test_a_computer_that_slept_finds_that_another_one_leads(storage: Storage, clock: ManualClock) -> None:
    sleeper_clock = ManualClock(clock.now())
    sleeper, second = lease_of(storage, sleeper_clock, "sleeper"), lease_of(storage, clock, "second", "b")
    sleeper.acquire()
    second.acquire()
    clock.advance(11)
    assert second.acquire()
    assert not sleeper.may_lead()
    assert not sleeper.renew()


def test_a_released_lease_is_free_at_once(storage: Storage, clock: ManualClock) -> None:
    first, second = lease_of(storage, clock, "first"), lease_of(storage, clock, "second", "this-pc")
    first.acquire()
    first.release()
    assert second.acquire()
    first.release()
    assert second.may_lead()


def test_a_holder_gone_from_this_computer_is_replaced_at_once(
    storage: Storage, clock: ManualClock, dead_process: int
) -> None:
    ServiceLease(storage, clock, Identity("this-pc", dead_process, "dead")).acquire()
    assert lease_of(storage, clock, "second", "this-pc").acquire()


def test_the_same_number_on_another_computer_says_nothing(
    storage: Storage, clock: ManualClock, dead_process: int
) -> None:
    ServiceLease(storage, clock, Identity("another-pc", dead_process, "far")).acquire()
    assert not lease_of(storage, clock, "second", "this-pc").acquire()


def test_claims_of_a_dead_holder_are_set_free_and_stay_in_doubt(
    storage: Storage, clock: ManualClock, dead_process: int
) -> None:
    connection, key = queued_command(storage, clock)
    later = clock.now() + timedelta(seconds=15)
    ServiceLease(storage, clock, Identity("this-pc", dead_process, "dead")).acquire()
    with storage.work() as work:
        assert work.outbox.claim(connection, Target.MEGAMARKET, "dead", clock.now(), later)
        work.commit()
    lease_of(storage, clock, "second", "this-pc").acquire()
    with storage.work() as work:
        claimed = work.outbox.claim(connection, Target.MEGAMARKET, "second", clock.now(), later)
    assert claimed is not None
    assert (claimed.key, claimed.claimed_by, claimed.progress.state) == (key, "dead", "claimed")


def test_a_clock_set_back_does_not_lock_everybody_out(storage: Storage) -> None:
    clock = BackwardClock()
    lease_of(storage, clock, "silent").acquire()
    clock.back = timedelta(hours=5)
    second = lease_of(storage, clock, "second", "this-pc")
    second.acquire()
    clock.advance(10)
    assert second.acquire()
    assert second.may_lead()


def test_another_computers_clock_being_ahead_takes_nothing_from_a_living_holder(
    storage: Storage, clock: ManualClock
) -> None:
    ahead = ManualClock(clock.now() + timedelta(minutes=5))
    lease_of(storage, clock, "first").acquire()
    assert not lease_of(storage, ahead, "second", "this-pc").acquire()


def test_the_address_of_the_server_is_in_the_lease(storage: Storage, clock: ManualClock) -> None:
    first = lease_of(storage, clock, "first")
    first.acquire()
    first.renew(("127.0.0.1", 8480))
    first.renew()
    found = stored(storage)
    assert found is not None
    assert (found.http_host, found.http_port, found.holder) == ("127.0.0.1", 8480, "first")


def test_a_lease_is_alive_until_it_runs_out_or_its_process_is_gone(
    clock: ManualClock, dead_process: int
) -> None:
    def shown(pid: int, seconds: float) -> bool:
        expires = clock.now() + timedelta(seconds=seconds)
        return is_alive(Lease("x", this_machine(), pid, expires, "", 0), clock)

    assert shown(os.getpid(), 5)
    assert not shown(os.getpid(), -1)
    assert not shown(dead_process, 5)
    assert not is_alive(None, clock)


def test_a_process_is_told_from_one_that_has_ended(dead_process: int) -> None:
    assert is_process_gone(dead_process)
    assert not is_process_gone(os.getpid())
    assert not is_process_gone(1)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a number without a process is")
def test_a_killed_process_that_nobody_has_waited_for_is_gone() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        assert not is_process_gone(process.pid)
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert is_process_gone(process.pid)


def queued_command(storage: Storage, clock: ManualClock) -> tuple[ConnectionId, str]:
    with storage.work() as work:
        connection = work.connections.add(
            name="shop",
            scheme="standard",
            merchant_id=4321,
            mm_url="https://mm.example.org",
            crm_url="https://crm.example.org",
            test_mode=False,
            at=clock.now(),
        )
        shipment = work.shipments.put(connection, factory.shipment(), None, clock.now())
        work.outbox.add(
            key="k-1",
            connection_id=connection.connection_id,
            shipment=shipment,
            intent=Confirm((1,)),
            created_by="Анна",
            at=clock.now(),
            not_before=clock.now(),
        )
        work.commit()
    return connection.connection_id, "k-1"
