from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.retailcrm_stand import (
    Answered,
    Stand,
    delivery,
    lot,
    open_stand,
    order,
    registered,
)


@pytest.fixture
def stand() -> Iterator[Stand]:
    with open_stand() as opened:
        yield opened


def _as_documented(code: str) -> Answered:
    return {
        "number": "946030131-MM",
        "externalId": "mm-946030131",
        "privilegeType": "none",
        "createdAt": "2026-10-05 12:30:00",
        "orderType": "main",
        "orderMethod": "megamarket",
        "status": "new",
        "lastName": "Тестов",
        "firstName": "Тест",
        "phone": "+79000000001",
        "customer": {"externalId": "mm-buyer-1", "site": "mm-shop"},
        "items": [
            {
                "externalIds": [{"code": "megamarket", "value": "946030131#1"}],
                "offer": {"externalId": "TD-10001"},
                "productName": "Чайник",
                "initialPrice": 1990.0,
                "discountManualAmount": 90.0,
                "quantity": 1,
                "vatRate": "20.00",
                "status": "new",
                "properties": [{"code": "mm_item_index", "name": "Позиция ММ", "value": "1"}],
            }
        ],
        "delivery": {
            "code": code,
            "cost": 0,
            "date": "2026-10-08",
            "data": {"externalId": "946030131", "locked": False, "extraData": {"shipmentId": "946030131"}},
            "address": {"text": "г. Примерск, ул. Учебная, 1"},
        },
        "payments": [
            {
                "externalId": "mm-946030131",
                "type": "bank-card",
                "status": "paid",
                "amount": 1900.0,
                "paidAt": "2026-10-05 12:30:00",
            }
        ],
        "shipmentStore": "main",
        "customFields": {"mm_shipment_id": "946030131", "mm_accept_deadline": "2026-10-05 18:00:00"},
    }


def test_the_documented_example_is_taken_and_echoed(stand: Stand) -> None:
    stand.crm.add_custom_field("mm_shipment_id", "string")
    stand.crm.add_custom_field("mm_accept_deadline", "datetime")
    stand.ours.write("customers/create", customer={"externalId": "mm-buyer-1", "firstName": "Тест"})
    sent = _as_documented(registered(stand.ours))
    answer = stand.ours.send("orders/create", site="mm-shop", order=sent)
    assert answer.status_code == 201
    made = answer.json()["order"]
    plain = (
        "number",
        "externalId",
        "createdAt",
        "lastName",
        "phone",
        "shipmentStore",
        "customFields",
        "status",
    )
    assert {name: made[name] for name in plain} == {name: sent[name] for name in plain}
    assert (made["summ"], made["totalSumm"], made["prepaySum"]) == (1900, 1900, 1900)
    assert made["fullPaidAt"] == "2026-10-05 12:30:00"
    assert made["customer"]["externalId"] == "mm-buyer-1"


def test_the_position_of_the_example_is_linked_and_priced(stand: Stand) -> None:
    made = stand.ours.create(items=_as_documented("")["items"])["items"][0]
    assert (made["discountTotal"], made["prices"]) == (90, [{"price": 1900, "quantity": 1}])
    assert made["discounts"] == [{"type": "manual_product", "amount": 90}]
    assert (made["offer"]["externalId"], made["offer"]["id"]) == ("TD-10001", 301)
    assert made["properties"]["mm_item_index"]["value"] == "1"


def test_payments_are_a_list_when_made_and_a_map_when_read(stand: Stand) -> None:
    made = stand.ours.create(payments=[{"type": "bank-card", "status": "paid"}])
    number = made["payments"][0]["id"]
    assert list(stand.ours.order()["payments"]) == [str(number)]


def test_what_is_empty_is_a_list_or_absent(stand: Stand) -> None:
    made = stand.ours.create(items=[lot(1)])
    read = stand.ours.order()
    assert (made["customFields"], made["payments"], read["payments"]) == ([], [], [])
    assert made["items"][0]["properties"] == []
    assert "lastName" not in made


def test_one_externalid_makes_one_order(stand: Stand) -> None:
    stand.ours.create("mm-1")
    assert stand.ours.refused("orders/create", order=order("mm-1")) == (400, "Order already exists.", None)
    assert stand.crm.effects("mm-1").creates == 1


def test_an_order_gets_a_number_and_a_customer_by_itself(stand: Stand) -> None:
    made = stand.ours.create(firstName="Тест", phone="+79000000002")
    assert made["number"].startswith(str(made["id"]))
    assert made["customer"]["phones"] == [{"number": "+79000000002"}]


