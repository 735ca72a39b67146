"""A window on a scaled screen, smaller than its pages need."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.ui.main_window import MainWindow
from mmdesk.ui.messages import Messages
from mmdesk.ui.navigation import NARROW, Navigation
from mmdesk.ui.page import Page
from mmdesk.ui.theme import Theme
from tests.ui.conftest import Wait
from tests.ui.states import NOW

SMALL = (910, 512)
"""A screen of 1366 x 768 pixels at 150 percent."""


class WidePage(Page):
    """Needs what it is told to need."""

    icon_name = "orders"

    def __init__(self, title: str, width: int) -> None:
        super().__init__()
        self.name = title.lower()
        self._title = title
        field = QLineEdit()
        field.setMinimumWidth(width)
        QVBoxLayout(self).addWidget(field)

    def title(self) -> str:
        return self._title


@pytest.fixture
def window(theme: Theme, qtbot: QtBot, wait: Wait) -> MainWindow:
    window = MainWindow(theme, Messages(), ManualClock(NOW))
    qtbot.addWidget(window)
    for page in (WidePage("Orders", 800), WidePage("Packing", 1000)):
        window.add_page(page)
    # As where the screen is no larger.
    window.setMinimumSize(0, 0)
    window.show()
    window.resize(*SMALL)
    wait(lambda: (window.width(), window.height()) == SMALL)
    return window


def navigation(window: MainWindow) -> Navigation:
    found = window.findChild(Navigation)
    assert isinstance(found, Navigation)
    return found


def room(window: MainWindow) -> QScrollArea:
    found = window.findChild(QScrollArea)
    assert isinstance(found, QScrollArea)
    return found


def test_pages_have_the_room_of_their_names(window: MainWindow, wait: Wait) -> None:
    wait(lambda: navigation(window).width() == NARROW)
    assert [button.toolTip() for button in navigation(window).buttons] == [
        "Orders (Ctrl+1)",
        "Packing (Ctrl+2)",
    ]
    window.resize(1300, 700)
    wait(lambda: navigation(window).width() > NARROW)


def test_what_waits_is_a_dot_and_is_told_in_words(window: MainWindow) -> None:
    button = navigation(window).buttons[0]
    before = button.grab().toImage()
    button.set_badge(12)
    assert button.grab().toImage() != before
    assert button.toolTip() == "Orders, 12 waiting (Ctrl+1)"


def test_a_page_that_needs_more_is_scrolled_and_one_that_fits_is_not(window: MainWindow, wait: Wait) -> None:
    bar = room(window).horizontalScrollBar()
    wait(lambda: bar.maximum() == 0)
    navigation(window).buttons[1].click()
    wait(lambda: bar.maximum() > 0)
    assert _open_page(window).width() >= 1000
    bar.setValue(bar.maximum())
    navigation(window).buttons[0].click()
    wait(lambda: bar.maximum() == 0)


def _open_page(window: MainWindow) -> QWidget:
    return next(page for page in window.findChildren(WidePage) if page.isVisible())
