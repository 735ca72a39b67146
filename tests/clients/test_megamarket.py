from __future__ import annotations

import base64
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from mmdesk.clients.errors import (
    AddressWrong,
    OutcomeUnknown,
    Refused,
    RemoteError,
    TokenRefused,
    Unavailable,
    Unreadable,
)
from mmdesk.clients.http import Limits
from mmdesk.clients.megamarket import Megamarket
from mmdesk.clients.megamarket_requests import StockLevel
from mmdesk.domain.box import Box, Mark
from mmdesk.domain.intent import CancelAnswer, LotResult
from mmdesk.domain.shipment import ShipmentId
from tests.clients.scripted import Received, Script, ScriptedServer, answers, half, resets
from tests.factory import delivery_lot, lot

TOKEN = "11111111-2222-3333-4444-555555555555"
MERCHANT = 15010
SHIPMENT = ShipmentId("810200300")
AT = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
DONE = answers('{"success": 1, "meta": {"requestId": "r-5"}, "data": {"result": 1}}')
BAD_TOKEN = f'{{"code": 0, "message": "Авторизационный токен: {TOKEN} невалидный."}}'

Sent = dict[str, Any]  # the data of a request, looked into freely


@contextmanager
def marketplace(
    *scripts: Script, limits: Limits | None = None
) -> Iterator[tuple[Megamarket, ScriptedServer]]:
    with (
        ScriptedServer(list(scripts)) as server,
        Megamarket(server.url, MERCHANT, lambda: TOKEN, limits=limits) as client,
    ):
        yield client, server


def sent(received: Received) -> Sent:
    document: Sent = json.loads(received.body)
    assert document["meta"] == {}
    assert document["data"].pop("token") == TOKEN
    data: Sent = document["data"]
    return data


def confirm(*scripts: Script) -> None:
    with marketplace(*scripts) as (client, _):
        client.confirm(SHIPMENT, [lot(1)])


def read(*scripts: Script) -> None:
    with marketplace(*scripts) as (client, _):
        client.get([SHIPMENT])


def test_a_confirmation_names_its_lots_and_returns_the_request_id() -> None:
    with marketplace(DONE) as (client, server):
        receipt = client.confirm(SHIPMENT, [lot(1), lot(3)])
    assert receipt.request_id == "r-5"
    assert server.received[0].target == "/api/market/v1/orderService/order/confirm"
    assert server.received[0].headers["content-type"] == "application/json"
    assert sent(server.received[0]) == {
        "shipments": [
            {
                "shipmentId": "810200300",
                "orderCode": "810200300",
                "items": [{"itemIndex": 1, "offerId": "SKU-1"}, {"itemIndex": 3, "offerId": "SKU-3"}],
            }
        ]
    }


def test_a_move_dates_every_lot_but_the_delivery_in_moscow_time() -> None:
    with marketplace(DONE) as (client, server):
        client.move(SHIPMENT, [lot(1), delivery_lot(2)], AT)
    items = sent(server.received[0])["shipments"][0]["items"]
    assert items == [{"itemIndex": 1, "offerId": "SKU-1", "shippingDate": "2026-11-24T00:30:00+03:00"}]


def test_a_rejection_has_one_reason_beside_the_shipments() -> None:
    with marketplace(DONE) as (client, server):
        client.reject(SHIPMENT, [lot(2)], "OUT_OF_STOCK", "закончился")
    data = sent(server.received[0])
    assert data["reason"] == {"type": "OUT_OF_STOCK", "comment": "закончился"}
    assert data["shipments"] == [{"shipmentId": "810200300", "items": [{"itemIndex": 2, "offerId": "SKU-2"}]}]


def test_packing_puts_lots_into_coded_boxes_with_their_marks() -> None:
    with marketplace(DONE) as (client, server):
        client.pack(SHIPMENT, [Box(1, (1, 2)), Box(2, (3,))], [Mark(3, "010460000000001721abc")])
    first, second = ([{"boxIndex": number, "boxCode": f"15010*810200300*{number}"}] for number in (1, 2))
    assert sent(server.received[0])["shipments"][0]["items"] == [
        {"itemIndex": 1, "boxes": first},
        {"itemIndex": 2, "boxes": first},
        {"itemIndex": 3, "boxes": second, "digitalMark": "010460000000001721abc"},
    ]


def test_packing_without_boxes_leaves_the_delivery_out() -> None:
    with marketplace(DONE) as (client, server):
        client.pack_without_boxes(SHIPMENT, [lot(1), delivery_lot(2)])
    assert sent(server.received[0])["shipments"][0]["items"] == [{"itemIndex": 1, "quantity": 1}]


