from __future__ import annotations

from collections.abc import Iterator

import pytest

from mmdesk.sandbox.faults import AFTER, BEFORE, LOST, REFUSE, Fault, FaultKind
from mmdesk.sandbox.faults import TOKEN as TOKEN_FAULT
from tests.sandbox.megamarket_stand import OTHER_TOKEN, TOKEN, Stand, open_stand

SEARCH = "/api/market/v1/orderService/order/search"


@pytest.fixture
def stand() -> Iterator[Stand]:
    with open_stand() as opened:
        yield opened


@pytest.mark.parametrize("token", ["", "nobody's"])
def test_an_unknown_token_is_quoted_in_the_refusal(stand: Stand, token: str) -> None:
    answer = stand.post("order/search", {}, token)
    assert (answer.status_code, answer.json()["success"]) == (200, 0)
    assert answer.json()["error"] == {"code": 0, "message": f"Авторизационный токен: {token} невалидный."}


@pytest.mark.parametrize(
    ("shape", "token_error", "other_error"),
    [("usual", dict, list), ("object", dict, dict), ("list", list, list)],
)
def test_the_shape_of_errors_is_a_switch(
    stand: Stand, shape: str, token_error: type, other_error: type
) -> None:
    stand.market.behave(errors=shape)
    assert type(stand.call("order/search", {}, "bad")["error"]) is token_error
    assert type(stand.call("order/get", {"shipments": ["1"]})["error"]) is other_error


@pytest.mark.parametrize("body", ["{", "[]", "\xff"])
def test_what_is_no_json_object_is_a_bad_request(stand: Stand, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    answer = stand.http.post(SEARCH, content=body.encode("latin-1"), headers=headers)
    assert (answer.status_code, answer.json()["success"]) == (400, 0)


@pytest.mark.parametrize(
    ("meta", "success"), [({}, 1), ([], 1), ({"source": "crm"}, 1), (None, 0), ("x", 0), ([1], 0)]
)
def test_meta_is_an_object_or_an_empty_list(stand: Stand, meta: object, success: int) -> None:
    answer = stand.http.post(SEARCH, json={"meta": meta, "data": {"token": TOKEN}})
    assert answer.json()["success"] == success


def test_every_call_is_a_post_of_json_to_a_known_path(stand: Stand) -> None:
    assert stand.http.get(SEARCH).status_code == 405
    assert stand.http.post(SEARCH, data={"a": "b"}).status_code == 415
    assert stand.http.post(SEARCH + "Engine", json={}).status_code == 404


def test_a_new_field_may_appear_in_every_object(stand: Stand) -> None:
    stand.market.behave(extra_fields=True)
    shown = stand.read(stand.market.buyer.place("standard", offers=["SKU-1"]))
    assert "futureField" in shown
    assert "futureField" in shown["items"][0]["goodsData"]


def test_the_result_may_be_a_word(stand: Stand) -> None:
    stand.market.behave(result_is_word=True)
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    assert stand.confirm(shipment_id, 1)["data"] == {"result": "OK"}


def test_the_journal_tells_what_was_applied_and_hides_the_token(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.confirm(shipment_id, 1)
    stand.confirm(shipment_id, 1)
    first, second = stand.market.calls("order/confirm")
    assert (first.effect, first.success, first.shipment_ids) == (True, True, (shipment_id,))
    assert (second.effect, second.success, second.answer_status) == (False, False, 200)
    assert TOKEN not in str(first)
    assert first.at == stand.clock.at


@pytest.mark.parametrize(("kind", "applied"), [(BEFORE, False), (AFTER, True)])
def test_a_server_error_may_hide_an_effect(stand: Stand, kind: FaultKind, applied: bool) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.market.faults.add(Fault(kind, "order/confirm", status=504))
    items = [{"itemIndex": 1, "offerId": "SKU-1"}]
    answer = stand.post("order/confirm", {"shipments": [{"shipmentId": shipment_id, "items": items}]})
    assert answer.status_code == 504
    assert [call.effect for call in stand.market.calls()] == [applied]
    assert stand.market.effects("confirm", shipment_id, 1) == int(applied)


def test_a_refusal_may_hide_an_effect(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.market.faults.add(Fault(AFTER, status=200))
    assert stand.confirm(shipment_id, 1)["success"] == 0
    assert stand.statuses(shipment_id) == ["PENDING_CONFIRMATION"]


def test_a_lost_answer_is_journalled_as_unsent(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.market.faults.add(Fault(LOST))
    with pytest.raises(Exception, match="disconnected"):
        stand.confirm(shipment_id, 1)
    (call,) = stand.market.calls()
    assert (call.effect, call.answer_status, call.success) == (True, 0, False)


def test_a_good_token_can_be_refused_for_once(stand: Stand) -> None:
    stand.market.faults.add(Fault(TOKEN_FAULT))
    assert TOKEN in stand.call("order/search", {})["error"]["message"]
    assert stand.call("order/search", {})["success"] == 1


def test_a_refusal_without_effect_names_the_shipment(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.market.faults.add(Fault(REFUSE, "order/confirm"))
    assert stand.confirm(shipment_id, 1)["error"][0]["shipmentId"] == shipment_id
    assert stand.statuses(shipment_id) == ["NEW"]


def test_a_call_that_names_no_shipment_can_be_refused_too(stand: Stand) -> None:
    stand.market.faults.add(Fault(REFUSE))
    assert [error["code"] for error in stand.call("order/search", {})["error"]] == ["REFUSED"]


def offer_call(stand: Stand, method: str, token: str = TOKEN, **data: object) -> int:
    body = {"meta": {}, "data": {"token": token, **data}}
    answer = stand.http.post(f"/api/merchantIntegration/v1/offerService/{method}", json=body)
    return int(answer.json()["success"])


def test_stocks_are_kept_per_merchant(stand: Stand) -> None:
    assert offer_call(stand, "stock/update", stocks=[{"offerId": "SKU-1", "quantity": 12}]) == 1
    assert offer_call(stand, "stock/update", OTHER_TOKEN, stocks=[{"offerId": "SKU-1", "quantity": 0}]) == 1
    assert stand.market.offers.stocks(4321) == {"SKU-1": 12}
    assert stand.market.offers.stocks(4322) == {"SKU-1": 0}


def test_a_deleted_price_gives_way_to_the_feed(stand: Stand) -> None:
    price = {"offerId": "SKU-1", "price": 500, "isDeleted": False}
    offer_call(stand, "manualPrice/save", prices=[price, {"offerId": "SKU-2", "price": 700}])
    offer_call(stand, "manualPrice/save", prices=[{**price, "isDeleted": True}])
    assert stand.market.offers.prices(4321) == {"SKU-2": 700}


def test_three_hundred_stocks_go_in_one_call(stand: Stand) -> None:
    stocks = [{"offerId": f"SKU-{place}", "quantity": place} for place in range(300)]
    assert offer_call(stand, "stock/update", stocks=stocks) == 1


@pytest.mark.parametrize(
    "stocks",
    [[], [{"offerId": "", "quantity": 1}], [{"offerId": "a", "quantity": -1}], [{"offerId": "a"}] * 301],
)
def test_mistaken_stocks_are_refused(stand: Stand, stocks: object) -> None:
    assert offer_call(stand, "stock/update", stocks=stocks) == 0
