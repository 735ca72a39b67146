"""What staff ask for in the CRM, as commands: the rules alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from mmdesk.domain.box import Box
from mmdesk.domain.crm_wish import CrmNews, CrmView, Wishes, WishRules, wishes
from mmdesk.domain.dsm import Dsm
from mmdesk.domain.intent import (
    Accept,
    AnswerCancel,
    CancelAnswer,
    Close,
    Confirm,
    LotResult,
    Pack,
    Reject,
    Ship,
)
from mmdesk.domain.scheme import Scheme
from mmdesk.domain.standard import Standard
from mmdesk.domain.standing import Standing
from tests.factory import NOW, delivery_lot, lot, standing

STANDARD, DSM = Standard(), Dsm()
SCHEMES = (STANDARD, DSM)
RULES = WishRules(
    confirmed="ok",
    pack="packed",
    ship="sent",
    close="done",
    reject_reasons={"none-left": "OUT_OF_STOCK"},
    default_reject_reason="OUT_OF_STOCK",
    close_reasons={"refused": "CANCEL_BY_CUSTOMER", "not-found": "HANDOVER_IMPOSSIBLE"},
)
CANCELING = frozenset({"none-left", "refused", "not-found", "other"})


def asked(
    scheme: Scheme,
    at: Standing,
    status: str = "",
    items: Mapping[int, str] | None = None,
    *,
    canceled: bool = False,
    boxes: Sequence[tuple[int, ...]] = (),
    rules: WishRules = RULES,
    changed: Sequence[int] | None = None,
) -> Wishes:
    """What follows from one save that set the order's status, if one is given, and these item statuses."""
    given = items or {}
    marked = frozenset(index for index, code in given.items() if code in CANCELING)
    view = CrmView(status or "new", canceled, given, marked, tuple(boxes))
    news = CrmNews(bool(status), frozenset(given if changed is None else changed))
    return wishes(scheme, at, view, news, rules, NOW)


def test_a_status_nobody_mapped_asks_for_nothing() -> None:
    assert asked(STANDARD, standing("NEW"), "assembling") == Wishes()


def test_what_has_not_changed_asks_for_nothing() -> None:
    view = CrmView("ok", is_canceled=False, items={1: "none-left"}, canceling=frozenset({1}))
    assert wishes(STANDARD, standing("NEW"), view, CrmNews(), RULES, NOW) == Wishes()


def test_an_order_that_is_over_is_left_alone() -> None:
    assert asked(STANDARD, standing("DELIVERED"), "ok", {1: "none-left"}) == Wishes()


def test_the_confirmation_status_confirms() -> None:
    assert asked(STANDARD, standing("NEW", "NEW"), "ok").plan == (Confirm((1, 2)),)
    assert asked(DSM, standing("NEW", "NEW"), "ok").plan == (Accept((1, 2)),)


def test_a_cancelled_position_is_refused_first_and_the_rest_confirmed() -> None:
    plan = asked(STANDARD, standing("NEW", "NEW"), "ok", {1: "new", 2: "none-left"}).plan
    assert plan == (Reject((2,), "OUT_OF_STOCK"), Confirm((1,)))


def test_there_is_one_call_for_each_reason() -> None:
    rules = replace(RULES, reject_reasons={"none-left": "OUT_OF_STOCK", "other": "INCORRECT_PRICE"})
    items = {1: "none-left", 2: "other", 3: "none-left"}
    plan = asked(STANDARD, standing("NEW", "NEW", "NEW", "NEW"), "ok", items, rules=rules).plan
    refused = (Reject((1, 3), "OUT_OF_STOCK"), Reject((2,), "INCORRECT_PRICE"))
    assert plan == (*refused, Confirm((4,)))


def test_a_position_cancelled_earlier_counts_when_the_order_is_confirmed() -> None:
    plan = asked(STANDARD, standing("NEW", "NEW"), "ok", {2: "none-left"}, changed=[]).plan
    assert plan == (Reject((2,), "OUT_OF_STOCK"), Confirm((1,)))


def test_when_every_position_is_cancelled_there_is_nothing_to_confirm() -> None:
    found = asked(STANDARD, standing("NEW"), "ok", {1: "none-left"})
    assert (found.plan, found.refusals) == ((Reject((1,), "OUT_OF_STOCK"),), ())


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("status", ["NEW", "PACKED"])
def test_a_cancelling_item_status_takes_effect_at_once(scheme: Scheme, status: str) -> None:
    assert asked(scheme, standing(status, status), "", {2: "other"}).plan == (Reject((2,), "OUT_OF_STOCK"),)


