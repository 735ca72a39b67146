"""Goods leave the warehouse: shipping, the result of our own delivery, and who must not deliver it."""

from __future__ import annotations

import pytest

from mmdesk import remotes
from mmdesk.clients.crm_module import ModuleConfig
from mmdesk.services.desk import OrderRef
from tests.e2e.house import DSM, HANDED_OVER, STANDARD, House
from tests.e2e.program import eventually

pytestmark = pytest.mark.e2e


@pytest.mark.row("F7", scheme=STANDARD)
def test_a_hand_over_names_every_box(house: House) -> None:
    order = house.packed_order(STANDARD, lots=2)
    house.program.done("orders", "ship", order, "--wait", 20)
    assert house.market(order) == ["SHIPPED"] * 2
    (call,) = [
        call for call in house.sandbox.megamarket.calls("order/shipping") if order in call.shipment_ids
    ]
    sent = call.body["data"]["shipments"][0]  # type: ignore[index]  # a body that a test looks into
    assert [box["boxCode"] for box in sent["boxes"]] == [f"15010*{order}*1", f"15010*{order}*2"]
    house.until_crm(order, "send-to-delivery")


@pytest.mark.row("F7", scheme=STANDARD)
def test_staff_hand_over_in_retailcrm(house: House) -> None:
    order = house.packed_order(STANDARD)
    house.until_crm(order, "assembling-complete")
    house.until_idle(order)
    house.staff_decide(order, HANDED_OVER)
    house.until_market(order, "SHIPPED")


@pytest.mark.row("F7", scheme=DSM)
def test_a_full_hand_over_closes_every_lot(house: House) -> None:
    order = house.packed_order(DSM, lots=2)
    house.program.done("orders", "courier", order)
    house.program.done("orders", "close", order, "--wait", 20)
    assert house.market(order) == ["DELIVERED"] * 2
    assert house.remotes.times_done("close", order) == (1, 1)


@pytest.mark.row("F7", scheme=DSM)
def test_a_partial_hand_over_names_a_reason_for_what_came_back(house: House) -> None:
    order = house.packed_order(DSM, lots=3)
    house.people.send_with_courier(OrderRef(order))
    failed = ("--failed", "2=CANCEL_BY_CUSTOMER", "--failed", "3=HANDOVER_IMPOSSIBLE")
    house.program.done("orders", "close", order, *failed, "--wait", 20)
    assert house.market(order) == ["DELIVERED", "CUSTOMER_CANCELED", "MERCHANT_CANCELED"]
    house.until_crm(order, "complete", ["saled", "failure", "assembly-not-delivery"])


@pytest.mark.row("R2", scheme=DSM)
def test_an_order_given_to_a_delivery_service_is_explained_and_does_not_leave(house: House) -> None:
    order = house.packed_order(DSM)
    house.until_crm(order, "assembling-complete")
    house.until_idle(order)
    own = house.crm_order(order)["delivery"]["code"]
    deliver_with(house, order, another_service(house))
    (notice,) = house.program.read("orders", "show", order)["notices"]
    assert notice["code"] == "foreign_delivery"
    assert "You deliver a DSM order yourself" in notice["message"]
    eventually(lambda: "вы доставляете сами" in str(house.crm_order(order)["customFields"].get("mm_notice")))
    refused = house.program.run("orders", "courier", order)
    assert refused.code == 1
    assert "another delivery is chosen in RetailCRM" in refused.err
    deliver_with(house, order, own)
    house.until_idle(order)
    assert not house.crm_order(order)["customFields"].get("mm_notice")
    house.people.send_with_courier(OrderRef(order))
    assert (known := house.known(order))
    assert known.notices == ()


def another_service(house: House) -> str:
    """The delivery type of somebody else's module that the shop has too."""
    with house.parts.storage.look() as work:
        connection = work.connections.get(DSM)
    with remotes.retailcrm(house.parts, connection) as crm:
        crm.edit_module(ModuleConfig("sdek-1", "СДЭК", "some-client", integration_code="sdek"))
        return next(kind.code for kind in crm.delivery_types() if kind.integration_code == "sdek-1")


def deliver_with(house: House, order: str, delivery_type: str) -> None:
    """Staff choose another delivery in the order's card."""
    house.staff_decide(order, fields={"delivery": {"code": delivery_type}})
