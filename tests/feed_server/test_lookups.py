"""What stands behind a key is read once for all who ask at the same moment, and anew before it is old."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine

import pytest
from anyio import CapacityLimiter

from feed_server.addresses import Address, Place
from feed_server.lookups import Found, Lookups
from mmdesk.storage.engine import StorageError
from tests.feed_server.doorstep import NEW, Door
from tests.feed_server.stand import wait_until

ADDRESS = Address("", NEW, Place.ORDER_NEW)


class Database:
    """Answers once it is let go; `found` may be an error."""

    def __init__(self, found: Found | StorageError | None) -> None:
        self.found = found
        self.reads = 0
        self.go_on = threading.Event()

    def __call__(self, _key: str, _place: Place | None) -> Found | None:
        self.reads += 1
        assert self.go_on.wait(10)
        if isinstance(self.found, StorageError):
            raise self.found
        return self.found


@pytest.fixture
def found(door: Door) -> Found:
    return Found(door.connection, "", "", ())


@pytest.fixture
def passed(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let time pass."""
    moment = [0.0]
    monkeypatch.setattr("feed_server.lookups.monotonic", lambda: moment[0])

    def wait(seconds: float) -> None:
        moment[0] += seconds

    return wait


def played(database: Database, play: Callable[[Lookups], Coroutine[None, None, None]]) -> None:
    async def begin() -> None:
        await play(Lookups(database, 1.0, CapacityLimiter(4)))

    asyncio.run(begin())


async def once(condition: Callable[[], bool]) -> None:
    await asyncio.to_thread(wait_until, condition)


def test_many_who_ask_at_once_share_one_look(found: Found) -> None:
    database = Database(found)

    async def play(lookups: Lookups) -> None:
        asked = [asyncio.ensure_future(lookups.find(ADDRESS)) for _ in range(9)]
        await once(lambda: database.reads > 0)
        # One of them goes away.
        asked[0].cancel()
        database.go_on.set()
        assert await asyncio.gather(*asked[1:]) == [found] * 8

    played(database, play)
    assert database.reads == 1


def test_it_is_looked_up_anew_before_it_is_old(found: Found, passed: Callable[[float], None]) -> None:
    database = Database(found)
    database.go_on.set()

    async def play(lookups: Lookups) -> None:
        assert await lookups.find(ADDRESS) == found
        passed(0.4)
        assert await lookups.find(ADDRESS) == found
        assert database.reads == 1
        database.found = None
        passed(0.2)
        # Nobody waits for the look that has begun now.
        assert await lookups.find(ADDRESS) == found
        await once(lambda: database.reads == 2)
        while await lookups.find(ADDRESS) is not None:
            await asyncio.sleep(0)

    played(database, play)
    assert database.reads == 2


def test_a_look_ahead_of_time_that_fails_costs_nobody_an_answer(
    found: Found, passed: Callable[[float], None], caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(found)
    database.go_on.set()

    async def play(lookups: Lookups) -> None:
        assert await lookups.find(ADDRESS) == found
        database.found = StorageError()
        passed(0.6)
        assert await lookups.find(ADDRESS) == found
        await once(lambda: database.reads == 2)
        passed(0.6)
        with pytest.raises(StorageError):
            await lookups.find(ADDRESS)

    played(database, play)
    assert [each for each in caplog.records if each.levelno >= logging.WARNING] == []
