"""Pages are made in steps: between two of them the window answers, and whoever asks may begin anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from mmdesk.ui.page import Page
from mmdesk.ui.page_context import MadePage, Making, at_once
from mmdesk.ui.page_list import PAGES, PageEntry
from mmdesk.ui.page_loading import PageLoading, Steps
from mmdesk.ui.tasks import TaskRunner
from tests.ui.conftest import Wait

FIRST, SECOND = PageEntry("mmdesk.ui.page"), PageEntry("mmdesk.ui.words", foundation=("mmdesk.errors",))


class Workshop:
    """Makes every page in three steps, and keeps book of it and of what comes between."""

    def __init__(self) -> None:
        self.book: list[str] = []
        self.after_first_step: Callable[[], None] | None = None
        """Called once, when the window answers after the first step of all."""

    def make(self, page: PageEntry) -> Steps:
        try:
            for step in range(3):
                self.book.append(f"{page.module} {step}")
                QTimer.singleShot(0, self._answer)
                yield
            self.book.append(f"{page.module} whole")
        finally:
            self.book.append(f"{page.module} left")

    def _answer(self) -> None:
        self.book.append("answered")
        act, self.after_first_step = self.after_first_step, None
        if act is not None:
            act()


@pytest.fixture
def shop() -> Workshop:
    return Workshop()


@pytest.fixture
def loading(runner: TaskRunner, shop: Workshop) -> Iterator[PageLoading]:
    made = PageLoading(runner, shop.make, (FIRST, SECOND))
    yield made
    made.stop()


def test_the_window_answers_between_two_steps_of_a_page(
    qtbot: QtBot, loading: PageLoading, shop: Workshop
) -> None:
    with qtbot.waitSignal(loading.ended):
        loading.start()
    steps = [line for line in shop.book if line != "answered"]
    assert steps == [
        f"{page.module} {step}" for page in (FIRST, SECOND) for step in (0, 1, 2, "whole", "left")
    ]
    for step in steps[:3]:
        assert shop.book[shop.book.index(step) + 1] == "answered"


def test_a_new_start_leaves_a_half_made_page_and_makes_all_from_the_first(
    qtbot: QtBot, loading: PageLoading, shop: Workshop
) -> None:
    shop.after_first_step = loading.start
    with qtbot.waitSignal(loading.ended):
        loading.start()
    assert shop.book[:3] == [f"{FIRST.module} 0", "answered", f"{FIRST.module} left"]
    assert shop.book.count(f"{FIRST.module} whole") == shop.book.count(f"{SECOND.module} whole") == 1


def test_after_the_stop_nothing_more_is_made(
    qtbot: QtBot, loading: PageLoading, shop: Workshop, wait: Wait
) -> None:
    shop.after_first_step = loading.stop
    with qtbot.assertNotEmitted(loading.ended, wait=50):
        loading.start()
        wait(lambda: shop.after_first_step is None)
    assert shop.book == [f"{FIRST.module} 0", "answered", f"{FIRST.module} left"]


def test_a_page_that_is_made_at_once_goes_through_all_its_steps(qtbot: QtBot) -> None:
    page = Page()
    qtbot.addWidget(page)
    gone: list[int] = []

    def making() -> Making:
        for step in range(3):
            gone.append(step)
            yield
        return MadePage(page)

    assert at_once(making()).page is page
    assert gone == [0, 1, 2]


def test_dialogs_of_the_first_page_are_loaded_before_the_second_one() -> None:
    assert "mmdesk.ui.orders.questions" in PAGES[1].in_turn
