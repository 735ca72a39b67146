"""Printing from the list of orders: what is chosen is queued, and a second copy asks for a reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.services.desk import OrderRef
from mmdesk.services.order_list import OrderList, ShipmentKey
from mmdesk.services.print_papers import PrintPapers
from mmdesk.storage.uow import Storage
from mmdesk.ui.messages import Messages
from mmdesk.ui.orders.order_printing import OrderPrinting
from mmdesk.ui.printing.pick_dialog import PickDialog
from mmdesk.ui.printing.reprint_dialog import ReprintDialog
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.factory import shipment
from tests.services.printing_stand import HERE, Bench, print_bench
from tests.services.stand import ANNA, mirror_stand
from tests.ui.conftest import Wait
from tests.ui.orders.verbs_stand import Heard


@dataclass
class Desk:
    """A page on which a test chooses orders."""

    bench: Bench
    page: QWidget
    heard: Heard
    chosen: list[ShipmentKey]
    wait: Wait

    def choose(self, *orders: OrderRef) -> None:
        self.chosen[:] = [self.bench.house.stored(order).key for order in orders]

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.page, key, modifier)

    def print(self) -> None:
        self.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)

    def says(self, words: str) -> None:
        self.wait(lambda: words in self.heard.last, f"{words}, but {self.heard.last}")

    def waiting(self) -> list[str]:
        """The orders whose papers wait, and titles of other documents."""
        with self.bench.storage.look() as work:
            jobs = work.print_jobs.waiting(HERE.code, "Zebra у стола")
            return [
                work.shipments.get(job.shipment).shipment.shipment_id if job.shipment else job.title
                for job in jobs
            ]


@pytest.fixture
def desk(
    qtbot: QtBot,
    runner: TaskRunner,
    theme: Theme,
    sqlite_storage: Storage,
    clock: ManualClock,
    wait: Wait,
) -> Iterator[Desk]:
    page, chosen = QWidget(), list[ShipmentKey]()
    bench = print_bench(mirror_stand(sqlite_storage, clock))
    messages = Messages(page)

    def keys() -> Sequence[ShipmentKey]:
        return tuple(chosen)

    OrderPrinting(
        page,
        keys,
        runner,
        OrderList(sqlite_storage, clock),
        bench.desk,
        PrintPapers(sqlite_storage, clock, bench.desk, "en"),
        ANNA,
        messages,
        theme,
    )
    page.show()
    page.activateWindow()
    wait(page.isActiveWindow)
    yield Desk(bench, page, Heard(messages), chosen, wait)
    shiboken6.delete(page)


def test_the_labels_of_all_chosen_orders_are_queued(desk: Desk) -> None:
    orders = [desk.bench.pack(1, shipment_id=number) for number in ("700100201", "700100202")]
    desk.choose(*orders)
    desk.print()
    desk.says("2 paper(s) queued for “Zebra у стола”")
    assert desk.waiting() == ["700100201", "700100202"]


def test_an_order_without_a_label_is_named_and_the_others_are_printed(desk: Desk) -> None:
    ready = desk.bench.pack(1, shipment_id="700100201")
    bare = desk.bench.house.show(shipment("CONFIRMED", shipment_id="700100202"))
    desk.choose(ready, bare)
    desk.print()
    desk.says("1 paper(s) queued")
    assert [line for line in desk.heard.lines if "There is no label yet" in line]
    assert desk.waiting() == ["700100201"]


def test_a_second_copy_asks_for_a_reason(desk: Desk) -> None:
    order = desk.bench.pack(1)
    desk.choose(order)
    desk.print()
    desk.says("1 paper(s) queued")
    desk.bench.work_off()
    desk.print()
    found: list[ReprintDialog] = []

    def asked() -> bool:
        found[:] = [each for each in QApplication.topLevelWidgets() if isinstance(each, ReprintDialog)]
        return bool(found) and found[0].isVisible()

    desk.wait(asked)
    assert desk.waiting() == []
    QTest.keyClick(found[0].focusWidget(), Qt.Key.Key_3)
    found[0].accept()
    desk.wait(lambda: desk.waiting() == ["700100200"])


def test_what_waits_already_is_only_told(desk: Desk) -> None:
    desk.choose(desk.bench.pack(1))
    desk.print()
    desk.says("1 paper(s) queued")
    desk.print()
    desk.says("in the queue already")
    assert len(desk.waiting()) == 1


def test_without_a_chosen_order_a_person_is_told(desk: Desk) -> None:
    desk.print()
    desk.says("No order is chosen")


def test_a_pick_list_is_made_of_several_chosen_orders(desk: Desk) -> None:
    numbers = ("700100301", "700100302", "700100303")
    orders = [desk.bench.house.show(shipment("CONFIRMED", shipment_id=number)) for number in numbers]
    desk.choose(*orders[:2])
    desk.press(Qt.Key.Key_F9)
    dialog = next(each for each in QApplication.topLevelWidgets() if isinstance(each, PickDialog))
    dialog.accept()
    desk.says("The pick list is queued")
    assert desk.waiting() == ["700100301, 700100302"]
