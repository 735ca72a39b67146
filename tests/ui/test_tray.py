"""The tray tells how the service is doing, and news while nobody looks at the window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mmdesk.errors import MmdeskError, Text
from mmdesk.services.desk import OrderRef
from mmdesk.services.news import News, NewsKind
from mmdesk.services.service_state import ServiceState
from mmdesk.ui.notes_state import Note
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme, Tone
from mmdesk.ui.tray import Tray
from mmdesk.ui.workstation import Workstation
from tests.ui.conftest import Wait
from tests.ui.states import HEALTHY, REFUSED

ORDER = OrderRef("700100200", "shop")


class Desk:
    """What happens at the shop, as the tray reads it."""

    def __init__(self) -> None:
        self.news: list[News] = []
        self.exchanges = 0
        self.fails = False

    def read(self) -> tuple[News, ...]:
        found, self.news = tuple(self.news), []
        return found

    def exchange(self) -> None:
        if self.fails:
            raise MmdeskError(Text("диск полон", "the disk is full"))
        self.exchanges += 1


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def workstation(runner: TaskRunner, tmp_path: Path) -> Workstation:
    return Workstation(tmp_path / "window.json", runner)


@pytest.fixture
def tray(desk: Desk, runner: TaskRunner, theme: Theme, workstation: Workstation, qtbot: QtBot) -> Tray:
    window = QWidget()
    qtbot.addWidget(window)
    tray = Tray(window, desk.read, desk.exchange, runner, theme, workstation)
    tray.start()
    return tray


@pytest.fixture
def noted(tray: Tray) -> list[Note]:
    notes: list[Note] = []
    tray.noted.connect(notes.append)
    return notes


def face(tray: Tray) -> QImage:
    return tray.icon.icon().pixmap(32, 32).toImage()


def choose(tray: Tray, words: str) -> None:
    next(action for action in tray.menu.actions() if words in action.text()).trigger()


def test_its_icon_and_words_follow_the_service(tray: Tray) -> None:
    tray.show_state(HEALTHY)
    well = face(tray)
    assert "is working" in tray.icon.toolTip()
    tray.show_state(replace(HEALTHY, at_risk=3))
    assert "3 order(s) at risk" in tray.icon.toolTip()
    tray.show_state(replace(HEALTHY, at_risk=3, overdue=2))
    assert "2 order(s) overdue" in tray.icon.toolTip()
    tray.show_state(replace(HEALTHY, alive=False))
    assert "not running" in tray.icon.toolTip()
    assert face(tray) != well


def test_a_service_in_its_first_start_is_not_called_stopped(
    desk: Desk, runner: TaskRunner, theme: Theme, workstation: Workstation, qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    tray = Tray(window, desk.read, desk.exchange, runner, theme, workstation, may_start=lambda: True)
    tray.show_state(replace(HEALTHY, alive=False))
    assert "is starting" in tray.icon.toolTip()


def test_news_become_notes(tray: Tray, desk: Desk, noted: list[Note], wait: Wait) -> None:
    desk.news.append(News(NewsKind.ORDERS, ORDER))
    tray.look()
    wait(lambda: [note.order for note in noted] == [ORDER])


def test_looks_that_come_together_lose_no_news(tray: Tray, desk: Desk, noted: list[Note], wait: Wait) -> None:
    kinds = (NewsKind.ORDERS, NewsKind.CANCELLATIONS, NewsKind.DEADLINES)
    for kind in kinds:
        desk.news.append(News(kind, ORDER))
        tray.look()
    wait(lambda: {note.kind for note in noted} == set(kinds))


def test_what_is_switched_off_is_not_noted(
    tray: Tray, desk: Desk, noted: list[Note], workstation: Workstation, wait: Wait
) -> None:
    workstation.choose_quiet(frozenset({"orders", "exchange"}))
    tray.show_state(replace(HEALTHY, troubles=(REFUSED,)))
    desk.news += [News(NewsKind.ORDERS, ORDER), News(NewsKind.CANCELLATIONS, ORDER)]
    tray.look()
    wait(lambda: [note.kind for note in noted] == ["cancellations"])


def test_a_refused_token_is_noted(tray: Tray, noted: list[Note]) -> None:
    tray.show_state(replace(HEALTHY, troubles=(REFUSED,)))
    assert [(note.kind, note.loud) for note in noted] == [("exchange", True)]


def test_what_cannot_wait_is_handed_to_the_window_where_there_is_no_tray(
    tray: Tray, desk: Desk, wait: Wait
) -> None:
    missed: list[Note] = []
    tray.missed.connect(missed.append)
    # A banner of the window says this already.
    tray.show_state(replace(HEALTHY, troubles=(REFUSED,)))
    desk.news += [News(NewsKind.ORDERS, ORDER), News(NewsKind.CANCELLATIONS, ORDER)]
    tray.look()
    wait(lambda: missed)
    assert [note.kind for note in missed] == ["cancellations"]


def test_a_token_that_is_accepted_again_ends_what_was_told_of_it(tray: Tray, noted: list[Note]) -> None:
    over: list[str] = []
    tray.over.connect(over.append)
    tray.show_state(replace(HEALTHY, troubles=(REFUSED,)))
    assert over == []
    tray.show_state(HEALTHY)
    assert over == [noted[0].about]


def test_a_click_on_a_note_opens_its_order(
    tray: Tray, desk: Desk, noted: list[Note], qtbot: QtBot, wait: Wait
) -> None:
    opened: list[object] = []
    tray.order_asked.connect(opened.append)
    desk.news.append(News(NewsKind.CANCELLATIONS, ORDER))
    tray.look()
    wait(lambda: noted)
    with qtbot.waitSignal(tray.window_asked):
        tray.icon.messageClicked.emit()
    assert opened == [ORDER]


def test_the_menu_opens_exchanges_and_closes(tray: Tray, desk: Desk, qtbot: QtBot, wait: Wait) -> None:
    with qtbot.waitSignal(tray.window_asked):
        choose(tray, "Open mmdesk")
    choose(tray, "Exchange now")
    wait(lambda: desk.exchanges == 1)
    with qtbot.waitSignal(tray.quit_asked):
        choose(tray, "Close the window")


def test_an_exchange_that_cannot_be_asked_for_breaks_nothing(tray: Tray, desk: Desk, wait: Wait) -> None:
    told: list[str] = []
    tray.refused.connect(told.append)
    desk.fails = True
    choose(tray, "Exchange now")
    wait(lambda: told)
    assert "the disk is full" in told[0]
    desk.fails = False
    choose(tray, "Exchange now")
    wait(lambda: desk.exchanges == 1)


def test_what_the_icon_says_can_be_told_without_colours(tray: Tray, theme: Theme) -> None:
    """A square has all its corners, a triangle the lower ones, a disc none."""

    def corners(state: ServiceState, tone: Tone) -> tuple[bool, bool]:
        tray.show_state(state)
        shown = tray.icon.icon().pixmap(64, 64).toImage()
        # A large screen gives the picture more pixels.
        scale = shown.width() / 64
        places = ((34, 34), (56, 57))
        upper, lower = (shown.pixelColor(round(x * scale), round(y * scale)) for x, y in places)
        return upper == theme.color(tone), lower == theme.color(tone)

    assert corners(HEALTHY, Tone.OK) == (False, False)
    assert corners(replace(HEALTHY, at_risk=3), Tone.WARN) == (False, True)
    assert corners(replace(HEALTHY, alive=False), Tone.DANGER) == (True, True)
