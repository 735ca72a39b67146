"""What follows in RetailCRM from a change that the mirror sees: once, and nothing that is not asked for."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.deadline import Deadlines
from mmdesk.domain.intent import Command, Confirm, CreateOrder, EditOrder, ItemStatus, Target
from mmdesk.domain.shipment import Shipment
from mmdesk.services import outbox
from mmdesk.services.desk import OrderRef
from mmdesk.services.mirror import Mirror
from mmdesk.storage.uow import Storage
from tests.factory import delivery_lot, lot, shipment
from tests.services.stand import ANNA, MirrorStand, mirror_stand

SECOND = timedelta(seconds=1)


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> MirrorStand:
    """Registered in RetailCRM."""
    return mirror_stand(sqlite_storage, clock, registered=True)


def edits(shop: MirrorStand) -> list[EditOrder]:
    return [row.intent for row in shop.queued(Target.CRM) if isinstance(row.intent, EditOrder)]


def test_nothing_is_queued_for_a_connection_that_is_not_registered(bench: MirrorStand) -> None:
    bench.set("status.map.CONFIRMED", "assembling")
    bench.show(shipment("NEW"))
    bench.show(shipment("CONFIRMED"))
    assert bench.queued(Target.CRM) == ()


def test_a_new_order_is_created_in_retailcrm_once(shop: MirrorStand) -> None:
    for _ in range(3):
        shop.show(shipment("NEW", "NEW"))
        shop.clock.advance(60)
    assert [row.intent for row in shop.queued(Target.CRM)] == [CreateOrder((1, 2))]


def test_orders_seen_before_the_registration_are_created_after_it(bench: MirrorStand) -> None:
    bench.show(shipment("NEW"))
    with bench.storage.work() as work:
        connection = work.connections.change(bench.connection.name, delivery_code="megamarket-1")
        work.commit()
    bench.show(shipment("NEW"), connection=connection)
    assert [row.command for row in bench.queued(Target.CRM)] == [Command.CRM_CREATE]


@pytest.mark.parametrize("blank", [shipment(lot(1, "")), replace(shipment(), lots=())])
def test_an_order_without_lots_or_statuses_is_created_when_it_has_them(
    shop: MirrorStand, blank: Shipment
) -> None:
    shop.show(blank)
    assert shop.queued(Target.CRM) == ()
    shop.show(shipment("NEW"))
    assert [row.intent for row in shop.queued(Target.CRM)] == [CreateOrder((1,))]


def test_an_order_that_was_over_when_first_seen_makes_none_in_retailcrm(shop: MirrorStand) -> None:
    for _ in range(2):
        shop.show(shipment("DELIVERED"))
        shop.clock.advance(60)
    assert shop.queued(Target.CRM) == ()


def test_a_status_change_queues_its_mapped_edit_once(shop: MirrorStand) -> None:
    shop.set("status.map.CONFIRMED", "assembling")
    shop.show(shipment("NEW"))
    for _ in range(3):
        shop.show(shipment("CONFIRMED"))
        shop.clock.advance(60)
    assert edits(shop) == [EditOrder((1,), "assembling")]


def test_a_status_that_is_not_mapped_or_mapped_to_nothing_is_left_alone(shop: MirrorStand) -> None:
    shop.set("status.map.CONFIRMED", "")
    shop.show(shipment("NEW"))
    shop.show(shipment("CONFIRMED"))
    shop.show(shipment("PACKED"))
    assert edits(shop) == []


def test_the_shipments_own_status_is_mapped_before_that_of_its_lots(shop: MirrorStand) -> None:
    shop.set("status.map.PACKED", "assembling-complete")
    shop.show(shipment("CONFIRMED", status="CONFIRMED"))
    shop.show(shipment("CONFIRMED", status="PACKED"))
    assert edits(shop) == [EditOrder((1,), "assembling-complete")]


def test_our_own_accepted_call_maps_the_status_it_leads_to_once(shop: MirrorStand) -> None:
    shop.set("status.map.CONFIRMED", "assembling")
    order = shop.show(shipment("NEW"))
    shop.accept(order, Confirm((1,)))
    for _ in range(2):
        shop.clock.advance(1)
        shop.show(shipment("CONFIRMED"))
    assert edits(shop) == [EditOrder((1,), "assembling")]


def test_a_cancelled_lot_gets_the_item_status_of_the_longer_key(shop: MirrorStand) -> None:
    shop.set("lot.cancel.MERCHANT_CANCELED", "failure")
    shop.set("lot.cancel.MERCHANT_CANCELED/LATE_REJECT", "out-of-stock")
    shop.show(shipment("CONFIRMED", "CONFIRMED", "CONFIRMED"))
    shop.show(
        shipment(
            lot(1, "MERCHANT_CANCELED", sub_status="LATE_REJECT"),
            lot(2, "MERCHANT_CANCELED", sub_status="PACKING_EXPIRED"),
            lot(3, "CONFIRMED"),
        )
    )
    wanted = (ItemStatus(1, "out-of-stock"), ItemStatus(2, "failure"))
    assert edits(shop) == [EditOrder((1, 2, 3), items=wanted)]


def test_a_cancelled_lot_without_a_mapping_changes_no_position(shop: MirrorStand) -> None:
    shop.show(shipment("CONFIRMED", "CONFIRMED"))
    shop.show(shipment("CONFIRMED", "CUSTOMER_CANCELED"))
    assert edits(shop) == []


def test_a_cancelled_delivery_is_no_position_to_cancel(courier: MirrorStand) -> None:
    courier.set("lot.cancel.CUSTOMER_CANCELED", "failure")
    courier.show(shipment(lot(1), delivery_lot()))
    courier.show(shipment(lot(1), delivery_lot(status="CUSTOMER_CANCELED")))
    assert edits(courier) == []


def test_moved_deadlines_reach_retailcrm(shop: MirrorStand) -> None:
    first = Deadlines(confirm_by=shop.clock.now(), ship_by=shop.clock.now() + 2 * SECOND)
    shop.show(shipment("NEW", deadlines=first))
    shop.show(shipment("NEW", deadlines=replace(first, ship_by=shop.clock.now() + 5 * SECOND)))
    assert edits(shop) == [EditOrder((1,), deadlines=True)]


def test_a_window_that_retailcrm_does_not_hold_causes_no_edit(courier: MirrorStand) -> None:
    first = Deadlines(pack_by=courier.clock.now(), deliver_to=courier.clock.now() + SECOND)
    courier.show(shipment("NEW", deadlines=first))
    courier.show(shipment("NEW", deadlines=replace(first, deliver_to=courier.clock.now() + 9 * SECOND)))
    assert edits(courier) == []


def test_an_order_whose_creation_was_dropped_is_edited_no_more(shop: MirrorStand) -> None:
    shop.set("status.map.CONFIRMED", "assembling")
    shop.show(shipment("NEW"))
    (creation,) = shop.queued(Target.CRM)
    outbox.drop(shop.storage, shop.clock, creation.key, ANNA)
    shop.show(shipment("CONFIRMED"))
    assert shop.queued(Target.CRM) == ()


def test_edits_wait_behind_the_creation(shop: MirrorStand) -> None:
    shop.set("status.map.CONFIRMED", "assembling")
    shop.show(shipment("NEW"))
    shop.show(shipment("CONFIRMED"))
    now = shop.clock.now()
    with shop.storage.work() as work:
        first = work.outbox.claim(shop.connection.connection_id, Target.CRM, "relay", now, now + SECOND)
        second = work.outbox.claim(shop.connection.connection_id, Target.CRM, "relay", now, now + SECOND)
    assert first is not None
    assert first.command == Command.CRM_CREATE
    assert second is None


def test_many_orders_are_applied_together_on_either_database(storage: Storage, clock: ManualClock) -> None:
    shop = mirror_stand(storage, clock, registered=True)
    shown = [shipment("NEW", shipment_id=f"7001{number:05}") for number in range(25)]
    stored = Mirror(storage, clock).apply_all(shop.connection, shown, clock.now())
    assert [each.shipment.shipment_id for each in stored] == [each.shipment_id for each in shown]
    assert len(shop.queued(Target.CRM)) == 25


def test_an_order_that_two_threads_take_in_at_once_is_told_of_once(
    storage: Storage, clock: ManualClock
) -> None:
    shop = mirror_stand(storage, clock, registered=True)
    shown = [shipment("NEW", shipment_id=f"7002{number:05}") for number in range(8)]
    together = threading.Barrier(2)

    def take_in() -> None:
        together.wait(timeout=30)
        for each in shown:
            shop.show(each)

    with ThreadPoolExecutor(2) as threads:
        for running in [threads.submit(take_in) for _ in range(2)]:
            running.result()
    assert [shop.events(OrderRef(each.shipment_id)) for each in shown] == [["arrived"]] * len(shown)
    assert len(shop.queued(Target.CRM)) == len(shown)
