"""What staff do in RetailCRM reaches Megamarket, once; what cannot be done is explained where they work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from mmdesk.clients.crm_module import ModuleConfig
from mmdesk.clock import ManualClock
from mmdesk.domain.notice import NoticeCode
from mmdesk.sandbox.faults import Fault, FaultKind
from mmdesk.services import lots, outbox, packing
from mmdesk.services.crm_contents import ContentsChange
from mmdesk.services.crm_desk import CrmDesk, Taken
from mmdesk.services.crm_dictionary import CrmDictionary
from mmdesk.storage.uow import Storage
from tests.services.crm_stand import MUG, SPARE, CrmStand, crm_stand
from tests.services.stand import ANNA

SETTINGS = {
    "status.confirmed": "client-confirmed",
    "status.pack": "assembling",
    "status.ship": "send-to-delivery",
    "status.close": "complete",
    "status.map.CUSTOMER_CANCELED": "cancel-other",
    "status.map.MERCHANT_CANCELED": "no-product",
    "reject.reason.out-of-stock": "OUT_OF_STOCK",
    "lot.cancel.CUSTOMER_CANCELED": "product-is-damaged",
}


def set_up(stand: CrmStand) -> None:
    for key, value in SETTINGS.items():
        stand.set(key, value)


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> Iterator[CrmStand]:
    with crm_stand(sqlite_storage, clock) as made:
        set_up(made)
        made.exchange()
        yield made


@pytest.fixture
def courier(sqlite_storage: Storage, clock: ManualClock) -> Iterator[CrmStand]:
    with crm_stand(sqlite_storage, clock, "dsm") as made:
        set_up(made)
        made.set("close.reason.failure", "CANCEL_BY_CUSTOMER")
        made.exchange()
        yield made


def go(stand: CrmStand) -> None:
    """An exchange, then everything that follows from it."""
    stand.clock.advance(60)
    stand.exchange()
    stand.run()


def test_the_confirmation_status_confirms_the_rest_and_refuses_what_is_cancelled(shop: CrmStand) -> None:
    order = shop.created(MUG, SPARE, MUG)
    shop.save(order, items={2: "out-of-stock"}, status="client-confirmed")
    go(shop)
    assert shop.market(order) == ["CONFIRMED", "MERCHANT_CANCELED", "CONFIRMED"]
    (rejected,) = shop.sandbox.megamarket.calls("order/reject")
    assert "'OUT_OF_STOCK'" in str(rejected.body)


def test_a_wish_is_carried_out_once_however_often_it_is_read(shop: CrmStand) -> None:
    order = shop.created(MUG)
    shop.save(order, status="client-confirmed")
    for _ in range(3):
        go(shop)
    assert len(shop.sandbox.megamarket.calls("order/confirm")) == 1


def test_what_an_operator_has_dropped_is_not_asked_for_again(shop: CrmStand) -> None:
    order = shop.created(MUG)
    shop.save(order, status="client-confirmed")
    shop.exchange()
    (queued,) = shop.queued()
    assert queued.created_by == "RetailCRM"
    outbox.drop(shop.storage, shop.clock, queued.key, ANNA)
    shop.save(order, fields={"managerComment": "перезвонить"})
    go(shop)
    assert shop.market(order) == ["NEW"]


def test_our_own_edits_come_back_as_no_work(shop: CrmStand) -> None:
    order = shop.created(MUG, SPARE)
    shop.sandbox.megamarket.cancel(order.shipment_id, [1])
    shop.read(order)
    go(shop)
    # A status of the cancelling group and a cancelling item status, both written by us.
    shop.set("status.map.NEW", "no-product")
    shop.sandbox.megamarket.force(order.shipment_id, "PENDING")
    shop.read(order)
    shop.sandbox.megamarket.force(order.shipment_id, "NEW", 2)
    shop.read(order)
    go(shop)
    assert shop.order(order)["status"] == "no-product"
    shop.save(order, fields={"managerComment": "перезвонить"})
    go(shop)
    assert shop.sandbox.megamarket.calls("order/reject") == ()


def test_a_wish_that_our_own_edit_is_about_to_cover_is_not_lost(shop: CrmStand) -> None:
    shop.set("status.map.NEW", "new")
    order = shop.created(MUG, SPARE)
    shop.save(order, status="client-confirmed")
    shop.set("status.map.CUSTOMER_CANCELED", "assembling-complete")
    shop.sandbox.megamarket.force(order.shipment_id, "PENDING")
    shop.read(order)
    shop.set("status.map.NEW", "assembling-complete")
    shop.sandbox.megamarket.force(order.shipment_id, "NEW")
    shop.read(order)
    shop.run()
    assert shop.order(order)["status"] == "assembling-complete"
    assert shop.market(order) == ["CONFIRMED", "CONFIRMED"]


def test_a_cancelled_order_is_refused(shop: CrmStand) -> None:
    order = shop.created(MUG, SPARE)
    shop.save(order, status="no-product")
    go(shop)
    assert shop.market(order) == ["MERCHANT_CANCELED"] * 2


def test_a_cancelled_position_is_refused_at_once(shop: CrmStand) -> None:
    order = shop.created(MUG, SPARE)
    lots.confirm(shop.desk, order, ANNA)
    shop.run()
    shop.save(order, items={1: "out-of-stock"})
    go(shop)
    assert shop.market(order) == ["MERCHANT_CANCELED", "CONFIRMED"]


def test_a_shop_may_work_in_the_crm_alone(shop: CrmStand) -> None:
    order = shop.created(MUG, SPARE)
    for status, wanted in (
        ("client-confirmed", "CONFIRMED"),
        ("assembling", "PACKED"),
        ("send-to-delivery", "SHIPPED"),
    ):
        shop.save(order, status=status)
        go(shop)
        assert shop.market(order) == [wanted] * 2
    packed = shop.sandbox.megamarket.shipment(order.shipment_id).lots
    assert {box.index for each in packed for box in each.boxes} == {1}


def test_parcels_of_the_delivery_card_become_boxes(shop: CrmStand) -> None:
    order = shop.created(MUG, SPARE)
    shop.save(order, packages=[[f"{order.shipment_id}#2"], [f"{order.shipment_id}#1"]], status="assembling")
    go(shop)
    packed = shop.sandbox.megamarket.shipment(order.shipment_id).lots
    assert [[box.index for box in each.boxes] for each in packed] == [[2], [1]]


def test_dsm_in_the_crm_alone_ends_with_a_partial_hand_over(courier: CrmStand) -> None:
    order = courier.created(MUG, SPARE)
    courier.save(order, status="client-confirmed")
    go(courier)
    assert courier.market(order) == ["PACKED"] * 2
    courier.save(order, status="send-to-delivery")
    go(courier)
    assert courier.stored(order).couriered_at is not None
    courier.save(order, items={2: "failure"})
    go(courier)
    assert courier.market(order) == ["PACKED"] * 2
    courier.save(order, status="complete")
    go(courier)
    assert courier.market(order) == ["DELIVERED", "CUSTOMER_CANCELED"]


def test_contents_changed_in_the_crm_are_flagged_and_not_sent(shop: CrmStand) -> None:
    order = shop.created(MUG, SPARE)
    kept = [{"id": item["id"]} for item in shop.order(order)["items"]]
    gift = {"offer": {"externalId": SPARE}, "productName": "Подарок", "initialPrice": 0, "quantity": 1}
    shop.save(order, fields={"items": [kept[0], gift]})
    go(shop)
    told = shop.notices(order)[NoticeCode.COMPOSITION]
    assert "positions added: 1; lots removed: 2" in told
    assert "Состав заказа изменён" in shop.order(order)["customFields"]["mm_notice"]
    assert shop.market(order) == ["NEW", "NEW"]


def test_a_notice_of_many_lots_names_ten_of_them() -> None:
    words = ContentsChange(removed=tuple(range(1, 301)), replaced=tuple(range(1, 11))).words
    assert "lots removed: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 290 more; another product" in words.en
    assert "удалены лоты: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 и ещё 290; другой товар" in words.ru
    assert "8, 9, 10)" in words.en


def test_restored_contents_take_the_flag_away(shop: CrmStand) -> None:
    order = shop.created(MUG)
    before = shop.order(order)["items"]
    shop.save(order, fields={"items": [{"id": before[0]["id"], "quantity": 2}]})
    go(shop)
    assert "another quantity, lots: 1" in shop.notices(order)[NoticeCode.COMPOSITION]
    shop.save(order, fields={"items": [{"id": before[0]["id"], "quantity": 1}]})
    go(shop)
    assert shop.notices(order) == {}
    assert not shop.order(order)["customFields"].get("mm_notice")


def test_a_dsm_order_given_to_a_delivery_service_is_flagged_and_kept_back(courier: CrmStand) -> None:
    order = courier.created(MUG)
    packing.pack(courier.desk, order, ANNA)
    courier.run()
    other = foreign_delivery(courier)
    courier.save(order, fields={"delivery": {"code": other}}, status="send-to-delivery")
    go(courier)
    assert "You deliver a DSM order yourself" in courier.notices(order)[NoticeCode.FOREIGN_DELIVERY]
    assert courier.stored(order).couriered_at is None
    courier.save(order, fields={"delivery": {"code": courier.connection.delivery_code}})
    go(courier)
    assert courier.notices(order) == {}
    assert courier.stored(order).couriered_at is not None


def foreign_delivery(stand: CrmStand) -> str:
    """A delivery type of another module."""
    stand.crm.edit_module(ModuleConfig("sdek-1", "СДЭК", "some-client", integration_code="sdek"))
    own = stand.connection.delivery_code
    return next(
        kind.code for kind in stand.crm.delivery_types() if kind.integration_code and kind.code != own
    )


def test_a_wish_that_the_rules_forbid_is_explained(shop: CrmStand) -> None:
    order = shop.created(MUG)
    shop.save(order, status="send-to-delivery")
    go(shop)
    assert "in a box" in shop.notices(order)[NoticeCode.WISH_REFUSED]
    assert shop.order(order)["customFields"]["mm_notice"]
    shop.save(order, status="client-confirmed")
    go(shop)
    assert shop.notices(order) == {}
    assert shop.market(order) == ["CONFIRMED"]


def test_a_mapping_to_a_status_that_cancels_nothing_changes_no_position(shop: CrmStand) -> None:
    shop.set("lot.cancel.CUSTOMER_CANCELED", "assembly-delivery")
    order = shop.created(MUG, SPARE)
    shop.sandbox.megamarket.cancel(order.shipment_id, [1])
    shop.read(order)
    go(shop)
    assert [item["status"] for item in shop.order(order)["items"]] == ["new", "new"]
    assert "crm_mapping_useless" in [event.what for event in shop.history(order)]


def test_the_delivery_card_follows_by_tracking(shop: CrmStand) -> None:
    order = shop.created(MUG)
    lots.confirm(shop.desk, order, ANNA)
    shop.run()
    assert shop.order(order)["delivery"]["data"]["status"] == "CONFIRMED"


def test_a_refused_tracking_holds_up_no_edit(shop: CrmStand) -> None:
    shop.set("status.map.CONFIRMED", "client-confirmed")
    order = shop.created(MUG)
    shop.books.faults.add(Fault(FaultKind.REFUSE, "/tracking", times=9))
    lots.confirm(shop.desk, order, ANNA)
    shop.run()
    assert shop.order(order)["status"] == "client-confirmed"
    assert [row.command for row in shop.queued()] == ["crm_track"]


def test_orders_of_others_are_left_alone(shop: CrmStand, clock: ManualClock) -> None:
    desk = CrmDesk(shop.storage, clock, CrmDictionary(shop.crm, clock))
    order = shop.created(MUG)
    shown = shop.crm.order(f"mm-{order.shipment_id}")
    assert shown is not None
    foreign = replace(shown, external_id="7")
    assert desk.take_in(shop.connection, foreign, clock.now()) is Taken.FOREIGN


def test_an_order_read_before_our_own_edit_is_read_again(shop: CrmStand, clock: ManualClock) -> None:
    desk = CrmDesk(shop.storage, clock, CrmDictionary(shop.crm, clock))
    order = shop.created(MUG)
    read_at = clock.now()
    shown = shop.crm.order(f"mm-{order.shipment_id}")
    assert shown is not None
    clock.advance(1)
    assert desk.take_in(shop.connection, shown, clock.now()) is Taken.NEWS
    assert desk.take_in(shop.connection, shown, read_at) is Taken.STALE
    assert desk.take_in(shop.connection, shown, clock.now()) is Taken.SAME


def test_an_order_created_late_has_its_delivery_status_all_the_same(shop: CrmStand) -> None:
    shop.books.faults.add(Fault(FaultKind.BEFORE, "orders/create", times=3))
    order = shop.place(MUG)
    lots.confirm(shop.desk, order, ANNA)
    shop.run()
    assert shop.order(order)["delivery"]["data"]["status"] == "CONFIRMED"
    assert shop.queued() == ()
