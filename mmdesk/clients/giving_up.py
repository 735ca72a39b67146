"""A long reading that its thread may have to give up in the middle of a call, or of a pause between two."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

SLICE: Final = 0.25
"""Seconds that a wait goes on without asking whether it is to end."""
_of_thread = threading.local()


class CallStopped(Exception):
    """Nobody wants the answer any more, or the program ends, while a call waits for it."""


@contextmanager
def given_up_when(stopping: Callable[[], bool]) -> Iterator[None]:
    """Calls of this thread end in CallStopped soon after `stopping` says so, whatever they wait for."""
    before = getattr(_of_thread, "stopping", None)
    _of_thread.stopping = stopping
    try:
        yield
    finally:
        _of_thread.stopping = before


def may_end() -> bool:
    """Whether waits of this thread have to be cut into slices. Raises CallStopped when it is time to end."""
    stopping: Callable[[], bool] | None = getattr(_of_thread, "stopping", None)
    if stopping is not None and stopping():
        raise CallStopped
    return stopping is not None


def pause(seconds: float) -> None:
    """Sleep. Raises CallStopped."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, SLICE) if may_end() else left)