@pytest.mark.parametrize(
    ("fields", "path", "text"),
    [
        ({"status": "nope"}, "status", '"Status" with "code"="nope" does not exist.'),
        ({"orderType": "nope"}, "orderType", '"OrderType" with "code"="nope" does not exist.'),
        ({"orderMethod": "nope"}, "orderMethod", '"OrderMethod" with "code"="nope" does not exist.'),
        ({"shipmentStore": "nope"}, "shipmentStore", '"Store" with "code"="nope" does not exist.'),
        (
            {"customer": {"externalId": "mm-c-77"}},
            "customer.externalId",
            "Customer with externalId=mm-c-77 not found.",
        ),
        (
            {"delivery": {"code": "nope"}},
            "delivery.code",
            '"DeliveryType" with "code"="nope" does not exist.',
        ),
        (
            {"items": [lot(1, status="nope")]},
            "items[0].status",
            '"OrderProductStatus" with "code"="nope" does not exist.',
        ),
        ({"items": [lot(1, offer={"id": 9})]}, "items[0].offer.id", "Offer with id 9 not found."),
        (
            {"customFields": {"nope": "1"}},
            "customFields[nope]",
            '"CustomField" with "code"="nope" does not exist.',
        ),
    ],
)
def test_an_unknown_code_is_named(stand: Stand, fields: Answered, path: str, text: str) -> None:
    assert stand.ours.refused("orders/create", order=order(**fields)) == (
        400,
        "Order is not loaded",
        {path: text},
    )
    assert stand.crm.orders() == []


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"createdAt": "2026-10-05T12:00:00+03:00"}, "createdAt"),
        ({"shipmentDate": "05.10.2026"}, "shipmentDate"),
        ({"phone": 79000000001}, "phone"),
        ({"items": [lot(1, quantity="1")]}, "items[0].quantity"),
        ({"delivery": {"address": {"floor": "2-й"}}}, "delivery.address.floor"),
        ({"delivery": {"time": {"from": "9 утра"}}}, "delivery.time"),
        ({"colour": "red"}, "colour"),
        ({"delivery": {"data": {"boxes": 1}}}, "delivery.data.boxes"),
    ],
)
def test_a_wrong_type_or_field_is_an_error_of_format(stand: Stand, fields: Answered, path: str) -> None:
    status, message, errors = stand.ours.refused("orders/create", order=order(**fields))
    assert (status, message, list(errors)) == (400, "Errors in the entity format", [path])


def test_unknown_fields_can_be_overlooked(stand: Stand) -> None:
    stand.crm.behave(unknown_fields_refused=False)
    assert stand.ours.create(colour="red")["externalId"] == "mm-1"


def test_an_offer_the_catalogue_lacks_becomes_an_unlinked_position(stand: Stand) -> None:
    item = stand.ours.create(items=[lot(1, "NO-SUCH")])["items"][0]
    assert (item["offer"], item["initialPrice"]) == ({"displayName": "Кружка", "name": "Кружка"}, 990)


@pytest.mark.parametrize(
    "link", [{"id": 302}, {"xmlId": "erp-0000002"}, {"id": 302, "externalId": "TD-10001"}]
)
def test_an_offer_is_found_by_number_first_and_by_other_names_then(stand: Stand, link: Answered) -> None:
    item = stand.ours.create(items=[{"offer": link, "quantity": 1}])["items"][0]
    assert (item["offer"]["externalId"], item["initialPrice"], item["vatRate"]) == ("TD-10002", 730, "20")


def test_two_positions_cannot_share_an_outside_id(stand: Stand) -> None:
    errors = stand.ours.refused("orders/create", order=order(items=[lot(1), lot(1)]))[2]
    assert list(errors) == ["items[1].externalIds"]


def test_a_percent_on_the_order_is_a_discount_of_each_unit(stand: Stand) -> None:
    item = lot(1, initialPrice=9522, discountManualAmount=0, quantity=4)
    made = stand.ours.create(items=[item], discountManualPercent=20)
    assert made["items"][0]["discountTotal"] == 1904.4
    assert (made["summ"], made["totalSumm"]) == (30470.4, 30470.4)


def test_delivery_is_added_to_the_total(stand: Stand) -> None:
    made = stand.ours.create(
        items=[lot(1, initialPrice=779, discountManualAmount=0)], delivery={"cost": 616.16}
    )
    assert (made["summ"], made["totalSumm"]) == (779, 1395.16)


def test_a_cancelled_position_does_not_count(stand: Stand) -> None:
    made = stand.ours.create(items=[lot(1), lot(2, status="out-of-stock")])
    assert (made["summ"], made["items"][1]["isCanceled"]) == (900, True)


def test_a_payment_type_foreign_to_the_delivery_is_refused(stand: Stand) -> None:
    payment_types = [{"code": "cash", "active": True, "cod": True}]
    code = registered(
        stand.ours,
        integrations={"delivery": {"statusList": [], "settings": {"paymentTypes": payment_types}}},
    )
    refusal = stand.ours.refused(
        "orders/create", order=order(delivery=delivery(code), payments=[{"type": "bank-card"}])
    )
    assert "not supported for the type of delivery" in refusal[2]["payments[0].type"]


