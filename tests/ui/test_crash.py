from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, qWarning
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.logs import configure
from mmdesk.paths import Profile
from mmdesk.ui.crash import CrashHandler
from mmdesk.ui.crash_dialog import CrashDialog
from mmdesk.ui.end_signals import EndSignals
from tests.ui.conftest import Wait


class Ends:
    """Counts how often the program was asked to end."""

    def __init__(self) -> None:
        self.times = 0

    def ask(self) -> None:
        self.times += 1


@pytest.fixture
def ends() -> Ends:
    return Ends()


@pytest.fixture
def handler(qtbot: QtBot, clock: ManualClock, ends: Ends) -> Iterator[CrashHandler]:
    handler = CrashHandler(clock, ends.ask)
    handler.install()
    yield handler
    handler.uninstall()
    for dialog in dialogs():
        dialog.reject()
        dialog.deleteLater()


def dialogs() -> list[CrashDialog]:
    return [
        widget
        for widget in QApplication.topLevelWidgets()
        if isinstance(widget, CrashDialog) and widget.isVisible()
    ]


def the_dialog(wait: Wait) -> CrashDialog:
    wait(dialogs, "a crash dialog")
    assert len(dialogs()) == 1
    return dialogs()[0]


def report_in(dialog: CrashDialog) -> str:
    field = dialog.findChild(QPlainTextEdit)
    assert field is not None
    return field.toPlainText()


def press(dialog: CrashDialog, words: str) -> None:
    button = next(each for each in dialog.findChildren(QPushButton) if words in each.text())
    button.click()


def fail(words: str = "the shelf fell") -> None:
    raise RuntimeError(words)


def caught(work: Callable[[], None]) -> BaseException:
    try:
        work()
    except RuntimeError as error:
        return error
    raise AssertionError


def tell(error: BaseException) -> None:
    sys.excepthook(type(error), error, error.__traceback__)


class Sender(QObject):
    sent = Signal()


def test_a_fault_in_a_slot_is_shown_and_the_program_goes_on(wait: Wait, handler: CrashHandler) -> None:
    sender = Sender()
    sender.sent.connect(fail)
    sender.sent.emit()
    dialog = the_dialog(wait)
    assert "the shelf fell" in report_in(dialog)
    press(dialog, "Go on")
    wait(lambda: not dialogs())


def test_a_fault_in_a_thread_is_shown_by_the_windows_thread(wait: Wait, handler: CrashHandler) -> None:
    worker = threading.Thread(target=fail, name="carrier")
    worker.start()
    worker.join()
    assert "thread carrier" in report_in(the_dialog(wait))


def test_a_fault_that_cannot_be_raised_is_shown_too(wait: Wait, handler: CrashHandler) -> None:
    class Shelf:
        def __del__(self) -> None:
            fail("while cleared away")

    shelf: Shelf | None = Shelf()
    assert shelf is not None
    shelf = None
    assert "while cleared away" in report_in(the_dialog(wait))


def test_a_fault_is_logged_once_with_its_traceback_and_without_secrets(
    wait: Wait, handler: CrashHandler, tmp_path: Path
) -> None:
    with configure(Profile.at(tmp_path), "window") as log:
        error = caught(lambda: fail("token=0123456789abcdef, +79000000001, anna@example.org"))
        tell(error)
        tell(error)
        dialog = the_dialog(wait)
        written = log.path.read_text(encoding="utf-8")
    assert written.count("Traceback") == 1
    assert "the same fault again, 2 times" in written
    for text in (written, report_in(dialog)):
        assert "RuntimeError" in text
        assert not any(secret in text for secret in ("0123456789abcdef", "+79000000001", "anna@example.org"))


def test_many_faults_share_one_dialog_which_counts_them(wait: Wait, handler: CrashHandler) -> None:
    same, other = caught(fail), caught(lambda: fail("another"))
    for error in (same, same, same):
        tell(error)
    try:
        raise LookupError("a different place")
    except LookupError as different:
        tell(different)
    tell(other)
    wait(lambda: dialogs() and "5" in sentence_of(dialogs()[0]))
    report = report_in(the_dialog(wait))
    assert report.count("the shelf fell") == 1
    assert "a different place" in report


