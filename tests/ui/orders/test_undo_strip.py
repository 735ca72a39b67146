from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.domain.scheme import Verb
from mmdesk.storage.uow import Storage
from mmdesk.ui.orders.undo_strip_view import UndoStripView
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.factory import shipment
from tests.ui.conftest import Wait
from tests.ui.orders.dialogs import agree, click
from tests.ui.orders.verbs_stand import VerbsStand, verbs_stand


@pytest.fixture
def desk(
    sqlite_storage: Storage,
    clock: ManualClock,
    runner: TaskRunner,
    theme: Theme,
    qtbot: QtBot,
    tmp_path: Path,
) -> VerbsStand:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return verbs_stand(sqlite_storage, clock, runner, theme, window, tmp_path)


@pytest.fixture
def strip(desk: VerbsStand, runner: TaskRunner, theme: Theme, qtbot: QtBot) -> UndoStripView:
    strip = UndoStripView(runner, desk.changes, desk.actions, desk.verbs, theme, desk.clock)
    qtbot.addWidget(strip)
    return strip


def confirm_two(desk: VerbsStand, wait: Wait) -> None:
    rows = desk.place(*(shipment("NEW", shipment_id=number) for number in ("700100200", "700100201")))
    desk.verbs.perform(Verb.CONFIRM, rows)
    if len(rows) > 1:
        agree(wait)
    wait(lambda: desk.heard.last)
    desk.changes.changed.emit()


def test_it_is_out_of_sight_while_nothing_leaves(desk: VerbsStand, strip: UndoStripView, wait: Wait) -> None:
    desk.verbs.take_back()
    wait(lambda: desk.heard.last)
    assert strip.isHidden()


def test_it_says_what_leaves_and_when(desk: VerbsStand, strip: UndoStripView, wait: Wait) -> None:
    confirm_two(desk, wait)
    wait(strip.isVisible)
    assert strip.words.text().replace("\N{NO-BREAK SPACE}", " ") == "Leaves in 10 s: 2 confirmation(s)"


def test_the_seconds_run_without_reading(desk: VerbsStand, strip: UndoStripView, wait: Wait) -> None:
    confirm_two(desk, wait)
    wait(strip.isVisible)
    desk.clock.advance(timedelta(seconds=3))
    strip.tick()
    assert "in 7" in strip.words.text()


def test_it_goes_when_everything_has_left(desk: VerbsStand, strip: UndoStripView, wait: Wait) -> None:
    confirm_two(desk, wait)
    wait(strip.isVisible)
    desk.clock.advance(timedelta(seconds=10))
    strip.tick()
    assert strip.isHidden()


def test_its_button_takes_everything_back(
    desk: VerbsStand,
    strip: UndoStripView,
    wait: Wait,
) -> None:
    confirm_two(desk, wait)
    wait(strip.isVisible)
    click(strip.button)
    wait(lambda: desk.heard.last == "2 command(s) taken back")
    desk.changes.changed.emit()
    wait(strip.isHidden)


def test_a_click_leaves_the_focus_where_it_was(strip: UndoStripView) -> None:
    assert strip.button.focusPolicy() == Qt.FocusPolicy.TabFocus
