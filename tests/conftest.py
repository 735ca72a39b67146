"""Fixtures that every part of the suite shares: real databases, a clock that is moved by hand."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from mmdesk.clock import ManualClock
from mmdesk.storage.engine import open_engine
from mmdesk.storage.migrate import upgrade
from mmdesk.storage.uow import Storage
from tests.running_order import longest_first
from tests.sqlite import unsynced

if TYPE_CHECKING:
    from tests.postgres import PostgresqlServer

hypothesis.settings.register_profile("ci", derandomize=True, deadline=None, max_examples=100, database=None)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=2000, database=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

_BOTH = [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgres)]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    longest_first(items)


@pytest.fixture(scope="session", autouse=True)
def _unsynced() -> Iterator[None]:
    event.listen(Pool, "checkout", unsynced)
    yield
    event.remove(Pool, "checkout", unsynced)


@pytest.fixture
def synced() -> Iterator[None]:
    """SQLite as the program has it, for tests of just that."""
    event.remove(Pool, "checkout", unsynced)
    yield
    event.listen(Pool, "checkout", unsynced)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 2, 9, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An upgraded, empty database that nobody has open."""
    file = tmp_path_factory.mktemp("template") / "mmdesk.db"
    with _opened(f"sqlite:///{file}") as storage:
        upgrade(storage.engine)
    return file


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """One server a test process; skipped where the machine has none, except under CI."""
    if os.environ.get("CI") != "true":
        pytest.importorskip("psycopg", reason="the PostgreSQL driver is not installed")
    from tests.postgres import running_server

    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: PostgresqlServer) -> str:
    name = postgresql_server.create()
    with _opened(postgresql_server.url(name)) as storage:
        upgrade(storage.engine)
    return name


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """The address of an upgraded, empty SQLite database."""
    file = tmp_path / "mmdesk.db"
    shutil.copyfile(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgresql_url(postgresql_server: PostgresqlServer, postgresql_template: str) -> Iterator[str]:
    """The address of an upgraded, empty PostgreSQL database."""
    name = postgresql_server.lend(postgresql_template)
    yield postgresql_server.url(name)
    postgresql_server.take_back(name, postgresql_template)


@pytest.fixture(params=_BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an upgraded, empty database: once SQLite, once PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=_BOTH)
def blank_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'blank.db'}"
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def storage(database_url: str) -> Iterator[Storage]:
    """A real, upgraded database: once SQLite, once PostgreSQL."""
    with _opened(database_url) as storage:
        yield storage


@pytest.fixture
def sqlite_storage(sqlite_url: str) -> Iterator[Storage]:
    """A real, upgraded SQLite database, where a second kind would prove nothing more."""
    with _opened(sqlite_url) as storage:
        yield storage


@contextmanager
def _opened(url: str) -> Iterator[Storage]:
    storage = Storage(open_engine(url))
    try:
        yield storage
    finally:
        storage.close()
