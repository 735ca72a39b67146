from __future__ import annotations

from collections.abc import Iterator

import pytest

from mmdesk.sandbox.retailcrm_lock import LOCKED
from tests.sandbox.retailcrm_stand import Answered, Stand, delivery, lot, open_stand, registered


@pytest.fixture
def stand() -> Iterator[Stand]:
    with open_stand() as opened:
        yield opened


def _item_ids(made: Answered) -> list[int]:
    return [item["id"] for item in made["items"]]


def test_positions_absent_from_the_list_are_removed(stand: Stand) -> None:
    first, _ = _item_ids(stand.ours.create())
    edited = stand.ours.edit(items=[{"id": first}])
    assert _item_ids(edited) == [first]
    assert edited["summ"] == 900


def test_without_the_list_positions_stay(stand: Stand) -> None:
    ids = _item_ids(stand.ours.create())
    assert _item_ids(stand.ours.edit(managerComment="позвонить")) == ids


def test_an_outside_id_names_a_position_too(stand: Stand) -> None:
    ids = _item_ids(stand.ours.create())
    assert _item_ids(stand.ours.edit(items=[lot(2), lot(1)])) == ids[::-1]


def test_a_position_with_no_known_name_is_added(stand: Stand) -> None:
    ids = _item_ids(stand.ours.create())
    edited = stand.ours.edit(items=[*({"id": one} for one in ids), lot(3)])
    assert len(edited["items"]) == 3


def test_an_unknown_position_number_is_refused(stand: Stand) -> None:
    stand.ours.create()
    errors = stand.ours.refused("orders/mm-1/edit", order={"items": [{"id": 5}]})[2]
    assert errors == {"items[0].id": "Item with id 5 not found."}
    assert len(stand.ours.order()["items"]) == 2


def test_a_sparse_position_keeps_price_and_quantity(stand: Stand) -> None:
    first, second = _item_ids(stand.ours.create(items=[lot(1, quantity=3), lot(2)]))
    items = stand.ours.edit(items=[{"id": first, "status": "confirming"}, {"id": second}])["items"]
    assert [(one["initialPrice"], one["quantity"], one["status"]) for one in items] == [
        (990, 3, "confirming"),
        (990, 1, "new"),
    ]


def test_a_sparse_position_may_lose_price_and_quantity(stand: Stand) -> None:
    stand.crm.behave(sparse_items_keep=False)
    first, second = _item_ids(stand.ours.create(items=[lot(1, quantity=3), lot(2)]))
    item = stand.ours.edit(items=[{"id": first, "status": "confirming"}, {"id": second}])["items"][0]
    assert (item["initialPrice"], item["quantity"], item["discountTotal"]) == (710, 1, 0)


def test_null_clears_and_absence_keeps(stand: Stand) -> None:
    stand.ours.create(lastName="Примеров", phone="+79000000003")
    edited = stand.ours.edit(phone=None)
    assert ("phone" in edited, edited["lastName"]) == (False, "Примеров")


def test_custom_fields_are_merged(stand: Stand) -> None:
    for code in ("mm_a", "mm_b"):
        stand.crm.add_custom_field(code, "string")
    stand.ours.create(customFields={"mm_a": "1"})
    assert stand.ours.edit(customFields={"mm_b": "2"})["customFields"] == {"mm_a": "1", "mm_b": "2"}


def test_an_unknown_order_is_not_found(stand: Stand) -> None:
    assert stand.ours.refused("orders/mm-9/edit", order={"status": "new"}) == (404, "Not found", None)


def test_by_is_read_from_the_query_as_well(stand: Stand) -> None:
    made = stand.ours.create()
    answer = stand.http.post(
        f"/api/v5/orders/{made['id']}/edit",
        params={"by": "id"},
        data={"order": '{"status": "assembling"}'},
        headers={"X-API-KEY": stand.ours.key.secret},
    )
    assert answer.json()["order"]["status"] == "assembling"


def test_an_edit_without_a_difference_is_counted_apart(stand: Stand) -> None:
    stand.ours.create()
    stand.ours.edit(status="assembling")
    stand.ours.edit(status="assembling")
    effects = stand.crm.effects("mm-1")
    assert (effects.creates, effects.edits, effects.repeats) == (1, 1, 1)
    assert [call.effect for call in stand.crm.calls("/edit")] == [True, False]


def test_a_status_comment_needs_a_status(stand: Stand) -> None:
    stand.ours.create()
    assert "statusComment" not in stand.ours.edit(statusComment="почему")
    assert stand.ours.edit(status="no-product", statusComment="почему")["statusComment"] == "почему"


