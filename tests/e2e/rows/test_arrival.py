"""Orders come in: by webhook at once, by polling alone, on the clock and on demand."""

from __future__ import annotations

import pytest

from mmdesk.services import connection_settings
from mmdesk.services.job_runs import JobName
from tests.e2e.house import CONFIRMED, DSM, OWN_SETTINGS, STANDARD, TAKEN, House
from tests.e2e.program import eventually

pytestmark = pytest.mark.e2e


@pytest.mark.row("F1")
def test_an_order_arrives_by_webhook_before_any_poll(house: House, scheme: str) -> None:
    polls = len(house.sandbox.megamarket.calls("order/search"))
    order = house.order(scheme, lots=2)
    house.until_crm(order, "new", ["new"] * 2)
    (delivery,) = [one for one in house.sandbox.megamarket.webhooks.deliveries() if one.shipment_id == order]
    assert delivery.success
    assert len(house.sandbox.megamarket.calls("order/search")) == polls
    assert house.sandbox.retailcrm.effects(f"mm-{order}").creates == 1


@pytest.mark.row("F1")
def test_an_order_arrives_by_polling_alone(house: House, scheme: str) -> None:
    order = house.place_silently(scheme, lots=2)
    house.exchange()
    assert house.known(order, scheme)
    house.until_crm(order, "new", ["new"] * 2)
    assert not [one for one in house.sandbox.megamarket.webhooks.deliveries() if one.shipment_id == order]


@pytest.mark.row("F1")
def test_retailcrm_shows_the_lots_and_of_the_buyer_what_the_scheme_allows(house: House, scheme: str) -> None:
    order = house.order_in_crm(scheme, lots=2)
    there, shipment = house.crm_order(order), house.sandbox.megamarket.shipment(order)
    assert there["customFields"]["mm_shipment_id"] == order
    names = [item["externalIds"][0]["value"] for item in there["items"]]
    assert names == [f"{order}#{lot.index}" for lot in shipment.lots]
    offers = [item["offer"]["externalId"] for item in there["items"]]
    assert offers == [lot.offer.offer_id for lot in shipment.lots]
    assert there["lastName"] == shipment.customer.last_name
    assert ("phone" in there) == (scheme == DSM)


@pytest.mark.row("S13")
def test_a_created_order_has_the_method_and_type_of_its_connection(house: House, scheme: str) -> None:
    there = house.crm_order(house.order_in_crm(scheme))
    own = OWN_SETTINGS[scheme]
    assert (there["orderMethod"], there["orderType"]) == (own["order.method"], own["order.type"])


@pytest.mark.row("S13")
def test_without_a_choice_method_and_type_are_those_of_the_account(house: House, scheme: str) -> None:
    with house.settings(scheme, {"order.method": "", "order.type": ""}):
        there = house.crm_order(house.order_in_crm(scheme))
    assert (there["orderMethod"], there["orderType"]) == ("shopping-cart", "main")


@pytest.mark.row("R7", scheme=STANDARD)
@pytest.mark.row("R7", scheme=DSM)
def test_both_exchanges_go_round_by_themselves(quiet_house: House) -> None:
    house = quiet_house
    for name in (STANDARD, DSM):
        for key in ("exchange.megamarket_seconds", "exchange.crm_seconds"):
            connection_settings.put(house.parts.storage, name, key, "1")
    with house.served():
        orders = {house.place_silently(scheme): TAKEN[scheme] for scheme in (STANDARD, DSM)}
        eventually(lambda: ran(house, JobName.CRM), "RetailCRM's history is followed")
        for order in orders:
            house.until_crm(order, "new")
            house.staff(order, CONFIRMED)
        for order, taken in orders.items():
            house.until_market(order, taken)


@pytest.mark.row("R7")
def test_exchange_now_does_not_wait_for_the_minute(house: House, scheme: str) -> None:
    order = house.place_silently(scheme)
    house.program.done("service", "once", "megamarket")
    house.until_crm(order, "new")
    house.staff(order, CONFIRMED)
    house.program.done("service", "once", "crm")
    house.until_market(order, TAKEN[scheme])


@pytest.mark.row("R7")
def test_a_decision_goes_out_at_once_without_any_exchange(house: House, scheme: str) -> None:
    order = house.order(scheme)
    polls = len(house.sandbox.megamarket.calls("order/search"))
    house.program.done("orders", "confirm", order, "--wait", 20)
    assert house.market(order) == [TAKEN[scheme]]
    assert len(house.sandbox.megamarket.calls("order/search")) == polls


def ran(house: House, job: JobName) -> bool:
    return (job, "done") in [(run.job, run.outcome) for run in house.overview().jobs]
