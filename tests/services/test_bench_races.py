"""Benches that fight for one order, and benches that are killed in the middle of a scan."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.lot import Lot
from mmdesk.domain.verdict import Verdict
from mmdesk.services.bench import Bench
from mmdesk.services.bench_view import BenchView
from mmdesk.services.operators import Operator
from mmdesk.storage.engine import StorageBusy, open_engine
from mmdesk.storage.uow import Storage
from tests import factory
from tests.services.bench_stand import BenchStand, RememberedPapers, bench_stand, ean, mark_text, offer

MUG, SCENT = ean(460123456789), ean(460123456791)
NUMBER = "700100200"
BENCHES = 6


@pytest.fixture
def shop(storage: Storage, clock: ManualClock) -> BenchStand:
    stand = bench_stand(storage, clock)
    stand.sell(offer("MUG-1", "Кружка синяя", MUG), offer("CUP-1", "Духи", SCENT))
    return stand


def test_of_many_benches_that_open_one_order_at_once_one_gets_it(shop: BenchStand) -> None:
    for turn in range(5):
        number = f"70010020{turn}"
        shop.show(factory.shipment(*_mugs(2), shipment_id=number))
        views = _at_once([_scanning(shop, f"Стол {bench}", number) for bench in range(BENCHES)])
        verdicts = [view.said.verdict for view in views]
        assert verdicts.count(Verdict.OPENED) == 1
        assert verdicts.count(Verdict.OTHERS) == BENCHES - 1
        with shop.storage.work() as work:
            stored = work.shipments.find(shop.mirror.connection.connection_id, number)
            assert stored is not None
            work.drafts.remove(stored.key)
            work.commit()


def test_benches_that_scan_the_same_goods_at_once_get_an_order_each(shop: BenchStand) -> None:
    for number in range(BENCHES):
        shop.show(factory.shipment(*_mugs(2), shipment_id=f"70010020{number}"))
    views = _at_once([_scanning(shop, f"Стол {bench}", MUG) for bench in range(BENCHES)])
    orders = [view.order.ref.shipment_id for view in views if view.order is not None]
    assert len(set(orders)) == BENCHES
    assert all(view.said.verdict is Verdict.RIGHT for view in views)


def test_of_many_benches_that_take_a_silent_one_over_one_gets_its_order(shop: BenchStand) -> None:
    shop.show(factory.shipment(*_mugs(3)))
    shop.bench().scan(MUG)
    shop.mirror.clock.advance(61)
    benches = [shop.bench(Operator(f"П{bench}"), f"Стол 1{bench}") for bench in range(BENCHES)]
    assert {bench.scan(NUMBER).said.verdict for bench in benches} == {Verdict.ASKING}
    views = _at_once([bench.take_over for bench in benches])
    verdicts = [view.said.verdict for view in views]
    assert (verdicts.count(Verdict.RESUMED), verdicts.count(Verdict.OTHERS)) == (1, BENCHES - 1)


def test_a_scan_that_the_database_did_not_take_changes_nothing_and_may_be_repeated(
    shop: BenchStand, database_url: str
) -> None:
    order = shop.show(factory.shipment(*_mugs(1)))
    hasty = Storage(open_engine(database_url, patience=0.1))
    bench = Bench(hasty, shop.mirror.clock, Operator("Пётр"), "Стол 1", RememberedPapers())
    with shop.storage.work() as slow:
        slow.shipments.get(shop.key(order))
        with pytest.raises(StorageBusy):
            bench.scan(MUG)
        assert bench.view().finishing == ()
    assert bench.scan(MUG).said.verdict is Verdict.FINISHED
    hasty.close()


def test_a_locked_database_stops_no_order_on_its_way_to_paper(shop: BenchStand, database_url: str) -> None:
    """It is tried again; nobody is told that the order's label has a problem."""
    order = shop.show(factory.shipment(*_mugs(1)))
    hasty = Storage(open_engine(database_url, patience=0.1))
    papers = RememberedPapers()
    bench = Bench(hasty, shop.mirror.clock, Operator("Пётр"), "Стол 1", papers)
    bench.scan(MUG)
    shop.settle(order)
    shop.show(factory.shipment(replace(factory.lot(1, "PACKED", offer_id="MUG-1"), box_index=1)))
    shop.settle(order)
    shop.give_label(order, 1)
    with shop.storage.work() as slow:
        slow.shipments.get(shop.key(order))
        with pytest.raises(StorageBusy):
            bench.advance()
    (line,) = bench.refresh().finishing
    assert (papers.printed, line.stopped) == ([], None)
    bench.advance()
    assert len(papers.printed) == 1
    hasty.close()


def test_one_marking_code_at_two_benches_at_once_marks_one_unit(shop: BenchStand) -> None:
    mark = mark_text(SCENT)
    benches = []
    for number in range(BENCHES):
        lots = (factory.lot(index, "CONFIRMED", offer_id="CUP-1", needs_mark=True) for index in (1, 2))
        shop.show(factory.shipment(*lots, shipment_id=f"70010020{number}"))
        bench = shop.bench(Operator(f"П{number}"), f"Стол {number}")
        bench.scan(f"70010020{number}")
        bench.scan(SCENT)
        benches.append(bench)
    views = _at_once([partial(bench.scan, mark) for bench in benches])
    verdicts = [view.said.verdict for view in views]
    assert (verdicts.count(Verdict.RIGHT), verdicts.count(Verdict.MARK_USED)) == (1, BENCHES - 1)


def test_a_bench_killed_between_two_scans_loses_none_and_counts_none_twice(
    shop: BenchStand, database_url: str
) -> None:
    shop.show(factory.shipment(*_mugs(30)))
    for killed_after in (3, 7, 4):
        program = [sys.executable, "-c", _PACKER, database_url, MUG, str(killed_after)]
        done = subprocess.run(program, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 9, done.stderr
    view = shop.bench(Operator("П"), "Стол 1").view()
    assert (view.said.verdict, view.done) == (Verdict.RESUMED, 3 + 7 + 4)


_PACKER = """
import os, sys
from mmdesk.clock import SystemClock
from mmdesk.services.bench import Bench
from mmdesk.services.operators import Operator
from mmdesk.storage.engine import StorageBusy, open_engine
from mmdesk.storage.uow import Storage
from tests.services.bench_stand import RememberedPapers
url, code, scans = sys.argv[1], sys.argv[2], int(sys.argv[3])
bench = Bench(Storage(open_engine(url)), SystemClock(), Operator("П"), "Стол 1", RememberedPapers())
for _ in range(scans):
    bench.scan(code)
os._exit(9)  # nothing is tidied up, as when it is killed
"""


def _mugs(count: int) -> list[Lot]:
    return [factory.lot(index, "CONFIRMED", offer_id="MUG-1") for index in range(1, count + 1)]


def _scanning(shop: BenchStand, workstation: str, code: str) -> Callable[[], BenchView]:
    """A bench in a program of its own, as far as the database can tell."""

    def scan() -> BenchView:
        storage = Storage(open_engine(shop.storage.engine.url))
        try:
            bench = Bench(storage, shop.mirror.clock, Operator(workstation), workstation, RememberedPapers())
            return bench.scan(code)
        finally:
            storage.close()

    return scan


def _at_once(acts: Sequence[Callable[[], BenchView]]) -> list[BenchView]:
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], BenchView]) -> BenchView:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
