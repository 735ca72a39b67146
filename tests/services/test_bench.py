"""The bench: scans and keys in, a view out, everything in the database before it is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import event

from mmdesk.clock import ManualClock
from mmdesk.domain.verdict import Control, Verdict
from mmdesk.services.bench_view import FinishStep, QuestionKind, RowState, Stage
from mmdesk.services.timeline import sentence
from mmdesk.storage.changes import ChangeWatcher
from mmdesk.storage.uow import Storage
from tests import factory
from tests.services.bench_goods import CUP, MUG, RUG, goods_bench, lot
from tests.services.bench_stand import OTHER, BenchStand


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> BenchStand:
    return goods_bench(sqlite_storage, clock)


def test_an_order_of_one_lot_is_packed_by_one_scan(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(lot(1)))
    bench = shop.bench()
    view = bench.scan(MUG)
    assert view.said.verdict is Verdict.FINISHED
    assert (view.stage, [line.ref for line in view.finishing]) == (
        Stage.IDLE,
        [replace(order, connection=shop.mirror.connection.name)],
    )
    assert shop.sent(order) == ["pack"]


def test_an_order_of_three_lots_takes_three_scans(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(lot(1), lot(2), lot(3, "RUG-1")))
    bench = shop.bench()
    first = bench.scan(MUG)
    assert first.said.verdict is Verdict.RIGHT
    assert [(row.offer_id, row.done, row.wanted) for row in first.rows] == [("MUG-1", 1, 2), ("RUG-1", 0, 1)]
    assert "1 из 2" in first.said.words.ru
    bench.scan(MUG)
    assert shop.sent(order) == []
    assert bench.scan(RUG).said.verdict is Verdict.FINISHED
    assert shop.sent(order) == ["pack"]


def test_the_number_of_an_order_opens_it(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    view = shop.bench().scan("700100200")
    assert (view.said.verdict, view.stage) == (Verdict.OPENED, Stage.PACKING)
    assert view.order is not None
    assert view.order.ref.shipment_id == "700100200"


def test_the_label_of_a_box_opens_its_order(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    merchant = shop.mirror.connection.merchant_id
    assert shop.bench().scan(f"{merchant}*700100200*1").said.verdict is Verdict.OPENED


def test_an_order_that_is_not_confirmed_says_what_to_do(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1, status="NEW")))
    view = shop.bench().scan("700100200")
    assert (view.said.verdict, view.stage) == (Verdict.NOT_READY, Stage.IDLE)
    assert "подтвердите" in view.said.words.ru
    assert shop.bench().scan(MUG).said.verdict is Verdict.NOT_READY


def test_several_boxes_are_reported_as_they_were_filled(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2), lot(3, "RUG-1")))
    bench = shop.bench()
    bench.scan(RUG)
    assert bench.scan("MMD:NEXTBOX").said.verdict is Verdict.BOX_CLOSED
    assert bench.scan("MMD:NEXTBOX").said.verdict is Verdict.REFUSED
    bench.scan(MUG)
    bench.scan(MUG)
    (pack,) = shop.mirror.queued()
    assert [(box.index, box.lots) for box in pack.intent.boxes] == [(1, (3,)), (2, (1, 2))]  # type: ignore[union-attr]  # a Pack


def test_the_last_scan_is_taken_back_over_the_border_of_a_box(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    bench.scan(MUG)
    bench.press(Control.NEXTBOX)
    assert bench.press(Control.UNDO).box == 1
    view = bench.press(Control.UNDO)
    assert (view.said.verdict, view.done) == (Verdict.UNDONE, 0)
    assert bench.press(Control.UNDO).said.verdict is Verdict.REFUSED


def test_a_missing_lot_is_rejected_and_the_rest_goes_on(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(lot(1), lot(2, "RUG-1")))
    bench = shop.bench()
    bench.scan("700100200")
    asked = bench.press(Control.MISSING)
    assert asked.question is not None
    assert [row.offer_id for row in asked.question.rows] == ["MUG-1", "RUG-1"]
    assert asked.question.reasons[0].code == "OUT_OF_STOCK"
    view = bench.missing([2], "OUT_OF_STOCK")
    assert [row.state for row in view.rows] == [RowState.OPEN, RowState.MISSING]
    assert bench.scan(MUG).said.verdict is Verdict.FINISHED
    assert shop.sent(order) == ["reject", "pack"]


def test_an_order_of_which_everything_is_missing_is_rejected(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(lot(1), lot(2, "RUG-1")))
    bench = shop.bench()
    bench.scan("700100200")
    view = bench.missing([1, 2], "OUT_OF_STOCK")
    assert (view.said.verdict, view.stage) == (Verdict.MISSING, Stage.IDLE)
    assert (shop.sent(order), shop.draft_of(order)) == (["reject"], None)


def test_the_last_missing_lot_closes_what_is_in_the_boxes(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(lot(1), lot(2, "RUG-1")))
    bench = shop.bench()
    bench.scan(MUG)
    assert bench.missing([2], "OUT_OF_STOCK").said.verdict is Verdict.FINISHED
    assert shop.sent(order) == ["reject", "pack"]


def test_the_whole_way_from_the_last_scan_to_the_paper(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(lot(1)))
    bench = shop.bench()
    bench.scan(MUG)
    assert [line.step for line in bench.advance()] == [FinishStep.PACKING_QUEUED]
    shop.settle(order)
    shop.show(factory.shipment(lot(1, status="PENDING_PACKING")))
    assert [line.step for line in bench.advance()] == [FinishStep.PACKING_SENT]
    shop.show(factory.shipment(lot(1, status="PACKED", box_index=1)))
    assert [line.step for line in bench.advance()] == [FinishStep.LABEL_ASKED]
    assert [line.step for line in bench.advance()] == [FinishStep.LABEL_ASKED]
    assert shop.sent(order) == ["label"]
    shop.settle(order)
    shop.give_label(order, 1)
    assert [line.step for line in bench.advance()] == [FinishStep.PRINTED]
    assert [line.step for line in bench.advance()] == [FinishStep.PRINTED]
    assert bench.advance() == ()
    assert (shop.papers.printed, shop.draft_of(order)) == ([("700100200", "")], None)


def test_a_bench_knows_when_anything_was_packed_last(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1)))
    bench = shop.bench()
    assert bench.view().packed_at is None
    bench.scan(MUG)
    for each in (bench, shop.bench(OTHER, "Стол 2")):
        assert each.refresh().packed_at == shop.mirror.clock.now()


def test_the_timeline_tells_every_scan_that_counted_with_who_and_where(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(lot(1), lot(2), lot(3, "RUG-1")))
    bench = shop.bench()
    bench.scan("700100200")
    bench.scan(MUG)
    bench.scan(CUP)
    bench.press(Control.OK)
    bench.press(Control.NEXTBOX)
    bench.scan(MUG)
    bench.press(Control.UNDO)
    bench.park("damaged")
    bench.open(order)
    bench.missing([3], "OUT_OF_STOCK")
    bench.scan(MUG)
    happened = [event for event in shop.mirror.history(order) if event.who == "Пётр"]
    assert [event.what for event in happened] == [
        "bench_opened",
        "lot_scanned",
        "box_closed",
        "scans_missed",
        "lot_scanned",
        "scan_undone",
        "bench_parked",
        "bench_resumed",
        "command_queued",
        "lot_missing",
        "lot_scanned",
        "command_queued",
        "bench_finished",
    ]
    places = [event.details["workstation"] for event in happened if event.what != "command_queued"]
    assert set(places) == {"Стол 1"}
    assert sentence(happened[1]).ru == "лот 1 проверен и в месте 1 · Стол 1"
    assert "товар повреждён" in sentence(happened[6]).ru
    assert "нет в наличии" in sentence(happened[9]).ru


def test_a_scan_that_does_not_count_writes_nothing(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    bench.scan(MUG)
    before = len(shop.mirror.history(order))
    changes = ChangeWatcher(shop.storage.engine)
    try:
        bench.scan(RUG)
        bench.scan(MUG)
        assert not changes.wait(0)
    finally:
        changes.close()
    assert len(shop.mirror.history(order)) == before


def test_the_paper_of_a_packed_order_is_printed_again_with_a_reason(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(lot(1)))
    bench = shop.bench()
    assert bench.press(Control.REPRINT).said.verdict is Verdict.REFUSED
    bench.scan(MUG)
    shop.settle(order)
    shop.show(factory.shipment(lot(1, status="PACKED", box_index=1)))
    bench.advance()
    shop.settle(order)
    shop.give_label(order, 1)
    bench.advance()
    assert bench.scan("700100200").said.verdict is Verdict.ALREADY_PACKED
    asked = bench.press(Control.REPRINT)
    assert asked.question is not None
    assert asked.question.kind is QuestionKind.REPRINT
    assert bench.reprint("spoilt").said.verdict is Verdict.REPRINTED
    assert shop.papers.printed == [("700100200", ""), ("700100200", "испорчена")]


def test_nobody_is_asked_why_a_paper_that_is_still_to_come_is_printed_again(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(lot(1)))
    bench = shop.bench()
    bench.scan(MUG)
    early = bench.press(Control.REPRINT)
    assert (early.said.verdict, early.question) == (Verdict.REFUSED, None)
    assert "сама" in early.said.words.ru
    shop.settle(order)
    assert shop.papers.printed == []


def test_a_packed_order_is_looked_at_and_not_packed_again(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1, status="PACKED", box_index=1)))
    view = shop.bench().scan("700100200")
    assert (view.said.verdict, view.stage) == (Verdict.ALREADY_PACKED, Stage.IDLE)


def test_a_label_of_another_packed_order_is_told_as_such(shop: BenchStand) -> None:
    packed = lot(1, status="PACKED", box_index=1)
    shop.show(factory.shipment(packed, shipment_id="700100299"))
    shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    bench.scan(MUG)
    merchant = shop.mirror.connection.merchant_id
    view = bench.scan(f"{merchant}*700100299*1")
    assert (view.said.verdict, view.done) == (Verdict.ALREADY_PACKED, 1)
    assert "этикетка заказа 700100299, он уже упакован" in view.said.words.ru
    assert "На столе заказ 700100200" in view.said.words.ru
    assert bench.scan("700100299").said.words.ru.startswith("Заказ 700100299 уже упакован")


def test_goods_that_lie_packed_in_another_order_are_told_as_such(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1, status="PACKED", box_index=1)))
    view = shop.bench().scan(MUG)
    assert view.said.verdict is Verdict.ALREADY_PACKED
    assert "700100200" in view.said.words.ru
    assert shop.bench().scan(RUG).said.verdict is Verdict.NO_ORDER


def _statements(shop: BenchStand, act: Callable[[], object]) -> int:
    """How many statements the database was given."""
    told: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        told.append(statement)

    event.listen(shop.storage.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(shop.storage.engine, "before_cursor_execute", note)
    return len(told)


def test_looking_at_many_orders_on_their_way_asks_no_more_than_looking_at_one(shop: BenchStand) -> None:
    bench = shop.bench()

    def close(number: int) -> None:
        shop.show(factory.shipment(lot(1), shipment_id=f"7001002{number:02}"))
        bench.scan(MUG)
        bench.refresh()

    close(0)
    few = [_statements(shop, act) for act in (bench.refresh, bench.advance)]
    for number in range(1, 13):
        close(number)
    assert [_statements(shop, act) for act in (bench.refresh, bench.advance)] == few
    assert len(bench.view().finishing) == 13


def test_orders_on_their_way_go_on_some_at_once_and_the_rest_at_the_next_asking(shop: BenchStand) -> None:
    """Scans wait while the steps are done."""
    bench, orders = shop.bench(), []
    for number in range(13):
        orders.append(shop.show(factory.shipment(lot(1), shipment_id=f"7001002{number:02}")))
        bench.scan(MUG)
    for number, order in enumerate(orders):
        shop.settle(order)
        packed = lot(1, status="PACKED", box_index=1)
        shop.show(factory.shipment(packed, shipment_id=f"7001002{number:02}"))
        shop.settle(order)
        shop.give_label(order, 1)
    printed = []
    for _ in range(3):
        bench.advance()
        printed.append(len(shop.papers.printed))
    # What came out leaves the bench in a step of its own.
    assert printed == [10, 10, 13]
