"""Megamarket's calls: stored first, read again, worked off once, never lost and never doubled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from mmdesk.clients.json_reading import NotJson
from mmdesk.clients.megamarket import Megamarket
from mmdesk.clock import ManualClock
from mmdesk.domain.connection import Connection
from mmdesk.sandbox.faults import Fault, FaultKind
from mmdesk.services import shipping
from mmdesk.services.desk import OrderRef
from mmdesk.services.intake import Call, CallSource, Intake, receive
from mmdesk.services.timeline import Happening
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.inbox import InboxMessage
from mmdesk.storage.uow import Storage
from tests.services.calls import call, health_of, intake_of, order_cancel, order_new, work_off
from tests.services.stand import ANNA, MERCHANT, Stand, stand

NEW, CANCEL = CallSource.ORDER_NEW, CallSource.ORDER_CANCEL


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> Iterator[Stand]:
    with stand(sqlite_storage, clock) as opened:
        yield opened


@pytest.fixture
def courier_shop(sqlite_storage: Storage, clock: ManualClock) -> Iterator[Stand]:
    with stand(sqlite_storage, clock, "dsm") as opened:
        yield opened


def known(shop: Stand) -> list[str]:
    with shop.storage.look() as work:
        rows = work.shipments.to_poll(
            shop.connection.connection_id, "SHIPPED", shop.clock.now(), shop.clock.now(), shop.clock.now()
        )
    return sorted(rows)


def waiting(shop: Stand, connection: Connection | None = None) -> InboxMessage | None:
    chosen = connection or shop.connection
    with shop.storage.look() as work:
        return work.inbox.next(chosen.connection_id, shop.clock.now() + timedelta(days=30))


def parked_words(shop: Stand) -> list[str]:
    with shop.storage.engine.connect() as raw:
        rows = raw.execute(text("SELECT error FROM inbox WHERE parked")).scalars()
        return [json.loads(row)["ru"] for row in rows]


def happenings(shop: Stand, order: OrderRef) -> list[str]:
    stored = shop.stored(order)
    with shop.storage.look() as work:
        return [event.what for event in work.history.of(stored.key)]


def cancelled_by_buyer(shop: Stand, order: OrderRef, lots: list[int]) -> None:
    call(shop, CANCEL, order_cancel(order.shipment_id, lots))
    work_off(shop)


def second_connection(shop: Stand, scheme: str, merchant: int = MERCHANT) -> Connection:
    with shop.storage.work() as work:
        connection = work.connections.add(
            name=f"вторая {scheme}",
            scheme=scheme,
            merchant_id=merchant,
            mm_url=shop.market.url,
            crm_url="https://crm.example.org",
            test_mode=False,
            at=shop.clock.now(),
        )
        work.commit()
    return connection


# order/new


def test_a_new_order_is_read_from_megamarket_and_taken_in(shop: Stand) -> None:
    shipment_id = shop.market.buyer.place("standard", offers=["MUG-1", "RUG-1"])
    call(shop, NEW, order_new(shipment_id))
    assert work_off(shop) == 1
    assert shop.statuses(OrderRef(shipment_id)) == ["NEW", "NEW"]
    assert waiting(shop) is None


def test_every_shipment_of_a_call_is_taken_in(shop: Stand) -> None:
    placed = [shop.market.buyer.place("standard", offers=["MUG-1"]) for _ in range(3)]
    call(shop, NEW, order_new(*placed))
    work_off(shop)
    assert known(shop) == sorted(placed)


def test_a_repeat_is_counted_and_not_worked_off_again(shop: Stand) -> None:
    body = order_new(shop.market.buyer.place("standard", offers=["MUG-1"]))
    call(shop, NEW, body)
    work_off(shop)
    call(shop, NEW, body)
    assert work_off(shop) == 0


def test_a_repeat_in_other_bytes_has_no_second_effect(shop: Stand) -> None:
    order = OrderRef(shop.market.buyer.place("standard", offers=["MUG-1"]))
    for body in (order_new(order.shipment_id), order_new(order.shipment_id) + b" "):
        call(shop, NEW, body)
    assert work_off(shop) == 1
    assert happenings(shop, order) == [Happening.ARRIVED]


def test_what_is_no_json_is_not_stored(shop: Stand) -> None:
    for body in (b"", b'{"data": {"merchantId": 4321', b"\xff\xfe", b"[" * 1000 + b"]" * 1000):
        with pytest.raises(NotJson):
            receive(shop.storage, shop.clock, Call(shop.connection, NEW, body))
    assert waiting(shop) is None


@pytest.mark.parametrize(
    "body", [b"[]", b'"order"', b"{}", b'{"data": {"merchantId": 4321}}', b'{"data": null}']
)
def test_json_of_an_odd_shape_is_stored_and_parked(shop: Stand, body: bytes) -> None:
    call(shop, NEW, body)
    work_off(shop)
    assert len(parked_words(shop)) == 1
    assert waiting(shop) is None


@pytest.mark.parametrize("source", [NEW, CANCEL])
def test_a_call_that_names_no_shipment_is_worked_off_without_asking_anybody(
    shop: Stand, source: CallSource
) -> None:
    call(shop, source, b'{"meta": {}, "data": {"merchantId": 4321, "shipments": []}}')
    assert work_off(shop) == 1
    assert (parked_words(shop), waiting(shop)) == ([], None)
    assert shop.calls("order/get") == 0


def test_a_call_for_another_merchant_is_parked_with_an_alarm(shop: Stand) -> None:
    shipment_id = shop.market.buyer.place("standard", offers=["MUG-1"])
    call(shop, NEW, order_new(shipment_id, merchant=777))
    work_off(shop)
    assert "777" in parked_words(shop)[0]
    assert known(shop) == []


def test_an_order_that_is_not_shown_yet_is_tried_again_with_growing_pauses(shop: Stand) -> None:
    shop.market.behave(blank_for_seconds=20.0, blank_form="absent")
    shipment_id = shop.market.buyer.place("standard", offers=["MUG-1"])
    call(shop, NEW, order_new(shipment_id))
    goes = 0
    for _ in range(400):
        goes += work_off(shop)
        shop.clock.advance(0.1)
    assert known(shop) == [shipment_id]
    assert 4 < goes < 20
    assert waiting(shop) is None


def test_an_order_that_is_never_shown_is_parked_after_a_day(shop: Stand) -> None:
    call(shop, NEW, order_new("700999999"))
    for _ in range(26):
        work_off(shop)
        shop.clock.advance(timedelta(hours=1))
    assert ["700999999" in words for words in parked_words(shop)] == [True]


def test_one_unknown_shipment_does_not_hide_the_others(shop: Stand) -> None:
    shipment_id = shop.market.buyer.place("standard", offers=["MUG-1"])
    call(shop, NEW, order_new("700999999", shipment_id))
    work_off(shop)
    assert known(shop) == [shipment_id]
    assert waiting(shop) is not None


def test_a_blank_order_is_shown_as_soon_as_it_is_announced(shop: Stand) -> None:
    shop.market.behave(blank_for_seconds=20.0, blank_form="no_status")
    shipment_id = shop.market.buyer.place("standard", offers=["MUG-1"])
    call(shop, NEW, order_new(shipment_id))
    work_off(shop)
    assert known(shop) == [shipment_id]


def test_a_waiting_call_does_not_hold_up_the_next_one(shop: Stand) -> None:
    call(shop, NEW, order_new("700999999"))
    shipment_id = shop.market.buyer.place("standard", offers=["MUG-1"])
    call(shop, NEW, order_new(shipment_id))
    work_off(shop)
    assert known(shop) == [shipment_id]


def test_a_failing_marketplace_is_left_alone_for_a_while(shop: Stand) -> None:
    shop.market.faults.add(Fault(FaultKind.BEFORE, times=100, status=500))
    shipment_id = shop.market.buyer.place("standard", offers=["MUG-1"])
    call(shop, NEW, order_new(shipment_id))
    work_off(shop)
    asked = shop.calls("order/get")
    call(shop, NEW, order_new(shipment_id) + b" ")
    assert work_off(shop) == 0
    assert shop.calls("order/get") == asked
    shop.market.faults.clear()
    shop.clock.advance(60)
    work_off(shop)
    assert known(shop) == [shipment_id]


def test_the_first_answer_ends_the_pause(shop: Stand) -> None:
    shop.market.faults.add(Fault(FaultKind.BEFORE, times=1, status=500))
    call(shop, NEW, order_new(shop.market.buyer.place("standard", offers=["MUG-1"])))
    work_off(shop)
    assert health_of(shop).now().failures == 1
    shop.clock.advance(60)
    work_off(shop)
    health = health_of(shop).now()
    assert (health.failures, health.paused_until) == (0, None)


def test_a_refused_token_stops_the_intake_and_loses_nothing(shop: Stand) -> None:
    shipment_id = shop.market.buyer.place("standard", offers=["MUG-1"])
    call(shop, NEW, order_new(shipment_id))
    with Megamarket(shop.market.url, MERCHANT, lambda: "5a9db0c0-0000-4000-8000-00000000ffff") as wrong:
        work_off(shop, Intake(shop.storage, shop.clock, wrong, health_of(shop)))
    shop.clock.advance(timedelta(minutes=14))
    assert health_of(shop).now().stopped_at is not None
    assert work_off(shop) == 0
    assert waiting(shop) is not None


def test_a_call_that_we_cannot_handle_is_parked_and_holds_up_nobody(shop: Stand) -> None:
    with shop.storage.work() as work:
        work.inbox.store(shop.connection.connection_id, "order/unheard-of", b"{}", shop.clock.now())
        work.commit()
    shipment_id = shop.market.buyer.place("standard", offers=["MUG-1"])
    call(shop, NEW, order_new(shipment_id))
    work_off(shop)
    assert len(parked_words(shop)) == 1
    assert known(shop) == [shipment_id]


# Many calls at once


def test_calls_that_wait_are_read_in_one_go(shop: Stand) -> None:
    placed = [shop.market.buyer.place("standard", offers=["MUG-1"]) for _ in range(30)]
    for shipment_id in placed:
        call(shop, NEW, order_new(shipment_id))
    assert work_off(shop) == 2
    assert (known(shop), shop.calls("order/get"), waiting(shop)) == (sorted(placed), 2, None)


def test_every_call_has_a_verdict_of_its_own(shop: Stand) -> None:
    placed = [shop.market.buyer.place("standard", offers=["MUG-1"]) for _ in range(2)]
    with shop.storage.work() as work:
        work.inbox.store(shop.connection.connection_id, "order/unheard-of", b"{}", shop.clock.now())
        work.commit()
    foreign = order_new(placed[0], merchant=777)
    for body in (b"{}", order_new(placed[0]), foreign, order_new("700999999"), order_new(placed[1])):
        call(shop, NEW, body)
    assert work_off(shop) == 1
    left = waiting(shop)
    assert left is not None
    assert left.body == order_new("700999999")
    assert (known(shop), len(parked_words(shop))) == (sorted(placed), 3)


def test_a_call_that_spoils_the_reading_does_not_hold_up_the_others(shop: Stand) -> None:
    good = shop.market.buyer.place("standard", offers=["MUG-1"])
    call(shop, NEW, order_new(good))
    call(shop, NEW, order_new(*(f"7009{number:05d}" for number in range(40))))
    shop.market.faults.add(Fault(FaultKind.BEFORE, times=13, status=400))
    work_off(shop)
    assert known(shop) == [good]


def test_a_marketplace_that_is_down_is_asked_once_for_all(shop: Stand) -> None:
    shop.market.faults.add(Fault(FaultKind.BEFORE, times=100, status=500))
    for _ in range(3):
        call(shop, NEW, order_new(shop.market.buyer.place("standard", offers=["MUG-1"])))
    asked = shop.calls("order/get")
    work_off(shop)
    tries = shop.calls("order/get") - asked
    call(shop, NEW, order_new("700999999"))
    assert (tries, work_off(shop), known(shop)) == (1, 0, [])
    shop.market.faults.clear()
    shop.clock.advance(60)
    work_off(shop)
    assert len(known(shop)) == 3


# Schemes and connections


def test_an_order_of_no_connections_scheme_is_parked(shop: Stand) -> None:
    shipment_id = shop.market.buyer.place("dsm", offers=["MUG-1"], paid_delivery=False)
    call(shop, NEW, order_new(shipment_id, scheme="DELIVERY_BY_MERCHANT"))
    work_off(shop)
    assert shipment_id in parked_words(shop)[0]
    assert known(shop) == []


def test_an_order_of_another_connection_is_left_to_that_one(shop: Stand) -> None:
    other = second_connection(shop, "dsm")
    shipment_id = shop.market.buyer.place("dsm", offers=["MUG-1"], paid_delivery=False)
    call(shop, NEW, order_new(shipment_id, scheme="DELIVERY_BY_MERCHANT"))
    work_off(shop)
    assert (known(shop), parked_words(shop), waiting(shop)) == ([], [], None)
    assert intake_of(shop).work_off(other)
    with shop.storage.look() as work:
        assert work.shipments.holders(shipment_id) == (other.connection_id,)


def test_an_order_that_does_not_show_its_scheme_yet_goes_where_the_call_says(shop: Stand) -> None:
    other = second_connection(shop, "dsm")
    shop.market.behave(blank_for_seconds=20.0, blank_form="no_items")
    shipment_id = shop.market.buyer.place("dsm", offers=["MUG-1"], paid_delivery=False)
    call(shop, NEW, order_new(shipment_id, scheme="DELIVERY_BY_MERCHANT"))
    work_off(shop)
    assert known(shop) == []
    assert waiting(shop, other) is not None


# order/cancel


def test_standard_shows_a_cancellation_by_itself(shop: Stand) -> None:
    order = shop.place("MUG-1", "RUG-1")
    shop.market.cancel(order.shipment_id, [2])
    cancelled_by_buyer(shop, order, [2])
    assert shop.statuses(order) == ["NEW", "CUSTOMER_CANCELED"]
    assert shop.waiting() == ()


def test_a_wish_to_cancel_is_granted_at_once(courier_shop: Stand) -> None:
    order = courier_shop.place("MUG-1", "RUG-1", paid_delivery=False)
    courier_shop.market.cancel(order.shipment_id, [2])
    cancelled_by_buyer(courier_shop, order, [2])
    assert [lot.cancel_requested for lot in courier_shop.stored(order).shipment.lots] == [False, True]
    courier_shop.run()
    assert courier_shop.effects("cancelResult", order) == [0, 1]
    assert courier_shop.statuses(order) == ["NEW", "CUSTOMER_CANCELED"]


def test_repeats_of_a_wish_are_answered_once(courier_shop: Stand) -> None:
    order = courier_shop.place("MUG-1", "RUG-1", paid_delivery=False)
    courier_shop.market.cancel(order.shipment_id, [2])
    for spaces in range(3):
        call(courier_shop, CANCEL, order_cancel(order.shipment_id, [2]) + b" " * spaces)
        work_off(courier_shop)
        courier_shop.run()
    assert happenings(courier_shop, order).count(Happening.CANCEL_REQUESTED) == 1
    assert happenings(courier_shop, order).count(Happening.COMMAND_QUEUED) == 1


def test_a_wish_that_was_declined_is_not_raised_by_a_late_repeat(courier_shop: Stand) -> None:
    ask(courier_shop)
    order = courier_shop.place("MUG-1", "RUG-1", paid_delivery=False)
    courier_shop.market.cancel(order.shipment_id, [2])
    cancelled_by_buyer(courier_shop, order, [2])
    shipping.answer_cancel(courier_shop.desk, order, ANNA, answers={2: False})
    courier_shop.run()
    call(courier_shop, CANCEL, order_cancel(order.shipment_id, [2]) + b" ")
    work_off(courier_shop)
    assert [lot.cancel_requested for lot in courier_shop.stored(order).shipment.lots] == [False, False]


def test_a_person_is_asked_where_the_settings_say_so(courier_shop: Stand) -> None:
    ask(courier_shop)
    order = courier_shop.place("MUG-1", paid_delivery=False)
    cancelled_by_buyer(courier_shop, order, [1])
    assert courier_shop.stored(order).shipment.lots[0].cancel_requested
    assert courier_shop.waiting() == ()


def test_a_person_is_asked_once_the_order_is_with_the_courier(courier_shop: Stand) -> None:
    order = courier_shop.place("MUG-1", paid_delivery=False)
    courier_shop.market.force(order.shipment_id, "PACKED")
    courier_shop.read(order.shipment_id)
    shipping.send_with_courier(courier_shop.desk, courier_shop.clock, order, ANNA)
    cancelled_by_buyer(courier_shop, order, [1])
    assert courier_shop.stored(order).shipment.lots[0].cancel_requested
    assert courier_shop.waiting() == ()


def test_a_person_is_asked_once_the_order_is_being_closed(courier_shop: Stand) -> None:
    order = courier_shop.place("MUG-1", paid_delivery=False)
    courier_shop.market.force(order.shipment_id, "PACKED")
    courier_shop.read(order.shipment_id)
    shipping.close(courier_shop.desk, courier_shop.clock, order, ANNA)
    cancelled_by_buyer(courier_shop, order, [1])
    assert [row.command for row in courier_shop.waiting()] == ["close"]


def test_lots_that_do_not_exist_or_are_over_are_left_alone(courier_shop: Stand) -> None:
    order = courier_shop.place("MUG-1", "RUG-1", paid_delivery=False)
    courier_shop.market.force(order.shipment_id, "DELIVERED", lot=2)
    cancelled_by_buyer(courier_shop, order, [2, 9])
    assert Happening.CANCEL_REQUESTED not in happenings(courier_shop, order)
    assert courier_shop.waiting() == ()


def test_a_wish_may_come_before_the_order(courier_shop: Stand) -> None:
    order = OrderRef(courier_shop.market.buyer.place("dsm", offers=["MUG-1"], paid_delivery=False))
    cancelled_by_buyer(courier_shop, order, [1])
    assert [row.command for row in courier_shop.waiting()] == ["answer_cancel"]


def test_a_wish_told_to_the_wrong_connection_reaches_the_right_one(shop: Stand) -> None:
    other = second_connection(shop, "dsm")
    shipment_id = shop.market.buyer.place("dsm", offers=["MUG-1"], paid_delivery=False)
    call(shop, CANCEL, order_cancel(shipment_id, [1]))
    work_off(shop)
    assert intake_of(shop).work_off(other)
    assert [row.command for row in shop.waiting()] == ["answer_cancel"]


def ask(shop: Stand) -> None:
    with shop.storage.work() as work:
        work.connections.put_setting(shop.connection.connection_id, "cancel.accept", "ask")
        work.commit()
    with shop.storage.look() as work:
        settings = ConnectionSettings.of(work.connections.settings(shop.connection.connection_id))
    assert settings.cancel_accept == "ask"
