"""A loopback server that answers each request by a script, down to single bytes on the socket."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

Script = Callable[[socket.socket, threading.Event], None]


@dataclass(frozen=True)
class Received:
    """One request as it came over the wire."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class ScriptedServer:
    """Plays one script for each request, the last one for all further requests; one connection each."""

    scripts: list[Script]
    received: list[Received] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._stop = threading.Event()
        self._arrived = threading.Condition()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept, name="scripted")]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        # Closing alone does not wake a thread that waits in accept.
        with socket.create_connection(self._listener.getsockname()):
            pass
        self._threads[0].join()
        self._listener.close()
        for thread in self._threads[1:]:
            thread.join()

    def _accept(self) -> None:
        while not self._stop.is_set():
            connection, _ = self._listener.accept()
            thread = threading.Thread(target=self._serve, args=(connection,), name="scripted-answer")
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            request = _read(connection)
            if request is None:
                return
            script = self._next_script(request)
            try:
                script(connection, self._stop)
            except OSError:
                return

    def _next_script(self, request: Received) -> Script:
        with self._arrived:
            self.received.append(request)
            self._arrived.notify_all()
            return self.scripts[min(len(self.received), len(self.scripts)) - 1]

    def wait_for(self, requests: int, timeout: float = 10) -> None:
        """Block until so many requests have come."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.received) >= requests, timeout)


def _read(connection: socket.socket) -> Received | None:
    connection.settimeout(10)
    with connection.makefile("rb") as stream:
        first = stream.readline().decode("latin-1").split(" ")
        if len(first) < 2:
            return None
        headers: dict[str, str] = {}
        while line := stream.readline().decode("latin-1").strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return Received(first[0], first[1], headers, stream.read(int(headers.get("content-length", "0"))))


def answers(
    body: bytes | str = b"", status: int = 200, media_type: str = "application/json", **headers: str
) -> Script:
    """A whole answer; underscores in header names stand for hyphens."""
    content = body.encode() if isinstance(body, str) else body

    def play(connection: socket.socket, stop: threading.Event) -> None:
        connection.sendall(_head(status, media_type, len(content), headers) + content)

    return play


def half(body: bytes) -> Script:
    """A head that promises all of the body and then only half of it."""

    def play(connection: socket.socket, stop: threading.Event) -> None:
        connection.sendall(_head(200, "application/json", len(body), {}) + body[: len(body) // 2])

    return play


def resets(connection: socket.socket, stop: threading.Event) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def says_nothing(connection: socket.socket, stop: threading.Event) -> None:
    stop.wait(10)


def drips(connection: socket.socket, stop: threading.Event) -> None:
    """A byte now and then, each well within any pause that a single read allows."""
    connection.sendall(_head(200, "application/json", 1000, {}))
    for _ in range(1000):
        if stop.wait(0.02):
            return
        connection.sendall(b" ")


def _head(status: int, media_type: str, length: int, headers: dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Scripted", f"Content-Type: {media_type}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += [] if "Transfer_Encoding" in headers else [f"Content-Length: {length}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
