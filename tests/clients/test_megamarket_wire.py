from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.clients.json_reading import NotJson, OddShape
from mmdesk.clients.masking import Mask
from mmdesk.clients.megamarket_wire import (
    Accepted,
    Announcement,
    CancelNotice,
    Denied,
    Reading,
    parse_order_cancel,
    parse_order_new,
    read_answer,
    read_found_ids,
    read_shipments,
)
from mmdesk.domain.deadline import Deadlines
from mmdesk.domain.shipment import ShipmentId

TOKEN = "11111111-2222-3333-4444-555555555555"
Document = dict[str, Any]  # JSON as the remote may write it


def item(index: object = "1", **changes: object) -> Document:
    return {
        "itemIndex": index,
        "status": "PACKED",
        "subStatus": None,
        "price": 700,
        "finalPrice": 655.5,
        "discounts": [{"discountType": "LOY", "discountAmount": 44.5}],
        "quantity": 1,
        "offerId": "TEA-3",
        "goodsId": "100000000777",
        "goodsData": {"name": "Чайник", "categoryName": "Посуда", "isDigitalMarkRequired": True},
        "boxIndex": "2",
        "events": [],
        **changes,
    }


def shipment(*items: Document, **changes: object) -> Document:
    return {
        "shipmentId": "810200300",
        "orderCode": "810200300",
        "status": "PACKED",
        "confirmedTimeLimit": "2026-04-01T15:00:00+03:00",
        "packingTimeLimit": "2026-04-02T12:00:00+03:00",
        "shippingTimeLimit": "2026-04-02T18:00:00+03:00",
        "packingDate": None,
        "reserveExpirationDate": "2026-04-20T00:00:00",
        "deliveryId": "920300400",
        "shipmentDateShift": False,
        "shipmentIsChangeable": True,
        "customerFullName": "Пробный Пётр",
        "customerAddress": "Тула, Пробная улица, 5",
        "creationDate": "2026-04-01T11:15:00+03:00",
        "deliveryDateFrom": "2026-04-05T10:00:00+03:00",
        "deliveryDateTo": "2026-04-05T18:00:00+03:00",
        "serviceScheme": "",
        "depositedAmount": 0,
        "customer": None,
        "items": list(items),
        **changes,
    }


def answer(**content: object) -> bytes:
    document = {"success": 1, "meta": {"requestId": "r-7"}, "data": content}
    return json.dumps(document, ensure_ascii=False).encode()


def reading(*shipments: object) -> Reading:
    body = answer(shipments=list(shipments))
    opened = read_answer(body, Mask(""))
    assert isinstance(opened, Accepted)
    return read_shipments(opened.content, body)


def denial(error: object) -> Denied:
    body = json.dumps({"success": 0, "meta": {"requestId": "r-8"}, "error": error}).encode()
    opened = read_answer(body, Mask(TOKEN))
    assert isinstance(opened, Denied)
    return opened


def test_a_shipment_is_read_with_its_deadlines_and_its_buyer() -> None:
    (found,) = reading(shipment(item())).shipments
    assert (found.shipment_id, found.status, found.order_code) == ("810200300", "PACKED", "810200300")
    assert found.deadlines == Deadlines(
        confirm_by=datetime(2026, 4, 1, 12, tzinfo=UTC),
        pack_by=datetime(2026, 4, 2, 9, tzinfo=UTC),
        ship_by=datetime(2026, 4, 2, 15, tzinfo=UTC),
        deliver_from=datetime(2026, 4, 5, 7, tzinfo=UTC),
        deliver_to=datetime(2026, 4, 5, 15, tzinfo=UTC),
        reserve_until=datetime(2026, 4, 19, 21, tzinfo=UTC),
    )
    assert (found.buyer.full_name, found.buyer.region) == ("Пробный Пётр", "Тула")
    assert (found.changeable, found.date_shift, found.deposited) == (True, False, Decimal(0))


def test_a_lot_is_read_with_exact_money_and_its_box() -> None:
    (lot,) = reading(shipment(item())).shipments[0].lots
    assert (lot.index, lot.offer_id, lot.name, lot.goods_id) == (1, "TEA-3", "Чайник", "100000000777")
    assert (lot.price, lot.final_price, lot.discount) == (Decimal(700), Decimal("655.5"), Decimal("44.5"))
    assert (lot.status, lot.sub_status, lot.box_index, lot.needs_mark) == ("PACKED", "", 2, True)


@pytest.mark.parametrize(
    ("changes", "box"),
    [
        ({"boxIndex": 3}, 3),
        ({"boxIndex": None}, None),
        ({"boxIndex": "0"}, None),
        ({"boxIndex": None, "boxes": [{"boxIndex": 4, "boxCode": "15010*810200300*4"}]}, 4),
        ({"boxIndex": None, "boxes": []}, None),
    ],
)
def test_the_box_is_a_number_or_the_first_of_a_list(changes: Document, box: int | None) -> None:
    assert reading(shipment(item(**changes))).shipments[0].lots[0].box_index == box


