"""The feed's address. Which file is published, and how it is sent, is somebody else's: see PublishedFeed."""

from __future__ import annotations

import logging
from typing import Final, Protocol

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from feed_server.visit import Visit
from mmdesk.clients.masking import UNPRINTABLE
from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.errors import MmdeskError, Text
from mmdesk.masking import masked
from mmdesk.storage.feed_fetches import FeedFetch
from mmdesk.storage.uow import Storage

logger = logging.getLogger(__name__)

_RETRY_SECONDS: Final = 600
_LONGEST_AGENT: Final = 200


class PublishedFeed(Protocol):
    """The feed as it is published now."""

    def response(self, connection: Connection, request: Request) -> Response | None:
        """The answer to a GET or HEAD with the whole file, a part of it, or 304; None: nothing is published.

        Called on a thread of its own. Raises MmdeskError when what is published cannot be read.
        """
        ...


class NothingPublished:
    """The feed of a version, or of a connection, that has not published any."""

    def response(self, _connection: Connection, _request: Request) -> Response | None:
        return None


class FeedDoor:
    """`megamarket.xml`, and a record of everybody who fetched it."""

    asks_password = True

    def __init__(
        self, storage: Storage, clock: Clock, published: PublishedFeed, threads: CapacityLimiter
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._published = published
        self._threads = threads

    async def answer(self, visit: Visit) -> Response:
        found = await anyio.to_thread.run_sync(
            self._published.response, visit.connection, visit.request, limiter=self._threads
        )
        return _later(_NOT_PUBLISHED) if found is None else found

    def failure(self, _error: MmdeskError) -> Response:
        return _later(_NOT_READ)

    async def record(self, visit: Visit, status: int, size: int) -> None:
        """Write the fetch down, after it is over: a feed goes out even when no row can be stored."""
        fetch = FeedFetch(self._clock.now(), agent_of(visit.request), status, size)
        try:
            await anyio.to_thread.run_sync(self._store, visit.connection, fetch, limiter=self._threads)
        except MmdeskError as error:
            logger.warning("connection=%s feed fetch not recorded: %s", visit.connection.name, error)

    def _store(self, connection: Connection, fetch: FeedFetch) -> None:
        with self._storage.work() as work:
            work.feed_fetches.add(connection.connection_id, fetch)
            work.commit()


def agent_of(request: Request) -> str:
    """The caller's own name for itself: one printable line of bounded length, without secrets."""
    line = UNPRINTABLE.sub(" ", request.headers.get("user-agent", "")[: 4 * _LONGEST_AGENT])
    return masked(line)[:_LONGEST_AGENT].strip()


def _later(words: Text) -> Response:
    headers = {"Retry-After": str(_RETRY_SECONDS), "Cache-Control": "no-store"}
    return PlainTextResponse(f"{words.ru}\n", 503, headers=headers)


_NOT_PUBLISHED: Final = Text(
    "Фид ещё не опубликован, повторите позже.", "The feed is not published yet, come again later."
)
_NOT_READ: Final = Text(
    "Фид сейчас не прочитать, повторите позже.", "The feed cannot be read now, come again later."
)
