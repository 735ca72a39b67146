"""What RetailCRM is answered when it calls the module."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import httpx
import pytest

from feed_server.listening import Limits
from mmdesk.domain.connection import CrmOff
from mmdesk.domain.label import Label, digest
from mmdesk.printing.pdfium import page_sizes
from mmdesk.sandbox.retailcrm_callbacks import ModuleCaller
from mmdesk.services import labels, lots, packing
from mmdesk.services.desk import Desk, OrderRef
from mmdesk.services.mirror import Mirror
from mmdesk.services.operators import Operator
from mmdesk.storage.connections import PathPurpose
from tests.factory import lot, shipment
from tests.feed_server.doorstep import CLIENT, CRM, FEED, NEW, Door, narrow
from tests.feed_server.stand import Shop, open_shop, running, wait_until

ANNA = Operator("Анна")
OFF = '{"active": false, "freeze": false}'
WISH = '{"entityType": "order", "type": "sticker", "deliveryIds": [["700100200"]]}'
ORDER = "700100200"
FORM = {"clientId": CLIENT, "print": WISH}


def show(door: Door, *statuses: str) -> None:
    lots_ = [lot(index, status, box=index) for index, status in enumerate(statuses, start=1)]
    Mirror(door.storage, door.clock).apply(door.connection, shipment(*lots_), door.clock.now())


def crm_off(door: Door) -> CrmOff:
    with door.storage.look() as work:
        return work.connections.get(door.connection.name).crm_off


def refusal(answer: httpx.Response) -> tuple[int, bool]:
    """Its status, and whether it is JSON that says so in words."""
    document = answer.json()
    is_told = document["success"] is False and len(document["errorMsg"]) > 10
    return answer.status_code, is_told and answer.headers["content-type"] == "application/json"


# Who may come in


@pytest.mark.parametrize("client_id", ["", "somebody else", f"{CLIENT}x"])
@pytest.mark.parametrize("action", ["activity", "delivery/print"])
def test_who_does_not_know_the_client_id_is_refused(door: Door, action: str, client_id: str) -> None:
    answer = door.callback(action, client_id=client_id, activity=OFF, print=WISH)
    assert refusal(answer) == (403, True)
    assert crm_off(door) == CrmOff.NO


def test_a_call_without_any_client_id_is_refused(door: Door) -> None:
    assert refusal(door.http.post(f"/{CRM}/crm/activity", data={"activity": OFF})) == (403, True)
    assert refusal(door.http.get(f"/{CRM}/crm/delivery/get?deliveryId=1")) == (403, True)


def test_the_login_of_the_webhooks_is_not_asked_of_the_crm(door: Door) -> None:
    door.put_setting("http.basic_auth", "megamarket")
    assert door.callback("activity", activity=OFF).status_code == 200


@pytest.mark.parametrize(
    ("path", "verb"), [("activity", "POST"), ("delivery/get", "GET"), ("delivery/print", "POST")]
)
def test_each_callback_has_its_verb(door: Door, path: str, verb: str) -> None:
    others = sorted({"GET", "HEAD", "POST", "PUT", "DELETE", "ODD"} - {verb})
    answers = [door.http.request(each, f"/{CRM}/crm/{path}") for each in others]
    assert {(answer.status_code, answer.headers["allow"]) for answer in answers} == {(405, verb)}


@pytest.mark.parametrize(
    "path",
    [
        f"/{NEW}/crm/activity",
        f"/{FEED}/crm/delivery/get",
        f"/{CRM}/order/new",
        f"/{CRM}/crm",
        f"/{CRM}/crm/settings",
        f"/{CRM}/crm/delivery",
        f"/{CRM}/crm/delivery/print/",
        f"/{CRM}/delivery/print",
    ],
)
def test_what_is_no_callback_is_just_not_found(door: Door, path: str) -> None:
    answers = [door.http.request(verb, path) for verb in ("GET", "POST")]
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, "Not Found")}


def test_the_prefix_that_a_proxy_leaves_in_is_accepted(door: Door) -> None:
    door.put_setting("http.prefix", "/mm")
    fields = {"clientId": CLIENT, "activity": OFF}
    paths = (f"/mm/{CRM}/crm/activity", f"/other/{CRM}/crm/activity")
    assert [door.http.post(path, data=fields).status_code for path in paths] == [200, 404]


# Activity


def test_activity_is_stored_before_it_is_answered(door: Door) -> None:
    answer = door.callback("activity", activity=OFF, systemUrl="https://shop.example.org")
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert crm_off(door) == CrmOff.INACTIVE
    assert answer.headers["content-length"] == str(len(answer.content))


@pytest.mark.parametrize("activity", ["", "active", "[]", '{"active": "perhaps"}', "[" * 200])
def test_activity_that_makes_no_sense_is_refused(door: Door, activity: str) -> None:
    assert refusal(door.callback("activity", activity=activity)) == (400, True)


# Where a delivery stands


def test_a_delivery_is_told_without_anything_personal(door: Door) -> None:
    show(door, "PACKED")
    answer = door.http.get(f"/{CRM}/crm/delivery/get", params={"clientId": CLIENT, "deliveryId": ORDER})
    status = {"code": "PACKED", "updatedAt": "2026-11-02T09:00:00+00:00"}
    assert answer.json() == {
        "success": True,
        "result": {"extraData": {"shipmentId": ORDER}, "status": status},
    }


@pytest.mark.parametrize("delivery_id", ["", "1", "%00", "x" * 5000])
def test_an_unknown_delivery_is_not_found_in_words(door: Door, delivery_id: str) -> None:
    answer = door.http.get(f"/{CRM}/crm/delivery/get?clientId={CLIENT}&deliveryId={delivery_id}")
    assert refusal(answer) == (404, True)


# Documents


def keep_label(door: Door, *, void: bool = False) -> bytes:
    pdf = b"%PDF-1.4 kept"
    with door.storage.work() as work:
        stored = work.shipments.find(door.connection.connection_id, ORDER)
        assert stored is not None
        made = (Label(1, f"4321*{ORDER}*1", pdf, digest(pdf), door.clock.now()),)
        work.labels.replace(stored.key, made, "pdf", door.clock.now())
        if void:
            work.labels.void(stored.key, door.clock.now())
        work.commit()
    return pdf


class ReadAnew:
    """Somebody reads the order from Megamarket while the label is waited for."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def wait(self, timeout: float) -> bool:
        self._door.clock.advance(timeout)
        show(self._door, "PACKED")
        return True


