"""Hands what the packer does to the bench, one after another, and brings back what it answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from time import perf_counter
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mmdesk.domain.verdict import Control
from mmdesk.errors import MmdeskError
from mmdesk.services.bench_view import BenchView
from mmdesk.services.desk import OrderRef
from mmdesk.ui.packing.bench_door import BenchDoor
from mmdesk.ui.packing.turns import OutOfTurn, Turns
from mmdesk.ui.tasks import TaskRunner

HEARTBEAT_MS: Final = 10_000
ADVANCE_MS: Final = 2_000
PAUSE_MS: Final = 300
"""After a scan: looks and closed orders wait for so long, lest the next scan should wait for them."""
SLOW_MS: Final = 1_000
"""An action that has had no answer for so long is told to be under way."""
_LONGEST_PAUSE: Final = 10.0
"""Seconds of scanning without a pause, after which they wait no more. Each scan looks at its own order."""


class _Errand(QObject):
    """Work of one kind, at most once in the queue; asked for while it runs, it is run once more.

    What fails is left to the next asking: every change of the database asks, and the strip tells of it.
    """

    done = Signal(object)

    def __init__(self, runner: TaskRunner, work: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._work = work
        self._is_queued = False
        self._again = False

    def ask(self) -> None:
        if self._is_queued:
            self._again = True
            return
        self._is_queued = True
        self._runner.write(self._work, owner=self, done=self._take, failed=self._fail)

    def _take(self, answer: object) -> None:
        self.done.emit(answer)
        self._end()

    def _fail(self, _error: MmdeskError) -> None:
        self._end()

    def _end(self) -> None:
        self._is_queued = False
        if self._again:
            self._again = False
            self.ask()


class BenchActions(QObject):
    """Scans queue up and are answered in their order; at most one look at a time waits for its turn."""

    answered = Signal(BenchView)
    """After a scan or a key, and after every look."""
    parked_read = Signal(tuple)
    refused = Signal(MmdeskError, int)
    """An action did not count, for a reason the packer has to know; with those behind it, so many."""
    handed_on = Signal()
    """The packer has done something: what was told before is over."""
    kept_waiting = Signal(int)
    """The database keeps so many actions waiting; told again with each that comes."""

    def __init__(self, runner: TaskRunner, bench: BenchDoor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._bench = bench
        self._look = _Errand(runner, bench.refresh, self)
        self._advance = _Errand(runner, bench.advance, self)
        self._parked = _Errand(runner, bench.parked, self)
        self._look.done.connect(self.answered)
        self._parked.done.connect(self.parked_read)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._end_pause)
        self._pause_ends = 0.0
        self._put_off: dict[_Errand, None] = {}
        self._turns = Turns()
        self._is_slow = False
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._slow.timeout.connect(self._tell_slow)
        self._heart = QTimer(self, interval=HEARTBEAT_MS)
        self._heart.timeout.connect(self._beat)
        self._steps = QTimer(self, interval=ADVANCE_MS)
        self._steps.timeout.connect(self.advance)

    @property
    def is_beating(self) -> bool:
        """Whether the others are told regularly of the order that lies here."""
        return self._heart.isActive()

    def scan(self, text: str) -> None:
        self._act(partial(self._bench.scan, text))

    def typed(self, text: str) -> None:
        self._act(partial(self._bench.typed, text))

    def half(self, text: str, whole: str = "") -> None:
        self._act(partial(self._bench.half, text, whole))

    def press(self, control: Control) -> None:
        self._act(partial(self._bench.press, control))

    def open(self, order: OrderRef) -> None:
        self._act(partial(self._bench.open, order))

    def take_over(self) -> None:
        self._act(self._bench.take_over)

    def missing(self, lots: Sequence[int], reason: str) -> None:
        self._act(partial(self._bench.missing, tuple(lots), reason))

    def park(self, reason: str) -> None:
        self._act(partial(self._bench.park, reason))

    def reprint(self, reason: str) -> None:
        self._act(partial(self._bench.reprint, reason))

    def settle_doubt(self, came_out: bool) -> None:
        self._act(partial(self._bench.settle_doubt, came_out=came_out))

    def dismiss(self) -> None:
        self._act(self._bench.dismiss)

    @Slot()
    def look(self) -> None:
        """After a change of the database: the order on the bench may have changed with it.

        Each scan changes it and looks by itself: in a burst of scans one look at the end is enough. A label
        that has come goes to the printer first, and the look tells of it.
        """
        self._ask(self._advance)
        self._ask(self._look)

    @Slot()
    def advance(self) -> None:
        """Let closed orders go on to their paper."""
        self._ask(self._advance)

    @Slot()
    def hurry(self) -> None:
        """The same after each of many commits, and only while an order is on its way."""
        if self._steps.isActive():
            self._ask(self._advance)

    @Slot()
    def read_parked(self) -> None:
        self._parked.ask()

    def keep_alive(self, *, holds_order: bool, finishes: bool) -> None:
        """Tell the others of an order that lies here; let closed ones go on though nothing else happens."""
        beats = holds_order or finishes
        if beats != self._heart.isActive():
            (self._heart.start if beats else self._heart.stop)()
        if finishes != self._steps.isActive():
            (self._steps.start if finishes else self._steps.stop)()

    def _ask(self, errand: _Errand) -> None:
        if self._pause.isActive():
            self._put_off[errand] = None
        else:
            errand.ask()

    @Slot()
    def _end_pause(self) -> None:
        errands, self._put_off = self._put_off, {}
        for errand in errands:
            errand.ask()

    def _act(self, act: Callable[[], BenchView]) -> None:
        now = perf_counter()
        if not self._pause.isActive():
            self._pause_ends = now + _LONGEST_PAUSE
        if now < self._pause_ends:
            self._pause.start()
        self.handed_on.emit()
        turn = self._turns.queue(act)
        if self._is_slow:
            self._tell_slow()
        elif not self._slow.isActive():
            self._slow.start()
        self._runner.write(turn, owner=self, done=self._answer, failed=self._refuse)

    def _answer(self, view: BenchView) -> None:
        self._end_one()
        self.answered.emit(view)

    def _refuse(self, error: MmdeskError) -> None:
        self._end_one()
        if not isinstance(error, OutOfTurn):
            self.refused.emit(error, self._turns.void)

    def _end_one(self) -> None:
        self._is_slow = False
        self._slow.stop()
        if self._turns.waiting:
            # Those that were refused wait as well, behind other work, but for nothing.
            self._slow.start()

    @Slot()
    def _tell_slow(self) -> None:
        waiting = self._turns.waiting
        self._is_slow = bool(waiting)
        if waiting:
            self.kept_waiting.emit(waiting)

    @Slot()
    def _beat(self) -> None:
        self._runner.write(self._bench.heartbeat, owner=self, done=self._beaten, failed=self._blind_beat)

    def _beaten(self, _nothing: None) -> None:
        """The others have seen it."""

    def _blind_beat(self, _error: MmdeskError) -> None:
        """The next one follows in seconds."""
