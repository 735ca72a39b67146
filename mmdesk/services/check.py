"""One verdict about a connection, as the wizard and `connection check` show it."""

from __future__ import annotations

from dataclasses import dataclass

from mmdesk.errors import Text


@dataclass(frozen=True, slots=True)
class Check:
    """Green or red, with the cure in the message when it is red."""

    code: str
    ok: bool
    message: Text
