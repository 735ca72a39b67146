"""The HTTP server: finds the door for a path, lets in who may come in, and writes down who was there.

What is no known address gets the plain 404 that any other server would give, and nothing is ever redirected.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Final

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from feed_server import access_log, basic_auth
from feed_server.access_log import Access, Counted
from feed_server.addresses import Address, Place, parse
from feed_server.answers import not_found, unauthorized, wrong_method
from feed_server.callers import caller_of
from feed_server.crm_door import CrmDoor
from feed_server.feed_door import FeedDoor, NothingPublished, PublishedFeed, agent_of
from feed_server.health import Readiness, alive
from feed_server.lookups import Found, Lookups, find_in
from feed_server.visit import Door, Visit
from feed_server.webhook_door import WebhookDoor
from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.crm_prints import CrmPrints
from mmdesk.services.waiting import Changes
from mmdesk.storage.connections import PathPurpose, UnknownConnection
from mmdesk.storage.uow import Storage

logger = logging.getLogger(__name__)

_STORING_THREADS: Final = 4
FRESH_SECONDS: Final = 1.0
"""How long what was found behind a key, or that nothing was, is believed without looking again."""


class _Stopping(MmdeskError):
    """The service is being stopped."""

    title = Text("Служба останавливается", "The service is stopping")


@dataclass(frozen=True, slots=True)
class HttpParts:
    """What the server stands on. `password` is asked only for connections that have a login set.

    `changes` opens a watcher of commits; `feed` is what is published, nothing by default. A key or a setting
    that has changed takes effect within `fresh_seconds`.
    """

    storage: Storage
    clock: Clock
    password: Callable[[Connection], str]
    is_ready: Callable[[], bool]
    changes: Callable[[], AbstractContextManager[Changes]]
    feed: PublishedFeed = NothingPublished()  # noqa: RUF009 - it has no state
    fresh_seconds: float = FRESH_SECONDS


def application(parts: HttpParts) -> Starlette:
    """The application; blocking work runs on a few threads of its own."""
    app = Starlette(
        routes=[
            Route("/healthz", alive, methods=["GET"]),
            Route("/readyz", Readiness(parts.is_ready)),
        ]
    )
    app.router.redirect_slashes = False
    app.router.default = _Doors(parts)
    return app


class _Doors:
    """Everything below a path key, and every path that is nothing at all."""

    def __init__(self, parts: HttpParts) -> None:
        self._parts = parts
        # SQLite has one writer at a time: more threads would only wait, and hold database connections.
        self._threads = CapacityLimiter(_STORING_THREADS)
        storage, clock = parts.storage, parts.clock
        self._lookups = Lookups(partial(find_in, storage, clock), parts.fresh_seconds, self._threads)
        self._feed = FeedDoor(storage, clock, parts.feed, self._threads)
        webhooks = WebhookDoor(storage, clock, self._threads)
        self._doors: Mapping[PathPurpose, Door] = {
            PathPurpose.NEW: webhooks,
            PathPurpose.CANCEL: webhooks,
            PathPurpose.FEED: self._feed,
            PathPurpose.CRM: CrmDoor(storage, clock, CrmPrints(storage, clock, parts.changes), self._threads),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        began = monotonic()
        address = parse(scope["path"])
        found, response = await self._answer(request, address)
        counted = Counted(send, has_body=request.method != "HEAD")
        await response(scope, receive, counted)
        _write_down(request, address.place, found, counted, began)
        if found is not None and address.place is Place.FEED and request.method in Place.FEED.verbs:
            visit = Visit(request, found.connection, Place.FEED)
            await self._feed.record(visit, counted.status, counted.size)

    async def _answer(self, request: Request, address: Address) -> tuple[Found | None, Response]:
        try:
            found = await self._lookups.find(address)
        except MmdeskError as error:
            logger.error("address not looked up: %s", error)
            purpose = address.place.purpose if address.place else PathPurpose.NEW
            return None, self._doors[purpose].failure(error)
        if found is None or address.place is None or address.prefix not in ("", found.prefix):
            return None, not_found()
        if request.method not in address.place.verbs:
            return found, wrong_method(address.place.verbs)
        return found, await self._enter(request, address.place, found)

    async def _enter(self, request: Request, place: Place, found: Found) -> Response:
        door = self._doors[place.purpose]
        try:
            if door.asks_password and found.login and not await self._may_enter(request, found):
                return unauthorized()
            return await door.answer(Visit(request, found.connection, place))
        except asyncio.CancelledError:
            # The service stops and waits no longer; what was not told to be stored will be sent again.
            return door.failure(_Stopping())
        except UnknownConnection:
            # Removed since the door was found.
            return not_found()
        except MmdeskError as error:
            logger.error("connection=%s %s not done: %s", found.connection.name, place.value, error)
            return door.failure(error)

    async def _may_enter(self, request: Request, found: Found) -> bool:
        password = await anyio.to_thread.run_sync(
            self._parts.password, found.connection, limiter=self._threads
        )
        return basic_auth.is_right(request.headers.get("authorization", ""), found.login, password)


def _write_down(
    request: Request, place: Place | None, found: Found | None, counted: Counted, began: float
) -> None:
    known = found is not None and place is not None
    access_log.write(
        Access(
            verb=request.method,
            status=counted.status,
            size=counted.size,
            milliseconds=round((monotonic() - began) * 1000),
            caller=caller_of(request, found.trusted if found else ()),
            connection=found.connection.name if found else "",
            purpose=place.value if known and place else "",
            agent=agent_of(request) if known and place is Place.FEED else None,
        )
    )
