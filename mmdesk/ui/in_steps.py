"""Work of the window's thread that is too long for one go: a step of it, then the window answers."""

from __future__ import annotations

from collections.abc import Generator

from PySide6.QtCore import QObject, QTimer, Slot

Steps = Generator[None, None, None]


class InSteps(QObject):
    """One piece of work at a time: what is begun anew leaves the former where it is, and closes it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: Steps | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._step)

    def begin(self, steps: Steps) -> None:
        """From the next event on."""
        self.stop()
        self._steps = steps
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        steps, self._steps = self._steps, None
        if steps is not None:
            steps.close()

    @Slot()
    def _step(self) -> None:
        steps = self._steps
        try:
            if steps is not None:
                next(steps)
        except StopIteration:
            # Its last step may have begun another one.
            if self._steps is steps:
                self._timer.stop()
                self._steps = None
