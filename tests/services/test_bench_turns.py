"""Which order lies on which bench, and who may take it."""

from __future__ import annotations

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.deadline import Deadlines
from mmdesk.domain.verdict import Control, Verdict
from mmdesk.services.bench_view import QuestionKind, Stage
from mmdesk.storage.uow import Storage
from tests import factory
from tests.services.bench_goods import MUG, RUG, goods_bench, lot
from tests.services.bench_stand import OTHER, BenchStand
from tests.services.stand import mirror_stand


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> BenchStand:
    return goods_bench(sqlite_storage, clock)


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


@pytest.mark.parametrize("key", [Control.MISSING, Control.PARK])
def test_leaving_a_question_tells_to_go_on_with_the_order_that_lies_here(
    shop: BenchStand, key: Control
) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    bench.scan(MUG)
    assert bench.press(key).said.verdict is Verdict.ASKING
    left = bench.dismiss().said
    assert (left.verdict, left.words.ru) == (Verdict.ACKNOWLEDGED, "Продолжайте заказ 700100200.")


def test_understood_without_an_alarm_tells_what_the_bench_waits_for(shop: BenchStand) -> None:
    bench = shop.bench()
    assert "Отсканируйте номер заказа" in bench.press(Control.OK).said.words.ru
    shop.show(factory.shipment(lot(1), lot(2), lot(3, "RUG-1")))
    bench.scan(MUG)
    shop.show(factory.shipment(lot(1, status="CUSTOMER_CANCELED"), lot(2), lot(3, "RUG-1")))
    bench.refresh()
    for _ in range(2):
        assert "Достаньте из места 1" in bench.press(Control.OK).said.words.ru


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


def test_the_number_of_the_order_on_the_bench_says_nothing_new(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    bench.scan(MUG)
    before = shop.mirror.events(order)
    assert bench.scan("700100200").done == 1
    assert shop.mirror.events(order) == before
