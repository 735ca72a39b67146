"""Cancellations while an order is being packed, and after it: everything stops, and what left comes out."""

from __future__ import annotations

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.lot import Lot
from mmdesk.domain.readiness import canceled_in_box
from mmdesk.domain.verdict import Control, Verdict
from mmdesk.services.bench import Bench
from mmdesk.services.bench_papers import PaperState
from mmdesk.services.bench_view import FinishStep, RowState, Stage
from mmdesk.services.desk import OrderRef
from mmdesk.storage.uow import Storage
from tests import factory
from tests.services.bench_stand import OTHER, BenchStand, bench_stand, ean, offer

MUG, RUG = ean(460123456789), ean(460123456790)
NUMBER = "700100200"


@pytest.fixture
def shop(storage: Storage, clock: ManualClock) -> BenchStand:
    stand = bench_stand(storage, clock)
    stand.sell(offer("MUG-1", "Кружка синяя", MUG), offer("RUG-1", "Плед серый", RUG))
    return stand


def mug(status: str = "CONFIRMED", box: int | None = None, index: int = 1) -> Lot:
    return factory.lot(index, status, offer_id="MUG-1", box=box)


def rug(status: str = "CONFIRMED", box: int | None = None) -> Lot:
    return factory.lot(3, status, offer_id="RUG-1", box=box)


def test_a_cancelled_lot_stops_the_packing_until_it_is_acknowledged(shop: BenchStand) -> None:
    shop.show(factory.shipment(mug(), rug()))
    bench = shop.bench()
    bench.scan(MUG)
    shop.show(factory.shipment(mug(), rug("CUSTOMER_CANCELED")))
    stopped = bench.refresh()
    assert (stopped.said.verdict, stopped.alarm) == (Verdict.STOPPED, True)
    assert bench.scan(MUG).said.verdict is Verdict.ALARM_FIRST
    # What is left is in its box already: the order goes on by itself.
    assert bench.press(Control.OK).said.verdict is Verdict.FINISHED


def test_a_scan_that_comes_before_the_window_has_looked_stops_too(shop: BenchStand) -> None:
    shop.show(factory.shipment(mug(), rug(), mug(index=2)))
    bench = shop.bench()
    bench.scan(MUG)
    shop.show(factory.shipment(mug(), rug("CUSTOMER_CANCELED"), mug(index=2)))
    view = bench.scan(MUG)
    assert (view.said.verdict, view.done) == (Verdict.STOPPED, 1)


def test_a_cancelled_lot_in_a_box_has_to_be_scanned_out(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(mug(), rug()))
    bench = shop.bench()
    bench.scan(MUG)
    shop.show(factory.shipment(mug("CUSTOMER_CANCELED"), rug()))
    bench.refresh()
    told = bench.press(Control.OK)
    assert (told.said.verdict, told.rows[0].state) == (Verdict.TAKE_OUT, RowState.TAKE_OUT)
    assert bench.scan(RUG).said.verdict is Verdict.TAKE_OUT
    assert bench.scan(MUG).said.verdict is Verdict.TAKEN_OUT
    assert bench.scan(RUG).said.verdict is Verdict.FINISHED
    (pack,) = shop.mirror.queued()
    assert pack.intent.lots == (3,)
    assert shop.sent(order) == ["pack"]


def test_a_box_that_was_emptied_disappears(shop: BenchStand) -> None:
    shop.show(factory.shipment(mug(), rug(), mug(index=4)))
    bench = shop.bench()
    bench.scan(MUG)
    bench.press(Control.NEXTBOX)
    bench.scan(RUG)
    shop.show(factory.shipment(mug("CUSTOMER_CANCELED"), rug(), mug(index=4)))
    bench.refresh()
    bench.press(Control.OK)
    view = bench.scan(MUG)
    assert [[line.offer_id for line in box.lines] for box in view.boxes] == [["RUG-1"]]


def test_an_order_cancelled_as_a_whole_leaves_the_bench_when_its_boxes_are_empty(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(mug(), rug()))
    bench = shop.bench()
    bench.scan(MUG)
    shop.show(factory.shipment(mug("CUSTOMER_CANCELED"), rug("CUSTOMER_CANCELED")))
    bench.refresh()
    bench.press(Control.OK)
    view = bench.scan(MUG)
    assert (view.said.verdict, view.stage, shop.draft_of(order)) == (Verdict.TAKEN_OUT, Stage.IDLE, None)
    assert shop.sent(order) == []


