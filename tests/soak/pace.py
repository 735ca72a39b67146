"""How fast the machine is while the window is measured: a fixed piece of work, done in its thread as well."""

from __future__ import annotations

import json
from collections.abc import Sequence
from time import thread_time
from typing import Final

from PySide6.QtGui import QTextLayout

QUIET_MS: Final = 2.2
"""Processor time of one piece on the machine of docs/benchmarks.md while nothing else ran."""
_PARAGRAPHS: Final = 24
_SENTENCE: Final = (
    "Order {number} of {number} lots is to be packed by the evening, blue cups and grey plaids. "
)


def sample() -> float:
    """Milliseconds of processor time for one piece. Another one goes before it, which nobody looks at: what
    the window did before must not count.
    """
    _work()
    began = thread_time()
    _work()
    return (thread_time() - began) * 1000


def factor(pieces: Sequence[float]) -> float:
    """How many times as long as on the quiet machine they took, at least 1.

    What it is held against is the longest turn of thousands, which meets the machine when it is slow: nine of
    ten pieces took no longer.
    """
    return max(sorted(pieces)[int((len(pieces) - 1) * 0.9)] / QUIET_MS, 1.0)


def _work() -> None:
    """Half is Qt's own, letters laid out, and half is Python's. Nothing of the program is in it: what makes
    the program slow must not raise its limit.
    """
    text = "\n".join(_SENTENCE.format(number=number) * 3 for number in range(_PARAGRAPHS))
    layout = QTextLayout(text)
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(320)
    layout.endLayout()
    words = text.split()[:200]
    counted = {word: sum(each == word for each in words) for word in words}
    json.loads(json.dumps([counted] * 12))
