"""Reads how the exchange stands: at each change, and every few seconds while somebody looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mmdesk.errors import MmdeskError
from mmdesk.services.exchange_watch import ExchangeSeen
from mmdesk.ui.tasks import TaskRunner

_EVERY_MS: Final = 5_000
"""Pauses end and times grow old without anybody's commit."""
_UNSEEN_MS: Final = 2_000
"""Between two looks while nobody sees more of it than the badge."""


class ExchangeReader(QObject):
    """One look at a time; what changes during a look is looked at after it."""

    seen = Signal(object)
    """An `ExchangeSeen`."""
    failed = Signal(MmdeskError)

    def __init__(
        self, runner: TaskRunner, look: Callable[[], ExchangeSeen], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._look = look
        self._watched = False
        self._looking = False
        self._again = False
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._later = QTimer(self, singleShot=True, interval=_UNSEEN_MS)
        self._later.timeout.connect(self.look)

    def watch(self, *, watched: bool) -> None:
        """Whether somebody sees what is read."""
        self._watched = watched
        if watched:
            self._timer.start()
            self.look()
        else:
            self._timer.stop()

    @Slot()
    def note_change(self) -> None:
        if self._watched:
            self.look()
        elif not self._later.isActive():
            self._later.start()

    @Slot()
    def look(self) -> None:
        if self._looking:
            self._again = True
            return
        self._looking = True
        self._runner.read(self._look, owner=self, done=self._show, failed=self._fail)

    def _show(self, seen: ExchangeSeen) -> None:
        self.seen.emit(seen)
        self._end()

    def _fail(self, error: MmdeskError) -> None:
        self.failed.emit(error)
        self._end()

    def _end(self) -> None:
        self._looking = False
        if self._again:
            self._again = False
            self.look()
