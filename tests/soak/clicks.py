"""The real window with somebody before it who clicks and types at random: clicks.py PROFILE SECONDS SEED."""

from __future__ import annotations

import gc
import random
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QMenu,
    QTabBar,
    QWidget,
)

from bench import _inside
from tests.ui import keyboard
from tests.ui.actor import Script, later

_PAUSE: Final = 0.12
_PAGE_KEYS: Final = (
    Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5, Qt.Key.Key_6, Qt.Key.Key_7,
)  # fmt: skip
_KEYS: Final = (
    Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_F8,
    Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape,
    Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_PageDown,
)  # fmt: skip
_WORDS: Final = ("7", "кружка", "MMD:NEXTBOX\r", "4601234567893\r", "MMD:UNDO\r", "MMD:OK\r", "70")
_LEFT_ALONE: Final = (
    # They ask the system for a file, open another program, leave the window, or end the play.
    "file", "copy…", "folder", "demo", "invented", "Open", "Export", "Save", "Remove", "bundle", "Restore",
    "CSV", "XLSX", "PDF", "Close the window", "Русский", "English", "Browse", "Print", "live", "Pause",
)  # fmt: skip


class Faults:
    """Whatever reaches the program's last resort; the crash dialog would wait for a person."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def take(self, kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        self.told.append(f"{kind.__name__}: {error}")
        sys.__excepthook__(kind, error, _trace)


def script(seconds: float, chance: random.Random) -> Script:
    yield from keyboard.activated()
    yield lambda: _inside.table() is not None
    faults = Faults()
    sys.excepthook = faults.take
    gaps = _inside.Gaps()
    gaps.begin()
    deeds, pages, orders, memory, until = 0, 0, 0, [resident()], perf_counter() + seconds
    sampled = perf_counter()
    while perf_counter() < until:
        pages += act(chance)
        deeds += 1
        yield later(_PAUSE)
        if perf_counter() - sampled > max(seconds / 60, 1.0):
            sampled = perf_counter()
            gc.collect()
            memory.append(resident())
            orders = max(orders, seen())
    late, work = gaps.end()
    yield from closing_dialogs()
    _inside.tell(
        faults=faults.told,
        deeds=deeds,
        pages=pages,
        orders=orders,
        memory_mb=memory,
        longest_ms=late[0],
        p999_ms=late[int(len(late) * 0.001)],
        own_ms=work[0],
    )


def seen() -> int:
    """How many orders the list shows at this moment."""
    orders = _inside.table()
    return 0 if orders is None else orders.model().rowCount()


def act(chance: random.Random) -> int:
    """One deed of a person; 1 when it was opening a page."""
    front = keyboard.foremost()
    if front is None:
        return 0
    if isinstance(front, (QDialog, QMenu)) and chance.random() < 0.4:
        keyboard.press(Qt.Key.Key_Escape)
        return 0
    match chance.randrange(6):
        case 0:
            keyboard.press(chance.choice(_PAGE_KEYS), Qt.KeyboardModifier.ControlModifier)
            return 1
        case 1 | 2:
            keyboard.press(chance.choice(_KEYS))
        case 3:
            keyboard.write(chance.choice(_WORDS))
        case _:
            click(front, chance)
    return 0


def click(front: QWidget, chance: random.Random) -> None:
    """Whatever can be clicked in sight, but for what leaves the window."""
    targets = list(_targets(front))
    if not targets:
        return
    target = chance.choice(targets)
    inside = target.viewport() if isinstance(target, QAbstractItemView) else target
    at = QPoint(chance.randrange(max(inside.width(), 1)), chance.randrange(max(inside.height(), 1)))
    # Soon, not at once: a click may open a dialog that only returns when it is answered.
    QTimer.singleShot(0, inside, partial(_press, inside, at))


def _press(target: QWidget, at: QPoint) -> None:
    QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=at, delay=-1)


def _targets(front: QWidget) -> Iterator[QWidget]:
    kinds = (QAbstractButton, QAbstractItemView, QLineEdit, QComboBox, QTabBar)
    for widget in front.findChildren(QWidget):
        if isinstance(widget, kinds) and widget.isVisible() and widget.isEnabled():
            words = widget.text() if isinstance(widget, QAbstractButton) else ""
            if not any(part in words for part in _LEFT_ALONE):
                yield widget


def closing_dialogs() -> Script:
    """Back to the window, so that it can be closed."""
    for _ in range(20):
        if not isinstance(keyboard.foremost(), (QDialog, QMenu)):
            return
        keyboard.press(Qt.Key.Key_Escape)
        yield later(_PAUSE)


def resident() -> float:
    """Megabytes that this process holds now; elsewhere than on Linux the most it has held."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    profile, seconds, seed = sys.argv[1:]
    QApplication.setQuitOnLastWindowClosed(True)
    chance = random.Random(int(seed))
    _inside.play(Path(profile), script(float(seconds), chance), patience=60.0)


if __name__ == "__main__":
    main()
