"""Talks beside the task threads: told step by step, broken off, and outlived by whoever asked."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import QObject

from mmdesk.errors import MmdeskError, Text
from mmdesk.services.check import Check, Told
from mmdesk.ui.setup.remote_talk import RemoteTalk
from mmdesk.ui.tasks import ProgramFault
from tests.ui.conftest import Wait

CHECK = Check("crm.key", ok=True, message=Text("слово", "word"))


class Asker(QObject):
    """Remembers what it was told."""

    def __init__(self, talk: RemoteTalk) -> None:
        super().__init__()
        self.talk = talk
        self.told: list[Check] = []
        self.answers: list[str] = []
        self.errors: list[MmdeskError] = []
        talk.told.connect(self.told.append)

    def ask(self, work: Callable[[Told], str]) -> None:
        self.talk.begin(work, owner=self, done=self.answers.append, failed=self.errors.append)


@pytest.fixture
def asker() -> Asker:
    return Asker(RemoteTalk())


def test_steps_are_told_before_the_answer(asker: Asker, wait: Wait) -> None:
    def work(told: Told) -> str:
        told(CHECK)
        told(CHECK)
        return "done"

    asker.ask(work)
    assert asker.talk.is_busy
    wait(lambda: asker.answers == ["done"], "the answer")
    assert asker.told == [CHECK, CHECK]
    assert not asker.talk.is_busy


def test_a_failure_of_ours_is_an_answer(asker: Asker, wait: Wait) -> None:
    def work(_told: Told) -> str:
        raise MmdeskError("no")

    asker.ask(work)
    wait(lambda: asker.errors, "the failure")
    assert asker.answers == []


def test_a_fault_is_told_to_the_page_and_reported(
    asker: Asker, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[type[BaseException]] = []
    monkeypatch.setattr("sys.excepthook", lambda kind, _error, _trace: reported.append(kind))

    def work(_told: Told) -> str:
        raise ZeroDivisionError

    asker.ask(work)
    wait(lambda: asker.errors, "the failure")
    assert isinstance(asker.errors[0], ProgramFault)
    assert reported == [ZeroDivisionError]


def test_a_talk_that_was_called_off_ends_at_its_next_step_and_is_not_heard(asker: Asker, wait: Wait) -> None:
    go_on, ended = threading.Event(), threading.Event()

    def work(told: Told) -> str:
        try:
            go_on.wait(10)
            told(CHECK)
            return "done"
        finally:
            ended.set()

    asker.ask(work)
    asker.talk.cancel()
    assert not asker.talk.is_busy
    go_on.set()
    wait(ended.is_set, "ended")
    asker.ask(lambda _told: "second")
    wait(lambda: asker.answers == ["second"], "the second answer alone")
    assert asker.told == []


def test_who_is_gone_is_not_answered(asker: Asker, wait: Wait) -> None:
    go_on = threading.Event()
    answers: list[str] = []
    owner = QObject()
    talk = asker.talk

    def work(_told: Told) -> str:
        go_on.wait(10)
        return "done"

    talk.begin(work, owner=owner, done=answers.append, failed=asker.errors.append)
    shiboken6.delete(owner)
    go_on.set()
    wait(lambda: not talk.is_busy, "over")
    assert answers == []
