"""What has not left yet can be taken back; what has left goes its way."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from mmdesk.clock import ManualClock
from mmdesk.domain.intent import Command, Target
from mmdesk.domain.standing import RowState
from mmdesk.sandbox.faults import Fault, FaultKind
from mmdesk.services import labels, lots, outbox, packing, shipping, undo
from mmdesk.services.desk import OrderRef
from mmdesk.services.operators import Operator
from mmdesk.services.order_actions import Deed, OrderActions
from mmdesk.services.undo import Departing, TakenBack
from mmdesk.storage.engine import StorageBusy
from mmdesk.storage.uow import Storage, UnitOfWork
from tests.factory import lot, shipment
from tests.services.stand import ANNA, MirrorStand, Stand, mirror_stand, stand

BORIS = Operator("Борис")
TEN_SECONDS = timedelta(seconds=10)


@pytest.fixture
def bench(storage: Storage, clock: ManualClock) -> MirrorStand:
    return mirror_stand(storage, clock)


@pytest.fixture
def actions(bench: MirrorStand, tmp_path: Path) -> OrderActions:
    return OrderActions(bench.storage, bench.clock, ANNA, tmp_path)


@pytest.fixture
def courier(storage: Storage, clock: ManualClock) -> MirrorStand:
    return mirror_stand(storage, clock, "dsm")


@pytest.fixture
def market(storage: Storage, clock: ManualClock) -> Iterator[Stand]:
    with stand(storage, clock) as made:
        yield made


def confirm(bench: MirrorStand, order: OrderRef, by: Operator = ANNA) -> str:
    (key,) = lots.confirm(bench.desk, order, by, undo=TEN_SECONDS).keys
    return key


def departing(bench: MirrorStand | Stand, by: Operator = ANNA) -> Departing:
    return undo.departing(bench.storage, bench.clock, by)


def take_back(bench: MirrorStand | Stand, *keys: str, by: Operator = ANNA) -> TakenBack:
    return undo.take_back(bench.storage, bench.clock, by, keys)


def state_of(bench: MirrorStand | Stand, key: str) -> RowState:
    with bench.storage.look() as work:
        return work.outbox.find(key).progress.state


def claim(bench: MirrorStand | Stand) -> str | None:
    """A relay takes the next command that is due."""
    now = bench.clock.now()
    with bench.storage.work() as work:
        until = now + timedelta(seconds=15)
        taken = work.outbox.claim(bench.connection.connection_id, Target.MEGAMARKET, "relay", now, until)
        work.commit()
    return taken.key if taken else None


def test_nothing_departs_from_an_idle_desk(bench: MirrorStand) -> None:
    assert departing(bench) == Departing()


def test_what_departs_is_counted_by_command_with_the_first_and_the_last_moment(bench: MirrorStand) -> None:
    first = bench.show(shipment("NEW", shipment_id="700100201"))
    second = bench.show(shipment("NEW", "NEW", shipment_id="700100202"))
    keys = [confirm(bench, first)]
    first_at = bench.clock.now() + TEN_SECONDS
    bench.clock.advance(3)
    keys.append(confirm(bench, second))
    keys += lots.reject(bench.desk, second, ANNA, reasons={1: "OUT_OF_STOCK"}, undo=TEN_SECONDS).keys
    last_at = bench.clock.now() + TEN_SECONDS
    counts = {Command.CONFIRM: 2, Command.REJECT: 1}
    assert departing(bench) == Departing(tuple(keys), counts, first_at, last_at)


def test_a_persons_own_commands_alone_depart_and_are_taken_back(bench: MirrorStand) -> None:
    key = confirm(bench, bench.show(shipment("NEW")))
    assert departing(bench, BORIS) == Departing()
    assert take_back(bench, key, by=BORIS) == TakenBack(taken=0, too_late=1)
    assert state_of(bench, key) == RowState.PENDING


def test_what_goes_out_at_once_does_not_depart(bench: MirrorStand) -> None:
    order = bench.show(shipment("CONFIRMED"))
    packing.pack(bench.desk, order, ANNA)
    assert departing(bench) == Departing()


def test_when_its_time_is_over_a_command_departs_no_more(bench: MirrorStand) -> None:
    key = confirm(bench, bench.show(shipment("NEW")))
    bench.clock.advance(TEN_SECONDS)
    assert departing(bench) == Departing()
    assert take_back(bench, key) == TakenBack(taken=0, too_late=1)
    assert state_of(bench, key) == RowState.PENDING


def test_a_command_that_megamarket_keeps_waiting_is_not_one_to_take_back(market: Stand) -> None:
    market.market.behave(pending_seconds=60)
    order = market.place("MUG-1")
    lots.confirm(market.desk, order, ANNA)
    market.relay.run_once()
    lots.reject(market.desk, order, ANNA, reasons={1: "OUT_OF_STOCK"})
    market.run(seconds=3)
    (waiting,) = market.waiting()
    assert waiting.progress.not_before is not None
    assert waiting.progress.not_before > market.clock.now()
    assert departing(market) == Departing()
    assert take_back(market, waiting.key) == TakenBack(taken=0, too_late=1)


def test_what_was_taken_back_leaves_the_order_as_it_was(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW", "NEW"))
    before = bench.storage.queries.show_order(order.shipment_id)
    assert take_back(bench, confirm(bench, order)) == TakenBack(taken=1, too_late=0)
    assert bench.storage.queries.show_order(order.shipment_id) == before
    assert departing(bench) == Departing()


def test_an_acceptance_taken_back_leaves_the_order_as_it_was(courier: MirrorStand) -> None:
    order = courier.show(shipment("NEW", service_scheme="DELIVERY_BY_MERCHANT"))
    before = courier.storage.queries.show_order(order.shipment_id)
    key = confirm(courier, order)
    assert departing(courier).commands == {Command.ACCEPT: 1}
    assert take_back(courier, key) == TakenBack(taken=1, too_late=0)
    assert courier.storage.queries.show_order(order.shipment_id) == before


def test_shipping_and_closing_are_taken_back(bench: MirrorStand, courier: MirrorStand) -> None:
    shipped = bench.show(shipment(lot(1, "PACKED", box=1)))
    closed = courier.show(shipment("PACKED", shipment_id="700100300"))
    keys = [
        *shipping.ship(bench.desk, bench.clock, shipped, ANNA, undo=TEN_SECONDS).keys,
        *shipping.close(courier.desk, courier.clock, closed, ANNA, undo=TEN_SECONDS).keys,
    ]
    assert departing(bench).commands == {Command.SHIP: 1, Command.CLOSE: 1}
    assert take_back(bench, *keys) == TakenBack(taken=2, too_late=0)


def test_the_timeline_tells_who_took_it_back(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    take_back(bench, confirm(bench, order))
    told = bench.history(order)[-1]
    assert (told.what, told.who, told.details["command"]) == ("command_taken_back", "Анна", "confirm")


def test_a_second_press_takes_nothing_back_and_tells_nothing(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    key = confirm(bench, order)
    assert take_back(bench, key, key) == TakenBack(taken=1, too_late=0)
    told = bench.events(order)
    assert take_back(bench, key) == TakenBack(taken=0, too_late=0)
    assert bench.events(order) == told


def test_what_was_built_on_it_goes_with_it(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW", "NEW"))
    key = confirm(bench, order)
    packing.pack(bench.desk, order, ANNA)
    labels.request(bench.desk, order, BORIS)
    assert take_back(bench, key) == TakenBack(taken=1, too_late=0, followers=2)
    assert bench.queued() == ()
    assert bench.events(order).count("command_taken_back") == 3


def test_what_stands_by_itself_stays(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW", "NEW"))
    key = confirm(bench, order)
    lots.reject(bench.desk, order, BORIS, reasons={1: "OUT_OF_STOCK"})
    other = bench.show(shipment("CONFIRMED", shipment_id="700100300"))
    packing.pack(bench.desk, other, ANNA)
    assert take_back(bench, key) == TakenBack(taken=1, too_late=0)
    assert [row.command for row in bench.queued()] == [Command.REJECT, Command.PACK]


def test_an_order_that_left_with_the_courier_was_accepted_for_good(courier: MirrorStand) -> None:
    order = courier.show(shipment("NEW"))
    key = confirm(courier, order)
    shipping.send_with_courier(courier.desk, courier.clock, order, ANNA)
    assert departing(courier) == Departing()
    assert take_back(courier, key) == TakenBack(taken=0, too_late=1)


def test_a_doubt_survives_what_was_taken_back_and_nothing_is_sent_twice(market: Stand) -> None:
    order = market.place("MUG-1")
    market.market.faults.add(Fault(FaultKind.LOST, "order/confirm"))
    (lost,) = lots.confirm(market.desk, order, ANNA).keys
    assert market.relay.run_once()
    outbox.drop(market.storage, market.clock, lost, ANNA)
    (again,) = lots.confirm(market.desk, order, ANNA, undo=TEN_SECONDS).keys
    assert take_back(market, again) == TakenBack(taken=1, too_late=0)
    lots.confirm(market.desk, order, ANNA)
    market.run()
    assert market.calls("order/confirm") == 1
    assert market.statuses(order) == ["CONFIRMED"]


def test_what_a_relay_holds_or_has_sent_is_never_taken_back(market: Stand) -> None:
    order = market.place("MUG-1")
    (key,) = lots.confirm(market.desk, order, ANNA, undo=TEN_SECONDS).keys
    market.clock.advance(TEN_SECONDS)
    behind = ManualClock(market.clock.now() - TEN_SECONDS)
    assert claim(market) == key
    # This window's clock is behind the service's: by it there were ten seconds left.
    assert undo.take_back(market.storage, behind, ANNA, [key]) == TakenBack(taken=0, too_late=1)
    assert state_of(market, key) == RowState.CLAIMED
    market.clock.advance(20)
    market.run()
    assert undo.take_back(market.storage, behind, ANNA, [key]) == TakenBack(taken=0, too_late=1)
    assert market.effects("confirm", order) == [1]


def test_of_a_relay_and_a_person_at_the_same_moment_one_gets_each_command(bench: MirrorStand) -> None:
    orders = [bench.show(shipment("NEW", shipment_id=f"7001004{number:02}")) for number in range(24)]
    keys = [confirm(bench, order) for order in orders]
    behind = ManualClock(bench.clock.now())
    bench.clock.advance(TEN_SECONDS)
    together = threading.Barrier(2)

    def claim_all() -> set[str]:
        together.wait(timeout=30)
        return {key for key in iter(lambda: claim(bench), None) if key}

    def take_all_back() -> int:
        together.wait(timeout=30)
        parts = [undo.take_back(bench.storage, behind, ANNA, keys[at : at + 4]) for at in range(0, 24, 4)]
        return sum(part.taken for part in parts)

    with ThreadPoolExecutor(2) as both:
        claiming, taking = both.submit(claim_all), both.submit(take_all_back)
    claimed = claiming.result()
    assert len(claimed) + taking.result() == len(keys)
    for key in keys:
        assert state_of(bench, key) == (RowState.CLAIMED if key in claimed else RowState.CANCELLED)


def test_many_are_taken_back_at_once(bench: MirrorStand) -> None:
    for number in range(230):
        confirm(bench, bench.show(shipment("NEW", shipment_id=f"70010{number:04}")))
    assert take_back(bench, *departing(bench).keys) == TakenBack(taken=230, too_late=0)
    assert bench.queued() == ()


def test_the_commands_of_one_deed_leave_together_its_time_to_undo_after_the_last(
    actions: OrderActions, bench: MirrorStand
) -> None:
    deed = Deed()
    for number in range(3):
        actions.confirm([bench.show(shipment("NEW", shipment_id=f"70010040{number}"))], deed)
        bench.clock.advance(7)
    leaves_at = bench.clock.now() + timedelta(seconds=3)
    found = departing(bench)
    assert found == Departing(tuple(deed.keys), {Command.CONFIRM: 3}, leaves_at, leaves_at)
    bench.clock.advance(2)
    assert claim(bench) is None
    assert take_back(bench, *deed.keys) == TakenBack(taken=3, too_late=0)


def test_a_deed_that_ends_halfway_holds_nothing_for_ever(actions: OrderActions, bench: MirrorStand) -> None:
    deed = Deed()
    actions.confirm([bench.show(shipment("NEW", shipment_id="700100401"))], deed)
    bench.clock.advance(TEN_SECONDS)
    assert claim(bench) == deed.keys[0]


def test_a_command_that_has_left_is_not_called_back_by_what_its_deed_does_next(
    actions: OrderActions, bench: MirrorStand
) -> None:
    deed = Deed()
    actions.confirm([bench.show(shipment("NEW", shipment_id="700100401"))], deed)
    bench.clock.advance(TEN_SECONDS)
    actions.confirm([bench.show(shipment("NEW", shipment_id="700100402"))], deed)
    assert claim(bench) == deed.keys[0]
    assert take_back(bench, *deed.keys) == TakenBack(taken=1, too_late=1)


def test_orders_of_one_deed_share_a_write_and_are_answered_each(
    actions: OrderActions, bench: MirrorStand
) -> None:
    orders = [bench.show(shipment("NEW", shipment_id=f"7001004{number:02}")) for number in range(23)]
    gone = bench.show(shipment("CUSTOMER_CANCELED", shipment_id="700100500"))
    written = commits(bench.storage)
    deed = Deed()
    outcome = actions.confirm([*orders[:5], gone, *orders[5:]], deed)
    assert [each.shipment_id for each in outcome.done] == [each.shipment_id for each in orders]
    assert [each.shipment_id for each in outcome.refused] == ["700100500"]
    assert [key for each in outcome.done for key in each.keys] == deed.keys
    assert len(written) == 3


def commits(storage: Storage) -> list[None]:
    """Gets an entry for every transaction that is committed from now on."""
    found: list[None] = []

    def note(_connection: object) -> None:
        found.append(None)

    event.listen(storage.engine, "commit", note)
    return found


def test_orders_whose_common_write_fails_are_tried_alone(
    actions: OrderActions, bench: MirrorStand, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = [bench.show(shipment("NEW", shipment_id=f"70010040{number}")) for number in range(3)]
    work, failures = bench.storage.work, iter([True, True])

    def busy() -> UnitOfWork:
        if next(failures, False):
            raise StorageBusy
        return work()

    monkeypatch.setattr(bench.storage, "work", busy)
    outcome = actions.confirm(orders)
    assert [each.shipment_id for each in outcome.refused] == ["700100400"]
    assert [each.shipment_id for each in outcome.done] == ["700100401", "700100402"]
