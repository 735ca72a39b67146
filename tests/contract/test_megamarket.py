from __future__ import annotations

import json
from datetime import timedelta

import pytest

from mmdesk.clients.errors import OutcomeUnknown, Refused, TokenRefused, Unavailable, Unreadable
from mmdesk.clients.http import Limits
from mmdesk.clients.megamarket import Megamarket
from mmdesk.clients.megamarket_requests import StockLevel
from mmdesk.clients.megamarket_wire import parse_order_cancel, parse_order_new
from mmdesk.domain.box import Box, Mark
from mmdesk.domain.intent import CancelAnswer, LotResult
from mmdesk.domain.shipment import ShipmentId
from mmdesk.sandbox.faults import Fault, FaultKind
from mmdesk.sandbox.run import DSM_MERCHANT, STANDARD_MERCHANT
from tests.clients.scripted import ScriptedServer, answers
from tests.contract.stand import Marketplace


def confirmed(marketplace: Marketplace, *, lots: int = 1, needs_mark: bool = False) -> ShipmentId:
    shipment_id = marketplace.place(lots=lots, needs_mark=needs_mark)
    marketplace.standard.confirm(shipment_id, marketplace.lots(shipment_id))
    marketplace.settle()
    return shipment_id


def packed(marketplace: Marketplace) -> ShipmentId:
    shipment_id = confirmed(marketplace, lots=3)
    marketplace.standard.pack(shipment_id, [Box(1, (1, 2)), Box(2, (3,))])
    marketplace.settle()
    return shipment_id


def test_a_new_shipment_is_found_and_read(marketplace: Marketplace) -> None:
    shipment_id = marketplace.place(lots=3)
    now = marketplace.clock.now()
    assert marketplace.standard.search(created_from=now - timedelta(hours=1), statuses=["NEW"]) == (
        shipment_id,
    )
    shipment = marketplace.read(shipment_id)
    assert [lot.index for lot in shipment.lots] == [1, 2, 3]
    assert shipment.status == "NEW"
    assert shipment.created_at == now
    assert shipment.deadlines.confirm_by == now + timedelta(hours=4)
    assert shipment.buyer.full_name
    assert json.loads(shipment.raw)["shipmentId"] == shipment_id


def test_lots_wait_while_megamarket_works_on_them(marketplace: Marketplace) -> None:
    shipment_id = marketplace.place()
    receipt = marketplace.standard.confirm(shipment_id, marketplace.lots(shipment_id))
    assert receipt.request_id
    assert marketplace.statuses(shipment_id) == ["PENDING_CONFIRMATION"]
    marketplace.settle()
    assert marketplace.statuses(shipment_id) == ["CONFIRMED"]


def test_the_standard_way_leads_from_new_to_shipped(marketplace: Marketplace) -> None:
    shipment_id = packed(marketplace)
    assert [lot.box_index for lot in marketplace.lots(shipment_id)] == [1, 1, 2]
    document = marketplace.standard.print_label(shipment_id, [Box(1, (1, 2)), Box(2, (3,))])
    assert document.startswith(b"%PDF")
    marketplace.standard.ship(shipment_id, [1, 2], marketplace.clock.now())
    marketplace.settle()
    assert set(marketplace.statuses(shipment_id)) == {"SHIPPED"}


def test_a_rejected_lot_is_cancelled_by_the_merchant(marketplace: Marketplace) -> None:
    shipment_id = marketplace.place(lots=2)
    marketplace.standard.reject(shipment_id, marketplace.lots(shipment_id)[:1], "OUT_OF_STOCK", "нет")
    marketplace.settle()
    first, second = marketplace.lots(shipment_id)
    assert (first.status, first.sub_status) == ("MERCHANT_CANCELED", "CONFIRMATION_REJECT")
    assert second.status == "NEW"


def test_a_lot_that_needs_a_mark_is_packed_with_it_only(marketplace: Marketplace) -> None:
    shipment_id = confirmed(marketplace, needs_mark=True)
    assert marketplace.lots(shipment_id)[0].needs_mark
    with pytest.raises(Refused):
        marketplace.standard.pack(shipment_id, [Box(1, (1,))])
    marketplace.standard.pack(shipment_id, [Box(1, (1,))], [Mark(1, "010460000000001721abc")])
    marketplace.settle()
    assert marketplace.statuses(shipment_id) == ["PACKED"]


def test_dsm_is_accepted_and_closed_lot_by_lot(marketplace: Marketplace) -> None:
    shipment_id = marketplace.place("dsm", lots=2)
    shipment = marketplace.read(shipment_id)
    assert shipment.service_scheme == "DELIVERY_BY_MERCHANT"
    assert [lot.is_delivery for lot in shipment.lots] == [False, False, True]
    marketplace.dsm.pack_without_boxes(shipment_id, shipment.lots)
    marketplace.settle()
    assert [lot.status for lot in marketplace.read(shipment_id).goods] == ["PACKED", "PACKED"]
    results = [
        LotResult(1, handed_over=True),
        LotResult(2, handed_over=False, reason="CANCEL_BY_CUSTOMER", comment="отказ у двери"),
        LotResult(3, handed_over=True),
    ]
    marketplace.dsm.close(shipment_id, results, marketplace.clock.now())
    marketplace.settle()
    assert marketplace.statuses(shipment_id) == ["DELIVERED", "CUSTOMER_CANCELED", "DELIVERED"]


