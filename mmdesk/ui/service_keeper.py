"""Keeps a service running for the window's database: starts one where none acts, watches it, starts it again.

The service is a process of its own session and outlives the window on purpose: the exchange goes on at night,
and the next window finds it by its lease. MMDESK_SERVICE=off in the environment means that this window starts
none: on a workstation whose service is elsewhere, and in tests.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mmdesk.clock import Clock
from mmdesk.errors import MmdeskError
from mmdesk.ui.service_child import ServiceChild
from mmdesk.ui.service_keeper_state import Decision, KeeperState, Keeping, Seen
from mmdesk.ui.tasks import TaskRunner

if TYPE_CHECKING:
    from mmdesk.services.acting_service import ServiceWatch

logger = logging.getLogger(__name__)

_GLANCE_MS: Final = 2000


class ServiceKeeper(QObject):
    """One look or one start at a time, never in the window's thread."""

    told = Signal(object)
    """A `Text` for the person: last words of a service, or what keeps it from being of use."""
    recovered = Signal()
    """What was told is over: a service acts, and nothing is the matter with it."""
    state_changed = Signal(object)
    """`Keeping`, when it has become another one."""

    def __init__(
        self,
        runner: TaskRunner,
        watch: ServiceWatch,
        child: ServiceChild,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._observe = partial(_look, watch, child)
        self._child = child
        self._clock = clock
        self._state = KeeperState()
        self._keeping = Keeping.UNKNOWN
        self._busy = False
        self._has_told = False
        self._timer = QTimer(self, interval=_GLANCE_MS)
        self._timer.timeout.connect(self.look)

    @property
    def keeping(self) -> Keeping:
        return self._keeping

    def start(self) -> None:
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Look after it no more; the service itself goes on."""
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """See at once how the service is."""
        if not self._busy:
            self._busy = True
            self._runner.read(self._observe, owner=self, done=self._seen, failed=self._not_seen)

    def _seen(self, seen: Seen) -> None:
        self._busy = False
        self._act(self._state.see(seen, self._clock.monotonic()))

    def _not_seen(self, error: MmdeskError) -> None:
        """Without the database nobody can tell whether a service acts, and a new one could do nothing."""
        self._busy = False
        logger.warning("the service is not seen: %s", error)

    def _act(self, decision: Decision) -> None:
        if decision.words is not None:
            logger.warning("%s", decision.words)
            self._has_told = True
            self.told.emit(decision.words)
        elif decision.well and self._has_told:
            self._has_told = False
            self.recovered.emit()
        if decision.start and self._timer.isActive():
            self._busy = True
            logger.info("starting the service")
            self._runner.write(self._child.start, owner=self, done=self._started, failed=self._not_started)
        if decision.keeping is not self._keeping:
            self._keeping = decision.keeping
            self.state_changed.emit(decision.keeping)

    def _started(self, _nothing: None) -> None:
        self._busy = False

    def _not_started(self, error: MmdeskError) -> None:
        self._busy = False
        self._act(self._state.start_failed(error, self._clock.monotonic()))


def _look(watch: ServiceWatch, child: ServiceChild) -> Seen:
    return Seen(watch.look(), child.look())
