from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest

from tests.sandbox.megamarket_stand import OTHER_TOKEN, Answered, Stand, open_stand


@pytest.fixture
def stand() -> Iterator[Stand]:
    with open_stand() as opened:
        yield opened


def test_a_standard_shipment_is_read_with_its_names(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1", "SKU-3"])
    shown = stand.read(shipment_id)
    assert (shown["shipmentId"], shown["orderCode"], shown["customer"]) == (shipment_id, None, None)
    assert shown["serviceScheme"] == ""
    first, second = shown["items"]
    assert (first["itemIndex"], first["quantity"], first["boxIndex"]) == ("1", 1, None)
    assert first["goodsData"]["name"] == "Кружка"
    assert second["goodsData"]["isDigitalMarkRequired"] is True


def test_a_dsm_shipment_is_read_with_its_buyer(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("dsm", offers=["SKU-1"], paid_delivery=True, prepaid=True)
    shown = stand.read(shipment_id)
    assert shown["serviceScheme"] == "DELIVERY_BY_MERCHANT"
    assert shown["customer"]["phone"].startswith("7900000")
    assert shown["items"][-1]["goodsData"]["isDelivery"] is True
    assert shown["depositedAmount"] == sum(item["finalPrice"] for item in shown["items"])


def test_collection_by_the_buyer_is_a_third_scheme(stand: Stand) -> None:
    shown = stand.read(stand.market.buyer.place("pickup", offers=["SKU-1"]))
    assert shown["serviceScheme"] == "COLLECT_BY_CUSTOMER"


def test_the_least_advanced_lot_speaks_for_the_shipment(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1", "SKU-1", "SKU-1"])
    stand.market.force(shipment_id, "PACKED", lot=1)
    stand.market.force(shipment_id, "CUSTOMER_CANCELED", lot=2)
    stand.market.force(shipment_id, "CONFIRMED", lot=3)
    assert stand.read(shipment_id)["status"] == "CONFIRMED"


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("CUSTOMER_CANCELED", "CUSTOMER_CANCELED", "CUSTOMER_CANCELED"),
        ("CUSTOMER_CANCELED", "MERCHANT_CANCELED", "MERCHANT_CANCELED"),
        ("CUSTOMER_CANCELED", "DELIVERED", "DELIVERED"),
    ],
)
def test_a_finished_shipment_tells_how_it_ended(stand: Stand, first: str, second: str, whole: str) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1", "SKU-1"])
    stand.market.force(shipment_id, first, lot=1)
    stand.market.force(shipment_id, second, lot=2)
    assert stand.read(shipment_id)["status"] == whole


def test_the_shipment_may_have_no_status_of_its_own(stand: Stand) -> None:
    stand.market.behave(shipment_status=False)
    assert "status" not in stand.read(stand.market.buyer.place("standard"))


@pytest.mark.parametrize("lot", [None, 1])
def test_a_status_nobody_knows_can_be_shown(stand: Stand, lot: int | None) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.market.force(shipment_id, "TELEPORTED", lot)
    shown = stand.read(shipment_id)
    assert (shown["status"], shown["items"][0]["status"]) == ("TELEPORTED", "TELEPORTED")


def test_foreign_and_unknown_shipments_look_the_same(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    answers = [
        stand.call("order/get", {"shipments": [shipment_id]}, OTHER_TOKEN),
        stand.call("order/get", {"shipments": ["1"]}),
    ]
    assert [answer["error"][0]["code"] for answer in answers] == ["SHIPMENT_NOT_FOUND"] * 2


def test_unknown_shipments_may_be_passed_over(stand: Stand) -> None:
    stand.market.behave(get_skips_unknown=True)
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    answer = stand.call("order/get", {"shipments": ["1", shipment_id]})
    assert [shown["shipmentId"] for shown in answer["data"]["shipments"]] == [shipment_id]


@pytest.mark.parametrize(
    ("form", "shown"),
    [("no_status", (1, False, True)), ("no_items", (1, False, False)), ("absent", (0, False, False))],
)
def test_a_shipment_may_be_blank_at_first(stand: Stand, form: str, shown: tuple[int, bool, bool]) -> None:
    stand.market.behave(blank_for_seconds=60, blank_form=form)
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    found = stand.call("order/get", {"shipments": [shipment_id]})["data"]["shipments"]
    first = found[0] if found else {}
    assert (len(found), "status" in first, bool(first.get("items"))) == shown
    stand.clock.move(seconds=60)
    assert stand.statuses(shipment_id) == ["NEW"]


def search(stand: Stand, **filters: object) -> list[str]:
    found: list[str] = stand.call("order/search", filters)["data"]["shipments"]
    return found


@pytest.fixture
def three(stand: Stand) -> list[str]:
    """Shipments placed an hour apart, oldest first."""
    placed = []
    for _ in range(3):
        placed.append(stand.market.buyer.place("standard", offers=["SKU-1"]))
        stand.clock.move(hours=1)
    return placed


def test_a_search_without_filters_gives_ids_newest_last(stand: Stand, three: list[str]) -> None:
    assert search(stand) == three


def test_a_search_looks_at_the_time_of_creation(stand: Stand, three: list[str]) -> None:
    found = search(stand, dateFrom="2026-03-02T10:00:00Z", dateTo="2026-03-02T13:30:00+03:00")
    assert found == [three[1]]


def test_a_search_looks_at_the_status_of_any_lot(stand: Stand, three: list[str]) -> None:
    stand.market.force(three[2], "PACKED")
    assert search(stand, statuses=["PACKED", "SHIPPED"]) == [three[2]]


def test_count_cuts_off_the_newest(stand: Stand, three: list[str]) -> None:
    assert search(stand, count=2) == three[:2]
    stand.market.behave(search_count=1)
    assert search(stand) == three[:1]


def test_a_search_shows_nothing_of_other_merchants(stand: Stand, three: list[str]) -> None:
    answer = stand.call("order/search", {}, OTHER_TOKEN)
    assert answer["data"] == {"shipments": []}


@pytest.mark.parametrize("filters", [{"statuses": ["CANCELLED"]}, {"dateFrom": "yesterday"}, {"count": 0}])
def test_a_mistaken_filter_is_refused(stand: Stand, filters: Answered) -> None:
    assert stand.call("order/search", filters)["success"] == 0


def sticker_call(shipment_id: str, *boxes: int, pdf: bool = False) -> Answered:
    codes = [f"4321*A-1*{box}" for box in boxes]
    return {"printAsPdf": pdf, "shipments": [{"shipmentId": shipment_id, "boxCodes": codes}]}


def test_stickers_are_a_page_of_html(stand: Stand) -> None:
    shipment_id = stand.packed({1: 1, 2: 2})
    page = stand.call("sticker/print", sticker_call(shipment_id, 1, 2))["data"]
    assert page.count("Место ") == 2
    assert "4321*A-1*2" in page


def test_the_old_shape_of_the_request_prints_too(stand: Stand) -> None:
    wanted = {"shipmentId": stand.packed({1: 1}), "boxCodes": ["4321*A-1*1"]}
    assert "4321*A-1*1" in stand.call("sticker/print", wanted)["data"]


def test_a_pdf_is_the_whole_body(stand: Stand) -> None:
    answer = stand.post("sticker/print", sticker_call(stand.packed({1: 1}), 1, pdf=True))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_a_pdf_may_come_wrapped_or_not_at_all(stand: Stand) -> None:
    wanted = sticker_call(stand.packed({1: 1}), 1, pdf=True)
    stand.market.behave(sticker="pdf_in_json")
    assert base64.b64decode(stand.call("sticker/print", wanted)["data"]).startswith(b"%PDF-")
    stand.market.behave(sticker="always_html")
    assert stand.call("sticker/print", wanted)["data"].startswith("<!DOCTYPE html>")


def test_there_is_no_sticker_before_packing(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    assert stand.call("sticker/print", sticker_call(shipment_id, 1))["error"][0]["code"] == "NOT_PACKED"


def test_a_box_emptied_by_the_buyer_has_no_sticker_any_more(stand: Stand) -> None:
    shipment_id = stand.packed({1: 1, 2: 2})
    stand.market.cancel(shipment_id, [2])
    error = stand.call("sticker/print", sticker_call(shipment_id, 1, 2))["error"][0]
    assert (error["code"], error["boxCode"]) == ("BOX_CODE", "4321*A-1*2")


def test_a_lot_named_in_the_wrong_box_gets_no_sticker(stand: Stand) -> None:
    shipment_id = stand.packed({1: 1, 2: 2})
    wanted = sticker_call(shipment_id, 1)
    box = {"boxIndex": 2, "boxCode": "4321*A-1*2"}
    wanted["shipments"][0]["items"] = [{"itemIndex": 1, "quantity": 1, "boxes": [box]}]
    assert stand.call("sticker/print", wanted)["error"][0]["code"] == "BOX_CODE"
