from __future__ import annotations

from collections.abc import Iterator

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.intent import Target
from mmdesk.sandbox.faults import Fault, FaultKind
from mmdesk.services import labels, lots, packing, shipping
from mmdesk.services.labels import fetched
from mmdesk.storage.uow import Storage
from tests.services.stand import ANNA, Stand, stand


@pytest.fixture
def desk(storage: Storage, clock: ManualClock) -> Iterator[Stand]:
    with stand(storage, clock) as made:
        yield made


def test_a_confirmed_order_shows_as_confirmed(desk: Stand) -> None:
    order = desk.place("MUG-1", "RUG-1")
    lots.confirm(desk.desk, order, ANNA)
    desk.run()
    assert desk.statuses(order) == ["CONFIRMED", "CONFIRMED"]
    assert desk.effects("confirm", order) == [1, 1]


def test_everything_may_be_asked_for_at_once_and_happens_in_order(desk: Stand) -> None:
    order = desk.place("MUG-1", "RUG-1", "MUG-1")
    lots.confirm(desk.desk, order, ANNA)
    packing.pack(desk.desk, order, ANNA, boxes=[[1, 3], [2]])
    labels.request(desk.desk, order, ANNA)
    shipping.ship(desk.desk, desk.clock, order, ANNA)
    desk.run()
    assert desk.statuses(order) == ["SHIPPED"] * 3
    assert desk.parked() == ()
    assert fetched(desk.storage, order).boxes == 2


@pytest.mark.parametrize("kind", list(FaultKind))
def test_no_fault_makes_a_command_take_effect_twice_or_never(desk: Stand, kind: FaultKind) -> None:
    order = desk.place("MUG-1", "RUG-1")
    desk.market.faults.add(Fault(kind, "order/confirm", seconds=0.0))
    lots.confirm(desk.desk, order, ANNA)
    desk.run(seconds=120)
    if kind in (FaultKind.TOKEN, FaultKind.REFUSE):
        assert desk.effects("confirm", order) == [0, 0]
        assert len(desk.waiting()) + len(desk.parked()) == 1
    else:
        assert desk.effects("confirm", order) == [1, 1]
        assert desk.statuses(order) == ["CONFIRMED", "CONFIRMED"]


def test_a_lost_answer_is_read_for_before_anything_is_sent_again(desk: Stand) -> None:
    order = desk.place("MUG-1")
    desk.market.faults.add(Fault(FaultKind.LOST, "order/confirm"))
    lots.confirm(desk.desk, order, ANNA)
    desk.run()
    assert desk.calls("order/confirm") == 1
    assert desk.effects("confirm", order) == [1]


def test_a_refusal_parks_the_command_with_the_remotes_own_words(desk: Stand) -> None:
    order = desk.place("MUG-1")
    desk.market.faults.add(Fault(FaultKind.REFUSE, "order/confirm"))
    lots.confirm(desk.desk, order, ANNA)
    desk.run()
    (parked,) = desk.parked()
    assert parked.error is not None
    assert parked.error.ru


def test_a_refused_token_stops_the_target_without_further_calls(desk: Stand) -> None:
    order = desk.place("MUG-1")
    desk.market.faults.add(Fault(FaultKind.TOKEN, "order/confirm", times=100))
    lots.confirm(desk.desk, order, ANNA)
    desk.run(seconds=600, step=10)
    assert desk.calls("order/confirm") == 1
    with desk.storage.look() as work:
        health = work.connections.health(desk.connection.connection_id, Target.MEGAMARKET)
    assert health.stopped_at is not None


def test_a_lot_cancelled_since_stops_the_packing(desk: Stand) -> None:
    order = desk.place("MUG-1", "RUG-1")
    lots.confirm(desk.desk, order, ANNA)
    desk.run()
    packing.pack(desk.desk, order, ANNA)
    desk.market.cancel(order.shipment_id, [2])
    desk.run()
    assert desk.calls("order/packing") == 0
    (parked,) = desk.parked()
    assert parked.error is not None
    assert "2" in parked.error.ru


def test_a_lot_cancelled_after_packing_stops_the_label(desk: Stand) -> None:
    order = desk.place("MUG-1", "RUG-1")
    lots.confirm(desk.desk, order, ANNA)
    packing.pack(desk.desk, order, ANNA)
    desk.run()
    desk.market.cancel(order.shipment_id, [2])
    labels.request(desk.desk, order, ANNA)
    desk.run()
    assert desk.calls("sticker/print") == 0
    assert len(desk.parked()) == 1


def test_a_relay_that_has_lost_its_claim_sends_nothing(desk: Stand) -> None:
    order = desk.place("MUG-1")
    lots.confirm(desk.desk, order, ANNA)
    follower = desk.new_relay("follower", may_lead=lambda: False)
    assert follower.run_once()
    assert desk.calls("order/confirm") == 0
    desk.clock.advance(16)
    desk.run()
    assert desk.effects("confirm", order) == [1]


def test_a_new_decision_takes_the_place_of_a_parked_one(desk: Stand) -> None:
    order = desk.place("MUG-1")
    desk.market.faults.add(Fault(FaultKind.REFUSE, "order/confirm"))
    lots.confirm(desk.desk, order, ANNA)
    desk.run()
    lots.reject(desk.desk, order, ANNA, reasons={1: "OUT_OF_STOCK"})
    desk.run()
    assert desk.statuses(order) == ["MERCHANT_CANCELED"]
    assert desk.parked() == ()
