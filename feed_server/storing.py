"""Calls that wait at the same moment are stored together: one commit costs as much as any number of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Final

import anyio.to_thread
from anyio import CapacityLimiter

from mmdesk.services.intake import Call

_MOST: Final = 32
"""How many calls one transaction takes: whoever else wants to write should not wait for long."""
_QUICK_SECONDS: Final = 0.02
"""A disk that takes longer is left to a thread: the loop has others to answer meanwhile."""

Receive = Callable[[Sequence[Call]], None]
ReceiveAtOnce = Callable[[Sequence[Call]], bool]
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
        """Return once the call is stored durably. Raises StorageError when it is not."""
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
        began, failure = monotonic(), None
        try:
            if not (self._is_quick and self._at_once(calls)):
                await anyio.to_thread.run_sync(self._receive, calls, limiter=self._threads)
        except Exception as error:  # noqa: BLE001 - whoever waits is told, whatever it is
            failure = error
        self._is_quick = monotonic() - began < _QUICK_SECONDS
        for _, stored in taken:
            if stored.done():
                continue
            if failure is None:
                stored.set_result(None)
            else:
                stored.set_exception(failure)
