from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from mmdesk.clock import ManualClock
from mmdesk.services import lots, order_card, packing
from mmdesk.services.order_actions import OrderActions, OrderRef
from mmdesk.services.order_list import OrderRow
from mmdesk.storage.uow import Storage
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.messages import Messages
from mmdesk.ui.orders.label_watch import PATIENCE, LabelWatch
from mmdesk.ui.tasks import TaskRunner
from tests.factory import shipment
from tests.services.stand import ANNA, Stand, mirror_stand, stand
from tests.ui.conftest import Wait
from tests.ui.orders.verbs_stand import Heard, silent_changes


@dataclass
class Desk:
    """One person who wants paper, and Megamarket played on loopback."""

    market: Stand
    watch: LabelWatch
    changes: ChangeNotice
    heard: Heard
    opened: list[Path]

    def packed(self) -> OrderRow:
        """An order that waits for its label."""
        order = self.market.place("MUG-1")
        lots.confirm(self.market.desk, order, ANNA)
        packing.pack(self.market.desk, order, ANNA)
        self.market.run()
        return self.row(order)

    def row(self, order: OrderRef) -> OrderRow:
        found = order_card.card(self.market.storage, self.market.clock, self.market.stored(order).key)
        assert found is not None
        return found.order


@pytest.fixture
def market(sqlite_storage: Storage, clock: ManualClock) -> Iterator[Stand]:
    with stand(sqlite_storage, clock) as market:
        yield market


@pytest.fixture
def desk(market: Stand, runner: TaskRunner, tmp_path: Path) -> Desk:
    messages, changes, opened = Messages(), silent_changes(), list[Path]()
    heard = Heard(messages)
    actions = OrderActions(market.storage, market.clock, ANNA, tmp_path / "documents")
    read_card = partial(order_card.card, market.storage, market.clock)
    watch = LabelWatch(runner, changes, actions, read_card, messages, opened.append, market.clock)
    messages.setParent(watch)
    return Desk(market, watch, changes, heard, opened)


def test_a_label_opens_as_soon_as_it_has_arrived(desk: Desk, wait: Wait) -> None:
    row = desk.packed()
    desk.watch.bring_label(row)
    wait(lambda: "opens as soon as it is here" in desk.heard.last)
    assert desk.opened == []
    desk.market.run()
    desk.changes.changed.emit()
    wait(lambda: desk.opened)
    assert desk.opened[0].read_bytes().startswith(b"%PDF")


def test_a_label_that_is_here_opens_at_once(desk: Desk, wait: Wait) -> None:
    row = desk.packed()
    desk.watch.bring_label(row)
    wait(lambda: desk.heard.last)
    desk.market.run()
    desk.changes.changed.emit()
    wait(lambda: len(desk.opened) == 1)
    desk.watch.bring_label(row)
    wait(lambda: len(desk.opened) == 2)


def test_it_opens_once_however_often_something_changes(desk: Desk, wait: Wait) -> None:
    desk.watch.bring_label(desk.packed())
    wait(lambda: desk.heard.last)
    desk.market.run()
    for _ in range(3):
        desk.changes.changed.emit()
    wait(lambda: desk.opened)
    desk.watch.bring_label(desk.packed())
    wait(lambda: len(desk.heard.sentences) == 2)
    assert len(desk.opened) == 1


def test_a_label_that_comes_late_is_told_and_not_opened(desk: Desk, wait: Wait) -> None:
    desk.watch.bring_label(desk.packed())
    wait(lambda: desk.heard.last)
    desk.market.run()
    desk.market.clock.advance(PATIENCE + timedelta(seconds=1))
    desk.changes.changed.emit()
    wait(lambda: "F7 on the order opens it" in desk.heard.last)
    assert desk.opened == []


def test_a_label_that_is_refused_is_told_in_the_remotes_words(desk: Desk, wait: Wait) -> None:
    row = desk.packed()
    desk.watch.bring_label(row)
    wait(lambda: desk.heard.last)
    desk.market.market.buyer.cancel(row.shipment_id, lots=[1])
    desk.market.run()
    desk.changes.changed.emit()
    wait(lambda: desk.heard.kinds[-1] == "refused")
    assert row.shipment_id in desk.heard.last
    assert desk.opened == []


def test_an_order_that_is_not_packed_gets_no_label(desk: Desk, wait: Wait) -> None:
    desk.watch.bring_label(desk.row(desk.market.place("MUG-1")))
    wait(lambda: desk.heard.last)
    assert desk.heard.kinds == ["refused"]
    assert "Pack every lot first" in desk.heard.last


def test_a_packing_list_is_made_and_opened(
    sqlite_storage: Storage, clock: ManualClock, runner: TaskRunner, tmp_path: Path, wait: Wait
) -> None:
    house, opened, messages = mirror_stand(sqlite_storage, clock, "dsm"), list[Path](), Messages()
    rows = []
    for number in ("700100200", "700100201"):
        order = house.show(shipment("PACKED", shipment_id=number))
        found = order_card.card(sqlite_storage, clock, house.stored(order).key)
        assert found is not None
        rows.append(found.order)
    actions = OrderActions(sqlite_storage, clock, ANNA, tmp_path)
    watch = LabelWatch(
        runner, silent_changes(), actions, lambda key: None, messages, opened.append, clock, messages
    )
    heard = Heard(messages)
    watch.bring_packing_lists(rows[:1])
    wait(lambda: opened)
    assert opened == [tmp_path / "packing-list-700100200.pdf"]
    watch.bring_packing_lists(rows)
    wait(lambda: len(opened) == 2)
    assert opened[1] == tmp_path
    assert "2 packing list(s) saved" in heard.last
