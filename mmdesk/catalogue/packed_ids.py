"""A million offer ids in some twenty megabytes: which stand there twice, and which another list has not."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

_BUCKETS: Final = 64
_PACKED_AT: Final = 512
_LONGEST: Final = 64
_BETWEEN: Final = "\0"
"""XML and databases have no such character in a text, so no id can hold it."""


class PackedIds:
    """Ids by the hash of their text, packed as soon as there are some of one bucket.

    Two of these put the same id into buckets of the same number, which makes them easy to compare.
    """

    def __init__(self) -> None:
        self._fresh: list[list[str]] = [[] for _ in range(_BUCKETS)]
        self._packed: list[list[bytes]] = [[] for _ in range(_BUCKETS)]
        self._count = 0

    def __len__(self) -> int:
        """How many were added, repeated ones included."""
        return self._count

    def add(self, offer_id: str) -> None:
        self._count += 1
        number = hash(offer_id) % _BUCKETS
        fresh = self._fresh[number]
        fresh.append(offer_id if len(offer_id) <= _LONGEST else _shortened(offer_id))
        if len(fresh) >= _PACKED_AT:
            self._packed[number].append(_BETWEEN.join(_at_most_twice(fresh)).encode())
            fresh.clear()

    def repeated(self) -> Iterator[str]:
        """Every id that is there more than once, told once; in no order that means anything."""
        for number in range(_BUCKETS):
            ids = self._bucket(number)
            if len(set(ids)) != len(ids):
                yield from (each for each, times in Counter(ids).items() if times > 1)

    def missing_from(self, other: PackedIds) -> Iterator[str]:
        """Every id of these that the other has not, once; in no order that means anything."""
        for number in range(_BUCKETS):
            yield from set(self._bucket(number)).difference(other._bucket(number))

    def _bucket(self, number: int) -> list[str]:
        ids = list(self._fresh[number])
        for packed in self._packed[number]:
            ids += packed.decode().split(_BETWEEN)
        return ids


def _at_most_twice(ids: Sequence[str]) -> Sequence[str]:
    """A file with one id a million times must not cost more than another."""
    if len(set(ids)) == len(ids):
        return ids
    return [each for each, times in Counter(ids).items() for _ in range(min(times, 2))]


def _shortened(offer_id: str) -> str:
    """No id may be so long; what stands for it is still its own, and begins as it does."""
    return offer_id[:_LONGEST] + "…" + hashlib.blake2b(offer_id.encode(), digest_size=16).hexdigest()
