from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.storage.uow import Storage
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.services.feed_stand import FeedStand
from tests.ui.catalogue.page_stand import CataloguePage, open_page, serve
from tests.ui.conftest import Wait

OpenPage = Callable[[], CataloguePage]


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock, tmp_path: Path) -> FeedStand:
    """Connected and served, nothing built."""
    stand = FeedStand(sqlite_storage, clock, tmp_path)
    serve(stand)
    return stand


@pytest.fixture
def opened(
    qapp: QApplication, qtbot: QtBot, shop: FeedStand, runner: TaskRunner, theme: Theme, wait: Wait
) -> Iterator[OpenPage]:
    """Opens the page; what is still being read at the end is waited for."""
    pages: list[CataloguePage] = []

    def open_one() -> CataloguePage:
        pages.append(open_page(shop, qtbot, runner, theme, wait, (1180, 720)))
        return pages[-1]

    yield open_one
    for dialog in (each for each in QApplication.topLevelWidgets() if each.isModal()):
        dialog.close()
    runner.close()
    qapp.processEvents()
    for page in pages:
        if shiboken6.isValid(page.view):
            page.view.close()
