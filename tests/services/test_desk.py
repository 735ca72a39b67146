"""Decisions: checked, queued and told of in one transaction, whoever else decides at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.intent import Command, Confirm, Reject
from mmdesk.domain.standing import NotAllowed, UnknownLot, WrongReason, WrongVerb
from mmdesk.services import lots, outbox, packing, shipping
from mmdesk.services.desk import Desk, OrderRef, Queued, UnknownShipment
from mmdesk.storage.connections import UnknownConnection
from mmdesk.storage.queries import AmbiguousShipment
from mmdesk.storage.uow import Storage
from tests.factory import lot, shipment
from tests.services.stand import ANNA, MirrorStand, Stand, mirror_stand, stand

TEN_SECONDS = timedelta(seconds=10)


@pytest.fixture
def courier(sqlite_storage: Storage, clock: ManualClock) -> MirrorStand:
    return mirror_stand(sqlite_storage, clock, "dsm")


def test_what_the_rules_refuse_leaves_no_trace(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    with pytest.raises(NotAllowed):
        shipping.ship(bench.desk, bench.clock, order, ANNA)
    assert bench.queued() == ()
    assert bench.events(order) == ["arrived"]


def test_a_decision_is_queued_and_told_of_with_its_author(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW", "NEW"))
    decided = lots.confirm(bench.desk, order, ANNA)
    (command,) = bench.queued()
    told = bench.history(order)[-1]
    assert (command.key,) == decided.keys
    assert command.intent == Confirm((1, 2))
    assert command.created_by == "Анна"
    assert (told.what, told.who, told.details["lots"]) == ("command_queued", "Анна", "1, 2")


def test_a_crash_before_the_commit_leaves_neither_command_nor_event(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW", "NEW"))

    def keys() -> Iterator[str]:
        yield "first"
        raise KeyboardInterrupt

    dying = Desk(bench.storage, bench.clock, keys=keys().__next__)
    with pytest.raises(KeyboardInterrupt):
        lots.reject(dying, order, ANNA, reasons={1: "OUT_OF_STOCK", 2: "INCORRECT_PRICE"})
    assert bench.queued() == ()
    assert bench.events(order) == ["arrived"]


def test_two_reasons_are_two_commands_of_one_decision(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW", "NEW", "NEW"))
    reasons = {1: "OUT_OF_STOCK", 2: "INCORRECT_PRICE", 3: "OUT_OF_STOCK"}
    decided = lots.reject(bench.desk, order, ANNA, reasons=reasons)
    assert [row.intent for row in bench.queued()] == [
        Reject((1, 3), "OUT_OF_STOCK"),
        Reject((2,), "INCORRECT_PRICE"),
    ]
    assert len(set(decided.keys)) == 2


@pytest.mark.parametrize("reasons", [{1: "BECAUSE"}, {1: "NOT_ACCEPTABLE"}])
def test_a_reason_of_another_scheme_is_refused(bench: MirrorStand, reasons: dict[int, str]) -> None:
    order = bench.show(shipment("NEW"))
    with pytest.raises(WrongReason):
        lots.reject(bench.desk, order, ANNA, reasons=reasons)
    assert bench.queued() == ()


def test_one_unknown_lot_spoils_the_whole_decision(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    with pytest.raises(UnknownLot):
        lots.reject(bench.desk, order, ANNA, reasons={1: "OUT_OF_STOCK", 7: "OUT_OF_STOCK"})
    assert bench.queued() == ()


def test_a_repeated_verb_queues_nothing_and_tells_nothing(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    lots.confirm(bench.desk, order, ANNA)
    told = bench.events(order)
    again = lots.confirm(bench.desk, order, ANNA)
    assert again.keys == ()
    assert len(bench.queued()) == 1
    assert bench.events(order) == told


def test_a_new_decision_takes_the_place_of_a_parked_one(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW", "NEW"))
    (key,) = lots.confirm(bench.desk, order, ANNA).keys
    bench.park(key)
    lots.reject(bench.desk, order, ANNA, reasons={1: "OUT_OF_STOCK", 2: "OUT_OF_STOCK"})
    assert [row.command for row in bench.queued()] == [Command.REJECT]
    assert bench.events(order)[-2:] == ["command_replaced", "command_queued"]


def test_commands_of_one_decision_replace_a_parked_one_together(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW", "NEW"))
    (key,) = lots.confirm(bench.desk, order, ANNA).keys
    bench.park(key)
    lots.reject(bench.desk, order, ANNA, reasons={1: "OUT_OF_STOCK", 2: "INCORRECT_PRICE"})
    assert [row.command for row in bench.queued()] == [Command.REJECT, Command.REJECT]


def test_a_parked_command_about_more_lots_stands_in_the_way_and_is_named(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW", "NEW"))
    (key,) = lots.confirm(bench.desk, order, ANNA).keys
    bench.park(key)
    with pytest.raises(NotAllowed) as refused:
        lots.reject(bench.desk, order, ANNA, reasons={1: "OUT_OF_STOCK"})
    assert key in refused.value.text.ru
    assert "подтверждение" in refused.value.text.ru
    assert [row.key for row in bench.queued()] == [key]


def test_lots_cancelled_since_do_not_keep_a_parked_command_in_the_way(bench: MirrorStand) -> None:
    order = bench.show(shipment("CONFIRMED", "CONFIRMED"))
    (key,) = packing.pack(bench.desk, order, ANNA).keys
    bench.park(key)
    bench.show(shipment("CONFIRMED", "CUSTOMER_CANCELED"))
    packing.pack(bench.desk, order, ANNA)
    (fresh,) = bench.queued()
    assert fresh.key != key
    assert fresh.intent.lots == (1,)


def test_the_time_to_undo_holds_the_command_back(market: Stand) -> None:
    order = market.place("MUG-1")
    lots.confirm(market.desk, order, ANNA, undo=TEN_SECONDS)
    market.run(seconds=9.5)
    assert market.calls("order/confirm") == 0
    market.run(seconds=5)
    assert market.effects("confirm", order) == [1]


def test_what_is_undone_in_time_is_never_sent(market: Stand) -> None:
    order = market.place("MUG-1")
    (key,) = lots.confirm(market.desk, order, ANNA, undo=TEN_SECONDS).keys
    outbox.drop(market.storage, market.clock, key, ANNA)
    market.run(seconds=30)
    assert market.calls("order/confirm") == 0


def test_a_verb_of_the_other_scheme_is_refused_with_the_right_one(courier: MirrorStand) -> None:
    order = courier.show(shipment("PACKED", service_scheme="DELIVERY_BY_MERCHANT"))
    with pytest.raises(WrongVerb) as refused:
        shipping.ship(courier.desk, courier.clock, order, ANNA)
    assert "courier" in refused.value.text.ru


def test_the_courier_takes_an_order_once(courier: MirrorStand) -> None:
    order = courier.show(shipment("PACKED", service_scheme="DELIVERY_BY_MERCHANT"))
    shipping.send_with_courier(courier.desk, courier.clock, order, ANNA)
    left_at = courier.stored(order).couriered_at
    courier.clock.advance(60)
    shipping.send_with_courier(courier.desk, courier.clock, order, ANNA)
    assert courier.stored(order).couriered_at == left_at
    assert courier.events(order).count("couriered") == 1


def test_an_order_that_is_not_packed_does_not_leave_with_the_courier(courier: MirrorStand) -> None:
    order = courier.show(shipment("PACKED", "NEW", service_scheme="DELIVERY_BY_MERCHANT"))
    with pytest.raises(NotAllowed):
        shipping.send_with_courier(courier.desk, courier.clock, order, ANNA)
    assert courier.stored(order).couriered_at is None


def test_an_unknown_order_is_named(bench: MirrorStand) -> None:
    with pytest.raises(UnknownShipment, match="999"):
        lots.confirm(bench.desk, OrderRef("999"), ANNA)


def test_an_unknown_connection_is_named(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    with pytest.raises(UnknownConnection, match="Склад"):
        lots.confirm(bench.desk, OrderRef(order.shipment_id, "Склад"), ANNA)


def test_an_order_in_two_connections_has_to_be_named_with_one(
    bench: MirrorStand, courier: MirrorStand
) -> None:
    order = bench.show(shipment("NEW"))
    courier.show(shipment("NEW"))
    with pytest.raises(AmbiguousShipment):
        lots.confirm(bench.desk, order, ANNA)
    named = lots.confirm(bench.desk, OrderRef(order.shipment_id, bench.connection.name), ANNA)
    assert named.connection == bench.connection.name


def test_what_a_removed_connection_left_is_not_acted_on(bench: MirrorStand, courier: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    courier.show(shipment("NEW"))
    with bench.storage.work() as work:
        work.connections.remove(bench.connection.name, bench.clock.now())
        work.commit()
    assert lots.confirm(bench.desk, order, ANNA).connection == courier.connection.name


def test_an_order_of_removed_connections_alone_is_unknown(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    with bench.storage.work() as work:
        work.connections.remove(bench.connection.name, bench.clock.now())
        work.commit()
    with pytest.raises(UnknownShipment):
        lots.confirm(bench.desk, order, ANNA)


def test_people_who_decide_at_the_same_moment_queue_one_command(storage: Storage, clock: ManualClock) -> None:
    bench = mirror_stand(storage, clock)
    orders = [bench.show(shipment("NEW", shipment_id=f"70010020{number}")) for number in range(8)]
    together = threading.Barrier(3)

    def confirm_all() -> list[Queued]:
        together.wait(timeout=30)
        return [lots.confirm(bench.desk, order, ANNA) for order in orders]

    with ThreadPoolExecutor(3) as people:
        decided = [running.result() for running in [people.submit(confirm_all) for _ in range(3)]]
    assert len(bench.queued()) == len(orders)
    assert sum(len(queued.keys) for of_one in decided for queued in of_one) == len(orders)


def test_a_command_set_free_is_not_replaced_at_the_same_moment(storage: Storage, clock: ManualClock) -> None:
    bench = mirror_stand(storage, clock)
    for number in range(6):
        order = bench.show(shipment(lot(1), shipment_id=f"70010030{number}"))
        (key,) = lots.confirm(bench.desk, order, ANNA).keys
        bench.park(key)
        together = threading.Barrier(2)
        with ThreadPoolExecutor(2) as people:
            people.submit(_reject, bench, order, together)
            retrying = people.submit(_retry, bench, key, together)
        alive = [row.command for row in bench.queued() if row.shipment_id == order.shipment_id]
        assert (Command.CONFIRM in alive) == retrying.result()


def _reject(bench: MirrorStand, order: OrderRef, together: threading.Barrier) -> None:
    together.wait(timeout=30)
    with suppress(NotAllowed):
        lots.reject(bench.desk, order, ANNA, reasons={1: "OUT_OF_STOCK"})


def _retry(bench: MirrorStand, key: str, together: threading.Barrier) -> bool:
    """Whether the command could be set free."""
    together.wait(timeout=30)
    try:
        outbox.retry(bench.storage, bench.clock, key, ANNA)
    except outbox.CommandBusy:
        return False
    return True


def test_a_refused_lot_is_left_out_before_megamarket_is_read_again(market: Stand) -> None:
    order = market.place("MUG-1", "RUG-1")
    lots.reject(market.desk, order, ANNA, reasons={2: "OUT_OF_STOCK"})
    assert market.relay.run_once()
    assert market.waiting() == ()
    assert market.statuses(order) == ["NEW", "NEW"]
    lots.confirm(market.desk, order, ANNA)
    packing.pack(market.desk, order, ANNA, boxes=[[1]])
    assert [command.intent.lots for command in market.waiting()] == [(1,), (1,)]
    market.run()
    assert market.parked() == ()
    assert market.statuses(order) == ["PACKED", "MERCHANT_CANCELED"]


def test_a_hand_over_reported_a_moment_ago_is_not_reported_again(
    sqlite_storage: Storage, clock: ManualClock
) -> None:
    with stand(sqlite_storage, clock, "dsm") as market:
        order = market.place("MUG-1", paid_delivery=False)
        lots.confirm(market.desk, order, ANNA)
        market.run()
        shipping.close(market.desk, clock, order, ANNA)
        assert market.relay.run_once()
        assert market.statuses(order) == ["PACKED"]
        assert shipping.close(market.desk, clock, order, ANNA).keys == ()
