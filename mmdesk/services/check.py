"""One verdict about a connection, as the wizard and `connection check` show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mmdesk.errors import Text


@dataclass(frozen=True, slots=True)
class Check:
    """Green or red, with the cure in the message when it is red."""

    code: str
    ok: bool
    message: Text


Told = Callable[[Check], None]
"""Hears each check as soon as it is known, in the thread of the checks; breaks them off by raising."""


def unheard(_check: Check) -> None:
    """Nobody listens, and nobody breaks off."""
