"""Makes a feed and its trail out of an opened source: one pass, in flat memory."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from mmdesk.catalogue.addresses import web_address
from mmdesk.catalogue.build_order import MOST_PROBLEMS
from mmdesk.catalogue.categories import CategoryTree
from mmdesk.catalogue.complaints import Complaints
from mmdesk.catalogue.duplicates import Digests
from mmdesk.catalogue.exclusions import BAD_ID, DUPLICATE, FAULTS, exclusion, in_force
from mmdesk.catalogue.remarks import remarks
from mmdesk.catalogue.source import Catalogue
from mmdesk.catalogue.trail import TrailLine, encoded
from mmdesk.catalogue.values import (
    FeedOffer,
    FeedRules,
    feed_offer,
    goes_out,
    shelf,
    slimmed,
    source_price,
    source_stock,
)
from mmdesk.catalogue.visible import first_visible
from mmdesk.catalogue.writer import FOOT, Delivery, OfferWriter, head
from mmdesk.domain.offer import Param, Shop, SourceOffer

_TOLD_EVERY: Final = 500
"""Offers between two tellings of progress; a chunk of output as well, unless it grows too large before."""
_LARGEST_CHUNK: Final = 1 << 20
_LARGEST_OFFER: Final = 500_000
"""Bytes in the feed. Nobody describes an offer at such length, and all its readers have their limits."""
_LONGEST_NAME: Final = 500
_MOST_VENDORS: Final = 5000
_MOST_SHAPES: Final = 20_000


@dataclass(slots=True)
class Tally:
    """What a build has counted."""

    read: int = 0
    published: int = 0
    unavailable: int = 0
    excluded: Counter[str] = field(default_factory=Counter)
    complaints: Complaints = field(default_factory=lambda: Complaints(MOST_PROBLEMS))
    vendors: Counter[str] = field(default_factory=Counter)
    shapes: Counter[tuple[str, ...]] = field(default_factory=Counter)
    """The params that offers have, as codes or else names, by how many have just these."""
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Code and name of each param."""
    digests: Digests = field(default_factory=Digests)
    lengths: array[int] = field(default_factory=lambda: array("I"))
    """Bytes that each offer takes in the feed, 0 for those that were left out."""

    def turn_into_duplicate(self, former: TrailLine) -> None:
        """Count an offer anew that shares its id with others; `former` is what was thought of it before."""
        self.complaints.add(former.offer_id, DUPLICATE, "id", former.offer_id)
        self.excluded[DUPLICATE] += 1
        if former.state:
            self.excluded[former.state] -= 1
            self.excluded = +self.excluded
        else:
            self.published -= 1
            self.unavailable -= former.feed_stock == 0

    @property
    def params(self) -> list[tuple[str, str, int]]:
        """Code, name, and how many offers have it; only what may go out."""
        counts: Counter[str] = Counter()
        for shape, times in self.shapes.items():
            for key in set(shape):
                counts[key] += times
        told = [(*self.names[key], count) for key, count in counts.most_common()]
        return [each for each in told if goes_out(each[0], each[1], None)]