def test_the_delivery_of_dsm_can_be_moved(marketplace: Marketplace) -> None:
    shipment_id = marketplace.place("dsm")
    wanted = marketplace.clock.now() + timedelta(days=6)
    marketplace.dsm.move(shipment_id, marketplace.lots(shipment_id), wanted)
    assert marketplace.simulator.effects("move", shipment_id, 1) == 1


def test_the_buyers_cancellation_of_dsm_waits_for_the_answer(marketplace: Marketplace) -> None:
    shipment_id = marketplace.place("dsm", lots=2)
    marketplace.simulator.cancel(shipment_id, [1, 2])
    marketplace.dsm.answer_cancel(
        shipment_id, [CancelAnswer(1, canceled=True), CancelAnswer(2, canceled=False)]
    )
    marketplace.settle()
    first, second, _ = marketplace.lots(shipment_id)
    assert (first.status, second.is_canceled) == ("CUSTOMER_CANCELED", False)


@pytest.mark.parametrize("errors", ["usual", "object", "list"])
def test_refusals_are_read_in_either_shape(marketplace: Marketplace, errors: str) -> None:
    marketplace.simulator.behave(errors=errors)
    shipment_id = marketplace.place()
    stranger = [marketplace.lots(shipment_id)[0]]
    with pytest.raises(Refused) as caught:
        marketplace.standard.confirm(ShipmentId("999999999"), stranger)
    assert caught.value.words.ru
    assert caught.value.problems[0].shipment_id == "999999999"
    with (
        Megamarket(marketplace.simulator.url, 15010, lambda: "00000000-dead-beef-0000-000000000000") as other,
        pytest.raises(TokenRefused) as refused,
    ):
        other.confirm(shipment_id, stranger)
    assert "dead-beef" not in str(refused.value)


def test_a_repeat_is_accepted_or_refused_by_the_remotes_mood(marketplace: Marketplace) -> None:
    shipment_id = confirmed(marketplace)
    lots = marketplace.lots(shipment_id)
    marketplace.standard.confirm(shipment_id, lots)
    marketplace.simulator.behave(repeats_are_errors=True)
    with pytest.raises(Refused):
        marketplace.standard.confirm(shipment_id, lots)
    assert marketplace.simulator.effects("confirm", shipment_id, 1) == 1


@pytest.mark.parametrize(
    ("sticker", "beginning"), [("as_asked", b"%PDF"), ("always_html", b"<"), ("pdf_in_json", b"%PDF")]
)
def test_a_label_is_taken_in_every_form(marketplace: Marketplace, sticker: str, beginning: bytes) -> None:
    shipment_id = packed(marketplace)
    marketplace.simulator.behave(sticker=sticker)
    document = marketplace.standard.print_label(shipment_id, [Box(1, (1, 2)), Box(2, (3,))])
    assert document.lstrip().startswith(beginning)


def test_there_is_no_label_before_packing(marketplace: Marketplace) -> None:
    shipment_id = confirmed(marketplace)
    with pytest.raises(Refused):
        marketplace.standard.print_label(shipment_id, [Box(1, (1,))])


def test_shapes_that_the_sources_disagree_on_read_the_same(marketplace: Marketplace) -> None:
    shipment_id = packed(marketplace)
    usual = marketplace.read(shipment_id)
    marketplace.simulator.behave(
        boxes_in_get="list", shipment_status=False, extra_fields=True, result_is_word=True
    )
    other = marketplace.read(shipment_id)
    assert other.lots == usual.lots
    assert (other.status, other.effective_status) == ("", usual.effective_status)
    assert "futureField" in other.raw
    marketplace.standard.ship(shipment_id, [1, 2], marketplace.clock.now())


@pytest.mark.parametrize("blank_form", ["no_status", "no_items", "absent"])
def test_a_shipment_of_a_moment_ago_may_be_blank(marketplace: Marketplace, blank_form: str) -> None:
    marketplace.simulator.behave(blank_for_seconds=60.0, blank_form=blank_form)
    shipment_id = marketplace.place()
    found = marketplace.standard.get([shipment_id])
    assert [each.effective_status for each in found] == ([] if blank_form == "absent" else [""])
    marketplace.clock.advance(61)
    assert marketplace.read(shipment_id).effective_status == "NEW"


@pytest.mark.parametrize("skips", [True, False])
def test_unknown_ids_are_absent_in_either_mood(marketplace: Marketplace, skips: bool) -> None:
    marketplace.simulator.behave(get_skips_unknown=skips)
    shipment_id = marketplace.place()
    found = marketplace.standard.get([ShipmentId("999999999"), shipment_id, ShipmentId("999999998")])
    assert [each.shipment_id for each in found] == [shipment_id]


