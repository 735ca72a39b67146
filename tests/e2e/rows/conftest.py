"""The rows of the product's requirements, each on both databases and, where it exists, in both schemes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.house import DSM, STANDARD, House, built, shared

if TYPE_CHECKING:
    from tests.postgres import PostgresqlServer


@pytest.fixture(params=[pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


@pytest.fixture(params=[STANDARD, DSM])
def scheme(request: pytest.FixtureRequest) -> str:
    """A row without a scheme of its own is proved in both."""
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def postgresql_house(
    tmp_path_factory: pytest.TempPathFactory, postgresql_server: PostgresqlServer, postgresql_template: str
) -> Iterator[House]:
    name = postgresql_server.create(postgresql_template)
    with shared(tmp_path_factory.mktemp("house"), postgresql_server.url(name)) as house:
        yield house
    postgresql_server.drop(name)


@pytest.fixture
def house(request: pytest.FixtureRequest, database: str) -> House:
    """Shared by all that only place orders in it; it exchanges when it is called or asked."""
    found: House = request.getfixturevalue(f"{database}_house")
    return found


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database: str) -> str:
    url: str = request.getfixturevalue(f"{database}_url")
    return url


@pytest.fixture
def quiet_house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """A house of the test's own, with no service yet."""
    with built(tmp_path / "profile", database=database_url) as house:
        yield house


@pytest.fixture
def new_house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """The same with connections that RetailCRM has not heard of."""
    with built(tmp_path / "profile", registered=False, database=database_url) as house:
        yield house
