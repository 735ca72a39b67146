"""What the order verbs promise to scripts: exit codes, repeats, waiting, bad input named."""

from __future__ import annotations

import pytest

from mmdesk.sandbox.faults import REFUSE, Fault
from mmdesk.services.desk import OrderRef
from mmdesk.storage.outbox import QueuedCommand
from tests.e2e.house import DSM, STANDARD, House
from tests.e2e.program import eventually

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize(("scheme", "verb", "right"), [(DSM, "ship", "courier"), (STANDARD, "close", "ship")])
def test_a_verb_of_the_other_scheme_names_the_right_one(
    house: House, scheme: str, verb: str, right: str
) -> None:
    order = house.order(scheme)
    ran = house.program.run("orders", verb, order)
    assert ran.code == 1
    assert right in ran.err
    assert house.pending(order) == []


@pytest.mark.parametrize("wait", [(), ("--wait", "20")])
def test_a_done_verb_ends_well_and_sends_nothing(house: House, wait: tuple[str, ...]) -> None:
    order = house.order()
    house.people.confirm(OrderRef(order))
    eventually(lambda: house.status(order) == "CONFIRMED")
    house.program.done("orders", "confirm", order, *wait)
    assert house.calls("order/confirm", order) == 1


def test_waiting_for_what_megamarket_refuses_ends_with_its_words(house: House) -> None:
    order = house.order()
    house.sandbox.megamarket.faults.add(Fault(REFUSE, "order/confirm"))
    ran = house.program.run("orders", "confirm", order, "--wait", 20)
    assert ran.code == 1
    assert "The command is parked" in ran.err
    (parked,) = house.pending(order)
    assert parked.error is not None
    assert parked.error.en in ran.err


def test_a_parked_command_is_listed_and_retried_by_its_key(house: House) -> None:
    order = house.order()
    parked = parked_confirmation(house, order)
    (listed,) = [row for row in house.program.read("outbox", "list") if row["key"] == parked.key]
    assert (listed["state"], listed["command"], listed["lots"]) == ("parked", "confirm", [1])
    assert listed["error"]
    house.program.done("outbox", "retry", parked.key)
    house.until_market(order, "CONFIRMED")


def test_a_parked_command_is_dropped_by_its_key(house: House) -> None:
    order = house.order()
    house.program.done("outbox", "drop", parked_confirmation(house, order).key)
    assert house.pending(order) == []
    assert house.market(order) == ["NEW"]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("pack", "--box", "1", "--box", ""), "box 2"),
        (("reject", "--lot", "1=CANCEL_BY_CUSTOMER"), "CANCEL_BY_CUSTOMER"),
    ],
)
def test_bad_input_is_refused_by_name_and_leaves_nothing(
    house: House, words: tuple[str, ...], named: str
) -> None:
    order = house.order()
    house.people.confirm(OrderRef(order))
    eventually(lambda: house.status(order) == "CONFIRMED")
    ran = house.program.run("orders", words[0], order, *words[1:])
    assert (ran.code, ran.out) == (1, "")
    assert named in ran.err
    assert house.market(order) == ["CONFIRMED"]


def test_an_order_is_shown_with_everything_scripts_rely_on(house: House) -> None:
    order = house.packed_order(lots=2)
    house.until_crm(order, "assembling-complete")
    shown = house.program.read("orders", "show", order)
    assert (shown["shipment_id"], shown["connection"], shown["scheme"]) == (order, STANDARD, STANDARD)
    assert (shown["status"], shown["pending"]) == ("PACKED", [])
    assert {"confirm_by", "pack_by", "ship_by"} <= shown["deadlines"].keys()
    assert all("+" in moment for moment in shown["deadlines"].values())
    lots = [(lot["index"], lot["status"], lot["box"]) for lot in shown["lots"]]
    assert lots == [(1, "PACKED", 1), (2, "PACKED", 2)]
    assert {"offer_id", "name", "price", "final_price", "sub_status"} <= shown["lots"][0].keys()
    boxes = [(box["index"], box["code"], box["label"]) for box in shown["boxes"]]
    assert boxes == [(1, f"15010*{order}*1", False), (2, f"15010*{order}*2", False)]
    assert int(shown["crm_order_id"]) == house.sandbox.retailcrm.order(f"mm-{order}")["id"]


def test_the_list_is_newest_first_and_can_be_narrowed(house: House) -> None:
    first, second = house.order(), house.order()
    listed = house.program.read("orders", "list", "--connection", STANDARD, "--status", "NEW", "--open")
    shown = [row["shipment_id"] for row in listed]
    assert shown.index(second) < shown.index(first)
    assert {(row["status"], row["connection"]) for row in listed} == {("NEW", STANDARD)}
    assert not {"lots", "boxes"} & listed[0].keys()
    assert [row["shipment_id"] for row in house.program.read("orders", "list", "--limit", 1)] == [second]


def test_a_person_reads_the_timeline(house: House) -> None:
    order = house.packed_order()
    shown = house.program.done("orders", "show", order).out
    assert "came from Megamarket" in shown
    assert "queued" in shown
    assert f"15010*{order}*1" in shown


def test_a_command_waits_while_no_service_runs(quiet_house: House) -> None:
    house = quiet_house
    order = house.place()
    house.program.done("service", "once", "megamarket")
    ran = house.program.run("orders", "confirm", order, "--wait", "0.2")
    assert ran.code == 3
    assert "stays queued" in ran.err
    assert house.market(order) == ["NEW"]
    with house.served():
        house.until_market(order, "CONFIRMED")


def parked_confirmation(house: House, order: str) -> QueuedCommand:
    """Megamarket says no to a confirmation."""
    house.sandbox.megamarket.faults.add(Fault(REFUSE, "order/confirm"))
    house.people.confirm(OrderRef(order))
    return eventually(lambda: next((row for row in house.pending(order) if row.error), None))
