"""A write that takes long is told until it ends, where everything else is told."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from mmdesk.errors import MmdeskError
from mmdesk.ui.message_bar import MessageBar
from mmdesk.ui.messages import Messages
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from mmdesk.ui.writing import Writing
from tests.ui.conftest import Wait

LONG_MS = 60_000


class Person(QObject):
    """Whoever has something written."""

    def __init__(self) -> None:
        super().__init__()
        self.ended = 0

    def done(self, _answer: object) -> None:
        self.ended += 1

    def failed(self, error: MmdeskError) -> None:
        raise error


def test_a_write_that_takes_long_is_told_until_it_ends(
    theme: Theme, qtbot: QtBot, runner: TaskRunner, wait: Wait
) -> None:
    messages = Messages()
    bar = MessageBar(theme, messages)
    qtbot.addWidget(bar)
    writing = Writing(runner, patience=1)
    writing.speak_through(messages)
    writing.begin()
    person, locked = Person(), threading.Event()
    runner.write(locked.wait, owner=person, done=person.done, failed=person.failed)
    wait(lambda: not bar.isHidden() and "saved" in bar.accessibleName())
    locked.set()
    wait(lambda: person.ended == 1)
    assert bar.isHidden()


def test_a_window_made_anew_meanwhile_tells_it_as_well(
    theme: Theme, qtbot: QtBot, runner: TaskRunner, wait: Wait
) -> None:
    writing = Writing(runner, patience=1)
    former, messages = Messages(), Messages()
    bars = [MessageBar(theme, each) for each in (former, messages)]
    for bar in bars:
        qtbot.addWidget(bar)
    writing.speak_through(former)
    writing.begin()
    person, locked = Person(), threading.Event()
    runner.write(locked.wait, owner=person, done=person.done, failed=person.failed)
    wait(lambda: not bars[0].isHidden())
    writing.speak_through(messages)
    assert not bars[1].isHidden()
    locked.set()
    wait(bars[1].isHidden)


def test_what_is_written_in_time_is_not_told(runner: TaskRunner, wait: Wait) -> None:
    said: list[str] = []
    messages = Messages()
    messages.said.connect(lambda _kind, sentence, _lines: said.append(sentence))
    writing = Writing(runner, patience=LONG_MS)
    writing.speak_through(messages)
    writing.begin()
    person = Person()
    for _ in range(3):
        runner.write(int, owner=person, done=person.done, failed=person.failed)
    wait(lambda: person.ended == 3)
    assert said == []
    assert not writing.is_waiting
