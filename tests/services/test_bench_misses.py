"""Scans that did not count: in the order's timeline, by packer, and without flooding it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.verdict import Control, Verdict
from mmdesk.services.desk import OrderRef
from mmdesk.services.timeline import sentence
from mmdesk.storage.packing_figures import PackingFigures
from mmdesk.storage.uow import Storage
from tests import factory
from tests.services.bench_stand import OTHER, BenchStand, bench_stand, ean, offer

MUG, RUG = ean(460123456789), ean(460123456790)
NOBODYS = ean(469999999999)


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> BenchStand:
    stand = bench_stand(sqlite_storage, clock)
    stand.sell(offer("MUG-1", "Кружка синяя", MUG), offer("RUG-1", "Плед серый", RUG))
    return stand


def two_mugs(shop: BenchStand, number: str = "700100200") -> OrderRef:
    lots = (factory.lot(index, "CONFIRMED", offer_id="MUG-1") for index in (1, 2))
    return shop.show(factory.shipment(*lots, shipment_id=number))


def missed(shop: BenchStand, order: OrderRef) -> list[tuple[str, str]]:
    """Who did what, in Russian."""
    with shop.storage.look() as work:
        events = work.history.of(shop.key(order))
    return [(event.who, sentence(event).ru) for event in events if event.what == "scans_missed"]


def test_wrong_goods_stand_in_the_timeline_once_with_who_and_where(shop: BenchStand) -> None:
    order, bench = two_mugs(shop), shop.bench()
    bench.scan(MUG)
    for _ in range(3):
        assert bench.scan(RUG).said.verdict is Verdict.WRONG
        bench.press(Control.OK)
    assert missed(shop, order) == []
    bench.scan(NOBODYS)
    bench.scan(MUG)
    told = f"не засчитано: не тот товар {RUG} ×3, неизвестный код {NOBODYS} · Стол 1"
    assert missed(shop, order) == [("Пётр", told)]


def test_what_was_missed_is_kept_when_the_order_is_put_aside(shop: BenchStand) -> None:
    order, bench = two_mugs(shop), shop.bench()
    bench.scan(MUG)
    bench.scan("MMD:NEXTBOX")
    bench.half("4601")
    bench.park("question")
    assert missed(shop, order) == [("Пётр", "не засчитано: код не полностью 4601 · Стол 1")]


def test_a_scan_of_another_order_is_not_held_against_this_one(shop: BenchStand) -> None:
    first, second = two_mugs(shop), two_mugs(shop, "700100201")
    bench = shop.bench()
    bench.scan(first.shipment_id)
    bench.scan(NOBODYS)
    bench.dismiss()
    bench.scan(second.shipment_id)
    bench.scan(MUG)
    assert (len(missed(shop, first)), missed(shop, second)) == (1, [])


def test_of_many_different_codes_the_line_stays_short(shop: BenchStand) -> None:
    order, bench = two_mugs(shop), shop.bench()
    bench.scan(MUG)
    for number in range(9):
        bench.scan(f"Q-{number}{'x' * 60}")
    bench.scan(MUG)
    ((_, told),) = missed(shop, order)
    assert told.endswith("и ещё 4 · Стол 1")
    assert len(told) < 350


def test_mistakes_are_counted_by_packer_without_those_of_the_scanner(shop: BenchStand) -> None:
    began = shop.mirror.clock.now()
    two_mugs(shop)
    two_mugs(shop, "700100201")
    careful, hasty = shop.bench(), shop.bench(OTHER, "Стол 2")
    careful.scan("700100200")
    careful.half("460")
    careful.scan(MUG)
    hasty.scan("700100201")
    for _ in range(2):
        hasty.scan(RUG)
        hasty.press(Control.OK)
    hasty.scan(MUG)
    figures = PackingFigures(shop.storage.engine)
    assert figures.mistakes(began, shop.mirror.clock.now() + timedelta(seconds=1)) == {OTHER.name: 2}
    later = shop.mirror.clock.now() + timedelta(hours=1)
    assert figures.mistakes(later, later + timedelta(hours=1)) == {}
