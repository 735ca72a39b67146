"""Work in steps: the window answers between two of them, and what is left half done is closed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from time import perf_counter

import pytest
from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from mmdesk.ui.in_steps import InSteps, Steps
from tests.ui.conftest import Wait


class Work:
    """Keeps book of its steps and of what came between them."""

    def __init__(self, name: str, book: list[str]) -> None:
        self._name = name
        self._book = book

    def steps(self, count: int = 3) -> Steps:
        try:
            for number in range(count):
                self._book.append(f"{self._name} {number}")
                QTimer.singleShot(0, self._answer)
                yield
            self._book.append(f"{self._name} whole")
        finally:
            self._book.append(f"{self._name} left")

    def _answer(self) -> None:
        self._book.append("answered")


@pytest.fixture
def book() -> list[str]:
    return []


@pytest.fixture
def work(qtbot: QtBot) -> Iterator[InSteps]:
    made = InSteps()
    yield made
    made.stop()


def test_the_window_answers_between_two_steps_of_some_work(
    work: InSteps, book: list[str], wait: Wait
) -> None:
    work.begin(Work("tables", book).steps())
    assert book == []
    wait(lambda: "tables left" in book)
    for number in range(2):
        between = book[book.index(f"tables {number}") : book.index(f"tables {number + 1}")]
        assert "answered" in between


def test_what_came_due_during_a_step_goes_before_the_next_one(work: InSteps, wait: Wait) -> None:
    """Else two steps are one turn of the window's thread."""
    book: list[str] = []
    clock = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=1)
    clock.timeout.connect(partial(book.append, "due"))

    def slow() -> Steps:
        for number in range(3):
            book.append(str(number))
            until = perf_counter() + 0.01
            while perf_counter() < until:
                pass
            yield

    clock.start()
    work.begin(slow())
    wait(lambda: "2" in book)
    assert "due" in book[book.index("0") : book.index("1")]
    assert "due" in book[book.index("1") : book.index("2")]


def test_another_piece_of_work_closes_the_one_before_it(work: InSteps, book: list[str], wait: Wait) -> None:
    work.begin(Work("former", book).steps(10**9))
    wait(lambda: "former 1" in book)
    work.begin(Work("newer", book).steps())
    wait(lambda: "newer whole" in book)
    assert "former left" in book
    assert "former whole" not in book
    steps = [line for line in book if line != "answered"]
    assert not [line for line in steps[steps.index("newer 0") :] if line.startswith("former")]


def test_work_may_begin_its_successor_in_its_last_step(work: InSteps, book: list[str], wait: Wait) -> None:
    def handing_on() -> Steps:
        yield
        work.begin(Work("successor", book).steps())

    work.begin(handing_on())
    wait(lambda: "successor whole" in book)