def test_a_complete_order_sells_its_open_positions(stand: Stand) -> None:
    stand.ours.create(items=[lot(1), lot(2, status="failure")])
    items = stand.ours.edit(status="complete")["items"]
    assert [item["status"] for item in items] == ["saled", "failure"]


def test_payments_of_an_edit_are_added_once_more(stand: Stand) -> None:
    payment = {"type": "bank-card", "amount": 5}
    stand.ours.create(payments=[payment])
    assert len(stand.ours.edit(payments=[payment])["payments"]) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "nope"},
        {"externalId": "mm-2"},
        {"customer": {"externalId": "nope"}},
        {"items": [{"id": 5}]},
    ],
)
def test_a_refused_edit_changes_nothing(stand: Stand, fields: Answered) -> None:
    stand.ours.create("mm-1")
    stand.ours.create("mm-2")
    before = stand.ours.order()
    assert stand.ours.refused("orders/mm-1/edit", order={"managerComment": "новый", **fields})[0] == 400
    assert stand.ours.order() == before


def test_an_order_moves_to_another_customer(stand: Stand) -> None:
    stand.ours.create()
    stand.ours.write("customers/create", customer={"externalId": "c-1"})
    assert stand.ours.edit(customer={"externalId": "c-1"})["customer"]["externalId"] == "c-1"
    assert stand.ours.history()[-1]["field"] == "customer"


def test_parts_of_an_address_are_merged_and_replaced_by_a_text(stand: Stand) -> None:
    stand.ours.create(delivery={"address": {"city": "Примерск", "flat": "1"}})
    merged = stand.ours.edit(delivery={"address": {"flat": "2"}})["delivery"]["address"]
    assert (merged["city"], merged["flat"]) == ("Примерск", "2")
    replaced = stand.ours.edit(delivery={"address": {"text": "Образцово, 3"}})["delivery"]["address"]
    assert {*replaced} == {"id", "text"}


def _locked(stand: Stand, **fields: object) -> list[str]:
    status, message, errors = stand.ours.refused("orders/mm-1/edit", order=fields)
    assert (status, message) == (400, "Order is not loaded")
    assert set(errors.values()) == {LOCKED}
    return list(errors)


def test_cost_and_data_of_an_integrated_delivery_are_locked(stand: Stand) -> None:
    stand.ours.create(delivery=delivery(registered(stand.ours)))
    paths = _locked(stand, delivery={"cost": 5, "data": {"locked": True, "payerType": "sender"}})
    assert paths == [
        "order[deliveryCost]",
        "order[delivery][data][locked]",
        "order[delivery][data][payerType]",
    ]
    assert stand.ours.edit(phone="+79000000004")["phone"] == "+79000000004"


def test_the_strict_lock_holds_the_buyer_and_quantities_too(stand: Stand) -> None:
    stand.crm.behave(lock="strict")
    made = stand.ours.create(delivery=delivery(registered(stand.ours)))
    first, second = _item_ids(made)
    assert _locked(stand, phone="+79000000004", shipmentStore="main") == [
        "order[phone]",
        "order[shipmentStore]",
    ]
    assert _locked(stand, items=[{"id": first, "quantity": 2}, {"id": second}]) == [
        "order[items][0][quantity]"
    ]
    same = [{"id": first, "quantity": 1, "status": "failure"}, {"id": second}]
    assert stand.ours.edit(status="assembling", items=same)["status"] == "assembling"


def test_without_the_lock_everything_can_be_edited(stand: Stand) -> None:
    stand.crm.behave(lock="off")
    stand.ours.create(delivery=delivery(registered(stand.ours)))
    assert stand.ours.edit(delivery={"cost": 5})["delivery"]["cost"] == 5


def test_the_shops_own_delivery_is_never_locked(stand: Stand) -> None:
    stand.ours.create(delivery=delivery("courier"))
    assert stand.ours.edit(delivery={"cost": 5})["totalSumm"] == 1805


def test_the_lock_may_begin_with_the_registration_of_the_delivery(stand: Stand) -> None:
    stand.crm.behave(lock_from="registration")
    code = registered(stand.ours)
    stand.ours.create(delivery={"code": code})
    stand.ours.edit(delivery={"cost": 5, "data": {"externalId": "D-1"}})
    assert _locked(stand, delivery={"cost": 6}) == ["order[deliveryCost]"]


def test_the_lock_may_spare_the_key_of_the_module(stand: Stand) -> None:
    stand.crm.behave(lock_exempts_owner=True)
    stand.ours.create(delivery=delivery(registered(stand.ours)))
    assert stand.ours.edit(delivery={"cost": 5})["delivery"]["cost"] == 5
    answer = stand.others.send("orders/mm-1/edit", order={"delivery": {"cost": 6}})
    assert answer.status_code == 400
