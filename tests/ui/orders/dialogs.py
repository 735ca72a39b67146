"""Questions shown for a test, and what is pressed in them."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from mmdesk.services.order_card import OrderCard
from mmdesk.ui.confirm_dialog import ConfirmDialog
from mmdesk.ui.orders.question_dialog import QuestionDialog
from mmdesk.ui.theme import Theme
from tests.ui.conftest import Wait

CTRL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier
Question = TypeVar("Question", bound=QuestionDialog)


def shown(kind: type[Question], card: OrderCard, qtbot: QtBot, theme: Theme) -> Question:
    """On the screen, and alive until the test has looked at it."""
    dialog = kind(card, theme)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def is_accepted(dialog: QDialog) -> bool:
    return dialog.result() == QDialog.DialogCode.Accepted


def begins_at(dialog: QDialog) -> object:
    """The widget that has the keyboard as soon as the dialog's window has it."""
    return dialog.focusWidget()


def press(widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    """A key goes down and up again in this widget."""
    QTest.keyClick(widget, key, modifiers)


def write(widget: QWidget, letters: str) -> None:
    QTest.keyClicks(widget, letters)


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def asked_about_many(wait: Wait) -> ConfirmDialog:
    """The question about several orders, once it stands on the screen."""

    def found() -> ConfirmDialog | None:
        shown = (each for each in QApplication.topLevelWidgets() if isinstance(each, ConfirmDialog))
        return next((each for each in shown if each.isVisible()), None)

    wait(found, "a question about several orders")
    dialog = found()
    assert dialog is not None
    return dialog


def agree(wait: Wait) -> None:
    asked_about_many(wait).accept_button.click()
