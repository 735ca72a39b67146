"""The real window with somebody before it who clicks and types at random: clicks.py PROFILE SECONDS SEED."""

from __future__ import annotations

import ctypes
import gc
import random
import sys
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QTabBar,
    QWidget,
)

from bench import _inside
from tests.soak import pace
from tests.soak.tour import PAGE_KEYS, closing_dialogs, tour
from tests.soak.turns import Turns
from tests.ui import keyboard
from tests.ui.actor import Script, later

_PAUSE: Final = 0.12
_PAGE: Final = "page"
_KEYS: Final = (
    Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_F8,
    Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape,
    Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_PageDown,
)  # fmt: skip
_WORDS: Final = ("7", "кружка", "MMD:NEXTBOX\r", "4601234567893\r", "MMD:UNDO\r", "MMD:OK\r", "70")
_LEFT_ALONE: Final = (
    # They leave the window or end the play: another program, a shop without its connections.
    "demo", "invented", "Close the window", "Remove", "Restore", "Go live", "Pause",
    "демонстрац", "вымышлен", "Закрыть окно", "Удалить", "Восстановить", "бой", "Приостановить",
)  # fmt: skip


class Faults:
    """Whatever reaches the program's last resort; the crash dialog would wait for a person."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def take(self, kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        self.told.append(f"{kind.__name__}: {error}")
        sys.__excepthook__(kind, error, _trace)


class Front:
    """Notes a dialog that nothing closes."""

    STUCK_SECONDS: Final = 60.0

    def __init__(self) -> None:
        self._front: QWidget | None = None
        self._since = perf_counter()
        self.stuck: list[str] = []

    def look(self, front: QWidget | None) -> QWidget | None:
        """The same widget."""
        if front is not self._front:
            self._front, self._since = front, perf_counter()
        if isinstance(front, (QDialog, QMenu)) and perf_counter() - self._since > self.STUCK_SECONDS:
            self.stuck.append(f"{type(front).__name__} “{front.windowTitle()}” is not closed by Esc")
            self._since = perf_counter()
        return front


def stay_inside() -> None:
    """Nobody answers the system's own dialogs, and no other program is opened."""
    QFileDialog.getOpenFileName = QFileDialog.getSaveFileName = _no_file  # type: ignore[method-assign,assignment]  # for this process
    QFileDialog.getExistingDirectory = _no_folder  # type: ignore[method-assign,assignment]  # the same
    QDesktopServices.openUrl = _not_opened  # type: ignore[method-assign,assignment]  # the same


def _no_file(*_asked: object) -> tuple[str, str]:
    return "", ""


def _no_folder(*_asked: object) -> str:
    return ""


def _not_opened(_url: QUrl) -> bool:
    return True


def script(seconds: float, chance: random.Random) -> Script:
    yield from keyboard.activated()
    faults = Faults()
    sys.excepthook = faults.take
    turns = Turns()
    turns.begin()
    yield lambda: _inside.table() is not None
    yield from tour(turns.watch.did)
    front = Front()
    deeds, pages, orders, memory, until = 0, 0, 0, [resident()], perf_counter() + seconds
    pieces: list[float] = []
    sampled = perf_counter()
    while perf_counter() < until:
        with turns.aside():
            deed = act(chance, front.look(keyboard.foremost()))
        turns.watch.did(deed)
        pages += deed.startswith(_PAGE)
        deeds += 1
        yield later(_PAUSE)
        if perf_counter() - sampled > max(seconds / 60, 1.0):
            sampled = perf_counter()
            with turns.aside():
                gc.collect()
                orders = max(orders, seen())
                pieces.append(pace.sample())
                memory.append(resident())
    turns.end()
    yield from closing_dialogs()
    turns.watch.did("the end of the program")
    _inside.tell(
        faults=[*faults.told, *front.stuck],
        deeds=deeds,
        pages=pages,
        orders=orders,
        memory_mb=memory,
        longest_ms=turns.late.longest,
        p999_ms=turns.late.above(0.001),
        own_ms=turns.work.longest,
        own_p999_ms=turns.work.above(0.001),
        long_turns=[asdict(turn) for turn in turns.longest()],
        pieces_ms=pieces,
    )


def seen() -> int:
    """How many orders the list shows at this moment."""
    orders = _inside.table()
    return 0 if orders is None else orders.model().rowCount()


def act(chance: random.Random, front: QWidget | None) -> str:
    """One deed of a person before that window; what it is."""
    if front is None:
        return "nothing, there is no window"
    if isinstance(front, (QDialog, QMenu)) and chance.random() < 0.4:
        keyboard.press(Qt.Key.Key_Escape)
        return f"Esc in {type(front).__name__}"
    match chance.randrange(6):
        case 0:
            page = chance.choice(PAGE_KEYS)
            keyboard.press(page, Qt.KeyboardModifier.ControlModifier)
            return f"{_PAGE} {page.name}"
        case 1 | 2:
            key = chance.choice(_KEYS)
            keyboard.press(key)
            return f"{key.name} in {type(front).__name__}"
        case 3:
            word = chance.choice(_WORDS)
            keyboard.write(word)
            return f"typed {word!r}"
        case _:
            return click(front, chance)


def click(front: QWidget, chance: random.Random) -> str:
    """Whatever can be clicked in sight, but for what leaves the window."""
    targets = list(_targets(front))
    if not targets:
        return f"nothing, {type(front).__name__} has nothing to click"
    target = chance.choice(targets)
    inside = target.viewport() if isinstance(target, QAbstractItemView) else target
    at = QPoint(chance.randrange(max(inside.width(), 1)), chance.randrange(max(inside.height(), 1)))
    # Soon, not at once: a click may open a dialog that only returns when it is answered.
    QTimer.singleShot(0, inside, partial(_press, inside, at))
    words = target.text() if isinstance(target, QAbstractButton) else target.accessibleName()
    return f"click on {type(target).__name__} “{words}” in {type(front).__name__}"


def _press(target: QWidget, at: QPoint) -> None:
    QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=at, delay=-1)


def _targets(front: QWidget) -> Iterator[QWidget]:
    kinds = (QAbstractButton, QAbstractItemView, QLineEdit, QComboBox, QTabBar)
    for widget in front.findChildren(QWidget):
        if isinstance(widget, kinds) and widget.isVisible() and widget.isEnabled():
            words = widget.text() if isinstance(widget, QAbstractButton) else ""
            if not any(part in words for part in _LEFT_ALONE):
                yield widget


def resident() -> float:
    """Megabytes that this process holds now; elsewhere than on Linux the most it has held.

    What is freed and kept for later is given back before: holes between what lives are no leak.
    """
    status = Path("/proc/self/status")
    if status.exists():
        ctypes.CDLL(None).malloc_trim(0)
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    profile, seconds, seed = sys.argv[1:]
    QApplication.setQuitOnLastWindowClosed(True)
    chance = random.Random(int(seed))
    stay_inside()
    _inside.play(Path(profile), script(float(seconds), chance), patience=60.0)


if __name__ == "__main__":
    main()
