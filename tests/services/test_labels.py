"""Labels: fetched once for every box, kept, and never handed over for boxes that have changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.label import Label, digest
from mmdesk.domain.standing import NotAllowed
from mmdesk.printing.pdfium import page_sizes
from mmdesk.sandbox.faults import Fault, FaultKind
from mmdesk.services import labels, lots, packing
from mmdesk.services.desk import OrderRef
from mmdesk.services.labels import NoLabel
from mmdesk.services.timeline import sentence
from mmdesk.storage.uow import Storage
from tests.factory import lot, shipment
from tests.services.crm_stand import Shown
from tests.services.stand import ANNA, MirrorStand, Stand, stand


@pytest.fixture
def market(sqlite_storage: Storage, clock: ManualClock) -> Iterator[Stand]:
    with stand(sqlite_storage, clock) as made:
        made.market.behave(pending_seconds=0)
        yield made


def packed(market: Stand, boxes: list[list[int]]) -> OrderRef:
    order = market.place(*["MUG-1"] * sum(map(len, boxes)))
    lots.confirm(market.desk, order, ANNA)
    packing.pack(market.desk, order, ANNA, boxes=boxes)
    market.run()
    return order


def fetch(market: Stand, order: OrderRef, *, force: bool = False) -> None:
    labels.request(market.desk, order, ANNA, force=force)
    market.run()


def keep(bench: MirrorStand, order: OrderRef, *boxes: int) -> None:
    pdf = b"%PDF-1.4"
    kept = [Label(box, f"4321*700100200*{box}", pdf, digest(pdf), bench.clock.now()) for box in boxes]
    with bench.storage.work() as work:
        work.labels.replace(bench.stored(order).key, tuple(kept), "pdf", bench.clock.now())
        work.commit()


def told(market: Stand, order: OrderRef) -> list[str]:
    with market.storage.look() as work:
        return [event.what for event in work.history.of(market.stored(order).key)]


def test_a_lot_cancelled_in_the_second_since_the_last_reading_is_told_and_not_the_refusal(
    market: Stand,
) -> None:
    order = market.place("MUG-1", "RUG-1")
    lots.confirm(market.desk, order, ANNA)
    packing.pack(market.desk, order, ANNA, boxes=[[1], [2]])
    while {lot.status for lot in market.stored(order).shipment.goods} != {"PACKED"}:
        if not market.relay.run_once():
            market.clock.advance(0.1)
    market.market.cancel(order.shipment_id, [2])
    labels.request(market.desk, order, ANNA)
    assert market.relay.run_once()
    assert market.calls("sticker/print") > 0
    (parked,) = market.parked()
    assert parked.error is not None
    assert "лот 2" in parked.error.ru


def test_a_label_that_was_never_fetched_is_missing(market: Stand) -> None:
    order = packed(market, [[1]])
    with pytest.raises(NoLabel):
        labels.fetched(market.storage, order)


def test_there_is_no_label_before_packing(bench: MirrorStand) -> None:
    order = bench.show(shipment("CONFIRMED"))
    with pytest.raises(NotAllowed):
        labels.request(bench.desk, order, ANNA)


def test_the_labels_of_all_boxes_are_one_document(market: Stand) -> None:
    order = packed(market, [[1, 3], [2]])
    fetch(market, order)
    found = labels.fetched(market.storage, order)
    assert found.boxes == 2
    assert len(page_sizes(found.pdf)) == 2
    assert market.calls("sticker/print") == 2


def test_the_label_of_another_order_is_neither_kept_nor_taken_for_this_one(market: Stand) -> None:
    first, second = packed(market, [[1]]), packed(market, [[1]])
    fetch(market, first)
    market.market.faults.add(Fault(FaultKind.OTHERS, "sticker/print"))
    fetch(market, second)
    (parked,) = market.parked()
    assert parked.error is not None
    assert f"этикетку другого заказа: заказ {first.shipment_id}. " in parked.error.ru
    assert "Отсканируйте номер заказа" in parked.error.ru
    assert told(market, second)[-1] == "command_parked"
    with pytest.raises(NoLabel):
        labels.fetched(market.storage, second)
    fetch(market, second)
    assert market.parked() == ()
    assert labels.fetched(market.storage, second).pdf != labels.fetched(market.storage, first).pdf


def test_one_label_is_handed_over_as_it_came(market: Stand) -> None:
    order = packed(market, [[1]])
    fetch(market, order)
    with market.storage.look() as work:
        (kept,) = work.labels.current(market.stored(order).key)
    assert labels.fetched(market.storage, order).pdf == kept.pdf
    assert kept.box_code == f"4321*{order.shipment_id}*1"


def test_a_kept_label_needs_no_remote(market: Stand) -> None:
    order = packed(market, [[1]])
    fetch(market, order)
    market.market.stop()
    assert labels.fetched(market.storage, order).pdf.startswith(b"%PDF-")


def test_a_repeated_wish_fetches_once(market: Stand) -> None:
    order = packed(market, [[1]])
    labels.request(market.desk, order, ANNA)
    assert labels.request(market.desk, order, ANNA).keys == ()
    market.run()
    assert market.calls("sticker/print") == 1


def test_a_lot_cancelled_after_packing_stops_what_is_kept_as_well(market: Stand) -> None:
    order = packed(market, [[1, 2]])
    fetch(market, order)
    market.market.cancel(order.shipment_id, [2])
    market.read(order.shipment_id)
    with pytest.raises(NotAllowed) as refused:
        labels.fetched(market.storage, order)
    assert "лот 2" in refused.value.text.ru
    with pytest.raises(NoLabel):
        labels.fetched(market.storage, order, force=True)


def test_force_fetches_and_hands_over_all_the_same_although_a_first_try_is_parked(market: Stand) -> None:
    order = packed(market, [[1, 2]])
    market.market.cancel(order.shipment_id, [2])
    fetch(market, order)
    assert len(market.parked()) == 1
    fetch(market, order, force=True)
    assert labels.fetched(market.storage, order, force=True).boxes == 1
    assert market.parked() == ()
    (printed,) = market.market.calls("sticker/print")
    asked: Shown = printed.body
    assert [item["itemIndex"] for item in asked["data"]["shipments"][0]["items"]] == [1]


def test_a_box_without_a_label_is_named(bench: MirrorStand) -> None:
    order = bench.show(shipment(lot(1, "PACKED", box=1), lot(2, "PACKED", box=2)))
    keep(bench, order, 1)
    with pytest.raises(NoLabel) as missing:
        labels.fetched(bench.storage, order)
    assert "места 2" in missing.value.text.ru


def test_a_label_in_html_becomes_a_document_too(market: Stand) -> None:
    market.market.behave(sticker="always_html")
    order = packed(market, [[1]])
    fetch(market, order)
    assert labels.fetched(market.storage, order).pdf.startswith(b"%PDF-")
    assert "label_incomplete" not in told(market, order)


def test_a_label_with_missing_pictures_asks_for_a_look(market: Stand) -> None:
    market.market.behave(sticker="always_html", hostile_labels=True)
    order = packed(market, [[1]])
    fetch(market, order)
    assert labels.fetched(market.storage, order).pdf.startswith(b"%PDF-")
    with market.storage.look() as work:
        (warned,) = (
            event for event in work.history.of(market.stored(order).key) if event.what == "label_incomplete"
        )
    assert "посмотрите на этикетку" in sentence(warned).ru
    assert "look at the label" in sentence(warned).en
