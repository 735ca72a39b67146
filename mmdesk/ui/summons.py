"""How a second start calls the first window: a few bytes over a socket that only this account can open."""

from __future__ import annotations

import logging
from typing import Final

from PySide6.QtCore import QDeadlineTimer, QObject, QThread, QTimer, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

logger = logging.getLogger(__name__)

_SHOW: Final = b"show\n"
_DONE: Final = b"done\n"
_PATIENCE_MS: Final = 2000
"""How long either side waits for the other's few bytes."""
_START_MS: Final = 3000
"""How long a window that has only just started may take until it listens, and answers."""
_LONGEST_WORD: Final = 64


class Summons(QObject):
    """The window's end; whatever a caller says or does not say, it is gone after two seconds."""

    heard = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._callers: list[QLocalSocket] = []
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._hang_up)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(name)
        if not self._server.listen(name):
            logger.warning("another start cannot call this window: %s", self._server.errorString())
        self._server.newConnection.connect(self._take_callers)

    def close(self) -> None:
        self._hang_up()
        self._server.close()

    @Slot()
    def _take_callers(self) -> None:
        while self._server.hasPendingConnections():
            caller = self._server.nextPendingConnection()
            caller.setReadBufferSize(_LONGEST_WORD)
            caller.readyRead.connect(self._listen)
            self._callers.append(caller)
            if not self._patience.isActive():
                self._patience.start()
        self._listen()

    @Slot()
    def _listen(self) -> None:
        for caller in [each for each in self._callers if each.isOpen()]:
            word = bytes(caller.peek(_LONGEST_WORD).data())
            if word == _SHOW:
                caller.readAll()
                caller.write(_DONE)
                caller.disconnectFromServer()
                self.heard.emit()
            elif not _SHOW.startswith(word):
                caller.abort()

    @Slot()
    def _hang_up(self) -> None:
        """On whoever has not gone: nobody has anything to say that takes so long."""
        for caller in self._callers:
            caller.abort()
            caller.deleteLater()
        self._callers.clear()


def summon(name: str) -> bool:
    """Call the window that listens there; whether it answered. Blocks for three seconds at most."""
    left = QDeadlineTimer(_START_MS)
    while not left.hasExpired():
        socket = QLocalSocket()
        socket.connectToServer(name)
        if socket.waitForConnected(left.remainingTime()):
            return _is_answered(socket, left)
        QThread.msleep(50)
    return False


def _is_answered(socket: QLocalSocket, left: QDeadlineTimer) -> bool:
    socket.write(_SHOW)
    try:
        return socket.waitForReadyRead(left.remainingTime()) and bytes(socket.readAll().data()) == _DONE
    finally:
        socket.abort()
