"""Another page asks «Заказы» for a list or for one order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.services import order_card
from mmdesk.services.order_list import OrderFilter, OrderList, ShipmentKey
from mmdesk.storage.uow import Storage
from mmdesk.ui.messages import Messages
from mmdesk.ui.orders.details_view import DetailsView
from mmdesk.ui.orders.orders_table import OrdersTable
from mmdesk.ui.orders.orders_view import OrdersView
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.factory import shipment
from tests.ui.conftest import Wait
from tests.ui.orders.verbs_stand import VerbsStand, verbs_stand


@pytest.fixture
def stand(
    qtbot: QtBot,
    runner: TaskRunner,
    theme: Theme,
    sqlite_storage: Storage,
    clock: ManualClock,
    tmp_path: Path,
) -> VerbsStand:
    window = QWidget()
    qtbot.addWidget(window)
    made = verbs_stand(sqlite_storage, clock, runner, theme, window, tmp_path)
    for number, status in enumerate(("NEW", "CONFIRMED", "DELIVERED"), start=1):
        made.house.show(shipment(status, shipment_id=f"70010020{number}"))
    return made


@pytest.fixture
def view(
    stand: VerbsStand, runner: TaskRunner, theme: Theme, clock: ManualClock, wait: Wait
) -> Iterator[OrdersView]:
    messages = Messages()
    details = DetailsView(
        runner,
        stand.changes,
        partial(order_card.card, stand.storage, clock),
        stand.verbs,
        theme,
        messages,
        clock,
    )
    orders = OrderList(stand.storage, clock)
    made = OrdersView(runner, stand.changes, orders, details, stand.verbs, theme, messages, clock)
    made.resize(1180, 640)
    made.show()
    wait(lambda: table_of(made).model().rowCount() == 1)
    yield made
    shiboken6.delete(made)


def table_of(view: OrdersView) -> OrdersTable:
    found = view.findChild(OrdersTable)
    assert found is not None
    return found


def stands_at(view: OrdersView, key: ShipmentKey) -> bool:
    return table_of(view).current_key == key


def test_a_list_is_shown(view: OrdersView, stand: VerbsStand, wait: Wait) -> None:
    view.show_asked(OrderFilter.ALL)
    wait(lambda: table_of(view).model().rowCount() == 3)


@pytest.mark.parametrize("number", ["700100201", "700100203"])
def test_an_order_is_shown_whatever_the_list_was(
    view: OrdersView, stand: VerbsStand, wait: Wait, number: str
) -> None:
    key = stand.row(number).key
    view.show_asked(int(key))
    wait(lambda: table_of(view).model().rowCount() == 3 and table_of(view).current_key == key, number)


def test_an_order_of_the_same_list_is_gone_to_at_once(
    view: OrdersView, stand: VerbsStand, wait: Wait
) -> None:
    view.show_asked(OrderFilter.ALL)
    wait(lambda: table_of(view).model().rowCount() == 3)
    for number in ("700100203", "700100202"):
        key = stand.row(number).key
        view.show_asked(int(key))
        wait(partial(stands_at, view, key), number)


def test_what_it_does_not_know_is_a_mistake_of_ours(view: OrdersView) -> None:
    with pytest.raises(ValueError, match="OrderFilter"):
        view.show_asked(timedelta(1))
