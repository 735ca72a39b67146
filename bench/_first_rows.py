"""Opens the real window and tells when it could be worked with: rows painted, and a key answered."""

from __future__ import annotations

import sys
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import Qt

from bench import _inside
from tests.ui import keyboard
from tests.ui.actor import Script


def script() -> Script:
    yield from keyboard.activated()
    window = keyboard.focus().window()
    paintings = _inside.Paintings(window)
    window.update()
    yield paintings.wait_for(window.isVisible)
    shown = paintings.at
    yield lambda: _inside.table() is not None
    view = _inside.the_table()
    paintings = _inside.Paintings(view.viewport())
    # It may have been painted before anybody watched.
    view.viewport().update()
    yield paintings.wait_for(lambda: _inside.shows_rows(view))
    row = view.currentIndex().row()
    rows = paintings.at
    keyboard.press(Qt.Key.Key_Down)
    yield paintings.wait_for(lambda: view.currentIndex().row() != row)
    _inside.tell(shown=shown, rows=rows, usable=paintings.at, work=process_time())


if __name__ == "__main__":
    _inside.play(Path(sys.argv[1]), script(), patience=30.0)
