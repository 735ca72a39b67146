from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QDate, Qt
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.ui.orders.move_dialog import MoveDialog, first_choice, moment_of
from mmdesk.ui.theme import Theme
from tests.factory import NOW, lot
from tests.ui.orders.cards import card
from tests.ui.orders.dialogs import begins_at, is_accepted, press


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme) -> MoveDialog:
    dialog = MoveDialog(card(lot(1), scheme="dsm"), theme, ManualClock(NOW))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def test_enter_moves_the_delivery_to_the_next_day(dialog: MoveDialog) -> None:
    assert begins_at(dialog) is dialog.day
    press(dialog.day, Qt.Key.Key_Return)
    assert is_accepted(dialog)
    assert dialog.moment.date() == (NOW + timedelta(days=1)).date()


def test_a_day_that_has_gone_is_refused_with_a_sentence(dialog: MoveDialog) -> None:
    dialog.day.setDate(QDate(NOW.year, NOW.month, NOW.day - 1))
    press(dialog.day, Qt.Key.Key_Return)
    assert "still to come" in dialog.consequence.words()
    assert dialog.isVisible()


def test_a_day_is_sent_as_its_noon_in_moscow() -> None:
    assert moment_of(date(2026, 12, 31)) == datetime(2026, 12, 31, 9, 0, tzinfo=UTC)


def test_a_delivery_that_is_late_already_is_offered_tomorrow() -> None:
    assert first_choice(card(lot(1), scheme="dsm"), NOW) == (NOW + timedelta(days=1)).date()
