"""The page over a bench that says what the test wants: every face, and what keys and answers do there."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
import shiboken6
from PySide6.QtCore import QBuffer, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.domain.verdict import Control, Verdict
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.bench_view import BenchView, FinishStep, QuestionKind, RowState
from mmdesk.services.bench_words import DOUBT_ANSWERS
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.message_bar import MessageBar
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.packing import packing_words
from mmdesk.ui.packing.bench_actions import SLOW_MS, BenchActions
from mmdesk.ui.packing.lines import Line, LinesModel
from mmdesk.ui.packing.packing_state import KEYS, Scene
from mmdesk.ui.packing.packing_view import PackingView
from mmdesk.ui.packing.pictures import Pictures
from mmdesk.ui.packing.sounds import Sounds
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from mmdesk.ui.tone import Tone
from tests.ui.conftest import Wait
from tests.ui.packing import bench_views as views
from tests.ui.packing.bench_room import Loudspeaker, calm

MISSING = Text("Чего нет?", "What is missing?")


class HeldBench(views.SaidBench):
    """Its database is locked until somebody lets go; with `fails` it was locked for too long."""

    def __init__(self) -> None:
        super().__init__()
        self.free = threading.Event()
        self.free.set()
        self.fails = False
        self.look = threading.Event()
        """A look at the bench waits for the database as well."""
        self.look.set()
        self.looks = 0

    def refresh(self) -> BenchView:
        self.looks += 1
        self.look.wait(20)
        return super().refresh()

    def scan(self, text: str) -> BenchView:
        self.free.wait(20)
        if self.fails:
            self.fails = False
            raise DatabaseBusy
        self.now = replace(self.now, said=views.said(Verdict.RIGHT, text, number=self.now.said.number + 1))
        return super().scan(text)


class DatabaseBusy(MmdeskError):
    title = Text("База занята", "The database is busy")


@dataclass
class Bench:
    """The page, and the bench behind it."""

    view: PackingView
    said: HeldBench
    speaker: Loudspeaker
    changes: ChangeNotice
    wait: Wait
    pictures: dict[str, bytes]
    """What the database has."""
    read: list[str]
    """The addresses that were read there, each time."""

    def show(self, view: BenchView) -> None:
        """The bench has come to be so."""
        self.said.now = view
        self.changes.changed.emit()
        self.wait(lambda: self.view.view == view)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.view, key)

    def bar(self) -> tuple[str, str]:
        notice = self.view.bar.notice
        assert notice is not None
        return notice.title, notice.words

    def was_asked(self, *what: object) -> None:
        self.wait(lambda: what in self.said.asked, f"{what} in {self.said.asked}")


@pytest.fixture
def bench(qtbot: QtBot, runner: TaskRunner, theme: Theme, wait: Wait) -> Iterator[Bench]:
    window = QWidget()
    said, speaker = HeldBench(), Loudspeaker()
    sounds = Sounds(80, window, speaker.load)
    changes = ChangeNotice(calm, window)
    kept: dict[str, bytes] = {}
    asked: list[str] = []

    def read(addresses: Sequence[str]) -> dict[str, bytes]:
        asked.extend(addresses)
        return {each: kept[each] for each in addresses if each in kept}

    pictures = Pictures(read, runner, window)
    changes.changed.connect(pictures.look_again)
    view = PackingView(
        BenchActions(runner, said, window), changes, sounds, pictures, theme,
        ManualClock(views.NOW), window,
    )  # fmt: skip
    view.resize(1100, 640)
    window.resize(1100, 640)
    window.show()
    window.activateWindow()
    view.arrive()
    wait(lambda: view.view is not None and sounds.silence is None)
    yield Bench(view, said, speaker, changes, wait, kept, asked)
    window.close()
    shiboken6.delete(window)


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


def test_what_was_put_aside_is_gone_on_with_by_enter(bench: Bench) -> None:
    bench.said.put_aside = (views.parked("700100214"), views.parked("700100215"))
    bench.show(views.packing())
    bench.show(views.idle(parked=2))
    bench.wait(bench.view.start.parked.hasFocus)
    bench.press(Qt.Key.Key_Down)
    bench.press(Qt.Key.Key_Return)
    bench.was_asked("open", "700100215")


def drawn(bench: Bench) -> bytes:
    """Any picture."""
    written = QBuffer()
    bench.view.grab().save(written, "JPG")
    return bytes(written.data().data())


def test_a_picture_that_the_service_has_fetched_is_shown(bench: Bench) -> None:
    address = "https://shop.example/mug.jpg"
    bench.pictures[address] = drawn(bench)
    bench.show(views.packing(rows=(replace(views.MUG, picture=address),)))
    bench.wait(lambda: bench.view.packing.stage.has_picture)


def test_a_picture_that_comes_later_is_shown_then(bench: Bench) -> None:
    address = "https://shop.example/mug.jpg"
    bench.show(views.packing(rows=(replace(views.MUG, picture=address),)))
    bench.wait(lambda: bench.read == [address])
    assert not bench.view.packing.stage.has_picture
    bench.pictures[address] = drawn(bench)
    bench.changes.changed.emit()
    bench.wait(lambda: bench.view.packing.stage.has_picture)


def test_the_pictures_of_an_order_are_read_together_and_once(bench: Bench) -> None:
    mug, rug = "https://shop.example/mug.jpg", "https://shop.example/rug.jpg"
    bench.pictures |= {mug: drawn(bench), rug: drawn(bench)}
    rows = (replace(views.MUG, picture=mug), replace(views.BLANKET, picture=rug))
    bench.show(views.packing(rows=rows))
    bench.wait(lambda: bench.view.packing.stage.has_picture)
    bench.show(views.packing(rows=rows[1:]))
    assert bench.view.packing.stage.has_picture, "it was there before its turn came"
    assert sorted(bench.read) == [mug, rug]


def test_what_is_no_picture_leaves_the_name_alone(bench: Bench) -> None:
    address = "https://shop.example/none.jpg"
    bench.pictures[address] = b"broken"
    bench.show(views.packing(rows=(replace(views.MUG, picture=address),)))
    bench.wait(lambda: bench.read == [address])
    bench.show(views.packing(rows=(replace(views.MUG, picture=address, note=MISSING),)))
    assert not bench.view.packing.stage.has_picture


def test_the_bench_tells_the_others_that_it_is_alive_while_an_order_lies_on_it(bench: Bench) -> None:
    actions = bench.view.window().findChild(BenchActions)
    assert isinstance(actions, BenchActions)
    beats = [actions.is_beating]
    for shown in (views.packing(), views.idle()):
        bench.show(shown)
        beats.append(actions.is_beating)
    assert beats == [False, True, False]


@pytest.fixture
def held(bench: Bench) -> Iterator[HeldBench]:
    """The bench of the page, locked."""
    bench.said.free.clear()
    yield bench.said
    bench.said.free.set()
    bench.said.look.set()


def test_whoever_waits_for_the_database_is_told_so_and_every_scan_is_answered_then(
    bench: Bench, held: HeldBench
) -> None:
    bench.view.take_scan("1")
    bench.wait(lambda: bench.bar()[0] == "SAVING…")
    bench.view.take_scan("2")
    assert "2 scan(s) or key(s) wait" in bench.bar()[1]
    assert "do not scan on" in bench.bar()[1]
    assert bench.speaker.played == []
    held.free.set()
    bench.wait(lambda: bench.bar() == ("RIGHT", "2"))
    assert bench.speaker.played == ["right", "right"]


def test_scans_behind_one_that_failed_are_refused_together_and_the_next_counts(
    bench: Bench, held: HeldBench
) -> None:
    held.fails = True
    for code in ("1", "2", "3"):
        bench.view.take_scan(code)
    held.free.set()
    bench.wait(lambda: bench.bar()[0] == "NOT COUNTED")
    assert "3 scan(s) or key(s) did not count" in bench.bar()[1]
    bench.view.take_scan("1")
    bench.wait(lambda: bench.bar() == ("RIGHT", "1"))
    assert (held.asked, bench.speaker.played) == ([("scan", "1")], ["wrong", "right"])


def test_what_did_not_count_is_told_until_the_next_scan_whatever_the_database_does_meanwhile(
    bench: Bench, held: HeldBench, qtbot: QtBot
) -> None:
    """A look waits behind the scan that failed, and the scans that failed with it wait behind the look."""
    bench.show(views.packing(views.said(Verdict.RESUMED, "Продолжаем", number=3)))
    held.fails, looks = True, held.looks
    held.look.clear()
    bench.view.take_scan("1")
    bench.changes.changed.emit()
    bench.wait(lambda: bench.bar()[0] == "SAVING…")
    bench.view.take_scan("2")
    held.free.set()
    bench.wait(lambda: held.looks > looks)
    bench.wait(lambda: bench.bar()[0] == "NOT COUNTED")
    actions = bench.view.window().findChild(BenchActions)
    assert actions is not None
    with qtbot.assertNotEmitted(actions.kept_waiting, wait=SLOW_MS + 200):
        """Nothing waits any more that could still count."""
    assert bench.bar()[0] == "NOT COUNTED"
    held.look.set()
    bench.show(replace(held.now, waiting=3))
    assert bench.bar()[0] == "NOT COUNTED"
    bench.view.take_scan("1")
    bench.wait(lambda: bench.bar() == ("RIGHT", "1"))


def test_the_next_order_takes_away_what_was_said_of_another_matter(bench: Bench, theme: Theme) -> None:
    messages = Messages()
    bar = MessageBar(theme, messages, bench.view.window())
    bench.view.moved_on.connect(messages.settle)
    bench.show(views.packing())
    messages.say(Kind.REFUSED, "The sheet has no room")
    bench.show(views.packing(views.said(Verdict.WRONG, number=5), alarm=True))
    assert not bar.isHidden()
    bench.show(views.idle(views.said(Verdict.FINISHED, number=6)))
    assert bar.isHidden()


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
