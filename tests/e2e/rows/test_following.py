"""The order in RetailCRM follows Megamarket's, by a mapping of its own for each connection."""

from __future__ import annotations

import pytest

from mmdesk.services.desk import OrderRef
from mmdesk.services.job_runs import JobName
from tests.e2e.house import DSM, STANDARD, House
from tests.e2e.program import eventually

pytestmark = pytest.mark.e2e


@pytest.mark.row("F4", scheme=STANDARD)
def test_a_standard_order_is_followed_to_its_end(house: House) -> None:
    order, people = house.order_in_crm(STANDARD), house.people
    people.confirm(OrderRef(order))
    house.until_crm(order, "client-confirmed")
    people.pack(OrderRef(order))
    house.until_crm(order, "assembling-complete")
    people.ship(OrderRef(order))
    house.until_crm(order, "send-to-delivery")
    house.sandbox.megamarket.force(order, "DELIVERED")
    house.exchange()
    house.until_crm(order, "complete")
    nothing_comes_back(house, order)


@pytest.mark.row("F4", scheme=DSM)
def test_an_order_of_our_own_delivery_is_followed_to_its_end(house: House) -> None:
    order, people = house.order_in_crm(DSM), house.people
    people.confirm(OrderRef(order))
    house.until_crm(order, "assembling-complete")
    people.send_with_courier(OrderRef(order))
    people.close(OrderRef(order))
    house.until_crm(order, "complete")
    nothing_comes_back(house, order)


@pytest.mark.row("F4")
def test_the_delivery_card_follows_with_megamarkets_own_status(house: House, scheme: str) -> None:
    order = house.packed_order(scheme)
    eventually(lambda: house.crm_order(order)["delivery"]["data"].get("status") == "PACKED", order)


@pytest.mark.row("S7", scheme=STANDARD)
@pytest.mark.row("S7", scheme=DSM)
def test_each_connection_follows_its_own_mapping(house: House) -> None:
    orders = {scheme: house.order_in_crm(scheme) for scheme in (STANDARD, DSM)}
    with (
        house.settings(STANDARD, {"status.map.PACKED": "assembling"}),
        house.settings(DSM, {"status.map.PACKED": "send-to-assembling"}),
    ):
        for order in orders.values():
            house.people.confirm(OrderRef(order))
            house.people.pack(OrderRef(order))
        house.until_crm(orders[STANDARD], "assembling")
        house.until_crm(orders[DSM], "send-to-assembling")


@pytest.mark.row("S7")
def test_without_a_mapping_the_status_is_left_as_it_is(house: House, scheme: str) -> None:
    order = house.order_in_crm(scheme)
    with house.settings(scheme, {"status.map.CONFIRMED": "", "status.map.PACKED": ""}):
        house.people.confirm(OrderRef(order))
        eventually(lambda: house.status(order) in ("CONFIRMED", "PACKED"))
        house.until_idle(order)
    assert house.crm(order) == "new"


@pytest.mark.row("S7")
def test_what_staff_set_by_hand_stays_until_megamarket_changes(house: House, scheme: str) -> None:
    order = house.packed_order(scheme)
    house.until_crm(order, "assembling-complete")
    house.until_idle(order)
    house.staff_decide(order, "redirect")
    house.exchange()
    house.until_idle(order)
    assert house.crm(order) == "redirect"
    house.sandbox.megamarket.force(order, "DELIVERED")
    house.exchange()
    house.until_crm(order, "complete")


def nothing_comes_back(house: House, order: str) -> None:
    """What we wrote ourselves is no wish of staff's, and is written once."""
    house.until_idle(order)
    edits = house.sandbox.retailcrm.effects(f"mm-{order}").edits
    calls = len([call for call in house.sandbox.megamarket.calls() if order in call.shipment_ids])
    house.exchange(JobName.CRM)
    assert house.pending(order) == []
    assert house.sandbox.retailcrm.effects(f"mm-{order}").edits == edits
    assert len([call for call in house.sandbox.megamarket.calls() if order in call.shipment_ids]) == calls
    shown = house.known(order)
    assert shown is not None
    assert shown.notices == ()
