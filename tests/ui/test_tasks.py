from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from functools import partial
from time import perf_counter

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from mmdesk.errors import MmdeskError
from mmdesk.ui.tasks import ProgramFault, TaskRunner
from tests.ui.conftest import Wait


class Page(QObject):
    """Somebody who asks, and writes down what came back and where."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[object] = []
        self.errors: list[MmdeskError] = []
        self.threads: set[threading.Thread] = set()

    def take(self, answer: object) -> None:
        self.answers.append(answer)
        self.threads.add(threading.current_thread())

    def refuse(self, error: MmdeskError) -> None:
        self.errors.append(error)
        self.threads.add(threading.current_thread())


class NoSuchThing(MmdeskError):
    """An expected failure."""


@pytest.fixture
def page(qapp: QObject) -> Page:
    return Page()


@pytest.fixture
def gate() -> threading.Event:
    return threading.Event()


def refusing() -> object:
    raise NoSuchThing("lot 2")


def at_fault() -> object:
    raise ZeroDivisionError


def held(gate: threading.Event, answer: object) -> Callable[[], object]:
    def work() -> object:
        assert gate.wait(10)
        return answer

    return work


def write(runner: TaskRunner, page: Page, work: Callable[[], object]) -> None:
    runner.write(work, owner=page, done=page.take, failed=page.refuse)


def read(runner: TaskRunner, page: Page, work: Callable[[], object], topic: str = "") -> None:
    runner.read(work, owner=page, done=page.take, failed=page.refuse, topic=topic)


def test_work_is_done_elsewhere_and_its_answer_comes_here(runner: TaskRunner, page: Page, wait: Wait) -> None:
    write(runner, page, threading.current_thread)
    wait(lambda: page.answers)
    assert page.answers != [threading.main_thread()]
    assert page.threads == {threading.main_thread()}


def test_writes_are_done_in_the_order_in_which_they_were_handed_in(
    runner: TaskRunner, page: Page, wait: Wait
) -> None:
    for number in range(50):
        write(runner, page, partial(abs, number))
    wait(lambda: len(page.answers) == 50)
    assert page.answers == list(range(50))


def test_a_read_does_not_wait_for_a_write(
    runner: TaskRunner, page: Page, wait: Wait, gate: threading.Event
) -> None:
    write(runner, page, held(gate, "written"))
    read(runner, page, lambda: "read")
    wait(lambda: page.answers == ["read"])
    gate.set()
    wait(lambda: page.answers == ["read", "written"])


def test_only_the_newest_read_of_a_topic_is_answered(
    runner: TaskRunner, page: Page, wait: Wait, gate: threading.Event
) -> None:
    for key in ("к", "кр", "кру"):
        read(runner, page, held(gate, key), topic="search")
    read(runner, page, held(gate, "card"), topic="card")
    gate.set()
    wait(lambda: len(page.answers) == 2)
    assert set(page.answers) == {"кру", "card"}


def test_answers_that_come_together_are_told_one_a_turn(runner: TaskRunner, page: Page, wait: Wait) -> None:
    """Else the window keeps a person waiting for all of them."""
    book: list[str] = []
    clock = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=1)
    clock.timeout.connect(partial(book.append, "due"))

    def take(answer: str) -> None:
        book.append(answer)
        until = perf_counter() + 0.01
        while perf_counter() < until:
            pass

    for number in range(3):
        runner.write(partial(str, number), owner=page, done=take, failed=page.refuse)
    over = threading.Event()
    runner.write(over.set, owner=page, done=page.take, failed=page.refuse)
    assert over.wait(10)
    clock.start()
    wait(lambda: "2" in book)
    assert "due" in book[book.index("0") : book.index("1")]
    assert "due" in book[book.index("1") : book.index("2")]


def test_an_expected_failure_is_told(runner: TaskRunner, page: Page, wait: Wait) -> None:
    write(runner, page, refusing)
    wait(lambda: page.errors)
    assert isinstance(page.errors[0], NoSuchThing)


def test_a_fault_is_told_to_the_page_and_reported(
    runner: TaskRunner, page: Page, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: reported.append(kind))
    read(runner, page, at_fault)
    wait(lambda: reported)
    assert reported == [ZeroDivisionError]
    assert isinstance(page.errors[0], ProgramFault)


def test_nobody_is_called_who_is_gone(
    runner: TaskRunner, page: Page, wait: Wait, gate: threading.Event
) -> None:
    write(runner, page, held(gate, "late"))
    other = Page()
    write(runner, other, lambda: "after it")
    page.deleteLater()
    gate.set()
    wait(lambda: other.answers)
    assert page.answers == []


def test_it_tells_how_many_writes_are_under_way(
    runner: TaskRunner, page: Page, wait: Wait, gate: threading.Event
) -> None:
    told: list[int] = []
    runner.busy_changed.connect(told.append)
    write(runner, page, held(gate, 1))
    write(runner, page, held(gate, 2))
    gate.set()
    wait(lambda: told and told[-1] == 0)
    assert told == [1, 2, 1, 0]


def test_writes_handed_in_are_done_before_the_end_and_none_after_it(qapp: QObject, page: Page) -> None:
    done: list[int] = []
    runner = TaskRunner()
    for number in range(5):
        write(runner, page, partial(done.append, number))
    runner.close()
    write(runner, page, lambda: done.append(99))
    read(runner, page, lambda: done.append(99))
    assert done == [0, 1, 2, 3, 4]


def test_what_ended_before_the_end_and_was_not_told_yet_is_told_to_nobody(
    qapp: QApplication, page: Page
) -> None:
    runner = TaskRunner()
    done = threading.Event()
    runner.write(done.set, owner=page, done=page.take, failed=page.refuse)
    assert done.wait(10)
    runner.close()
    qapp.processEvents()
    assert page.answers == []
