"""The buyer gives up: at the desk, in RetailCRM and towards Megamarket."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mmdesk.demo.people import DESK
from mmdesk.services import lots
from mmdesk.services.desk import OrderRef
from tests.e2e.house import DSM, STANDARD, House
from tests.e2e.program import eventually

pytestmark = pytest.mark.e2e

LATER = timedelta(minutes=5)
"""The longest undo window: until it closes a command waits."""

NOT_CANCELING = {
    STANDARD: {"lot.cancel.CUSTOMER_CANCELED": "confirming", "reject.reason.completed": "OUT_OF_STOCK"},
    DSM: {"lot.cancel.CUSTOMER_CANCELED": "confirming", "close.reason.completed": "HANDOVER_IMPOSSIBLE"},
}
"""Item statuses that stay where a cancelling one is wanted."""


@pytest.mark.row("F3")
def test_a_cancellation_by_webhook_reaches_desk_and_retailcrm(house: House, scheme: str) -> None:
    order = house.order_in_crm(scheme, lots=2)
    polls = len(house.sandbox.megamarket.calls("order/search"))
    house.sandbox.buyer.cancel(order, [1])
    house.until_crm(order, "new", ["failure", "new"])
    assert len(house.sandbox.megamarket.calls("order/search")) == polls
    assert house.market(order) == ["CUSTOMER_CANCELED", "NEW"]
    assert lot_statuses(house, order) == ["CUSTOMER_CANCELED", "NEW"]
    assert "lot 1: cancelled by the buyer" in house.program.done("orders", "show", order).out


@pytest.mark.row("F3")
def test_a_cancellation_is_found_by_polling_alone(house: House, scheme: str) -> None:
    order = house.order_in_crm(scheme, lots=2)
    with house.no_webhooks():
        # Where Megamarket waits for an answer, polling shows the end alone.
        house.sandbox.megamarket.force(order, "CUSTOMER_CANCELED", 2)
        house.exchange()
    house.until_crm(order, "new", ["new", "failure"])
    assert lot_statuses(house, order) == ["NEW", "CUSTOMER_CANCELED"]


@pytest.mark.row("F3")
def test_a_cancellation_withdraws_what_waits_for_the_lot(house: House, scheme: str) -> None:
    order = house.order_in_crm(scheme)
    lots.confirm(house.desk, OrderRef(order), DESK, undo=LATER)
    house.sandbox.buyer.cancel(order)
    house.until_crm(order, "cancel-other", ["failure"])
    house.until_idle(order)
    assert house.program.read("orders", "show", order)["pending"] == []
    assert house.market(order) == ["CUSTOMER_CANCELED"]
    assert (house.calls("order/confirm", order), house.calls("order/packing", order)) == (0, 0)


@pytest.mark.row("F3", scheme=DSM)
def test_before_the_hand_over_the_buyer_is_answered_once_by_itself(house: House) -> None:
    order = house.packed_order(DSM, lots=2)
    house.sandbox.buyer.cancel(order, [1])
    house.until_market(order, "CUSTOMER_CANCELED", "PACKED")
    house.until_crm(order, "assembling-complete", ["failure", "new"])
    house.sandbox.megamarket.webhooks.repeat(order)
    assert house.sandbox.megamarket.webhooks.wait_until_delivered(10)
    eventually(lambda: house.overview().inbox_waiting == 0)
    assert house.remotes.times_done("cancelResult", order) == (1, 0)


@pytest.mark.row("F3", scheme=DSM)
def test_after_the_courier_left_a_person_answers(house: House) -> None:
    order = house.packed_order(DSM, lots=2)
    house.people.send_with_courier(OrderRef(order))
    house.sandbox.buyer.cancel(order, [2])
    eventually(lambda: asked_lots(house, order) == [2], order)
    assert house.remotes.times_done("cancelResult", order) == (0, 0)
    house.program.done("orders", "answer-cancel", order, "--lot", "2=no", "--wait", 20)
    assert house.remotes.times_done("cancelResult", order) == (0, 1)
    assert house.market(order) == ["PACKED"] * 2
    assert asked_lots(house, order) == []


@pytest.mark.row("F3", scheme=DSM)
def test_where_the_shop_wants_to_be_asked_retailcrm_tells_and_staff_answer_there(house: House) -> None:
    order = house.order_in_crm(DSM, lots=2)
    with house.settings(DSM, {"cancel.accept": "ask"}):
        house.sandbox.buyer.cancel(order, [1])
        eventually(lambda: "Покупатель просит отменить лот 1:" in notice(house, order), order)
        assert asked_lots(house, order) == [1]
        assert house.remotes.times_done("cancelResult", order) == (0, 0)
        house.staff_decide(order, lot1="failure")
        house.until_market(order, "CUSTOMER_CANCELED", "NEW")
    assert house.remotes.times_done("cancelResult", order) == (1, 0)
    eventually(lambda: not notice(house, order), order)


@pytest.mark.row("S9")
def test_each_kind_of_cancellation_has_its_item_status_and_the_longer_key_wins(
    house: House, scheme: str
) -> None:
    order = house.order_in_crm(scheme, lots=4)
    house.people.reject(OrderRef(order), {1: "OUT_OF_STOCK"})
    house.until_crm(order, "new", ["out-of-stock", "new", "new", "new"])
    house.sandbox.buyer.cancel(order, [2])
    house.sandbox.megamarket.force(order, "MERCHANT_CANCELED", 3, "PACKING_EXPIRED")
    house.exchange()
    house.until_crm(order, "new", ["out-of-stock", "failure", "assembly-not-delivery", "new"])


@pytest.mark.row("S9")
def test_what_staff_have_cancelled_is_not_written_over(house: House, scheme: str) -> None:
    order = house.order_in_crm(scheme, lots=2)
    house.staff_decide(order, lot1="product-is-damaged")
    house.until_market(order, "MERCHANT_CANCELED", "NEW")
    eventually(lambda: lot_statuses(house, order) == ["MERCHANT_CANCELED", "NEW"], order)
    house.until_idle(order)
    house.until_crm(order, "new", ["product-is-damaged", "new"])


@pytest.mark.row("S11")
def test_an_item_status_that_cancels_nothing_is_red_and_is_not_written(house: House, scheme: str) -> None:
    with house.settings(scheme, NOT_CANCELING[scheme]):
        ran = house.program.run("connection", "check", scheme, "--json")
        (red,) = [check for check in ran.document["checks"] if not check["ok"]]
        assert (ran.code, red["code"]) == (1, "map.item")
        assert all(key in red["message"] for key in NOT_CANCELING[scheme])
        order = house.order_in_crm(scheme, lots=2)
        house.sandbox.buyer.cancel(order, [1])
        eventually(lambda: lot_statuses(house, order) == ["CUSTOMER_CANCELED", "NEW"], order)
        house.until_idle(order)
    assert "lot 1: item status in RetailCRM left alone" in house.program.done("orders", "show", order).out
    assert house.remotes.retailcrm(order).items == ("new", "new")


def lot_statuses(house: House, order: str) -> list[str]:
    """What the desk sees."""
    known = house.known(order)
    return [line.lot.status for line in known.lots] if known else []


def asked_lots(house: House, order: str) -> list[int]:
    known = house.known(order)
    return [line.lot.index for line in known.lots if line.lot.cancel_requested] if known else []


def notice(house: House, order: str) -> str:
    """What staff read above the order in RetailCRM."""
    fields = house.crm_order(order)["customFields"]
    return str(fields.get("mm_notice") or "") if isinstance(fields, dict) else ""
