"""The page over a bench that says what the test wants: every face, and what it says of a scan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit
from pytestqt.qtbot import QtBot

from mmdesk.domain.verdict import Control, Verdict
from mmdesk.errors import Text
from mmdesk.services.bench_view import FinishStep, QuestionKind, RowState
from mmdesk.ui.packing import packing_words
from mmdesk.ui.packing.bench_actions import BenchActions
from mmdesk.ui.packing.lines import Line, LinesModel
from mmdesk.ui.packing.packing_state import KEYS, Scene
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from mmdesk.ui.tone import Tone
from tests.ui.conftest import Wait
from tests.ui.packing import bench_views as views
from tests.ui.packing.held_bench import Bench, opened_bench


@pytest.fixture
def bench(qtbot: QtBot, runner: TaskRunner, theme: Theme, wait: Wait) -> Iterator[Bench]:
    with opened_bench(runner, theme, wait) as opened:
        yield opened


def test_the_empty_bench_asks_for_a_scan_and_tells_how_much_waits(bench: Bench) -> None:
    notice = bench.view.start.board.notice
    assert notice is not None
    assert (notice.title, notice.words) == ("Scan an order or any product", "12 order(s) to pack")


@pytest.mark.parametrize(
    ("packed_at", "title"),
    [
        (None, "Nothing to pack yet"),
        (views.NOW - timedelta(days=1), "Nothing to pack yet"),
        (views.NOW, "Everything is packed"),
    ],
)
def test_a_bench_without_work_says_so_calmly(packed_at: datetime | None, title: str) -> None:
    view = replace(views.idle(waiting=0), packed_at=packed_at)
    notice = packing_words.start_notice(view, views.NOW)
    assert (notice.title, notice.words.partition(":")[0]) == (title, "No order waits to be packed")


def test_the_number_of_waiting_orders_stands_in_the_navigation(bench: Bench, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bench.view.badge_changed) as badge:
        bench.show(views.idle(waiting=7))
    assert badge.args == [7]


def test_an_order_is_named_with_its_deadline_and_box(bench: Bench) -> None:
    bench.show(views.packing(boxes=2))
    header = bench.view.header
    assert header.order.words() == "700100200 · Standard · Стандарт · Москва"
    assert header.due.text().startswith("ship by")
    assert "in 2" in header.due.text()
    assert header.place.text() == "box 2 · 0 of 3"


def test_the_awaited_row_is_marked_and_named_large(bench: Bench) -> None:
    bench.show(views.packing())
    lines = bench.view.packing.rows.lines.lines
    assert [line.is_next for line in lines] == [True, False, False]
    product = bench.view.packing.stage.product
    assert product is not None
    assert (product.name, product.task) == ("Кружка синяя, 350 мл", "scan it: 2 left")


def test_a_cancelled_row_says_why_and_is_never_the_next(bench: Bench) -> None:
    bench.show(views.packing(rows=(views.KNIFE,)))
    (line,) = bench.view.packing.rows.lines.lines
    assert "cancelled by the buyer" in line.detail
    assert not line.is_next


def test_a_marking_code_is_asked_for_by_name(bench: Bench) -> None:
    awaited = replace(views.BLANKET, state=RowState.NOW, needs_mark=True)
    bench.show(views.packing(rows=(views.MUG, awaited)))
    product = bench.view.packing.stage.product
    assert product is not None
    assert (product.name, product.task) == ("Плед серый, 150×200", "scan its marking code")


@pytest.mark.parametrize(
    ("verdict", "sound"),
    [
        (Verdict.RIGHT, "right"),
        (Verdict.BOX_CLOSED, "box-closed"),
        (Verdict.EXTRA, "extra"),
        (Verdict.UNKNOWN, "unknown"),
        (Verdict.MARK_WANTED, "right"),
        (Verdict.MARK_FIRST, "extra"),
    ],
)
def test_each_verdict_has_its_colour_word_and_sound(bench: Bench, verdict: Verdict, sound: str) -> None:
    bench.show(views.packing(views.said(verdict, "Слова", "Words", number=5)))
    notice = bench.view.bar.notice
    assert notice is not None
    assert (notice.tone, notice.title, notice.words) == (verdict.tone, verdict.heading.en, "Words")
    assert bench.view.packing.stage.verdict == notice
    assert bench.speaker.played == [sound]


def test_control_characters_of_a_code_are_seen_in_its_verdict(bench: Bench) -> None:
    bench.show(views.packing(views.said(Verdict.UNKNOWN, "Код", "The code 01\x1d91\x04", number=5)))
    assert bench.view.bar.notice is not None
    assert bench.view.bar.notice.words == "The code 01[GS]91�"


def test_on_the_empty_bench_a_verdict_fills_the_board_for_a_glance(bench: Bench, qtbot: QtBot) -> None:
    bench.show(views.idle(views.said(Verdict.FINISHED, "Готово", "Done", number=5)))
    assert bench.view.start.board.notice == bench.view.bar.notice
    bench.view.start.end_glance()
    notice = bench.view.start.board.notice
    assert notice is not None
    assert notice.title == "Scan an order or any product"


def test_a_verdict_is_told_once_and_its_repeat_anew(bench: Bench) -> None:
    bench.show(views.packing(views.said(Verdict.RIGHT, "1 из 2", number=5)))
    bench.show(replace(bench.said.now, waiting=3))
    assert bench.speaker.played == ["right"]
    bench.show(views.packing(views.said(Verdict.RIGHT, "2 из 2", number=6)))
    assert bench.speaker.played == ["right", "right"]


@pytest.mark.parametrize("verdict", [Verdict.WRONG, Verdict.CANCELLED, Verdict.STOPPED])
def test_an_alarm_fills_the_page_and_waits_for_esc(bench: Bench, verdict: Verdict) -> None:
    bench.show(views.packing(views.said(verdict, number=5), alarm=True))
    assert bench.view.scene is Scene.ALARM
    assert bench.view.alarm.isVisible()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        bench.press(key)
    bench.press(Qt.Key.Key_Escape)
    bench.was_asked("dismiss")
    assert bench.said.asked == [("dismiss",)]


@pytest.mark.parametrize(
    ("key", "control"),
    [
        (Qt.Key.Key_F4, Control.MISSING),
        (Qt.Key.Key_F6, Control.NEXTBOX),
        (Qt.Key.Key_F7, Control.REPRINT),
        (Qt.Key.Key_F8, Control.PARK),
        (Qt.Key.Key_F10, Control.DONE),
    ],
)
def test_a_key_is_the_control_barcode_of_its_name(bench: Bench, key: Qt.Key, control: Control) -> None:
    bench.show(views.packing())
    bench.press(key)
    bench.was_asked("press", control)


def test_keys_that_mean_nothing_now_are_pale(bench: Bench) -> None:
    bench.show(views.packing())
    enabled = {control for control, button in bench.view.key_row.buttons.items() if button.isEnabled()}
    assert enabled == views.ALL_KEYS


def test_a_paper_that_waits_says_for_what_and_is_no_alarm(bench: Bench) -> None:
    waits = Text("Ждёт принтер: нет бумаги.", "Waits for the printer: no paper.")
    bench.show(
        views.idle(finishing=[replace(views.finishing("700100101", FinishStep.PRINTING, 5), waits=waits)])
    )
    (line,) = bench.view.start.finishing.lines.lines
    assert line.detail.endswith("Waits for the printer: no paper.")
    assert (line.icon, line.count) == ("hourglass", "5 of 6")


def test_orders_on_their_way_to_paper_tell_their_step_and_stopped_ones_why(bench: Bench) -> None:
    why = Text("Мегамаркет отказал: лот 2 отменён.", "Megamarket refused: lot 2 is cancelled.")
    on_the_way = (
        views.finishing("700100100", FinishStep.STOPPED, 2, why),
        views.finishing("700100101", FinishStep.LABEL_ASKED, 4),
    )
    bench.show(views.idle(finishing=on_the_way))
    stopped, waiting = bench.view.start.finishing.lines.lines
    assert (stopped.detail, stopped.tone) == ("Megamarket refused: lot 2 is cancelled.", Tone.DANGER)
    assert (waiting.count, waiting.detail) == ("4 of 6", "waiting for the label · 20\N{NO-BREAK SPACE}s ago")


def test_a_stopped_order_that_wraps_anew_pushes_the_next_one_down(bench: Bench) -> None:
    why = Text("", "Megamarket refused: lot 2 is cancelled. Take it out and scan the order again. " * 2)
    stopped = views.finishing("700100100", FinishStep.STOPPED, 2, why)
    bench.show(views.idle(finishing=(stopped, views.finishing("700100101", FinishStep.LABEL_ASKED, 4))))
    shown = bench.view.start.finishing
    first, second = (shown.lines.index(row) for row in range(2))
    before = shown.visualRect(second).top() - shown.visualRect(first).top()
    shown.setFixedWidth(shown.width() * 2 // 3)
    bench.wait(lambda: shown.visualRect(second).top() - shown.visualRect(first).top() > before)


def test_a_verdict_of_many_words_makes_the_bar_taller_and_a_short_one_low_again(bench: Bench) -> None:
    low = bench.view.bar.height()
    lots = " ".join(
        f"Electric kettle “Zarya” 1.7 l, lot {each}: take it out of box {each}." for each in range(8)
    )
    bench.show(views.packing(views.said(Verdict.STOPPED, lots, number=8), alarm=True))
    bench.wait(lambda: bench.view.bar.height() > low)
    bench.show(views.packing(views.said(Verdict.RIGHT, "1 of 2", number=9)))
    bench.wait(lambda: bench.view.bar.height() == low)


def test_one_order_put_aside_takes_one_row_and_what_is_stopped_is_read_whole(bench: Bench) -> None:
    why = Text("", "Megamarket refused: lot 2 is cancelled. Take it out and scan the order again. " * 4)
    bench.said.put_aside = (views.parked("700100214"),)
    bench.show(views.packing())
    stopped = [views.finishing(f"70010010{each}", FinishStep.STOPPED, 2, why) for each in range(4)]
    bench.show(views.idle(parked=1, finishing=stopped))
    start = bench.view.start
    bench.wait(start.parked.isVisible)
    row = start.parked.sizeHintForRow(0) + 2 * start.parked.frameWidth()
    bench.wait(lambda: abs(start.parked.height() - row) <= 2)
    font = QFont()
    font.setPixelSize(14)
    lines = QFontMetrics(font).horizontalAdvance(why.en) // start.finishing.viewport().width() + 1
    assert start.finishing.sizeHintForRow(0) > lines * QFontMetrics(font).lineSpacing()


def test_what_was_put_aside_is_gone_on_with_by_enter(bench: Bench) -> None:
    bench.said.put_aside = (views.parked("700100214"), views.parked("700100215"))
    bench.show(views.packing())
    bench.show(views.idle(parked=2))
    bench.wait(bench.view.start.parked.hasFocus)
    bench.press(Qt.Key.Key_Down)
    bench.press(Qt.Key.Key_Return)
    bench.was_asked("open", "700100215")


def test_the_bench_tells_the_others_that_it_is_alive_while_an_order_lies_on_it(bench: Bench) -> None:
    actions = bench.view.window().findChild(BenchActions)
    assert isinstance(actions, BenchActions)
    beats = [actions.is_beating]
    for shown in (views.packing(), views.idle()):
        bench.show(shown)
        beats.append(actions.is_beating)
    assert beats == [False, True, False]


def test_every_control_has_a_name_for_who_does_not_see_it(bench: Bench) -> None:
    for view in (
        views.idle(finishing=(views.finishing("700100100", FinishStep.PACKED, 3),)),
        views.packing(boxes=2),
        views.packing(views.said(Verdict.WRONG, "Не тот", number=8), alarm=True),
        views.asking(QuestionKind.PARK, Text("Почему?", "Why?")),
    ):
        bench.show(view)
        nameless = [
            type(widget).__name__
            for kind in (QAbstractButton, QLineEdit, QAbstractItemView)
            for widget in bench.view.findChildren(kind)
            if widget.isVisible() and not (widget.accessibleName() or getattr(widget, "text", str)())
        ]
        assert nameless == []
    assert bench.view.bar.accessibleName()


def test_the_keys_are_told_under_f1_with_their_barcodes(bench: Bench) -> None:
    told = dict(bench.view.keys())
    assert {*KEYS, *(control.value for control in Control)} <= told.keys()


def test_the_model_of_the_lists_keeps_qts_rules(qtbot: QtBot) -> None:
    model = LinesModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    some = [Line("check", Tone.OK, f"line {number}") for number in range(3)]
    model.show_lines(some)
    model.show_lines([replace(some[0], count="1 of 2"), *some[1:]])
    model.show_lines(some[:1])
    model.show_lines([])
    assert tester.model() is model
