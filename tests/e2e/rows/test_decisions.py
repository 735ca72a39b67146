"""Lots are confirmed and refused: at the desk and in RetailCRM, one by one and in bulk."""

from __future__ import annotations

import pytest

from mmdesk.demo.people import DESK
from mmdesk.services import lots
from mmdesk.services.desk import OrderRef
from tests.e2e.house import CONFIRMED, DSM, STANDARD, TAKEN, House
from tests.e2e.program import eventually

pytestmark = pytest.mark.e2e

DAMAGED = {STANDARD: "INCORRECT_PRODUCT", DSM: "NOT_ACCEPTABLE"}
"""The reason that the item status «Товар повреждён» is mapped to."""


@pytest.mark.row("F2")
def test_the_desk_confirms_and_refuses_lot_by_lot(house: House, scheme: str) -> None:
    order = house.order(scheme, lots=3)
    house.program.done("orders", "reject", order, "--lot", "3=OUT_OF_STOCK", "--wait", 20)
    lots.confirm(house.desk, OrderRef(order), DESK, lots=(1,))
    house.until_market(order, TAKEN[scheme], "NEW", "MERCHANT_CANCELED")
    assert house.reject_reasons(order) == {3: "OUT_OF_STOCK"}
    lots.confirm(house.desk, OrderRef(order), DESK)
    house.until_market(order, TAKEN[scheme], TAKEN[scheme], "MERCHANT_CANCELED")


@pytest.mark.row("F2")
def test_the_desk_confirms_in_bulk(house: House, scheme: str) -> None:
    orders = [house.order(scheme) for _ in range(3)]
    house.program.done("orders", "confirm", *orders, "--wait", 20)
    assert [house.market(order) for order in orders] == [[TAKEN[scheme]]] * 3


@pytest.mark.row("F2")
def test_staff_confirm_in_bulk_in_retailcrm(house: House, scheme: str) -> None:
    orders = [house.order_in_crm(scheme, lots=2) for _ in range(3)]
    for order in orders:
        house.staff(order, CONFIRMED)
    house.staff_decide(orders[0], lot2="out-of-stock")
    house.until_market(orders[0], TAKEN[scheme], "MERCHANT_CANCELED")
    for order in orders[1:]:
        house.until_market(order, TAKEN[scheme], TAKEN[scheme])


@pytest.mark.row("F2", "S10")
def test_staff_refuse_lots_each_for_its_reason_and_confirm_the_rest(house: House, scheme: str) -> None:
    order = house.order_in_crm(scheme, lots=3)
    house.staff_decide(order, CONFIRMED, lot1="out-of-stock", lot3="product-is-damaged")
    house.until_market(order, "MERCHANT_CANCELED", TAKEN[scheme], "MERCHANT_CANCELED")
    assert house.reject_reasons(order) == {1: "OUT_OF_STOCK", 3: DAMAGED[scheme]}
    assert house.calls("order/reject", order) == 2
    eventually(lambda: house.status(order) == TAKEN[scheme])
    shown = house.program.read("orders", "show", order)
    assert [lot["status"] for lot in shown["lots"]] == house.market(order)


@pytest.mark.row("S8")
def test_only_the_chosen_status_means_confirmed(house: House, scheme: str) -> None:
    order = house.order_in_crm(scheme)
    house.staff_decide(order, "prepayed")
    assert house.pending(order) == []
    with house.settings(scheme, {"status.confirmed": "prepayed"}):
        house.staff_decide(order, CONFIRMED)
        assert house.pending(order) == []
        house.staff_decide(order, "prepayed")
        house.until_market(order, TAKEN[scheme])


@pytest.mark.row("S10")
def test_a_refusing_item_status_takes_effect_without_a_confirmation(house: House, scheme: str) -> None:
    order = house.order_in_crm(scheme, lots=2)
    house.staff_decide(order, lot2="product-is-damaged")
    house.until_market(order, "NEW", "MERCHANT_CANCELED")
    assert house.reject_reasons(order) == {2: DAMAGED[scheme]}


@pytest.mark.row("S10")
def test_without_a_mapping_the_default_reason_is_given(house: House, scheme: str) -> None:
    with house.settings(scheme, {"reject.default_reason": DAMAGED[scheme]}):
        order, canceled = house.order_in_crm(scheme, lots=2), house.order_in_crm(scheme, lots=2)
        house.staff(canceled, "no-call")
        house.staff_decide(order, lot1="returned")
        house.until_market(order, "MERCHANT_CANCELED", "NEW")
        house.until_market(canceled, "MERCHANT_CANCELED", "MERCHANT_CANCELED")
    assert house.reject_reasons(order) == {1: DAMAGED[scheme]}
    assert house.reject_reasons(canceled) == dict.fromkeys((1, 2), DAMAGED[scheme])


@pytest.mark.row("S12", scheme=DSM)
@pytest.mark.row("F7", scheme=DSM)
def test_staff_close_in_retailcrm_with_the_couriers_reasons(house: House) -> None:
    order = house.packed_order(DSM, lots=3)
    house.until_crm(order, "assembling-complete")
    house.until_idle(order)
    house.staff_decide(order, lot1="failure", lot2="lost")
    assert house.pending(order) == []
    house.staff_decide(order, "complete")
    house.until_market(order, "CUSTOMER_CANCELED", "MERCHANT_CANCELED", "DELIVERED")
    assert house.reject_reasons(order) == {}
    house.until_crm(order, "complete", ["failure", "lost", "saled"])
