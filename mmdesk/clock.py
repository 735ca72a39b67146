"""Time as something given: the only module that asks the machine what time it is."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What a part receives instead of taking the time itself."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back; only differences mean something, and only inside this process."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class ManualClock:
    """Time that stands still until it is moved; several threads may read it while one moves it."""

    def __init__(self, start: datetime | None = None) -> None:
        moment = start if start is not None else datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
        if moment.tzinfo is None:
            raise ValueError("a clock starts at an aware moment")
        self._start = moment.astimezone(UTC)
        self._passed = timedelta()
        self._lock = threading.Lock()

    def now(self) -> datetime:
        with self._lock:
            return self._start + self._passed

    def monotonic(self) -> float:
        with self._lock:
            return self._passed.total_seconds()

    def advance(self, by: timedelta | float) -> datetime:
        """Move forward by a span or by seconds; return the new moment."""
        span = by if isinstance(by, timedelta) else timedelta(seconds=by)
        if span < timedelta():
            raise ValueError("a clock never goes back")
        with self._lock:
            self._passed += span
            return self._start + self._passed

    def set(self, by: timedelta) -> datetime:
        """Set the clock on the wall forward, or back, as a person may; nothing has passed by that."""
        with self._lock:
            self._start += by
            return self._start + self._passed
