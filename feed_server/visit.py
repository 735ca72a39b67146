"""A request that has found its door, and what a door is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

from feed_server.addresses import Place
from mmdesk.domain.connection import Connection
from mmdesk.errors import MmdeskError


@dataclass(frozen=True, slots=True)
class Visit:
    """A request to an address that exists, with a verb that the address takes."""

    request: Request
    connection: Connection
    place: Place


class Door(Protocol):
    """What answers at some of the addresses. Raises StorageError when the database fails."""

    asks_password: bool
    """Whether the login of the connection is asked for here, where one is set."""

    async def answer(self, visit: Visit) -> Response: ...

    def failure(self, error: MmdeskError) -> Response:
        """How the caller is told that the service cannot do its work now: 503, and a sentence."""
        ...
