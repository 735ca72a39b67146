"""A scanner at the window of the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.storage.uow import Storage
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.services.bench_stand import bench_stand
from tests.ui.conftest import Wait
from tests.ui.packing.bench_room import Room, Rooms, goods
from tests.ui.packing.x_keys import Hardware, hardware
from tests.ui.screen import Screen


@pytest.fixture
def scanner_gun(screen: Screen | None, qapp: QApplication) -> Iterator[Hardware]:
    """Whatever a test does with the keyboard is over when it ends."""
    gun = hardware(screen)
    yield gun
    gun.finish()
    gun.layout("us")


@pytest.fixture
def rooms(
    qtbot: QtBot,
    runner: TaskRunner,
    theme: Theme,
    sqlite_storage: Storage,
    clock: ManualClock,
    tmp_path: Path,
    wait: Wait,
) -> Iterator[Rooms]:
    """Benches over one shop; their windows go before the threads that work for them."""
    windows: list[QWidget] = []
    stand = goods(bench_stand(sqlite_storage, clock))
    yield Rooms(stand, runner, theme, tmp_path, wait, windows.append)
    for window in windows:
        window.close()
        shiboken6.delete(window)


@pytest.fixture
def room(rooms: Rooms) -> Room:
    return rooms.open()
