"""A label printer on a real socket, that can be told to misbehave."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class NetworkPrinter:
    """Listens on a port of its own and keeps what each connection brought; threads end with the printer."""

    answers: dict[bytes, bytes] = field(default_factory=dict)
    """What to answer to an enquiry that stands alone in a connection."""
    breaks_after: int | None = None
    """Reset the connection after so many bytes."""
    never_reads: bool = False
    keeps_open: bool = False
    """Do not close when the sender has ended."""
    jobs: list[bytes] = field(default_factory=list)
    _server: socket.socket | None = None
    _ended: threading.Event = field(default_factory=threading.Event)
    _arrived: threading.Condition = field(default_factory=threading.Condition)

    @property
    def address(self) -> str:
        assert self._server is not None
        host, port = self._server.getsockname()[:2]
        return f"{host}:{port}"

    def job(self, number: int = 0) -> bytes:
        """Wait for a job to have come whole."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.jobs) > number, timeout=20)
            return self.jobs[number]

    def serve(self) -> None:
        assert self._server is not None
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            with line, suppress(OSError):
                self._talk(line)

    def open(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))

    def close(self) -> None:
        self._ended.set()
        assert self._server is not None
        # Wakes the thread that waits in accept.
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _talk(self, line: socket.socket) -> None:
        if self.never_reads:
            self._ended.wait(20)
            return
        taken = b""
        while part := line.recv(4096):
            taken += part
            if taken in self.answers:
                line.sendall(self.answers[taken])
                taken = b""
            if self.breaks_after is not None and len(taken) >= self.breaks_after:
                _reset(line)
                return
        if taken:
            with self._arrived:
                self.jobs.append(taken)
                self._arrived.notify_all()
        if self.keeps_open:
            self._ended.wait(20)


def _reset(line: socket.socket) -> None:
    """Close with a reset, as a printer does that is switched off and on."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


@contextmanager
def listening(printer: NetworkPrinter) -> Iterator[NetworkPrinter]:
    printer.open()
    thread = threading.Thread(target=printer.serve)
    thread.start()
    try:
        yield printer
    finally:
        printer.close()
        thread.join(timeout=30)
        assert not thread.is_alive()
