"""The window's process under a test: the real program, with a keyboard that another process holds.

Every line of standard input is a wish as JSON, every line of standard output the answer to one. Started by
desktop.py; leaving standard input closes the window.
"""

from __future__ import annotations

import json
import os
import select
import sys
from collections.abc import Mapping
from math import inf
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QLineEdit, QListView, QPushButton, QWidget

from mmdesk.__main__ import main
from tests.ui import actor, keyboard

MODIFIERS = {"Ctrl": keyboard.CONTROL, "Alt": keyboard.ALT, "Shift": Qt.KeyboardModifier.ShiftModifier}


class Wishes:
    """Lines as they come, without waiting for any."""

    def __init__(self) -> None:
        self._read = b""
        self._over = False

    def come(self) -> bool:
        while not self._over and select.select([0], [], [], 0)[0]:
            chunk = os.read(0, 65_536)
            self._read += chunk
            self._over = not chunk
        return self._over or b"\n" in self._read

    def take(self) -> dict[str, Any] | None:
        """None when nobody will wish for anything any more."""
        line, end, rest = self._read.partition(b"\n")
        if not end:
            return None
        self._read = rest
        wish: dict[str, Any] = json.loads(line)
        return wish


def script() -> actor.Script:
    wishes = Wishes()
    yield from keyboard.activated()
    front = Front()
    while True:
        yield wishes.come
        wish = wishes.take()
        if wish is None:
            return
        # What was pressed before is dealt with first.
        yield actor.later(0.0)
        yield from front.follow()
        if "press" in wish:
            press(wish["press"])
        elif "write" in wish:
            keyboard.write(wish["write"])
        elif "close" in wish:
            keyboard.focus().window().close()
        sys.stdout.write(json.dumps(look(), ensure_ascii=False) + "\n")
        sys.stdout.flush()


def press(keys: str) -> None:
    """A key by its name in Qt, with modifiers before it: F2, Ctrl+Z."""
    *modifiers, key = keys.split("+")
    held = keyboard.PLAIN
    for name in modifiers:
        held |= MODIFIERS[name]
    keyboard.press(Qt.Key[f"Key_{key}"], held)


class Front:
    """Where there is no window manager a dialog neither gets the keyboard by itself nor gives it back."""

    def __init__(self) -> None:
        self._known = keyboard.foremost()

    def follow(self) -> actor.Script:
        front = keyboard.foremost()
        if front is not None and front is not self._known:
            yield from keyboard.activated()
        self._known = front


def look() -> Mapping[str, object]:
    """What a person sees."""
    window = keyboard.main_window()
    if window is None:
        return {}
    dialog = keyboard.dialog()
    focus = keyboard.focus()
    return {
        "rows": orders(window),
        "dialog": texts(dialog) if dialog is not None else [],
        "texts": texts(window),
        "in_search": isinstance(focus, QLineEdit) and "F3" in focus.placeholderText(),
        "focus_text": focus.text() if isinstance(focus, QLineEdit | QPushButton) else "",
        "centre": pixel(window),
    }


def pixel(window: QWidget) -> str:
    """The colour on the screen where the middle of the window is, whoever has painted it."""
    centre = window.mapToGlobal(window.rect().center())
    grabbed = window.screen().grabWindow(0, centre.x(), centre.y(), 1, 1)
    return grabbed.toImage().pixelColor(0, 0).name()


def orders(window: QWidget) -> list[list[str]]:
    """The cells of the rows in sight."""
    for view in window.findChildren(QAbstractItemView):
        model = view.model()
        if isinstance(view, QListView):
            # The sections of the settings; a list of one column does not even tell how many it has.
            continue
        if view.isVisible() and model is not None and model.columnCount() > 3:
            shown = range(min(model.rowCount(), 40))
            return [
                [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
                for row in shown
            ]
    return []


def texts(widget: QWidget) -> list[str]:
    """Everything written on labels and buttons in sight."""
    parts: list[QLabel | QPushButton] = [*widget.findChildren(QLabel), *widget.findChildren(QPushButton)]
    return [part.text() for part in parts if part.isVisible() and part.text()]


if __name__ == "__main__":
    actor.play(script(), main, patience=inf)
