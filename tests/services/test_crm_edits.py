"""Edits in RetailCRM: all positions or none, sent once, and what staff did stays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.deadline import Deadlines
from mmdesk.domain.intent import EditOrder, ItemStatus, Target, Track
from mmdesk.domain.standing import RowState
from mmdesk.sandbox.faults import Fault, FaultKind
from mmdesk.sandbox.retailcrm_behaviour import Lock, LockStart
from mmdesk.sandbox.retailcrm_lock import LOCKED
from mmdesk.sandbox.retailcrm_staff import StaffEdit
from mmdesk.sandbox.server import Answer
from mmdesk.services import lots, shipping
from mmdesk.services.desk import OrderRef
from mmdesk.services.mirror import Mirror
from mmdesk.storage.uow import Storage
from tests.services.crm_stand import MUG, SPARE, CrmStand, client_of, crm_relay, crm_stand, tapped
from tests.services.stand import ANNA

MOSCOW = ZoneInfo("Europe/Moscow")
EDIT = "/edit"


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> Iterator[CrmStand]:
    with crm_stand(sqlite_storage, clock) as made:
        yield made


@pytest.fixture
def courier(sqlite_storage: Storage, clock: ManualClock) -> Iterator[CrmStand]:
    with crm_stand(sqlite_storage, clock, "dsm") as made:
        yield made


def queue(shop: CrmStand, order: OrderRef, intent: EditOrder | Track, key: str = "test") -> None:
    now = shop.clock.now()
    with shop.storage.work() as work:
        stored = shop.stored(order)
        work.outbox.add(
            key=key,
            connection_id=stored.connection_id,
            shipment=stored.key,
            intent=intent,
            created_by="mmdesk",
            at=now,
            not_before=now,
        )
        work.commit()


@pytest.mark.parametrize("kind", list(FaultKind))
def test_no_fault_makes_an_edit_take_effect_twice_or_never(shop: CrmStand, kind: FaultKind) -> None:
    order = shop.created(MUG, SPARE)
    shop.books.faults.add(Fault(kind, EDIT))
    queue(shop, order, EditOrder((1, 2), "assembling", (ItemStatus(2, "failure"),)))
    shop.run(seconds=60, step=2)
    refused = kind in (FaultKind.TOKEN, FaultKind.REFUSE)
    assert shop.effects(order).edits == (0 if refused else 1)
    assert shop.effects(order).repeats == 0
    assert len(shop.queued()) == (1 if refused else 0)


def test_an_edit_keeps_every_position_also_one_that_staff_added(shop: CrmStand) -> None:
    order = shop.created(MUG, MUG)
    before = shop.order(order)
    gift = {"offer": {"externalId": SPARE}, "productName": "Подарок", "initialPrice": 0, "quantity": 2}
    kept = [{"id": item["id"]} for item in before["items"]]
    shop.books.staff(f"mm-{order.shipment_id}", StaffEdit(fields={"items": [*kept, gift]}))
    queue(shop, order, EditOrder((1, 2), items=(ItemStatus(2, "failure"),)))
    shop.run()
    after = shop.order(order)["items"]
    assert [item["status"] for item in after] == ["new", "failure", "new"]
    assert [item["quantity"] for item in after] == [1, 1, 2]
    for old, new in zip(before["items"], after, strict=False):
        assert (new["id"], new["initialPrice"]) == (old["id"], old["initialPrice"])
        assert new["discountTotal"] == old["discountTotal"]


def test_a_position_that_staff_put_in_a_cancelling_status_is_not_rewritten(shop: CrmStand) -> None:
    shop.set("lot.cancel.CUSTOMER_CANCELED", "failure")
    order = shop.created(MUG, SPARE)
    shop.books.staff(
        f"mm-{order.shipment_id}", StaffEdit(items={f"{order.shipment_id}#1": "product-is-damaged"})
    )
    shop.sandbox.megamarket.cancel(order.shipment_id, [1, 2])
    shop.read(order)
    shop.run()
    assert [item["status"] for item in shop.order(order)["items"]] == ["product-is-damaged", "failure"]


def test_what_is_there_already_is_not_sent(shop: CrmStand) -> None:
    order = shop.created(MUG)
    queue(shop, order, EditOrder((1,), "new"))
    shop.run()
    assert shop.effects(order).edits + shop.effects(order).repeats == 0
    assert shop.queued() == ()


def test_a_mapped_status_reaches_retailcrm_once_and_staff_have_the_last_word(shop: CrmStand) -> None:
    shop.set("status.map.CONFIRMED", "assembling")
    order = shop.created(MUG)
    lots.confirm(shop.desk, order, ANNA)
    shop.run()
    assert shop.order(order)["status"] == "assembling"
    shop.books.staff(f"mm-{order.shipment_id}", StaffEdit(status="client-confirmed"))
    for _ in range(3):
        shop.clock.advance(60)
        shop.read(order)
        shop.run()
    assert shop.order(order)["status"] == "client-confirmed"
    assert shop.effects(order).edits == 1


def test_a_partly_refused_order_shows_in_its_positions(shop: CrmStand) -> None:
    shop.set("lot.cancel.MERCHANT_CANCELED/CONFIRMATION_REJECT", "out-of-stock")
    order = shop.created(MUG, SPARE)
    lots.reject(shop.desk, order, ANNA, reasons={2: "OUT_OF_STOCK"})
    lots.confirm(shop.desk, order, ANNA)
    shop.run()
    assert [item["status"] for item in shop.order(order)["items"]] == ["new", "out-of-stock"]


def test_moved_deadlines_reach_retailcrm(shop: CrmStand) -> None:
    order = shop.created(MUG)
    shown = shop.stored(order).shipment
    limit = shop.clock.now() + timedelta(days=9)
    moved = replace(shown, deadlines=Deadlines(ship_by=limit))
    Mirror(shop.storage, shop.clock).apply(shop.connection, moved, shop.clock.now())
    shop.run()
    fields = shop.order(order)["customFields"]
    assert fields["mm_ship_by"] == f"{limit.astimezone(MOSCOW):%Y-%m-%d %H:%M:%S}"
    assert "mm_confirm_by" not in fields


@pytest.mark.parametrize("lock", list(Lock))
@pytest.mark.parametrize("start", list(LockStart))
def test_the_lock_of_integrated_deliveries_lets_our_edits_through(
    shop: CrmStand, lock: Lock, start: LockStart
) -> None:
    shop.books.behave(lock=lock.value, lock_from=start.value)
    order = shop.created(MUG, MUG)
    queue(shop, order, EditOrder((1, 2), "assembling", (ItemStatus(1, "failure"),), deadlines=True))
    shop.run()
    assert shop.order(order)["status"] == "assembling"
    assert [item["status"] for item in shop.order(order)["items"]] == ["failure", "new"]
    assert shop.queued() == ()


def locked(*fields: str) -> Answer:
    """RetailCRM's refusal of fields that an integrated delivery holds."""
    errors = {f"order[{']['.join(field.split('.'))}]": LOCKED for field in fields}
    body = {"success": False, "errorMsg": "Order is not loaded", "errors": errors}
    return Answer(400, json.dumps(body).encode())


