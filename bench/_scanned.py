"""A window with the bench, scanned into by real keys; tells how long each scan took to colour and sound."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from time import monotonic, perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QApplication

from bench.scan_feedback import sell, to_pack
from mmdesk import bootstrap
from mmdesk.clock import Clock
from mmdesk.language import current
from mmdesk.services.bench import Bench
from mmdesk.services.bench_view import BenchView
from mmdesk.services.operators import Operator
from mmdesk.services.thumbnails import thumbnails
from mmdesk.storage.uow import Storage
from mmdesk.ui import i18n, words
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.main_window import MainWindow
from mmdesk.ui.messages import Messages
from mmdesk.ui.packing.bench_actions import BenchActions
from mmdesk.ui.packing.packing_view import PackingView
from mmdesk.ui.packing.pictures import Pictures
from mmdesk.ui.packing.scanner_station import ScannerStation
from mmdesk.ui.packing.sounds import Sounds
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Mode, Theme
from mmdesk.ui.workstation import FILE_NAME, Workstation
from tests.services.bench_stand import RememberedPapers

SCANS_AT_ONCE = 20
_PATIENCE = 30.0


class Ends(QObject):
    """When the X server saw the Enter of each scan, in ms of the monotonic clock."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[int] = []

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        is_end = event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if is_end and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Return:
            self.at.append(event.timestamp())
        return False


class CountedBench(Bench):
    """Remembers the number of the verdict on each scan."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        super().__init__(storage, clock, Operator("Пётр"), "Стол 1", RememberedPapers())
        self.numbers: list[int] = []

    def scan(self, text: str) -> BenchView:
        view = super().scan(text)
        self.numbers.append(view.said.number)
        return view


class Answers:
    """When each verdict could be heard and seen, by its number."""

    def __init__(self, view: PackingView) -> None:
        self._view = view
        self.heard: dict[int, float] = {}
        self.seen: dict[int, float] = {}
        self._paint = view.bar.paintEvent
        self._view.bar.paintEvent = self._painted  # type: ignore[method-assign]  # to know when it has been painted

    def play(self, name: str) -> None:
        said = self._view.view
        if said is not None and name:
            self.heard.setdefault(said.said.number, monotonic() * 1000)

    def _painted(self, _event: QPaintEvent) -> None:
        self._paint(_event)
        shown = self._view.view
        if shown is not None:
            at = monotonic() * 1000
            # A later verdict that was painted at once hides an earlier one: both are answered by then.
            for number in range(max(self.seen, default=0) + 1, shown.said.number + 1):
                self.seen[number] = at


def main(profile: Path, scans: int) -> None:
    # As the program does it.
    sys.setswitchinterval(0.001)
    application = QApplication([sys.argv[0]])
    words.use(current())
    i18n.install(application, current())
    with bootstrap.open_parts(profile, os.environ) as parts:
        orders = to_pack(parts.storage, parts.clock, scans)
        sold = sell(parts.storage, parts.clock, orders)
        runner, theme, messages = TaskRunner(), Theme(Mode.LIGHT), Messages()
        window = MainWindow(theme, messages, parts.clock)
        changes = ChangeNotice(parts.changes, window)
        sounds = Sounds(0, window)
        bench = CountedBench(parts.storage, parts.clock)
        view = PackingView(
            BenchActions(runner, bench, window), changes, sounds,
            Pictures(partial(thumbnails, parts.storage), runner, window), theme, parts.clock,
        )  # fmt: skip
        view.serve(ScannerStation(Workstation(profile / FILE_NAME, runner, window), sounds, view))
        answers = Answers(view)
        sounds.play = answers.play  # type: ignore[method-assign]  # a loudspeaker that tells when it was asked
        window.add_page(view)
        window.show()
        window.activateWindow()
        changes.start()
        _until(lambda: view.view is not None and window.isActiveWindow())
        ends = Ends()
        window.windowHandle().installEventFilter(ends)
        codes = [
            code
            for order in orders
            for code in (
                order.order.shipment_id,
                *(sold[each.lot.offer_id] for each in order.lots if each.lot.is_goods and each.lot.is_open),
            )
        ][:scans]
        assert len(codes) >= SCANS_AT_ONCE, "too few orders wait to be packed: seed more shipments"
        for chunk in _chunks(codes):
            _scan(chunk, ends, bench, answers)
        changes.close()
        runner.close()
        _tell(ends, bench, answers)


def _chunks(codes: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(codes), SCANS_AT_ONCE):
        yield codes[start : start + SCANS_AT_ONCE]


def _scan(codes: Sequence[str], ends: Ends, bench: CountedBench, answers: Answers) -> None:
    """Twenty scans in two seconds, by another process, as a scanner writes them."""
    wanted = len(bench.numbers) + len(codes)
    chain: list[str] = []
    for code in codes:
        chain += [
            "type",
            "--delay",
            "2",
            "--args",
            "1",
            code,
            "key",
            "--delay",
            "2",
            "Return",
            "sleep",
            "0.06",
        ]
    scanner = subprocess.Popen(["xdotool", *chain])
    _until(lambda: len(bench.numbers) >= wanted and bench.numbers[-1] in answers.seen)
    assert len(ends.at) == wanted, "a scan was lost"
    scanner.wait(_PATIENCE)


def _until(condition: Callable[[], bool]) -> None:
    """In the program's own kind of loop: one that sleeps between looks would add its sleep to each span."""
    loop, until = QEventLoop(), perf_counter() + _PATIENCE

    def look() -> None:
        if condition() or perf_counter() > until:
            loop.quit()

    timer = QTimer(interval=20)
    timer.timeout.connect(look)
    timer.start()
    loop.exec()
    timer.stop()
    assert condition(), "not in time"


def _tell(ends: Ends, bench: CountedBench, answers: Answers) -> None:
    answered = list(zip(bench.numbers, ends.at, strict=True))
    seen = [answers.seen[number] - at for number, at in answered]
    heard = [answers.heard[number] - at for number, at in answered if number in answers.heard]
    last = SCANS_AT_ONCE - 1
    seconds = [
        (ends.at[end] - ends.at[end - last]) / 1000 for end in range(last, len(ends.at), SCANS_AT_ONCE)
    ]
    print(json.dumps({"seen": seen, "heard": heard, "seconds": seconds}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