def test_shipping_names_the_boxes_of_the_shipment() -> None:
    with marketplace(DONE) as (client, server):
        client.ship(SHIPMENT, [1, 2], AT)
    (shipment,) = sent(server.received[0])["shipments"]
    assert [box["boxCode"] for box in shipment["boxes"]] == ["15010*810200300*1", "15010*810200300*2"]
    assert shipment["shipping"] == {"shippingDate": "2026-11-24T00:30:00+03:00"}


def test_closing_gives_a_reason_only_for_what_was_not_handed_over() -> None:
    results = [LotResult(1, True), LotResult(2, False, "CANCEL_BY_CUSTOMER", "передумал")]
    with marketplace(DONE) as (client, server):
        client.close(SHIPMENT, results, AT)
    (shipment,) = sent(server.received[0])["shipments"]
    assert shipment["closeDate"] == "2026-11-24T00:30:00+03:00"
    assert shipment["items"] == [
        {"itemIndex": 1, "handoverResult": True},
        {
            "itemIndex": 2,
            "handoverResult": False,
            "reason": {"type": "CANCEL_BY_CUSTOMER", "comment": "передумал"},
        },
    ]


def test_the_answer_to_a_cancellation_says_yes_or_no_for_each_lot() -> None:
    with marketplace(DONE) as (client, server):
        client.answer_cancel(SHIPMENT, [CancelAnswer(1, True), CancelAnswer(2, False)])
    assert server.received[0].target.endswith("/order/cancelResult")
    assert sent(server.received[0])["shipments"][0]["items"] == [
        {"itemIndex": 1, "canceled": True},
        {"itemIndex": 2, "canceled": False},
    ]


def test_a_search_sends_only_the_filters_it_was_given() -> None:
    found = answers('{"success": 1, "data": {"shipments": ["810200300"]}}')
    with marketplace(found) as (client, server):
        assert client.search(created_from=AT, statuses=["NEW"], count=50) == (SHIPMENT,)
        client.search()
    assert sent(server.received[0]) == {
        "count": 50,
        "dateFrom": "2026-11-24T00:30:00+03:00",
        "statuses": ["NEW"],
    }
    assert set(sent(server.received[1])) == {"count"}


def test_a_datetime_without_a_zone_is_a_mistake_of_the_caller() -> None:
    with marketplace(DONE) as (client, _), pytest.raises(ValueError, match="zone"):
        client.ship(SHIPMENT, [1], AT.replace(tzinfo=None))


def test_many_ids_are_asked_for_by_hundreds() -> None:
    with marketplace(answers('{"success": 1, "data": {"shipments": []}}')) as (client, server):
        assert client.get([ShipmentId(str(number)) for number in range(1, 252)]) == ()
    assert [len(sent(each)["shipments"]) for each in server.received] == [100, 100, 51]


def test_nothing_is_asked_when_there_are_no_ids() -> None:
    with marketplace(DONE) as (client, server):
        assert client.get([]) == ()
    assert server.received == []


def test_ids_that_spoil_a_whole_call_are_left_out_and_the_rest_is_asked_again() -> None:
    refusal = answers('{"success": 0, "error": [{"message": "нет такого", "shipmentId": "2"}]}')
    found = answers('{"success": 1, "data": {"shipments": [{"shipmentId": "1", "items": []}]}}')
    with marketplace(refusal, found) as (client, server):
        assert [each.shipment_id for each in client.get([ShipmentId("1"), ShipmentId("2")])] == ["1"]
    assert sent(server.received[1])["shipments"] == ["1"]


def test_a_refused_read_that_names_nobody_is_a_refusal() -> None:
    with pytest.raises(Refused):
        read(answers('{"success": 0, "error": {"message": "нельзя"}}'))


def test_a_shipment_that_makes_no_sense_is_unreadable_by_its_path() -> None:
    with pytest.raises(Unreadable, match=r"data\.shipments\[0\]\.items\[0\]\.itemIndex"):
        read(answers('{"success": 1, "data": {"shipments": [{"shipmentId": "810200300", "items": [{}]}]}}'))


def test_shipments_that_nobody_asked_for_are_left_out() -> None:
    with marketplace(answers('{"success": 1, "data": {"shipments": [{"shipmentId": "5"}]}}')) as (client, _):
        assert client.get([SHIPMENT]) == ()


