from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from mmdesk.clients.errors import (
    AccessDenied,
    OutcomeUnknown,
    RemoteError,
    TokenRefused,
    Unavailable,
    Unreadable,
)
from mmdesk.clock import ManualClock
from mmdesk.domain import outbox as rules
from mmdesk.domain.intent import Confirm, Target
from mmdesk.domain.standing import RowState
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.relay import Carried, Relay
from mmdesk.storage.connections import TargetHealth
from mmdesk.storage.engine import DiskFull
from mmdesk.storage.outbox import QueuedCommand
from mmdesk.storage.uow import Storage
from tests.factory import shipment

Act = Callable[[], Carried]


def accept() -> Carried:
    return Carried(rules.Accepted())


def fail(error: Exception) -> Act:
    def act() -> Carried:
        raise error

    return act


@dataclass
class ScriptedPort:
    """A remote that does what the test says, and remembers what it was asked for."""

    target: Target = Target.MEGAMARKET
    sending: list[Act] = field(default_factory=list)
    reading: list[Act] = field(default_factory=list)
    resting: Callable[[], bool] = lambda: False
    has_new_secret: bool = False
    sent: int = 0

    def carry_out(self, command: QueuedCommand, may_send: Callable[[], None]) -> Carried:
        may_send()
        self.sent += 1
        return self.sending.pop(0)() if self.sending else accept()

    def reread(self, command: QueuedCommand) -> Carried:
        return self.reading.pop(0)() if self.reading else Carried(rules.Absent())

    def idle(self) -> bool:
        return self.resting()

    def secret_changed(self) -> bool:
        return self.has_new_secret


@dataclass
class Bench:
    storage: Storage
    clock: ManualClock
    port: ScriptedPort
    relay: Relay

    def row(self) -> QueuedCommand:
        with self.storage.look() as work:
            return work.outbox.list(finished=True)[-1]

    def waiting(self) -> tuple[QueuedCommand, ...]:
        with self.storage.look() as work:
            return work.outbox.list()

    def state(self) -> RowState:
        return self.row().progress.state

    def health(self) -> TargetHealth:
        with self.storage.look() as work:
            (connection,) = work.connections.all()
            return work.connections.health(connection.connection_id, Target.MEGAMARKET)


@pytest.fixture
def bench(sqlite_storage: Storage, clock: ManualClock) -> Bench:
    """One command waits for a scripted remote."""
    port = ScriptedPort()
    with sqlite_storage.work() as work:
        connection = work.connections.add(
            name="Лавка",
            scheme="standard",
            merchant_id=1,
            mm_url="https://mm.example.org",
            crm_url="https://crm.example.org",
            test_mode=False,
            at=clock.now(),
        )
        key = work.shipments.put(connection, shipment(), None, clock.now())
        work.outbox.add(
            key="k1",
            connection_id=connection.connection_id,
            shipment=key,
            intent=Confirm((1,)),
            created_by="Анна",
            at=clock.now(),
            not_before=clock.now(),
        )
        work.commit()
    relay = Relay(
        storage=sqlite_storage,
        clock=clock,
        connection_id=connection.connection_id,
        port=port,
        holder="me",
        may_lead=lambda: True,
        jitter=lambda: 0.5,
    )
    return Bench(sqlite_storage, clock, port, relay)


def test_a_bug_of_ours_parks_one_command_and_the_relay_goes_on(bench: Bench) -> None:
    bench.port.sending = [fail(KeyError("lots"))]
    assert bench.relay.run_once()
    assert bench.state() == RowState.PARKED
    error = bench.row().error
    assert error is not None
    assert "KeyError" in error.ru


def test_an_expected_failure_of_ours_parks_with_its_own_words(bench: Bench) -> None:
    bench.port.sending = [fail(MmdeskError("этикетка не читается"))]
    bench.relay.run_once()
    error = bench.row().error
    assert bench.state() == RowState.PARKED
    assert error is not None
    assert "этикетка не читается" in error.ru


def test_a_full_disk_leaves_the_claim_to_be_read_again_later(bench: Bench) -> None:
    bench.port.sending = [fail(DiskFull())]
    with pytest.raises(DiskFull):
        bench.relay.run_once()
    assert bench.state() == RowState.CLAIMED
    bench.clock.advance(16)
    bench.port.reading = [lambda: Carried(rules.Effective())]
    bench.relay.run_once()
    assert (bench.state(), bench.port.sent) == (RowState.DONE, 1)


def test_a_command_settled_by_another_relay_is_left_alone(bench: Bench) -> None:
    def somebody_else_finishes() -> Carried:
        with bench.storage.work() as work:
            done = rules.Progress(RowState.DONE)
            assert work.outbox.settle(bench.row().row_id, "me", done, None, bench.clock.now())
            work.commit()
        return Carried(rules.Refused(Text("нет", "no")))

    bench.port.sending = [somebody_else_finishes]
    assert bench.relay.run_once()
    assert bench.state() == RowState.DONE


