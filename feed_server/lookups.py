"""What stands behind a path key: read from the database once for many callers, and believed for a moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Final

import anyio.to_thread
from anyio import CapacityLimiter

from feed_server.addresses import Address, Place
from mmdesk import masking
from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.setting_kinds import Network
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.uow import Storage

_MOST_KEPT: Final = 256


@dataclass(frozen=True, slots=True)
class Found:
    """An address that exists: whose it is, and what its owner has set for it."""

    connection: Connection
    prefix: str
    login: str
    trusted: Sequence[Network]


@dataclass(frozen=True, slots=True)
class _Kept:
    """`asked_at` is before the database was read, so that nothing is believed for too long."""

    asked_at: float
    found: Found | None


_Asked = tuple[str, Place | None]


class Lookups:
    """Finds what an address belongs to; an unknown one takes the same way. Used by one loop."""

    def __init__(
        self,
        find: Callable[[str, Place | None], Found | None],
        fresh_seconds: float,
        threads: CapacityLimiter,
    ) -> None:
        self._find = find
        self._fresh_seconds = fresh_seconds
        self._threads = threads
        self._kept: dict[_Asked, _Kept] = {}
        self._under_way: dict[_Asked, asyncio.Task[Found | None]] = {}

    async def find(self, address: Address) -> Found | None:
        """What is known, if it is fresh, else what is found now. Raises MmdeskError."""
        asked = address.key, address.place
        kept = self._kept.get(asked)
        age = self._fresh_seconds if kept is None else monotonic() - kept.asked_at
        if kept is None or age >= self._fresh_seconds:
            # A caller that goes away must not take along the others who wait for the same answer.
            return await asyncio.shield(self._look(asked))
        if age >= self._fresh_seconds / 2:
            # Ahead of time: while calls come one after another, none of them waits for the database.
            self._look(asked)
        return kept.found

    def _look(self, asked: _Asked) -> asyncio.Task[Found | None]:
        task = self._under_way.get(asked)
        if task is None:
            task = self._under_way[asked] = asyncio.create_task(self._read(asked))
            task.add_done_callback(_heard)
        return task

    async def _read(self, asked: _Asked) -> Found | None:
        asked_at = monotonic()
        try:
            found = await anyio.to_thread.run_sync(self._find, *asked, limiter=self._threads)
        finally:
            del self._under_way[asked]
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[asked] = _Kept(asked_at, found)
        return found


def _heard(task: asyncio.Task[Found | None]) -> None:
    """Whoever waits raises the error; a look ahead of time that fails is made again by the next caller."""
    if not task.cancelled():
        task.exception()


def find_in(storage: Storage, clock: Clock, key: str, place: Place | None) -> Found | None:
    """Read it from the database. Raises MmdeskError."""
    with storage.look() as work:
        known = work.connections.by_path_key(key, clock.now())
        if known is None or place is None or known[1] != place.purpose:
            return None
        # It is all that protects the address, and callers may write it into headers that are logged.
        masking.register(key)
        connection = known[0]
        settings = ConnectionSettings.of(work.connections.settings(connection.connection_id))
    prefix, login = settings.http_prefix.strip("/"), settings.http_basic_auth
    return Found(connection, prefix, login, settings.http_trusted_proxies)
