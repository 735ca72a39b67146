from __future__ import annotations

import pytest

from mmdesk.domain.box import Box, Mark, PackingRefused
from mmdesk.domain.deadline import DeadlineKind, Deadlines
from mmdesk.domain.intent import AnswerCancel, CancelAnswer, Confirm, FetchLabel, Pack, Reject, Ship
from mmdesk.domain.standard import Standard
from mmdesk.domain.standing import DecidedOtherwise, NotAllowed, RowState, UnknownLot, WrongReason
from tests.factory import NOW, delivery_lot, lot, pending_command, shipment, standing

SCHEME = Standard()


@pytest.mark.parametrize(
    ("service_scheme", "fits"),
    [("", True), ("ANYTHING", True), ("DELIVERY_BY_MERCHANT", False), ("COLLECT_BY_CUSTOMER", False)],
)
def test_everything_that_nobody_else_delivers_is_standard(service_scheme: str, fits: bool) -> None:
    assert SCHEME.fits(service_scheme) is fits


def test_only_the_new_lots_are_confirmed() -> None:
    at = standing("NEW", "CONFIRMED", "CUSTOMER_CANCELED", "NEW")
    assert SCHEME.confirm(at) == (Confirm((1, 4)),)


def test_lots_are_confirmed_by_name_each_once() -> None:
    assert SCHEME.confirm(standing("NEW", "NEW", "NEW"), (3, 1, 3)) == (Confirm((3, 1)),)


def test_a_cancelled_lot_is_not_confirmed_by_name() -> None:
    with pytest.raises(NotAllowed, match="lot 2 \\(cancelled by the buyer\\)"):
        SCHEME.confirm(standing("NEW", "CUSTOMER_CANCELED"), (2,))


def test_a_lot_that_is_not_there_is_named() -> None:
    with pytest.raises(UnknownLot, match="lot 5, shipment 700100200"):
        SCHEME.confirm(standing("NEW"), (5,))


def test_the_rest_is_confirmed_while_a_refusal_is_on_its_way() -> None:
    at = standing("NEW", "NEW", pending=[Reject((2,), "OUT_OF_STOCK")])
    assert SCHEME.confirm(at) == (Confirm((1,)),)


def test_the_delivery_lot_is_never_confirmed() -> None:
    assert SCHEME.confirm(standing(lot(1), delivery_lot(2)), (1, 2)) == (Confirm((1,)),)
    with pytest.raises(NotAllowed):
        SCHEME.confirm(standing(lot(1), delivery_lot(2)), (2,))


def test_an_order_without_open_lots_cannot_be_confirmed() -> None:
    with pytest.raises(NotAllowed, match="700100200 has no open lots \\(cancelled by the buyer\\)"):
        SCHEME.confirm(standing("CUSTOMER_CANCELED"))


def test_one_refusal_goes_out_for_each_reason() -> None:
    reasons = {1: "OUT_OF_STOCK", 2: "INCORRECT_PRICE", 3: "OUT_OF_STOCK"}
    assert SCHEME.reject(standing("NEW", "NEW", "NEW"), reasons, "нет на полке") == (
        Reject((1, 3), "OUT_OF_STOCK", "нет на полке"),
        Reject((2,), "INCORRECT_PRICE", "нет на полке"),
    )


@pytest.mark.parametrize(
    "reason",
    [
        "OUT_OF_STOCK", "INCORRECT_PRICE", "INCORRECT_PRODUCT", "INCORRECT_SPEC", "TWICE_ORDER",
        "NOT_TIME_FOR_SHIPPING", "FRAUD_ORDER",
    ],
)  # fmt: skip
def test_every_reason_of_the_scheme_is_taken(reason: str) -> None:
    assert SCHEME.reject(standing("NEW"), {1: reason}) == (Reject((1,), reason),)


@pytest.mark.parametrize("reason", ["NOT_ACCEPTABLE", "NOT_TIME_FOR_DELIVERY", "CANCEL_BY_CUSTOMER", ""])
def test_a_foreign_reason_is_refused_and_the_right_ones_are_named(reason: str) -> None:
    with pytest.raises(WrongReason, match="TWICE_ORDER"):
        SCHEME.reject(standing("NEW"), {1: reason})


