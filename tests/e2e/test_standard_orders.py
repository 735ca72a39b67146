"""S14, «Стандарт»: confirm to ship, the buyer's cancellation, the merchant's."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from mmdesk.services.desk import OrderRef
from tests.e2e.house import House
from tests.e2e.program import eventually

pytestmark = pytest.mark.e2e


def test_an_order_goes_from_webhook_to_shipping(house: House, tmp_path: Path) -> None:
    order, label = house.order(lots=3), tmp_path / "label.pdf"
    house.until_crm(order, "new", ["new"] * 3)
    house.program.done("orders", "confirm", order, "--wait", 20)
    assert house.market(order) == ["CONFIRMED"] * 3
    house.program.done("orders", "pack", order, "--box", "1,3", "--box", "2", "--wait", 20)
    assert house.remotes.megamarket(order).boxes == 2
    house.program.done("orders", "label", order, "--out", label)
    assert pages_of(label) == 2
    house.program.done("orders", "ship", order, "--wait", 20)
    assert house.market(order) == ["SHIPPED"] * 3
    house.until_crm(order, "send-to-delivery", ["new"] * 3)


def test_without_boxes_all_lots_go_into_one(house: House) -> None:
    order = house.order(lots=2)
    house.people.confirm(OrderRef(order))
    house.program.done("orders", "pack", order, "--wait", 20)
    assert house.market(order) == ["PACKED"] * 2
    assert house.remotes.megamarket(order).boxes == 1


def test_a_buyers_cancellation_reaches_desk_and_crm(house: House) -> None:
    order = house.order(lots=2)
    house.until_crm(order, "new")
    house.sandbox.buyer.cancel(order, [1])
    house.until_crm(order, "new", ["failure", "new"])
    house.program.done("orders", "confirm", order, "--wait", 20)
    assert house.market(order) == ["CUSTOMER_CANCELED", "CONFIRMED"]
    house.sandbox.buyer.cancel(order)
    house.until_crm(order, "cancel-other", ["failure"] * 2)
    assert house.status(order) == "CUSTOMER_CANCELED"


def test_the_merchant_refuses_lots_each_for_its_reason(house: House) -> None:
    order = house.order(lots=3)
    house.until_crm(order, "new")
    reasons = ("--lot", "1=OUT_OF_STOCK", "--lot", "3=INCORRECT_PRICE")
    house.program.done("orders", "reject", order, *reasons, "--wait", 20)
    assert house.market(order) == ["MERCHANT_CANCELED", "NEW", "MERCHANT_CANCELED"]
    assert house.calls("order/reject", order) == 2
    house.until_crm(order, "new", ["out-of-stock", "new", "out-of-stock"])
    house.people.confirm(OrderRef(order))
    house.until_market(order, "MERCHANT_CANCELED", "CONFIRMED", "MERCHANT_CANCELED")


def test_all_lots_refused_cancels_the_order_in_the_crm(house: House) -> None:
    order = house.order(lots=2)
    house.until_crm(order, "new")
    house.people.reject(OrderRef(order), {1: "OUT_OF_STOCK", 2: "OUT_OF_STOCK"})
    house.until_crm(order, "no-product", ["out-of-stock"] * 2)
    assert house.calls("order/reject", order) == 1


def test_no_label_for_an_order_with_a_lot_cancelled_after_packing(house: House, tmp_path: Path) -> None:
    order, label = house.packed_order(lots=2), tmp_path / "label.pdf"
    house.sandbox.buyer.cancel(order, [2])
    refused = house.program.run("orders", "label", order, "--out", label)
    assert refused.code == 1
    assert "lot 2" in refused.err
    assert not label.exists()
    house.program.done("orders", "label", order, "--out", label, "--force")
    assert pages_of(label) == 1


def test_verbs_may_be_queued_ahead_of_megamarket(house: House) -> None:
    order = house.order(lots=2)
    house.people.confirm(OrderRef(order))
    house.people.pack(OrderRef(order))
    house.program.done("orders", "ship", order, "--wait", 20)
    assert house.market(order) == ["SHIPPED"] * 2


def test_one_refused_order_does_not_keep_the_others_from_being_confirmed(house: House) -> None:
    orders = [house.order() for _ in range(3)]
    ran = house.program.run("orders", "confirm", "404", *orders)
    assert ran.code == 1
    assert "404" in ran.err
    eventually(lambda: [house.market(order) for order in orders] == [["CONFIRMED"]] * 3)


def pages_of(file: Path) -> int:
    with pypdfium2.PdfDocument(file) as document:
        return len(document)
