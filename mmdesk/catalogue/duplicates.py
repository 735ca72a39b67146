"""Offers that share an id are all left out; that shows only once the whole source has been read.

The build goes on meanwhile. In the rare case that some are found, feed and trail are written once more
without them.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from itertools import islice
from typing import BinaryIO, Final, NamedTuple

from msgspec.structs import astuple, replace

from mmdesk.catalogue.exclusions import BAD_ID, DUPLICATE
from mmdesk.catalogue.trail import TrailLine, decoded, encoded, lines

_BUCKETS: Final = 64
_AT_ONCE: Final = 100


class Digests:
    """A hash of every id that the feed could have, good for this process alone; eight bytes an offer.

    They lie in buckets, so that only a few are looked at together, and the memory stays flat.
    """

    def __init__(self) -> None:
        self._buckets = tuple(array("q") for _ in range(_BUCKETS))

    def add(self, offer_id: str) -> None:
        digest = hash(offer_id)
        self._buckets[digest % _BUCKETS].append(digest)

    def repeated(self) -> frozenset[int]:
        """The hashes that occur more than once: of ids that do, or that merely meet."""
        found: set[int] = set()
        for bucket in self._buckets:
            if len(set(bucket)) < len(bucket):
                found.update(digest for digest, times in Counter(bucket).items() if times > 1)
        return frozenset(found)


def repeated_ids(trail: BinaryIO, suspected: Container[int]) -> frozenset[str]:
    """The ids behind these hashes that really occur more than once. One that cannot be used is none."""
    counts = Counter(
        line.offer_id for line in lines(trail) if hash(line.offer_id) in suspected and line.state != BAD_ID
    )
    return frozenset(offer_id for offer_id, count in counts.items() if count > 1)


class Rewritten(NamedTuple):
    """An offer as it is to be written anew: its part of the feed, and its line of the trail.

    `former` is what the trail had of an offer that turned out to share its id, None for all others.
    """

    text: bytes
    line: bytes
    former: TrailLine | None


def write_without(
    offers: Iterator[Rewritten], write_feed: Callable[[bytes], object], write_trail: Callable[[bytes], object]
) -> Iterator[TrailLine]:
    """Write them, some at a time, and tell what was thought before of those that share an id."""
    while some := list(islice(offers, _AT_ONCE)):
        write_feed(b"".join([offer.text for offer in some]))
        write_trail(b"".join([offer.line for offer in some]))
        yield from (offer.former for offer in some if offer.former is not None)


def without(
    feed: BinaryIO, trail: BinaryIO, lengths: Iterable[int], ids: Container[str]
) -> Iterator[Rewritten]:
    """Every offer in its order, those of these ids as left out; `feed` stands at the first one."""
    for written, length in zip(trail, lengths, strict=True):
        text = feed.read(length)
        line = decoded(written)
        if line.offer_id in ids:
            shared = replace(line, state=DUPLICATE, feed_price=None, feed_old_price=None, feed_stock=0)
            yield Rewritten(b"", encoded(astuple(shared)[1:-1], shared.shelf), line)
        else:
            yield Rewritten(text, written, None)