def test_a_label_goes_to_the_crm_and_into_no_cache(door: Door) -> None:
    show(door, "PACKED")
    pdf = keep_label(door)
    door.changes = ReadAnew(door)
    answer = door.callback("delivery/print", print=WISH)
    assert (answer.status_code, answer.content) == (200, pdf)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"


def test_a_label_that_cannot_be_had_is_refused_by_name_and_cure(door: Door) -> None:
    show(door, "PACKED")
    answer = door.callback("delivery/print", print=WISH)
    assert refusal(answer) == (400, True)
    assert ORDER in answer.json()["errorMsg"]
    assert "Повторите" in answer.json()["errorMsg"]


def test_an_order_that_is_not_packed_is_refused_by_name_and_cure(door: Door) -> None:
    show(door, "NEW")
    answer = door.callback("delivery/print", print=WISH)
    assert refusal(answer) == (400, True)
    assert ORDER in answer.json()["errorMsg"]
    assert "упакуйте" in answer.json()["errorMsg"]


def test_an_unknown_order_is_not_found_in_words(door: Door) -> None:
    answer = door.callback("delivery/print", print=WISH)
    assert refusal(answer) == (404, True)
    assert ORDER in answer.json()["errorMsg"]


def test_more_than_twenty_orders_are_refused(door: Door) -> None:
    wish = json.dumps({"deliveryIds": [str(number) for number in range(1, 22)]})
    assert refusal(door.callback("delivery/print", print=wish)) == (400, True)


