from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator

import pytest

from mmdesk.sandbox.server import Answer, Request, SandboxServer
from tests.sandbox.megamarket_stand import MERCHANT, Answered, Stand, open_stand

GOOD = Answer(body=b'{"success": 1, "meta": {}, "data": {}}')


class Receiver:
    """The merchant's end: keeps what arrives, answers as told and then with success."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answers: list[Answer] = []
        self.arrived = threading.Semaphore(0)

    def __call__(self, request: Request) -> Answer:
        self.requests.append(request)
        self.arrived.release()
        return self.answers.pop(0) if self.answers else GOOD

    def bodies(self, path: str = "") -> list[Answered]:
        return [json.loads(request.body)["data"] for request in self.requests if path in request.path]


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def stand(receiver: Receiver) -> Iterator[Stand]:
    with SandboxServer(receiver) as server, open_stand() as opened:
        for scheme in ("standard", "dsm", "pickup"):
            base = f"{server.url}/hook/{scheme}"
            opened.market.register_webhooks(scheme, f"{base}/new?key=1", f"{base}/cancel")
        yield opened


def delivered(stand: Stand) -> bool:
    return stand.market.webhooks.wait_until_delivered(5)


def test_a_standard_order_is_announced_with_its_label(stand: Stand, receiver: Receiver) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1", "SKU-1"])
    assert delivered(stand)
    (body,) = receiver.bodies("/hook/standard/new")
    (shipment,) = body["shipments"]
    assert (body["merchantId"], shipment["shipmentId"]) == (MERCHANT, shipment_id)
    assert [item["itemIndex"] for item in shipment["items"]] == ["1", "2"]
    assert "Маркировочный лист" in shipment["label"]["labelText"]
    assert shipment["confirmationDate"] == "2026-03-02T16:00:00+03:00"
    assert {"shipping", "delivery", "fulfillmentMethod"} <= set(shipment)
    assert receiver.requests[0].query_string == "key=1"


def test_a_dsm_order_is_announced_with_its_buyer_and_paid_delivery(stand: Stand, receiver: Receiver) -> None:
    stand.market.buyer.place("dsm", offers=["SKU-2"], paid_delivery=True, prepaid=True)
    assert delivered(stand)
    shipment = receiver.bodies("/hook/dsm/new")[0]["shipments"][0]
    goods, delivery = shipment["items"]
    assert shipment["handover"]["serviceScheme"] == "DELIVERY_BY_MERCHANT"
    assert isinstance(shipment["handover"]["deliveryId"], int)
    assert shipment["handover"]["depositedAmount"] == goods["finalPrice"] + delivery["finalPrice"]
    assert (delivery["offerId"], delivery["taxRate"]) == ("delivery", None)
    assert shipment["customer"]["address"]["geo"] == {"lat": "55.75", "lon": "37.61"}
    assert not {"label", "shipping", "fulfillmentMethod"} & set(shipment)


def test_an_order_to_be_collected_has_a_shop_and_no_window(stand: Stand, receiver: Receiver) -> None:
    stand.market.buyer.place("pickup", offers=["SKU-2"])
    assert delivered(stand)
    handover = receiver.bodies("/hook/pickup/new")[0]["shipments"][0]["handover"]
    assert (handover["outletId"], handover["deliveryInterval"]) == ("1234567", None)


@pytest.mark.parametrize("scheme", ["standard", "dsm"])
def test_a_cancellation_names_the_lots_and_no_reason(stand: Stand, receiver: Receiver, scheme: str) -> None:
    shipment_id = stand.market.buyer.place(scheme, offers=["SKU-1", "SKU-2"], paid_delivery=False)
    stand.market.cancel(shipment_id, [2])
    assert delivered(stand)
    (shipment,) = receiver.bodies(f"/hook/{scheme}/cancel")[0]["shipments"]
    assert shipment["items"] == [{"itemIndex": "2", "goodsId": "100000000002", "offerId": "SKU-2"}]
    assert ("fulfillmentMethod" in shipment) is (scheme == "standard")


@pytest.mark.parametrize(
    "answer",
    [Answer(500), Answer(200, b'{"success": 0}'), Answer(200, b"ok"), Answer(201, GOOD.body), Answer(302)],
)
def test_whatever_is_no_success_is_repeated_after_a_pause(
    stand: Stand, receiver: Receiver, answer: Answer
) -> None:
    receiver.answers.append(answer)
    stand.market.behave(webhook_pauses=[60])
    stand.market.buyer.place("standard", offers=["SKU-1"])
    assert receiver.arrived.acquire(timeout=5)
    assert not stand.market.webhooks.wait_until_delivered(0.1)
    stand.clock.move(seconds=60)
    assert delivered(stand)
    first, second = stand.market.webhooks.deliveries()
    assert [(first.attempt, first.success), (second.attempt, second.success)] == [(1, False), (2, True)]
    assert receiver.requests[0].body == receiver.requests[1].body


def test_an_answer_that_takes_too_long_is_a_failure(stand: Stand, receiver: Receiver) -> None:
    receiver.answers.append(Answer(delay=30))
    stand.market.behave(webhook_timeout=0.1, webhook_pauses=[0])
    stand.market.buyer.place("standard", offers=["SKU-1"])
    assert delivered(stand)
    assert [each.status for each in stand.market.webhooks.deliveries()] == [0, 200]


def test_the_marketplace_gives_up_after_the_last_pause(stand: Stand, receiver: Receiver) -> None:
    receiver.answers += [Answer(500)] * 3
    stand.market.behave(webhook_pauses=[0, 0])
    stand.market.buyer.place("standard", offers=["SKU-1"])
    assert delivered(stand)
    assert [each.success for each in stand.market.webhooks.deliveries()] == [False] * 3


def test_a_deliberate_copy_means_the_same_in_other_bytes(stand: Stand, receiver: Receiver) -> None:
    stand.market.behave(webhook_copies=2)
    stand.market.buyer.place("standard", offers=["SKU-1"])
    assert delivered(stand)
    first, second = receiver.requests
    assert json.loads(first.body) == json.loads(second.body)
    assert first.body != second.body


def test_an_old_order_can_be_announced_again(stand: Stand, receiver: Receiver) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.market.webhooks.repeat(shipment_id)
    assert delivered(stand)
    assert [body["shipments"][0]["shipmentId"] for body in receiver.bodies("/new")] == [shipment_id] * 2


def test_webhooks_can_be_lost_altogether(stand: Stand, receiver: Receiver) -> None:
    stand.market.behave(webhooks=False)
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    assert delivered(stand)
    assert receiver.requests == []
    assert stand.call("order/search", {})["data"]["shipments"] == [shipment_id]


def test_agreed_credentials_are_sent(stand: Stand, receiver: Receiver) -> None:
    stand.market.buyer.place("standard", offers=["SKU-1"])
    assert delivered(stand)
    url = stand.market.webhooks.deliveries()[0].url
    stand.market.register_webhooks("standard", url, url, login="shop", password="secret")
    stand.market.buyer.place("standard", offers=["SKU-1"])
    assert delivered(stand)
    plain, with_login = receiver.requests
    assert plain.header("authorization") == ""
    assert base64.b64decode(with_login.header("authorization").removeprefix("Basic ")) == b"shop:secret"


def test_merchants_hear_only_of_their_own_orders(stand: Stand, receiver: Receiver) -> None:
    stand.market.buyer.place("standard", merchant_id=4322)
    stand.market.buyer.place("standard", merchant_id=MERCHANT)
    assert delivered(stand)
    assert [body["merchantId"] for body in receiver.bodies()] == [MERCHANT]


def test_stopping_breaks_off_a_call_that_hangs(receiver: Receiver) -> None:
    receiver.answers.append(Answer(delay=3600))
    with SandboxServer(receiver) as server:
        with open_stand(webhook_timeout=3600) as stand:
            stand.market.register_webhooks("standard", f"{server.url}/new", f"{server.url}/cancel")
            stand.market.buyer.place("standard", offers=["SKU-1"])
            assert receiver.arrived.acquire(timeout=5)
        assert stand.market.webhooks.pending() == 1
