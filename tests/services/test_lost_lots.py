"""Lots that Megamarket showed once and shows no more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mmdesk.domain.intent import Confirm
from mmdesk.domain.outbox import Progress
from mmdesk.domain.shipment import Shipment
from mmdesk.domain.standing import RowState
from mmdesk.services import lots, outbox
from mmdesk.services.desk import OrderRef
from mmdesk.services.mirror import Mirror
from tests.factory import delivery_lot, lot, shipment
from tests.services.stand import ANNA, MirrorStand, Stand


def statuses(bench: MirrorStand, order: OrderRef) -> list[str]:
    return [each.status for each in bench.stored(order).shipment.lots]


@pytest.mark.parametrize("status", ["NEW", ""])
def test_a_new_lot_that_is_shown_no_more_leaves_the_order(bench: MirrorStand, status: str) -> None:
    order = bench.show(shipment(lot(1, "NEW"), lot(2, status, box=2)))
    for _ in range(2):
        bench.clock.advance(60)
        bench.show(shipment("NEW"))
    kept = bench.stored(order).shipment
    assert ([each.index for each in kept.lots], kept.box_indexes) == ([1], ())
    assert bench.events(order).count("lot_gone") == 1


@pytest.mark.parametrize(
    "shown", [replace(shipment(), lots=()), shipment(lot(1, "")), shipment(delivery_lot())]
)
def test_an_answer_that_is_not_whole_takes_no_lot_away(courier: MirrorStand, shown: Shipment) -> None:
    order = courier.show(shipment(lot(1, "NEW"), lot(2, "NEW"), delivery_lot()))
    courier.show(shown)
    assert {1, 2} <= {each.index for each in courier.stored(order).shipment.lots}


def test_an_answer_that_lags_behind_a_call_takes_no_lot_away(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW", "NEW"))
    bench.accept(order, Confirm((1,)))
    bench.clock.advance(29)
    bench.show(shipment("CONFIRMED"))
    assert statuses(bench, order) == ["CONFIRMED", "NEW"]
    bench.clock.advance(2)
    bench.show(shipment("CONFIRMED"))
    assert statuses(bench, order) == ["CONFIRMED"]


@pytest.mark.parametrize(
    ("progress", "left"),
    [
        (Progress(RowState.DONE), 2),
        (Progress(RowState.PARKED, in_doubt=True), 2),
        (Progress(RowState.PARKED, attempts=1), 1),
    ],
)
def test_a_lot_about_which_a_call_may_have_been_taken_stays(
    bench: MirrorStand, progress: Progress, left: int
) -> None:
    order = bench.show(shipment("NEW", "NEW"))
    lots.confirm(bench.desk, order, ANNA)
    (command,) = bench.queued()
    with bench.storage.work() as work:
        work.outbox.replace_progress(command.key, progress, None, bench.clock.now())
        work.commit()
    bench.show(shipment("NEW"))
    assert len(statuses(bench, order)) == left


def test_a_lost_lot_holds_up_no_confirmation(market: Stand) -> None:
    order = market.place("MUG-1")
    ghost = market.stored(order).shipment
    ghost = replace(ghost, lots=(*ghost.lots, lot(7, "NEW")))
    Mirror(market.storage, market.clock).apply(market.connection, ghost, market.clock.now())
    lots.confirm(market.desk, order, ANNA)
    market.run()
    assert len(market.parked()) == 1
    market.read(order.shipment_id)
    assert market.effects("confirm", order) == [0]
    outbox.retry(market.storage, market.clock, market.parked()[0].key, ANNA)
    market.run()
    assert market.statuses(order) == ["CONFIRMED"]


def test_commands_about_lost_lots_alone_are_withdrawn(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW", "NEW"))
    lots.confirm(bench.desk, order, ANNA, lots=(2,))
    bench.show(shipment("NEW"))
    assert bench.queued() == ()
    assert bench.events(order)[-2:] == ["lot_gone", "command_withdrawn"]