@pytest.mark.parametrize("status", [200, 400, 403])
def test_a_refusal_carries_the_remotes_words_and_its_problems(status: int) -> None:
    error = '[{"code": "E2", "message": "лот уже отменён", "shipmentId": "810200300", "itemIndex": "1"}]'
    with pytest.raises(Refused) as caught:
        confirm(answers(f'{{"success": 0, "error": {error}}}', status))
    assert caught.value.words.ru == "лот уже отменён"
    assert (caught.value.code, caught.value.where) == ("E2", "order/confirm")
    assert (caught.value.problems[0].lot, caught.value.problems[0].shipment_id) == (1, "810200300")


@pytest.mark.parametrize("error", [BAD_TOKEN, f"[{BAD_TOKEN}]"])
@pytest.mark.parametrize("status", [200, 400])
def test_a_refused_token_is_told_apart_and_masked(error: str, status: int) -> None:
    with pytest.raises(TokenRefused) as caught:
        confirm(answers(f'{{"success": 0, "error": {error}}}', status))
    assert TOKEN not in caught.value.sentence("ru")
    assert "невалидный" in caught.value.sentence("ru")


@pytest.mark.parametrize("token", ["", "токен", "two words", "\udcff"])
def test_a_token_that_cannot_be_one_is_never_sent(token: str) -> None:
    with ScriptedServer([DONE]) as server, Megamarket(server.url, MERCHANT, lambda: token) as client:
        with pytest.raises(TokenRefused):
            client.get([SHIPMENT])
        assert server.received == []


def test_a_new_token_is_used_at_the_next_call() -> None:
    tokens = iter(["old-token", "new-token"])
    with (
        ScriptedServer([DONE]) as server,
        Megamarket(server.url, MERCHANT, lambda: next(tokens)) as client,
    ):
        client.confirm(SHIPMENT, [lot()])
        client.confirm(SHIPMENT, [lot()])
    assert [json.loads(each.body)["data"]["token"] for each in server.received] == ["old-token", "new-token"]


def test_too_many_calls_are_certainly_not_processed() -> None:
    with pytest.raises(Unavailable) as caught:
        confirm(answers("slow down", 429, "text/plain", Retry_After="12"))
    assert caught.value.retry_after == 12.0


Act = Callable[..., None]


@pytest.mark.parametrize(("act", "error"), [(confirm, OutcomeUnknown), (read, Unavailable)])
@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
def test_a_failure_of_the_server_may_have_taken_effect(
    act: Act, error: type[RemoteError], status: int
) -> None:
    with pytest.raises(error):
        act(answers("<h1>Сервис недоступен</h1>", status, "text/html"))


@pytest.mark.parametrize(
    "script",
    [
        resets,
        half(b'{"success": 1, "data": {"result": 1}}'),
        answers(b'{"success": 1'),
        answers(b'{"success": 1, "data": "\xff"}'),
        answers(b"[" * 500 + b"]" * 500),
        answers(b"<html>200</html>", media_type="text/html"),
        answers(b"{}"),
        answers(b'{"success": 1, "data": {"result": 0}}'),
    ],
    ids=["reset", "half", "cut", "latin", "deep", "page", "no success", "denied result"],
)
def test_a_change_with_an_answer_that_makes_no_sense_has_an_unknown_outcome(script: Script) -> None:
    with pytest.raises(OutcomeUnknown):
        confirm(script)


@pytest.mark.parametrize(
    "script",
    [
        answers(b'{"success": 1'),
        answers(b'{"success": 1, "data": "\xff"}'),
        answers(b"[" * 500 + b"]" * 500),
        answers(b"{}"),
        answers(b'{"success": 1, "data": {"shipments": {"a": 1}}}'),
        answers(b'{"success": 1, "data": "text"}'),
    ],
    ids=["cut", "latin", "deep", "no success", "no list", "no object"],
)
def test_a_read_with_an_answer_that_makes_no_sense_is_unreadable(script: Script) -> None:
    with pytest.raises(Unreadable):
        read(script)


@pytest.mark.parametrize("status", [200, 404, 405])
def test_a_web_page_in_place_of_the_interface_means_a_wrong_address(status: int) -> None:
    with pytest.raises(AddressWrong):
        read(answers("<!DOCTYPE html><title>Кабинет</title>", status, "text/html"))


def label(*scripts: Script, limits: Limits | None = None) -> bytes:
    with marketplace(*scripts, limits=limits) as (client, _):
        return client.print_label(SHIPMENT, [Box(1, (1, 2)), Box(2, (3,))])


def told(document: str) -> Script:
    return answers(json.dumps({"success": 1, "meta": {}, "data": document}, ensure_ascii=False))


