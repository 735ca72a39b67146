"""Calls that wait together are stored together, and none has to pay for another."""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import httpx
import pytest
from anyio import CapacityLimiter
from sqlalchemy import event

from feed_server.http import FRESH_SECONDS
from feed_server.listening import HttpServer, Limits
from feed_server.storing import Storing
from mmdesk.clock import ManualClock
from mmdesk.domain.connection import Connection
from mmdesk.services.intake import Call, CallSource, receive_all, receive_at_once
from mmdesk.storage.connections import PathPurpose
from mmdesk.storage.uow import Storage
from tests.feed_server.doorstep import NEW, Door, connect, narrow
from tests.feed_server.stand import order_new, wait_until

PATH = f"/{NEW}/order/new"
OTHER = "other-key-0123456789abcd"


class HeldUp:
    """Stores as the service does, and the first lot only once it is let go."""

    def __init__(self, storage: Storage, clock: ManualClock) -> None:
        self._storage, self._clock = storage, clock
        self.lots: list[int] = []
        self.go_on = threading.Event()

    def __call__(self, calls: Sequence[Call]) -> None:
        self.lots.append(len(calls))
        assert self.go_on.wait(10)
        receive_all(self._storage, self._clock, calls)


def outcomes(held: HeldUp, connection: Connection, bodies: Sequence[bytes]) -> list[BaseException | None]:
    """Store the first body, and all others while that is under way."""

    async def play() -> list[BaseException | None]:
        storing = Storing(held, lambda _: False, CapacityLimiter(4))
        calls = [Call(connection, CallSource.ORDER_NEW, body) for body in bodies]
        stored = [asyncio.ensure_future(storing.store(call)) for call in calls[:1]]
        while not held.lots:
            await asyncio.sleep(0)
        stored += [asyncio.ensure_future(storing.store(call)) for call in calls[1:]]
        await asyncio.sleep(0)
        held.go_on.set()
        return await asyncio.gather(*stored, return_exceptions=True)

    return asyncio.run(play())


def test_what_comes_in_meanwhile_is_stored_in_one_go(door: Door) -> None:
    held = HeldUp(door.storage, door.clock)
    bodies = [order_new(f"7001002{number:02d}") for number in range(40)]
    assert outcomes(held, door.connection, bodies) == [None] * 40
    assert held.lots == [1, 32, 7]
    assert door.stored() == bodies


def test_a_caller_that_is_given_up_takes_no_other_along(door: Door) -> None:
    held = HeldUp(door.storage, door.clock)

    async def play() -> None:
        storing = Storing(held, lambda _: False, CapacityLimiter(4))
        calls = [Call(door.connection, CallSource.ORDER_NEW, body) for body in (b"[1]", b"[2]")]
        first, second = (asyncio.ensure_future(storing.store(call)) for call in calls)
        while not held.lots:
            await asyncio.sleep(0)
        first.cancel()
        held.go_on.set()
        await second

    asyncio.run(play())
    assert door.stored() == [b"[1]", b"[2]"]


def test_nothing_goes_to_a_thread_while_nobody_has_to_be_waited_for(door: Door) -> None:
    held = HeldUp(door.storage, door.clock)

    async def play() -> None:
        storing = Storing(held, partial(receive_at_once, door.storage, door.clock), CapacityLimiter(4))
        calls = [Call(door.connection, CallSource.ORDER_NEW, body) for body in (b"[1]", b"[2]")]
        await asyncio.gather(*(storing.store(call) for call in calls))

    asyncio.run(play())
    assert (held.lots, door.stored()) == ([], [b"[1]", b"[2]"])


