"""Faults of the program, wherever they happen: once in the log, once on the screen, and the work goes on."""

from __future__ import annotations

import logging
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, Slot, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from mmdesk.clock import Clock
from mmdesk.fault_report import log_fault, place_of, report_of

if TYPE_CHECKING:
    from mmdesk.ui.crash_dialog import CrashDialog

logger = logging.getLogger(__name__)
qt_logger = logging.getLogger("qt")

_QUIET_SECONDS: Final = 30.0
"""How long the same fault is only counted after its dialog was put away: a timer may repeat it."""
_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault as the window's thread is told of it."""

    place: str
    report: str


class CrashHandler(QObject):
    """Has the interpreter's and Qt's hooks between `install` and `uninstall`; lives in the window's thread.

    `end` asks for an orderly end of the program.
    """

    _arrived = Signal(object)

    def __init__(self, clock: Clock, end: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._end = end
        self._seen: Counter[str] = Counter()
        self._put_away: dict[str, float] = {}
        self._dialog: CrashDialog | None = None
        self._giving_back: Callable[[], None] | None = None
        # Queued even in the window's own thread: whoever failed there is unwound first.
        self._arrived.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        before = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = self._on_uncaught
        threading.excepthook = self._on_thread
        sys.unraisablehook = self._on_unraisable
        qt_before = qInstallMessageHandler(log_qt_message)

        def give_back() -> None:
            sys.excepthook, threading.excepthook, sys.unraisablehook = before
            qInstallMessageHandler(qt_before)

        self._giving_back = give_back

    def uninstall(self) -> None:
        """Give the hooks back to whoever had them."""
        if self._giving_back is not None:
            self._giving_back()
            self._giving_back = None

    def _on_uncaught(
        self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            self._end()
            return
        self._take(error, f"thread {threading.current_thread().name}")

    def _on_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is None or isinstance(args.exc_value, SystemExit):
            return
        name = args.thread.name if args.thread is not None else "?"
        self._take(args.exc_value, f"thread {name}")

    def _on_unraisable(self, args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is None:
            return
        self._take(args.exc_value, f"{args.err_msg or 'the clearing away'}: {type(args.object).__qualname__}")

    def _take(self, error: BaseException, where: str) -> None:
        """Any thread. The first of its kind is logged whole, the others as a number."""
        try:
            place = place_of(error)
            self._seen[place] += 1
            if self._seen[place] > 1:
                logger.error("the same fault again, %d times by now: %s", self._seen[place], place)
            else:
                log_fault(error, where)
            if _comes_from_here(error) or not shiboken6.isValid(self):
                return
            self._arrived.emit(Fault(place, report_of(error, where, self._clock.now())))
        except Exception:  # a fault while telling of a fault has nobody left to be told to
            logger.exception("a fault could not be told: %r", error)

    @Slot(object)
    def _show(self, fault: Fault) -> None:
        quiet_since = self._put_away.get(fault.place)
        if quiet_since is not None and self._clock.monotonic() - quiet_since < _QUIET_SECONDS:
            return
        # One that hung on a window which has been rebuilt is gone with it.
        if self._dialog is not None and shiboken6.isValid(self._dialog):
            self._dialog.add(fault.place, fault.report)
            return
        from mmdesk.ui.crash_dialog import CrashDialog

        dialog = CrashDialog(QApplication.activeWindow())
        dialog.add(fault.place, fault.report)
        dialog.finished.connect(self._put_dialog_away)
        dialog.end_wanted.connect(self._end_wanted)
        dialog.open()
        self._dialog = dialog

    @Slot()
    def _put_dialog_away(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            now = self._clock.monotonic()
            self._put_away |= dict.fromkeys(dialog.places, now)
            dialog.deleteLater()

    @Slot()
    def _end_wanted(self) -> None:
        self._end()


def log_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Qt's own words go where ours go; any thread."""
    qt_logger.log(_LEVELS.get(kind, logging.WARNING), "%s: %s", context.category or "default", message)


def _comes_from_here(error: BaseException) -> bool:
    """Whether the dialog itself failed: showing that would fail again."""
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__") in _OURS:
            return True
        trace = trace.tb_next
    return False


_OURS: Final = frozenset({__name__, "mmdesk.ui.crash_dialog"})
