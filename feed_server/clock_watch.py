"""Notices that the wall clock was set, or that the computer slept: plans made by it mean nothing then."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from mmdesk.clock import Clock
from mmdesk.errors import Text

_UNNOTICED: Final = timedelta(seconds=5)
"""Smaller steps are corrections by the network's time, and harm nothing."""


class ClockWatch:
    """Compares the wall clock with the monotonic one, from look to look. Used by one thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wall, self._monotonic = clock.now(), clock.monotonic()

    def jump(self) -> timedelta | None:
        """By how much the wall clock ran ahead since the last look; negative when it was set back."""
        wall, passed = self._clock.now(), self._clock.monotonic()
        jump = wall - self._wall - timedelta(seconds=passed - self._monotonic)
        self._wall, self._monotonic = wall, passed
        return jump if abs(jump) > _UNNOTICED else None


def told(jump: timedelta) -> Text:
    """What has happened, in a sentence."""
    span = timedelta(seconds=round(abs(jump).total_seconds()))
    if jump < timedelta():
        words = Text(
            "часы компьютера переведены назад на {s}: сроки и расписание пересчитаны. "
            "Проверьте, верно ли время",
            "the computer's clock was set back by {s}: deadlines and schedule were computed anew. "
            "See that it is right",
        )
    else:
        words = Text(
            "часы компьютера переведены вперёд на {s} или он спал: сроки и расписание пересчитаны",
            "the computer's clock was set forward by {s}, or it slept: "
            "deadlines and schedule were computed anew",
        )
    return words.format(s=span)
