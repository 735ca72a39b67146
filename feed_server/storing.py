"""Calls that wait at the same moment are stored together: one commit costs as much as any number of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import anyio.to_thread
from anyio import CapacityLimiter

from mmdesk.clients.json_reading import NotJson
from mmdesk.services.intake import Call

_MOST: Final = 32
"""How many calls one transaction takes: whoever else wants to write should not wait for long."""

Receive = Callable[[Sequence[Call]], Sequence[NotJson | None]]
_Waiting = tuple[Call, "asyncio.Future[None]"]


class Storing:
    """Hands calls to `receive` on a thread; what comes in meanwhile goes together next. Used by one loop."""

    def __init__(self, receive: Receive, threads: CapacityLimiter) -> None:
        self._receive = receive
        self._threads = threads
        self._waiting: list[_Waiting] = []
        self._under_way: asyncio.Task[None] | None = None

    async def store(self, call: Call) -> None:
        """Return once the call is stored durably. Raises NotJson, and StorageError when it is not stored."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((call, stored))
        if self._under_way is None:
            # A task of its own: a caller that is given up must not take the others along.
            self._under_way = asyncio.create_task(self._work_off())
        await stored

    async def _work_off(self) -> None:
        try:
            while self._waiting:
                taken, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
                await self._store(taken)
        finally:
            self._under_way = None

    async def _store(self, taken: Sequence[_Waiting]) -> None:
        calls = [call for call, _ in taken]
        try:
            outcomes: Sequence[Exception | None] = await anyio.to_thread.run_sync(
                self._receive, calls, limiter=self._threads
            )
        except Exception as error:  # noqa: BLE001 - whoever waits is told, whatever it is
            outcomes = [error] * len(taken)
        for (_, stored), outcome in zip(taken, outcomes, strict=True):
            if stored.done():
                continue
            if outcome is None:
                stored.set_result(None)
            else:
                stored.set_exception(outcome)
