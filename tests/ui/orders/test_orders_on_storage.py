"""The page with all its real parts over a real database: list, details, verbs and what they lead to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.domain.lot import Lot
from mmdesk.services import order_card
from mmdesk.services.order_list import OrderList
from mmdesk.storage.uow import Storage
from mmdesk.ui.messages import Messages
from mmdesk.ui.orders.details_view import DetailsView
from mmdesk.ui.orders.filter_bar import SearchField
from mmdesk.ui.orders.list_notice import ListNotice
from mmdesk.ui.orders.orders_model import Column, OrdersModel
from mmdesk.ui.orders.orders_table import OrdersTable
from mmdesk.ui.orders.orders_view import OrdersView
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.factory import lot, shipment
from tests.ui.conftest import Wait
from tests.ui.orders.dialogs import agree
from tests.ui.orders.verbs_stand import VerbsStand, verbs_stand

NUMBERS = ("700100201", "700100202", "700100203")


@dataclass
class Page:
    """What a person has before the eyes; the database tells of a commit when the test says so."""

    stand: VerbsStand
    view: OrdersView
    details: DetailsView
    wait: Wait

    @property
    def table(self) -> OrdersTable:
        found = self.view.findChild(OrdersTable)
        assert found is not None
        return found

    def numbers(self) -> list[str]:
        """As the list shows them, from the top."""
        model = self.table.model()
        assert isinstance(model, OrdersModel)
        return [str(model.data(model.index(row, Column.NUMBER))) for row in range(model.rowCount())]

    def shows(self, *numbers: str) -> None:
        """It comes to show these; what is committed meanwhile is noticed."""

        def look() -> bool:
            self.stand.changes.changed.emit()
            return self.numbers() == list(numbers)

        self.wait(look, f"{numbers}, but {self.numbers()}")

    def opened(self) -> str:
        """The order in the details."""
        return self.details.card.order.shipment_id if self.details.card else ""

    def agree(self) -> None:
        """To the question about several orders; it stands over another window than this page."""
        agree(self.wait)
        self.view.activateWindow()
        self.wait(self.table.hasFocus)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.view, key, modifier)


@pytest.fixture
def page(
    qtbot: QtBot,
    runner: TaskRunner,
    theme: Theme,
    sqlite_storage: Storage,
    clock: ManualClock,
    tmp_path: Path,
    wait: Wait,
) -> Iterator[Page]:
    window = QWidget()
    qtbot.addWidget(window)
    stand = verbs_stand(sqlite_storage, clock, runner, theme, window, tmp_path)
    messages = Messages(window)
    read_card = partial(order_card.card, sqlite_storage, clock)
    details = DetailsView(runner, stand.changes, read_card, stand.verbs, theme, messages, clock)
    orders = OrderList(sqlite_storage, clock)
    view = OrdersView(runner, stand.changes, orders, details, stand.verbs, theme, messages, clock)
    view.resize(1180, 640)
    view.show()
    view.activateWindow()
    view.arrive()
    made = Page(stand, view, details, wait)
    wait(made.table.hasFocus)
    yield made
    # Before the runner ends: a page that lives reads on.
    shiboken6.delete(view)


@pytest.fixture
def three(page: Page) -> Page:
    """Three new orders, as they come from Megamarket."""
    names = ("Кружка синяя", "Плед серый", "Нож складной")
    for number, name in zip(NUMBERS, names, strict=True):
        page.stand.house.show(shipment(_named(name), shipment_id=number))
    page.wait(lambda: _look(page))
    return page


def _look(page: Page) -> bool:
    page.stand.changes.changed.emit()
    return sorted(page.numbers()) == sorted(NUMBERS)


def _named(name: str) -> Lot:
    return replace(lot(1), name=name)


def test_three_orders_are_confirmed_by_three_presses_and_then_nothing_is_left(three: Page) -> None:
    _first, second, third = three.numbers()
    three.press(Qt.Key.Key_F2)
    three.shows(second, third)
    three.wait(lambda: three.opened() == second)
    three.press(Qt.Key.Key_F2)
    three.shows(third)
    three.press(Qt.Key.Key_F2)
    three.shows()
    assert three.stand.commands() == ["confirm"] * 3
    notice = three.view.findChild(ListNotice)
    assert notice is not None
    assert notice.words().startswith("Nothing to confirm")


def test_what_is_taken_back_is_there_again(three: Page) -> None:
    before = three.numbers()
    three.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    three.press(Qt.Key.Key_F2)
    three.agree()
    three.shows()
    three.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    three.shows(*before)
    assert three.stand.commands() == []


def test_an_order_on_its_way_reads_as_being_confirmed(three: Page) -> None:
    three.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    three.press(Qt.Key.Key_F2)
    three.agree()
    three.shows()
    three.press(Qt.Key.Key_7, Qt.KeyboardModifier.AltModifier)
    three.wait(lambda: len(three.numbers()) == 3)
    model = three.table.model()
    assert model.data(model.index(0, Column.STATUS)) == "being confirmed…"


def test_an_order_is_found_by_the_beginning_of_a_word_in_it(three: Page) -> None:
    three.press(Qt.Key.Key_F3)
    field = QApplication.focusWidget()
    assert isinstance(field, SearchField)
    field.insert("плед")
    three.wait(lambda: three.numbers() == ["700100202"])
    three.wait(lambda: three.opened() == "700100202")
    three.press(Qt.Key.Key_Escape)
    three.wait(lambda: len(three.numbers()) == 3)


def test_the_details_follow_the_keyboard(three: Page) -> None:
    three.press(Qt.Key.Key_End)
    three.wait(lambda: three.opened() == three.numbers()[-1])
    three.press(Qt.Key.Key_Home)
    three.wait(lambda: three.opened() == three.numbers()[0])
