"""S14, «ДСМ»: acceptance to hand-over, in full and in part, the buyer's cancellation, the merchant's."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mmdesk.services.desk import OrderRef
from tests.e2e.house import DSM, House
from tests.e2e.program import eventually

pytestmark = pytest.mark.e2e


def test_an_order_goes_from_webhook_to_the_buyer(house: House, tmp_path: Path) -> None:
    order, sheet = house.order(DSM, lots=2, paid_delivery=True, prepaid=False), tmp_path / "list.pdf"
    house.until_crm(order, "new", ["new"] * 2)
    house.program.done("orders", "confirm", order, "--wait", 20)
    assert house.market(order) == ["PACKED"] * 2
    house.program.done("orders", "packing-list", order, "--out", sheet)
    assert sheet.read_bytes().startswith(b"%PDF-")
    house.program.done("orders", "courier", order)
    house.program.done("orders", "close", order, "--wait", 20)
    assert set(all_lots(house, order)) == {"DELIVERED"}
    # RetailCRM itself calls the positions of a completed order sold.
    house.until_crm(order, "complete", ["saled"] * 2)


def test_a_buyer_who_changes_their_mind_is_answered_once(house: House) -> None:
    order = house.packed_order(DSM, lots=2)
    house.sandbox.buyer.cancel(order, [1])
    house.until_market(order, "CUSTOMER_CANCELED", "PACKED")
    house.until_crm(order, "assembling-complete", ["failure", "new"])
    assert house.remotes.times_done("cancelResult", order) == (1, 0)


def test_after_the_courier_left_a_person_answers_the_cancellation(house: House) -> None:
    order = house.packed_order(DSM, lots=2)
    house.people.send_with_courier(OrderRef(order))
    house.sandbox.buyer.cancel(order, [2])
    eventually(lambda: asked_lots(house, order) == [2], order)
    house.program.done("orders", "answer-cancel", order, "--lot", "2=no", "--wait", 20)
    assert house.remotes.times_done("cancelResult", order) == (0, 1)
    assert house.market(order) == ["PACKED"] * 2
    assert asked_lots(house, order) == []


def test_the_merchant_refuses_lots_each_for_its_reason(house: House) -> None:
    order = house.order(DSM, lots=3)
    house.until_crm(order, "new")
    reasons = ("--lot", "1=OUT_OF_STOCK", "--lot", "2=NOT_ACCEPTABLE")
    house.program.done("orders", "reject", order, *reasons, "--wait", 20)
    house.people.confirm(OrderRef(order))
    house.until_market(order, "MERCHANT_CANCELED", "MERCHANT_CANCELED", "PACKED")
    house.until_crm(order, "assembling-complete", ["out-of-stock", "out-of-stock", "new"])


def test_a_partial_hand_over_names_a_reason_for_what_came_back(house: House) -> None:
    order = house.packed_order(DSM, lots=3)
    house.people.send_with_courier(OrderRef(order))
    failed = ("--failed", "2=CANCEL_BY_CUSTOMER", "--failed", "3=HANDOVER_IMPOSSIBLE")
    house.program.done("orders", "close", order, *failed, "--wait", 20)
    assert house.market(order) == ["DELIVERED", "CUSTOMER_CANCELED", "MERCHANT_CANCELED"]
    house.until_crm(order, "complete", ["saled", "failure", "assembly-not-delivery"])


def test_the_delivery_lot_is_a_cost_and_never_a_position(house: House) -> None:
    order = house.order(DSM, lots=1, paid_delivery=True)
    house.until_crm(order, "new", ["new"])
    there = house.sandbox.retailcrm.order(f"mm-{order}")
    paid = [lot for lot in house.sandbox.megamarket.shipment(order).lots if lot.is_delivery]
    assert there["delivery"]["cost"] == paid[0].final_price


def test_a_lot_that_needs_a_marking_code_goes_out_with_it(house: House) -> None:
    order = house.order(DSM, lots=1, needs_mark=True)
    house.program.done("orders", "pack", order, "--mark", "1=0104600000000000215abc", "--wait", 20)
    assert house.market(order) == ["PACKED"]
    assert house.sandbox.megamarket.shipment(order).lots[0].digital_mark == "0104600000000000215abc"


def test_the_delivery_date_moves(house: House) -> None:
    order = house.order(DSM)
    house.program.done("orders", "move", order, "--date", "2030-05-06", "--wait", 20)
    assert house.remotes.times_done("move", order) == (1,)
    moved = house.sandbox.megamarket.shipment(order).lots[0].moved_to
    assert moved == datetime(2030, 5, 6, 9, tzinfo=UTC)


def all_lots(house: House, order: str) -> list[str]:
    return [lot.status for lot in house.sandbox.megamarket.shipment(order).lots]


def asked_lots(house: House, order: str) -> list[int]:
    known = house.known(order)
    return [line.lot.index for line in known.lots if line.lot.cancel_requested] if known else []
