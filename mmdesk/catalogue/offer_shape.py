"""Which elements an offer is made of, in their order. A feed has few such shapes, so each is judged once."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from lxml import etree

TextRule = Callable[[str], None]


class PartRule(Protocol):
    """Judges an element that has attributes or elements of its own."""

    def __call__(self, part: etree._Element, /) -> None: ...


_WANTED: Final[Mapping[str, str]] = {
    "name": "no_name",
    "price": "no_price",
    "categoryId": "no_category",
    "picture": "no_picture",
    "vat": "no_vat",
    "vendor": "no_vendor",
    "outlets": "no_stock",
}
_MANY: Final = frozenset(("picture", "barcode", "param"))
_SECRET: Final = re.compile(r"purchase.?price|закупоч\w*\s+(?:цен|стоим)", re.IGNORECASE).search
_MOST_SHAPES: Final = 1000
_LONGEST_SHAPE: Final = 200


def is_secret(name: str) -> bool:
    """Whether this names what the shop pays, which no feed may tell."""
    return _SECRET(name) is not None


class Shape(NamedTuple):
    """What is to be asked of every offer of this shape, by the places of its elements.

    A text that is among those known to be right need not be asked at all.
    """

    texts: Sequence[tuple[int, Container[str], TextRule]]
    parts: Sequence[tuple[int, PartRule]]
    complaints: Sequence[tuple[str, str]]
    """Code and tag of what is wrong with the shape itself."""
    has_outlets: bool
    has_options: bool


class Shapes:
    """The shapes met so far, a thousand at most."""

    def __init__(
        self, texts: Mapping[str, tuple[Container[str], TextRule]], parts: Mapping[str, PartRule]
    ) -> None:
        self._texts = texts
        self._parts = parts
        self._known: dict[tuple[str, ...], Shape] = {}

    def of(self, tags: tuple[str, ...]) -> Shape:
        return self._known.get(tags) or self._judged(tags)

    def _judged(self, tags: tuple[str, ...]) -> Shape:
        shape = Shape(
            [(place, *self._texts[tag]) for place, tag in enumerate(tags) if tag in self._texts],
            [(place, self._parts[tag]) for place, tag in enumerate(tags) if tag in self._parts],
            list(self._complaints(tags)),
            "outlets" in tags,
            "shipment-options" in tags,
        )
        if len(self._known) < _MOST_SHAPES and len(tags) <= _LONGEST_SHAPE:
            self._known[tuple(map(sys.intern, tags))] = shape
        return shape

    def _complaints(self, tags: Sequence[str]) -> Iterator[tuple[str, str]]:
        seen = set[str]()
        for tag in tags:
            if tag not in self._texts and tag not in self._parts:
                yield "purchase_price" if is_secret(tag) else "unknown_element", tag
            elif tag in seen and tag not in _MANY:
                yield "repeated_element", tag
            seen.add(tag)
        for tag, code in _WANTED.items():
            if tag not in seen:
                yield code, tag
