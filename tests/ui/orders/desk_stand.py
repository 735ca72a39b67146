"""The page «Заказы» on a screen, over a shelf of orders, and a hand that presses its keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.messages import Messages
from mmdesk.ui.orders.filter_bar import FilterBar, SearchField
from mmdesk.ui.orders.list_notice import ListNotice
from mmdesk.ui.orders.orders_model import OrdersModel
from mmdesk.ui.orders.orders_table import OrdersTable
from mmdesk.ui.orders.orders_view import OrdersView
from mmdesk.ui.orders.own_filters import OwnFilters
from tests.ui.conftest import Wait
from tests.ui.orders.list_stand import RecordingDetails, RecordingVerbs, Shelf, keys, pending

SHIFT, CONTROL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


@dataclass
class Desk:
    """Nothing changes unless the test says so."""

    shelf: Shelf
    view: OrdersView
    changes: ChangeNotice
    details: RecordingDetails
    verbs: RecordingVerbs
    messages: Messages
    said: list[str]
    wait: Wait

    @property
    def table(self) -> OrdersTable:
        return _part(self.view, OrdersTable)

    @property
    def model(self) -> OrdersModel:
        model = self.table.model()
        assert isinstance(model, OrdersModel)
        return model

    @property
    def search(self) -> SearchField:
        return _part(self.view, SearchField)

    @property
    def bar(self) -> FilterBar:
        return _part(self.view, FilterBar)

    @property
    def notice(self) -> ListNotice:
        return _part(self.view, ListNotice)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.view, key, modifier)

    def shows(self, *numbers: int) -> None:
        self.wait(lambda: self.model.keys == keys(*numbers), f"{numbers}, but {self.model.keys[:20]}")

    def changed(self) -> None:
        self.changes.changed.emit()

    def confirm_on_shelf(self, rows: object) -> None:
        """What confirming comes to: the orders are on their way."""
        assert isinstance(rows, tuple)
        self.shelf.put(*(replace(row, pending=(pending(),)) for row in rows))
        self.changed()

    def button(self, words: str) -> QPushButton | None:
        """One that is to be seen."""
        shown = (each for each in self.view.findChildren(QPushButton) if each.isVisible())
        return next((each for each in shown if each.text() == words), None)

    def press_visible(self, words: str) -> None:
        button = self.button(words)
        assert button is not None
        button.click()


class Open(Protocol):
    def __call__(self, shelf: Shelf, filters: OwnFilters | None = None) -> Desk: ...


Part = TypeVar("Part", bound=QWidget)


def at(x: int) -> QPoint:
    """A place in a heading."""
    return QPoint(x, 10)


def _part(whole: QWidget, kind: type[Part]) -> Part:
    found = whole.findChild(kind)
    assert found is not None
    return found
