"""The bench with ДСМ: accepting and packing are two things, boxes and paper are our own."""

from __future__ import annotations

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.lot import Lot
from mmdesk.domain.verdict import Control, Verdict
from mmdesk.services.bench_view import FinishStep, RowState, Stage
from mmdesk.storage.uow import Storage
from tests import factory
from tests.services.bench_stand import BenchStand, bench_stand, ean, mark_text, offer

MUG, RUG = ean(460123456789), ean(460123456790)


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> BenchStand:
    stand = bench_stand(sqlite_storage, clock, "dsm")
    stand.sell(offer("MUG-1", "Кружка синяя", MUG), offer("RUG-1", "Плед серый", RUG))
    return stand


def mug(status: str = "PACKED", index: int = 1, *, asked: bool = False, needs_mark: bool = False) -> Lot:
    return factory.lot(index, status, offer_id="MUG-1", cancel_requested=asked, needs_mark=needs_mark)


def rug(status: str = "PACKED") -> Lot:
    return factory.lot(2, status, offer_id="RUG-1")


def test_an_order_accepted_unseen_is_checked_at_the_bench_and_nothing_is_sent(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(mug(), rug(), factory.delivery_lot(9)))
    bench = shop.bench()
    assert [row.offer_id for row in bench.scan(MUG).rows] == ["RUG-1", "MUG-1"]
    assert bench.scan(RUG).said.verdict is Verdict.FINISHED
    assert (shop.sent(order), shop.mirror.stored(order).checked_at) == ([], shop.mirror.clock.now())
    assert [line.step for line in bench.advance()] == [FinishStep.PRINTED]
    bench.advance()
    assert shop.papers.printed == [("700100200", "")]


def test_an_order_that_nobody_accepted_is_accepted_by_packing_it(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(mug("NEW"), rug("NEW")))
    bench = shop.bench()
    bench.scan(MUG)
    bench.scan(RUG)
    (accept,) = shop.mirror.queued()
    assert (accept.command.value, accept.intent.checked) == ("accept", True)  # type: ignore[union-attr]  # an Accept
    assert [line.step for line in bench.advance()] == [FinishStep.PACKING_QUEUED]
    assert shop.sent(order) == ["accept"]


def test_an_accepted_order_goes_before_one_that_is_not(shop: BenchStand) -> None:
    shop.show(factory.shipment(mug("NEW"), rug("NEW"), shipment_id="700100201"))
    shop.show(factory.shipment(mug(), rug(), shipment_id="700100202"))
    view = shop.bench().scan(MUG)
    assert view.order is not None
    assert view.order.ref.shipment_id == "700100202"


def test_a_lot_that_waits_for_its_code_is_accepted_with_it(shop: BenchStand) -> None:
    shop.show(factory.shipment(mug("NEW", needs_mark=True), rug()))
    bench = shop.bench()
    bench.scan(RUG)
    assert bench.scan(mark_text(MUG)).said.verdict is Verdict.FINISHED
    (accept,) = shop.mirror.queued()
    assert (accept.intent.lots, len(accept.intent.marks)) == ((1,), 1)  # type: ignore[union-attr]  # an Accept


def test_the_boxes_of_the_bench_are_our_own(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(mug(), rug()))
    bench = shop.bench()
    bench.scan(MUG)
    bench.press(Control.NEXTBOX)
    bench.scan(RUG)
    with shop.storage.look() as work:
        assert work.packed.boxes(shop.key(order)) == {1: 1, 2: 2}


def test_what_is_called_back_after_its_last_scan_has_a_packing_list_and_no_label(shop: BenchStand) -> None:
    shop.show(factory.shipment(mug()))
    bench = shop.bench()
    bench.scan(MUG)
    shop.show(factory.shipment(mug("CUSTOMER_CANCELED")))
    told = bench.refresh().said.words.ru
    assert "Упаковочный лист не печатался" in told
    assert "тикетк" not in told


def test_a_wish_to_cancel_stops_the_packing_until_it_is_answered(
    shop: BenchStand,
) -> None:
    shop.show(factory.shipment(mug(), rug()))
    bench = shop.bench()
    bench.scan(RUG)
    shop.show(factory.shipment(mug(asked=True), rug()))
    _ask(shop)
    stopped = bench.refresh()
    assert stopped.said.verdict is Verdict.STOPPED
    view = bench.press(Control.OK)
    assert [row.state for row in view.rows] == [RowState.DONE, RowState.ASKED]
    assert bench.scan(MUG).said.verdict is Verdict.CANCELLED
    bench.press(Control.OK)
    refused = bench.press(Control.DONE)
    assert refused.said.verdict is Verdict.REFUSED
    assert "Кружка" in refused.said.words.ru
    shop.show(factory.shipment(mug("CUSTOMER_CANCELED"), rug()))
    assert bench.press(Control.DONE).said.verdict is Verdict.FINISHED


def test_an_order_at_the_courier_is_not_opened(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(mug(), rug()))
    with shop.storage.work() as work:
        work.shipments.set_couriered(shop.key(order), shop.mirror.clock.now())
        work.commit()
    view = shop.bench().scan("700100200")
    assert (view.said.verdict, view.stage) == (Verdict.ALREADY_PACKED, Stage.IDLE)


def _ask(shop: BenchStand) -> None:
    """The buyer asks to cancel the mug."""
    with shop.storage.work() as work:
        found = work.shipments.find(shop.mirror.connection.connection_id, "700100200")
        assert found is not None
        work.shipments.set_cancel_requested(found.key, [1], shop.mirror.clock.now())
        work.commit()
