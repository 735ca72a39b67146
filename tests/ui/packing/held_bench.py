"""The page over a bench that says what a test wants, and keeps it waiting."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from mmdesk.clock import ManualClock
from mmdesk.domain.verdict import Verdict
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.bench_view import BenchView
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.packing.bench_actions import BenchActions
from mmdesk.ui.packing.packing_view import PackingView
from mmdesk.ui.packing.pictures import Pictures
from mmdesk.ui.packing.sounds import Sounds
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.ui.conftest import Wait
from tests.ui.packing import bench_views as views
from tests.ui.packing.bench_room import Loudspeaker, calm


class HeldBench(views.SaidBench):
    """Its database is locked until somebody lets go; with `fails` it was locked for too long."""

    def __init__(self) -> None:
        super().__init__()
        self.free = threading.Event()
        self.free.set()
        self.fails = False
        self.look = threading.Event()
        """A look at the bench waits for the database as well."""
        self.look.set()
        self.looks = 0

    def refresh(self) -> BenchView:
        self.looks += 1
        self.look.wait(20)
        return super().refresh()

    def scan(self, text: str) -> BenchView:
        self.free.wait(20)
        if self.fails:
            self.fails = False
            raise DatabaseBusy
        self.now = replace(self.now, said=views.said(Verdict.RIGHT, text, number=self.now.said.number + 1))
        return super().scan(text)


class DatabaseBusy(MmdeskError):
    title = Text("База занята", "The database is busy")


@dataclass
class Bench:
    """The page, and the bench behind it."""

    view: PackingView
    said: HeldBench
    speaker: Loudspeaker
    changes: ChangeNotice
    wait: Wait
    pictures: dict[str, bytes]
    """What the database has."""
    read: list[str]
    """The addresses that were read there, each time."""

    def show(self, view: BenchView) -> None:
        """The bench has come to be so."""
        self.said.now = view
        self.changes.changed.emit()
        self.wait(lambda: self.view.view == view)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.view, key)

    def bar(self) -> tuple[str, str]:
        notice = self.view.bar.notice
        assert notice is not None
        return notice.title, notice.words

    def was_asked(self, *what: object) -> None:
        self.wait(lambda: what in self.said.asked, f"{what} in {self.said.asked}")


@contextmanager
def opened_bench(runner: TaskRunner, theme: Theme, wait: Wait) -> Iterator[Bench]:
    """The page in a window of its own, with nothing on the bench."""
    window = QWidget()
    said, speaker = HeldBench(), Loudspeaker()
    sounds = Sounds(80, window, speaker.load)
    changes = ChangeNotice(calm, window)
    kept: dict[str, bytes] = {}
    asked: list[str] = []

    def read(addresses: Sequence[str]) -> dict[str, bytes]:
        asked.extend(addresses)
        return {each: kept[each] for each in addresses if each in kept}

    pictures = Pictures(read, runner, window)
    changes.changed.connect(pictures.look_again)
    view = PackingView(
        BenchActions(runner, said, window), changes, sounds, pictures, theme,
        ManualClock(views.NOW), window,
    )  # fmt: skip
    view.resize(1100, 640)
    window.resize(1100, 640)
    window.show()
    window.activateWindow()
    view.arrive()
    wait(lambda: view.view is not None and sounds.silence is None)
    yield Bench(view, said, speaker, changes, wait, kept, asked)
    window.close()
    shiboken6.delete(window)
