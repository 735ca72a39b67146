"""The table of offers against the trail of the build that it has to agree with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from mmdesk.catalogue.trail import TrailLine, decoded, pages
from mmdesk.storage.feed_builds import FeedBuild
from mmdesk.storage.offers import KnownOffer
from mmdesk.storage.uow import UnitOfWork
from tests.e2e.feed_house import FeedHouse

_PAGE: Final = 500
_ENOUGH: Final = 3
"""Offers that are told of one by one."""


def offers_wrong(house: FeedHouse, build: FeedBuild) -> list[str]:
    """What the table has otherwise than the build's trail, in words."""
    if build.applied_at is None:
        return ["the offers of a finished build are not all written"]
    met: set[str] = set()
    wrong: list[str] = []
    with house.parts.storage.look() as work:
        for page in pages(house.files.trail(build.folder), _PAGE):
            lines = [decoded(each) for each in page]
            met.update(line.offer_id for line in lines)
            wrong += _differences(work, build, lines)
        wrong += [f"{each} is not in the trail and not gone" for each in _present(work, build) - met]
    return [*wrong[:_ENOUGH], f"{len(wrong)} offers differ from the trail"] if wrong else []


def _differences(work: UnitOfWork, build: FeedBuild, lines: Sequence[TrailLine]) -> Iterator[str]:
    known = work.offers.by_ids(build.connection_id, [line.offer_id for line in lines])
    for line in lines:
        offer = known.get(line.offer_id)
        if offer is None or _as_known(offer) != _as_told(line):
            yield f"{line} is known as {offer}"


def _as_known(offer: KnownOffer) -> tuple[object, ...]:
    feed = (offer.feed_price, offer.feed_old_price, offer.feed_stock)
    return (offer.state, offer.name, offer.vendor, offer.article, offer.picture, offer.barcodes, *feed)


def _as_told(line: TrailLine) -> tuple[object, ...]:
    feed = (None, None, 0) if line.state else (line.feed_price, line.feed_old_price, line.feed_stock)
    barcodes = tuple(sorted(line.barcodes))
    return (line.state, line.name, line.vendor, line.article, line.picture, barcodes, *feed)


def _present(work: UnitOfWork, build: FeedBuild) -> set[str]:
    """The ids of all offers that are not gone."""
    found: set[str] = set()
    after, last = 0, work.offers.last_row(build.connection_id)
    while keys := work.offers.rows(build.connection_id, after, last):
        found.update(each.offer_id for each in work.offers.stored(keys))
        after = keys[-1]
    return found
