"""Calls that wait at the same moment are stored together: one commit costs as much as any number of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Final

import anyio.to_thread
from anyio import CapacityLimiter

from mmdesk.clients.json_reading import NotJson
from mmdesk.services.intake import Call

_MOST: Final = 32
"""How many calls one transaction takes: whoever else wants to write should not wait for long."""
_QUICK_SECONDS: Final = 0.02
"""A disk that takes longer is left to a thread: the loop has others to answer meanwhile."""

_Refusals = Sequence[NotJson | None]
Receive = Callable[[Sequence[Call]], _Refusals]
ReceiveAtOnce = Callable[[Sequence[Call]], _Refusals | None]
_Waiting = tuple[Call, "asyncio.Future[None]"]


class Storing:
    """Stores on the loop itself where nobody has to be waited for, else on a thread. Used by one loop.

    To hand a call to a thread and back takes longer than to store it. What comes in meanwhile goes together
    next.
    """

    def __init__(self, receive: Receive, at_once: ReceiveAtOnce, threads: CapacityLimiter) -> None:
        self._receive = receive
        self._at_once = at_once
        self._threads = threads
        self._waiting: list[_Waiting] = []
        self._under_way: asyncio.Task[None] | None = None
        self._is_quick = True

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
        began = monotonic()
        outcomes: Sequence[Exception | None]
        try:
            at_once = self._at_once(calls) if self._is_quick else None
            outcomes = at_once if at_once is not None else await self._on_thread(calls)
        except Exception as error:  # noqa: BLE001 - whoever waits is told, whatever it is
            outcomes = [error] * len(taken)
        self._is_quick = monotonic() - began < _QUICK_SECONDS
        for (_, stored), outcome in zip(taken, outcomes, strict=True):
            if stored.done():
                continue
            if outcome is None:
                stored.set_result(None)
            else:
                stored.set_exception(outcome)

    async def _on_thread(self, calls: Sequence[Call]) -> _Refusals:
        return await anyio.to_thread.run_sync(self._receive, calls, limiter=self._threads)