class Build:
    """One build; `write_feed` and `write_trail` take bytes, `tell` the number of offers read so far."""

    def __init__(
        self,
        catalogue: Catalogue,
        rules: FeedRules,
        delivery: Delivery,
        write_feed: Callable[[bytes], object],
        write_trail: Callable[[bytes], object],
        tell: Callable[[int], object],
    ) -> None:
        self._catalogue = catalogue
        self._tree = CategoryTree(catalogue.categories)
        self._rules = rules
        self._asked = in_force(rules)
        self._delivery = delivery
        self._write_feed = write_feed
        self._write_trail = write_trail
        self._tell = tell
        self.tally = Tally()

    def head(self, date: str, shop: Shop) -> bytes:
        """The head of the feed; what the source does not say of the shop is taken from `shop`."""
        name, company, url = self._catalogue.shop
        said = Shop(
            first_visible(name[:_LONGEST_NAME], shop.name),
            first_visible(company[:_LONGEST_NAME], name[:_LONGEST_NAME], shop.company),
            web_address(url) or shop.url,
        )
        return head(date, said, self._tree.categories, self._delivery).encode()

    def run(self, date: str, shop: Shop) -> Tally:
        """Write everything. Raises SourceBroken."""
        self._write_feed(self.head(date, shop))
        for feed, trail in self._chunks():
            self._write_feed(feed)
            self._write_trail(trail)
            self._tell(self.tally.read)
        self._write_feed(FOOT.encode())
        return self.tally

    def _chunks(self) -> Iterator[tuple[bytes, bytes]]:
        """The next few offers at a time, as bytes for the feed and for the trail."""
        feed: list[bytes] = []
        trail: list[bytes] = []
        size = 0
        writer = OfferWriter(self._delivery)
        for offer in self._catalogue.offers:
            text, line = self._written(offer, writer)
            feed.append(text)
            trail.append(line)
            size += len(text) + len(line)
            if len(trail) == _TOLD_EVERY or size > _LARGEST_CHUNK:
                yield b"".join(feed), b"".join(trail)
                feed.clear()
                trail.clear()
                size = 0
        yield b"".join(feed), b"".join(trail)

    def _written(self, offer: SourceOffer, writer: OfferWriter) -> tuple[bytes, bytes]:
        """The offer's part of the feed, empty where it is left out, and its line of the trail."""
        tally = self.tally
        tally.read += 1
        made = feed_offer(offer, self._rules, self._tree)
        reason = exclusion(offer, made, self._rules, self._asked)
        text = b""
        if not reason:
            text = writer.text(made).encode()
            if len(text) > _LARGEST_OFFER:
                tally.complaints.add(offer.offer_id, "long_description", "description", str(len(text)))
                made = slimmed(made)
                text = writer.text(made).encode()
        if reason != BAD_ID:
            tally.digests.add(offer.offer_id)
        tally.lengths.append(len(text))
        self._count(offer, reason, made)
        return text, self._line(offer, reason, made)

    def _line(self, offer: SourceOffer, reason: str, made: FeedOffer) -> bytes:
        category = offer.categories[0] if offer.categories else ""
        return encoded(
            (
                offer.offer_id,
                reason,
                made.name,
                made.vendor,
                made.vendor_code,
                self._tree.name(category),
                _kopecks(offer),
                source_stock(offer),
                None if reason else made.price,
                None if reason else made.old_price,
                0 if reason else made.stock,
                made.pictures[0] if made.pictures else "",
                [code for each in offer.barcodes if (code := each.strip())],
            ),
            shelf(offer, self._rules),
        )

    def _count(self, offer: SourceOffer, reason: str, made: FeedOffer) -> None:
        tally = self.tally
        times = tally.vendors.get(made.vendor)
        if times is not None or len(tally.vendors) < _MOST_VENDORS:
            tally.vendors[made.vendor] = (times or 0) + 1
        if offer.params:
            self._count_params(offer.params)
        if reason:
            tally.excluded[reason] += 1
            if reason in FAULTS:
                tally.complaints.add(offer.offer_id, reason, *_fault(offer, reason))
            return
        tally.published += 1
        tally.unavailable += not made.available
        for problem in remarks(offer, made, self._rules):
            tally.complaints.add(*problem)

    def _count_params(self, params: Sequence[Param]) -> None:
        tally = self.tally
        shape = tuple([param[0] or param[1] for param in params])
        times = tally.shapes.get(shape)
        if times is not None:
            tally.shapes[shape] = times + 1
        elif len(tally.shapes) < _MOST_SHAPES:
            tally.shapes[shape] = 1
            for key, param in zip(shape, params, strict=True):
                tally.names.setdefault(key, param[:2])


def _kopecks(offer: SourceOffer) -> int | None:
    """The source's price; what is less than a kopeck is rounded."""
    roubles = source_price(offer)
    return None if roubles is None else round(roubles * 100)


def _fault(offer: SourceOffer, reason: str) -> tuple[str, str]:
    """The field that is at fault, and what stands there."""
    match reason:
        case "no_price":
            return "price", offer.price
        case "no_category":
            return "categoryId", ", ".join(offer.categories)
        case "no_name":
            return "name", offer.name
        case _:
            return "id", offer.offer_id
