"""Waiting for a decision to take effect: reached, refused with words, or time is over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.scheme import Verb
from mmdesk.sandbox.faults import FOREVER, Fault, FaultKind
from mmdesk.services import labels, lots, outbox, packing, shipping
from mmdesk.services.desk import OrderRef, Queued
from mmdesk.services.waiting import Ending, Waited, wait_for
from mmdesk.storage.uow import Storage
from tests.services.stand import ANNA, Stand, stand


@pytest.fixture
def courier(sqlite_storage: Storage, clock: ManualClock) -> Iterator[Stand]:
    with stand(sqlite_storage, clock, "dsm") as made:
        yield made


class WorkingService:
    """The service works on while somebody waits."""

    def __init__(self, market: Stand) -> None:
        self._market = market

    def wait(self, timeout: float) -> bool:
        self._market.run(seconds=timeout, step=timeout / 2)
        self._market.clock.advance(timeout)
        return True


class NoService:
    """Nobody works; time passes."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock

    def wait(self, timeout: float) -> bool:
        self._clock.advance(timeout)
        return False


def wait(market: Stand, queued: Queued, verb: Verb, seconds: float = 30) -> Waited:
    return wait_for(market.storage, market.clock, WorkingService(market), queued, verb, seconds)


def confirmed(market: Stand, *offers: str) -> OrderRef:
    order = market.place(*offers)
    lots.confirm(market.desk, order, ANNA)
    market.run()
    return order


def test_a_confirmation_is_over_when_megamarket_shows_it(market: Stand) -> None:
    order = market.place("MUG-1", "RUG-1")
    waited = wait(market, lots.confirm(market.desk, order, ANNA), Verb.CONFIRM)
    assert waited == Waited(Ending.REACHED)
    assert market.statuses(order) == ["CONFIRMED", "CONFIRMED"]


def test_a_whole_standard_order_can_be_waited_through(market: Stand) -> None:
    order = confirmed(market, "MUG-1", "RUG-1")
    assert wait(market, packing.pack(market.desk, order, ANNA), Verb.PACK).ending == Ending.REACHED
    assert market.statuses(order) == ["PACKED", "PACKED"]
    assert wait(market, labels.request(market.desk, order, ANNA), Verb.LABEL).ending == Ending.REACHED
    assert labels.fetched(market.storage, order).boxes == 1
    assert (
        wait(market, shipping.ship(market.desk, market.clock, order, ANNA), Verb.SHIP).ending
        == Ending.REACHED
    )
    assert market.statuses(order) == ["SHIPPED", "SHIPPED"]


def test_a_whole_courier_order_can_be_waited_through(courier: Stand) -> None:
    order = courier.place("MUG-1", "RUG-1", paid_delivery=True)
    assert wait(courier, lots.confirm(courier.desk, order, ANNA), Verb.CONFIRM).ending == Ending.REACHED
    gone = shipping.send_with_courier(courier.desk, courier.clock, order, ANNA)
    assert wait(courier, gone, Verb.COURIER).ending == Ending.REACHED
    reasons = {2: "CANCEL_BY_CUSTOMER"}
    closed = shipping.close(courier.desk, courier.clock, order, ANNA, failed=reasons)
    assert wait(courier, closed, Verb.CLOSE).ending == Ending.REACHED
    assert courier.statuses(order)[:2] == ["DELIVERED", "CUSTOMER_CANCELED"]


def test_a_refusal_ends_the_wait_with_the_remotes_words(market: Stand) -> None:
    order = market.place("MUG-1")
    market.market.faults.add(Fault(FaultKind.REFUSE, "order/confirm"))
    waited = wait(market, lots.confirm(market.desk, order, ANNA), Verb.CONFIRM)
    assert waited.ending == Ending.REFUSED
    assert waited.words is not None
    assert waited.words.ru


def test_time_that_is_over_leaves_the_command_queued(market: Stand) -> None:
    order = market.place("MUG-1")
    market.market.faults.add(Fault(FaultKind.BEFORE, "order/confirm", times=FOREVER, status=503))
    waited = wait(market, lots.confirm(market.desk, order, ANNA), Verb.CONFIRM, seconds=5)
    assert waited == Waited(Ending.UNFINISHED)
    assert len(market.waiting()) == 1


def test_without_a_service_the_time_passes(market: Stand) -> None:
    order = market.place("MUG-1")
    queued = lots.confirm(market.desk, order, ANNA)
    began = market.clock.monotonic()
    waited = wait_for(market.storage, market.clock, NoService(market.clock), queued, Verb.CONFIRM, 7.5)
    assert waited == Waited(Ending.UNFINISHED)
    assert market.clock.monotonic() - began == pytest.approx(7.5)


