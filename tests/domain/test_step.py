"""What a person does next with an order, status by status."""

from __future__ import annotations

import pytest

from mmdesk.domain.dsm import Dsm
from mmdesk.domain.scheme import Scheme
from mmdesk.domain.shipment import Shipment
from mmdesk.domain.standard import Standard
from mmdesk.domain.status import Status
from mmdesk.domain.step import Step
from tests.factory import delivery_lot, lot, shipment

# A status ending in RETURN is one that this program has not met.
STEPS = """
                      standard   dsm      dsm+checked  dsm+couriered
NEW                   confirm    confirm  confirm      confirm
PENDING               wait       wait     wait         wait
PENDING_CONFIRMATION  wait       wait     wait         wait
CONFIRMED             pack       confirm  confirm      confirm
PACKING_EXPIRED       pack       confirm  confirm      confirm
PENDING_PACKING       wait       wait     wait         wait
PACKED                hand-over  pack     hand-over    close
SHIPPING_EXPIRED      hand-over  pack     hand-over    close
PENDING_SHIPPING      wait       wait     wait         wait
SHIPPED               wait       close    close        close
DELIVERED             done       done     done         done
MERCHANT_CANCELED     done       done     done         done
CUSTOMER_CANCELED     done       done     done         done
IN_RETURN             wait       wait     wait         wait
PENDING_RETURN        wait       wait     wait         wait
"""
CASES = [
    (line.split()[0], *told)
    for line in STEPS.strip().splitlines()[1:]
    for told in zip(STEPS.split()[:4], line.split()[1:], strict=True)
]
SCHEMES: dict[str, Scheme] = {"standard": Standard(), "dsm": Dsm()}


def step(told: str, at: Shipment) -> Step:
    scheme, _, fact = told.partition("+")
    return SCHEMES[scheme].next_step(at, checked=fact == "checked", couriered=fact == "couriered")


@pytest.mark.parametrize(("status", "told", "wanted"), CASES)
def test_every_status_leads_to_one_step(status: str, told: str, wanted: str) -> None:
    assert step(told, shipment(status)) == wanted


def test_every_status_is_in_the_table() -> None:
    assert {status for status, *_ in CASES} >= set(Status)


def test_an_order_without_lots_or_without_a_status_is_waited_for() -> None:
    blank = Shipment(shipment().shipment_id, "", ())
    assert {step(scheme, blank) for scheme in SCHEMES} == {Step.WAIT}
    assert {step(scheme, shipment("")) for scheme in SCHEMES} == {Step.WAIT}


def test_the_least_advanced_lot_says_what_comes_next() -> None:
    assert step("standard", shipment("CONFIRMED", "NEW", "CUSTOMER_CANCELED")) == Step.CONFIRM


def test_what_megamarket_says_of_the_whole_order_counts_more_than_its_lots() -> None:
    assert step("standard", shipment("NEW", "NEW", status="CONFIRMED")) == Step.PACK


def test_the_delivery_alone_keeps_no_order_alive() -> None:
    assert step("dsm", shipment(lot(1, "DELIVERED"), delivery_lot(2, "NEW"))) == Step.DONE


def test_an_order_of_dsm_is_packed_first_while_a_lot_of_it_needs_its_marking_code() -> None:
    bare, with_code = lot(2, "NEW", needs_mark=True), lot(2, "PACKED", needs_mark=True)
    assert step("dsm", shipment(lot(1, "NEW"), bare)) == Step.PACK
    assert step("dsm", shipment(lot(1, "PACKED"), bare)) == Step.PACK
    assert step("dsm", shipment(lot(1, "NEW"), with_code)) == Step.CONFIRM
    assert step("standard", shipment(bare)) == Step.CONFIRM