def test_nothing_is_handed_over_lot_by_lot_so_no_close_reason_fits() -> None:
    with pytest.raises(WrongReason):
        SCHEME.check_close_reason("CANCEL_BY_CUSTOMER")


def test_the_delivery_lot_cannot_be_refused() -> None:
    with pytest.raises(NotAllowed, match="lot 9 is the delivery"):
        SCHEME.reject(standing("NEW", delivery_lot()), {9: "OUT_OF_STOCK"})


def test_a_lot_on_its_way_out_cannot_be_refused_any_more() -> None:
    with pytest.raises(NotAllowed, match="shipped"):
        SCHEME.reject(standing("PACKED", pending=[Ship((1,), NOW)]), {1: "OUT_OF_STOCK"})


def test_all_confirmed_lots_go_into_one_box_by_default() -> None:
    at = standing("CONFIRMED", "CUSTOMER_CANCELED", "PACKING_EXPIRED")
    assert SCHEME.pack(at, (), ()) == (Pack((Box(1, (1, 3)),)),)


def test_boxes_are_numbered_in_the_order_given() -> None:
    at = standing("CONFIRMED", "CONFIRMED", "CONFIRMED")
    assert SCHEME.pack(at, [(2, 3), (1,)], ()) == (Pack((Box(1, (2, 3)), Box(2, (1,)))),)


def test_packing_goes_on_after_the_boxes_there_are_even_an_emptied_one() -> None:
    at = standing(lot(1, "PACKED", box=1), lot(2, "MERCHANT_CANCELED", box=2), lot(3, "CONFIRMED"))
    assert SCHEME.pack(at, [(3,)], ()) == (Pack((Box(3, (3,)),)),)


def test_packing_goes_on_after_the_boxes_under_way() -> None:
    under_way = Pack((Box(1, (1,)), Box(2, (2,))))
    at = standing("CONFIRMED", "CONFIRMED", "CONFIRMED", pending=[under_way])
    assert SCHEME.pack(at, (), ()) == (Pack((Box(3, (3,)),)),)


def test_packing_is_planned_behind_a_confirmation_under_way() -> None:
    assert SCHEME.pack(standing("NEW", pending=[Confirm((1,))]), (), ()) == (Pack((Box(1, (1,)),)),)


def test_packing_waits_for_the_lot_that_is_not_confirmed() -> None:
    with pytest.raises(NotAllowed, match=r"lot 2 \(new\).*Confirm the lot first"):
        SCHEME.pack(standing("CONFIRMED", "NEW"), (), ())


def test_a_parked_confirmation_promises_nothing() -> None:
    parked = pending_command(Confirm((1,)), RowState.PARKED)
    with pytest.raises(NotAllowed, match="new"):
        SCHEME.pack(standing("NEW", pending=[parked]), (), ())


@pytest.mark.parametrize("groups", [[(1,)], [(1, 2), (2,)], [(1, 2), ()], [(1, 2, 3)]])
def test_boxes_that_break_a_rule_are_refused(groups: list[tuple[int, ...]]) -> None:
    with pytest.raises(PackingRefused):
        SCHEME.pack(standing("CONFIRMED", "CONFIRMED", "CUSTOMER_CANCELED"), groups, ())


def test_a_lot_that_is_about_to_be_refused_is_not_packed() -> None:
    at = standing("CONFIRMED", "CONFIRMED", pending=[Reject((2,), "OUT_OF_STOCK")])
    assert SCHEME.pack(at, (), ()) == (Pack((Box(1, (1,)),)),)
    with pytest.raises(PackingRefused, match="lot 2 is not waiting to be packed"):
        SCHEME.pack(at, [(1, 2)], ())


def test_a_box_with_a_lot_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownLot, match="lot 7"):
        SCHEME.pack(standing("CONFIRMED"), [(1, 7)], ())


def test_a_lot_that_needs_a_marking_code_is_packed_with_it() -> None:
    at = standing(lot(1, "CONFIRMED", needs_mark=True))
    with pytest.raises(PackingRefused, match="lot 1 needs a marking code"):
        SCHEME.pack(at, (), ())
    assert SCHEME.pack(at, (), (Mark(1, "010460"),)) == (Pack((Box(1, (1,)),), (Mark(1, "010460"),)),)


