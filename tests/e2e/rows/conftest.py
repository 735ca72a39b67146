"""The rows of the product's requirements, each on both databases and, where it exists, in both schemes.

A row that has both is proved twice instead of four times: neither half of the programs looks at the other's
choice, so the two databases take the two schemes in turn, for half of the tests the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import pytest

from tests.e2e.house import DSM, STANDARD, House, built, shared

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

    from tests.postgres import PostgresqlServer


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if {"database", "scheme"} <= set(metafunc.fixturenames):
        schemes = (STANDARD, DSM)[:: 1 if crc32(metafunc.function.__name__.encode()) % 2 else -1]
        pairs = zip(("sqlite", "postgresql"), schemes, strict=True)
        # As a mark it replaces what the fixtures below say of themselves.
        mark = pytest.mark.parametrize(("database", "scheme"), [_pair(*each) for each in pairs])
        metafunc.definition.add_marker(mark)


def _pair(database: str, scheme: str) -> ParameterSet:
    marks = [pytest.mark.postgres] if database == "postgresql" else []
    return pytest.param(database, scheme, marks=marks)


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
