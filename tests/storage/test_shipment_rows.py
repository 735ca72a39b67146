"""What follows from a shipment is written with it: next step, moments of risk and of cancellation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mmdesk.domain.deadline import Deadlines
from mmdesk.domain.lot import Lot
from mmdesk.domain.step import Step
from mmdesk.storage.queries import OrderRow
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.uow import Storage
from tests.storage.build import MINUTE, NOON, Shop, add_connection, lot, shipment

HOUR = timedelta(hours=1)
ID = "945000001"


@pytest.fixture
def courier(storage: Storage) -> Shop:
    with storage.work() as work:
        connection = add_connection(work, scheme="dsm")
        work.commit()
    return Shop(storage, connection)


def row(shop: Shop, key: ShipmentKey) -> OrderRow:
    (found,) = shop.storage.queries.orders([key])
    return found


def asked(index: int = 1, status: str = "PACKED") -> Lot:
    return replace(lot(index, status), cancel_requested=True)


def test_the_step_follows_what_megamarket_shows(shop: Shop) -> None:
    key = shop.put(shipment(ID, lot(1)))
    steps = [row(shop, key).step]
    for status in ("PENDING_CONFIRMATION", "CONFIRMED", "PACKED", "DELIVERED"):
        shop.put(shipment(ID, lot(1, status)))
        steps.append(row(shop, key).step)
    assert steps == [Step.CONFIRM, Step.WAIT, Step.PACK, Step.HAND_OVER, Step.DONE]


def test_an_accepted_call_leaves_nothing_to_do_but_wait(shop: Shop) -> None:
    key = shop.put(shipment())
    with shop.storage.work() as work:
        work.shipments.note_accepted(key, [1], "PENDING_CONFIRMATION", NOON, NOON + MINUTE)
        work.commit()
    assert row(shop, key).step is Step.WAIT


def test_the_lots_of_an_accepted_call_go_before_the_status_of_the_whole(shop: Shop) -> None:
    key = shop.put(replace(shipment(), status="NEW"))
    with shop.storage.work() as work:
        work.shipments.note_accepted(key, [1], "PENDING_CONFIRMATION", NOON, NOON + MINUTE)
        work.commit()
    assert (row(shop, key).status, row(shop, key).step) == ("PENDING_CONFIRMATION", Step.WAIT)


def test_an_accepted_call_lets_the_next_deadline_count(shop: Shop) -> None:
    limits = Deadlines(confirm_by=NOON + HOUR, pack_by=NOON + 10 * HOUR)
    key = shop.put(replace(shipment(), deadlines=limits), due_at=limits.confirm_by)
    with shop.storage.work() as work:
        work.shipments.note_accepted(key, [1], "PENDING_CONFIRMATION", NOON, NOON + MINUTE)
        work.commit()
    assert row(shop, key).due_at == limits.pack_by
    assert row(shop, key).risk_at == NOON + 8 * HOUR


def test_what_we_know_ourselves_moves_a_courier_order_on(courier: Shop) -> None:
    key = courier.put(shipment(ID, lot(1, "PACKED")))
    steps = [row(courier, key).step]
    with courier.storage.work() as work:
        work.shipments.set_checked(key, NOON)
        work.commit()
    steps.append(row(courier, key).step)
    with courier.storage.work() as work:
        work.shipments.set_couriered(key, NOON + HOUR)
        work.commit()
    steps.append(row(courier, key).step)
    courier.put(shipment(ID, lot(1, "PACKED"), lot(2, "PACKED")))
    assert [*steps, row(courier, key).step] == [Step.PACK, Step.HAND_OVER, Step.CLOSE, Step.CLOSE]
    assert (row(courier, key).checked_at, row(courier, key).couriered_at) == (NOON, NOON + HOUR)


def test_four_fifths_of_the_way_to_its_deadline_an_order_is_at_risk(shop: Shop) -> None:
    placed = replace(shipment(), created_at=NOON)
    key = shop.put(placed, due_at=NOON + 10 * HOUR)
    assert row(shop, key).risk_at == NOON + 8 * HOUR
    shop.put(placed, due_at=None)
    assert row(shop, key).risk_at is None


def canceled_at(shop: Shop, *shown: tuple[Lot, ...]) -> list[datetime | None]:
    """The moments noted while these lots are shown, an hour after each other."""
    noted = []
    for hour, lots in enumerate(shown):
        key = shop.put(shipment(ID, *lots), NOON + hour * HOUR)
        noted.append(row(shop, key).canceled_at)
    return noted


def test_a_cancellation_keeps_the_moment_it_was_first_seen(shop: Shop) -> None:
    gone = (lot(1), lot(2, "CUSTOMER_CANCELED"))
    assert canceled_at(shop, (lot(1), lot(2)), gone, gone) == [None, NOON + HOUR, NOON + HOUR]


def test_one_more_cancelled_lot_is_a_new_cancellation(shop: Shop) -> None:
    one = (lot(1), lot(2, "CUSTOMER_CANCELED"))
    both = (lot(1, "MERCHANT_CANCELED"), lot(2, "CUSTOMER_CANCELED"))
    assert canceled_at(shop, one, both) == [NOON, NOON + HOUR]


def test_a_cancelled_delivery_is_no_cancellation(shop: Shop) -> None:
    delivery = lot(2, "CUSTOMER_CANCELED", is_delivery=True)
    assert canceled_at(shop, (lot(1), delivery)) == [None]


def test_a_wish_and_its_fulfilment_are_two_moments(courier: Shop) -> None:
    shown = ((lot(1, "PACKED"),), (asked(),), (asked(),), (lot(1, "CUSTOMER_CANCELED"),))
    assert canceled_at(courier, *shown) == [None, NOON + HOUR, NOON + HOUR, NOON + 3 * HOUR]


def test_who_has_cancelled_goods_is_told_apart(courier: Shop) -> None:
    kept, ours, theirs = lot(1, "PACKED"), lot(2, "MERCHANT_CANCELED"), lot(2, "CUSTOMER_CANCELED")
    delivery = lot(3, "CUSTOMER_CANCELED", is_delivery=True)
    told = []
    for number, lots in enumerate(((kept, ours), (kept, theirs), (kept, delivery))):
        found = row(courier, courier.put(shipment(f"{ID}{number}", *lots)))
        told.append((found.buyer_canceled, found.canceled_lots))
    assert told == [(False, 1), (True, 1), (False, 0)]


def test_a_wish_that_was_declined_leaves_nothing(courier: Shop) -> None:
    key = courier.put(shipment(ID, lot(1, "PACKED"), lot(2, "PACKED")))

    def note(lots: Iterable[int], at: datetime | None) -> OrderRow:
        with courier.storage.work() as work:
            work.shipments.set_cancel_requested(key, lots, at)
            work.commit()
        return row(courier, key)

    wished = note([1, 2], NOON)
    assert (wished.canceled_at, wished.cancel_asked) == (NOON, True)
    half = note([1], None)
    assert (half.canceled_at, half.cancel_asked) == (NOON, True)
    declined = note([2], None)
    assert (declined.canceled_at, declined.cancel_asked) == (None, False)


def test_only_an_open_lot_is_asked_for(courier: Shop) -> None:
    key = courier.put(shipment(ID, asked(1, "DELIVERED"), lot(2)))
    assert not row(courier, key).cancel_asked
