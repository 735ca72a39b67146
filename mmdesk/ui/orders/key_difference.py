"""What turns one sequence of keys into another: few removals and insertions, or one reset. Without Qt.

Worked out on a reading thread; the window's thread only applies them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from mmdesk.services.order_list import ShipmentKey

Keys = tuple[ShipmentKey, ...]

MOST_SPLICES: Final = 100
"""Beyond some hundreds a reset is cheaper for a view of 100,000 rows, and looks no different."""

_MOST_MOVED: Final = 500


@dataclass(frozen=True, slots=True)
class Removal:
    """Rows `first` to `first + count - 1` go."""

    first: int
    count: int


@dataclass(frozen=True, slots=True)
class Insertion:
    """These keys come to stand at row `first` and below."""

    first: int
    keys: Keys


Splice = Removal | Insertion


@dataclass(frozen=True, slots=True)
class Difference:
    """How `old` becomes `new`.

    `splices` are applied one after another; None means that everything is put up anew. `gone` are the keys
    that `new` no longer has, `moved` those that a removal takes out and an insertion brings back.
    """

    old: Keys
    new: Keys
    splices: tuple[Splice, ...] | None
    gone: frozenset[ShipmentKey] = field(default=frozenset())
    moved: frozenset[ShipmentKey] = field(default=frozenset())

    @property
    def is_reset(self) -> bool:
        return self.splices is None


def replaced(old: Keys, new: Keys) -> Difference:
    """Another list altogether: nothing of the old one is looked for in it."""
    return Difference(old, new, None)


def difference(old: Keys, new: Keys) -> Difference:
    """The same list a moment later. Keys that stay in order keep their rows, so views stay where they are."""
    head = _common_head(old, new)
    tail = _common_tail(old, new, head)
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    gone = frozenset(before).difference(after)
    staying = _in_order(before, after)
    moved = frozenset(before) - gone - staying
    if len(moved) > _MOST_MOVED or _has_doubles(before) or _has_doubles(after):
        return Difference(old, new, None, gone)
    removals = [Removal(head + first, len(run)) for first, run in _runs(before, staying)]
    insertions = [Insertion(head + first, run) for first, run in _runs(after, staying)]
    if len(removals) + len(insertions) > MOST_SPLICES:
        return Difference(old, new, None, gone)
    # From the bottom up a removal leaves the rows of the next one alone; insertions name the rows of the end.
    return Difference(old, new, (*reversed(removals), *insertions), gone, moved)


def survivor(keys: Sequence[ShipmentKey], row: int, gone: frozenset[ShipmentKey]) -> ShipmentKey | None:
    """The key at `row`; when it goes, the next one below that stays, else the nearest above."""
    if not 0 <= row < len(keys):
        return None
    below = (keys[place] for place in range(row, len(keys)))
    above = (keys[place] for place in range(row - 1, -1, -1))
    for side in (below, above):
        found = next((key for key in side if key not in gone), None)
        if found is not None:
            return found
    return None


def _common_head(old: Keys, new: Keys) -> int:
    """By halves: comparing slices costs no Python per key."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_tail(old: Keys, new: Keys, head: int) -> int:
    low, high = 0, min(len(old), len(new)) - head
    while low < high:
        middle = (low + high + 1) // 2
        if old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]:
            low = middle
        else:
            high = middle - 1
    return low


def _in_order(before: Keys, after: Keys) -> frozenset[ShipmentKey]:
    """The most keys that can stay where they are: the longest run of common keys whose order is the same."""
    places = {key: place for place, key in enumerate(before)}
    common = [places[key] for key in after if key in places]
    if all(one < other for one, other in pairwise(common)):
        return frozenset(before[place] for place in common)
    return frozenset(before[place] for place in _longest_rise(common))


def _longest_rise(numbers: Sequence[int]) -> Iterator[int]:
    """The longest strictly increasing subsequence, from its end to its beginning."""
    ends: list[int] = []
    end_places: list[int] = []
    previous: list[int] = []
    for place, number in enumerate(numbers):
        length = bisect_left(ends, number)
        previous.append(end_places[length - 1] if length else -1)
        if length == len(ends):
            ends.append(number)
            end_places.append(place)
        else:
            ends[length], end_places[length] = number, place
    place = end_places[-1] if end_places else -1
    while place >= 0:
        yield numbers[place]
        place = previous[place]


def _runs(keys: Keys, staying: frozenset[ShipmentKey]) -> Iterator[tuple[int, Keys]]:
    """Neighbours that do not stay, with the row of the first."""
    first = 0
    for row, key in enumerate(keys):
        if key not in staying:
            continue
        if first < row:
            yield first, keys[first:row]
        first = row + 1
    if first < len(keys):
        yield first, keys[first:]


def _has_doubles(keys: Keys) -> bool:
    return len(set(keys)) != len(keys)
