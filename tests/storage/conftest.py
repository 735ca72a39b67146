"""A database with one connection in it, and a second program at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mmdesk.storage.engine import open_engine
from mmdesk.storage.uow import Storage
from tests.storage.build import Shop, open_shop


@pytest.fixture
def shop(storage: Storage) -> Shop:
    return open_shop(storage)


@pytest.fixture
def hasty(database_url: str, shop: Shop) -> Iterator[Storage]:
    """A second program at the database of the shop, which waits for nobody."""
    storage = Storage(open_engine(database_url, patience=0.1))
    yield storage
    storage.close()


@pytest.fixture
def sqlite_shop(sqlite_storage: Storage) -> Shop:
    return open_shop(sqlite_storage)
