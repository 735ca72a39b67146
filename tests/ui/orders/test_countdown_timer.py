from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.ui.orders.countdown_timer import CountdownTimer
from mmdesk.ui.orders.key_difference import replaced
from mmdesk.ui.orders.orders_delegate import OrdersDelegate
from mmdesk.ui.orders.orders_model import Column, OrdersModel
from mmdesk.ui.orders.orders_table import OrdersTable
from mmdesk.ui.theme import Theme
from tests.factory import NOW
from tests.ui.conftest import Wait
from tests.ui.orders.list_stand import keys, order


class Watched(OrdersDelegate):
    """Remembers what it painted."""

    painted: list[Column]

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.painted.append(Column(index.column()))
        super().paint(painter, option, index)


class Stand:
    """One order in a table, due in so long."""

    def __init__(self, qtbot: QtBot, theme: Theme, left: timedelta) -> None:
        self.clock = ManualClock(NOW)
        model = OrdersModel(self.clock)
        self.table = OrdersTable(model)
        self.delegate = Watched(model, theme, self.clock, self.table)
        self.delegate.painted = []
        self.table.setItemDelegate(self.delegate)
        qtbot.addWidget(self.table)
        self.table.show_new(replaced((), keys(1)), None)
        model.put(keys(1), [order(1, left=left)])
        self.table.resize(900, 300)
        self.table.show()
        qtbot.waitExposed(self.table)
        self.timer = CountdownTimer(self.table, model, self.clock, self.table)


@pytest.fixture
def near(qtbot: QtBot, theme: Theme, wait: Wait) -> Stand:
    stand = Stand(qtbot, theme, timedelta(minutes=20))
    wait(lambda: stand.delegate.painted)
    return stand


def test_a_deadline_within_the_hour_is_told_anew_each_second_and_nothing_else_is(
    near: Stand, wait: Wait
) -> None:
    near.timer.start()
    wait(lambda: set(near.delegate.painted[-2:]) == {Column.DUE})
    near.delegate.painted.clear()
    wait(lambda: len(near.delegate.painted) >= 2, "two beats")
    assert set(near.delegate.painted) == {Column.DUE}


def test_orders_that_time_alone_puts_at_risk_are_looked_for_each_half_minute(near: Stand, wait: Wait) -> None:
    told: list[bool] = []
    near.timer.half_minute_over.connect(lambda: told.append(True))
    near.timer.start()
    assert told == []
    near.clock.advance(30)
    wait(lambda: told == [True])


def test_a_deadline_that_is_far_needs_no_second_hand(qtbot: QtBot, theme: Theme) -> None:
    far, close = (Stand(qtbot, theme, left) for left in (timedelta(hours=3), timedelta(minutes=20)))
    for stand in (far, close):
        stand.timer.start()
    assert far.timer.pace > 10 * close.timer.pace
