"""Ctrl+C, SIGTERM and their kin, heard by Qt's loop: it runs no Python of its own accord."""

from __future__ import annotations

import signal
import socket
from contextlib import ExitStack, suppress
from types import FrameType
from typing import Final

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

_NAMES: Final = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class EndSignals(QObject):
    """Turns signals to this process into `asked` between `install` and `uninstall`; main thread only."""

    asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._giving_back = ExitStack()

    def install(self) -> None:
        # A pair of sockets, because Windows can wait for nothing else.
        heard, told = socket.socketpair()
        heard.setblocking(False)
        told.setblocking(False)
        give_back = self._giving_back
        give_back.callback(told.close)
        give_back.callback(heard.close)
        self._heard = heard
        notifier = QSocketNotifier(heard.fileno(), QSocketNotifier.Type.Read, self)
        notifier.activated.connect(self._tell)
        give_back.callback(notifier.setEnabled, False)
        before = signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
        give_back.callback(signal.set_wakeup_fd, before)
        for number in (getattr(signal, name) for name in _NAMES if hasattr(signal, name)):
            give_back.callback(signal.signal, number, signal.signal(number, _note))

    def uninstall(self) -> None:
        """Signals mean again what they meant before."""
        self._giving_back.close()

    @Slot()
    def _tell(self) -> None:
        with suppress(BlockingIOError):
            if self._heard.recv(64):
                self.asked.emit()


def _note(_number: int, _frame: FrameType | None) -> None:
    """The number has gone to the socket already; without a handler the signal would end the process."""
