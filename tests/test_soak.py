"""A soak's verdict: faults and growth fail it, noise does not."""

from __future__ import annotations

import json

import pytest

from tests.soak.judging import judged, thirds
from tests.soak.pace import QUIET_MS


def told(memory: list[float], faults: list[str] | None = None) -> list[str]:
    figures = {
        "deeds": 9,
        "pages": 1,
        "orders": 5,
        "longest_ms": 40.0,
        "p999_ms": 20.0,
        "own_ms": 10.0,
        "own_p999_ms": 9.0,
        "long_turns": [],
        "pieces_ms": [QUIET_MS],
    }
    return ["a line of the program", json.dumps({**figures, "faults": faults or [], "memory_mb": memory})]


def test_the_warm_up_is_left_out() -> None:
    assert thirds([50, 90, 100, 101, 100, 102]) == (100.5, 101)


@pytest.mark.parametrize(
    ("memory", "code"),
    [
        ([60, 90, 120, 121, 122, 124], 0),
        ([60, 120, 180, 240, 300, 360], 1),
        ([60, 61, 62, 63, 70, 71], 0),
        ([250, 256, 257, 257, 268, 275], 1),
        # A rise during the warm-up is none.
        ([200, 224, 248, 249, 250, 250], 0),
    ],
)
def test_memory_may_not_go_on_growing(memory: list[float], code: int) -> None:
    assert judged(told(memory)) == code


def test_a_fault_or_a_silent_window_fails() -> None:
    assert judged(told([100.0] * 6, ["KeyError: 'x'"])) == 1
    assert judged([]) == 1
