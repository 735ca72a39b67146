"""Takes what a keyboard scanner writes away from whatever has the focus, and gives typing back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import perf_counter
from typing import Final

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

from mmdesk.ui.packing.burst import BurstDetector, Fate, Habits, Held, Kind, Ruling, Stroke
from mmdesk.ui.packing.key_reading import AltDigits, stroke_of

_SLACK_MS: Final = 5
"""The keyboard's clock and ours are two."""
_LATE: Final = 0.015
"""Seconds by which a timer may be late; later, and this thread was busy: keys may wait behind it."""
_MOST_WAITS: Final = 50
_HOPS: Final = 3
"""Rounds of the event loop before a silence counts: in each the keys come after the timers."""
_KEYS: Final = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease})


class Scanner(QObject):
    """One for the bench. It looks at keys where they enter a window, before any widget of it.

    So no field, button or dialog can take a scan. Only what the system sends is looked at: keys that are
    given back are the program's own events. Shortcuts come even before: F keys, Ctrl with letters; no scanner
    sends those.
    """

    scanned = Signal(str)
    """A whole scan, as it was written, without prefix, suffix and end."""
    measured = Signal(str, int)
    """The same, with the longest pause between two of its keys in ms."""
    torn = Signal(str, str)
    """What came of a scan behind a pause: the characters before it went elsewhere. Then what both may have
    been together, empty where nothing went just before."""

    def __init__(self, habits: Habits | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._detector = BurstDetector(habits)
        self._alt = AltDigits()
        self._listens = False
        self._lets_pass: Callable[[], bool] | None = None
        self._held: list[QKeyEvent] = []
        self._returning: deque[QKeyEvent] = deque()
        self._taken: set[int] = set()
        self._front: QWindow | None = None
        self._last_at = 0
        self._longest = 0
        self._quiet = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._quiet.timeout.connect(self._hear_silence)
        self._quiet_until = 0.0
        self._waits = 0
        self._hops = QTimer(self, interval=0)
        self._hops.timeout.connect(self._hop)
        self._hops_left = 0
        self._rest = QTimer(self, singleShot=True, interval=0)
        self._rest.timeout.connect(self._give_back)

    @property
    def habits(self) -> Habits:
        return self._detector.habits

    def use(self, habits: Habits) -> None:
        """From the next scan on."""
        self._detector.habits = habits

    def let_pass(self, when: Callable[[], bool] | None) -> None:
        """While this holds keys go where they are sent; asked of each. None: all are looked at."""
        self._lets_pass = when

    def has_answered(self, at: int) -> None:
        """The key that went down at this time was given back and meant something by itself."""
        self._detector.answered(at)

    def start(self) -> None:
        """Listen in every window of the program that comes to the front."""
        if self._listens:
            return
        self._listens = True
        QGuiApplication.instance().focusWindowChanged.connect(self._attend)  # type: ignore[union-attr]  # there is one
        for window in QGuiApplication.topLevelWindows():
            self._attend(window)

    def stop(self) -> None:
        """Let every key pass from now on; what was held is given back."""
        if not self._listens:
            return
        self._listens = False
        QGuiApplication.instance().focusWindowChanged.disconnect(self._attend)  # type: ignore[union-attr]  # the same
        self._decide_by_silence()
        self._taken.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._listens or event.type() not in _KEYS or not event.spontaneous():
            return False
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QWindow):
            return False
        if self._lets_pass is not None and self._lets_pass():
            return False
        self._front = watched
        return self._pressed(event) if event.type() is QEvent.Type.KeyPress else self._released(event)

    @Slot(QWindow)
    def _attend(self, window: QWindow | None) -> None:
        if window is not None:
            # A second time is no second filter; a window that goes takes it along.
            window.installEventFilter(self)

    def _pressed(self, event: QKeyEvent) -> bool:
        self._alt.see(event)
        stroke = stroke_of(event)
        if self._alt.is_echo(stroke):
            return True
        if self._alt.is_writing:
            # Its digits are no characters by themselves; only within a scan they are kept from the widgets.
            self._rule(Stroke(stroke.at, Kind.HELP))
            return self._detector.wait_ms > 0
        ruling = self._rule(stroke)
        return self._treat(event, ruling.fate)

    def _treat(self, event: QKeyEvent, fate: Fate) -> bool:
        match fate:
            case Fate.TAKE:
                self._taken.add(_place_of(event))
            case Fate.HOLD:
                self._held.append(_copy(event))
            case Fate.PASS if self._returning:
                # Others are before it on their way back.
                self._returning.append(_copy(event))
                self._give_back()
            case Fate.PASS:
                return False
        return True

    def _released(self, event: QKeyEvent) -> bool:
        written = self._alt.see(event)
        if written is not None:
            self._rule(written)
            return False
        place = _place_of(event)
        if place in self._taken:
            # A key that stays down in the X server's eyes goes up and down again: only the last one counts.
            if not event.isAutoRepeat():
                self._taken.discard(place)
            return True
        if any(_place_of(each) == place for each in self._held):
            self._held.append(_copy(event))
            return True
        if self._returning:
            self._returning.append(_copy(event))
            self._give_back()
            return True
        return False

    def _rule(self, stroke: Stroke) -> Ruling:
        self._quiet.stop()
        self._hops.stop()
        self._waits = 0
        gap, self._last_at = stroke.at - self._last_at, stroke.at
        ruling = self._detector.press(stroke)
        self._follow(ruling)
        self._longest = max(self._longest, gap) if 0 <= gap <= self._detector.longest_gap else 0
        self._wait()
        return ruling

    def _follow(self, ruling: Ruling) -> None:
        if ruling.held is Held.FORGET:
            self._taken.update(_place_of(each) for each in self._held if each.type() is QEvent.Type.KeyPress)
            gone = {_place_of(each) for each in self._held if each.type() is QEvent.Type.KeyRelease}
            self._taken -= gone
            self._held.clear()
        elif ruling.held is Held.GIVE_BACK:
            self._returning.extend(self._held)
            self._held.clear()
            self._give_back()
        if ruling.scan and ruling.is_torn:
            self.torn.emit(ruling.scan, ruling.whole)
        elif ruling.scan:
            self.measured.emit(ruling.scan, self._longest)
            self.scanned.emit(ruling.scan)

    def _wait(self) -> None:
        wait = self._detector.wait_ms
        if wait:
            self._quiet_until = perf_counter() + (wait + _SLACK_MS) / 1000
            self._quiet.start(wait + _SLACK_MS)

    @Slot()
    def _hear_silence(self) -> None:
        """Only a silence that this thread was awake for: keys that came while it was busy come in first."""
        self._waits += 1
        if perf_counter() - self._quiet_until > _LATE and self._waits < _MOST_WAITS:
            self._wait()
        else:
            self._hops_left = _HOPS
            self._hops.start()

    @Slot()
    def _hop(self) -> None:
        self._hops_left -= 1
        if not self._hops_left:
            self._decide_by_silence()

    def _decide_by_silence(self) -> None:
        self._quiet.stop()
        self._hops.stop()
        self._follow(self._detector.silence())

    @Slot()
    def _give_back(self) -> None:
        """One after another. A key may open a dialog and return when it closes: the rest does not wait."""
        while self._returning:
            event = self._returning.popleft()
            front = self._where_to()
            if front is None:
                continue
            if self._returning:
                self._rest.start()
            QCoreApplication.sendEvent(front, event)

    def _where_to(self) -> QWindow | None:
        if self._front is not None and shiboken6.isValid(self._front) and self._front.isVisible():
            return self._front
        return QGuiApplication.focusWindow()


def _place_of(event: QKeyEvent) -> int:
    """Which key of the keyboard: a letter may go up as another one, when Shift was let go before."""
    return event.nativeScanCode() or event.key()


def _copy(event: QKeyEvent) -> QKeyEvent:
    """The event itself ends with its handler."""
    copy = QKeyEvent(
        event.type(),
        event.key(),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text(),
        event.isAutoRepeat(),
        event.count(),
    )
    copy.setTimestamp(event.timestamp())
    return copy