@pytest.mark.parametrize(("seconds", "lasts"), [(0, 15), (3, 12), (4, 15), (14, 15)])
def test_a_claim_lasts_longer_than_any_call_when_it_begins(
    bench: Bench, seconds: float, lasts: float
) -> None:
    class SlowPort(ScriptedPort):
        def carry_out(self, command: QueuedCommand, may_send: Callable[[], None]) -> Carried:
            bench.clock.advance(seconds)
            return super().carry_out(command, may_send)

    def look() -> Carried:
        until = bench.clock.now() + timedelta(seconds=lasts)
        with bench.storage.look() as work:
            row = bench.row().row_id
            held = [work.outbox.holds(row, "me", each) for each in (until, until + timedelta(seconds=1))]
        assert held == [True, False]
        return accept()

    bench.relay = _relay_with(bench, SlowPort(sending=[look]))
    assert bench.relay.run_once()
    assert bench.state() is RowState.DONE


def test_a_claim_that_ran_out_on_the_way_sends_nothing(bench: Bench) -> None:
    class SlowPort(ScriptedPort):
        def carry_out(self, command: QueuedCommand, may_send: Callable[[], None]) -> Carried:
            bench.clock.advance(20)
            return super().carry_out(command, may_send)

    slow = SlowPort()
    bench.relay = _relay_with(bench, slow)
    assert bench.relay.run_once()
    assert (slow.sent, bench.state()) == (0, RowState.CLAIMED)


@pytest.mark.parametrize(
    "error", [Unavailable("нет связи"), OutcomeUnknown("обрыв"), Unreadable("не JSON")], ids=repr
)
def test_a_re_read_that_fails_keeps_the_doubt_and_pauses(bench: Bench, error: RemoteError) -> None:
    bench.port.sending = [fail(OutcomeUnknown("ответ потерян"))]
    bench.relay.run_once()
    bench.clock.advance(10)
    bench.port.reading = [fail(error)]
    bench.relay.run_once()
    assert bench.row().progress.in_doubt
    assert bench.health().failures == 2
    assert bench.port.sent == 1


def test_a_refused_re_read_asks_a_person(bench: Bench) -> None:
    bench.port.sending = [fail(OutcomeUnknown("ответ потерян"))]
    bench.relay.run_once()
    bench.clock.advance(10)
    bench.port.reading = [fail(AccessDenied("нельзя"))]
    bench.relay.run_once()
    assert bench.state() == RowState.PARKED


def test_a_refusal_of_something_done_already_is_no_refusal(bench: Bench) -> None:
    bench.port.sending = [fail(AccessDenied("уже подтверждено"))]
    bench.port.reading = [lambda: Carried(rules.Effective())]
    bench.relay.run_once()
    assert bench.state() == RowState.DONE


def test_a_command_with_nothing_left_to_do_is_done_and_says_why(bench: Bench) -> None:
    bench.port.sending = [lambda: Carried(rules.Moot(Text("уже так", "so already")))]
    bench.relay.run_once()
    error = bench.row().error
    assert bench.state() == RowState.DONE
    assert error is not None
    assert error.ru == "уже так"


def test_a_new_secret_sets_a_stopped_target_going(bench: Bench) -> None:
    bench.port.sending = [fail(TokenRefused("токен"))]
    bench.relay.run_once()
    assert not bench.relay.run_once()
    assert bench.health().stopped_at is not None
    bench.port.has_new_secret = True
    bench.relay.run_once()
    assert bench.state() == RowState.DONE
    assert bench.health().stopped_at is None


def test_a_quiet_moment_that_fails_pauses_the_target(bench: Bench) -> None:
    bench.relay.run_once()

    def broken() -> bool:
        raise Unavailable("нет связи")

    bench.port.resting = broken
    assert not bench.relay.run_once()
    assert bench.health().paused_until is not None
    assert not bench.relay.run_once()
    assert bench.health().failures == 1


def test_work_in_a_quiet_moment_ends_a_pause(bench: Bench) -> None:
    bench.port.sending = [fail(Unavailable("нет связи"))]
    bench.relay.run_once()
    bench.clock.advance(2.0)
    with bench.storage.work() as work:
        work.outbox.replace_progress("k1", rules.Progress(RowState.CANCELLED), None, bench.clock.now())
        work.commit()
    bench.clock.advance(10)
    bench.port.resting = lambda: True
    assert bench.relay.run_once()
    assert bench.health().failures == 0


def _relay_with(bench: Bench, port: ScriptedPort) -> Relay:
    with bench.storage.look() as work:
        (connection,) = work.connections.all()
    return Relay(
        storage=bench.storage,
        clock=bench.clock,
        connection_id=connection.connection_id,
        port=port,
        holder="me",
        may_lead=lambda: True,
        jitter=lambda: 0.5,
    )


def test_a_command_that_keeps_failing_does_not_shut_out_the_others(bench: Bench) -> None:
    with bench.storage.work() as work:
        (connection,) = work.connections.all()
        other = work.shipments.put(connection, shipment(shipment_id="999"), None, bench.clock.now())
        work.outbox.add(
            key="k2",
            connection_id=connection.connection_id,
            shipment=other,
            intent=Confirm((1,)),
            created_by="Анна",
            at=bench.clock.now(),
            not_before=bench.clock.now(),
        )
        work.commit()
    bench.clock.advance(1)
    bench.port.sending = [fail(Unreadable("ответ не разобрать"))]
    bench.relay.run_once()
    bench.clock.advance(60)
    bench.relay.run_once()
    assert [row.key for row in bench.waiting()] == ["k1"]
