"""Everything once: what is made or loaded at its first use is there before memory is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Final, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QListWidget, QMenu, QTabBar, QWidget

from mmdesk.printing.drawing import register_fonts
from tests.ui import keyboard
from tests.ui.actor import Script

PAGE_KEYS: Final = (
    Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5, Qt.Key.Key_6, Qt.Key.Key_7,
)  # fmt: skip
Kind = TypeVar("Kind", bound=QWidget)
Tell = Callable[[str], None]
"""Hears what is being done."""


class Settled:
    """Holds when no widget has come or gone for a while: pages and lists are made in steps."""

    CALM_SECONDS: Final = 0.4

    def __init__(self) -> None:
        self._widgets = -1
        self._since = perf_counter()

    def __call__(self) -> bool:
        widgets = len(QApplication.allWidgets())
        if widgets != self._widgets:
            self._widgets, self._since = widgets, perf_counter()
        return perf_counter() - self._since > self.CALM_SECONDS


def tour(tell: Tell) -> Script:
    """Every page, tab and section; the fonts of papers; the dialogs that ask about an order."""
    for page in PAGE_KEYS:
        yield from _open(page, tell)
        yield from _tabs(tell)
        for sections in _visible(QListWidget):
            for row in range(sections.count()):
                tell(f"section {row} of the tour")
                sections.setCurrentRow(row)
                yield Settled()
                yield from _tabs(tell)
    yield from _open(PAGE_KEYS[0], tell)
    # What the first paper of a day loads; a tour has no packed order to print one for.
    tell("the fonts of papers, of the tour")
    register_fonts()
    for question in (Qt.Key.Key_F4, Qt.Key.Key_F6):
        tell(f"{question.name} of the tour")
        keyboard.press(question)
        yield Settled()
        yield from closing_dialogs()


def closing_dialogs() -> Script:
    """Back to the window, so that it can be closed."""
    for _ in range(20):
        if not isinstance(keyboard.foremost(), (QDialog, QMenu)):
            return
        keyboard.press(Qt.Key.Key_Escape)
        yield Settled()


def _open(page: Qt.Key, tell: Tell) -> Script:
    tell(f"page {page.name} of the tour")
    keyboard.press(page, Qt.KeyboardModifier.ControlModifier)
    yield Settled()


def _tabs(tell: Tell) -> Script:
    for bar in _visible(QTabBar):
        for tab in range(bar.count()):
            tell(f"tab {tab} of the tour")
            bar.setCurrentIndex(tab)
            yield Settled()


def _visible(kind: type[Kind]) -> Iterator[Kind]:
    window = keyboard.main_window()
    assert window is not None, "there is no window"
    # A list of its own: what is shown changes under the hand.
    return iter([each for each in window.findChildren(kind) if each.isVisible() and each.isEnabled()])
