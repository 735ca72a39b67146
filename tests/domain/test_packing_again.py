"""Packing sent again after a cancellation, and which lots the bench is given by each scheme."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mmdesk.domain.box import Box, Mark
from mmdesk.domain.dsm import Dsm
from mmdesk.domain.intent import Accept, Confirm, Pack
from mmdesk.domain.lot import Lot
from mmdesk.domain.outbox import Blocked, Moot, Wait
from mmdesk.domain.readiness import Ready, readiness
from mmdesk.domain.standard import Standard
from mmdesk.domain.standing import NotAllowed, Standing
from tests import factory

PACKED = (
    factory.lot(1, "CUSTOMER_CANCELED", box=1),
    factory.lot(2, "PACKED", box=1),
    factory.lot(3, "PACKED", box=2),
)
AGAIN = Pack((Box(1, (2,)), Box(2, (3,))), again=True)


def changeable(*lots: Lot, yes: bool = True) -> Standing:
    return Standing(factory.shipment(*lots, changeable=yes))


def test_boxes_keep_their_numbers_and_lose_what_was_cancelled() -> None:
    assert Standard().pack_again(changeable(*PACKED), ()) == (AGAIN,)


def test_a_box_that_was_emptied_is_not_reported() -> None:
    lots = (factory.lot(1, "CUSTOMER_CANCELED", box=1), factory.lot(3, "PACKED", box=2))
    assert Standard().pack_again(changeable(*lots), (Mark(3, "X"),)) == (
        Pack((Box(2, (3,)),), (Mark(3, "X"),), again=True),
    )


def test_a_lot_that_is_in_no_box_is_put_into_none() -> None:
    assert Standard().pack_again(changeable(*PACKED, factory.lot(4, "PACKED")), ()) == (AGAIN,)


def test_boxes_that_cannot_be_changed_and_those_of_dsm_are_not_sent_again() -> None:
    assert Standard().pack_again(changeable(*PACKED, yes=False), ()) == ()
    assert Dsm().pack_again(changeable(*PACKED), ()) == ()


def test_packing_goes_out_again_only_while_megamarket_takes_it() -> None:
    shipment = changeable(*PACKED).shipment
    assert readiness(AGAIN, shipment) == Ready(AGAIN)
    assert isinstance(readiness(AGAIN, replace(shipment, changeable=False)), Moot)


@pytest.mark.parametrize(
    ("status", "answer"), [("PENDING_PACKING", Wait), ("DELIVERED", Blocked), ("ODD", Blocked)]
)
def test_packing_again_waits_for_what_is_on_its_way_and_stops_at_anything_else(
    status: str, answer: type[Wait] | type[Blocked]
) -> None:
    shipment = changeable(PACKED[1], factory.lot(3, status, box=2)).shipment
    assert isinstance(readiness(AGAIN, shipment), answer)


def test_a_lot_cancelled_meanwhile_stops_the_second_packing_too() -> None:
    shipment = changeable(PACKED[1], factory.lot(3, "CUSTOMER_CANCELED", box=2)).shipment
    assert isinstance(readiness(AGAIN, shipment), Blocked)


def test_the_bench_packs_confirmed_lots_and_those_about_to_be() -> None:
    standing = factory.standing("CONFIRMED", "NEW", pending=[Confirm((2,))])
    assert [lot.index for lot in Standard().lots_at_bench(standing, checked=False)] == [1, 2]
    with pytest.raises(NotAllowed):
        Standard().lots_at_bench(factory.standing("CONFIRMED", "NEW"), checked=False)


def test_an_order_of_dsm_is_packed_until_somebody_has_checked_it() -> None:
    accepted = factory.standing("PACKED", "NEW")
    assert [lot.index for lot in Dsm().lots_at_bench(accepted, checked=False)] == [1, 2]
    assert [lot.index for lot in Dsm().lots_at_bench(accepted, checked=True)] == [2]
    assert Dsm().lots_at_bench(factory.standing("PACKED", "PACKED"), checked=True) == ()


def test_marking_codes_of_lots_accepted_before_are_not_sent_with_the_others() -> None:
    standing = factory.standing("PACKED", factory.lot(2, "NEW", needs_mark=True))
    plan = Dsm().pack_at_bench(standing, [[1], [2]], (Mark(1, "A"), Mark(2, "B")))
    assert plan == (Accept((2,), (Mark(2, "B"),), checked=True),)
