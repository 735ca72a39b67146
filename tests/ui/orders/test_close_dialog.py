from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mmdesk.ui.orders.close_dialog import CloseDialog
from mmdesk.ui.theme import Theme
from tests.factory import delivery_lot, lot
from tests.ui.orders.cards import card
from tests.ui.orders.dialogs import CTRL, begins_at, is_accepted, press, shown


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme) -> CloseDialog:
    two = card(
        lot(1, "PACKED", price="2300"),
        lot(2, "PACKED", price="1200"),
        delivery_lot(9, "PACKED", price="300"),
        scheme="dsm",
    )
    return shown(CloseDialog, two, qtbot, theme)


def test_enter_tells_that_everything_was_handed_over(dialog: CloseDialog) -> None:
    assert begins_at(dialog) is dialog.rows.checks[1]
    press(dialog.rows.checks[1], Qt.Key.Key_Return)
    assert is_accepted(dialog)
    assert dialog.state.failed == {}


def test_a_digit_says_why_a_lot_was_not_handed_over(dialog: CloseDialog) -> None:
    press(dialog.rows.checks[2], Qt.Key.Key_1)
    press(dialog, Qt.Key.Key_Return, CTRL)
    assert is_accepted(dialog)
    assert dialog.state.failed == {2: "CANCEL_BY_CUSTOMER"}


def test_the_sum_to_collect_follows(dialog: CloseDialog) -> None:
    press(dialog.rows.checks[1], Qt.Key.Key_2)
    assert dialog.money.text() == "1\N{NARROW NO-BREAK SPACE}500\N{NO-BREAK SPACE}₽"
    assert "counts as done" in dialog.delivery.text()
    press(dialog.rows.checks[2], Qt.Key.Key_1)
    assert "falls away" in dialog.delivery.text()


def test_a_result_in_part_is_told_in_words_and_not_sent_by_enter(dialog: CloseDialog) -> None:
    press(dialog.rows.checks[2], Qt.Key.Key_1)
    assert "not handed over and cancelled: lot 2" in dialog.consequence.words()
    assert dialog.safe_button.isDefault()
    press(dialog.rows.checks[2], Qt.Key.Key_Return)
    assert not is_accepted(dialog)


def test_nothing_handed_over_cancels_the_order(dialog: CloseDialog) -> None:
    for check in dialog.rows.checks.values():
        press(check, Qt.Key.Key_2)
    assert "cancelled as a whole" in dialog.consequence.words()


def test_a_missing_reason_is_asked_for(dialog: CloseDialog) -> None:
    press(dialog.rows.checks[2], Qt.Key.Key_Space)
    press(dialog, Qt.Key.Key_Return, CTRL)
    assert "A reason is missing: lot 2" in dialog.consequence.words()
    assert begins_at(dialog) is dialog.rows.reasons[2]


def test_a_lot_handed_over_after_all_needs_no_reason(dialog: CloseDialog) -> None:
    press(dialog.rows.checks[2], Qt.Key.Key_1)
    press(dialog.rows.checks[2], Qt.Key.Key_Space)
    assert dialog.state.failed == {}
    assert dialog.accept_button.isDefault()


def test_the_names_of_lots_have_the_room_of_their_rows(qtbot: QtBot, theme: Theme) -> None:
    name = "Чайник электрический стеклянный с подсветкой, 1,7 л, чёрный"
    lots = [replace(lot(index, "PACKED", price="2300"), name=name) for index in (1, 2)]
    dialog = shown(CloseDialog, card(*lots, scheme="dsm"), qtbot, theme)
    first, second = dialog.rows.checks[1], dialog.rows.checks[2]
    whole = first.width()
    assert first.text() == first.words()
    press(first, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: dialog.rows.reasons[1].isVisible() and first.width() < whole)
    assert second.width() == whole
    assert name in first.toolTip() or first.text() == first.words()