def test_a_label_is_asked_for_as_pdf_with_every_box_once() -> None:
    with marketplace(answers(b"%PDF-1.4 x", media_type="application/pdf")) as (client, server):
        client.print_label(SHIPMENT, [Box(1, (1, 2)), Box(2, (3,))])
    data = sent(server.received[0])
    assert data["printAsPdf"] is True
    assert data["shipments"][0]["boxCodes"] == ["15010*810200300*1", "15010*810200300*2"]
    assert [item["itemIndex"] for item in data["shipments"][0]["items"]] == [1, 2, 3]


# PHP writes a slash inside a JSON text with a backslash before it.
SLASHED = base64.b64encode(b"%PDF-1.4 ???>>>").decode().replace("/", "\\/")


@pytest.mark.parametrize(
    ("script", "document"),
    [
        (answers(b"%PDF-1.4 raw", media_type="application/json"), b"%PDF-1.4 raw"),
        (answers(base64.b64encode(b"%PDF-1.4 bare")), b"%PDF-1.4 bare"),
        (answers(f'"{SLASHED}"'), b"%PDF-1.4 ???>>>"),
        (told("<html>Этикетка</html>"), "<html>Этикетка</html>".encode()),
        (told(base64.b64encode(b"%PDF-1.4 in base64").decode()), b"%PDF-1.4 in base64"),
        (told("data:application/pdf;base64," + base64.b64encode(b"%PDF-1.4 url").decode()), b"%PDF-1.4 url"),
        (told(base64.encodebytes(b"%PDF-1.4 " + b"x" * 200).decode()), b"%PDF-1.4 " + b"x" * 200),
    ],
    ids=["raw", "bare base64", "quoted base64", "html", "base64", "data url", "base64 in lines"],
)
def test_a_label_is_recognised_by_what_it_is(script: Script, document: bytes) -> None:
    assert label(script) == document


@pytest.mark.parametrize(
    "document", ["", "not a label", base64.b64encode(b"GIF89a").decode(), {"pdf": "x"}, None]
)
def test_a_label_that_is_no_document_is_unreadable(document: str) -> None:
    with pytest.raises(Unreadable):
        label(told(document))


def test_a_refused_label_is_a_refusal() -> None:
    with pytest.raises(Refused, match="не упаковано"):
        label(answers('{"success": 0, "error": [{"message": "не упаковано"}]}'))


def test_a_label_beyond_its_limit_is_not_taken() -> None:
    with pytest.raises(Unreadable):
        label(answers(b"%PDF" + b"x" * 2000, media_type="application/pdf"), limits=Limits(label_bytes=1000))


def test_stock_is_set_by_three_hundred_offers() -> None:
    with marketplace(answers('{"success": 1, "data": {}}')) as (client, server):
        client.update_stock([StockLevel(f"SKU-{number}", number) for number in range(301)])
    assert server.received[0].target == "/api/merchantIntegration/v1/offerService/stock/update"
    first, second = (sent(received)["stocks"] for received in server.received)
    assert (len(first), second) == (300, [{"offerId": "SKU-300", "quantity": 300}])


def test_the_token_is_checked_with_an_empty_price_list() -> None:
    with marketplace(answers('{"success": 1, "data": {}}')) as (client, server):
        client.check_token()
    assert server.received[0].target == "/api/merchantIntegration/v1/offerService/manualPrice/save"
    assert sent(server.received[0]) == {"prices": []}


def test_a_complaint_about_the_empty_list_means_a_good_token() -> None:
    with marketplace(answers('{"success": 0, "error": {"message": "Список цен пуст"}}')) as (client, _):
        client.check_token()


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (answers(f'{{"success": 0, "error": {BAD_TOKEN}}}'), TokenRefused),
        (answers("forbidden", 403, "text/plain"), Refused),
        (answers("<html></html>", 200, "text/html"), AddressWrong),
        (answers("", 502), Unavailable),
    ],
)
def test_a_check_that_proves_nothing_fails(script: Script, error: type[RemoteError]) -> None:
    with marketplace(script) as (client, _), pytest.raises(error):
        client.check_token()


def test_one_line_is_logged_for_a_call_and_never_the_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    confirm(DONE)
    with pytest.raises(TokenRefused):
        confirm(answers(f'{{"success": 0, "error": {BAD_TOKEN}}}'))
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("mmdesk")]
    assert len(ours) == 2
    assert "call=order/confirm about=810200300 status=200" in ours[0]
    assert ours[0].endswith("request=r-5")
    assert TOKEN not in caplog.text
