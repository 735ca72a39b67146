"""One verdict about a connection, as the wizard and `connection check` show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mmdesk.errors import Text


@dataclass(frozen=True, slots=True)
class Check:
    """Green or red, with the cure in the message when it is red.

    A `remark` passes, yet tells something that a person has to judge: it hinders nothing and is not green.
    """

    code: str
    ok: bool
    message: Text
    remark: bool = False


Told = Callable[[Check], None]
"""Hears each check as soon as it is known, in the thread of the checks; breaks them off by raising."""


def unheard(_check: Check) -> None:
    """Nobody listens, and nobody breaks off."""
