"""When an order is read again at Megamarket: soon while somebody waits for its paper, less and less often."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

TOGETHER: Final = timedelta(seconds=0.1)
"""Whoever is due within so long after another is read in the same call: ten calls a second at most, however
many orders wait. Megamarket names no limit of its own."""

_QUICK: Final = timedelta(seconds=0.1)
_QUICK_TRIES: Final = 10
_GROWTH: Final = 1.2
"""A fifth longer each time: what is over is seen within a sixth of the time that it took, about."""
_SLOW: Final = timedelta(seconds=0.3)
_LONGEST: Final = timedelta(seconds=30)
_MOST_STEPS: Final = 60
"""After so many every pause is the longest; keeps the powers small."""


def while_at_work(tries: int) -> timedelta:
    """The pause after so many looks, 0 right after the call, at an order that Megamarket is working on."""
    steps = min(max(tries + 1 - _QUICK_TRIES, 0), _MOST_STEPS)
    return min(_QUICK * _GROWTH**steps, _LONGEST)


def without_hurry(tries: int, longest: timedelta = _LONGEST) -> timedelta:
    """The same where nobody waits for what will be seen; it doubles with every look."""
    return min(_SLOW * (1 << min(tries, 10)), longest)
