"""Brings the table of offers in line with a published build: only what has changed, a few hundred a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from mmdesk.catalogue.trail import pages
from mmdesk.clock import Clock
from mmdesk.domain.connection import ConnectionId
from mmdesk.services.feed_difference import AT_ONCE, rows_of, unseen
from mmdesk.services.keys_seen import KeysSeen
from mmdesk.storage.offers import NewOffer
from mmdesk.storage.uow import Storage

_decoder: Final = msgspec.json.Decoder(NewOffer)
"""A line of the trail is what is written: nothing has to be made of it."""


def apply(
    storage: Storage,
    clock: Clock,
    connection_id: ConnectionId,
    trail: Path,
    stopping: Callable[[], None] = lambda: None,
) -> None:
    """Write what the trail has that the table has not. May be broken off and begun again at any moment.

    `stopping` may raise between two pages. Raises StorageError, and OSError for a trail that is not there.
    """
    with storage.look() as work:
        last = work.offers.last_row(connection_id)
    seen, waiting = KeysSeen(), _Waiting(storage, clock, connection_id)
    for page in pages(trail, AT_ONCE):
        stopping()
        offers = rows_of(map(_decoder.decode, page))
        with storage.look() as work:
            found = work.offers.compare(connection_id, {each: offer.digest for each, offer in offers.items()})
        seen.add_all(found.same)
        # A row that was met before, or that is not older than this, is of an id that is repeated.
        changed = [each for each in found.changed if each.key <= last and seen.add(each.key)]
        waiting.put(
            {each.key: offers[each.offer_id] for each in changed}, [offers[each] for each in found.new]
        )
    waiting.write_all()
    for keys in unseen(storage, connection_id, seen, last):
        stopping()
        with storage.work() as work:
            work.offers.mark_gone(keys, clock.now())
            work.commit()


class _Waiting:
    """Offers to be written, until they are enough for one transaction: each commit wakes all windows."""

    def __init__(self, storage: Storage, clock: Clock, connection_id: ConnectionId) -> None:
        self._storage = storage
        self._clock = clock
        self._id = connection_id
        self._changed: dict[int, NewOffer] = {}
        self._new: dict[str, NewOffer] = {}

    def put(self, changed: Mapping[int, NewOffer], new: Sequence[NewOffer]) -> None:
        """At most a page. What is new and waits already is of an id that is repeated: the first counts."""
        fresh = [offer for offer in new if offer.offer_id not in self._new]
        if len(self._changed) + len(self._new) + len(changed) + len(fresh) > AT_ONCE:
            self.write_all()
        self._changed |= changed
        self._new |= {offer.offer_id: offer for offer in fresh}

    def write_all(self) -> None:
        if not self._changed and not self._new:
            return
        with self._storage.work() as work:
            work.offers.change(self._id, self._changed, self._clock.now())
            work.offers.add(self._id, list(self._new.values()), self._clock.now())
            work.commit()
        self._changed.clear()
        self._new.clear()
