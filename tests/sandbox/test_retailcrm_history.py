from __future__ import annotations

from collections.abc import Iterator

import pytest

from mmdesk.sandbox.retailcrm_staff import StaffEdit
from tests.sandbox.retailcrm_stand import FOREIGN, Answered, Stand, lot, open_stand


@pytest.fixture
def stand() -> Iterator[Stand]:
    with open_stand() as opened:
        yield opened


def _fields(records: list[Answered]) -> list[str]:
    return [record["field"] for record in records]


def test_a_created_order_comes_whole_and_then_its_customer(stand: Stand) -> None:
    stand.ours.create()
    created, customer = stand.ours.history()
    assert (created["created"], created["source"], created["field"]) == (True, "api", "status")
    assert (created["oldValue"], created["newValue"]) == (None, {"code": "new"})
    assert len(created["order"]["items"]) == 2
    assert (customer["source"], customer["field"]) == ("code", "customer")
    assert "items" not in customer["order"]


def test_own_changes_are_those_of_the_very_key_that_reads(stand: Stand) -> None:
    stand.ours.create()
    stand.others.edit(managerComment="чужое")
    ours, theirs = stand.ours.history()[-1], stand.others.history()[-1]
    assert (ours["apiKey"], theirs["apiKey"]) == ({"current": False}, {"current": True})


def test_each_changed_field_has_a_record_of_its_own(stand: Stand) -> None:
    stand.crm.add_custom_field("MM_Code", "string")
    stand.ours.create()
    seen = stand.ours.history()[-1]["id"]
    stand.ours.edit(
        status="assembling", managerComment="x", shipmentStore="main", customFields={"MM_Code": "7"}
    )
    records = {record["field"]: record for record in stand.ours.history(since=seen)}
    assert records.keys() == {"status", "manager_comment", "shipment_store", "custom_mm_code"}
    assert records["shipment_store"]["newValue"] == {"code": "main"}
    assert (records["status"]["oldValue"], records["status"]["newValue"]) == (
        {"code": "new"},
        {"code": "assembling"},
    )


def test_an_unchanged_value_leaves_no_record(stand: Stand) -> None:
    stand.ours.create()
    seen = len(stand.ours.history())
    stand.ours.edit(status="new", firstName="Тест")
    assert len(stand.ours.history()) == seen


def test_a_record_shows_the_status_of_its_own_moment(stand: Stand) -> None:
    stand.ours.create()
    stand.ours.edit(managerComment="x")
    stand.ours.edit(status="assembling")
    assert [record["order"]["status"] for record in stand.ours.history()[-2:]] == ["new", "assembling"]


def test_staff_are_the_source_user(stand: Stand) -> None:
    stand.ours.create()
    stand.crm.staff("mm-1", StaffEdit(status="assembling-complete", items={"1#2": "out-of-stock"}))
    item, status = stand.ours.history()[-2:]
    assert (item["source"], item["user"], item["field"]) == ("user", {"id": 19}, "order_product.status")
    assert item["newValue"] == {"code": "out-of-stock"}
    assert item["item"]["offer"]["externalId"] == "TD-10001"
    assert ("apiKey" in item, status["newValue"]) == (False, {"code": "assembling-complete"})


def test_removed_and_added_positions_are_recorded(stand: Stand) -> None:
    first = stand.ours.create()["items"][0]["id"]
    stand.ours.edit(items=[{"id": first}, lot(3, "TD-10002")])
    added, removed = stand.ours.history()[-2:]
    assert (added["field"], added["oldValue"], removed["newValue"]) == ("order_product", None, None)
    assert added["newValue"]["offer"]["externalId"] == "TD-10002"


def test_a_quantity_brings_the_sum_with_it(stand: Stand) -> None:
    made = stand.ours.create(items=[lot(1)])
    seen = stand.ours.history()[-1]["id"]
    stand.ours.edit(items=[{"id": made["items"][0]["id"], "quantity": 2}])
    assert _fields(stand.ours.history(since=seen)) == ["order_product.quantity", "order_product.summ"]


def test_the_system_sells_positions_in_its_own_name(stand: Stand) -> None:
    stand.ours.create()
    stand.ours.edit(status="complete")
    sources = [(one["source"], one["field"]) for one in stand.ours.history()[-3:]]
    assert sources == [("api", "status"), ("code", "order_product.status"), ("code", "order_product.status")]


def test_the_cursor_is_exclusive_and_ids_ascend(stand: Stand) -> None:
    for number in range(3):
        stand.ours.create(f"mm-{number}")
    records = stand.ours.history()
    ids = [record["id"] for record in records]
    assert ids == sorted(ids)
    assert [record["id"] for record in stand.ours.history(since=ids[2])] == ids[3:]


def test_the_cursor_never_goes_with_a_page(stand: Stand) -> None:
    answer = stand.ours.ask("orders/history", [("filter[sinceId]", "1"), ("page", "1")])
    assert (answer.status_code, answer.json()["errorMsg"]) == (400, "Errors in the input parameters")


def test_what_remains_is_counted_from_the_cursor(stand: Stand) -> None:
    for number in range(11):
        stand.ours.create(f"mm-{number}")
    query = [("filter[sinceId]", "1"), ("limit", "20")]
    first = stand.ours.read("orders/history", *query)
    assert first["pagination"] == {"limit": 20, "totalCount": 22, "currentPage": 1, "totalPageCount": 2}
    query[0] = ("filter[sinceId]", str(first["history"][-1]["id"]))
    rest = stand.ours.read("orders/history", *query)
    assert (len(rest["history"]), rest["pagination"]["totalPageCount"]) == (2, 1)


def test_the_first_start_can_skip_the_past_by_date(stand: Stand) -> None:
    stand.ours.create("mm-1")
    stand.clock.move(hours=2)
    stand.ours.create("mm-2")
    records = stand.ours.read("orders/history", ("filter[startDate]", "2026-10-05 13:00:00"))["history"]
    assert {record["order"]["externalId"] for record in records} == {"mm-2"}
    assert stand.ours.ask("orders/history", [("filter[startDate]", "вчера")]).status_code == 400


def test_one_orders_history_can_be_asked_for(stand: Stand) -> None:
    stand.ours.create("mm-1")
    stand.ours.create("mm-2")
    records = stand.ours.read("orders/history", ("filter[orderExternalId]", "mm-2"))["history"]
    assert {record["order"]["externalId"] for record in records} == {"mm-2"}


def test_a_key_sees_the_history_of_its_own_stores(stand: Stand) -> None:
    stand.ours.create()
    assert stand.holder(FOREIGN).history() == []


def test_records_can_be_delivered_twice(stand: Stand) -> None:
    stand.ours.create()
    last = stand.ours.history()[-1]["id"]
    stand.crm.behave(history_repeats=2)
    assert len(stand.ours.history(since=last)) == 2


def test_customers_have_a_history_of_their_own(stand: Stand) -> None:
    stand.ours.write("customers/create", customer={"externalId": "c-1", "firstName": "Тест"})
    stand.ours.write("customers/c-1/edit", customer={"lastName": "Тестов"})
    records = stand.ours.read("customers/history", ("filter[sinceId]", "0"))["history"]
    assert _fields(records) == ["id", "last_name"]
    assert records[0]["customer"]["firstName"] == "Тест"