def test_what_a_desk_rejects_meanwhile_stops_the_packing_as_well(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(mug(), rug()))
    bench = shop.bench()
    bench.scan(MUG)
    shop.mirror.desk.decide(
        order, OTHER, lambda scheme, standing: scheme.reject(standing, {1: "OUT_OF_STOCK"})
    )
    assert bench.refresh().said.verdict is Verdict.STOPPED
    bench.press(Control.OK)
    assert bench.scan(MUG).said.verdict is Verdict.TAKEN_OUT


def packed_and_printed(shop: BenchStand, bench: Bench) -> OrderRef:
    order = shop.show(factory.shipment(mug(), rug()))
    bench.scan(MUG)
    bench.scan(RUG)
    shop.settle(order)
    shop.show(factory.shipment(mug("PACKED", 1), rug("PACKED", 1), changeable=True))
    bench.advance()
    shop.settle(order)
    shop.give_label(order, 1)
    for _ in range(3):
        bench.advance()
    assert shop.papers.printed == [(NUMBER, "")]
    return order


def test_a_lot_cancelled_after_printing_is_scanned_out_and_a_new_label_printed(shop: BenchStand) -> None:
    bench = shop.bench()
    order = packed_and_printed(shop, bench)
    gone = factory.shipment(mug("CUSTOMER_CANCELED", 1), rug("PACKED", 1), changeable=True)
    shop.show(gone)
    (line,) = bench.refresh().finishing
    assert line.step is FinishStep.STOPPED
    asked = bench.scan(NUMBER)
    assert (asked.said.verdict, asked.stage) == (Verdict.TAKE_OUT, Stage.TAKING_OUT)
    done = bench.scan(MUG)
    assert (done.said.verdict, done.stage) == (Verdict.FINISHED, Stage.IDLE)
    (again,) = shop.mirror.queued()
    assert (again.command.value, again.intent.lots) == ("pack", (3,))
    shop.settle(order)
    shop.show(gone)
    assert [line.step for line in bench.advance()] == [FinishStep.LABEL_ASKED]
    with shop.storage.look() as work:
        # Megamarket still shows it in its box: here nobody asks for it any more.
        assert canceled_in_box(work.shipments.get(shop.key(order)).shipment) == ()
    shop.settle(order)
    shop.give_label(order, 1)
    bench.advance()
    assert shop.papers.printed == [(NUMBER, ""), (NUMBER, "")]


def test_boxes_that_cannot_be_changed_are_not_sent_again_and_the_words_say_so(shop: BenchStand) -> None:
    bench = shop.bench()
    packed_and_printed(shop, bench)
    shop.show(factory.shipment(mug("CUSTOMER_CANCELED", 1), rug("PACKED", 1), changeable=False))
    bench.scan(NUMBER)
    done = bench.scan(MUG)
    assert done.said.verdict is Verdict.FINISHED
    assert "поддержку" in done.said.words.ru
    assert shop.mirror.queued() == ()


def test_a_cancellation_before_the_label_is_printed_stops_the_print(shop: BenchStand) -> None:
    bench = shop.bench()
    order = shop.show(factory.shipment(mug(), rug()))
    bench.scan(MUG)
    bench.scan(RUG)
    shop.settle(order)
    shop.show(factory.shipment(mug("PACKED", 1), rug("PACKED", 1)))
    bench.advance()
    shop.settle(order)
    shop.give_label(order, 1)
    shop.show(factory.shipment(mug("CUSTOMER_CANCELED", 1), rug("PACKED", 1)))
    (line,) = bench.advance()
    assert (line.step, shop.papers.printed) == (FinishStep.STOPPED, [])


def test_an_order_cancelled_just_after_its_last_scan_calls_its_parcel_back(shop: BenchStand) -> None:
    shop.show(factory.shipment(mug()))
    bench = shop.bench()
    assert bench.scan(MUG).said.verdict is Verdict.FINISHED
    shop.show(factory.shipment(mug("CUSTOMER_CANCELED")))
    called = bench.refresh()
    assert (called.said.verdict, called.alarm) == (Verdict.STOPPED, True)
    assert "не печаталась" in called.said.words.ru
    assert "уничтожьте" not in called.said.words.ru
    assert bench.scan(MUG).said.verdict is Verdict.ALARM_FIRST
    assert bench.dismiss().said.verdict is Verdict.ACKNOWLEDGED
    again = bench.refresh()
    assert (again.alarm, len(again.finishing)) == (False, 1), "told once; its line stays"
    assert shop.bench().refresh().alarm is False, "another start does not tell it again"