def test_cash_on_delivery_is_the_whole_sum_or_unsaid(stand: Stand) -> None:
    payment_types = [{"code": "cash", "active": True, "cod": True}]
    code = registered(
        stand.ours,
        integrations={"delivery": {"statusList": [], "settings": {"paymentTypes": payment_types}}},
    )
    partly = order(delivery=delivery(code), payments=[{"type": "cash", "amount": 1}])
    assert stand.ours.refused("orders/create", order=partly)[2] == [
        "Cash payment sum must be equal to sum to pay in the order"
    ]
    whole = stand.ours.create(delivery=delivery(code), payments=[{"type": "cash"}])
    assert whole["payments"][0]["amount"] == 1800


def test_an_upload_tells_what_failed(stand: Stand) -> None:
    stand.ours.create("mm-1")
    answer = stand.ours.send("orders/upload", orders=[order("mm-1"), order("mm-2")])
    told = answer.json()
    assert (answer.status_code, told["failedOrders"]) == (460, [{"externalId": "mm-1"}])
    assert told["errors"] == ["Order with externalId=mm-1 already exists."]
    assert [one["externalId"] for one in told["uploadedOrders"]] == ["mm-2"]


def test_an_upload_of_fifty_one_is_refused(stand: Stand) -> None:
    answer = stand.ours.send("orders/upload", orders=[order(f"mm-{number}") for number in range(51)])
    assert (answer.status_code, stand.crm.orders()) == (400, [])


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("extendedStatus][", "cancel-group", ["mm-2"]),
        ("extendedStatus][", "new", ["mm-1"]),
        ("createdAtFrom", "2026-10-06", ["mm-2"]),
        ("createdAtTo", "2026-10-05", ["mm-1"]),
        ("orderMethods][", "phone", ["mm-2"]),
        ("customFields][n][min", "5", ["mm-2"]),
        ("deliveryExternalId", "D-1", ["mm-1"]),
    ],
)
def test_orders_are_found_by_filters(stand: Stand, name: str, value: str, found: list[str]) -> None:
    stand.crm.add_custom_field("n", "integer")
    stand.ours.create("mm-1", delivery=delivery("courier", "D-1"), customFields={"n": 1})
    stand.clock.move(days=1)
    stand.ours.create("mm-2", status="no-product", orderMethod="phone", customFields={"n": 9})
    listed = stand.ours.read("orders", (f"filter[{name}]", value))["orders"]
    assert [one["externalId"] for one in listed] == found


def test_statuses_of_many_orders_are_read_at_once(stand: Stand) -> None:
    first, second = stand.ours.create("mm-1"), stand.ours.create("mm-2", status="no-product")
    listed = stand.ours.read(
        "orders/statuses", ("ids[]", str(first["id"])), ("externalIds[]", "mm-2"), ("externalIds[]", "mm-3")
    )["orders"]
    assert listed == [
        {"id": first["id"], "externalId": "mm-1", "status": "new", "group": "new"},
        {"id": second["id"], "externalId": "mm-2", "status": "no-product", "group": "cancel"},
    ]


def test_an_order_is_read_by_number_when_asked_so(stand: Stand) -> None:
    made = stand.ours.create("mm-1")
    assert stand.ours.read(f"orders/{made['id']}", ("by", "id"))["order"]["externalId"] == "mm-1"
    assert stand.ours.ask(f"orders/{made['id']}").status_code == 404


def test_orders_are_listed_by_several_numbers(stand: Stand) -> None:
    first, _, third = (stand.ours.create(f"mm-{number}") for number in (1, 2, 3))
    query = [("filter[ids][]", str(one["id"])) for one in (first, third)]
    listed = stand.ours.read("orders", *query, ("filter[sites][]", "mm-shop"))["orders"]
    assert [one["externalId"] for one in listed] == ["mm-3", "mm-1"]


def test_by_is_a_number_or_an_externalid(stand: Stand) -> None:
    stand.ours.create("mm-1")
    assert stand.ours.ask("orders/mm-1", [("by", "name")]).status_code == 400


def test_an_order_of_the_shop_can_get_an_externalid(stand: Stand) -> None:
    made = stand.ours.write("orders/create", order={"items": [lot(1)]})["order"]
    stand.ours.write("orders/fix-external-ids", orders=[{"id": made["id"], "externalId": "mm-9"}])
    assert stand.ours.order("mm-9")["id"] == made["id"]


def test_a_payment_has_methods_of_its_own(stand: Stand) -> None:
    stand.ours.create("mm-1")
    payment = {"externalId": "p-1", "type": "bank-card", "amount": 10, "order": {"externalId": "mm-1"}}
    number = stand.ours.write("orders/payments/create", payment=payment)["id"]
    stand.ours.write("orders/payments/p-1/edit", by="externalId", payment={"status": "paid"})
    kept: Any = stand.ours.order()["payments"][str(number)]
    assert (kept["status"], kept["amount"]) == ("paid", 10)
    stand.ours.write(f"orders/payments/{number}/delete")
    assert stand.ours.order()["payments"] == []
