"""Reads how the service and the remotes are doing: at each change, and every five seconds."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mmdesk.errors import MmdeskError
from mmdesk.ui.tasks import TaskRunner

if TYPE_CHECKING:
    from mmdesk.services.service_state import ServiceState

logger = logging.getLogger(__name__)

_EVERY_MS: Final = 5000
"""A service that dies commits nothing."""


class StateReader(QObject):
    """One look at a time; what changes during a look is looked at after it."""

    seen = Signal(object)
    """A `ServiceState`."""

    def __init__(
        self, runner: TaskRunner, look: Callable[[], ServiceState], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._look = look
        self._newest: ServiceState | None = None
        self._looking = False
        self._again = False
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)

    @property
    def newest(self) -> ServiceState | None:
        return self._newest

    def start(self) -> None:
        self._timer.start()
        self.look()

    def stop(self) -> None:
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        if self._looking:
            self._again = True
            return
        self._looking = True
        self._runner.read(self._look, owner=self, done=self._show, failed=self._not_seen)

    def _show(self, state: ServiceState) -> None:
        self._newest = state
        self.seen.emit(state)
        self._look_done()

    def _not_seen(self, error: MmdeskError) -> None:
        """The pages tell of a database that cannot be read; the strip grows old and says how old."""
        logger.warning("the state is not seen: %s", error)
        self._look_done()

    def _look_done(self) -> None:
        self._looking = False
        if self._again and self._timer.isActive():
            self._again = False
            self.look()