def test_a_slow_disk_is_left_to_a_thread(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    held = HeldUp(door.storage, door.clock)
    held.go_on.set()
    passed = itertools.count(step=0.5)
    monkeypatch.setattr("feed_server.storing.monotonic", lambda: next(passed))

    async def play() -> None:
        storing = Storing(held, partial(receive_at_once, door.storage, door.clock), CapacityLimiter(4))
        for body in (b"[1]", b"[2]", b"[3]"):
            await storing.store(Call(door.connection, CallSource.ORDER_NEW, body))

    asyncio.run(play())
    assert (held.lots, door.stored()) == ([1, 1], [b"[1]", b"[2]", b"[3]"])


@contextmanager
def writer(storage: Storage) -> Iterator[None]:
    """Somebody else holds the write lock."""
    with storage.engine.connect() as raw:
        raw.exec_driver_sql("ROLLBACK")
        raw.exec_driver_sql("BEGIN IMMEDIATE")
        yield
        raw.exec_driver_sql("ROLLBACK")


def called(door: Door, pool: ThreadPoolExecutor, bodies: Sequence[bytes]) -> list[Future[httpx.Response]]:
    return [pool.submit(door.post, PATH, body) for body in bodies]


def test_a_commit_that_fails_is_success_for_none(door: Door) -> None:
    door.lose_patience()
    bodies = [order_new(f"7001002{number:02d}") for number in range(8)]
    with writer(door.storage), ThreadPoolExecutor(8) as pool:
        answers = [each.result() for each in called(door, pool, bodies)]
    assert [(each.status_code, each.json()["success"]) for each in answers] == [(503, 0)] * 8
    assert door.stored() == []
    assert door.post(PATH, bodies[0]).status_code == 200


def test_a_call_that_waits_when_the_server_stops_is_stored_and_answered(door: Door) -> None:
    begun = threading.Event()
    server = HttpServer(door.parts(), "127.0.0.1", 0)
    with ThreadPoolExecutor(2) as pool:
        with writer(door.storage):
            event.listen(door.storage.engine, "begin", lambda _: begun.set())
            answer = pool.submit(post, server.port, NEW)
            assert begun.wait(10)
            stopped = pool.submit(server.stop)
            wait_until(lambda: is_closed(server.port))
        assert answer.result() == 200
        stopped.result()
    assert door.stored() == [b"{}"]


def test_a_call_that_waits_too_long_when_the_server_stops_is_no_success(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    begun = threading.Event()
    server = HttpServer(door.parts(), "127.0.0.1", 0)
    with writer(door.storage), ThreadPoolExecutor(2) as pool:
        event.listen(door.storage.engine, "begin", lambda _: begun.set())
        answer = pool.submit(post, server.port, NEW)
        assert begun.wait(10)
        server.stop()
        assert answer.result() == 503
    assert [each.getMessage() for each in caplog.records if each.exc_info] == []


def is_closed(port: int) -> bool:
    try:
        connect(port).close()
    except ConnectionError:
        return True
    return False


# What was found behind a key is kept for a moment


def post(port: int, key: str) -> int:
    return httpx.post(f"http://127.0.0.1:{port}/{key}/order/new", content=b"{}", trust_env=False).status_code


def rotate(door: Door) -> None:
    with door.storage.work() as work:
        now = door.clock.now()
        work.connections.rotate_path_key(door.connection.connection_id, PathPurpose.NEW, OTHER, now, None)
        work.commit()


def rotate_for_an_hour(door: Door) -> None:
    with door.storage.work() as work:
        now = door.clock.now()
        until = now + timedelta(hours=1)
        work.connections.rotate_path_key(door.connection.connection_id, PathPurpose.NEW, OTHER, now, until)
        work.commit()
    door.clock.advance(timedelta(hours=2))


def remove(door: Door) -> None:
    with door.storage.work() as work:
        work.connections.remove(door.connection.name, door.clock.now())
        work.commit()


def ask_for_a_login(door: Door) -> None:
    door.put_setting("http.basic_auth", "megamarket")


@pytest.mark.parametrize(
    ("change", "status"),
    [(rotate, 404), (rotate_for_an_hour, 404), (remove, 404), (ask_for_a_login, 401)],
)
def test_a_change_takes_effect_within_a_moment(
    door: Door, change: Callable[[Door], None], status: int
) -> None:
    door.fresh_seconds = FRESH_SECONDS
    with narrow(door, Limits()) as port:
        assert post(port, NEW) == 200
        change(door)
        wait_until(lambda: post(port, NEW) == status, 2)


def test_a_new_key_opens_within_a_moment(door: Door) -> None:
    door.fresh_seconds = FRESH_SECONDS
    with narrow(door, Limits()) as port:
        assert post(port, OTHER) == 404
        rotate(door)
        wait_until(lambda: post(port, OTHER) == 200, 2)


def test_an_unknown_key_is_kept_as_a_known_one_is(door: Door) -> None:
    door.fresh_seconds = 3600
    with narrow(door, Limits()) as port:
        before = post(port, NEW), post(port, OTHER)
        rotate(door)
        assert before == (post(port, NEW), post(port, OTHER)) == (200, 404)


def test_callers_cannot_have_ever_more_kept(door: Door) -> None:
    door.fresh_seconds = 3600
    with narrow(door, Limits()) as port:
        assert post(port, NEW) == 200
        rotate(door)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            for number in range(300):
                client.get(f"/made-up-key-{number:08d}/order/new")
        assert post(port, NEW) == 404
