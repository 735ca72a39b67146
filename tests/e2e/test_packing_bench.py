"""The bench beside the real service: scans in one process, Megamarket's boxes and labels by another."""

from __future__ import annotations

import pytest

from mmdesk.domain.connection import ConnectionId
from mmdesk.domain.verdict import Control, Verdict
from mmdesk.services.bench import Bench
from mmdesk.services.bench_view import Finishing, FinishStep
from mmdesk.services.desk import OrderRef
from mmdesk.services.operators import Operator
from tests.e2e.house import DSM, House
from tests.e2e.program import eventually
from tests.services.bench_stand import RememberedPapers

pytestmark = pytest.mark.e2e


def test_the_last_scan_ends_in_two_labelled_boxes(house: House) -> None:
    order, papers = house.order(lots=2), RememberedPapers()
    house.people.confirm(OrderRef(order))
    house.until_market(order, "CONFIRMED", "CONFIRMED")
    eventually(lambda: house.status(order) == "CONFIRMED")
    bench = _bench(house, papers, order)
    bench.scan(order)
    first, second = _offers(house, order)
    assert bench.scan(first).said.verdict is Verdict.RIGHT
    bench.press(Control.NEXTBOX)
    assert bench.scan(second).said.verdict is Verdict.FINISHED
    _until_printed(bench, order)
    assert house.market(order) == ["PACKED", "PACKED"]
    assert house.remotes.megamarket(order).boxes == 2
    with house.parts.storage.look() as work:
        found = work.shipments.find(_connection_id(house, order), order)
        assert found is not None
        assert [label.box_index for label in work.labels.current(found.key)] == [1, 2]
    assert papers.printed == [(order, "")]


def test_an_order_of_dsm_is_taken_in_by_its_packing(house: House) -> None:
    order, papers = house.order(DSM, lots=2), RememberedPapers()
    bench = _bench(house, papers, order)
    bench.scan(order)
    for offer_id in _offers(house, order):
        bench.scan(offer_id)
    _until_printed(bench, order)
    assert house.market(order)[:2] == ["PACKED", "PACKED"]
    assert papers.printed == [(order, "")]


def test_a_buyer_who_cancels_in_the_middle_stops_the_packer(house: House) -> None:
    order, papers = house.order(lots=2), RememberedPapers()
    house.people.confirm(OrderRef(order))
    house.until_market(order, "CONFIRMED", "CONFIRMED")
    eventually(lambda: house.status(order) == "CONFIRMED")
    bench = _bench(house, papers, order)
    bench.scan(order)
    first, second = _offers(house, order)
    bench.scan(first)
    house.sandbox.buyer.cancel(order, [1])
    eventually(lambda: bench.refresh().said.verdict is Verdict.STOPPED)
    assert bench.scan(second).said.verdict is Verdict.ALARM_FIRST
    bench.press(Control.OK)
    assert bench.scan(first).said.verdict is Verdict.TAKEN_OUT
    assert bench.scan(second).said.verdict is Verdict.FINISHED
    _until_printed(bench, order)
    assert house.market(order) == ["CUSTOMER_CANCELED", "PACKED"]


def _bench(house: House, papers: RememberedPapers, order: str) -> Bench:
    """At a workstation of its own: the house is shared."""
    return Bench(house.parts.storage, house.parts.clock, Operator("Пётр"), f"Стол {order}", papers)


def _offers(house: House, order: str) -> list[str]:
    details = house.known(order)
    assert details is not None
    return [each.lot.offer_id for each in details.lots if each.lot.is_goods]


def _connection_id(house: House, order: str) -> ConnectionId:
    details = house.known(order)
    assert details is not None
    return details.order.connection_id


def _until_printed(bench: Bench, order: str) -> None:
    seen: list[Finishing] = []

    def is_printed() -> bool:
        seen.extend(line for line in bench.advance() if line.ref.shipment_id == order)
        return bool(seen) and seen[-1].step is FinishStep.PRINTED

    eventually(is_printed)
