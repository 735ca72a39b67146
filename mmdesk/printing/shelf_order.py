"""The order in which one walks along shelves: by their numbers, whichever keyboard wrote their letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

Key = list[tuple[int, str]]

_DIGITS: Final = re.compile(r"(\d+)")
_LATIN: Final = "ABEKMHOPCTYX"
_CYRILLIC: Final = "АВЕКМНОРСТУХ"


def natural(words: str) -> Key:
    """A-2 comes before A-10, as people number their shelves."""
    parts = _DIGITS.split(words.strip().casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts if part]


def walk(shelves: Iterable[str]) -> Callable[[str], Key]:
    """The key for these shelves: a letter of the other alphabet counts as the one that looks like it.

    The alphabet is that of most letters: in the Latin one the look-alikes stand in another order.
    """
    letters = "".join(shelves).upper()
    latin = sum("A" <= letter <= "Z" for letter in letters)
    cyrillic = sum("А" <= letter <= "Я" for letter in letters)
    alike = str.maketrans(_LATIN, _CYRILLIC) if cyrillic > latin else str.maketrans(_CYRILLIC, _LATIN)

    def key(shelf: str) -> Key:
        return natural(shelf.upper().translate(alike))

    return key
