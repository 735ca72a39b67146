"""Tells how long the thread of a window did not answer: the real one's, or that of one with nothing in it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QMainWindow

from bench import _inside
from tests.ui import keyboard
from tests.ui.actor import Actor, Script, later

HERE = Path(__file__).parent
CALM_SECONDS = 1.5
"""Long enough for the last change to be read and painted."""
QUIET_SECONDS = 12.0
WORDS = ("кружка синяя", "примеров", "700150")


def real(profile: Path, changes: int) -> Script:
    yield from keyboard.activated()
    yield lambda: _inside.table() is not None
    view = _inside.the_table()
    yield lambda: _inside.shows_rows(view)
    yield later(CALM_SECONDS)
    gaps = _inside.Gaps()
    told: dict[str, list[list[float]]] = {}
    for name, doing in (
        ("burst", burst(profile, changes)),
        ("dead", pressing_keys()),
        ("scrolling", scrolling(view)),
        ("typing", typing()),
    ):
        gaps.begin()
        yield from doing
        yield later(CALM_SECONDS)
        told[name] = gaps.end()
    _inside.tell(**told)


def bare(profile: Path, changes: int) -> Script:
    gaps = _inside.Gaps()
    gaps.begin()
    yield from burst(profile, changes)
    in_burst = gaps.end()
    gaps.begin()
    yield later(QUIET_SECONDS)
    _inside.tell(burst=in_burst, quiet=gaps.end())


def burst(profile: Path, changes: int) -> Script:
    """Another process writes as fast as it can, until it has ended."""
    command = [sys.executable, str(HERE / "_burst.py"), str(profile), str(changes)]
    with subprocess.Popen(command) as child:
        yield lambda: child.poll() is not None
        assert child.returncode == 0, "the burst has failed"


def pressing_keys() -> Script:
    """Orders are confirmed and exchanges asked for, while nothing answers the service."""
    for _ in range(int(QUIET_SECONDS / 0.4)):
        for key in (Qt.Key.Key_Down, Qt.Key.Key_F2, Qt.Key.Key_F5, Qt.Key.Key_Down):
            keyboard.press(key)
            yield later(0.1)


def scrolling(view: QAbstractItemView) -> Script:
    """Through all orders: by pages, by the wheel, and from end to end."""
    all_orders().click()
    yield lambda: view.model().rowCount() > 10_000 and _inside.shows_rows(view)
    for key, times in (
        (Qt.Key.Key_PageDown, 150),
        (Qt.Key.Key_End, 1),
        (Qt.Key.Key_PageUp, 50),
        (Qt.Key.Key_Home, 1),
        (Qt.Key.Key_Down, 100),
    ):
        for _ in range(times):
            keyboard.press(key)
            yield later(0.02)
    for _ in range(200):
        turn_wheel(view)
        yield later(0.016)


def typing() -> Script:
    for word in WORDS:
        keyboard.press(Qt.Key.Key_F3)
        for letter in word:
            keyboard.write(letter)
            yield later(0.08)
        keyboard.press(Qt.Key.Key_Escape)
        yield later(0.3)


def all_orders() -> QAbstractButton:
    """The last of the chips over the list."""
    window = _inside.the_table().window()
    chips = [each for each in window.findChildren(QAbstractButton) if each.isCheckable()]
    return next(each for each in chips if each.text().startswith(("Все", "All")))


def turn_wheel(view: QAbstractItemView) -> None:
    centre = QPointF(view.viewport().rect().center())
    event = QWheelEvent(
        centre,
        view.viewport().mapToGlobal(centre),
        QPoint(),
        QPoint(0, -360),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


def main(arguments: Sequence[str]) -> None:
    kind, profile, changes = arguments
    if kind == "real":
        _inside.play(Path(profile), real(Path(profile), int(changes)))
        return
    application = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.show()
    actor = Actor(bare(Path(profile), int(changes)), _inside.PATIENCE)
    code = application.exec()
    actor.deleteLater()
    sys.exit(code)


if __name__ == "__main__":
    main(sys.argv[1:])