def test_locked_fields_are_dropped_and_the_rest_is_sent_once_more(shop: CrmStand) -> None:
    order = shop.created(MUG)
    queue(shop, order, EditOrder((1,), "assembling", (ItemStatus(1, "failure"),)))
    with tapped(shop.books.url) as (tap, url), client_of(shop.connection, shop.secrets, url) as client:
        tap.instead.append((EDIT, locked("status")))
        assert crm_relay(shop, client).run_once()
    assert shop.order(order)["status"] == "new"
    assert shop.items(order)[1]["status"] == "failure"
    assert shop.queued() == ()


@pytest.mark.parametrize(
    "answers",
    [[locked("status", "items")], [locked("number")], [locked("status"), locked("items")]],
    ids=["all of it", "none of it", "first one, then the rest"],
)
def test_a_lock_that_leaves_nothing_to_send_parks_the_edit(shop: CrmStand, answers: list[Answer]) -> None:
    order = shop.created(MUG)
    queue(shop, order, EditOrder((1,), "assembling", (ItemStatus(1, "failure"),)))
    with tapped(shop.books.url) as (tap, url), client_of(shop.connection, shop.secrets, url) as client:
        tap.instead += [(EDIT, answer) for answer in answers]
        assert crm_relay(shop, client).run_once()
    (parked,) = shop.queued(RowState.PARKED)
    assert parked.error is not None
    assert "integration delivery" in parked.error.ru
    assert shop.effects(order).edits == 0


def test_an_unknown_status_parks_the_edit_with_the_crms_words_and_megamarket_goes_on(shop: CrmStand) -> None:
    shop.set("status.map.CONFIRMED", "no-such-status")
    order = shop.created(MUG)
    lots.confirm(shop.desk, order, ANNA)
    shop.run()
    (parked,) = shop.queued()
    assert parked.target == Target.CRM
    assert parked.error is not None
    assert '"Status" with "code"="no-such-status" does not exist.' in parked.error.ru
    lots.reject(shop.desk, order, ANNA, reasons={1: "OUT_OF_STOCK"})
    shop.run()
    assert [lot.status for lot in shop.stored(order).shipment.lots] == ["MERCHANT_CANCELED"]


def test_an_order_missing_in_retailcrm_asks_for_a_person(shop: CrmStand) -> None:
    order = shop.created(MUG)
    shop.books.staff(f"mm-{order.shipment_id}", StaffEdit(fields={"externalId": "moved-elsewhere"}))
    queue(shop, order, EditOrder((1,), "assembling"))
    shop.run()
    (parked,) = shop.queued()
    assert parked.error is not None
    assert "нет такого заказа" in parked.error.ru


def test_a_delivery_status_is_reported_by_tracking(shop: CrmStand) -> None:
    order = shop.created(MUG)
    queue(shop, order, Track((1,), "SHIPPED", shop.clock.now()))
    shop.run()
    assert shop.order(order)["delivery"]["data"]["status"] == "SHIPPED"
    assert shop.effects(order).tracking == 1


def test_a_whole_courier_order_shows_in_retailcrm(courier: CrmStand) -> None:
    courier.set("status.map.PACKED", "assembling-complete")
    courier.set("status.map.DELIVERED", "complete")
    order = courier.created(MUG, SPARE, paid_delivery=True)
    lots.confirm(courier.desk, order, ANNA)
    courier.run()
    assert courier.order(order)["status"] == "assembling-complete"
    shipping.close(courier.desk, courier.clock, order, ANNA)
    courier.run()
    assert courier.order(order)["status"] == "complete"
