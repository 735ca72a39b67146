"""Tells that something is still being written, when it takes longer than a person waits without a sign."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.tasks import TaskRunner

PATIENCE_MS: Final = 1_000
_ABOUT: Final = "writing"


class Writing(QObject):
    """Lives as long as the program. A write that ends shows that things move: the wait begins anew."""

    def __init__(
        self, runner: TaskRunner, parent: QObject | None = None, patience: int = PATIENCE_MS
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._messages: Messages | None = None
        self._pending = 0
        self._is_told = False
        self._timer = QTimer(self, interval=patience, singleShot=True)
        self._timer.timeout.connect(self._tell)

    @property
    def is_waiting(self) -> bool:
        """Whether something is being written whose end is waited for."""
        return self._timer.isActive()

    def begin(self) -> None:
        """From now on; what was handed in before is the start's own business."""
        self._runner.busy_changed.connect(self._count)

    def speak_through(self, messages: Messages) -> None:
        """Of the window that is open now."""
        self._messages = messages
        if self._is_told:
            self._tell()

    def stop(self) -> None:
        self._timer.stop()
        self._messages = None

    @Slot(int)
    def _count(self, pending: int) -> None:
        has_ended, self._pending = pending < self._pending, pending
        if has_ended or not pending:
            self._timer.stop()
            self._take_back()
        if pending and not self._is_told and not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _tell(self) -> None:
        self._is_told = True
        if self._messages is not None:
            self._messages.say(Kind.NOTICE, self.tr("Still being saved…"), about=_ABOUT)

    def _take_back(self) -> None:
        if self._is_told and self._messages is not None:
            self._messages.over(_ABOUT)
        self._is_told = False
