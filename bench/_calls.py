"""What lies between us and a simulated remote: notes from when to when the remote had each call."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from functools import partial
from time import perf_counter
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

_CHUNK: Final = 65_536


class CallTap:
    """Passes bytes on to `target` and back; two threads a connection, one call at a time on each."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "", parts.port or 80)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._calls: list[tuple[str, list[float]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def between(self, start: float, end: float) -> list[tuple[str, float, float]]:
        """The calls of this span, cut off at its ends: name, from when to when the remote had it."""
        with self._lock:
            calls = [(name, span[0], span[1]) for name, span in self._calls]
        inside = [(name, came, gone) for name, came, gone in calls if gone > start and came < end]
        return [(name, max(came, start), min(gone, end)) for name, came, gone in inside]

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
            self._start(partial(self._serve, client, server))

    def _serve(self, client: socket.socket, server: socket.socket) -> None:
        """A call lasts from the last byte of the request to the last one of its answer."""
        current: list[list[float]] = []
        self._start(partial(self._answer, server, client, current))
        try:
            while chunk := client.recv(_CHUNK):
                if chunk.startswith(b"POST "):
                    name = chunk.split(b" ", 2)[1].decode().rsplit("/", 2)
                    span = [perf_counter(), 0.0]
                    with self._lock:
                        self._calls.append(("/".join(name[-2:]), span))
                    current[:] = [span]
                server.sendall(chunk)
                if current:
                    current[0][0] = perf_counter()
        except OSError:
            return
        finally:
            _shut(server)

    def _answer(self, server: socket.socket, client: socket.socket, current: list[list[float]]) -> None:
        try:
            while chunk := server.recv(_CHUNK):
                if current:
                    current[0][1] = perf_counter()
                client.sendall(chunk)
        except OSError:
            return
        finally:
            _shut(client)

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()


def together(spans: list[tuple[float, float]]) -> float:
    """Seconds that lie in at least one of the spans."""
    total, reached = 0.0, float("-inf")
    for came, gone in sorted(spans):
        total += max(0.0, gone - max(came, reached))
        reached = max(reached, gone)
    return total


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
