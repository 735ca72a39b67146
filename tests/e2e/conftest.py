"""One house for all tests that only place orders in it; others build their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.house import House, built, shared
from tests.e2e.program import Program


@pytest.fixture(scope="session")
def sqlite_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with shared(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture(scope="session")
def house(sqlite_house: House) -> House:
    """Shared: each test places orders of its own and leaves the remotes as well-behaved as they were."""
    return sqlite_house


@pytest.fixture
def quiet_house(tmp_path: Path) -> Iterator[House]:
    """A house of the test's own, with no service yet."""
    with built(tmp_path) as house:
        yield house


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A fresh installation."""
    return Program(tmp_path / "profile")
