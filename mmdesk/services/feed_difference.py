"""What a build changes at the published feed, and whether a person has to agree before it is published.

The table of offers is what is published; the build's trail is compared with it in pages, in flat memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar

from mmdesk.catalogue.exclusions import FAULTS
from mmdesk.catalogue.trail import TrailLine
from mmdesk.domain.connection import ConnectionId
from mmdesk.services.keys_seen import KeysSeen
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.feed_builds import Change, Hold
from mmdesk.storage.offers import GONE, StoredOffer
from mmdesk.storage.uow import Storage

MOST_CHANGES: Final = 1000
"""How many differences are kept one by one; all of them are counted."""
AT_ONCE: Final = 500
"""Rows looked at or written in one transaction: well under 50 ms."""
_LONGEST_ID: Final = 255


@dataclass(slots=True)
class Difference:
    """Counted by what has changed. `vanished` were in the feed and nobody chose to take them out."""

    before: int = 0
    vanished: int = 0
    compared: int = 0
    """Offers with a price in both feeds."""
    moved: float = 0.0
    """The sum of the price changes of all that are in both feeds, each as a part of the old price."""
    counts: Counter[str] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)

    def add(self, offer_id: str, what: str, old: str = "", new: str = "") -> None:
        self.counts[what] += 1
        if len(self.changes) < MOST_CHANGES:
            self.changes.append(Change(offer_id, what, old, new))

    @property
    def vanished_share(self) -> float:
        return self.vanished / self.before if self.before else 0.0

    @property
    def moved_share(self) -> float:
        """By how much the prices of the offers in both feeds have moved on average, up or down."""
        return self.moved / self.compared if self.compared else 0.0


class _HasId(Protocol):
    offer_id: str


_Line = TypeVar("_Line", bound=_HasId)


def rows_of(page: Iterable[_Line]) -> dict[str, _Line]:
    """The offers of a page that the table can have, by id: of two with one id, the first.

    An offer without an id, or with a monstrous one, is a problem on the build's list and no row.
    """
    rows: dict[str, _Line] = {}
    for line in page:
        if 0 < len(line.offer_id) <= _LONGEST_ID and "\0" not in line.offer_id:
            rows.setdefault(line.offer_id, line)
    return rows


def compared(
    storage: Storage,
    connection_id: ConnectionId,
    trail: Iterable[Sequence[TrailLine]],
    stopping: Callable[[], None] = lambda: None,
) -> Difference:
    """Compare a build, page by page, with what is published. Reads alone; `stopping` may raise in between."""
    with storage.look() as work:
        before, priced = work.offers.published(connection_id)
        last = work.offers.last_row(connection_id)
    difference, seen = Difference(before, compared=priced), KeysSeen()
    for page in trail:
        stopping()
        lines = rows_of(page)
        known = _known(storage, connection_id, lines, seen) if last else dict.fromkeys(lines)
        for offer_id, stored in known.items():
            _compare(difference, lines[offer_id], stored)
    for keys in unseen(storage, connection_id, seen, last):
        stopping()
        with storage.look() as work:
            vanished = work.offers.stored(keys)
        for offer in vanished:
            _vanish(difference, offer)
    return difference


def _known(
    storage: Storage, connection_id: ConnectionId, lines: Mapping[str, TrailLine], seen: KeysSeen
) -> Mapping[str, StoredOffer | None]:
    """What is stored of the lines that are worth a look, by id in their order: None of a new offer."""
    with storage.look() as work:
        found = work.offers.compare(connection_id, {each: line.digest for each, line in lines.items()})
    seen.add_all(found.same)
    if not found.changed and not found.new:
        return {}
    stored: dict[str, StoredOffer | None] = dict.fromkeys(found.new)
    stored |= {each.offer_id: each for each in found.changed if seen.add(each.key)}
    return {offer_id: stored[offer_id] for offer_id in lines if offer_id in stored}


def unseen(storage: Storage, connection_id: ConnectionId, seen: KeysSeen, last: int) -> Iterator[list[int]]:
    """The rows up to the last that are not gone yet and that the build has not met, some at a time."""
    after = 0
    while after < last:
        with storage.look() as work:
            keys = work.offers.rows(connection_id, after, last)
        after = keys[-1] if keys else last
        missing = seen.missing(keys)
        for start in range(0, len(missing), AT_ONCE):
            yield missing[start : start + AT_ONCE]


def _vanish(difference: Difference, offer: StoredOffer) -> None:
    if not offer.state:
        difference.vanished += 1
        difference.compared -= bool(offer.price)
        difference.add(offer.offer_id, "removed", new=GONE)


def _compare(difference: Difference, line: TrailLine, known: StoredOffer | None) -> None:
    was_in = known is not None and not known.state
    if line.state:
        if known is not None and was_in:
            difference.vanished += line.state in FAULTS
            difference.compared -= bool(known.price)
            difference.add(line.offer_id, "removed", new=line.state)
    elif known is None or not was_in:
        difference.add(line.offer_id, "added", new=str(line.feed_price))
    else:
        _compare_values(difference, line, known)


def _compare_values(difference: Difference, line: TrailLine, known: StoredOffer) -> None:
    old, new = known.price, line.feed_price
    if old and new and old != new:
        difference.moved += abs(new - old) / old
        difference.add(line.offer_id, "price", str(old), str(new))
    elif old and not new:
        difference.compared -= 1
    if known.stock != line.feed_stock:
        difference.add(line.offer_id, "stock", str(known.stock), str(line.feed_stock))
    if known.name != line.name:
        difference.add(line.offer_id, "name", known.name, line.name)


def hold(
    difference: Difference, settings: ConnectionSettings, former: Mapping[str, str], now: Mapping[str, str]
) -> Hold | None:
    """Why a person has to agree first, or None. `former` are the settings of the published build.

    While sales are stopped nothing is asked: a feed that offers nothing harms nobody.
    """
    if settings.feed_stop_sales or not difference.before:
        return None
    changed = tuple(sorted(key for key in former.keys() | now.keys() if former.get(key) != now.get(key)))
    if difference.vanished_share * 100 > settings.feed_guard_vanish_percent:
        return Hold("vanished", round(difference.vanished_share, 4), changed)
    if difference.moved_share * 100 > settings.feed_guard_price_percent:
        return Hold("price", round(difference.moved_share, 4), changed)
    return None


def price_jumps(changes: Sequence[Change], percent: int) -> Iterator[Change]:
    """Single prices that moved by more than the guard's share: published, but worth a look."""
    for change in changes:
        if change.what == "price" and abs(int(change.new) - int(change.old)) * 100 > percent * int(
            change.old
        ):
            yield change
