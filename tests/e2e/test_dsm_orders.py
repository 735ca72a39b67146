"""S14, «ДСМ»: acceptance to hand-over, and the merchant's refusal. The other endings are in rows/."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mmdesk.services.desk import OrderRef
from tests.e2e.house import DSM, House

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


def test_the_merchant_refuses_lots_each_for_its_reason(house: House) -> None:
    order = house.order(DSM, lots=3)
    house.until_crm(order, "new")
    reasons = ("--lot", "1=OUT_OF_STOCK", "--lot", "2=NOT_ACCEPTABLE")
    house.program.done("orders", "reject", order, *reasons, "--wait", 20)
    house.people.confirm(OrderRef(order))
    house.until_market(order, "MERCHANT_CANCELED", "MERCHANT_CANCELED", "PACKED")
    house.until_crm(order, "assembling-complete", ["out-of-stock", "out-of-stock", "new"])


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
