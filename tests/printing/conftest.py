"""Fixtures of the printing tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.printing.cups import PrintingSystem


@pytest.fixture(scope="session")
def cups_server() -> Iterator[PrintingSystem]:
    """One printing system a test process; skipped where the machine has no CUPS, except under CI."""
    pytest.importorskip("fcntl", reason="this system has no CUPS")
    from tests.printing.cups import running_cups

    with running_cups() as system:
        yield system


@pytest.fixture
def cups(cups_server: PrintingSystem, monkeypatch: pytest.MonkeyPatch) -> PrintingSystem:
    """The printing system that the program finds in this test."""
    monkeypatch.setenv("CUPS_SERVER", cups_server.address)
    return cups_server
