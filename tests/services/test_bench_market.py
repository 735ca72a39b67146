"""From scans to paper against Megamarket played on loopback, in both schemes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.verdict import Control, Verdict
from mmdesk.services import labels, lots, packing
from mmdesk.services.bench import Bench
from mmdesk.services.bench_view import Finishing, FinishStep
from mmdesk.services.desk import OrderRef
from mmdesk.storage.uow import Storage
from tests.services.bench_stand import PACKER, RememberedPapers, ean, mark_text, offer
from tests.services.stand import ANNA, Stand, stand

MUG, RUG, SCENT = ean(460123456789), ean(460123456790), ean(460123456791)
MARK = mark_text(SCENT)


@pytest.fixture
def desk(sqlite_storage: Storage, clock: ManualClock) -> Iterator[Stand]:
    with stand(sqlite_storage, clock) as made:
        _sell(made)
        yield made


@pytest.fixture
def papers() -> RememberedPapers:
    return RememberedPapers()


def test_scans_become_boxes_at_megamarket_and_a_printed_label(desk: Stand, papers: RememberedPapers) -> None:
    order, bench = _confirmed(desk, "MUG-1", "MUG-1", "RUG-1", "MARK-1"), _bench(desk, papers)
    bench.scan(RUG)
    bench.press(Control.NEXTBOX)
    bench.scan(MUG)
    bench.scan(MARK)
    assert bench.scan(MUG).said.verdict is Verdict.FINISHED
    assert _until_printed(desk, bench)[-1].step is FinishStep.PRINTED
    assert _boxes(desk, order) == {1: 2, 2: 2, 3: 1, 4: 2}
    assert desk.market.shipment(order.shipment_id).lots[3].digital_mark == MARK
    assert papers.printed == [(order.shipment_id, "")]
    assert (desk.calls("order/packing"), len(desk.parked())) == (1, 0)


def test_the_label_of_a_closed_order_is_fetched_although_no_window_asks(
    desk: Stand, papers: RememberedPapers
) -> None:
    order, bench = _confirmed(desk, "MUG-1"), _bench(desk, papers)
    bench.scan(MUG)
    desk.run()
    with desk.storage.look() as work:
        assert [label.box_index for label in work.labels.current(desk.stored(order).key)] == [1]
        asked = [
            event.who for event in work.history.of(desk.stored(order).key) if "label" in str(event.details)
        ]
    assert asked[0] == PACKER.name
    assert desk.calls("sticker/print") == 1
    assert _until_printed(desk, bench)[-1].step is FinishStep.PRINTED
    assert desk.calls("sticker/print") == 1


def test_a_label_is_fetched_without_reading_once_more_an_order_that_was_just_seen_as_packed(
    desk: Stand, papers: RememberedPapers
) -> None:
    order = _confirmed(desk, "MUG-1")
    _bench(desk, papers).scan(MUG)
    while desk.statuses(order) != ["PACKED"]:
        if not desk.relay.run_once():
            desk.clock.advance(timedelta(seconds=0.1))
    looks = desk.calls("order/get")
    assert desk.relay.run_once()
    assert (desk.calls("order/get"), desk.calls("sticker/print")) == (looks, 1)


def test_a_label_asked_for_later_is_fetched_only_after_the_order_was_read(desk: Stand) -> None:
    order = _confirmed(desk, "MUG-1")
    packing.pack(desk.desk, order, ANNA)
    desk.run()
    desk.market.buyer.cancel(order.shipment_id, [1])
    labels.request(desk.desk, order, ANNA)
    desk.run()
    assert desk.calls("sticker/print") == 0


def test_an_order_packed_without_a_bench_has_its_label_fetched_when_somebody_asks(desk: Stand) -> None:
    order = _confirmed(desk, "MUG-1")
    packing.pack(desk.desk, order, ANNA)
    desk.run()
    assert desk.statuses(order) == ["PACKED"]
    assert desk.calls("sticker/print") == 0


def test_a_buyer_who_cancels_between_the_last_scan_and_the_call_stops_it(
    desk: Stand, papers: RememberedPapers
) -> None:
    order, bench = _confirmed(desk, "MUG-1", "RUG-1"), _bench(desk, papers)
    bench.scan(MUG)
    bench.scan(RUG)
    desk.market.buyer.cancel(order.shipment_id, [1])
    desk.run()
    (line,) = bench.advance()
    assert (line.step, papers.printed) == (FinishStep.STOPPED, [])
    assert bench.scan(order.shipment_id).said.verdict is Verdict.TAKE_OUT
    assert bench.scan(MUG).said.verdict is Verdict.FINISHED
    _until_printed(desk, bench)
    assert desk.statuses(order) == ["CUSTOMER_CANCELED", "PACKED"]
    assert papers.printed == [(order.shipment_id, "")]


def test_a_lot_cancelled_after_printing_leads_to_new_boxes_and_a_new_label(
    desk: Stand, papers: RememberedPapers
) -> None:
    order, bench = _confirmed(desk, "MUG-1", "RUG-1"), _bench(desk, papers)
    bench.scan(MUG)
    bench.press(Control.NEXTBOX)
    bench.scan(RUG)
    _until_printed(desk, bench)
    desk.market.buyer.cancel(order.shipment_id, [1])
    desk.read(order.shipment_id)
    (line,) = bench.refresh().finishing
    assert line.step is FinishStep.STOPPED
    bench.scan(order.shipment_id)
    assert bench.scan(MUG).said.verdict is Verdict.FINISHED
    _until_printed(desk, bench)
    assert desk.calls("order/packing") == 2
    assert papers.printed == [(order.shipment_id, "")] * 2
    with desk.storage.look() as work:
        assert [label.box_index for label in work.labels.current(desk.stored(order).key)] == [2]


def test_an_order_of_dsm_is_accepted_by_packing_it_and_its_list_printed(
    sqlite_storage: Storage, clock: ManualClock, papers: RememberedPapers
) -> None:
    with stand(sqlite_storage, clock, "dsm") as desk:
        _sell(desk)
        order, bench = desk.place("MUG-1", "MARK-1", paid_delivery=True), _bench(desk, papers)
        bench.scan(MUG)
        assert bench.scan(MARK).said.verdict is Verdict.FINISHED
        steps = [line.step for line in _until_printed(desk, bench)]
        assert FinishStep.LABEL_ASKED not in steps
        assert [lot.status for lot in desk.stored(order).shipment.goods] == ["PACKED", "PACKED"]
        assert desk.stored(order).checked_at is not None
        assert papers.printed == [(order.shipment_id, "")]


def _sell(desk: Stand) -> None:
    offers = (offer("MUG-1", "Кружка", MUG), offer("RUG-1", "Плед", RUG), offer("MARK-1", "Духи", SCENT))
    with desk.storage.work() as work:
        work.offers.add(desk.connection.connection_id, offers, desk.clock.now())
        work.commit()


def _bench(desk: Stand, papers: RememberedPapers) -> Bench:
    return Bench(desk.storage, desk.clock, PACKER, "Стол 1", papers)


def _confirmed(desk: Stand, *offers: str) -> OrderRef:
    order = desk.place(*offers)
    lots.confirm(desk.desk, order, ANNA)
    desk.run()
    return order


def _until_printed(desk: Stand, bench: Bench) -> list[Finishing]:
    """Everything that the list of closed orders shows until it is empty."""
    shown: list[Finishing] = []
    for _ in range(20):
        lines = bench.advance()
        if not lines:
            return shown
        shown += lines
        desk.run()
    raise AssertionError(shown[-1])


def _boxes(desk: Stand, order: OrderRef) -> dict[int, int | None]:
    return {lot.index: lot.box_index for lot in desk.stored(order).shipment.goods}