def test_no_time_at_all_is_one_look(market: Stand) -> None:
    order = confirmed(market, "MUG-1")
    again = lots.confirm(market.desk, order, ANNA)
    assert wait(market, again, Verb.CONFIRM, seconds=0) == Waited(Ending.REACHED)


def test_a_command_that_is_dropped_ends_the_wait(market: Stand) -> None:
    order = market.place("MUG-1")
    queued = lots.confirm(market.desk, order, ANNA)
    outbox.drop(market.storage, market.clock, queued.keys[0], ANNA)
    assert wait(market, queued, Verb.CONFIRM).ending == Ending.REFUSED


def test_only_the_lots_named_are_waited_for(market: Stand) -> None:
    order = market.place("MUG-1", "RUG-1")
    queued = lots.reject(market.desk, order, ANNA, reasons={2: "OUT_OF_STOCK"})
    assert wait(market, queued, Verb.REJECT) == Waited(Ending.REACHED)
    assert market.statuses(order) == ["NEW", "MERCHANT_CANCELED"]


def test_a_refusal_of_lots_that_is_repeated_is_over_at_once(market: Stand) -> None:
    order = market.place("MUG-1", "RUG-1")
    lots.reject(market.desk, order, ANNA, reasons={2: "OUT_OF_STOCK"})
    market.run()
    again = lots.reject(market.desk, order, ANNA, reasons={2: "OUT_OF_STOCK"})
    assert wait(market, again, Verb.REJECT, seconds=0) == Waited(Ending.REACHED)


def test_a_verb_somebody_else_has_queued_is_waited_for_like_ones_own(market: Stand) -> None:
    order = market.place("MUG-1", "RUG-1")
    lots.reject(market.desk, order, ANNA, reasons={2: "OUT_OF_STOCK"})
    mine = lots.reject(market.desk, order, ANNA, reasons={2: "OUT_OF_STOCK"})
    assert mine.keys == ()
    assert wait(market, mine, Verb.REJECT, seconds=0) == Waited(Ending.UNFINISHED)
    assert wait(market, mine, Verb.REJECT) == Waited(Ending.REACHED)


def test_a_verb_of_somebody_else_that_is_parked_ends_the_wait(market: Stand) -> None:
    order = confirmed(market, "MUG-1")
    packing.pack(market.desk, order, ANNA)
    mine = packing.pack(market.desk, order, ANNA)
    market.market.faults.add(Fault(FaultKind.REFUSE, "order/packing"))
    assert wait(market, mine, Verb.PACK).ending == Ending.REFUSED


def test_a_lot_cancelled_meanwhile_does_not_keep_the_rest_waiting(market: Stand) -> None:
    order = market.place("MUG-1", "RUG-1")
    queued = lots.confirm(market.desk, order, ANNA)
    market.market.cancel(order.shipment_id, [2])
    market.read(order.shipment_id)
    assert wait(market, queued, Verb.CONFIRM) == Waited(Ending.REACHED)
    assert market.statuses(order) == ["CONFIRMED", "CUSTOMER_CANCELED"]


def test_an_order_cancelled_as_a_whole_has_not_been_confirmed(market: Stand) -> None:
    order = market.place("MUG-1", "RUG-1")
    queued = lots.confirm(market.desk, order, ANNA)
    market.market.cancel(order.shipment_id)
    market.read(order.shipment_id)
    waited = wait(market, queued, Verb.CONFIRM)
    assert waited.ending == Ending.REFUSED
    assert waited.words is not None
    assert "отменены" in waited.words.ru


def test_a_refusal_the_buyer_forestalled_has_what_it_wanted(market: Stand) -> None:
    order = market.place("MUG-1")
    queued = lots.reject(market.desk, order, ANNA, reasons={1: "OUT_OF_STOCK"})
    market.market.cancel(order.shipment_id)
    market.read(order.shipment_id)
    assert wait(market, queued, Verb.REJECT) == Waited(Ending.REACHED)


def test_what_has_no_target_at_megamarket_is_over_when_it_was_sent(courier: Stand) -> None:
    order = courier.place("MUG-1")
    limit = courier.stored(order).shipment.deadlines.deliver_to
    assert limit is not None
    moved = shipping.move(courier.desk, order, ANNA, date=limit)
    assert wait(courier, moved, Verb.MOVE, seconds=0) == Waited(Ending.UNFINISHED)
    assert wait(courier, moved, Verb.MOVE) == Waited(Ending.REACHED)
