"""Which tests begin first: it decides how long the whole suite takes."""

from __future__ import annotations

from typing import Final

import pytest

_USUAL_SECONDS: Final = 180.0


def longest_first(items: list[pytest.Item]) -> None:
    """Lest one of them runs alone at the end; all others keep their random order."""
    items.sort(key=lambda item: -_seconds(item))


def _seconds(item: pytest.Item) -> float:
    """What the test asks for, where that is more than any test has."""
    mark = item.get_closest_marker("timeout")
    return max(float(mark.args[0]) if mark else 0.0, _USUAL_SECONDS)
