"""Notice that somebody has committed, and tell the windows: at once for the first, then not too often."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from time import monotonic
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal, Slot

from mmdesk.errors import MmdeskError

if TYPE_CHECKING:
    # Its module leads to the database, and the window is shown before that is loaded.
    from mmdesk.services.waiting import Changes

logger = logging.getLogger(__name__)

_CALM: Final = 0.15
"""Seconds between two notices in a burst: a list that is read again more often helps nobody."""
_BREATH: Final = 0.02
"""The same between two hints to those for whom somebody stands and waits."""
_GLANCE: Final = 0.1
"""Seconds after which the thread looks whether it is to end."""
_PAUSE: Final = 1.0
"""Seconds until a database that is gone is tried again."""
_PATIENCE: Final = 2.0
"""Seconds that an end may take: the window has gone by then."""


class ChangeNotice(QObject):
    """One thread that watches the database; `changed` arrives in the window's thread.

    `hurried` comes with every commit, in a burst too: for what is cheap and keeps a person waiting.
    """

    changed = Signal()
    hurried = Signal()
    _noticed = Signal()
    _hinted = Signal()

    def __init__(
        self, watch: Callable[[], AbstractContextManager[Changes]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._watch = watch
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="changes", daemon=True)
        # By way of a slot of this object, so that no receiver is ever called in the watching thread.
        self._noticed.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._hinted.connect(self._hint, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """End the thread; nothing is told from then on. One that waits for a server is left behind."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(_PATIENCE)

    def _run(self) -> None:
        """Watch until the end; a database that comes back counts as changed."""
        tries = 0
        while not self._ending.is_set():
            try:
                with self._watch() as changes:
                    if tries:
                        self._noticed.emit()
                    tries += 1
                    self._follow(changes)
            except MmdeskError as error:
                tries += 1
                logger.warning("changes are not seen: %s", error)
                self._ending.wait(_PAUSE)

    def _follow(self, changes: Changes) -> None:
        may_tell, is_owed = monotonic(), False
        while not self._ending.is_set():
            if changes.wait(min(_GLANCE, max(may_tell - monotonic(), 0.0)) if is_owed else _GLANCE):
                is_owed = True
                self._hinted.emit()
                if monotonic() < may_tell:
                    self._ending.wait(_BREATH)
            if is_owed and monotonic() >= may_tell:
                self._noticed.emit()
                may_tell, is_owed = monotonic() + _CALM, False

    @Slot()
    def _tell(self) -> None:
        if not self._ending.is_set():
            self.changed.emit()

    @Slot()
    def _hint(self) -> None:
        if not self._ending.is_set():
            self.hurried.emit()
