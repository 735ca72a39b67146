"""The keys of the bench work wherever the focus ends up while the bench is in front."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mmdesk.domain.verdict import Control, Verdict
from mmdesk.errors import Text
from mmdesk.services.bench_view import QuestionKind
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.ui.conftest import Wait
from tests.ui.packing import bench_views as views
from tests.ui.packing.held_bench import Bench, opened_bench

WHY = Text("Почему?", "Why?")


@pytest.fixture
def bench(qtbot: QtBot, runner: TaskRunner, theme: Theme, wait: Wait) -> Iterator[Bench]:
    """Not alone in its window: behind it stands a foot that takes the focus, as in the main window."""
    with opened_bench(runner, theme, wait) as opened:
        foot = QPushButton("foot", opened.view.window())
        foot.move(0, 620)
        foot.show()
        opened.show(views.packing())
        wait(opened.view.isActiveWindow)
        yield opened


def type_key(key: Qt.Key) -> None:
    """To whatever has the focus."""
    focus = QApplication.focusWidget() or QApplication.activeWindow()
    assert focus is not None
    QTest.keyClick(focus, key)


def foot_of(bench: Bench) -> QWidget:
    return next(each for each in bench.view.window().findChildren(QPushButton) if each.text() == "foot")


def keys_work(bench: Bench) -> None:
    bench.said.asked.clear()
    type_key(Qt.Key.Key_Escape)
    bench.was_asked("dismiss")
    type_key(Qt.Key.Key_F8)
    bench.was_asked("press", Control.PARK)
    type_key(Qt.Key.Key_2)
    assert bench.view.hand.field.text() == "2"


@pytest.mark.parametrize("scan", ["take_scan", "take_torn_scan"])
def test_keys_work_after_a_scan_has_closed_the_field_for_numbers(bench: Bench, scan: str) -> None:
    type_key(Qt.Key.Key_1)
    assert bench.view.hand.field.hasFocus()
    getattr(bench.view, scan)("4600000000017")
    assert not bench.view.hand.isVisible()
    keys_work(bench)


def test_keys_work_after_the_button_that_has_the_focus_has_become_pale(bench: Bench) -> None:
    bench.view.key_row.buttons[Control.NEXTBOX].setFocus()
    bench.show(replace(views.packing(), keys=frozenset({Control.PARK})))
    keys_work(bench)


def test_keys_work_after_a_reason_in_own_words(bench: Bench) -> None:
    bench.show(views.asking(QuestionKind.PARK, WHY))
    bench.view.question.own_words.setFocus()
    bench.show(views.packing(views.said(Verdict.RIGHT, number=9)))
    keys_work(bench)


def test_keys_work_after_the_last_unknown_code_was_settled(bench: Bench) -> None:
    bench.view.header.show_codes(1)
    bench.view.header.codes.setFocus()
    bench.view.header.show_codes(0)
    keys_work(bench)


def test_keys_work_after_the_list_of_what_was_put_aside_has_gone(bench: Bench) -> None:
    bench.said.put_aside = (views.parked(),)
    bench.show(views.idle())
    bench.wait(bench.view.start.parked.hasFocus)
    bench.said.put_aside = ()
    bench.changes.changed.emit()
    bench.wait(lambda: not bench.view.start.parked.isVisible())
    type_key(Qt.Key.Key_F3)
    assert bench.view.hand.isVisible()


def test_keys_work_while_the_focus_is_elsewhere_in_the_window(bench: Bench) -> None:
    foot_of(bench).setFocus()
    type_key(Qt.Key.Key_F8)
    bench.was_asked("press", Control.PARK)


def test_the_focus_of_another_page_is_left_where_it_is(bench: Bench) -> None:
    type_key(Qt.Key.Key_1)
    bench.view.hide()
    foot_of(bench).setFocus()
    bench.view.take_scan("4600000000017")
    bench.was_asked("scan", "4600000000017")
    bench.wait(lambda: bench.view.bar.notice is not None and bench.view.bar.notice.words == "4600000000017")
    bench.show(views.packing(views.said(Verdict.RIGHT, number=9)))
    assert foot_of(bench).hasFocus()
    type_key(Qt.Key.Key_F8)
    assert ("press", Control.PARK) not in bench.said.asked


def test_keys_work_after_the_field_was_closed_while_another_program_was_in_front(bench: Bench) -> None:
    type_key(Qt.Key.Key_1)
    other = QWidget()
    other.show()
    other.activateWindow()
    bench.wait(other.isActiveWindow)
    bench.view.take_scan("4600000000017")
    other.close()
    bench.view.window().activateWindow()
    bench.wait(bench.view.isActiveWindow)
    keys_work(bench)
