"""Which tests begin first and which ones coverage looks at: both decide how long the whole suite takes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

_TESTS: Final = Path(__file__).parent
# Coverage is demanded of the domain and of the relay, and these show all of it. Tracing makes tests slower by
# up to a half; of the windows and of whole programs it proves nothing more.
_COVERING: Final = tuple(
    str(_TESTS / name) for name in ("catalogue", "clients", "domain", "services", "storage")
)
_USUAL_SECONDS: Final = 180.0


def longest_first(items: list[pytest.Item]) -> None:
    """Lest one of them runs alone at the end; all others keep their random order."""
    items.sort(key=lambda item: -_seconds(item))


def _seconds(item: pytest.Item) -> float:
    """What the test asks for, where that is more than any test has."""
    mark = item.get_closest_marker("timeout")
    return max(float(mark.args[0]) if mark else 0.0, _USUAL_SECONDS)


def trace_only_where_it_counts(items: list[pytest.Item]) -> None:
    """For a run with coverage: the marker is one of pytest-cov's."""
    for item in items:
        if not str(item.path).startswith(_COVERING):
            item.add_marker("no_cover")
