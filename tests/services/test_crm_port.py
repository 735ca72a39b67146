"""RetailCRM through the relay: every order is created once, edited whole, and nothing staff did is undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from mmdesk.clients.crm_orders import NewOrder
from mmdesk.clock import ManualClock
from mmdesk.domain.intent import Target
from mmdesk.domain.shipment import ShipmentId
from mmdesk.domain.standing import RowState
from mmdesk.sandbox.faults import FOREVER, Fault, FaultKind
from mmdesk.sandbox.megamarket_state import Customer
from mmdesk.sandbox.run import DSM_SITE
from mmdesk.services import lots, outbox
from mmdesk.services.crm_fields import ORDER_FIELDS
from mmdesk.services.desk import OrderRef
from mmdesk.services.mirror import Mirror
from mmdesk.services.timeline import sentence
from mmdesk.storage.uow import Storage
from tests.services.crm_stand import MUG, SPARE, CrmStand, client_of, crm_relay, crm_stand, tapped
from tests.services.stand import ANNA

MOSCOW = ZoneInfo("Europe/Moscow")
CREATE, EDIT = "orders/create", "/edit"
_REFUSALS = (FaultKind.TOKEN, FaultKind.REFUSE)


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> Iterator[CrmStand]:
    with crm_stand(sqlite_storage, clock) as made:
        yield made


@pytest.fixture
def courier(sqlite_storage: Storage, clock: ManualClock) -> Iterator[CrmStand]:
    with crm_stand(sqlite_storage, clock, "dsm") as made:
        yield made


def customer_of(shop: CrmStand, order: OrderRef) -> Customer:
    """The buyer as Megamarket knows them."""
    return shop.sandbox.megamarket.shipment(order.shipment_id).customer


# A new order


def test_a_new_order_has_a_position_for_every_lot(shop: CrmStand) -> None:
    order = shop.created(MUG, MUG, SPARE)
    items = shop.items(order)
    goods = shop.stored(order).shipment.goods
    assert sorted(items) == [1, 2, 3]
    for lot in goods:
        item = items[lot.index]
        assert item["externalIds"] == [{"code": "megamarket", "value": f"{order.shipment_id}#{lot.index}"}]
        assert item["offer"]["externalId"] == lot.offer_id
        assert item["quantity"] == 1
        assert Decimal(item["initialPrice"]) == lot.price
        assert Decimal(item["discountTotal"]) == lot.price - lot.final_price
    assert Decimal(shop.order(order)["totalSumm"]) == shop.stored(order).shipment.total


def test_a_discount_is_the_lots_own(shop: CrmStand) -> None:
    order = shop.place(*[MUG] * 12)
    shop.run()
    discounts = {lot.index: lot.discount for lot in shop.stored(order).shipment.goods}
    assert any(discounts.values())
    assert {index: Decimal(item["discountTotal"]) for index, item in shop.items(order).items()} == discounts


def test_a_new_order_carries_what_the_settings_ask_for(shop: CrmStand) -> None:
    shop.set("order.method", "phone")
    shop.set("order.type", "main")
    shop.set("status.map.NEW", "availability-confirmed")
    made = shop.order(shop.created(MUG))
    assert (made["orderMethod"], made["orderType"]) == ("phone", "main")
    assert made["status"] == "availability-confirmed"
    assert made["privilegeType"] == "none"
    assert made["site"] == shop.connection.crm_site


def test_a_new_order_knows_its_ids_and_deadlines_in_the_accounts_zone(shop: CrmStand) -> None:
    order = shop.created(MUG)
    shipment = shop.stored(order).shipment
    fields = shop.order(order)["customFields"]
    limit = shipment.deadlines.confirm_by
    assert limit is not None
    assert fields["mm_shipment_id"] == order.shipment_id
    assert fields["mm_delivery_id"] == shipment.delivery_id
    assert fields["mm_scheme"] == "Стандарт"
    assert fields["mm_confirm_by"] == f"{limit.astimezone(MOSCOW):%Y-%m-%d %H:%M:%S}"
    assert "mm_prepaid" not in fields


def test_another_zone_of_the_account_is_written_in(sqlite_storage: Storage, clock: ManualClock) -> None:
    def move(shop: CrmStand) -> None:
        shop.books.set_zone("Asia/Vladivostok")

    with crm_stand(sqlite_storage, clock, prepare=move) as shop:
        order = shop.created(MUG)
        limit = shop.stored(order).shipment.deadlines.confirm_by
        assert limit is not None
        local = limit.astimezone(ZoneInfo("Asia/Vladivostok"))
        assert shop.order(order)["customFields"]["mm_confirm_by"] == f"{local:%Y-%m-%d %H:%M:%S}"


def test_the_order_is_bound_to_the_delivery_of_the_module(shop: CrmStand) -> None:
    order = shop.created(MUG)
    delivery = shop.order(order)["delivery"]
    assert delivery["code"] == shop.connection.delivery_code
    assert delivery["data"]["externalId"] == order.shipment_id


def test_the_mirror_remembers_the_order_and_the_timeline_tells_its_number(shop: CrmStand) -> None:
    order = shop.created(MUG)
    made = shop.order(order)
    told = [sentence(event).ru for event in shop.history(order) if event.what == "crm_created"]
    assert shop.stored(order).crm_order_id == str(made["id"])
    assert told == [f"заказ {made['number']} в RetailCRM"]


# Who ordered


def test_of_a_standard_buyer_only_name_and_region_leave_the_house(shop: CrmStand) -> None:
    with tapped(shop.books.url) as (tap, url), client_of(shop.connection, shop.secrets, url) as client:
        relay = crm_relay(shop, client)
        orders = [shop.place(MUG) for _ in range(8)]
        while relay.run_once():
            pass
    for order in orders:
        buyer = customer_of(shop, order)
        told = shop.order(order)
        assert told["lastName"] == buyer.last_name
        assert told["customer"]["address"]["region"] == buyer.region
        assert told["delivery"]["address"] == {"id": told["id"], "region": buyer.region}
        for private in (buyer.phone, buyer.email, buyer.street, buyer.address):
            assert not private or not tap.said(private)
    assert tap.said("orders/create")
    assert not any(word in text for text in tap.heard for word in ('"phone', "email", '"text"'))


def test_the_courier_needs_the_whole_buyer(courier: CrmStand) -> None:
    order = courier.created(MUG)
    buyer, told = customer_of(courier, order), courier.order(order)
    assert told["phone"] == f"+{buyer.phone}"
    assert told["customer"]["phones"] == [{"number": f"+{buyer.phone}"}]
    assert told.get("email", "") == buyer.email
    assert buyer.street in told["delivery"]["address"]["text"]
    assert told.get("customerComment", "") == buyer.comment


def test_paid_delivery_is_a_cost_and_no_position(courier: CrmStand) -> None:
    order = courier.created(MUG, paid_delivery=True)
    shipment, told = courier.stored(order).shipment, courier.order(order)
    assert shipment.delivery_cost > 0
    assert Decimal(told["delivery"]["cost"]) == shipment.delivery_cost
    assert len(told["items"]) == 1
    assert Decimal(told["totalSumm"]) == shipment.total


def test_what_the_courier_has_to_collect_is_written_down(courier: CrmStand) -> None:
    order = courier.created(MUG, paid_delivery=True)
    shipment, fields = courier.stored(order).shipment, courier.order(order)["customFields"]
    assert Decimal(fields["mm_prepaid"]) == (shipment.deposited or 0)
    assert Decimal(fields["mm_to_collect"]) == shipment.to_collect
    assert not courier.order(order).get("payments")


def test_a_second_order_of_the_same_phone_finds_its_buyer(courier: CrmStand) -> None:
    order = courier.place(MUG)
    shown = courier.stored(order).shipment
    twin = replace(shown, shipment_id=ShipmentId(f"{shown.shipment_id}9"))
    Mirror(courier.storage, courier.clock).apply(courier.connection, twin, courier.clock.now())
    courier.run(seconds=5)
    first, second = courier.order(order), courier.order(OrderRef(twin.shipment_id))
    assert first["customer"]["id"] == second["customer"]["id"]
    assert len(courier.books.calls("customers/create")) == 1


def test_a_buyer_that_exists_already_is_linked(shop: CrmStand) -> None:
    shop.books.faults.add(Fault(FaultKind.REFUSE, CREATE))
    order = shop.place(MUG)
    shop.run()
    (parked,) = shop.queued(RowState.PARKED)
    outbox.retry(shop.storage, shop.clock, parked.key, ANNA)
    shop.run()
    assert shop.effects(order).creates == 1
    assert len(shop.books.calls("customers/create")) == 1


# Once and only once


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        *((kind, CREATE) for kind in FaultKind),
        *((kind, "customers/create") for kind in (FaultKind.LOST, FaultKind.AFTER, FaultKind.REFUSE)),
        *((kind, "v5/orders/mm-") for kind in (FaultKind.LOST, FaultKind.GARBAGE, FaultKind.TOKEN)),
    ],
)
def test_no_fault_makes_two_orders_or_none(shop: CrmStand, kind: FaultKind, path: str) -> None:
    shop.books.faults.add(Fault(kind, path))
    order = shop.place(MUG, SPARE)
    shop.run(seconds=60, step=2)
    refused = kind in _REFUSALS
    assert shop.effects(order).creates == (0 if refused else 1)
    assert len(shop.queued()) == (1 if refused else 0)
    assert bool(shop.stored(order).crm_order_id) is not refused


@pytest.mark.parametrize("kind", [FaultKind.LOST, FaultKind.AFTER, FaultKind.GARBAGE, FaultKind.HALF])
def test_after_a_lost_answer_the_order_is_looked_for_and_not_sent_again(
    shop: CrmStand, kind: FaultKind
) -> None:
    shop.books.faults.add(Fault(kind, CREATE))
    shop.place(MUG)
    shop.run()
    assert len(shop.books.calls(CREATE)) == 1


def test_somebody_who_makes_the_order_just_before_us_is_believed(shop: CrmStand) -> None:
    with tapped(shop.books.url) as (tap, url), client_of(shop.connection, shop.secrets, url) as client:
        tap.doubled = CREATE
        order = shop.place(MUG)
        assert crm_relay(shop, client).run_once()
    assert shop.effects(order).creates == 1
    assert shop.stored(order).crm_order_id == str(shop.order(order)["id"])
    assert shop.queued() == ()


def test_a_refusal_that_took_effect_all_the_same_is_seen_for_what_it_is(shop: CrmStand) -> None:
    order = shop.place(MUG)
    shop.books.faults.add(Fault(FaultKind.AFTER, CREATE, status=200))
    shop.run()
    assert shop.effects(order).creates == 1
    assert shop.queued() == ()


def test_an_order_made_by_an_earlier_installation_is_taken_over(shop: CrmStand) -> None:
    shipment_id = ShipmentId(shop.sandbox.buyer.place("standard", offers=[MUG]))
    made = shop.crm.create_order(NewOrder(shipment_id, items=()))
    order = OrderRef(shipment_id)
    shop.read(order)
    shop.run()
    assert shop.effects(order).creates == 1
    assert shop.stored(order).crm_order_id == str(made.id)


def test_a_token_refused_by_retailcrm_stops_it_and_not_megamarket(shop: CrmStand) -> None:
    shop.books.faults.add(Fault(FaultKind.TOKEN, times=FOREVER))
    order = shop.place(MUG)
    lots.confirm(shop.desk, order, ANNA)
    shop.run(seconds=10)
    assert shop.health().stopped_at is not None
    assert [lot.status for lot in shop.stored(order).shipment.lots] == ["CONFIRMED"]
    assert {row.target for row in shop.queued()} == {Target.CRM}


def test_too_many_calls_a_second_only_delay(shop: CrmStand) -> None:
    shop.books.behave(rate_limit=True)
    orders = [shop.place(MUG) for _ in range(4)]
    shop.run(seconds=60, step=5)
    assert any(call.status == 503 for call in shop.books.calls())
    shop.books.behave(rate_limit=False)
    shop.run(seconds=600, step=30)
    assert [shop.effects(order).creates for order in orders] == [1] * 4


def test_a_refused_creation_does_not_hold_up_a_confirmation(shop: CrmStand) -> None:
    shop.set("order.type", "no-such-type")
    order = shop.place(MUG)
    lots.confirm(shop.desk, order, ANNA)
    shop.run()
    assert [lot.status for lot in shop.stored(order).shipment.lots] == ["CONFIRMED"]
    (parked,) = shop.queued(RowState.PARKED)
    assert parked.error is not None
    assert "no-such-type" in parked.error.ru


def test_a_creation_set_free_goes_out_with_the_settings_of_now(shop: CrmStand) -> None:
    shop.set("order.type", "no-such-type")
    order = shop.place(MUG)
    shop.run()
    (parked,) = shop.queued()
    shop.set("order.type", "main")
    outbox.retry(shop.storage, shop.clock, parked.key, ANNA)
    shop.run()
    assert shop.effects(order).creates == 1


def test_the_courier_order_lies_in_the_store_of_its_own_key(courier: CrmStand) -> None:
    order = courier.created(MUG)
    assert courier.order(order)["site"] == DSM_SITE.code
    assert courier.order(order)["customFields"]["mm_scheme"] == "ДСМ"


def test_all_custom_fields_that_are_sent_exist(courier: CrmStand) -> None:
    order = courier.created(MUG, paid_delivery=True)
    assert set(courier.order(order)["customFields"]) <= {field.code for field in ORDER_FIELDS}
    assert set(courier.books.custom_field_codes()) == {field.code for field in ORDER_FIELDS}
