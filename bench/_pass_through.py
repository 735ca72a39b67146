"""A listener that passes bytes on to a server and back, for those who want to know when they went by."""

from __future__ import annotations

import socket
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

CHUNK: Final = 65_536


class PassThrough(ABC):
    """Two threads a connection. Whoever watches says in `serve` what is to be told of it."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "", parts.port or 80)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Closing alone does not wake a thread that waits in accept.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._open:
            _shut(each)
        for thread in self._threads:
            thread.join()
        for each in self._open:
            each.close()

    @abstractmethod
    def serve(self, client: socket.socket, server: socket.socket) -> None:
        """A connection has come: pass its bytes on, both ways."""

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._target)
            for side in (client, server):
                side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open += [client, server]
            self.serve(client, server)

    def pass_on(
        self,
        source: socket.socket,
        drain: socket.socket,
        seen: Callable[[bytes], None],
        sent: Callable[[], None],
    ) -> None:
        """In a thread of its own: `seen` is told of each piece that came, `sent` when it has gone on."""

        def work() -> None:
            try:
                while chunk := source.recv(CHUNK):
                    seen(chunk)
                    drain.sendall(chunk)
                    sent()
            except OSError:
                return
            finally:
                _shut(drain)

        self._start(work)

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()


def nothing() -> None:
    """For `sent` where nobody wants to know."""


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