@pytest.mark.parametrize("changes", [{"offerId": "delivery"}, {"goodsData": {"isDelivery": True}}])
def test_paid_delivery_is_recognised_by_either_sign(changes: Document) -> None:
    assert reading(shipment(item(**changes))).shipments[0].lots[0].is_delivery


def test_the_dsm_packing_date_is_the_packing_deadline() -> None:
    found = shipment(item(), packingTimeLimit=None, packingDate="2026-04-01T19:00:00+03:00")
    assert reading(found).shipments[0].deadlines.pack_by == datetime(2026, 4, 1, 16, tzinfo=UTC)


def test_a_buyer_without_a_full_name_is_put_together_from_parts() -> None:
    customer = {"lastName": "Пробный", "firstName": "Пётр", "phone": "79000000001", "comment": "звонить"}
    found = reading(shipment(item(), customerFullName="", customer=customer)).shipments[0].buyer
    assert (found.full_name, found.phone, found.comment) == ("Пробный Пётр", "79000000001", "звонить")


def test_a_shipment_of_a_moment_ago_may_lack_nearly_everything() -> None:
    (found,) = reading({"shipmentId": 810200300, "items": [{"itemIndex": 1, "offerId": "TEA-3"}]}).shipments
    assert (found.status, found.lots[0].status, found.lots[0].price) == ("", "", Decimal(0))
    assert found.deadlines == Deadlines()


def test_fields_and_statuses_that_nobody_knows_live_on() -> None:
    told = shipment(item(status="PENDING_MOON"), status="ON_THE_MOON", moonPhase={"is": ["full"]})
    (found,) = reading(told).shipments
    assert (found.status, found.lots[0].status) == ("ON_THE_MOON", "PENDING_MOON")
    assert json.loads(found.raw) == told


def test_each_shipment_keeps_its_own_original_text() -> None:
    spaced = b'{"success":1,"data":{"shipments":[ {"shipmentId":"1", "price": 1.50}, {"shipmentId":"2"} ]}}'
    opened = read_answer(spaced, Mask(""))
    assert isinstance(opened, Accepted)
    found = read_shipments(opened.content, spaced).shipments
    assert [each.raw.strip() for each in found] == [
        '{"shipmentId":"1", "price": 1.50}',
        '{"shipmentId":"2"}',
    ]


@pytest.mark.parametrize(
    ("odd", "path"),
    [
        (shipment(item("x")), "data.shipments[1].items[0].itemIndex"),
        (shipment(item(1), item("1")), "data.shipments[1].items"),
        (shipment(item(offerId=["TEA-3"])), "data.shipments[1].items[0].offerId"),
        (shipment(item(), shipmentId=None), "data.shipments[1].shipmentId"),
        (shipment(item(), shipmentId="../1"), "data.shipments[1].shipmentId"),
        (shipment(item(), items="none"), "data.shipments[1].items"),
        ("810200300", "data.shipments[1]"),
    ],
)
def test_a_shipment_that_makes_no_sense_is_named_and_hides_no_other(odd: object, path: str) -> None:
    read = reading(shipment(item(), shipmentId="810200301"), odd)
    assert [found.shipment_id for found in read.shipments] == ["810200301"]
    assert [each.problem.path for each in read.odd] == [path]


@pytest.mark.parametrize("content", [None, [], {}, {"shipments": None}, {"shipments": []}])
def test_an_answer_without_shipments_is_an_empty_one(content: object) -> None:
    body = json.dumps({"success": 1, "data": content}).encode()
    opened = read_answer(body, Mask(""))
    assert isinstance(opened, Accepted)
    assert read_shipments(opened.content, body).shipments == ()
    assert read_found_ids(opened.content) == ()


def test_found_ids_come_as_text_or_numbers_and_each_once() -> None:
    opened = read_answer(answer(shipments=["810200300", 810200301, "810200300"]), Mask(""))
    assert isinstance(opened, Accepted)
    assert read_found_ids(opened.content) == (ShipmentId("810200300"), ShipmentId("810200301"))


@pytest.mark.parametrize(
    ("content", "done"),
    [
        ({"result": 1}, True),
        ({"result": "OK"}, True),
        ({}, True),
        ([], True),
        ({"result": 0}, False),
        ({"result": "FAILED"}, False),
    ],
)
def test_a_missing_result_counts_as_done_and_a_denied_one_does_not(content: object, done: bool) -> None:
    opened = read_answer(json.dumps({"success": 1, "data": content}).encode(), Mask(""))
    assert isinstance(opened, Accepted)
    assert opened.is_done is done