def test_the_label_and_the_hand_over_name_every_lot_that_is_not_cancelled() -> None:
    at = standing("PACKED", "CUSTOMER_CANCELED", "SHIPPING_EXPIRED")
    assert SCHEME.label(at) == (FetchLabel((1, 3)),)
    assert SCHEME.ship(at, NOW) == (Ship((1, 3), NOW),)


def test_what_concerns_the_whole_order_comes_after_a_refusal_on_its_way() -> None:
    at = standing("PACKED", "CONFIRMED", pending=[Reject((2,), "OUT_OF_STOCK")])
    assert SCHEME.label(at, force=True) == (FetchLabel((1, 2), force=True),)
    assert SCHEME.ship(at, NOW) == (Ship((1, 2), NOW),)


@pytest.mark.parametrize("late", ["CONFIRMED", "NEW", "IN_RETURN"])
def test_an_order_leaves_and_is_labelled_complete_or_not_at_all(late: str) -> None:
    at = standing("PACKED", late)
    with pytest.raises(NotAllowed, match=r"lot 2 .*each of its lots is in a box"):
        SCHEME.ship(at, NOW)
    with pytest.raises(NotAllowed, match="lot 2"):
        SCHEME.label(at)


def test_label_and_hand_over_are_planned_behind_a_packing_under_way() -> None:
    at = standing("CONFIRMED", pending=[Pack((Box(1, (1,)),))])
    assert SCHEME.label(at) == (FetchLabel((1,)),)
    assert SCHEME.ship(at, NOW) == (Ship((1,), NOW),)


def test_what_is_already_queued_is_not_queued_again() -> None:
    at = standing(
        "PACKED", pending=[FetchLabel((1,)), Ship((1,), NOW), AnswerCancel((CancelAnswer(1, False),))]
    )
    assert SCHEME.label(at) == SCHEME.ship(at, NOW) == ()


def test_a_parked_hand_over_may_be_asked_for_anew() -> None:
    at = standing("PACKED", pending=[pending_command(Ship((1,), NOW), RowState.PARKED)])
    assert SCHEME.ship(at, NOW) == (Ship((1,), NOW),)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("NEW", DeadlineKind.CONFIRM_BY),
        ("CONFIRMED", DeadlineKind.PACK_BY),
        ("PACKING_EXPIRED", DeadlineKind.PACK_BY),
        ("PACKED", DeadlineKind.SHIP_BY),
        ("SHIPPED", None),
        ("DELIVERED", None),
        ("IN_RETURN", None),
    ],
)
def test_the_deadline_that_counts_is_that_of_the_next_step(status: str, kind: DeadlineKind | None) -> None:
    order = shipment(status, deadlines=Deadlines(confirm_by=NOW, pack_by=NOW, ship_by=NOW))
    assert SCHEME.due(order) == (None if kind is None else (kind, NOW))


def test_an_order_without_the_field_has_no_deadline() -> None:
    assert SCHEME.due(shipment("NEW", deadlines=Deadlines(ship_by=NOW))) is None


def test_another_layout_is_never_taken_for_the_one_under_way() -> None:
    before = standing("CONFIRMED", "CONFIRMED")
    at = standing("CONFIRMED", "CONFIRMED", pending=list(SCHEME.pack(before, [[1], [2]], ())))
    assert SCHEME.pack(at, [[2], [1]], ()) == ()
    assert SCHEME.pack(at, [], ()) == ()
    with pytest.raises(DecidedOtherwise, match=r"1 \| 2"):
        SCHEME.pack(at, [[1, 2]], ())


def test_another_layout_is_never_taken_for_what_megamarket_has() -> None:
    packed = standing(lot(1, status="PACKED", box=1), lot(2, status="PACKED", box=1))
    assert SCHEME.pack(packed, [[1, 2]], ()) == ()
    with pytest.raises(DecidedOtherwise):
        SCHEME.pack(packed, [[1], [2]], ())


def test_what_is_packed_at_the_bench_is_packed_as_from_the_list() -> None:
    at = standing("CONFIRMED", "CONFIRMED")
    assert SCHEME.pack_at_bench(at, [[2], [1]], ()) == SCHEME.pack(at, [[2], [1]], ())
