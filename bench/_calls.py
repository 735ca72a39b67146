"""What lies between us and a simulated remote: notes from when to when the remote had each call."""

from __future__ import annotations

import socket
import threading
from time import perf_counter

from bench._pass_through import PassThrough, nothing


class CallTap(PassThrough):
    """One call at a time on each connection."""

    def __init__(self, target: str) -> None:
        super().__init__(target)
        self._lock = threading.Lock()
        self._calls: list[tuple[str, list[float]]] = []

    def between(self, start: float, end: float) -> list[tuple[str, float, float]]:
        """The calls of this span, cut off at its ends: name, from when to when the remote had it."""
        with self._lock:
            calls = [(name, span[0], span[1]) for name, span in self._calls]
        inside = [(name, came, gone) for name, came, gone in calls if gone > start and came < end]
        return [(name, max(came, start), min(gone, end)) for name, came, gone in inside]

    def serve(self, client: socket.socket, server: socket.socket) -> None:
        """A call lasts from the last byte of the request to the last one of its answer."""
        current: list[list[float]] = []

        def asked(chunk: bytes) -> None:
            if chunk.startswith(b"POST "):
                name = chunk.split(b" ", 2)[1].decode().rsplit("/", 2)
                span = [perf_counter(), 0.0]
                with self._lock:
                    self._calls.append(("/".join(name[-2:]), span))
                current[:] = [span]

        def passed() -> None:
            if current:
                current[0][0] = perf_counter()

        def answered(_chunk: bytes) -> None:
            if current:
                current[0][1] = perf_counter()

        self.pass_on(client, server, asked, passed)
        self.pass_on(server, client, answered, nothing)


def together(spans: list[tuple[float, float]]) -> float:
    """Seconds that lie in at least one of the spans."""
    total, reached = 0.0, float("-inf")
    for came, gone in sorted(spans):
        total += max(0.0, gone - max(came, reached))
        reached = max(reached, gone)
    return total
