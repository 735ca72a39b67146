"""What the window's thread works at a stretch, and in what; and the word when it stands still."""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, thread_time
from types import FrameType
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from tests.soak import pace
from tests.ui import keyboard

_OURS: Final = str(Path(__file__).resolve().parents[2] / "mmdesk") + os.sep
_LOOP: Final = "ui" + os.sep + "app.py"
"""Whose function only waits while Qt handles events."""
_TICK_MS: Final = 5
_LOOK_SECONDS: Final = 0.01
_LATE_SECONDS: Final = 0.02
STILL_SECONDS: Final = 30.0
STOOD_STILL: Final = 3
"""The exit code of a window that did."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The processor time of the window's thread between two of its answers, and what was seen of it."""

    at: float
    """Seconds after the beginning."""
    work_ms: float
    busy_with: str
    after: str
    """What the one who clicks did last."""
    anew: bool = False
    """The whole window was dressed in other colours, or made anew for another language or person."""
    slower: float = 1.0
    """How many times as long as on a quiet machine a fixed piece of work took right after it."""


class Spread:
    """Milliseconds, counted by tenths: hours of them take no more room than a minute, for the soak looks at
    the memory of the process that it is in.
    """

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()
        self.longest = 0.0

    def __len__(self) -> int:
        return self._counts.total()

    def add(self, ms: float) -> None:
        self._counts[max(round(ms * 10), 0)] += 1
        self.longest = max(self.longest, ms)

    def above(self, share: float) -> float:
        """What that share of them reached at least; the longest one of few."""
        left = int(len(self) * share)
        for tenths in sorted(self._counts, reverse=True):
            left -= self._counts[tenths]
            if left < 0:
                return tenths / 10
        return 0.0


class Turns(QObject):
    """A timer in the window's thread. What the one who clicks works itself is no work of the window's."""

    LONG_MS: Final = 50.0
    _ANEW_SECONDS: Final = 2.0
    """So long after the window was dressed or made anew it is still at it: the former one is taken down."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._began = self._last = perf_counter()
        self._worked = thread_time()
        self.late = Spread()
        """How late each answer came: the machine's share is in it."""
        self.work = Spread()
        """The thread's own work before each answer, but for what dresses or makes the whole window anew."""
        self._aside = 0.0
        self._long: list[Turn] = []
        self._look = _look()
        self._anew_until = 0.0
        self.watch = Watch(threading.get_ident())

    def begin(self) -> None:
        self._began = self._last = perf_counter()
        self._worked = thread_time()
        self._look = _look()
        self.watch.start()
        self._timer.start()

    def end(self) -> None:
        """The watch goes on: a program that does not end stands still as well."""
        self._tick()
        self._timer.stop()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Work in the block is not the window's."""
        before = thread_time()
        try:
            yield
        finally:
            self._aside += thread_time() - before

    def longest(self) -> list[Turn]:
        """Those over LONG_MS, the longest first."""
        return sorted(self._long, key=lambda turn: turn.work_ms, reverse=True)

    def _tick(self) -> None:
        now, worked = perf_counter(), thread_time()
        work = (worked - self._worked - self._aside) * 1000
        self.late.add((now - self._last) * 1000 - _TICK_MS)
        is_long = work > self.LONG_MS
        anew = is_long and self._is_anew(now)
        if not anew:
            self.work.add(work)
        if is_long:
            slower = pace.factor([pace.sample()])
            seen, after = self.watch.seen(), self.watch.last
            self._long.append(Turn(now - self._began, work, seen, after, anew, slower))
            # The piece is no work of the window's.
            now, worked = perf_counter(), thread_time()
        self._last, self._worked, self._aside = now, worked, 0.0
        self.watch.ticked()

    def _is_anew(self, now: float) -> bool:
        look = _look()
        if look != self._look:
            self._look = look
            self._anew_until = now + self._ANEW_SECONDS
        return now < self._anew_until


def _look() -> tuple[int, int]:
    """Another one when the window has other colours, or is another one."""
    return QGuiApplication.palette().cacheKey(), id(keyboard.main_window())


class Watch(threading.Thread):
    """Looks at the window's thread from beside it. A daemon: it is there until the process has ended."""

    def __init__(self, thread: int, still_seconds: float = STILL_SECONDS) -> None:
        super().__init__(name="watch", daemon=True)
        self._thread = thread
        self._still = still_seconds
        self._ticked = self._did = perf_counter()
        self._seen: list[str] = []
        self._deeds: deque[str] = deque(["the opening of the window"], maxlen=12)

    def ticked(self) -> None:
        """The window's thread has answered."""
        self._ticked = perf_counter()
        self._seen = []

    def did(self, deed: str) -> None:
        """What the one who clicks has just done."""
        self._did = perf_counter()
        self._deeds.append(deed)

    @property
    def last(self) -> str:
        """The deed before this moment."""
        return self._deeds[-1]

    def seen(self) -> str:
        """What the thread was most often at since its last answer."""
        return Counter(self._seen).most_common(1)[0][0] if self._seen else "nothing of ours"

    def run(self) -> None:
        armed = 0.0
        pause = threading.Event()
        while not pause.wait(_LOOK_SECONDS):
            now = perf_counter()
            if now - armed > 1.0:
                # Of C alone: it also comes when no Python thread gets its turn.
                faulthandler.dump_traceback_later(self._still + 15.0, exit=True)
                armed = now
            if now - self._ticked > _LATE_SECONDS:
                frames = sys._current_frames()  # noqa: SLF001 - Python's own way to another thread's stack
                self._seen.append(stack(frames.get(self._thread)))
            if now - self._did > self._still:
                self._tell_and_end(now)

    def _tell_and_end(self, now: float) -> None:
        """Stacks first: nothing of the window's is asked before."""
        silent = now - self._ticked > self._still
        what = "its thread answers nothing" if silent else "its thread answers, the one who clicks is held up"
        sys.stderr.write(f"\nThe window stands still for {now - self._did:.0f} s: {what}.\n")
        sys.stderr.write("Done last:\n" + "".join(f"  {deed}\n" for deed in self._deeds) + "Stacks:\n")
        sys.stderr.flush()
        faulthandler.dump_traceback(all_threads=True)
        os._exit(STOOD_STILL)


def stack(frame: FrameType | None, depth: int = 3) -> str:
    """The innermost functions of the program, the called one first; "" when there is none."""
    names: list[str] = []
    while frame is not None and len(names) < depth:
        code = frame.f_code
        if code.co_filename.startswith(_OURS):
            names.append(f"{code.co_filename.removeprefix(_OURS)}:{frame.f_lineno} {code.co_name}")
        elif code.co_filename.startswith("<frozen importlib"):
            module = frame.f_locals.get("name") or getattr(frame.f_locals.get("spec"), "name", None)
            if module is not None and (not names or not names[-1].startswith("import ")):
                names.append(f"import {module}")
        frame = frame.f_back
    if names and names[0].startswith(_LOOP):
        return "Qt alone: layout, styles, painting"
    return " < ".join(names) or "nothing of ours"