class Held:
    """Nothing happens until it is let go."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self.waiting = threading.Semaphore(0)
        self.go = threading.Event()

    def wait(self, timeout: float) -> bool:
        self.waiting.release()
        assert self.go.wait(20)
        self._door.clock.advance(timeout)
        return False


def test_who_waits_for_labels_keeps_neither_webhooks_nor_other_calls_waiting(door: Door) -> None:
    show(door, "PACKED")
    held = Held(door)
    door.changes = held
    answers: list[int] = []
    threads = [
        threading.Thread(
            target=lambda: answers.append(door.callback("delivery/print", print=WISH).status_code)
        )
        for _ in range(3)
    ]
    try:
        for thread in threads:
            thread.start()
        for _ in threads:
            assert held.waiting.acquire(timeout=10)
        assert door.post(f"/{NEW}/order/new", b"{}").status_code == 200
        assert refusal(door.callback("delivery/print", print=WISH)) == (429, True)
    finally:
        held.go.set()
        for thread in threads:
            thread.join(20)
    assert answers == [400] * 3


class Endless:
    """Time stands still, and nothing happens."""

    def __init__(self) -> None:
        self.looks = 0

    def wait(self, timeout: float) -> bool:
        self.looks += 1
        threading.Event().wait(0.01)
        return False


def test_a_service_that_stops_does_not_wait_for_labels(door: Door) -> None:
    show(door, "PACKED")
    endless = Endless()
    door.changes = endless

    def call(port: int) -> None:
        with suppress(httpx.TransportError):
            httpx.post(f"http://127.0.0.1:{port}/{CRM}/crm/delivery/print", data=FORM, trust_env=False)

    with narrow(door, Limits()) as port:
        caller = threading.Thread(target=call, args=(port,))
        caller.start()
        wait_until(lambda: endless.looks > 0)
    caller.join(10)
    seen = endless.looks
    wait_until(lambda: not [each for each in threading.enumerate() if each.name.startswith("AnyIO")])
    assert endless.looks <= seen + 1


def test_labels_and_client_ids_are_not_logged(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    show(door, "PACKED")
    keep_label(door)
    door.changes = ReadAnew(door)
    with caplog.at_level(logging.DEBUG):
        assert door.callback("delivery/print", print=WISH).status_code == 200
        door.http.get(f"/{CRM}/crm/delivery/get", params={"clientId": CLIENT, "deliveryId": ORDER})
    ours = [
        record.getMessage() for record in caplog.records if record.name.startswith(("mmdesk", "feed_server"))
    ]
    assert ours
    assert not [line for line in ours if "PDF" in line or CLIENT in line or CRM in line]


# Bodies and the database


def test_a_form_over_the_limit_is_refused(door: Door) -> None:
    answer = door.callback("activity", activity=OFF, filler="x" * (1024 * 1024))
    assert refusal(answer) == (413, True)


@pytest.mark.parametrize("content", [b"&" * 200, b"a=1&" * 101], ids=["empty fields", "fields"])
def test_a_form_with_too_many_fields_is_refused(door: Door, content: bytes) -> None:
    assert refusal(door.post(f"/{CRM}/crm/activity", content)) == (400, True)


def test_a_full_disk_is_told_and_nothing_is_kept(door: Door) -> None:
    show(door, "PACKED")
    door.fill_the_disk()
    answers = [door.callback("activity", activity=OFF), door.callback("delivery/print", print=WISH)]
    assert [refusal(answer) for answer in answers] == [(503, True)] * 2
    assert crm_off(door) == CrmOff.NO
    state = door.http.get(f"/{CRM}/crm/delivery/get", params={"clientId": CLIENT, "deliveryId": ORDER})
    assert state.status_code == 200


def test_a_locked_database_is_told(door: Door) -> None:
    show(door, "PACKED")
    door.lose_patience()
    file = door.storage.engine.url.database
    assert file
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answers = [door.callback("activity", activity=OFF), door.callback("delivery/print", print=WISH)]
    assert [refusal(answer) for answer in answers] == [(503, True)] * 2
    assert crm_off(door) == CrmOff.NO
    assert door.callback("activity", activity=OFF).status_code == 200


# The whole way, as RetailCRM goes it


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path / "profile") as opened:
        opened.market.behave(pending_seconds=0)
        yield opened


def crm_of(shop: Shop) -> ModuleCaller:
    """RetailCRM, which was told of the module."""
    with shop.parts.storage.look() as work:
        client_id = work.connections.client_id(shop.connection.name)
    module = {
        "clientId": client_id,
        "baseUrl": f"{shop.url()}/{shop.key(PathPurpose.CRM)}",
        "actions": {"activity": "/crm/activity"},
        "integrations": {
            "delivery": {"actions": {"get": "/crm/delivery/get", "print": "/crm/delivery/print"}}
        },
    }
    return ModuleCaller(module, "https://shop.example.org")


def packed(shop: Shop, *boxes: list[int]) -> str:
    shipment_id = shop.market.buyer.place("standard", lots=sum(map(len, boxes)))
    wait_until(lambda: shop.knows(shipment_id))
    desk, order = Desk(shop.parts.storage, shop.parts.clock), OrderRef(shipment_id)
    lots.confirm(desk, order, ANNA)
    wait_until(lambda: set(shop.statuses(shipment_id)) == {"CONFIRMED"})
    packing.pack(desk, order, ANNA, boxes=boxes)
    wait_until(lambda: set(shop.statuses(shipment_id)) == {"PACKED"})
    return shipment_id


def test_staff_print_labels_in_the_crm_and_a_cancelled_lot_stops_them(shop: Shop) -> None:
    shop.put_setting("exchange.megamarket_seconds", "1")
    with running(shop):
        crm = crm_of(shop)
        one, two = packed(shop, [1]), packed(shop, [1], [2])
        answer = crm.print_labels([two, one], nested=True)
        assert (answer.status, answer.content_type) == (200, "application/pdf")
        assert len(page_sizes(answer.body)) == 3
        shop.market.cancel(two, [2])
        answer = crm.print_labels([one, two])
        assert answer.status == 400
        assert two in str(answer.document())
        assert "лот 2" in str(answer.document())
        assert crm.delivery(one).document()["result"]["status"]["code"] == "PACKED"  # type: ignore[index]  # JSON
    assert labels.fetched(shop.parts.storage, OrderRef(one)).boxes == 1


def test_the_crm_switches_the_module_off_and_megamarket_goes_on(shop: Shop) -> None:
    shop.put_setting("exchange.megamarket_seconds", "1")
    with running(shop):
        answer = crm_of(shop).activity(active=True, freeze=True)
        assert (answer.status, answer.document()) == (200, {"success": True})
        shipment_id = shop.market.buyer.place("standard", lots=1)
        wait_until(lambda: shop.knows(shipment_id))
    with shop.parts.storage.look() as work:
        assert work.connections.get(shop.connection.name).crm_off == CrmOff.FROZEN
