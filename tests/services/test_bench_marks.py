"""Marking codes at the bench: asked for where the lot needs one, used once in all orders together."""

from __future__ import annotations

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.box import PackingRefused
from mmdesk.domain.lot import Lot
from mmdesk.domain.shipment import Shipment
from mmdesk.domain.verdict import Control, Verdict
from mmdesk.services import packing
from mmdesk.storage.uow import Storage
from tests import factory
from tests.services.bench_stand import OTHER, PACKER, BenchStand, bench_stand, ean, mark_text, offer

SCENT, MUG = ean(460123456791), ean(460123456789)
FIRST, SECOND = mark_text(SCENT, "AAA!111111111"), mark_text(SCENT, "BBB!222222222")


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> BenchStand:
    stand = bench_stand(sqlite_storage, clock)
    stand.sell(offer("CUP-1", "Духи", SCENT), offer("MUG-1", "Кружка", MUG), offer("BARE-1", "Шапка"))
    return stand


def scent(index: int = 1, status: str = "CONFIRMED", box: int | None = None) -> Lot:
    return factory.lot(index, status, offer_id="CUP-1", needs_mark=True, box=box)


def order(*lots: Lot, number: str = "700100200", changeable: bool | None = None) -> Shipment:
    return factory.shipment(*lots, shipment_id=number, changeable=changeable)


def test_goods_that_need_a_marking_code_wait_for_it(shop: BenchStand) -> None:
    shop.show(order(scent(), scent(2)))
    bench = shop.bench()
    wanted = bench.scan(SCENT)
    assert wanted.said.verdict is Verdict.MARK_WANTED
    assert bench.scan(SCENT).said.verdict is Verdict.MARK_FIRST
    assert bench.press(Control.NEXTBOX).said.verdict is Verdict.MARK_FIRST
    right = bench.scan(FIRST)
    assert (right.said.verdict, right.done) == (Verdict.RIGHT, 1)
    assert right.rows[0].marks == (FIRST,)


def test_a_marking_code_names_its_goods_by_itself(shop: BenchStand) -> None:
    shop.show(order(scent()))
    view = shop.bench().scan(FIRST)
    assert view.said.verdict is Verdict.FINISHED
    (pack,) = shop.mirror.queued()
    assert [(mark.lot, mark.code) for mark in pack.intent.marks] == [(1, FIRST)]  # type: ignore[union-attr]  # a Pack


def test_a_code_that_lost_its_separators_is_sent_with_them(shop: BenchStand) -> None:
    shop.show(order(scent()))
    shop.bench().scan(FIRST.replace("\x1d", ""))
    (pack,) = shop.mirror.queued()
    assert pack.intent.marks[0].code == FIRST  # type: ignore[union-attr]  # a Pack


def test_a_code_used_in_this_order_or_another_is_refused_with_the_order(shop: BenchStand) -> None:
    shop.show(order(scent()))
    shop.bench().scan(FIRST)
    shop.show(order(scent(), scent(2), number="700100201"))
    bench = shop.bench()
    bench.scan(SCENT)
    used = bench.scan(FIRST)
    assert used.said.verdict is Verdict.MARK_USED
    assert "700100200" in used.said.words.ru
    bench.scan(SECOND)
    bench.scan(SCENT)
    assert bench.scan(SECOND).said.verdict is Verdict.MARK_USED


def test_a_code_of_other_goods_is_refused_where_their_gtin_is_known(shop: BenchStand) -> None:
    shop.show(order(scent(), scent(2)))
    bench = shop.bench()
    bench.scan(SCENT)
    assert bench.scan(mark_text(MUG)).said.verdict is Verdict.MARK_FOREIGN


def test_goods_without_a_known_gtin_take_any_marking_code(shop: BenchStand) -> None:
    bare = factory.lot(1, "CONFIRMED", offer_id="BARE-1", needs_mark=True)
    shop.show(order(bare, scent(2)))
    bench = shop.bench()
    bench.scan("BARE-1")
    assert bench.scan(mark_text(MUG)).said.verdict is Verdict.RIGHT


def test_a_spoilt_marking_code_is_half_a_code(shop: BenchStand) -> None:
    shop.show(order(scent(), scent(2)))
    bench = shop.bench()
    bench.scan(SCENT)
    assert bench.scan(FIRST[:-9]).said.verdict is Verdict.HALF


def test_a_code_whose_scan_was_undone_may_be_used_again(shop: BenchStand) -> None:
    shop.show(order(scent(), scent(2)))
    bench = shop.bench()
    bench.scan(FIRST)
    bench.press(Control.UNDO)
    assert bench.scan(FIRST).said.verdict is Verdict.RIGHT


def test_the_code_of_a_cancelled_lot_is_free_again(shop: BenchStand) -> None:
    shop.show(order(scent()))
    shop.bench().scan(FIRST)
    shop.show(order(scent(status="CUSTOMER_CANCELED")))
    shop.show(order(scent(), number="700100201"))
    assert shop.bench(OTHER, "Стол 2").scan(FIRST).said.verdict is Verdict.FINISHED


def test_of_two_marked_units_the_cancelled_one_comes_out(shop: BenchStand) -> None:
    shop.show(order(scent(), scent(2), scent(3)))
    bench = shop.bench()
    bench.scan(FIRST)
    bench.scan(SECOND)
    shop.show(order(scent(status="CUSTOMER_CANCELED"), scent(2), scent(3)))
    bench.refresh()
    bench.press(Control.OK)
    assert bench.scan(SCENT).said.verdict is Verdict.MARK_WANTED
    assert bench.scan(SECOND).said.verdict is Verdict.MARK_FOREIGN
    out = bench.scan(FIRST)
    assert (out.said.verdict, out.done) == (Verdict.TAKEN_OUT, 1)


def test_after_printing_the_unit_with_the_cancelled_code_comes_out(shop: BenchStand) -> None:
    shop.show(order(scent(), scent(2)))
    bench = shop.bench()
    bench.scan(FIRST)
    bench.scan(SECOND)
    shop.settle(shop.show(order(scent(1, "PACKED", 1), scent(2, "PACKED", 1))))
    shop.show(order(scent(1, "CUSTOMER_CANCELED", 1), scent(2, "PACKED", 1), changeable=True))
    bench.scan("700100200")
    assert bench.scan(SECOND).said.verdict is Verdict.MARK_FOREIGN
    assert bench.scan(FIRST).said.verdict is Verdict.FINISHED
    (again,) = shop.mirror.queued()
    assert [mark.lot for mark in again.intent.marks] == [2]  # type: ignore[union-attr]  # a Pack


def test_a_script_cannot_use_a_code_a_second_time(shop: BenchStand) -> None:
    shop.show(order(scent()))
    shop.bench().scan(FIRST)
    second = shop.show(order(scent(), number="700100201"))
    with pytest.raises(PackingRefused, match="700100200"):
        packing.pack(shop.mirror.desk, second, PACKER, marks={1: FIRST})
    assert shop.sent(second) == []
