"""What waits or is parked: a person looks, sends it again or drops it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.intent import Target
from mmdesk.domain.standing import RowState
from mmdesk.sandbox.faults import Fault, FaultKind
from mmdesk.services import lots, outbox, packing
from mmdesk.services.outbox import CommandBusy
from mmdesk.services.timeline import sentence
from mmdesk.storage.connections import TargetHealth
from mmdesk.storage.outbox import UnknownCommand
from mmdesk.storage.uow import Storage
from tests.factory import shipment
from tests.services.stand import ANNA, MirrorStand, Stand, stand


def claim(bench: MirrorStand) -> None:
    now = bench.clock.now()
    with bench.storage.work() as work:
        until = now + timedelta(seconds=15)
        work.outbox.claim(bench.connection.connection_id, Target.MEGAMARKET, "relay", now, until)
        work.commit()


def test_what_waits_is_listed_oldest_first(bench: MirrorStand) -> None:
    first = bench.show(shipment("NEW", shipment_id="700100201"))
    second = bench.show(shipment("NEW", shipment_id="700100202"))
    keys = [lots.confirm(bench.desk, order, ANNA).keys[0] for order in (second, first)]
    assert [row.key for row in outbox.waiting(bench.storage)] == keys


def test_a_parked_command_goes_out_again_when_a_person_says_so(market: Stand) -> None:
    order = market.place("MUG-1")
    market.market.faults.add(Fault(FaultKind.REFUSE, "order/confirm"))
    lots.confirm(market.desk, order, ANNA)
    market.run()
    (parked,) = market.parked()
    outbox.retry(market.storage, market.clock, parked.key, ANNA)
    market.run()
    assert market.effects("confirm", order) == [1]
    assert market.parked() == ()


def test_a_command_dropped_is_over_and_frees_the_next_one(market: Stand) -> None:
    market.market.behave(pending_seconds=0)
    order = market.place("MUG-1", "RUG-1")
    market.market.faults.add(Fault(FaultKind.REFUSE, "order/reject"))
    lots.reject(market.desk, order, ANNA, reasons={2: "OUT_OF_STOCK"})
    lots.confirm(market.desk, order, ANNA, lots=(1,))
    packing.pack(market.desk, order, ANNA, boxes=[[1]])
    market.run()
    (parked,) = market.parked()
    outbox.drop(market.storage, market.clock, parked.key, ANNA)
    market.run()
    assert market.effects("packing", order) == [1, 0]
    assert market.waiting() == ()


def test_a_person_who_retries_is_not_kept_waiting_by_a_pause(market: Stand) -> None:
    order = market.place("MUG-1")
    (key,) = lots.confirm(market.desk, order, ANNA).keys
    now = market.clock.advance(1)
    resting = TargetHealth(Target.MEGAMARKET, 5, paused_at=now, paused_until=now + timedelta(minutes=5))
    with market.storage.work() as work:
        work.connections.put_health(market.connection.connection_id, resting)
        work.commit()
    assert not market.relay.run_once()
    outbox.retry(market.storage, market.clock, key, ANNA)
    assert market.relay.run_once()
    assert market.effects("confirm", order) == [1]


def test_a_refused_token_stays_a_stop_for_those_who_retry(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    (key,) = lots.confirm(bench.desk, order, ANNA).keys
    stopped = TargetHealth(Target.MEGAMARKET, stopped_at=bench.clock.now())
    with bench.storage.work() as work:
        work.connections.put_health(bench.connection.connection_id, stopped)
        work.commit()
    outbox.retry(bench.storage, bench.clock, key, ANNA)
    with bench.storage.look() as work:
        health = work.connections.health(bench.connection.connection_id, Target.MEGAMARKET)
    assert health.stopped_at is not None


def test_a_retry_ends_the_time_to_undo(market: Stand) -> None:
    order = market.place("MUG-1")
    (key,) = lots.confirm(market.desk, order, ANNA, undo=timedelta(seconds=300)).keys
    outbox.retry(market.storage, market.clock, key, ANNA)
    market.run(seconds=5)
    assert market.effects("confirm", order) == [1]


@pytest.mark.parametrize("act", [outbox.retry, outbox.drop])
def test_a_command_just_being_sent_is_left_alone(bench: MirrorStand, act: object) -> None:
    order = bench.show(shipment("NEW"))
    (key,) = lots.confirm(bench.desk, order, ANNA).keys
    claim(bench)
    with pytest.raises(CommandBusy):
        act(bench.storage, bench.clock, key, ANNA)  # type: ignore[operator]  # both have one signature
    assert [row.progress.state for row in bench.queued()] == [RowState.CLAIMED]


def test_a_command_dropped_twice_was_dropped_once(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    (key,) = lots.confirm(bench.desk, order, ANNA).keys
    outbox.drop(bench.storage, bench.clock, key, ANNA)
    with pytest.raises(CommandBusy):
        outbox.drop(bench.storage, bench.clock, key, ANNA)
    assert bench.events(order).count("command_dropped") == 1


@pytest.mark.parametrize("act", [outbox.retry, outbox.drop])
def test_an_unknown_key_is_named(bench: MirrorStand, act: object) -> None:
    with pytest.raises(UnknownCommand, match="no-such-key"):
        act(bench.storage, bench.clock, "no-such-key", ANNA)  # type: ignore[operator]  # one signature


def test_who_retried_and_who_dropped_is_told(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    (key,) = lots.confirm(bench.desk, order, ANNA).keys
    bench.park(key)
    outbox.retry(bench.storage, bench.clock, key, ANNA)
    outbox.drop(bench.storage, bench.clock, key, ANNA)
    told = bench.history(order)[-2:]
    assert [(event.what, event.who) for event in told] == [
        ("command_retried", "Анна"),
        ("command_dropped", "Анна"),
    ]


def test_what_was_dropped_in_doubt_is_read_for_before_the_next_command_goes_out(
    sqlite_storage: Storage, clock: ManualClock
) -> None:
    with stand(sqlite_storage, clock) as market:
        order = market.place("MUG-1")
        market.market.faults.add(Fault(FaultKind.LOST, "order/confirm"))
        (key,) = lots.confirm(market.desk, order, ANNA).keys
        assert market.relay.run_once()
        assert outbox.drop(sqlite_storage, clock, key, ANNA)
        with sqlite_storage.look() as work:
            told = work.history.of(market.stored(order).key)[-1]
        assert "могло уже подействовать" in sentence(told).ru
        lots.confirm(market.desk, order, ANNA)
        market.run()
        assert market.calls("order/confirm") == 1
        assert market.effects("confirm", order) == [1]
        assert market.statuses(order) == ["CONFIRMED"]


def test_a_dropped_command_that_was_never_sent_leaves_no_doubt(
    sqlite_storage: Storage, clock: ManualClock
) -> None:
    with stand(sqlite_storage, clock) as market:
        order = market.place("MUG-1")
        (key,) = lots.confirm(market.desk, order, ANNA).keys
        assert not outbox.drop(sqlite_storage, clock, key, ANNA)
