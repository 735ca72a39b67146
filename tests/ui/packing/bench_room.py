"""A bench as a packer has it: the page over a real database, with a scanner and a loudspeaker."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mmdesk.domain.verdict import Verdict
from mmdesk.services.bench import Bench
from mmdesk.services.bench_view import BenchView
from mmdesk.services.thumbnails import thumbnails
from mmdesk.services.waiting import Changes
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.packing.bench_actions import BenchActions
from mmdesk.ui.packing.bench_door import BenchDoor
from mmdesk.ui.packing.bench_settings import BenchSettings
from mmdesk.ui.packing.packing_view import PackingView
from mmdesk.ui.packing.pictures import Pictures
from mmdesk.ui.packing.scanner_station import ScannerStation
from mmdesk.ui.packing.sounds import Sounds
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from mmdesk.ui.workstation import FILE_NAME, Workstation
from tests.services.bench_stand import PACKER, BenchStand, ean, offer
from tests.ui.conftest import Wait
from tests.ui.packing.x_keys import BUSY_PACE_MS

MUG, RUG, CUP = ean(460123456789), ean(460123456790), ean(460123456791)


class Loudspeaker:
    """Remembers what was played."""

    def __init__(self) -> None:
        self.played: list[str] = []

    def load(self, name: str, _owner: QObject) -> Played:
        return Played(self, name)


class Played:
    def __init__(self, speaker: Loudspeaker, name: str) -> None:
        self._speaker, self._name = speaker, name

    def play(self) -> None:
        self._speaker.played.append(self._name)

    def setVolume(self, volume: float) -> None:
        """As loud as it likes."""


class _Calm:
    def wait(self, timeout: float) -> bool:
        return False


def calm() -> AbstractContextManager[Changes]:
    """A database that tells of changes when the test says so."""
    return nullcontext(_Calm())


@dataclass
class Room:
    """The window with the page, and what its packer sees and hears."""

    window: QWidget
    view: PackingView
    station: ScannerStation
    speaker: Loudspeaker
    changes: ChangeNotice
    wait: Wait
    heard: list[Verdict] = field(default_factory=list)

    def verdict(self) -> Verdict | None:
        return self.view.view.said.verdict if self.view.view is not None else None

    def until(self, verdict: Verdict) -> BenchView:
        """Until that is the last verdict; the page shows it then."""
        self.wait(lambda: self.verdict() is verdict, f"{verdict}, but {self.verdict()}")
        assert self.view.view is not None
        return self.view.view

    def changed(self) -> None:
        """The database tells that something was committed."""
        self.changes.changed.emit()

    def front(self) -> None:
        self.window.activateWindow()
        self.wait(self.window.isActiveWindow)
        self.view.arrive()


class Rooms:
    """Makes them, all over one database."""

    def __init__(
        self, stand: BenchStand, runner: TaskRunner, theme: Theme, folder: Path, wait: Wait,
        keep: Callable[[QWidget], object],
    ) -> None:  # fmt: skip
        self.stand = stand
        self._runner = runner
        self._theme = theme
        self._folder = folder
        self._wait = wait
        self._keep = keep

    def open(self, bench: BenchDoor | None = None, workstation: str = "Стол 1") -> Room:
        """A window with the page in front, as it is after the start."""
        window = QWidget()
        self._keep(window)
        speaker = Loudspeaker()
        sounds = Sounds(80, window, speaker.load)
        changes = ChangeNotice(calm, window)
        door = bench or self.bench(workstation)
        view = PackingView(
            BenchActions(self._runner, door, window), changes, sounds,
            Pictures(partial(thumbnails, self.stand.storage), self._runner, window), self._theme,
            self.stand.mirror.clock,
        )  # fmt: skip
        workstation_file = Workstation(self._folder / FILE_NAME, self._runner, window)
        workstation_file.keep_bench(BenchSettings(pace_ms=BUSY_PACE_MS).document())
        station = ScannerStation(workstation_file, sounds, view)
        view.serve(station)
        QVBoxLayout(window).addWidget(view)
        room = Room(window, view, station, speaker, changes, self._wait)
        window.resize(1200, 720)
        window.show()
        room.front()
        self._wait(lambda: view.view is not None and sounds.silence is None, "a page that is ready")
        return room

    def bench(self, workstation: str = "Стол 1") -> Bench:
        return self.stand.bench(PACKER, workstation)


def goods(stand: BenchStand) -> BenchStand:
    """Mugs, rugs and cups, with their barcodes."""
    stand.sell(
        offer("MUG-1", "Кружка синяя", MUG, article="КР-1"),
        offer("RUG-1", "Плед серый", RUG),
        offer("CUP-1", "Духи", CUP),
    )
    return stand
