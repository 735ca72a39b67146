"""Collects garbage in the window's thread alone.

Python collects in whatever thread crosses its threshold. On a task thread that could take down widgets, which
Qt answers with the end of the program.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS: Final = 250


class GarbageCollector(QObject):
    """Takes the place of Python's own schedule from `start` on. Lives in the window's thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.collect_due)

    def start(self) -> None:
        gc.disable()
        self.keep()
        self._timer.start()

    def stop(self) -> None:
        """The window is being taken down: nothing that is still on its way is to lose a part of itself."""
        self._timer.stop()

    def keep(self) -> None:
        """Look no more at what is there by now: a collection takes as long as there is to look at."""
        gc.freeze()

    @Slot()
    def collect_due(self) -> None:
        """Collect the oldest generation that Python itself would collect now."""
        due = [
            generation
            for generation, (count, threshold) in enumerate(
                zip(gc.get_count(), self._thresholds, strict=True)
            )
            if count > threshold
        ]
        if due:
            gc.collect(due[-1])
