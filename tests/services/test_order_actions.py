"""Every verb as the window uses it: many orders, one answer, and a time to think again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.intent import Command, Move
from mmdesk.domain.role import NotYours, Role
from mmdesk.domain.scheme import Verb
from mmdesk.domain.standing import NotAllowed
from mmdesk.printing.pdfium import page_sizes
from mmdesk.services.documents import DocumentNotSaved
from mmdesk.services.labels import NoLabel
from mmdesk.services.operators import Operator
from mmdesk.services.order_actions import OrderActions, OrderRef, TakenBack
from mmdesk.services.outbox import CommandBusy
from mmdesk.services.packing_lists import NoPackingList
from mmdesk.storage.outbox import UnknownCommand
from mmdesk.storage.uow import Storage
from tests.factory import lot, shipment
from tests.services.stand import ANNA, MirrorStand, Stand, mirror_stand, stand


@pytest.fixture
def bench(storage: Storage, clock: ManualClock) -> MirrorStand:
    return mirror_stand(storage, clock)


@pytest.fixture
def courier(storage: Storage, clock: ManualClock) -> MirrorStand:
    return mirror_stand(storage, clock, "dsm")


@pytest.fixture
def market(sqlite_storage: Storage, clock: ManualClock) -> Iterator[Stand]:
    with stand(sqlite_storage, clock) as made:
        made.market.behave(pending_seconds=0)
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "labels"


@pytest.fixture
def actions(storage: Storage, clock: ManualClock, folder: Path) -> OrderActions:
    return OrderActions(storage, clock, ANNA, folder)


def leaves_at(bench: MirrorStand) -> list[tuple[Command, datetime | None]]:
    return [(row.command, row.progress.not_before) for row in bench.queued()]


def packed(market: Stand, actions: OrderActions) -> OrderRef:
    order = market.place("MUG-1", "RUG-1")
    actions.confirm([order])
    market.clock.advance(10)
    actions.pack(order, [[1], [2]])
    market.run()
    return order


def test_many_orders_are_confirmed_and_each_refusal_is_told(
    bench: MirrorStand, actions: OrderActions
) -> None:
    first = bench.show(shipment("NEW", shipment_id="700100201"))
    gone = bench.show(shipment("CUSTOMER_CANCELED", shipment_id="700100202"))
    last = bench.show(shipment("NEW", shipment_id="700100203"))
    outcome = actions.confirm([first, gone, OrderRef("999"), last, first])
    assert outcome.verb == Verb.CONFIRM
    assert [queued.shipment_id for queued in outcome.done] == ["700100201", "700100203"]
    assert [refusal.shipment_id for refusal in outcome.refused] == ["700100202", "999"]
    assert "не осталось открытых лотов" in outcome.refused[0].words.ru
    assert len(bench.queued()) == 2


def test_what_a_role_leaves_to_others_is_not_begun(
    bench: MirrorStand, storage: Storage, clock: ManualClock, folder: Path
) -> None:
    order = bench.show(shipment(lot(1)))
    packer = OrderActions(storage, clock, Operator("Борис", role=Role.PACKER), folder)
    with pytest.raises(NotYours):
        packer.confirm([order])
    with pytest.raises(NotYours):
        packer.drop("a key")
    assert bench.queued() == ()


def test_a_bug_is_not_told_as_a_refusal(actions: OrderActions) -> None:
    with pytest.raises(AttributeError):
        actions.confirm([None])  # type: ignore[list-item]  # what no caller may give


def test_what_was_done_already_counts_as_done(bench: MirrorStand, actions: OrderActions) -> None:
    order = bench.show(shipment("NEW"))
    actions.confirm([order])
    (queued,) = actions.confirm([order]).done
    assert queued.keys == ()


def test_what_can_be_undone_waits_as_long_as_its_connection_says(
    bench: MirrorStand, courier: MirrorStand, actions: OrderActions
) -> None:
    now = bench.clock.now()
    bench.set("desk.undo_seconds", "30")
    new = bench.show(shipment("NEW", "NEW", shipment_id="700100201"))
    ready = bench.show(shipment(lot(1, "PACKED", box=1), shipment_id="700100202"))
    delivered = courier.show(shipment("PACKED", shipment_id="700100203"))
    actions.confirm([new])
    actions.reject(new, {2: "OUT_OF_STOCK"}, "закончился")
    actions.ship([ready])
    actions.close(delivered, {})
    half_a_minute, ten_seconds = now + timedelta(seconds=30), now + timedelta(seconds=10)
    assert leaves_at(bench) == [
        (Command.CONFIRM, half_a_minute),
        (Command.REJECT, half_a_minute),
        (Command.SHIP, half_a_minute),
        (Command.CLOSE, ten_seconds),
    ]


def test_without_a_time_to_undo_everything_leaves_at_once(bench: MirrorStand, actions: OrderActions) -> None:
    bench.set("desk.undo_seconds", "0")
    actions.confirm([bench.show(shipment("NEW"))])
    assert leaves_at(bench) == [(Command.CONFIRM, bench.clock.now())]
    assert actions.departing().keys == ()


def test_what_cannot_be_undone_leaves_at_once(
    bench: MirrorStand, courier: MirrorStand, actions: OrderActions
) -> None:
    now = bench.clock.now()
    asked = courier.show(shipment(lot(1, "PACKED", cancel_requested=True), lot(2, "PACKED")))
    order = bench.show(shipment("CONFIRMED", shipment_id="700100201"))
    actions.pack(order)
    actions.request_label([order])
    actions.move(asked, now + timedelta(days=1))
    actions.answer_cancel(asked, {1: True})
    assert leaves_at(bench) == [
        (command, now) for command in (Command.PACK, Command.LABEL, Command.MOVE, Command.ANSWER_CANCEL)
    ]


def test_an_order_whose_buyer_waits_for_an_answer_is_left_out_and_named(
    courier: MirrorStand, actions: OrderActions
) -> None:
    new = courier.show(shipment("NEW", shipment_id="700100201"))
    asked = courier.show(shipment(lot(1, cancel_requested=True), lot(2), shipment_id="700100202"))
    outcome = actions.confirm([asked, new])
    assert [queued.shipment_id for queued in outcome.done] == ["700100201"]
    (refusal,) = outcome.refused
    assert refusal.shipment_id == "700100202"
    assert "просит отменить лот 1" in refusal.words.ru


def test_the_courier_takes_what_is_packed_and_leaves_the_rest(
    courier: MirrorStand, actions: OrderActions
) -> None:
    ready = courier.show(shipment("PACKED", shipment_id="700100201"))
    new = courier.show(shipment("NEW", shipment_id="700100202"))
    outcome = actions.send_with_courier([ready, new])
    assert [queued.shipment_id for queued in outcome.done] == ["700100201"]
    assert [refusal.shipment_id for refusal in outcome.refused] == ["700100202"]
    assert courier.stored(ready).couriered_at == courier.clock.now()


def test_a_delivery_is_not_moved_into_the_past(courier: MirrorStand, actions: OrderActions) -> None:
    order = courier.show(shipment("NEW"))
    (refusal,) = actions.move(order, courier.clock.now() - timedelta(days=1)).refused
    assert "уже прошёл" in refusal.words.ru
    later = courier.clock.now() + timedelta(days=1)
    assert actions.move(order, later).refused == ()
    assert [row.intent for row in courier.queued()] == [Move((1,), later)]


def test_what_was_done_a_moment_ago_is_taken_back(bench: MirrorStand, actions: OrderActions) -> None:
    order = bench.show(shipment("NEW"))
    actions.confirm([order])
    departing = actions.departing()
    assert departing.commands == {Command.CONFIRM: 1}
    assert actions.take_back(departing.keys) == TakenBack(taken=1, too_late=0)
    assert bench.queued() == ()


def test_a_parked_command_is_sent_again_or_dropped(bench: MirrorStand, actions: OrderActions) -> None:
    order = bench.show(shipment("NEW"))
    ((key,),) = (queued.keys for queued in actions.confirm([order]).done)
    bench.park(key)
    actions.retry(key)
    assert leaves_at(bench) == [(Command.CONFIRM, bench.clock.now())]
    assert actions.drop(key) is False
    assert bench.events(order)[-2:] == ["command_retried", "command_dropped"]
    with pytest.raises(CommandBusy):
        actions.drop(key)
    with pytest.raises(UnknownCommand):
        actions.retry("no-such-key")


def test_an_exchange_is_asked_for_once_until_the_service_takes_it(
    bench: MirrorStand, actions: OrderActions
) -> None:
    actions.exchange_now()
    actions.exchange_now()
    with bench.storage.work() as work:
        first, second = (work.running.take_request(bench.clock.now()) for _ in range(2))
    assert first is not None
    assert (first.job, second) == ("megamarket", None)


def test_labels_are_saved_as_one_document_again_and_again_without_the_remote(
    market: Stand, folder: Path
) -> None:
    actions = OrderActions(market.storage, market.clock, ANNA, folder)
    order = packed(market, actions)
    with pytest.raises(NoLabel):
        actions.save_label(order)
    actions.request_label([order])
    market.run()
    market.market.stop()
    path = actions.save_label(order)
    assert path == folder / f"label-{order.shipment_id}.pdf"
    assert len(page_sizes(path.read_bytes())) == 2
    path.unlink()
    assert len(page_sizes(actions.save_label(order).read_bytes())) == 2


def test_a_label_is_not_saved_while_a_cancelled_lot_lies_in_its_box(market: Stand, folder: Path) -> None:
    actions = OrderActions(market.storage, market.clock, ANNA, folder)
    order = packed(market, actions)
    market.market.cancel(order.shipment_id, [2])
    market.read(order.shipment_id)
    actions.request_label([order], force=True)
    market.run()
    with pytest.raises(NotAllowed):
        actions.save_label(order)
    assert actions.save_label(order, force=True).exists()


def test_a_packing_list_is_saved_in_the_readers_language(
    bench: MirrorStand, courier: MirrorStand, actions: OrderActions, folder: Path
) -> None:
    order = courier.show(shipment("PACKED"))
    path = actions.save_packing_list(order, "ru")
    assert path == folder / "packing-list-700100200.pdf"
    russian = path.read_bytes()
    assert actions.save_packing_list(order, "en").read_bytes() != russian
    with pytest.raises(NoPackingList):
        actions.save_packing_list(bench.show(shipment("PACKED", shipment_id="700100201")), "ru")


def test_a_folder_that_cannot_be_written_is_told(
    courier: MirrorStand, actions: OrderActions, folder: Path
) -> None:
    folder.write_text("no folder")
    with pytest.raises(DocumentNotSaved):
        actions.save_packing_list(courier.show(shipment("PACKED")), "ru")
