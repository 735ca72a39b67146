from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.megamarket_stand import Answered, Stand, open_stand


@pytest.fixture
def stand() -> Iterator[Stand]:
    with open_stand(pending_seconds=0) as opened:
        yield opened


def ask(stand: Stand, method: str, door: str, wish: Answered | None = None) -> Answered:
    answer = stand.http.request(method, f"/_sandbox/{door}", json=wish)
    assert answer.status_code == 200, answer.text
    answered: Answered = answer.json()
    return answered


def place(stand: Stand, **wish: object) -> str:
    return str(ask(stand, "POST", "orders", wish)["shipment_id"])


def test_an_order_can_be_placed_from_another_process(stand: Stand) -> None:
    shipment_id = place(stand, scheme="dsm", offers=["SKU-1"], lots=2, paid_delivery=True, needs_mark=True)
    inner = ask(stand, "GET", f"shipments/{shipment_id}")
    assert (inner["scheme"], inner["status"], inner["merchant_id"]) == ("dsm", "NEW", 4321)
    assert [lot["offer"]["offer_id"] for lot in inner["lots"]] == ["SKU-1", "SKU-1", "delivery"]
    assert [lot["offer"]["needs_mark"] for lot in inner["lots"]] == [True, True, False]
    assert ask(stand, "GET", "shipments") == {"shipments": [shipment_id]}


def test_lots_can_be_cancelled_from_another_process(stand: Stand) -> None:
    shipment_id = place(stand, scheme="standard", offers=["SKU-1", "SKU-2"])
    ask(stand, "POST", "cancel", {"shipment_id": shipment_id, "lots": [2]})
    assert stand.statuses(shipment_id) == ["NEW", "CUSTOMER_CANCELED"]


def test_any_status_can_be_forced_from_another_process(stand: Stand) -> None:
    shipment_id = place(stand, scheme="standard", offers=["SKU-1", "SKU-2"])
    wish = {"shipment_id": shipment_id, "lot": 2, "status": "MERCHANT_CANCELED", "sub_status": "ODD"}
    ask(stand, "POST", "status", wish)
    assert stand.read(shipment_id)["items"][1]["subStatus"] == "ODD"


def test_the_journal_and_the_effects_can_be_read(stand: Stand) -> None:
    shipment_id = place(stand, scheme="standard", offers=["SKU-1"])
    stand.confirm(shipment_id, 1)
    told = ask(stand, "GET", "calls")
    (call,) = told["calls"]
    assert (call["path"][-13:], call["shipment_ids"], call["effect"]) == (
        "order/confirm",
        [shipment_id],
        True,
    )
    assert "token" not in call["body"]["data"]
    assert told["effects"] == {"confirm": {f"{shipment_id}#1": 1}}


def test_faults_can_be_planned_and_taken_back(stand: Stand) -> None:
    ask(stand, "POST", "faults", {"kind": "html", "path_contains": "search", "times": 2})
    assert stand.post("order/search", {}).status_code == 503
    (left,) = stand.http.get("/_sandbox/faults").json()
    assert (left["kind"], left["times"]) == ("html", 1)
    ask(stand, "DELETE", "faults")
    assert stand.post("order/search", {}).status_code == 200


def test_switches_can_be_set_and_read(stand: Stand) -> None:
    wish = {"pending_seconds": 5, "errors": "object", "webhook_pauses": [1, 2]}
    ask(stand, "POST", "behaviour", wish)
    shown = ask(stand, "GET", "behaviour")
    assert {name: shown[name] for name in wish} == wish


def test_webhooks_can_be_pointed_somewhere(stand: Stand) -> None:
    url = f"{stand.market.url}/_sandbox/nowhere"
    ask(stand, "POST", "webhooks", {"scheme": "standard", "new_url": url, "cancel_url": url})
    stand.market.behave(webhook_pauses=[])
    shipment_id = place(stand, scheme="standard")
    assert stand.market.webhooks.wait_until_delivered(5)
    told = ask(stand, "GET", "webhooks")["deliveries"][0]
    assert (told["shipment_id"], told["status"], told["url"]) == (shipment_id, 404, url)


def test_set_stocks_can_be_read(stand: Stand) -> None:
    stand.market.offers.update_stocks(
        stand.market.market.merchants[4321], {"stocks": [{"offerId": "SKU-1", "quantity": 3}]}
    )
    assert ask(stand, "GET", "offers")["4321"] == {"stocks": {"SKU-1": 3}, "prices": {}}


@pytest.mark.parametrize(
    ("door", "wish"),
    [
        ("orders", {"scheme": "post"}),
        ("orders", {}),
        ("orders", {"scheme": "dsm", "lots": "2"}),
        ("orders", {"scheme": "dsm", "colour": "red"}),
        ("orders", {"scheme": "dsm", "merchant_id": 1}),
        ("cancel", {"shipment_id": "1", "lots": [1]}),
        ("status", {"shipment_id": "1", "status": "NEW"}),
        ("faults", {"kind": "flood"}),
        ("faults", {"kind": "before", "time": 3}),
        ("behaviour", {"mood": "good"}),
        ("behaviour", {"pending_seconds": True}),
        ("behaviour", {"errors": "tuple"}),
        ("behaviour", {"needs_digital_mark": 1}),
        ("webhooks", {"scheme": "dsm", "new_url": "http://127.0.0.1/"}),
        ("webhooks", {"scheme": "dsm", "new_url": "x", "cancel_url": "y", "merchant_id": 1}),
    ],
)
def test_a_mistaken_wish_is_explained(stand: Stand, door: str, wish: Answered) -> None:
    answer = stand.http.post(f"/_sandbox/{door}", json=wish)
    assert (answer.status_code, list(answer.json())) == (400, ["error"])


def test_an_unknown_door_is_told_so(stand: Stand) -> None:
    assert stand.http.get("/_sandbox/cellar").status_code == 404
