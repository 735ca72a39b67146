"""When something that was put off has come, on a computer whose clock somebody may set back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

FARTHEST: Final = timedelta(minutes=10)
"""Nothing of ours is ever put off for longer: not by an undo window, nor by a pause between two tries."""


def has_come(moment: datetime, now: datetime) -> bool:
    """Whether it is time; a moment further ahead than anything we plan dates from before a clock was set."""
    return moment <= now or moment > now + FARTHEST
