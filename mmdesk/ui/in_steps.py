"""Work of the window's thread that is too long for one go: a step of it, then the window answers."""

from __future__ import annotations

from collections.abc import Generator
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

Steps = Generator[None, None, None]
_OVER: Final = object()


class InSteps(QObject):
    """One piece of work at a time: what is begun anew leaves the former where it is, and closes it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: Steps | None = None
        self._is_inside = False
        # For one step each: armed anew by its end, it lets whatever came due meanwhile go first.
        self._timer = QTimer(self, interval=0, singleShot=True)
        self._timer.timeout.connect(self._step)

    def begin(self, steps: Steps) -> None:
        """From the next event on."""
        self.stop()
        self._steps = steps
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        steps, self._steps = self._steps, None
        if steps is not None and not self._is_inside:
            steps.close()

    @Slot()
    def _step(self) -> None:
        steps = self._steps
        if steps is None:
            return
        self._is_inside = True
        try:
            is_over = next(steps, _OVER) is _OVER
        finally:
            self._is_inside = False
        if self._steps is not steps:
            # This very step has begun another piece of work.
            steps.close()
        elif is_over:
            self.stop()
        else:
            self._timer.start()
