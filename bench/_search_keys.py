"""Types into the search field of the real window, and tells how long each key took to its painted result."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView

from bench import _inside
from tests.ui import keyboard
from tests.ui.actor import Script, later

Result = tuple[int, str]
"""How many orders, and the number of the first."""


def script(phrases: Sequence[str], expected: Mapping[str, Result], rounds: int) -> Script:
    yield from keyboard.activated()
    yield lambda: _inside.table() is not None
    view = _inside.the_table()
    yield lambda: _inside.shows_rows(view)
    spans: list[float] = []
    for _ in range(rounds + 1):
        for phrase in phrases:
            yield from cleared()
            yield from typed(view, phrase, expected, spans)
    _inside.tell(keys=spans[len(spans) // (rounds + 1) :])


def typed(view: QAbstractItemView, phrase: str, expected: Mapping[str, Result], spans: list[float]) -> Script:
    """Letter by letter, the next when the result of the one before is painted."""
    paintings = _inside.Paintings(view.viewport())
    for length in range(1, len(phrase) + 1):
        shown, result = result_of(view), expected[phrase[:length]]
        painted = paintings.wait_for(partial(shows, view, result))
        began = perf_counter()
        keyboard.write(phrase[length - 1])
        if result != shown and result[0] > 0:
            yield painted
            spans.append((paintings.at - began) * 1000)
        else:
            # Nothing to be seen: long enough for the answer to be there.
            yield later(0.15)


def cleared() -> Script:
    """The field is empty and has the keyboard; the list is the one without a search."""
    keyboard.press(Qt.Key.Key_F3)
    keyboard.press(Qt.Key.Key_Escape)
    yield later(0.3)
    keyboard.press(Qt.Key.Key_F3)


def shows(view: QAbstractItemView, result: Result) -> bool:
    return result_of(view) == result


def result_of(view: QAbstractItemView) -> Result:
    model = view.model()
    cells = (model.index(0, column).data() for column in range(model.columnCount()))
    numbers = (str(cell) for cell in cells if cell and str(cell).isdigit() and len(str(cell)) > 5)
    return model.rowCount(), next(numbers, "")


def main() -> None:
    profile, notes, rounds = sys.argv[1:]
    phrases, read = json.loads(Path(notes).read_text(encoding="utf-8"))
    expected = {text: (int(count), str(first)) for text, (count, first) in read.items()}
    _inside.play(Path(profile), script(phrases, expected, int(rounds)))


if __name__ == "__main__":
    main()
