from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.megamarket_stand import MERCHANT, Answered, Stand, open_stand


@pytest.fixture
def stand() -> Iterator[Stand]:
    with open_stand() as opened:
        yield opened


def refused(answer: Answered, code: str) -> bool:
    return answer["success"] == 0 and code in {error["code"] for error in answer["error"]}


def test_a_confirmation_is_processed_before_it_counts(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1", "SKU-1"])
    answer = stand.confirm(shipment_id, 1)
    assert (answer["success"], answer["data"]) == (1, {"result": 1})
    assert stand.statuses(shipment_id) == ["PENDING_CONFIRMATION", "NEW"]
    stand.clock.move(seconds=1)
    assert stand.statuses(shipment_id) == ["CONFIRMED", "NEW"]


def test_without_a_delay_a_confirmation_counts_at_once(stand: Stand) -> None:
    stand.market.behave(pending_seconds=0)
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.confirm(shipment_id, 1)
    assert stand.statuses(shipment_id) == ["CONFIRMED"]


def test_a_second_confirmation_is_refused_while_the_first_is_processed(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.confirm(shipment_id, 1)
    assert refused(stand.confirm(shipment_id, 1), "WRONG_STATUS")


@pytest.mark.parametrize(("strict", "success"), [(False, 1), (True, 0)])
def test_a_repeated_confirmation_changes_nothing(stand: Stand, strict: bool, success: int) -> None:
    stand.market.behave(repeats_are_errors=strict)
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.confirm(shipment_id, 1)
    stand.clock.move(seconds=1)
    assert stand.confirm(shipment_id, 1)["success"] == success
    assert stand.market.effects("confirm", shipment_id, 1) == 1


def test_one_bad_lot_spoils_the_whole_call(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1", "SKU-2"])
    answer = stand.confirm(shipment_id, 1, 2, 3)
    assert [(error["code"], error["itemIndex"]) for error in answer["error"]] == [
        ("WRONG_OFFER", "2"),
        ("LOT_NOT_FOUND", "3"),
    ]
    assert stand.statuses(shipment_id) == ["NEW", "NEW"]


def test_a_lot_named_twice_is_refused(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    assert refused(stand.confirm(shipment_id, 1, 1), "LOT_REPEATED")


def test_numbers_may_come_as_texts_and_texts_as_numbers(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    item = {"itemIndex": "1", "offerId": "SKU-1"}
    answer = stand.call("order/confirm", {"shipments": [{"shipmentId": int(shipment_id), "items": [item]}]})
    assert answer["success"] == 1


def test_a_dsm_confirmation_moves_the_delivery_and_keeps_the_status(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("dsm", offers=["SKU-1"], paid_delivery=False)
    item = {"itemIndex": 1, "offerId": "SKU-1", "shippingDate": "2026-03-09T12:00:00+03:00"}
    assert stand.about("order/confirm", shipment_id, item)["success"] == 1
    shown = stand.read(shipment_id)
    assert (shown["status"], shown["shipmentDateShift"]) == ("NEW", True)
    assert shown["deliveryDate"] == "2026-03-09T12:00:00+03:00"


def test_a_dsm_confirmation_needs_the_new_date(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("dsm", offers=["SKU-1"])
    assert refused(stand.confirm(shipment_id, 1), "BAD_REQUEST")


def reject(stand: Stand, shipment_id: str, reason: object) -> Answered:
    shipment = {"shipmentId": shipment_id, "items": [{"itemIndex": 1, "offerId": "SKU-1"}]}
    return stand.call("order/reject", {"shipments": [shipment], "reason": reason})


@pytest.mark.parametrize(
    ("scheme", "reason", "accepted"),
    [
        ("standard", "NOT_TIME_FOR_SHIPPING", True),
        ("standard", "NOT_TIME_FOR_DELIVERY", False),
        ("standard", "NOT_ACCEPTABLE", False),
        ("dsm", "NOT_ACCEPTABLE", True),
        ("dsm", "FRAUD_ORDER", False),
    ],
)
def test_each_scheme_has_its_own_reasons(stand: Stand, scheme: str, reason: str, accepted: bool) -> None:
    shipment_id = stand.market.buyer.place(scheme, offers=["SKU-1"])
    assert (reject(stand, shipment_id, {"type": reason})["success"] == 1) is accepted


def test_a_reason_is_an_object_or_absent(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    assert refused(reject(stand, shipment_id, "OUT_OF_STOCK"), "BAD_REQUEST")
    assert reject(stand, shipment_id, None)["success"] == 1


@pytest.mark.parametrize(
    ("status", "sub_status"),
    [
        ("NEW", "CONFIRMATION_REJECT"),
        ("CONFIRMED", "LATE_REJECT"),
        ("PACKED", "LATE_REJECT"),
        ("PACKING_EXPIRED", "LATE_REJECT"),
        ("SHIPPING_EXPIRED", "LATE_REJECT"),
    ],
)
def test_a_standard_lot_can_be_rejected_until_it_is_shipped(
    stand: Stand, status: str, sub_status: str
) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.market.force(shipment_id, status)
    assert reject(stand, shipment_id, {"type": "OUT_OF_STOCK"})["success"] == 1
    lot = stand.read(shipment_id)["items"][0]
    assert (lot["status"], lot["subStatus"]) == ("MERCHANT_CANCELED", sub_status)


@pytest.mark.parametrize("status", ["SHIPPED", "DELIVERED", "CUSTOMER_CANCELED", "PENDING_PACKING", "LOST"])
def test_a_rejection_can_come_too_late(stand: Stand, status: str) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.market.force(shipment_id, status)
    assert refused(reject(stand, shipment_id, {"type": "OUT_OF_STOCK"}), "WRONG_STATUS")


@pytest.mark.parametrize(("allowed", "success"), [(True, 1), (False, 0)])
def test_whether_a_packed_dsm_lot_can_be_rejected_is_a_switch(
    stand: Stand, allowed: bool, success: int
) -> None:
    stand.market.behave(reject_packed_dsm=allowed)
    shipment_id = stand.market.buyer.place("dsm", offers=["SKU-1"])
    stand.market.force(shipment_id, "PACKED")
    assert reject(stand, shipment_id, {"type": "OUT_OF_STOCK"})["success"] == success


def test_one_box_may_hold_several_lots(stand: Stand) -> None:
    shipment_id = stand.packed({1: 1, 2: 1, 3: 2})
    shown = stand.read(shipment_id)
    assert (shown["status"], shown["orderCode"]) == ("PACKED", "A-1")
    assert [item["boxIndex"] for item in shown["items"]] == ["1", "1", "2"]


def test_one_lot_may_take_several_boxes(stand: Stand) -> None:
    stand.market.behave(pending_seconds=0, boxes_in_get="list")
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.confirm(shipment_id, 1)
    boxes = [{"boxIndex": place, "boxCode": f"{MERCHANT}*A-1*{place}"} for place in (1, 2)]
    stand.about("order/packing", shipment_id, {"itemIndex": 1, "boxes": boxes}, orderCode="A-1")
    assert stand.read(shipment_id)["items"][0]["boxes"] == boxes


@pytest.mark.parametrize("code", ["", "Заказ-1", "A 1", "A*1"])
def test_packing_needs_an_order_code_of_latin_letters(stand: Stand, code: str) -> None:
    stand.market.behave(pending_seconds=0)
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.about("order/confirm", shipment_id, {"itemIndex": 1, "offerId": "SKU-1"})
    assert refused(stand.pack(shipment_id, {1: 1}, code), "ORDER_CODE")


def test_packing_keeps_the_order_code_of_the_confirmation(stand: Stand) -> None:
    stand.market.behave(pending_seconds=0)
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.confirm(shipment_id, 1)
    assert refused(stand.pack(shipment_id, {1: 1}, "B-2"), "ORDER_CODE")


def test_whether_the_order_code_may_change_is_a_switch(stand: Stand) -> None:
    stand.market.behave(pending_seconds=0, fixed_order_code=False)
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.confirm(shipment_id, 1)
    assert stand.pack(shipment_id, {1: 1}, "B-2")["success"] == 1
    assert stand.read(shipment_id)["orderCode"] == "B-2"


@pytest.mark.parametrize("box_code", ["4321*A-1*2", "4322*A-1*1", "4321A-11", ""])
def test_a_box_code_is_made_of_merchant_order_and_box(stand: Stand, box_code: str) -> None:
    stand.market.behave(pending_seconds=0)
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.confirm(shipment_id, 1)
    item = {"itemIndex": 1, "boxes": [{"boxIndex": 1, "boxCode": box_code}]}
    assert refused(stand.about("order/packing", shipment_id, item, orderCode="A-1"), "BOX_CODE")


def test_a_lot_that_was_not_confirmed_cannot_be_packed(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    assert refused(stand.pack(shipment_id, {1: 1}), "WRONG_STATUS")


@pytest.mark.parametrize("repeat_first", [True, False])
def test_packing_in_stages_may_repeat_what_is_packed(stand: Stand, repeat_first: bool) -> None:
    stand.market.behave(pending_seconds=0)
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1", "SKU-1"])
    stand.confirm(shipment_id, 1, 2)
    stand.pack(shipment_id, {1: 1})
    assert stand.pack(shipment_id, {1: 1, 2: 2} if repeat_first else {2: 2})["success"] == 1
    assert stand.statuses(shipment_id) == ["PACKED", "PACKED"]
    assert stand.market.effects("packing", shipment_id, 1) == 1


@pytest.mark.parametrize(("allowed", "success"), [(True, 1), (False, 0)])
def test_packing_into_other_boxes_is_a_switch(stand: Stand, allowed: bool, success: int) -> None:
    stand.market.behave(repacking=allowed)
    shipment_id = stand.packed({1: 1, 2: 2})
    assert stand.read(shipment_id)["shipmentIsChangeable"] is allowed
    assert stand.pack(shipment_id, {2: 1})["success"] == success


@pytest.mark.parametrize(("mark", "demanded", "success"), [("", True, 0), ("0104", True, 1), ("", False, 1)])
def test_marked_goods_are_packed_with_their_code(
    stand: Stand, mark: str, demanded: bool, success: int
) -> None:
    stand.market.behave(pending_seconds=0, needs_digital_mark=demanded)
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-3"])
    stand.confirm(shipment_id, 1, offer_id="SKU-3")
    item = {
        "itemIndex": 1,
        "boxes": [{"boxIndex": 1, "boxCode": f"{MERCHANT}*A-1*1"}],
        "digitalMark": mark,
    }
    assert stand.about("order/packing", shipment_id, item, orderCode="A-1")["success"] == success


def test_packing_is_the_acceptance_of_a_dsm_lot(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("dsm", offers=["SKU-1"], paid_delivery=False)
    assert stand.pack_dsm(shipment_id, 1)["success"] == 1
    assert stand.statuses(shipment_id) == ["PENDING_PACKING"]
    stand.clock.move(seconds=1)
    assert stand.statuses(shipment_id) == ["PACKED"]


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({"itemIndex": 1}, "QUANTITY"),
        ({"itemIndex": 1, "quantity": 2}, "QUANTITY"),
        ({"itemIndex": 1, "quantity": 1, "boxes": [{"boxIndex": 1, "boxCode": "4321*A-1*1"}]}, "BOXES"),
        ({"itemIndex": 2, "quantity": 1}, "DELIVERY_LOT"),
    ],
)
def test_dsm_packing_names_goods_one_by_one_without_boxes(stand: Stand, item: Answered, code: str) -> None:
    shipment_id = stand.market.buyer.place("dsm", offers=["SKU-1"], paid_delivery=True)
    assert refused(stand.about("order/packing", shipment_id, item, orderCode="A-1"), code)


@pytest.mark.parametrize(("follows", "statuses"), [(True, ["PACKED"] * 2), (False, ["PACKED", "NEW"])])
def test_the_delivery_line_may_follow_the_goods(stand: Stand, follows: bool, statuses: list[str]) -> None:
    stand.market.behave(pending_seconds=0, delivery_lot_follows=follows)
    shipment_id = stand.market.buyer.place("dsm", offers=["SKU-1"], paid_delivery=True)
    stand.pack_dsm(shipment_id, 1)
    assert stand.statuses(shipment_id) == statuses


def ship(stand: Stand, shipment_id: str, *boxes: int) -> Answered:
    named = [{"boxIndex": box, "boxCode": f"{MERCHANT}*A-1*{box}"} for box in boxes]
    shipment = {
        "shipmentId": shipment_id,
        "boxes": named,
        "shipping": {"shippingDate": "2026-03-02T18:00:00+03:00"},
    }
    return stand.call("order/shipping", {"shipments": [shipment]})


def test_handed_over_boxes_take_their_lots_along(stand: Stand) -> None:
    shipment_id = stand.packed({1: 1, 2: 2})
    assert ship(stand, shipment_id, 1)["success"] == 1
    assert stand.statuses(shipment_id) == ["PENDING_SHIPPING", "PACKED"]
    stand.clock.move(seconds=1)
    assert stand.statuses(shipment_id) == ["SHIPPED", "PACKED"]


def test_a_lot_is_not_torn_apart_at_the_handover(stand: Stand) -> None:
    stand.market.behave(pending_seconds=0)
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.confirm(shipment_id, 1)
    boxes = [{"boxIndex": place, "boxCode": f"{MERCHANT}*A-1*{place}"} for place in (1, 2)]
    stand.about("order/packing", shipment_id, {"itemIndex": 1, "boxes": boxes}, orderCode="A-1")
    assert refused(ship(stand, shipment_id, 1), "BOX_MISSING")
    assert ship(stand, shipment_id, 1, 2)["success"] == 1


def test_a_box_emptied_by_the_buyer_cannot_be_handed_over(stand: Stand) -> None:
    shipment_id = stand.packed({1: 1, 2: 2})
    stand.market.cancel(shipment_id, [2])
    assert refused(ship(stand, shipment_id, 1, 2), "BOX_CODE")
    assert ship(stand, shipment_id, 1)["success"] == 1


def test_a_box_is_handed_over_by_number_and_code(stand: Stand) -> None:
    shipment_id = stand.packed({1: 1})
    shipment = {
        "shipmentId": shipment_id,
        "boxes": [{"boxIndex": 2, "boxCode": f"{MERCHANT}*A-1*1"}],
        "shipping": {"shippingDate": "2026-03-02T18:00:00"},
    }
    assert refused(stand.call("order/shipping", {"shipments": [shipment]}), "BOX_CODE")


def test_an_unknown_box_cannot_be_handed_over(stand: Stand) -> None:
    assert refused(ship(stand, stand.packed({1: 1}), 2), "BOX_CODE")


def test_the_buyer_receives_what_was_shipped_when_so_switched(stand: Stand) -> None:
    stand.market.behave(deliver_after_seconds=60)
    shipment_id = stand.packed({1: 1})
    ship(stand, shipment_id, 1)
    stand.clock.move(seconds=62)
    assert stand.statuses(shipment_id) == ["DELIVERED"]


@pytest.mark.parametrize("method", ["order/shipping", "sticker/print"])
def test_standard_methods_refuse_dsm_shipments(stand: Stand, method: str) -> None:
    shipment_id = stand.market.buyer.place("dsm", offers=["SKU-1"])
    assert refused(stand.about(method, shipment_id, {"itemIndex": 1}, boxCodes=["x"]), "WRONG_SCHEME")


@pytest.mark.parametrize("method", ["order/close", "order/cancelResult"])
def test_own_delivery_methods_refuse_standard_shipments(stand: Stand, method: str) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    assert refused(stand.about(method, shipment_id, {"itemIndex": 1}), "WRONG_SCHEME")


def packed_dsm(stand: Stand, lots: int, *, paid_delivery: bool = False) -> str:
    shipment_id = stand.market.buyer.place("dsm", offers=["SKU-1"], lots=lots, paid_delivery=paid_delivery)
    stand.pack_dsm(shipment_id, *range(1, lots + 1))
    stand.clock.move(seconds=1)
    return shipment_id


def test_a_close_tells_the_fate_of_every_lot(stand: Stand) -> None:
    shipment_id = packed_dsm(stand, 3, paid_delivery=True)
    answer = stand.close(
        shipment_id,
        {"itemIndex": 1, "handoverResult": True, "reason": {"type": None, "comment": None}},
        {"itemIndex": 2, "handoverResult": False, "reason": {"type": "CANCEL_BY_CUSTOMER"}},
        {"itemIndex": 3, "handoverResult": "FALSE", "reason": {"type": "HANDOVER_IMPOSSIBLE"}},
        {"itemIndex": 4, "handoverResult": True},
    )
    assert answer["success"] == 1
    assert stand.statuses(shipment_id) == ["DELIVERED", "CUSTOMER_CANCELED", "MERCHANT_CANCELED", "DELIVERED"]


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ([{"itemIndex": 1, "handoverResult": True}], "LOT_MISSING"),
        ([{"itemIndex": 1, "handoverResult": False}], "BAD_REASON"),
        ([{"itemIndex": 1, "handoverResult": False, "reason": {"type": "OUT_OF_STOCK"}}], "BAD_REASON"),
    ],
)
def test_an_incomplete_close_is_refused(stand: Stand, items: list[Answered], code: str) -> None:
    shipment_id = packed_dsm(stand, 2)
    assert refused(stand.close(shipment_id, *items), code)
    assert stand.statuses(shipment_id) == ["PACKED", "PACKED"]


def test_a_close_needs_its_date_in_the_shipment_or_beside_it(stand: Stand) -> None:
    shipment_id = packed_dsm(stand, 1)
    shipment = {"shipmentId": shipment_id, "items": [{"itemIndex": 1, "handoverResult": True}]}
    assert refused(stand.call("order/close", {"shipments": [shipment]}), "BAD_REQUEST")
    dated = {"shipments": [shipment], "closeDate": "2026-03-05T12:00:00+03:00"}
    assert stand.call("order/close", dated)["success"] == 1


@pytest.mark.parametrize(("canceled", "status"), [(True, "CUSTOMER_CANCELED"), (False, "PACKED")])
def test_a_dsm_lot_is_cancelled_only_with_the_merchants_consent(
    stand: Stand, canceled: bool, status: str
) -> None:
    shipment_id = packed_dsm(stand, 1)
    stand.market.cancel(shipment_id, [1])
    assert stand.statuses(shipment_id) == ["PACKED"]
    item = {"itemIndex": "1", "canceled": canceled}
    assert stand.about("order/cancelResult", shipment_id, item)["success"] == 1
    assert stand.statuses(shipment_id) == [status]


def test_an_answered_cancellation_may_be_repeated(stand: Stand) -> None:
    shipment_id = packed_dsm(stand, 1)
    stand.market.cancel(shipment_id, [1])
    for _ in range(2):
        answer = stand.about("order/cancelResult", shipment_id, {"itemIndex": 1, "canceled": True})
        assert answer["success"] == 1
    assert stand.market.effects("cancelResult", shipment_id, 1) == 1


def test_a_cancellation_nobody_asked_for_is_refused(stand: Stand) -> None:
    shipment_id = packed_dsm(stand, 1)
    answer = stand.about("order/cancelResult", shipment_id, {"itemIndex": 1, "canceled": True})
    assert refused(answer, "NO_CANCELLATION")


def test_the_buyer_of_a_standard_lot_cancels_at_once(stand: Stand) -> None:
    shipment_id = stand.packed({1: 1, 2: 1})
    stand.market.cancel(shipment_id, [2])
    assert stand.statuses(shipment_id) == ["PACKED", "CUSTOMER_CANCELED"]


def test_a_cancellation_overtakes_a_confirmation_that_is_processed(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.confirm(shipment_id, 1)
    stand.market.cancel(shipment_id)
    stand.clock.move(minutes=1)
    assert stand.statuses(shipment_id) == ["CUSTOMER_CANCELED"]


def test_the_delivery_line_goes_with_the_last_of_the_goods(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("dsm", offers=["SKU-1"], paid_delivery=True)
    reject(stand, shipment_id, {"type": "OUT_OF_STOCK"})
    assert stand.statuses(shipment_id) == ["MERCHANT_CANCELED", "MERCHANT_CANCELED"]