def sentence_of(dialog: CrashDialog) -> str:
    label = dialog.findChild(QLabel, "crash_sentence")
    assert label is not None
    return label.text()


def test_a_fault_that_repeats_each_second_does_not_come_back_at_once(
    wait: Wait, qtbot: QtBot, handler: CrashHandler, clock: ManualClock
) -> None:
    error = caught(fail)
    tell(error)
    press(the_dialog(wait), "Go on")
    clock.advance(1)
    tell(error)
    QCoreApplication.processEvents()
    assert dialogs() == []
    clock.advance(60)
    tell(error)
    the_dialog(wait)


def test_a_fault_of_the_dialog_itself_is_only_logged(
    qtbot: QtBot,
    handler: CrashHandler,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    wait: Wait,
) -> None:
    def broken(_dialog: CrashDialog, place: str, _report: str) -> None:
        raise RuntimeError(f"no room for {place}")

    monkeypatch.setattr(CrashDialog, "add", broken)
    tell(caught(fail))
    wait(lambda: "no room for" in caplog.text)
    QCoreApplication.processEvents()
    assert dialogs() == []
    assert len([record for record in caplog.records if record.exc_info]) == 2


def test_the_report_can_be_copied(wait: Wait, handler: CrashHandler) -> None:
    tell(caught(fail))
    dialog = the_dialog(wait)
    press(dialog, "Copy")
    assert QApplication.clipboard().text() == report_in(dialog)
    assert dialog.isVisible()


def test_the_report_is_copied_as_the_person_has_changed_it(wait: Wait, handler: CrashHandler) -> None:
    tell(caught(fail))
    dialog = the_dialog(wait)
    field = dialog.findChild(QPlainTextEdit)
    assert field is not None
    field.selectAll()
    QTest.keyClicks(field, "not for everybody")
    try:
        raise LookupError("another place")
    except LookupError as later:
        tell(later)
    wait(lambda: "another place" in report_in(dialog))
    press(dialog, "Copy")
    copied = QApplication.clipboard().text()
    assert copied.startswith("not for everybody")
    assert "another place" in copied
    assert "the shelf fell" not in copied


def test_the_person_may_end_the_program(wait: Wait, handler: CrashHandler, ends: Ends) -> None:
    tell(caught(fail))
    press(the_dialog(wait), "Close")
    assert ends.times == 1
    assert dialogs() == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_enter_and_escape_go_on(
    wait: Wait, qtbot: QtBot, handler: CrashHandler, ends: Ends, key: Qt.Key
) -> None:
    tell(caught(fail))
    qtbot.keyClick(the_dialog(wait), key)
    wait(lambda: not dialogs())
    assert ends.times == 0


def test_an_interrupt_from_the_keyboard_ends_the_program_without_a_report(
    qtbot: QtBot, handler: CrashHandler, ends: Ends
) -> None:
    tell(KeyboardInterrupt())
    assert ends.times == 1
    assert dialogs() == []


@pytest.mark.qt_no_exception_capture
def test_warnings_of_qt_go_to_the_log(handler: CrashHandler, caplog: pytest.LogCaptureFixture) -> None:
    qWarning("a layout was lost")
    assert ("qt", logging.WARNING, "default: a layout was lost") in caplog.record_tuples


def test_the_hooks_are_given_back(qtbot: QtBot, clock: ManualClock, ends: Ends) -> None:
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    handler = CrashHandler(clock, ends.ask)
    handler.install()
    assert sys.excepthook is not before[0]
    handler.uninstall()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


@pytest.mark.skipif(sys.platform == "win32", reason="a process there cannot send itself these")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_wakes_the_loop_and_asks_for_the_end(qtbot: QtBot, number: int) -> None:
    signals = EndSignals()
    before = signal.getsignal(number)
    signals.install()
    try:
        with qtbot.waitSignal(signals.asked):
            os.kill(os.getpid(), number)
    finally:
        signals.uninstall()
    assert signal.getsignal(number) == before
