"""How fast a remote is asked: one shared limiter for each key, and pauses between repeats."""

from __future__ import annotations

import hashlib
import random
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from mmdesk.clients import giving_up

_WINDOW: Final = 1.0
CALLS_A_SECOND: Final = 9
"""RetailCRM turns away the eleventh call of a second; one is kept back for jitter on the way."""

UNHURRIED_A_SECOND: Final = 4
"""How many of them may be of the kind that gives way: the rest stays free for orders."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Where time and chance come from; seconds throughout."""

    monotonic: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = giving_up.pause
    chance: Callable[[], float] = random.SystemRandom().random

    def backoff(self, attempt: int, *, first: float = 0.1, longest: float = 5.0) -> float:
        """A pause that doubles with every attempt from 0 on, shortened by chance to between half and all."""
        return min(longest, first * 2.0**attempt) * (0.5 + self.chance() / 2)


class RateLimiter:
    """Lets at most `per_second` calls start in any second, in the order they come. Thread-safe."""

    def __init__(self, per_second: int = CALLS_A_SECOND, pace: Pace | None = None) -> None:
        self.pace = pace or Pace()
        self._starts: deque[float] = deque(maxlen=per_second)
        self._lock = threading.Lock()

    def wait(self, at_most: float) -> bool:
        """Block until the caller's turn; False at once when it would come later than `at_most` seconds."""
        delay = self._reserve(at_most)
        if delay is None:
            return False
        if delay > 0:
            self.pace.pause(delay)
        return True

    def give_way(self, at_most: float) -> None:
        """Pause, up to `at_most` seconds, until a call in no hurry may take a turn: others find theirs free.

        No turn is held meanwhile, so that whoever comes later with an order goes first.
        """
        due = self.pace.monotonic() + at_most
        while (rest := self._rest_until_quiet()) > 0 and (left := due - self.pace.monotonic()) > 0:
            self.pace.pause(min(rest, left))

    def _rest_until_quiet(self) -> float:
        """Seconds until fewer calls than a second may have of the unhurried kind have started within one."""
        with self._lock:
            if len(self._starts) < UNHURRIED_A_SECOND:
                return 0.0
            return self._starts[-UNHURRIED_A_SECOND] + _WINDOW - self.pace.monotonic()

    def _reserve(self, at_most: float) -> float | None:
        with self._lock:
            now = self.pace.monotonic()
            is_full = len(self._starts) == self._starts.maxlen
            start = max(now, self._starts[0] + _WINDOW) if is_full else now
            if start - now > at_most:
                return None
            self._starts.append(start)
            return start - now


class Limiters:
    """One limiter for each host and key in this process; holds digests, never the keys."""

    def __init__(self, pace: Pace | None = None) -> None:
        self._pace = pace
        self._by_owner: dict[tuple[str, str], RateLimiter] = {}
        self._lock = threading.Lock()

    def of(self, host: str, key: str) -> RateLimiter:
        owner = (host, hashlib.sha256(key.encode()).hexdigest())
        with self._lock:
            return self._by_owner.setdefault(owner, RateLimiter(pace=self._pace))


SHARED: Final = Limiters()
