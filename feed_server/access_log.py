"""The access log: one line a request, without path keys, queries, bodies and personal data."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Final

from starlette.types import Message, Send

logger = logging.getLogger("feed_server.access")

_VERBS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_NOBODY: Final = "-"


class Counted:
    """The way to the client, which counts what has gone out."""

    def __init__(self, send: Send, *, has_body: bool) -> None:
        self._send = send
        self._has_body = has_body
        self.status = 0
        self.size = 0

    async def __call__(self, message: Message) -> None:
        await self._send(message)
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message["type"] == "http.response.body" and self._has_body:
            self.size += len(message.get("body", b""))


@dataclass(frozen=True, slots=True)
class Access:
    """One request that is over. `connection` and `purpose` are empty for an address that is none."""

    verb: str
    status: int
    size: int
    milliseconds: int
    caller: str
    connection: str = ""
    purpose: str = ""
    agent: str | None = None


def write(access: Access) -> None:
    """`agent`, which the caller chose, comes last: nothing in it can pose as another field."""
    logger.info(
        "connection=%s purpose=%s verb=%s status=%d bytes=%d ms=%d from=%s%s",
        access.connection or _NOBODY,
        access.purpose or _NOBODY,
        access.verb if access.verb in _VERBS else "other",
        access.status,
        access.size,
        access.milliseconds,
        access.caller,
        "" if access.agent is None else f" agent={access.agent or _NOBODY}",
    )
