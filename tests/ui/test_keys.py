from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.ui.keys_dialog import KeysDialog
from mmdesk.ui.main_window import MainWindow
from mmdesk.ui.messages import Messages
from mmdesk.ui.page import Page
from mmdesk.ui.theme import Theme
from tests.ui.conftest import Wait
from tests.ui.states import NOW


class KeyedPage(Page):
    name = "orders"
    icon_name = "orders"

    def title(self) -> str:
        return "Orders"

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (("F2", "Confirm the chosen orders"), ("Ctrl+Z", "Take back"))


def texts(dialog: KeysDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel)]


@pytest.fixture
def window(theme: Theme, qtbot: QtBot, wait: Wait) -> MainWindow:
    window = MainWindow(theme, Messages(), ManualClock(NOW))
    qtbot.addWidget(window)
    window.add_page(KeyedPage())
    window.show()
    window.activateWindow()
    wait(window.isActiveWindow)
    return window


def test_f1_shows_the_keys_of_the_page_and_of_the_window(window: MainWindow) -> None:
    shown: list[str] = []

    def read_and_close() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, KeysDialog):
            shown.extend(texts(dialog))
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
        else:
            reading.start()

    reading = QTimer(window)
    reading.setSingleShot(True)
    reading.timeout.connect(read_and_close)
    reading.start()
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert shown[:5] == ["Orders", "F2", "Confirm the chosen orders", "Ctrl+Z", "Take back"]
    assert {"Ctrl+1", "Open the page “Orders”", "F1", "Esc"} <= set(shown)


def test_a_page_without_keys_gets_no_empty_part(theme: Theme, qtbot: QtBot) -> None:
    dialog = KeysDialog("Summary", (), (("F1", "Show this table"),))
    qtbot.addWidget(dialog)
    assert texts(dialog) == ["Everywhere", "F1", "Show this table"]


def test_a_long_table_scrolls_instead_of_leaving_the_screen(theme: Theme, qtbot: QtBot) -> None:
    dialog = KeysDialog("Orders", [(f"F{number}", "does something") for number in range(1, 60)], ())
    qtbot.addWidget(dialog)
    assert dialog.height() <= 600
