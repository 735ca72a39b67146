"""The page that was open last opens when it is there, unless somebody works on another one by then."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.ui.last_page import LastPage
from mmdesk.ui.main_window import MainWindow
from mmdesk.ui.messages import Messages
from mmdesk.ui.page import Page
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from mmdesk.ui.workstation import Workstation
from tests.ui.conftest import Wait
from tests.ui.states import NOW


class OtherPage(Page):
    icon_name = "orders"

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def title(self) -> str:
        return self.name


class Start:
    """A window whose pages come one by one."""

    def __init__(self, window: MainWindow, last: LastPage) -> None:
        self.window = window
        self.last = last

    def come(self, name: str) -> OtherPage:
        page = OtherPage(name)
        self.window.add_page(page)
        self.last.come(name)
        return page

    def tells(self) -> bool:
        labels = self.window.findChildren(QLabel)
        return any("opens in a moment" in each.text() and each.isVisible() for each in labels)


@pytest.fixture
def workstation(runner: TaskRunner, tmp_path: Path) -> Workstation:
    workstation = Workstation(tmp_path / "window.json", runner)
    workstation.choose_page("packing")
    return workstation


@pytest.fixture
def start(theme: Theme, workstation: Workstation, qtbot: QtBot, wait: Wait) -> Start:
    messages = Messages()
    window = MainWindow(theme, messages, ManualClock(NOW))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    wait(window.isActiveWindow)
    return Start(window, LastPage(window, workstation, messages))


def test_it_opens_when_it_is_there_and_is_announced_until_then(start: Start) -> None:
    first = start.come("orders")
    assert first.isVisible()
    assert start.tells()
    last = start.come("packing")
    assert last.isVisible()
    assert not start.tells()


def test_a_key_keeps_the_page_in_sight(start: Start) -> None:
    first = start.come("orders")
    QTest.keyClick(start.window.windowHandle(), Qt.Key.Key_7)
    assert not start.tells()
    start.come("packing")
    assert first.isVisible()


def test_a_click_keeps_the_page_in_sight(start: Start) -> None:
    first = start.come("orders")
    QTest.mouseClick(
        start.window.windowHandle(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        QPoint(600, 300),
    )
    start.come("packing")
    assert first.isVisible()


def test_what_is_opened_by_something_else_meanwhile_stays(start: Start) -> None:
    first = start.come("orders")
    start.last.drop()
    start.come("packing")
    assert first.isVisible()
    assert not start.tells()


def test_nothing_is_announced_where_the_first_page_was_the_last(
    start: Start, workstation: Workstation
) -> None:
    workstation.choose_page("orders")
    start.come("orders")
    assert not start.tells()
