"""Questions of the bench: asked step by step, answered by a digit, its barcode or Esc."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mmdesk.domain.verdict import Control
from mmdesk.errors import Text
from mmdesk.services.bench_view import QuestionKind
from mmdesk.services.bench_words import DOUBT_ANSWERS
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.ui.conftest import Wait
from tests.ui.packing import bench_views as views
from tests.ui.packing.held_bench import Bench, opened_bench

MISSING = Text("Чего нет?", "What is missing?")


@pytest.fixture
def bench(qtbot: QtBot, runner: TaskRunner, theme: Theme, wait: Wait) -> Iterator[Bench]:
    with opened_bench(runner, theme, wait) as opened:
        yield opened


def test_missing_is_asked_step_by_step_and_esc_goes_back_one(bench: Bench) -> None:
    bench.show(views.asking(QuestionKind.MISSING, MISSING, (views.CABLE, views.BLANKET)))
    question = bench.view.question
    bench.press(Qt.Key.Key_1)
    assert [line.name for line in question.answers.lines.lines] == ["1", "2", "3"]
    bench.press(Qt.Key.Key_2)
    bench.press(Qt.Key.Key_Escape)
    assert [line.name for line in question.answers.lines.lines] == ["1", "2", "3"]
    bench.press(Qt.Key.Key_2)
    bench.press(Qt.Key.Key_Down)
    bench.press(Qt.Key.Key_Down)
    bench.press(Qt.Key.Key_Return)
    bench.was_asked("missing", (6, 7), "REASON-2")


def key_at(bench: Bench, key: Qt.Key, at: int) -> None:
    """A key that went down at this moment of the keyboard's clock, in ms."""
    text = chr(key) if key < 0x80 else "\r"
    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)
    event.setTimestamp(at)
    QApplication.sendEvent(QApplication.focusWidget() or bench.view, event)


def test_one_scanned_digit_chooses_the_missing_row_and_answers_nothing_else(bench: Bench) -> None:
    """A scanner closes its digit with Enter; at any moment, no row waits for one."""
    bench.show(views.asking(QuestionKind.MISSING, MISSING, (views.BLANKET, views.MUG)))
    for pause in (5, 2000):
        key_at(bench, Qt.Key.Key_Return, 1000)
        key_at(bench, Qt.Key.Key_1, 2000)
        key_at(bench, Qt.Key.Key_Return, 2000 + pause)
        selection = bench.view.question.selection
        assert selection is not None
        assert (selection.row, selection.asks_reason) == (views.BLANKET, True)
        assert not bench.view.question.answers.selectedIndexes()
        bench.view.question.go_back()
    assert bench.said.asked == []


def test_coming_back_to_a_question_that_destroys_chooses_no_row(bench: Bench) -> None:
    bench.show(views.asking(QuestionKind.MISSING, MISSING, (views.BLANKET, views.MUG)))
    bench.view.setFocus()
    bench.view.arrive()
    bench.press(Qt.Key.Key_Return)
    selection = bench.view.question.selection
    assert selection is not None
    assert selection.row is None


@pytest.mark.parametrize(("pause", "resumes"), [(5, False), (300, False), (301, True)])
def test_the_enter_of_a_digit_does_not_reach_the_list_behind_the_question(
    bench: Bench, pause: int, resumes: bool
) -> None:
    bench.said.put_aside = (views.parked("700100214"),)
    bench.show(views.asking(QuestionKind.PARK, Text("Почему?", "Why?")))
    key_at(bench, Qt.Key.Key_3, 5000)
    bench.was_asked("park", "REASON-3")
    bench.show(views.idle(parked=1))
    bench.wait(bench.view.start.parked.hasFocus)
    key_at(bench, Qt.Key.Key_Return, 5000 + pause)
    bench.press(Qt.Key.Key_F10)
    bench.was_asked("press", Control.DONE)
    assert (("open", "700100214") in bench.said.asked) is resumes


def test_esc_leaves_a_question_from_its_first_step(bench: Bench) -> None:
    bench.show(views.asking(QuestionKind.PARK, Text("Почему?", "Why?")))
    bench.press(Qt.Key.Key_Escape)
    bench.was_asked("dismiss")


def test_a_question_that_stands_is_not_begun_anew_by_a_change(bench: Bench) -> None:
    asking = views.asking(QuestionKind.MISSING, MISSING, (views.CABLE, views.BLANKET))
    bench.show(asking)
    bench.press(Qt.Key.Key_1)
    bench.show(replace(asking, waiting=3))
    selection = bench.view.question.selection
    assert selection is not None
    assert selection.row == views.CABLE


@pytest.mark.parametrize(("digit", "asked"), [(Qt.Key.Key_1, "came out"), (Qt.Key.Key_2, "did not come out")])
def test_whether_a_paper_came_out_is_answered_by_a_digit(bench: Bench, digit: Qt.Key, asked: str) -> None:
    asking = views.asking(QuestionKind.DOUBT, Text("Бумага там?", "Is it there?"))
    assert asking.question is not None
    bench.show(replace(asking, question=replace(asking.question, reasons=DOUBT_ANSWERS)))
    assert not bench.view.question.own_words.isVisible()
    bench.press(digit)
    bench.was_asked(asked)


@pytest.mark.parametrize(("kind", "asked"), [(QuestionKind.PARK, "park"), (QuestionKind.REPRINT, "reprint")])
def test_a_reason_is_chosen_by_its_digit(bench: Bench, kind: QuestionKind, asked: str) -> None:
    bench.show(views.asking(kind, Text("Почему?", "Why?")))
    bench.press(Qt.Key.Key_3)
    bench.was_asked(asked, "REASON-3")


def test_a_reason_is_chosen_by_the_barcode_of_its_digit_under_any_layout(bench: Bench) -> None:
    bench.show(views.asking(QuestionKind.MISSING, MISSING, (views.BLANKET, views.MUG)))
    bench.view.take_scan("MMD:1")
    bench.view.take_scan("ЬЬВЖ2")
    bench.was_asked("missing", (3,), "REASON-2")


def test_any_other_scan_in_a_question_is_the_benchs(bench: Bench) -> None:
    bench.show(views.asking(QuestionKind.PARK, Text("Почему?", "Why?")))
    for scan in ("MMD:9", "4600000000017"):
        bench.view.take_scan(scan)
        bench.was_asked("scan", scan)


def test_a_number_typed_by_hand_is_no_scan(bench: Bench) -> None:
    bench.view.hand.open("7001")
    bench.press(Qt.Key.Key_Return)
    bench.was_asked("typed", "7001")


def test_taking_over_is_the_second_answer_and_leaving_it_the_first(bench: Bench) -> None:
    question = views.asking(QuestionKind.TAKE_OVER, Text("Продолжить?", "Go on?"), reasons=0)
    bench.show(question)
    bench.press(Qt.Key.Key_Return)
    bench.was_asked("dismiss")
    bench.press(Qt.Key.Key_2)
    bench.was_asked("take over")