def test_an_item_status_set_before_is_not_refused_again_by_itself() -> None:
    assert asked(STANDARD, standing("NEW", "NEW"), "", {1: "new", 2: "other"}, changed=[1]).plan == ()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_cancelled_order_is_refused_whole(scheme: Scheme) -> None:
    plan = asked(scheme, standing("NEW", "NEW", delivery_lot()), "no", {1: "none-left"}, canceled=True).plan
    assert plan == (Reject((1, 2), "OUT_OF_STOCK"),)


def test_what_has_been_shipped_cannot_be_refused_and_says_so() -> None:
    found = asked(STANDARD, standing("SHIPPED"), "no", canceled=True)
    assert found.plan == ()
    assert "shipped" in str(found.refusals[0])


def test_one_lot_that_cannot_be_refused_keeps_no_other_from_it() -> None:
    found = asked(STANDARD, standing("SHIPPED", "NEW"), "", {1: "none-left", 2: "none-left"})
    assert found.plan == (Reject((2,), "OUT_OF_STOCK"),)
    assert len(found.refusals) == 1


def test_the_packing_status_confirms_and_packs_into_one_box() -> None:
    plan = asked(STANDARD, standing("NEW", "NEW"), "packed").plan
    assert plan == (Confirm((1, 2)), Pack((Box(1, (1, 2)),)))
    assert asked(STANDARD, standing("CONFIRMED"), "packed").plan == (Pack((Box(1, (1,)),)),)


def test_the_parcels_of_the_delivery_card_become_boxes() -> None:
    plan = asked(STANDARD, standing("CONFIRMED", "CONFIRMED"), "packed", boxes=[(2,), (1,)]).plan
    assert plan == (Pack((Box(1, (2,)), Box(2, (1,)))),)


@pytest.mark.parametrize("boxes", [[(1,)], [(1, 2), (2,)], [(1,), ()]])
def test_parcels_that_do_not_hold_every_lot_once_become_one_box(boxes: list[tuple[int, ...]]) -> None:
    plan = asked(STANDARD, standing("CONFIRMED", "CONFIRMED"), "packed", boxes=boxes).plan
    assert plan == (Pack((Box(1, (1, 2)),)),)


def test_a_cancelled_lot_is_left_out_of_its_parcel() -> None:
    at = standing("CONFIRMED", "CONFIRMED", "CONFIRMED")
    plan = asked(STANDARD, at, "packed", {2: "none-left"}, boxes=[(1, 2), (3,)]).plan
    assert plan == (Reject((2,), "OUT_OF_STOCK"), Pack((Box(1, (1,)), Box(2, (3,)))))


def test_dsm_packs_by_accepting_and_remembers_that_somebody_packed() -> None:
    found = asked(DSM, standing("NEW"), "packed")
    assert (found.plan, found.checked) == ((Accept((1,), checked=True),), True)
    found = asked(DSM, standing("PACKED"), "packed")
    assert (found.plan, found.checked) == ((), True)


def test_one_status_may_mean_confirmed_and_packed() -> None:
    both = replace(RULES, pack="ok")
    assert asked(DSM, standing("NEW"), "ok", rules=both).plan == (Accept((1,), checked=True),)
    assert asked(STANDARD, standing("NEW"), "ok", rules=both).plan == (Confirm((1,)), Pack((Box(1, (1,)),)))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_lot_without_its_marking_code_is_not_packed_from_the_crm(scheme: Scheme) -> None:
    found = asked(scheme, standing(lot(1, "CONFIRMED", needs_mark=True)), "packed")
    assert (found.plan, found.checked) == ((), False)
    assert "marking code" in str(found.refusals[0])


def test_what_cannot_be_confirmed_is_not_packed_either() -> None:
    found = asked(STANDARD, standing("NEW", "HELD_BY_CUSTOMS"), "packed")
    assert found.plan == ()
    assert len(found.refusals) == 1


def test_the_shipping_status_ships_what_is_packed() -> None:
    at = standing(lot(1, "PACKED", box=1))
    assert asked(STANDARD, at, "sent").plan == (Ship((1,), NOW),)


def test_an_order_with_a_lot_outside_boxes_does_not_leave() -> None:
    found = asked(STANDARD, standing("CONFIRMED"), "sent")
    assert found.plan == ()
    assert "in a box" in str(found.refusals[0])


def test_in_dsm_the_shipping_status_gives_the_order_to_the_courier() -> None:
    found = asked(DSM, standing("PACKED"), "sent")
    assert (found.plan, found.couriered) == ((), True)
    found = asked(DSM, standing("NEW"), "sent")
    assert not found.couriered
    assert found.refusals


def test_the_closing_status_closes_with_everything_handed_over() -> None:
    plan = asked(DSM, standing("PACKED", "PACKED"), "done").plan
    assert plan == (Close((LotResult(1, handed_over=True), LotResult(2, handed_over=True)), NOW),)


