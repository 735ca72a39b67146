"""Noticing commits of others, across real processes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import text

from mmdesk.storage.changes import ChangeWatcher
from mmdesk.storage.engine import StorageError, open_engine
from mmdesk.storage.uow import Storage
from tests.storage import processes
from tests.storage.build import Shop, open_shop

SOON = 20.0
A_LITTLE = 0.1


@pytest.fixture
def watcher(shop: Shop) -> Iterator[ChangeWatcher]:
    watcher = ChangeWatcher(shop.storage.engine)
    yield watcher
    watcher.close()


def test_a_commit_of_another_process_ends_the_wait(
    shop: Shop, watcher: ChangeWatcher, database_url: str
) -> None:
    store = partial(processes.store_a_call, connection_id=shop.connection_id)
    with ThreadPoolExecutor(1) as threads:
        noticed = threads.submit(watcher.wait, SOON)
        processes.together(1, store, database_url)
        assert noticed.result(SOON)


def test_a_commit_before_the_wait_is_not_missed(shop: Shop, watcher: ChangeWatcher) -> None:
    shop.receive()
    assert watcher.wait(SOON)


def test_one_commit_is_noticed_once(shop: Shop, watcher: ChangeWatcher) -> None:
    shop.receive()
    assert watcher.wait(SOON)
    assert not watcher.wait(A_LITTLE)


def test_every_watcher_notices(shop: Shop, watcher: ChangeWatcher) -> None:
    second = ChangeWatcher(shop.storage.engine)
    shop.receive()
    assert watcher.wait(SOON)
    assert second.wait(SOON)
    second.close()


def test_what_was_rolled_back_is_no_change(shop: Shop, watcher: ChangeWatcher, database_url: str) -> None:
    break_off = partial(processes.break_off, connection_id=shop.connection_id)
    processes.together(1, break_off, database_url)
    assert not watcher.wait(A_LITTLE)


def test_reading_is_no_change(shop: Shop, watcher: ChangeWatcher) -> None:
    with shop.storage.work() as work:
        work.connections.all()
    assert not watcher.wait(A_LITTLE)


def test_closing_ends_a_wait_that_is_under_way(watcher: ChangeWatcher) -> None:
    with ThreadPoolExecutor(1) as threads:
        noticed = threads.submit(watcher.wait, 3 * SOON)
        watcher.close()
        assert not noticed.result(SOON)


def test_a_closed_watcher_waits_for_nothing(shop: Shop, watcher: ChangeWatcher) -> None:
    watcher.close()
    shop.receive()
    assert not watcher.wait(SOON)


@pytest.mark.postgres
def test_a_lost_connection_is_opened_again_and_counts_as_a_change(postgresql_url: str) -> None:
    storage = Storage(open_engine(postgresql_url))
    shop = open_shop(storage)
    watcher = ChangeWatcher(storage.engine)
    with storage.engine.connect() as connection:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN mmdesk'"
        assert connection.scalar(text(cut))
    assert watcher.wait(SOON)
    shop.receive()
    assert watcher.wait(SOON)
    watcher.close()
    storage.close()


def test_a_database_that_is_not_there_is_told_at_once(blank_url: str) -> None:
    missing = blank_url.replace("test_", "missing_").replace("blank.db", "missing/blank.db")
    engine = open_engine(missing)
    with pytest.raises(StorageError):
        ChangeWatcher(engine)
    engine.dispose()