def test_a_status_that_nobody_knows_is_kept(marketplace: Marketplace) -> None:
    shipment_id = marketplace.place()
    marketplace.simulator.force(shipment_id, "ON_THE_MOON", 1)
    assert marketplace.statuses(shipment_id) == ["ON_THE_MOON"]


def test_a_search_gives_no_more_than_its_count(marketplace: Marketplace) -> None:
    placed = []
    for _ in range(3):
        placed.append(marketplace.place())
        marketplace.clock.advance(1)
    assert list(marketplace.standard.search(count=2)) == placed[:2]


def test_the_token_is_checked_without_changing_anything(marketplace: Marketplace) -> None:
    marketplace.standard.check_token()
    assert marketplace.simulator.offers.prices(STANDARD_MERCHANT.merchant_id) == {}


def test_stock_levels_arrive(marketplace: Marketplace) -> None:
    marketplace.standard.update_stock([StockLevel("SKU-1", 12), StockLevel("SKU-2", 0)])
    stocks = marketplace.simulator.offers.stocks(STANDARD_MERCHANT.merchant_id)
    assert stocks == {"SKU-1": 12, "SKU-2": 0}


def test_a_token_that_died_is_told_by_the_check(marketplace: Marketplace) -> None:
    marketplace.simulator.faults.add(Fault(FaultKind.TOKEN))
    with pytest.raises(TokenRefused):
        marketplace.standard.check_token()


EFFECTIVE = [FaultKind.AFTER, FaultKind.LOST, FaultKind.GARBAGE, FaultKind.HALF]
INEFFECTIVE = [FaultKind.BEFORE, FaultKind.RESET, FaultKind.HTML]


@pytest.mark.parametrize(
    ("kind", "effects"), [*((kind, 1) for kind in EFFECTIVE), *((kind, 0) for kind in INEFFECTIVE)]
)
def test_after_a_lost_answer_only_reading_tells_whether_it_took_effect(
    marketplace: Marketplace, kind: FaultKind, effects: int
) -> None:
    shipment_id = marketplace.place()
    lots = marketplace.lots(shipment_id)
    marketplace.simulator.faults.add(Fault(kind, "order/confirm"))
    with pytest.raises(OutcomeUnknown):
        marketplace.standard.confirm(shipment_id, lots)
    assert marketplace.simulator.effects("confirm", shipment_id, 1) == effects
    assert (marketplace.statuses(shipment_id) != ["NEW"]) is bool(effects)


@pytest.mark.parametrize("kind", [*EFFECTIVE, *INEFFECTIVE])
def test_a_read_that_fails_can_simply_be_repeated(marketplace: Marketplace, kind: FaultKind) -> None:
    shipment_id = marketplace.place()
    marketplace.simulator.faults.add(Fault(kind, "order/get"))
    with pytest.raises((Unavailable, Unreadable)):
        marketplace.standard.get([shipment_id])
    assert marketplace.statuses(shipment_id) == ["NEW"]


def test_an_answer_slower_than_the_total_time_is_lost(marketplace: Marketplace) -> None:
    shipment_id = marketplace.place()
    lots = marketplace.lots(shipment_id)
    marketplace.simulator.faults.add(Fault(FaultKind.SLOW, "order/confirm", seconds=5.0))
    url, token = marketplace.simulator.url, STANDARD_MERCHANT.token
    with (
        Megamarket(url, 15010, lambda: token, limits=Limits(change=0.2)) as client,
        pytest.raises(OutcomeUnknown),
    ):
        client.confirm(shipment_id, lots)


def test_a_stopped_marketplace_is_unavailable(marketplace: Marketplace) -> None:
    shipment_id = marketplace.place()
    lots = marketplace.lots(shipment_id)
    marketplace.simulator.stop()
    with pytest.raises(Unavailable):
        marketplace.standard.confirm(shipment_id, lots)


@pytest.mark.parametrize("scheme", ["standard", "dsm"])
def test_what_megamarket_sends_to_us_is_understood(marketplace: Marketplace, scheme: str) -> None:
    merchant = DSM_MERCHANT if scheme == "dsm" else STANDARD_MERCHANT
    with ScriptedServer([answers('{"success": 1, "meta": {}, "data": {}}')]) as ours:
        marketplace.simulator.register_webhooks(
            scheme, f"{ours.url}/new", f"{ours.url}/cancel", merchant_id=merchant.merchant_id
        )
        shipment_id = marketplace.place(scheme, lots=2)
        ours.wait_for(1)
        marketplace.simulator.cancel(shipment_id, [2])
        ours.wait_for(2)
    new, cancel = ours.received
    (announcement,) = parse_order_new(new.body)
    assert (announcement.merchant_id, announcement.shipment_id) == (merchant.merchant_id, shipment_id)
    assert announcement.service_scheme == ("DELIVERY_BY_MERCHANT" if scheme == "dsm" else "")
    (notice,) = parse_order_cancel(cancel.body)
    assert (notice.merchant_id, notice.shipment_id, notice.lots) == (merchant.merchant_id, shipment_id, (2,))