def test_an_error_list_is_read_problem_by_problem() -> None:
    denied = denial(
        [
            {"code": "E1", "message": "лот отменён", "shipmentId": "810200300", "itemIndex": "2"},
            {"code": 17, "description": "не та коробка", "boxCode": "15010*810200300*1"},
        ]
    )
    first, second = denied.problems
    assert (first.message, first.code, first.shipment_id, first.lot) == ("лот отменён", "E1", "810200300", 2)
    assert (second.message, second.code, second.box_code) == ("не та коробка", "17", "15010*810200300*1")
    assert denied.words == "лот отменён; не та коробка"
    assert denied.request_id == "r-8"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ({"code": 5, "message": "нельзя"}, "нельзя"),
        ({"errorText": "нельзя"}, "нельзя"),
        ("нельзя", "нельзя"),
        (["нельзя"], "нельзя"),
        ({"code": 5}, "5"),
        (None, ""),
        ([], ""),
        ([None, {}], ""),
    ],
)
def test_an_error_comes_in_many_forms(error: object, words: str) -> None:
    assert denial(error).words == words


@pytest.mark.parametrize("listed", [False, True])
def test_a_bad_token_is_recognised_and_never_repeated(listed: bool) -> None:
    error = {"code": 0, "message": f"Авторизационный токен: {TOKEN} невалидный."}
    denied = denial([error] if listed else error)
    assert denied.bad_token
    assert TOKEN not in repr(denied)


def test_an_answer_without_success_is_an_odd_shape() -> None:
    with pytest.raises(OddShape, match="success"):
        read_answer(b'{"data": {}}', Mask(""))


NAMES = [
    *("success", "data", "error", "meta", "message", "merchantId"),
    *("shipments", "shipmentId", "items", "itemIndex", "offerId", "price"),
    *("goodsData", "boxes", "boxIndex", "customer", "handover"),
]
NUMBERS = st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES) | st.text(), inner, max_size=8)
    ),
    max_leaves=25,
)


@given(JSON)
def test_any_json_is_an_answer_or_an_odd_shape(document: object) -> None:
    body = json.dumps(document).encode()
    try:
        opened = read_answer(body, Mask(TOKEN))
        if isinstance(opened, Accepted):
            read_shipments(opened.content, body)
            read_found_ids(opened.content)
    except (OddShape, NotJson):
        return


@given(JSON)
def test_any_json_as_a_shipment_is_read_or_told_apart(document: object) -> None:
    read = reading(document, shipment(item(), shipmentId="1"))
    assert "1" in [found.shipment_id for found in read.shipments]


@given(JSON)
def test_any_json_as_a_webhook_is_read_or_told_apart(document: object) -> None:
    body = json.dumps({"data": {"merchantId": 15010, "shipments": document}}).encode()
    for parse in (parse_order_new, parse_order_cancel):
        try:
            parse(body)
        except OddShape:
            continue


def webhook(*shipments: Document, merchant_id: object = 15010, meta: object = None) -> bytes:
    return json.dumps({"meta": meta, "data": {"merchantId": merchant_id, "shipments": shipments}}).encode()


def test_every_shipment_of_order_new_is_announced() -> None:
    body = webhook(
        {"shipmentId": "810200300", "items": [], "fulfillmentMethod": "FULFILLMENT_BY_MERCHANT"},
        {"shipmentId": "8102003004005", "handover": {"serviceScheme": "DELIVERY_BY_MERCHANT"}},
        meta={"source": "OMS"},
    )
    assert parse_order_new(body) == (
        Announcement(15010, ShipmentId("810200300")),
        Announcement(15010, ShipmentId("8102003004005"), "DELIVERY_BY_MERCHANT"),
    )


def test_a_cancellation_names_its_lots() -> None:
    body = webhook(
        {"shipmentId": 810200300, "items": [{"itemIndex": "2"}, {"itemIndex": 3}, {"itemIndex": "2"}]},
        merchant_id="15010",
        meta=[],
    )
    assert parse_order_cancel(body) == (CancelNotice(15010, ShipmentId("810200300"), (2, 3)),)


@pytest.mark.parametrize("body", [b"", b"shipmentId=1", b"\xd0", b"[" * 1000])
def test_a_webhook_that_is_no_json_is_told_apart(body: bytes) -> None:
    with pytest.raises(NotJson):
        parse_order_new(body)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b"[1]", ""),
        (b"{}", "data.merchantId"),
        (b'{"data": {"merchantId": 1}}', "data.shipments"),
        (b'{"data": {"merchantId": 1, "shipments": [{"shipmentId": ""}]}}', "data.shipments[0].shipmentId"),
        (b'{"data": {"merchantId": "x", "shipments": [{"shipmentId": "1"}]}}', "data.merchantId"),
    ],
)
def test_a_webhook_of_an_odd_shape_names_the_path(body: bytes, path: str) -> None:
    with pytest.raises(OddShape) as caught:
        parse_order_new(body)
    assert caught.value.path == path


@pytest.mark.parametrize("items", [None, [], "all", [{"offerId": "TEA-3"}]])
def test_a_cancellation_without_lots_is_never_taken_for_all_of_them(items: object) -> None:
    with pytest.raises(OddShape):
        parse_order_cancel(webhook({"shipmentId": "810200300", "items": items}))
