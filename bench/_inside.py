"""The real window, watched inside its process by what any Qt program sees: widgets, models, paintings."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter, thread_time
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QWidget

from mmdesk.ui.orders.orders_table import OrdersTable
from tests.ui import actor, keyboard
from tests.ui.actor import Condition, Script

PATIENCE: Final = 300.0
"""Seconds for the slowest thing that a benchmark waits for: a burst of changes on a busy machine."""


class Paintings(QObject):
    """Notes when a widget had been painted in the state that is waited for."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._wanted: Condition = lambda: False
        self._at: float | None = None
        widget.installEventFilter(self)

    def wait_for(self, wanted: Condition) -> Condition:
        """Begin to wait; the condition holds once the state has been painted, at `at`."""
        self._wanted, self._at = wanted, None
        return lambda: self._at is not None

    @property
    def at(self) -> float:
        assert self._at is not None, "not painted yet"
        return self._at

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._at is None:
            # The event comes before the painting; the next turn of the loop comes after it.
            QTimer.singleShot(0, self, self._look)
        return False

    def _look(self) -> None:
        if self._at is None and self._wanted():
            self._at = perf_counter()


class Gaps(QObject):
    """The longest spans in which the window's thread did not answer a timer of 5 ms, and its work in them."""

    INTERVAL_MS: Final = 5

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=self.INTERVAL_MS)
        self._timer.timeout.connect(self._tick)
        self._last, self._worked = 0.0, 0.0
        self._gaps: list[float] = []
        self._work: list[float] = []

    def begin(self) -> None:
        self._gaps, self._work = [], []
        self._last, self._worked = perf_counter(), thread_time()
        self._timer.start()

    def end(self) -> list[list[float]]:
        """Milliseconds, the longest first: how late each tick came, and what the thread worked before it."""
        self._tick()
        self._timer.stop()
        return [sorted(self._gaps, reverse=True), sorted(self._work, reverse=True)]

    def _tick(self) -> None:
        now, worked = perf_counter(), thread_time()
        self._gaps.append((now - self._last) * 1000 - self.INTERVAL_MS)
        self._work.append((worked - self._worked) * 1000)
        self._last, self._worked = now, worked


def play(profile: Path, script: Script, patience: float = PATIENCE) -> None:
    """`mmdesk --profile DIR` with somebody before it. Ends this process."""
    sys.argv = ["mmdesk", "--profile", str(profile)]
    actor.play(script, _program, patience)


def _program() -> None:
    from mmdesk.__main__ import main

    main()


def table() -> QAbstractItemView | None:
    """The list of orders, once it is shown with orders in it."""
    found = keyboard.main_window()
    views = [] if found is None else found.findChildren(QAbstractItemView)
    return next((view for view in views if view.isVisible() and _lists_orders(view)), None)


def _lists_orders(view: QAbstractItemView) -> bool:
    model = view.model()
    return isinstance(view, OrdersTable) and model is not None and model.rowCount() > 0


def the_table() -> QAbstractItemView:
    found = table()
    assert found is not None, "the list of orders is not there"
    return found


def shows_rows(view: QAbstractItemView) -> bool:
    """Whether the first row in sight has been read, so that it paints as an order."""
    model = view.model()
    row = max(0, view.indexAt(view.viewport().rect().topLeft()).row())
    return any(model.index(row, column).data() for column in range(model.columnCount()))


def tell(**figures: object) -> None:
    """One line for the process that started this one."""
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()
