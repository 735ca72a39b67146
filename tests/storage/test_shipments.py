"""The mirror gives back what Megamarket showed, and keeps what is ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mmdesk.domain.deadline import Deadlines
from mmdesk.domain.lot import Lot
from mmdesk.domain.shipment import Buyer, Shipment, ShipmentId
from mmdesk.domain.status import Status
from mmdesk.storage.shipments import StoredShipment
from tests.storage.build import MINUTE, NOON, Shop, lot, shipment

HOUR = timedelta(hours=1)

FULL = Shipment(
    shipment_id=ShipmentId("945000001"),
    status="CONFIRMED",
    lots=(
        lot(1, "CONFIRMED", box=1),
        replace(lot(2, "CUSTOMER_CANCELED", box=1), sub_status="BY_BUYER", needs_mark=True, goods_id="100"),
        lot(3, "NOBODY_KNOWS", box=2),
        replace(lot(4, "CONFIRMED", is_delivery=True), cancel_requested=True),
    ),
    deadlines=Deadlines(*(NOON + n * HOUR for n in range(6))),
    created_at=NOON - HOUR,
    order_code="945000001",
    delivery_id="77",
    service_scheme="DELIVERY_BY_MERCHANT",
    buyer=Buyer("Иван Пример", "+79000000000", "buyer@example.org", "Москва, ул. Примерная, 1", "домофон 1"),
    deposited=Decimal("100.01"),
    changeable=True,
    date_shift=False,
    raw='{"shipmentId": "945000001", "новое поле": [1]}',
)


def stored(shop: Shop, shipment_id: str = "945000001") -> StoredShipment:
    with shop.storage.look() as look:
        found = look.shipments.find(shop.connection_id, shipment_id)
    assert found is not None
    return found


def test_a_shipment_comes_back_as_it_was_shown(shop: Shop) -> None:
    shop.put(FULL)
    assert stored(shop).shipment == FULL


def test_a_shipment_with_nothing_but_lots_comes_back_as_well(shop: Shop) -> None:
    shop.put(shipment())
    assert stored(shop).shipment == shipment()


def test_a_later_document_replaces_the_earlier_one(shop: Shop) -> None:
    shop.put(shipment("945000001", lot(1), lot(2), lot(3), lot(4, is_delivery=True)))
    shop.put(FULL)
    assert stored(shop).shipment == FULL
    assert stored(shop).version == 2


def test_a_cancelled_lot_keeps_the_box_it_lies_in(shop: Shop) -> None:
    shop.put(shipment("945000001", lot(1, "PACKED", box=1), lot(2, "CUSTOMER_CANCELED", box=2)))
    assert [lot.box_index for lot in stored(shop).shipment.lots] == [1, 2]


def test_an_emptied_box_disappears_and_the_others_keep_their_codes(shop: Shop) -> None:
    shop.put(shipment("945000001", lot(1, box=1), lot(2, box=2)))
    shop.put(shipment("945000001", lot(1), lot(2, box=2)))
    details = shop.storage.queries.show_order("945000001")
    assert details is not None
    assert [(box.index, box.code) for box in details.boxes] == [(2, "5046*945000001*2")]


statuses = st.sampled_from([*Status, "NOBODY_KNOWS"])
boxes = st.none() | st.integers(1, 4)


@st.composite
def histories(draw: st.DrawFn) -> list[Shipment]:
    """The same lots as they are shown again and again, in changing states and boxes."""
    indexes = draw(st.sets(st.integers(1, 30), min_size=1, max_size=5))

    def shown() -> tuple[Lot, ...]:
        return tuple(lot(index, draw(statuses), box=draw(boxes)) for index in sorted(indexes))

    return [shipment("945000001", *shown()) for _ in range(draw(st.integers(1, 4)))]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(history=histories())
def test_the_mirror_shows_the_last_document_whatever_came_before(
    sqlite_shop: Shop, history: list[Shipment]
) -> None:
    # Examples share the database, hence a shipment of their own each.
    with sqlite_shop.storage.work() as work:
        for document in history:
            work.shipments.put(sqlite_shop.connection, document, None, NOON)
            found = work.shipments.find(sqlite_shop.connection_id, "945000001")
            assert found is not None
            assert found.shipment == document


def test_our_own_facts_survive_a_new_document(shop: Shop) -> None:
    key = shop.put(shipment())
    with shop.storage.work() as work:
        work.shipments.set_couriered(key, NOON)
        work.shipments.set_checked(key, NOON + MINUTE)
        work.shipments.set_crm_order(key, "17")
        work.shipments.set_marks(key, {1: "01046000000000002100000"})
        work.commit()
    shop.put(shipment("945000001", lot(1, "PACKED")), NOON + HOUR)
    found = stored(shop)
    assert (found.couriered_at, found.checked_at, found.crm_order_id) == (NOON, NOON + MINUTE, "17")
    assert (found.first_seen_at, found.seen_at) == (NOON, NOON + HOUR)


def test_the_buyers_wish_to_cancel_keeps_its_first_moment(shop: Shop) -> None:
    key = shop.put(shipment())
    wish = shipment("945000001", replace(lot(), cancel_requested=True))
    shop.put(wish, NOON)
    shop.put(wish, NOON + HOUR)
    assert stored(shop).shipment == wish
    with shop.storage.work() as work:
        work.shipments.set_cancel_requested(key, [1], None)
        work.commit()
    assert stored(shop).shipment == shipment()


def test_an_accepted_call_shows_what_megamarket_is_about_to_show(shop: Shop) -> None:
    key = shop.put(shipment("945000001", lot(1), lot(2)))
    with shop.storage.work() as work:
        work.shipments.note_accepted(key, [1, 2], "PENDING_CONFIRMATION", NOON, NOON + MINUTE)
        work.commit()
    found = stored(shop)
    assert [lot.status for lot in found.shipment.lots] == ["PENDING_CONFIRMATION"] * 2
    assert found.reread_at == NOON + MINUTE
    assert [row.status for row in shop.storage.queries.list_orders()] == ["PENDING_CONFIRMATION"]


def test_a_shipment_read_without_a_change_is_only_seen_again(shop: Shop) -> None:
    key = shop.put(shipment())
    with shop.storage.work() as work:
        work.shipments.touch([key], NOON + HOUR)
        work.commit()
    assert (stored(shop).seen_at, stored(shop).version) == (NOON + HOUR, 1)


def test_rereads_come_due_the_longest_waiting_first(shop: Shop) -> None:
    with shop.storage.work() as work:
        for shipment_id, minutes in (("3", 3), ("1", 1), ("2", 2), ("9", 9)):
            key = work.shipments.put(shop.connection, shipment(shipment_id), None, NOON)
            work.shipments.plan_reread(key, NOON + minutes * MINUTE, 0)
        work.commit()
    with shop.storage.look() as look:
        due = look.shipments.due_for_reread(shop.connection_id, NOON + 5 * MINUTE, 2)
    assert [found.shipment.shipment_id for found in due] == ["1", "2"]


def test_polling_leaves_out_what_is_finished_or_was_just_seen_on_its_way(shop: Shop) -> None:
    shop.put(shipment("new", lot(1, "NEW")))
    shop.put(shipment("done", lot(1, "DELIVERED")))
    shop.put(shipment("seen long ago", lot(1, "SHIPPED")), NOON)
    shop.put(shipment("just seen", lot(1, "SHIPPED")), NOON + HOUR)
    shop.put(shipment("too old", lot(1, "SHIPPED")), NOON - 60 * HOUR)
    with shop.storage.look() as look:
        polled = look.shipments.to_poll(
            shop.connection_id, "SHIPPED", NOON + MINUTE, NOON - HOUR, NOON + HOUR
        )
    assert sorted(polled) == ["new", "seen long ago"]


def test_holders_are_the_connections_that_know_a_shipment(shop: Shop) -> None:
    shop.put(shipment("945000001"))
    with shop.storage.look() as look:
        assert look.shipments.holders("945000001") == (shop.connection_id,)
        assert look.shipments.holders("945000002") == ()
