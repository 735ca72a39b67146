"""Somebody before a window: plays a script step by step in the window's own thread, dialogs included."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from time import perf_counter
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

Condition = Callable[[], object]
Script = Generator[Condition, None, None]
"""What a person does: it goes on when the condition that it yields holds. A step itself never waits."""

TICK_MS: Final = 2
PATIENCE: Final = 30.0


class Impatient(Exception):
    """Raised when the window does not come to what a script waits for."""


class Actor(QObject):
    """Ends the application when the script is over, with code 1 when it failed."""

    def __init__(self, script: Script, patience: float = PATIENCE) -> None:
        super().__init__()
        self._patience = patience
        self._script = script
        self._condition: Condition = lambda: True
        self._until = perf_counter() + self._patience
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=TICK_MS)
        self._timer.timeout.connect(self._go_on)
        self._timer.start()

    def _go_on(self) -> None:
        try:
            if self._condition():
                self._step()
            elif perf_counter() > self._until:
                # Thrown where the script waits, so that the traceback tells the line.
                self._script.throw(Impatient(f"not in {self._patience} s"))
        except StopIteration:
            self._leave(0)
        except Exception as error:  # noqa: BLE001 - whatever went wrong ends the run with its traceback
            sys.__excepthook__(type(error), error, error.__traceback__)
            self._leave(1)

    def _step(self) -> None:
        self._until = perf_counter() + self._patience
        self._condition = next(self._script)

    def _leave(self, code: int) -> None:
        self._timer.stop()
        QApplication.exit(code)


def play(script: Script, program: Callable[[], object], patience: float = PATIENCE) -> None:
    """Run a program that begins to handle events by `QApplication.exec`; the actor enters at that moment."""
    run = QApplication.exec

    def run_with_actor() -> int:
        actor = Actor(script, patience)
        code = run()
        actor.deleteLater()
        return code

    QApplication.exec = staticmethod(run_with_actor)  # type: ignore[method-assign]  # what the program calls
    try:
        program()
    finally:
        QApplication.exec = staticmethod(run)  # type: ignore[method-assign]  # as it was


def later(seconds: float) -> Condition:
    """Holds after a while: for what a person does in their own time, never for the program to get ready."""
    until = perf_counter() + seconds
    return lambda: perf_counter() >= until
