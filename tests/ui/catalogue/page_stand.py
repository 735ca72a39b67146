"""The page with all its real parts over a real database, its feed really built."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mmdesk.services import foreign_feed
from mmdesk.services.catalogue_desk import CatalogueLook
from mmdesk.services.lease import this_machine
from mmdesk.services.offer_list import OfferList
from mmdesk.storage.running import SERVICE, Lease
from mmdesk.ui.catalogue.catalogue_view import CatalogueView
from mmdesk.ui.catalogue.decision_dialog import DecisionDialog
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.messages import Messages
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.services.feed_stand import FeedStand
from tests.ui.conftest import Wait
from tests.ui.orders.verbs_stand import Heard, silent_changes

Part = TypeVar("Part", bound=QObject)


@dataclass
class CataloguePage:
    """What a person has before the eyes; the database tells of a commit when the test says so."""

    shop: FeedStand
    view: CatalogueView
    changes: ChangeNotice
    heard: Heard
    wait: Wait
    badges: list[int]

    @property
    def look(self) -> CatalogueLook:
        assert self.view.state.look is not None
        return self.view.state.look

    def current_build(self) -> int:
        """The number of the build that is the feed, 0 where none is."""
        current = self.look.status.current
        return 0 if current is None else current.build_id

    def shows(self, condition: Callable[[], object], what: str = "") -> None:
        """It comes to be so; what is committed meanwhile is noticed."""

        def noticed() -> object:
            self.changes.changed.emit()
            return condition()

        self.wait(noticed, what)

    def open_tab(self, number: int) -> None:
        self.press(Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.AltModifier)
        self.wait(lambda: self.view.tabs.currentIndex() == number - 1, f"tab {number}")

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.view, key, modifier)

    def dialog(self) -> DecisionDialog:
        """The question that waits for an answer."""
        self.wait(lambda: isinstance(QApplication.activeModalWidget(), DecisionDialog), "a question")
        found = QApplication.activeModalWidget()
        assert isinstance(found, DecisionDialog)
        return found

    def answer(self, reason: str = "") -> None:
        """Accept what is asked, by the keyboard."""
        asked = self.dialog()
        if reason:
            asked.reason_field.setText(reason)
        QTest.keyClick(asked, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def part(self, kind: type[Part], within: QWidget | None = None) -> Part:
        found = (within or self.view).findChild(kind)
        assert isinstance(found, kind)
        return found


def serve(shop: FeedStand, machine: str = "") -> None:
    """A service acts for the database, on this computer unless another one is named."""
    until = shop.clock.now() + timedelta(hours=9)
    lease = Lease("test", machine or this_machine(), os.getpid(), until, "127.0.0.1", 8480)
    with shop.storage.work() as work:
        work.running.put_lease(SERVICE, lease, shop.clock.now())
        work.commit()


def open_page(
    shop: FeedStand, qtbot: QtBot, runner: TaskRunner, theme: Theme, wait: Wait, size: tuple[int, int]
) -> CataloguePage:
    """In a window of its own, the first look taken."""
    changes, messages, badges = silent_changes(), Messages(), list[int]()
    heard = Heard(messages)
    view = CatalogueView(
        runner,
        changes,
        shop.desk,
        OfferList(shop.storage),
        partial(foreign_feed.check, shop.storage),
        theme,
        messages,
        shop.clock,
    )
    view.badge_changed.connect(badges.append)
    qtbot.addWidget(view)
    view.resize(*size)
    view.show()
    view.activateWindow()
    wait(lambda: view.state.is_read, "the first look")
    view.arrive()
    return CataloguePage(shop, view, changes, heard, wait, badges)


def written(file: Path) -> str:
    return file.read_text(encoding="utf-8-sig")
