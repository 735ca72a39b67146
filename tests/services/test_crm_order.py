"""What RetailCRM is told of a shipment, and what an edit may touch."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from mmdesk.clients.crm_orders import CrmItem, CrmOrder
from mmdesk.domain.connection import Connection, ConnectionId
from mmdesk.domain.deadline import Deadlines
from mmdesk.domain.intent import EditOrder, ItemStatus
from mmdesk.domain.schemes import scheme_of
from mmdesk.domain.shipment import Buyer
from mmdesk.services.crm_order import customer_id, new_customer, new_order, order_edit, shows_edit
from mmdesk.settings import ConnectionSettings
from tests.factory import delivery_lot, lot, shipment

DEFAULTS = ConnectionSettings()
BUYER = Buyer("Пробный Пётр Ильич", "79000000001", "buyer@example.org", "Москва, ул. Примерная, 1", "код 5")
CANCELING = frozenset({"failure", "out-of-stock"})


def connection(scheme: str) -> Connection:
    return Connection(
        ConnectionId(1),
        "Лавка",
        scheme_of(scheme),
        4321,
        "https://mm.example.org",
        "https://crm.example.org",
        delivery_code="megamarket-1",
    )


STANDARD, DSM = connection("standard"), connection("dsm")


def crm_order(*statuses: str, status: str = "new", added: bool = False) -> CrmOrder:
    """An order with a position for every lot, and perhaps one that staff added."""
    items = [CrmItem(10 + lot, lot, f"SKU-{lot}", Decimal(1), each) for lot, each in enumerate(statuses, 1)]
    if added:
        items.append(CrmItem(99, None, "GIFT", Decimal(2), "new"))
    return CrmOrder(7421, "7421A", "mm-700100200", status, tuple(items))


def test_a_standard_buyer_is_a_name_and_a_region() -> None:
    made = new_customer(STANDARD, shipment(buyer=BUYER))
    assert (made.last_name, made.first_name, made.patronymic) == ("Пробный", "Пётр", "Ильич")
    assert made.region == "Москва"
    assert (made.phone, made.email, made.address) == ("", "", "")


def test_a_standard_order_tells_nothing_more_of_its_buyer() -> None:
    made = new_order(STANDARD, DEFAULTS, shipment(buyer=BUYER), CANCELING)
    assert (made.phone, made.email, made.customer_comment) == ("", "", "")
    assert made.delivery is not None
    assert made.delivery.address == ""
    told = repr(made)
    assert not any(private in told for private in ("9000000001", "example.org", "Примерная", "код 5"))


def test_the_courier_is_told_everything() -> None:
    made = new_order(DSM, DEFAULTS, shipment(buyer=BUYER), CANCELING)
    assert (made.phone, made.email, made.customer_comment) == ("+79000000001", "buyer@example.org", "код 5")
    assert made.delivery is not None
    assert made.delivery.address == BUYER.address


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("79000000001", "+79000000001"),
        ("8 (900) 000-00-01", "+79000000001"),
        ("9000000001", "+79000000001"),
        ("+375 29 000-00-01", "+375 29 000-00-01"),
        ("+7 495 000-00-01 доб. 1234", "+7 495 000-00-01 доб. 1234"),
        ("", ""),
    ],
)
def test_a_phone_is_one_that_can_be_called(given: str, sent: str) -> None:
    assert new_customer(DSM, shipment(buyer=replace(BUYER, phone=given))).phone == sent


def test_one_phone_is_one_customer_however_it_is_written() -> None:
    first = shipment(buyer=BUYER, shipment_id="1")
    second = shipment(buyer=replace(BUYER, phone="8 900 000-00-01"), shipment_id="2")
    assert customer_id(DSM, first) == customer_id(DSM, second)
    assert "9000000001" not in customer_id(DSM, first)


@pytest.mark.parametrize("phone", ["", "—", "000"])
def test_buyers_without_a_real_phone_are_not_thrown_together(phone: str) -> None:
    ids = {
        customer_id(DSM, shipment(buyer=replace(BUYER, phone=phone), shipment_id=name)) for name in ("1", "2")
    }
    assert len(ids) == 2


def test_a_standard_customer_is_one_a_shipment() -> None:
    assert customer_id(STANDARD, shipment(buyer=BUYER)) == "mm-700100200"


def test_the_delivery_lot_is_a_cost_and_no_position() -> None:
    made = new_order(DSM, DEFAULTS, shipment(lot(1), lot(2), delivery_lot(price="300")), CANCELING)
    assert [item.lot for item in made.items] == [1, 2]
    assert made.delivery is not None
    assert made.delivery.cost == Decimal(300)


def test_a_final_price_above_the_price_is_no_negative_discount() -> None:
    (item,) = new_order(STANDARD, DEFAULTS, shipment(lot(1, price="100", final_price="120")), CANCELING).items
    assert (item.initial_price, item.discount) == (Decimal(120), Decimal(0))


def test_a_lot_cancelled_before_the_order_is_made_comes_cancelled() -> None:
    settings = ConnectionSettings.of({"lot.cancel.CUSTOMER_CANCELED": "failure"})
    made = new_order(STANDARD, settings, shipment(lot(1), lot(2, "CUSTOMER_CANCELED")), CANCELING)
    assert [item.status for item in made.items] == ["", "failure"]


def test_an_edit_sends_all_positions_or_none() -> None:
    order = crm_order("new", "new", added=True)
    edit = order_edit(EditOrder((1, 2), items=(ItemStatus(2, "failure"),)), order, shipment(), CANCELING)
    assert [(item.id, item.status) for item in edit.items] == [(11, "new"), (12, "failure"), (99, "new")]
    assert order_edit(EditOrder((1, 2), "assembling"), order, shipment(), CANCELING).items == ()


def test_an_edit_leaves_out_what_is_there_already() -> None:
    order = crm_order("new", "failure", status="assembling")
    intent = EditOrder((1, 2), "assembling", (ItemStatus(2, "failure"),))
    assert order_edit(intent, order, shipment(), CANCELING).is_empty


def test_a_position_cancelled_by_staff_keeps_their_reason() -> None:
    order = crm_order("out-of-stock")
    assert order_edit(
        EditOrder((1,), items=(ItemStatus(1, "failure"),)), order, shipment(), CANCELING
    ).is_empty


def test_deadlines_that_are_gone_are_cleared_only_where_they_stand() -> None:
    order = replace(crm_order("new"), custom_fields={"mm_confirm_by": "2026-11-23 18:00:00"})
    limit = datetime(2026, 11, 24, 9, tzinfo=UTC)
    moved = shipment(deadlines=Deadlines(ship_by=limit))
    edit = order_edit(EditOrder((1,), deadlines=True), order, moved, CANCELING)
    assert edit.custom_fields == {"mm_confirm_by": None, "mm_ship_by": limit}


@pytest.mark.parametrize(
    ("intent", "order", "shown"),
    [
        (EditOrder((1,), "assembling"), crm_order("new", status="assembling"), True),
        (EditOrder((1,), "assembling"), crm_order("new"), False),
        (EditOrder((1,), items=(ItemStatus(1, "failure"),)), crm_order("failure"), True),
        (EditOrder((1,), items=(ItemStatus(1, "failure"),)), crm_order("out-of-stock"), True),
        (EditOrder((1,), items=(ItemStatus(1, "failure"),)), crm_order("new"), False),
        (EditOrder((1,), items=(ItemStatus(7, "failure"),)), crm_order("new"), True),
        (EditOrder((1,), deadlines=True), crm_order("new"), False),
    ],
)
def test_whether_a_lost_edit_has_arrived_shows_in_the_order(
    intent: EditOrder, order: CrmOrder, shown: bool
) -> None:
    assert shows_edit(intent, order, CANCELING) is shown
