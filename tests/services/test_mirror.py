"""The mirror: an older look undoes no newer one, and what changed reaches RetailCRM once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from mmdesk.clients.megamarket import Megamarket
from mmdesk.clock import ManualClock
from mmdesk.domain.deadline import Deadlines
from mmdesk.domain.intent import (
    Command,
    Confirm,
    Reject,
    Target,
)
from mmdesk.domain.label import Label, digest
from mmdesk.domain.shipment import Shipment
from mmdesk.sandbox.faults import Fault, FaultKind
from mmdesk.services import lots, packing
from mmdesk.services.desk import OrderRef
from mmdesk.services.mirror import Mirror
from mmdesk.services.relay import Carried, Port, Relay
from mmdesk.storage.outbox import QueuedCommand
from mmdesk.storage.queries import OrderRow
from tests.factory import delivery_lot, lot, shipment
from tests.services.crm_stand import tapped
from tests.services.stand import ANNA, MERCHANT, TOKEN, MirrorStand, Stand

SECOND = timedelta(seconds=1)


def statuses(bench: MirrorStand, order: OrderRef) -> list[str]:
    return [each.status for each in bench.stored(order).shipment.lots]


def keep_a_label(bench: MirrorStand, order: OrderRef) -> None:
    label = Label(1, "4321*700100200*1", b"%PDF-", digest(b"%PDF-"), bench.clock.now())
    with bench.storage.work() as work:
        work.labels.replace(bench.stored(order).key, (label,), "pdf", bench.clock.now())
        work.commit()


def labels_in_force(bench: MirrorStand, order: OrderRef) -> int:
    with bench.storage.look() as work:
        return len(work.labels.current(bench.stored(order).key))


# What is kept


def test_a_status_and_fields_nobody_knows_are_kept(bench: MirrorStand) -> None:
    strange = replace(shipment("ON_THE_MOON"), raw='{"shipmentId":"700100200","mood":"good"}')
    order = bench.show(strange)
    kept = bench.stored(order).shipment
    assert kept.lots[0].status == "ON_THE_MOON"
    assert kept.raw == strange.raw
    assert kept.effective_status == "ON_THE_MOON"


def test_a_cancelled_lot_keeps_the_box_it_lies_in(bench: MirrorStand) -> None:
    order = bench.show(shipment(lot(1, "PACKED", box=1), lot(2, "PACKED", box=2)))
    bench.show(shipment(lot(1, "PACKED", box=1), lot(2, "CUSTOMER_CANCELED")))
    kept = bench.stored(order).shipment
    assert [each.box_index for each in kept.lots] == [1, 2]
    assert kept.box_indexes == (1,)


def test_a_lot_under_way_that_an_answer_leaves_out_stays_and_counts(bench: MirrorStand) -> None:
    order = bench.show(shipment(lot(1, "CONFIRMED"), lot(2, "SHIPPED")))
    bench.show(shipment(lot(2, "DELIVERED")))
    assert statuses(bench, order) == ["CONFIRMED", "DELIVERED"]
    listed = row_of(bench, order)
    assert listed.status == "CONFIRMED"
    assert not listed.finished


def test_a_wish_to_cancel_is_remembered_until_the_lot_is_over(courier: MirrorStand) -> None:
    order = courier.show(shipment("PACKED"))
    with courier.storage.work() as work:
        work.shipments.set_cancel_requested(courier.stored(order).key, [1], courier.clock.now())
        work.commit()
    courier.show(shipment("PACKED"))
    assert courier.stored(order).shipment.lots[0].cancel_requested
    courier.show(shipment("CUSTOMER_CANCELED"))
    assert not courier.stored(order).shipment.lots[0].cancel_requested


def test_an_unchanged_order_is_only_noted_as_seen(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    before = bench.stored(order)
    bench.clock.advance(60)
    bench.show(shipment("NEW"))
    after = bench.stored(order)
    assert after.version == before.version
    assert after.seen_at > before.seen_at
    assert bench.events(order) == ["arrived"]


def test_the_deadline_that_counts_follows_the_status(bench: MirrorStand) -> None:
    limits = Deadlines(confirm_by=bench.clock.now(), pack_by=bench.clock.now() + SECOND)
    order = bench.show(shipment("NEW", deadlines=limits))
    assert row_of(bench, order).due_at == limits.confirm_by
    bench.show(shipment("CONFIRMED", deadlines=limits))
    assert row_of(bench, order).due_at == limits.pack_by
    bench.show(shipment("PACKED", deadlines=limits))
    assert row_of(bench, order).due_at is None


def row_of(bench: MirrorStand, order: OrderRef) -> OrderRow:
    """The order as it stands in the list."""
    (row,) = (row for row in bench.storage.queries.list_orders() if row.shipment_id == order.shipment_id)
    return row


# What is older than what we know


@pytest.mark.parametrize("late", [0, 40])
def test_a_look_from_before_our_accepted_call_does_not_undo_it(bench: MirrorStand, late: float) -> None:
    order = bench.show(shipment("NEW"))
    looked_at = bench.clock.now()
    bench.clock.advance(1)
    bench.accept(order, Confirm((1,)))
    bench.clock.advance(late)
    bench.show(shipment("NEW"), read_at=looked_at)
    assert statuses(bench, order) == ["PENDING_CONFIRMATION"]


def test_an_answer_that_lags_behind_our_accepted_call_does_not_undo_it(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW", status="NEW"))
    bench.accept(order, Confirm((1,)))
    bench.clock.advance(5)
    bench.show(shipment("NEW", status="NEW"))
    assert statuses(bench, order) == ["PENDING_CONFIRMATION"]
    assert bench.stored(order).shipment.effective_status == "PENDING_CONFIRMATION"


def test_an_answer_that_still_lags_after_half_a_minute_is_believed(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    bench.accept(order, Confirm((1,)))
    bench.clock.advance(31)
    bench.show(shipment("NEW"))
    assert statuses(bench, order) == ["NEW"]


def test_a_cancellation_is_believed_at_once(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    bench.accept(order, Confirm((1,)))
    bench.clock.advance(1)
    bench.show(shipment("CUSTOMER_CANCELED"))
    assert statuses(bench, order) == ["CUSTOMER_CANCELED"]


def test_an_older_look_that_arrives_later_does_not_bring_a_cancelled_lot_back(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW", "NEW"))
    slow_poll = bench.clock.advance(1)
    bench.clock.advance(1)
    bench.show(shipment("NEW", "CUSTOMER_CANCELED"))
    bench.clock.advance(1)
    bench.show(shipment("NEW", "NEW"), read_at=slow_poll)
    assert statuses(bench, order) == ["NEW", "CUSTOMER_CANCELED"]
    assert bench.events(order).count("lot_canceled") == 1


def test_a_clock_set_back_does_not_freeze_the_mirror(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    bench.accept(order, Confirm((1,)))
    an_hour_ago = ManualClock(bench.clock.now() - timedelta(hours=1))
    Mirror(bench.storage, an_hour_ago).apply(bench.connection, shipment("CONFIRMED"), an_hour_ago.now())
    assert statuses(bench, order) == ["CONFIRMED"]


# Re-reading


def test_an_order_megamarket_works_on_is_read_again_at_once_and_ever_less_often(bench: MirrorStand) -> None:
    order = bench.show(shipment("PENDING_CONFIRMATION"))
    began = bench.clock.now()
    moments: list[float] = []
    pauses: list[float] = []
    while not pauses or pauses[-1] < 30:
        planned = bench.stored(order).reread_at
        assert planned is not None
        pauses.append((planned - bench.clock.now()).total_seconds())
        moments.append((planned - began).total_seconds())
        bench.clock.advance(pauses[-1])
        bench.show(shipment("PENDING_CONFIRMATION"))
    assert pauses[0] == 0.1
    assert pauses == sorted(pauses)
    # What is over is seen in a tenth of a second, or in a quarter of the time that it took.
    assert all(pause <= max(0.1, moment / 4) for pause, moment in zip(pauses, moments, strict=True))
    assert len(pauses) < 50


def test_a_settled_order_is_left_to_the_poll(bench: MirrorStand) -> None:
    order = bench.show(shipment("PENDING_CONFIRMATION"))
    bench.show(shipment("CONFIRMED"))
    assert bench.stored(order).reread_at is None


@pytest.mark.parametrize("shown", [shipment(lot(1, "")), replace(shipment(), lots=())])
def test_an_order_shown_without_lots_or_statuses_is_read_again(bench: MirrorStand, shown: Shipment) -> None:
    assert bench.stored(bench.show(shown)).reread_at is not None


def test_a_delivery_lot_without_a_status_keeps_nobody_waiting(courier: MirrorStand) -> None:
    order = courier.show(shipment(lot(1, "NEW"), delivery_lot(status="")))
    assert courier.stored(order).reread_at is None
    assert [row.command for row in courier.queued(Target.CRM)] == [Command.CRM_CREATE]


def test_a_call_whose_effect_does_not_show_is_looked_for_a_few_times_only(bench: MirrorStand) -> None:
    order = bench.show(shipment("CONFIRMED"))
    bench.accept(order, Reject((1,), "OUT_OF_STOCK"))
    reads = 0
    while (planned := bench.stored(order).reread_at) is not None:
        bench.clock.advance(max(planned - bench.clock.now(), timedelta()))
        bench.show(shipment("CONFIRMED"))
        reads += 1
    assert 2 <= reads <= 5


# What follows from a cancellation


def test_a_boxed_lot_that_is_cancelled_makes_the_labels_void(bench: MirrorStand) -> None:
    order = bench.show(shipment(lot(1, "PACKED", box=1), lot(2, "PACKED", box=1)))
    keep_a_label(bench, order)
    bench.show(shipment(lot(1, "PACKED", box=1), lot(2, "CUSTOMER_CANCELED")))
    assert labels_in_force(bench, order) == 0


def test_a_lot_cancelled_before_it_was_boxed_leaves_the_labels_alone(bench: MirrorStand) -> None:
    order = bench.show(shipment(lot(1, "PACKED", box=1), lot(2, "CONFIRMED")))
    keep_a_label(bench, order)
    bench.show(shipment(lot(1, "PACKED", box=1), lot(2, "CUSTOMER_CANCELED")))
    assert labels_in_force(bench, order) == 1


def test_commands_about_cancelled_lots_alone_are_withdrawn(bench: MirrorStand) -> None:
    order = bench.show(shipment("CONFIRMED", "CONFIRMED"))
    lots.reject(bench.desk, order, ANNA, reasons={1: "OUT_OF_STOCK", 2: "INCORRECT_PRICE"})
    bench.show(shipment("CUSTOMER_CANCELED", "CONFIRMED"))
    assert [row.intent.lots for row in bench.queued()] == [(2,)]
    assert "command_withdrawn" in bench.events(order)


def test_a_command_with_a_living_lot_is_kept_for_a_person_to_see(bench: MirrorStand) -> None:
    order = bench.show(shipment("CONFIRMED", "CONFIRMED"))
    packing.pack(bench.desk, order, ANNA)
    bench.show(shipment("CUSTOMER_CANCELED", "CONFIRMED"))
    assert [row.intent.lots for row in bench.queued()] == [(1, 2)]


def test_a_command_just_being_sent_is_left_to_its_relay(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    lots.confirm(bench.desk, order, ANNA)
    now = bench.clock.now()
    with bench.storage.work() as work:
        work.outbox.claim(bench.connection.connection_id, Target.MEGAMARKET, "relay", now, now + SECOND)
        work.commit()
    bench.show(shipment("CUSTOMER_CANCELED"))
    assert len(bench.queued()) == 1


def test_a_cancellation_is_told_once_however_often_it_is_read(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW", "NEW"))
    for _ in range(3):
        bench.clock.advance(60)
        bench.show(shipment("NEW", "MERCHANT_CANCELED"))
    assert bench.events(order).count("lot_canceled") == 1


class Interrupted:
    """The real port; something happens between its call and the moment the relay notes the answer."""

    target = Target.MEGAMARKET

    def __init__(self, port: Port, happens: Callable[[], None]) -> None:
        self._port = port
        self._happens = happens

    def secret_changed(self) -> bool:
        return self._port.secret_changed()

    def idle(self) -> bool:
        return self._port.idle()

    def reread(self, command: QueuedCommand) -> Carried:
        return self._port.reread(command)

    def carry_out(self, command: QueuedCommand, may_send: Callable[[], None]) -> Carried:
        carried = self._port.carry_out(command, may_send)
        self._happens()
        return carried


def test_a_lot_cancelled_while_our_call_was_under_way_stays_cancelled(market: Stand) -> None:
    order = market.place("MUG-1", "RUG-1")

    def cancel_and_poll() -> None:
        market.market.cancel(order.shipment_id, [2])
        market.read(order.shipment_id)

    lots.confirm(market.desk, order, ANNA)
    relay = market.new_relay(wrap=lambda port: Interrupted(port, cancel_and_poll))
    assert relay.run_once()
    assert market.statuses(order) == ["PENDING_CONFIRMATION", "CUSTOMER_CANCELED"]
    market.run()
    assert told(market, order).count("lot_canceled") == 1


def test_a_step_that_is_seen_done_after_a_lost_answer_is_not_taken_back(market: Stand) -> None:
    market.market.behave(pending_seconds=0, shipment_status=False)
    order = market.place("MUG-1")
    market.market.faults.add(Fault(FaultKind.LOST, "order/confirm"))
    lots.confirm(market.desk, order, ANNA)
    market.run()
    assert told(market, order).count("status_changed") == 1
    assert market.statuses(order) == ["CONFIRMED"]


def test_one_order_that_makes_no_sense_holds_up_no_other(market: Stand) -> None:
    odd, fine = market.place("MUG-1"), market.place("RUG-1")
    for order in (odd, fine):
        plan_a_look(market, order)
    market.market.force(fine.shipment_id, "CONFIRMED")
    with spoiled(market, odd) as relay:
        assert relay.run_once()
    assert market.statuses(fine) == ["CONFIRMED"]


def test_a_command_for_an_order_that_makes_no_sense_waits_and_holds_up_no_other(market: Stand) -> None:
    odd, fine = market.place("MUG-1"), market.place("RUG-1")
    market.market.behave(pending_seconds=0)
    for order in (odd, fine):
        lots.confirm(market.desk, order, ANNA)
    market.run()
    for order in (odd, fine):
        packing.pack(market.desk, order, ANNA)
    with spoiled(market, odd) as relay:
        while relay.run_once():
            pass
    assert market.effects("packing", fine) == [1]
    assert market.effects("packing", odd) == [0]


@contextmanager
def spoiled(market: Stand, odd: OrderRef) -> Iterator[Relay]:
    """A relay to which Megamarket shows one order in a way that makes no sense."""

    def change(path: str, body: bytes) -> bytes:
        if not path.endswith("order/get"):
            return body
        answer = json.loads(body)
        for shown in answer["data"]["shipments"]:
            if shown["shipmentId"] == odd.shipment_id:
                shown["items"] = [{"itemIndex": None}]
        return json.dumps(answer).encode()

    with tapped(market.market.url) as (tap, url), Megamarket(url, MERCHANT, lambda: TOKEN) as client:
        tap.change = change
        yield replace(market, client=client).new_relay("first")


def test_many_orders_at_work_are_read_in_one_call_each_time(market: Stand) -> None:
    market.market.behave(pending_seconds=2)
    orders = [market.place("MUG-1") for _ in range(5)]
    for order in orders:
        lots.confirm(market.desk, order, ANNA)
        market.relay.run_once()
        market.clock.advance(timedelta(seconds=0.02))
    calls = market.calls("order/get")
    market.run(seconds=1, step=0.02)
    assert all(market.statuses(order) == ["PENDING_CONFIRMATION"] for order in orders)
    assert 5 <= market.calls("order/get") - calls <= 11


def test_an_order_megamarket_does_not_know_is_asked_for_less_and_less(market: Stand) -> None:
    unknown = OrderRef("999999999")
    Mirror(market.storage, market.clock).apply(
        market.connection, shipment("PENDING", shipment_id=unknown.shipment_id), market.clock.now()
    )
    market.run(seconds=300, step=1)
    assert 3 <= market.calls("order/get") <= 20


def plan_a_look(market: Stand, order: OrderRef) -> None:
    with market.storage.work() as work:
        work.shipments.plan_reread(market.stored(order).key, market.clock.now(), 1)
        work.commit()


def told(market: Stand, order: OrderRef) -> list[str]:
    with market.storage.look() as work:
        return [event.what for event in work.history.of(market.stored(order).key)]