def test_a_courier_who_failed_in_part_closes_with_the_reason_of_each_lot() -> None:
    (close,) = asked(DSM, standing("PACKED", "PACKED"), "done", {2: "refused"}).plan
    assert isinstance(close, Close)
    assert close.result_of(2) == LotResult(2, handed_over=False, reason="CANCEL_BY_CUSTOMER")


def test_a_failed_hand_over_waits_for_the_close() -> None:
    assert asked(DSM, standing("PACKED", "PACKED"), "", {2: "refused"}) == Wishes()
    assert asked(DSM, standing("PACKED", "PACKED", couriered_at=NOW), "", {2: "none-left"}) == Wishes()


def test_an_order_cancelled_with_the_couriers_reasons_is_closed() -> None:
    at = standing("PACKED", "PACKED")
    (close,) = asked(DSM, at, "no", {1: "refused", 2: "not-found"}, canceled=True).plan
    assert isinstance(close, Close)
    assert [result.reason for result in close.results] == ["CANCEL_BY_CUSTOMER", "HANDOVER_IMPOSSIBLE"]


def test_who_gave_up_is_not_guessed() -> None:
    found = asked(DSM, standing("PACKED", couriered_at=NOW), "no", canceled=True)
    assert found.plan == ()
    assert "Map its item status to a reason" in str(found.refusals[0])
    found = asked(DSM, standing("PACKED", "PACKED"), "done", {1: "other"})
    assert found.plan == ()
    assert "lot 1" in str(found.refusals[0])


def test_a_close_of_what_is_not_assembled_is_refused() -> None:
    found = asked(DSM, standing("NEW"), "done")
    assert found.plan == ()
    assert found.refusals


def test_the_closing_status_may_belong_to_the_cancelling_group() -> None:
    (close,) = asked(DSM, standing("PACKED"), "done", {1: "refused"}, canceled=True).plan
    assert isinstance(close, Close)


def test_standard_orders_are_not_closed() -> None:
    assert asked(STANDARD, standing("SHIPPED"), "done") == Wishes()


@pytest.mark.parametrize("status", ["ok", "packed"])
def test_a_buyer_who_waits_for_an_answer_stops_confirming_and_packing_in_the_crm(status: str) -> None:
    at = standing(lot(1, cancel_requested=True), lot(2))
    found = asked(DSM, at, status)
    assert (found.plan, found.checked) == ((), False)
    assert "buyer asks to cancel lot 1" in found.refusals[0].en
    answered = asked(DSM, at, status, {1: "none-left"})
    assert [type(intent) for intent in answered.plan] == [AnswerCancel, Accept]


def test_cancelling_a_position_agrees_with_a_buyer_who_asked_for_it() -> None:
    at = standing(lot(1, "PACKED", cancel_requested=True), lot(2, "PACKED"))
    plan = asked(DSM, at, "", {1: "none-left", 2: "none-left"}).plan
    assert plan == (AnswerCancel((CancelAnswer(1, canceled=True),)), Reject((2,), "OUT_OF_STOCK"))


def test_the_buyers_own_wish_comes_before_the_couriers_reason_and_after_the_courier() -> None:
    granted = (AnswerCancel((CancelAnswer(1, canceled=True),)),)
    packed = standing(lot(1, "PACKED", cancel_requested=True), lot(2, "PACKED"))
    assert asked(DSM, packed, "", {1: "refused"}).plan == granted
    gone = replace(packed, couriered_at=NOW)
    assert asked(DSM, gone, "", {1: "none-left"}).plan == granted
    alone = standing(lot(1, "PACKED", cancel_requested=True), couriered_at=NOW)
    found = asked(DSM, alone, "no", canceled=True)
    assert (found.plan, found.refusals) == (granted, ())


def test_an_order_in_the_hands_of_another_delivery_service_is_not_handed_over() -> None:
    at = replace(standing("PACKED"), foreign_delivery=True)
    for status in ("sent", "done"):
        found = asked(DSM, at, status)
        assert (found.plan, found.couriered) == ((), False)
        assert "integrated delivery service" in str(found.refusals[0])


def test_a_second_save_of_the_same_wish_plans_nothing() -> None:
    at = standing("NEW", "NEW", pending=[Reject((2,), "OUT_OF_STOCK"), Confirm((1,))])
    assert asked(STANDARD, at, "ok", {2: "none-left"}) == Wishes()


def test_a_reason_of_the_other_scheme_is_named() -> None:
    rules = replace(RULES, reject_reasons={"none-left": "FRAUD_ORDER"})
    found = asked(DSM, standing("NEW"), "", {1: "none-left"}, rules=rules)
    assert found.plan == ()
    assert "no such reason" in str(found.refusals[0])
