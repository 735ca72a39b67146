"""The seller's tree of goods as Megamarket takes it: ids whole numbers above 0, parents that exist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple
from zlib import crc32

from mmdesk.catalogue.visible import first_visible
from mmdesk.domain.offer import Category

_HIGHEST: Final = 2**31 - 1
_RENUMBERED_FROM: Final = 1_000_000_000
_LONGEST_NAME: Final = 500


class FeedCategory(NamedTuple):
    """A category of the feed; `parent` is None at the root."""

    number: int
    parent: int | None
    name: str


class CategoryTree:
    """The categories of one source under their numbers in the feed.

    An id that is a whole number, spelled as usual, keeps it. Any other gets a number out of the id itself, so
    that it stays the same when other categories come and go.
    """

    def __init__(self, categories: Iterable[Category]) -> None:
        known: dict[str, Category] = {}
        for category in categories:
            if category.category_id:
                known.setdefault(category.category_id, category)
        self._numbers = _numbered(known)
        self._names = {each.category_id: each.name for each in known.values()}
        self.categories = tuple(_tree(known, self._numbers))

    def name(self, category_id: str) -> str:
        """As the source names it; empty for one that it does not have."""
        return self._names.get(category_id, "")

    def number(self, category_id: str) -> int | None:
        """The number of a category in the feed, None for one that the source does not have."""
        return self._numbers.get(category_id) or self._numbers.get(category_id.strip())


def _numbered(known: Mapping[str, Category]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    taken: set[int] = set()
    for category_id in known:
        number = _whole(category_id)
        if number is not None:
            numbers[category_id] = number
            taken.add(number)
    for category_id in known:
        if category_id not in numbers:
            number = _RENUMBERED_FROM + crc32(category_id.encode()) % _RENUMBERED_FROM
            while number in taken:
                number += 1
            numbers[category_id] = number
            taken.add(number)
    return numbers


def _whole(category_id: str) -> int | None:
    if not (category_id.isascii() and category_id.isdigit()) or len(category_id) > 10:
        return None
    number = int(category_id)
    # 7 and 007 are two ids, and only one of them can be the number 7.
    return number if 0 < number <= _HIGHEST and str(number) == category_id else None


def _tree(known: Mapping[str, Category], numbers: Mapping[str, int]) -> Iterable[FeedCategory]:
    rooted = _rooted(known)
    for category_id, category in known.items():
        parent = numbers.get(category.parent) if category_id not in rooted else None
        number = numbers[category_id]
        name = first_visible(category.name[:_LONGEST_NAME], category_id[:_LONGEST_NAME], str(number))
        yield FeedCategory(number, parent, name)


def _rooted(known: Mapping[str, Category]) -> set[str]:
    """Categories that lose their parent because it would close a circle; the rest of it keeps its own."""
    safe: set[str] = set()
    rooted: set[str] = set()
    for start in known:
        way: list[str] = []
        on_way: set[str] = set()
        at = start
        while at in known and at not in safe and at not in on_way:
            way.append(at)
            on_way.add(at)
            at = known[at].parent
        if at in on_way:
            rooted.add(way[-1])
        safe.update(way)
    return rooted
