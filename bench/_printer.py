"""A network label printer for benchmarks: takes what comes on its port, and the time of each job's bytes."""

from __future__ import annotations

import queue
import socket
import threading
from time import perf_counter
from types import TracebackType
from typing import Final, Self

_CHUNK: Final = 65_536


class Printer:
    """One job a connection; answers nothing, so its set-up must not ask for a state."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._jobs: queue.SimpleQueue[float] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._accept, daemon=True)

    @property
    def target(self) -> str:
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    def next_job(self, patience: float) -> float | None:
        """When the first bytes of the next job came, by time.perf_counter; None when none came in time."""
        try:
            return self._jobs.get(timeout=patience)
        except queue.Empty:
            return None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Closing alone does not wake a thread that waits in accept.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _accept(self) -> None:
        while True:
            try:
                sender, _ = self._listener.accept()
            except OSError:
                return
            with sender:
                self._take(sender)

    def _take(self, sender: socket.socket) -> None:
        is_first = True
        while sender.recv(_CHUNK):
            if is_first:
                self._jobs.put(perf_counter())
            is_first = False
