"""Keeps the look at the feed fresh: after a change as soon as the look before it has ended, not too often."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mmdesk.errors import MmdeskError
from mmdesk.services.catalogue_desk import CatalogueLook
from mmdesk.ui.tasks import TaskRunner

TOPIC: Final = "catalogue.look"
_CALM_MS: Final = 250
_HIDDEN_MS: Final = 5_000
"""While the page is not in sight its badge alone is fed from here."""
_EVERY_MS: Final = 5_000
"""A service that dies commits nothing."""
Look = Callable[[str], CatalogueLook | None]


class CatalogueReader(QObject):
    """One look in flight and at most one waiting. `is_seen` tells whether the page is in sight."""

    seen = Signal(object)
    """A CatalogueLook, or None where nothing is connected."""
    failed = Signal(MmdeskError)

    def __init__(
        self, runner: TaskRunner, look: Look, is_seen: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._look = look
        self._is_seen = is_seen
        self._name = ""
        self._in_flight = False
        self._waiting = False
        self._calm = QTimer(self, singleShot=True)
        self._calm.timeout.connect(self._start)
        self._regular = QTimer(self, interval=_EVERY_MS)
        self._regular.timeout.connect(self.look_again)
        self._regular.start()

    def want(self, name: str) -> None:
        """Look at this connection now."""
        self._name = name
        self._calm.stop()
        self._start()

    @Slot()
    def look_again(self) -> None:
        """Something may have changed."""
        if self._in_flight:
            self._waiting = True
        elif not self._calm.isActive():
            self._calm.start(_CALM_MS if self._is_seen() else _HIDDEN_MS)

    @Slot()
    def _start(self) -> None:
        self._in_flight, self._waiting = True, False
        self._runner.read(
            partial(self._look, self._name),
            owner=self,
            done=self._show,
            failed=self._fail,
            topic=TOPIC,
        )

    def _show(self, look: CatalogueLook | None) -> None:
        self._in_flight = False
        self.seen.emit(look)
        if self._waiting:
            self.look_again()

    def _fail(self, error: MmdeskError) -> None:
        self._in_flight = self._waiting = False
        self.failed.emit(error)
