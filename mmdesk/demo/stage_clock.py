"""Time of the demo: moved by hand while the morning is played, the machine's own from then on."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Protocol

from mmdesk.clients.pace import Limiters, Pace
from mmdesk.clock import Clock, ManualClock, SystemClock


class MovableClock(Clock, Protocol):
    """A clock that is moved by hand."""

    def advance(self, by: timedelta | float) -> datetime:
        """Move forward by a span or by seconds; return the new moment."""
        ...


def limiters_in_story_time(clock: MovableClock) -> Limiters:
    """RetailCRM's limit kept in the time that is moved by hand, so that nobody waits for it.

    The simulator counts the machine's seconds: its own limit must be switched off meanwhile.
    """

    def pause(seconds: float) -> None:
        clock.advance(seconds)

    return Limiters(Pace(monotonic=clock.monotonic, pause=pause))


class StageClock:
    """Begins `before` ago and stands still until it is moved; `let_go` joins it to the machine's clock."""

    def __init__(self, before: timedelta) -> None:
        self._machine = SystemClock()
        self._by_hand = ManualClock(self._machine.now() - before)
        self._lock = threading.Lock()
        self._began: float | None = None
        """The machine's seconds at the moment it was let go."""

    def now(self) -> datetime:
        with self._lock:
            return self._by_hand.now() if self._began is None else self._machine.now()

    def monotonic(self) -> float:
        with self._lock:
            ran = 0.0 if self._began is None else self._machine.monotonic() - self._began
            return self._by_hand.monotonic() + ran

    def advance(self, by: timedelta | float) -> datetime:
        """Move forward; only before `let_go`."""
        with self._lock:
            if self._began is not None:
                raise ValueError("this clock is not moved by hand any more")
            return self._by_hand.advance(by)

    def let_go(self) -> None:
        with self._lock:
            self._began = self._machine.monotonic()
