"""Two threads store the same thing at the same moment: the second waits and finds what the first has stored.

SQLite lets only one write at a time; these are about the database that lets several.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import pytest
from sqlalchemy import text

from mmdesk.storage.engine import open_engine
from mmdesk.storage.uow import Storage
from tests.storage.build import NOON, Shop, open_shop, shipment

pytestmark = pytest.mark.postgres
_R = TypeVar("_R")


@pytest.fixture
def shop(postgresql_url: str) -> Iterator[Shop]:
    storage = Storage(open_engine(postgresql_url))
    yield open_shop(storage)
    storage.close()


@contextmanager
def held_up(shop: Shop, act: Callable[[], _R]) -> Iterator[Future[_R]]:
    """Act in a second thread, and enter the block once that waits for a lock of the first."""
    with ThreadPoolExecutor(1) as threads:
        acting = threads.submit(act)
        deadline = time.monotonic() + 8
        while not (waits := somebody_waits(shop)) and not acting.done() and time.monotonic() < deadline:
            time.sleep(0.005)
        assert waits, "nobody was held up"
        yield acting


def somebody_waits(shop: Shop) -> bool:
    with shop.storage.engine.connect() as connection:
        return bool(connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


def test_a_shipment_that_arrives_twice_at_once_is_stored_once(shop: Shop) -> None:
    with shop.storage.work() as work:
        first = work.shipments.put(shop.connection, shipment(), None, NOON)
        with held_up(shop, lambda: shop.put(shipment())) as second:
            work.commit()
            assert second.result(8) == first


def test_a_call_that_arrives_twice_at_once_is_counted_once(shop: Shop) -> None:
    with shop.storage.work() as work:
        assert work.inbox.store(shop.connection_id, "order/new", b"{}", NOON)
        with held_up(shop, shop.receive) as second:
            work.commit()
            assert not second.result(8)


def test_a_new_shipment_holds_up_no_other_work_of_its_connection(shop: Shop) -> None:
    key = shop.put(shipment("known"))
    with shop.storage.work() as work:
        work.shipments.put(shop.connection, shipment("new"), None, NOON)
        shop.put(shipment("known"))
        shop.queue("confirm", key)
        assert shop.receive()
        work.commit()
