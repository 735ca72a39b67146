"""The bench: scans and keys in, a view out, everything in the database before it is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import event

from mmdesk.clock import ManualClock
from mmdesk.domain.deadline import Deadlines
from mmdesk.domain.lot import Lot
from mmdesk.domain.scan import ScannerHabits
from mmdesk.domain.verdict import Control, Verdict
from mmdesk.services import scan_codes
from mmdesk.services.bench_view import FinishStep, QuestionKind, RowState, Stage
from mmdesk.services.timeline import sentence
from mmdesk.storage.changes import ChangeWatcher
from mmdesk.storage.uow import Storage
from tests import factory
from tests.services.bench_stand import (
    OTHER,
    BenchStand,
    bench_stand,
    ean,
    offer,
)
from tests.services.stand import mirror_stand

MUG, RUG, CUP = ean(460123456789), ean(460123456790), ean(460123456791)


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> BenchStand:
    stand = bench_stand(sqlite_storage, clock)
    stand.sell(
        offer("MUG-1", "Кружка синяя", MUG, article="КР-1"),
        offer("RUG-1", "Плед серый", RUG),
        offer("CUP-1", "Духи", CUP),
    )
    return stand


def lot(index: int, offer_id: str = "MUG-1", status: str = "CONFIRMED", **more: object) -> Lot:
    return replace(factory.lot(index, status, offer_id=offer_id), **more)  # type: ignore[arg-type]  # fields of Lot


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


def test_wrong_goods_stop_everything_until_they_are_acknowledged(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    bench.scan(MUG)
    assert bench.scan(RUG).said.verdict is Verdict.WRONG
    refused = bench.scan(MUG)
    assert (refused.said.verdict, refused.alarm, refused.done) == (Verdict.ALARM_FIRST, True, 1)
    assert not bench.scan("MMD:OK").alarm
    assert bench.scan(MUG).said.verdict is Verdict.FINISHED
    assert shop.sent(order) == ["pack"]


def test_one_unit_too_many_is_told_and_not_counted(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2, "RUG-1")))
    bench = shop.bench()
    bench.scan(MUG)
    view = bench.scan(MUG)
    assert (view.said.verdict, view.alarm, view.done) == (Verdict.EXTRA, False, 1)


def test_a_lot_that_was_cancelled_before_is_an_alarm_of_its_own(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2, "RUG-1", "CUSTOMER_CANCELED")))
    bench = shop.bench()
    bench.scan("700100200")
    view = bench.scan(RUG)
    assert (view.said.verdict, view.alarm) == (Verdict.CANCELLED, True)


def test_a_code_nobody_knows_is_kept_with_the_order(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    bench.scan(MUG)
    assert bench.scan("Q-77").said.verdict is Verdict.UNKNOWN
    bench.scan("Q-77")
    with shop.storage.look() as work:
        (kept,) = work.codes.unknown(10)
    assert (kept.code, kept.times, kept.shipment_id, kept.operator) == ("Q-77", 2, "700100200", "Пётр")


@pytest.mark.parametrize("on_the_bench", [False, True])
def test_a_typed_number_of_nothing_is_answered_and_not_kept(shop: BenchStand, *, on_the_bench: bool) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    if on_the_bench:
        bench.scan("700100200")
    for slip in ("700100201", MUG[:-1], MUG[:-1] + str((int(MUG[-1]) + 1) % 10)):
        view = bench.typed(slip)
        assert (view.said.verdict, slip in view.said.words.ru) == (Verdict.NO_ORDER, True)
    assert scan_codes.unknown(shop.storage) == ()
    assert bench.typed("700100200").said.verdict is Verdict.OPENED
    assert bench.typed(MUG).said.verdict is Verdict.RIGHT


def test_what_the_scanner_puts_first_is_not_taken_from_a_typed_number(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench(habits=ScannerHabits(prefix="7"))
    assert bench.scan("7700100200").said.verdict is Verdict.OPENED
    bench.dismiss()
    assert bench.typed("700100200").said.verdict is Verdict.OPENED


def test_an_attached_code_counts_as_a_barcode_of_its_offer(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    with shop.storage.work() as work:
        work.codes.attach(
            shop.mirror.connection.connection_id, "Q-77", "MUG-1", "Анна", shop.mirror.clock.now()
        )
        work.commit()
    assert shop.bench().scan("Q-77").said.verdict is Verdict.RIGHT


@pytest.mark.parametrize(
    "code", ["MUG-1", "КР-1", MUG.zfill(14), f"]E0{MUG}", f"01{MUG.zfill(14)}", f"]C101{MUG.zfill(14)}"]
)
def test_goods_are_known_by_any_of_their_codes(shop: BenchStand, code: str) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    assert shop.bench().scan(code).said.verdict is Verdict.RIGHT


def test_two_offers_of_the_order_with_one_barcode_are_for_a_person(shop: BenchStand) -> None:
    shop.sell(offer("MUG-2", "Кружка белая", MUG))
    shop.show(factory.shipment(lot(1), lot(2, "MUG-2")))
    bench = shop.bench()
    bench.scan("700100200")
    view = bench.scan(MUG)
    assert (view.said.verdict, view.done) == (Verdict.AMBIGUOUS, 0)


def test_a_barcode_that_goods_outside_the_order_have_too_is_never_guessed_at(shop: BenchStand) -> None:
    shop.sell(offer("MUG-2", "Кружка белая", MUG))
    shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    assert bench.scan(MUG).said.verdict is Verdict.AMBIGUOUS
    bench.scan("700100200")
    assert bench.scan(MUG).said.verdict is Verdict.AMBIGUOUS


def test_half_codes_and_joined_codes_are_told_as_such(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    bench.scan("700100200")
    assert bench.scan(MUG + RUG).said.verdict is Verdict.JOINED
    assert bench.scan(MUG[:9]).said.verdict is Verdict.HALF
    with shop.storage.look() as work:
        assert work.codes.unknown(10) == ()


def test_what_is_left_of_a_torn_scan_is_told_and_neither_looked_up_nor_kept(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    for part in (MUG, "000000118"):
        view = bench.half(part)
        assert (view.said.verdict, view.order) == (Verdict.HALF, None)
    assert scan_codes.unknown(shop.storage) == ()
    bench.scan(MUG)
    assert bench.scan(CUP).said.verdict is Verdict.WRONG
    assert bench.half(MUG).said.verdict is Verdict.ALARM_FIRST


@pytest.mark.parametrize("typed", ["MMD:2", "mmd:2", "ЬЬВЖ2"])
def test_an_answer_to_no_question_says_that_none_is_open(shop: BenchStand, typed: str) -> None:
    told = shop.bench().scan(typed).said
    assert told.verdict is Verdict.REFUSED
    assert "вопроса сейчас нет" in told.words.ru


def test_an_answer_that_the_question_does_not_have_is_told_as_such(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    bench.scan(MUG)
    assert bench.scan("MMD:PARK").question is not None
    assert "нет ответа MMD:9" in bench.scan("MMD:9").said.words.ru


def test_a_control_barcode_of_another_version_is_told_with_its_name(shop: BenchStand) -> None:
    assert "MMD:DANCE" in shop.bench().scan("MMD:DANCE").said.words.ru


def test_an_order_that_is_not_confirmed_says_what_to_do(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1, status="NEW")))
    view = shop.bench().scan("700100200")
    assert (view.said.verdict, view.stage) == (Verdict.NOT_READY, Stage.IDLE)
    assert "подтвердите" in view.said.words.ru
    assert shop.bench().scan(MUG).said.verdict is Verdict.NOT_READY


def test_goods_open_the_most_urgent_order_that_needs_them(shop: BenchStand) -> None:
    now = shop.mirror.clock.now()
    deadlines = [Deadlines(pack_by=now.replace(hour=hour)) for hour in (20, 12, 16)]
    for number, due in enumerate(deadlines, start=1):
        shop.show(factory.shipment(lot(1), lot(2), shipment_id=f"70010020{number}", deadlines=due))
    view = shop.bench().scan(MUG)
    assert view.order is not None
    assert view.order.ref.shipment_id == "700100202"


def test_a_second_bench_gets_the_next_order(shop: BenchStand) -> None:
    for number in (1, 2):
        shop.show(factory.shipment(lot(1), lot(2), shipment_id=f"70010020{number}"))
    first, second = shop.bench().scan(MUG), shop.bench(OTHER, "Стол 2").scan(MUG)
    assert first.order is not None
    assert second.order is not None
    assert first.order.key != second.order.key


def test_an_order_on_another_bench_is_told_with_who_and_where(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    shop.bench().scan(MUG)
    view = shop.bench(OTHER, "Стол 2").scan("700100200")
    assert view.said.verdict is Verdict.OTHERS
    assert "Пётр" in view.said.words.ru
    assert "Стол 1" in view.said.words.ru


def test_the_order_of_a_silent_bench_is_taken_over_after_a_question(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    dead = shop.bench()
    dead.scan(MUG)
    shop.mirror.clock.advance(61)
    bench = shop.bench(OTHER, "Стол 2")
    asked = bench.scan("700100200")
    assert asked.question is not None
    assert asked.question.kind is QuestionKind.TAKE_OVER
    taken = bench.take_over()
    assert (taken.said.verdict, taken.done) == (Verdict.RESUMED, 1)
    assert dead.scan(MUG).said.verdict is Verdict.OTHERS
    assert bench.scan(MUG).said.verdict is Verdict.FINISHED


def test_a_bench_that_is_heard_of_keeps_its_order(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    bench.scan(MUG)
    shop.mirror.clock.advance(50)
    bench.heartbeat()
    shop.mirror.clock.advance(50)
    assert shop.bench(OTHER, "Стол 2").scan("700100200").said.verdict is Verdict.OTHERS


def test_a_window_that_was_killed_goes_on_where_it_was(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2), lot(3, "RUG-1")))
    bench = shop.bench()
    bench.scan(MUG)
    bench.press(Control.NEXTBOX)
    bench.scan(RUG)
    view = shop.bench().view()
    assert (view.said.verdict, view.done, view.box) == (Verdict.RESUMED, 2, 2)
    assert [[line.offer_id for line in box.lines] for box in view.boxes] == [["MUG-1"], ["RUG-1"]]


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


def test_a_parked_order_is_resumed_by_anybody(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    bench.scan(MUG)
    assert bench.scan("MMD:PARK").question is not None
    view = bench.park("damaged")
    assert (view.said.verdict, view.stage) == (Verdict.PARKED, Stage.IDLE)
    other = shop.bench(OTHER, "Стол 2")
    (parked,) = other.parked()
    assert (parked.reason.ru, parked.done, parked.wanted) == ("товар повреждён", 1, 2)
    assert other.scan(MUG).said.verdict is Verdict.NO_ORDER
    assert other.open(order).said.verdict is Verdict.RESUMED
    assert other.scan(MUG).said.verdict is Verdict.FINISHED


def test_an_order_without_scans_is_left_by_esc_and_one_with_scans_is_not(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    bench.scan("700100200")
    assert bench.dismiss().stage is Stage.IDLE
    assert shop.draft_of(order) is None
    bench.scan(MUG)
    assert (bench.dismiss().said.verdict, bench.view().stage) == (Verdict.REFUSED, Stage.PACKING)


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
    assert shop.papers.printed == [("700100200", ""), ("700100200", "этикетка испорчена")]


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


def test_an_order_packed_elsewhere_meanwhile_leaves_the_bench(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    bench.scan(MUG)
    shop.show(factory.shipment(lot(1, status="PACKED", box_index=1), lot(2, status="PACKED", box_index=1)))
    assert bench.scan(MUG).said.verdict is Verdict.ALREADY_PACKED
    assert (shop.draft_of(order), shop.sent(order)) == (None, [])


def test_another_order_cannot_push_away_one_with_scans(shop: BenchStand) -> None:
    for number in (1, 2):
        shop.show(factory.shipment(lot(1), lot(2), shipment_id=f"70010020{number}"))
    bench = shop.bench()
    bench.scan("700100201")
    assert bench.scan("700100202").said.verdict is Verdict.OPENED
    bench.scan(MUG)
    view = bench.scan("700100201")
    assert view.said.verdict is Verdict.REFUSED
    assert view.order is not None
    assert view.order.ref.shipment_id == "700100202"


def test_a_number_that_two_connections_have_is_for_a_person(shop: BenchStand, clock: ManualClock) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    other = mirror_stand(shop.storage, clock, "dsm")
    other.show(factory.shipment(lot(1, status="PACKED"), service_scheme="DELIVERY_BY_MERCHANT"))
    assert shop.bench().scan("700100200").said.verdict is Verdict.AMBIGUOUS


def test_goods_that_lie_packed_in_another_order_are_told_as_such(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1, status="PACKED", box_index=1)))
    view = shop.bench().scan(MUG)
    assert view.said.verdict is Verdict.ALREADY_PACKED
    assert "700100200" in view.said.words.ru
    assert shop.bench().scan(RUG).said.verdict is Verdict.NO_ORDER


def test_the_number_of_the_order_on_the_bench_says_nothing_new(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    bench.scan(MUG)
    before = shop.mirror.events(order)
    assert bench.scan("700100200").done == 1
    assert shop.mirror.events(order) == before


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
