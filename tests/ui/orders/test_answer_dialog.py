from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mmdesk.ui.orders.answer_dialog import AnswerDialog
from mmdesk.ui.theme import Theme
from tests.factory import lot
from tests.ui.orders.cards import card
from tests.ui.orders.dialogs import CTRL, begins_at, is_accepted, press, shown


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme) -> AnswerDialog:
    asked = [lot(index, "PACKED", cancel_requested=True) for index in (1, 2)]
    return shown(AnswerDialog, card(*asked, scheme="dsm"), qtbot, theme)


def test_one_agrees_and_two_keeps(dialog: AnswerDialog) -> None:
    press(dialog.rows[1], Qt.Key.Key_1)
    press(dialog.rows[2], Qt.Key.Key_2)
    press(dialog, Qt.Key.Key_Return, CTRL)
    assert is_accepted(dialog)
    assert dialog.state.answers == {1: True, 2: False}


def test_the_consequence_names_the_lots(dialog: AnswerDialog) -> None:
    press(dialog.rows[1], Qt.Key.Key_1)
    press(dialog.rows[2], Qt.Key.Key_2)
    words = dialog.consequence.words()
    assert "In order 700100200 will be cancelled: lot 1" in words
    assert "refused the cancellation: lot 2" in words
    assert dialog.safe_button.isDefault()


def test_every_lot_wants_an_answer(dialog: AnswerDialog) -> None:
    press(dialog.rows[1], Qt.Key.Key_2)
    press(dialog, Qt.Key.Key_Return, CTRL)
    assert "No answer yet: lot 2" in dialog.consequence.words()
    assert not is_accepted(dialog)


def test_the_keyboard_begins_at_the_first_lot(dialog: AnswerDialog) -> None:
    assert begins_at(dialog) is dialog.rows[1].agree


def test_keeping_everything_is_sent_by_enter(dialog: AnswerDialog) -> None:
    for row in dialog.rows.values():
        press(row, Qt.Key.Key_2)
    press(dialog, Qt.Key.Key_Return)
    assert is_accepted(dialog)