def test_a_parcel_is_called_back_while_the_next_order_lies_on_the_bench(shop: BenchStand) -> None:
    shop.show(factory.shipment(mug(), rug()))
    bench = shop.bench()
    bench.scan(MUG)
    bench.scan(RUG)
    shop.show(factory.shipment(mug(), mug(index=2), shipment_id="700100201"))
    bench.scan(MUG)
    shop.show(factory.shipment(mug("CUSTOMER_CANCELED"), rug()))
    called = bench.refresh()
    assert called.alarm
    assert NUMBER in called.said.words.ru
    assert "Достаньте его из места 1" in called.said.words.ru
    calm = bench.dismiss()
    assert calm.order is not None
    assert (calm.order.ref.shipment_id, calm.done, calm.alarm) == ("700100201", 1, False)
    assert bench.refresh().alarm is False
    assert bench.scan(MUG).said.verdict is Verdict.FINISHED


def test_a_packing_that_megamarket_refused_comes_back_with_everything_in_its_box(shop: BenchStand) -> None:
    bench = shop.bench()
    order = shop.show(factory.shipment(mug(), rug()))
    bench.scan(MUG)
    bench.scan(RUG)
    shop.mirror.park(shop.mirror.queued()[0].key, "Неверный boxCode")
    (line,) = bench.advance()
    assert line.stopped is not None
    assert "Неверный boxCode" in line.stopped.ru
    back = bench.scan(NUMBER)
    assert (back.said.verdict, back.done) == (Verdict.RESUMED, 2)
    assert bench.scan("MMD:DONE").said.verdict is Verdict.FINISHED
    assert shop.sent(order) == ["pack"]


def test_a_lot_cancelled_before_the_packing_went_out_is_taken_out_of_a_closed_order(shop: BenchStand) -> None:
    bench = shop.bench()
    shop.show(factory.shipment(mug(), rug()))
    bench.scan(MUG)
    bench.scan(RUG)
    shop.mirror.park(shop.mirror.queued()[0].key, "лот 1 отменён")
    shop.show(factory.shipment(mug("CUSTOMER_CANCELED"), rug()))
    assert bench.scan(NUMBER).said.verdict is Verdict.TAKE_OUT
    assert bench.scan(MUG).said.verdict is Verdict.FINISHED
    (pack,) = shop.mirror.queued()
    assert pack.intent.lots == (3,)


def test_a_print_that_failed_is_tried_again_by_scanning_the_order(shop: BenchStand) -> None:
    bench = shop.bench()
    shop.papers.outcome = PaperState.FAILED
    order = shop.show(factory.shipment(mug()))
    bench.scan(MUG)
    shop.settle(order)
    shop.show(factory.shipment(mug("PACKED", 1)))
    bench.advance()
    shop.settle(order)
    shop.give_label(order, 1)
    (line,) = bench.advance()
    assert line.step is FinishStep.STOPPED
    shop.papers.outcome = PaperState.PRINTED
    assert bench.scan(NUMBER).said.verdict is Verdict.REPRINTED
    assert [line.step for line in bench.advance()] == [FinishStep.PRINTED]


def test_taking_out_of_a_packed_order_can_be_undone(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(mug("PACKED", 1), mug("PACKED", 2, index=2), rug("PACKED", 1)))
    gone = (mug("CUSTOMER_CANCELED", 1), mug("CUSTOMER_CANCELED", 2, index=2), rug("PACKED", 1))
    shop.show(factory.shipment(*gone, changeable=True))
    bench = shop.bench()
    bench.scan(NUMBER)
    assert bench.scan(MUG).said.verdict is Verdict.TAKEN_OUT
    assert [lot.box_index for lot in shop.mirror.stored(order).shipment.lots] == [None, 2, 1]
    back = bench.press(Control.UNDO)
    assert [row.wanted for row in back.rows if row.state is RowState.TAKE_OUT] == [2]
    assert [lot.box_index for lot in shop.mirror.stored(order).shipment.lots] == [1, 2, 1]


def test_a_print_in_doubt_waits_for_a_person(shop: BenchStand) -> None:
    bench = shop.bench()
    shop.papers.outcome = PaperState.DOUBTFUL
    order = shop.show(factory.shipment(mug()))
    bench.scan(MUG)
    shop.settle(order)
    shop.show(factory.shipment(mug("PACKED", 1)))
    bench.advance()
    shop.settle(order)
    shop.give_label(order, 1)
    (line,) = bench.advance()
    assert line.step is FinishStep.STOPPED
    assert bench.scan(NUMBER).said.verdict is Verdict.ASKING
    assert [reason for _, reason in shop.papers.printed] == [""]
    bench.settle_doubt(came_out=False)
    assert [reason for _, reason in shop.papers.printed] == ["", "не напечаталась"]
