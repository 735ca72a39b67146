"""The offers of a catalogue as a window reads them: keys first, rows for what is seen, one explained.

Every call is one short read; call them from any thread but the window's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mmdesk.catalogue.exclusions import BAD_ID, DUPLICATE
from mmdesk.domain.connection import ConnectionId
from mmdesk.errors import Text
from mmdesk.services import feed_desk
from mmdesk.services.feed_desk import Explanation
from mmdesk.storage.feed_builds import BuildState, FeedBuild, Issue
from mmdesk.storage.offer_list import (
    UNMATCHED_STATES,
    ListedOffer,
    OfferKey,
    OfferListQueries,
    OfferShow,
    OfferSort,
    OfferWish,
)
from mmdesk.storage.offers import GONE, KnownOffer
from mmdesk.storage.uow import Storage

__all__ = [
    "GONE", "Explanation", "KnownOffer", "ListedOffer", "OfferIndex", "OfferKey", "OfferList", "OfferPage",
    "OfferShow", "OfferSort", "OfferWish",
]  # fmt: skip

_MOST_UNKNOWN: Final = 100


@dataclass(frozen=True, slots=True)
class OfferPage:
    """One offer with everything that is shown of it.

    `picture` is a small one, empty unless an open order wanted it; `no_picture` says why it could not be had.
    """

    explanation: Explanation
    issues: tuple[Issue, ...]
    picture: bytes = b""
    no_picture: Text | None = None


@dataclass(frozen=True, slots=True)
class OfferIndex:
    """The keys of a wish. `counts` are for each filter, `reasons` for what narrows the one in force.

    `unknown` are goods of orders that the catalogue has never had, with their names, the first hundred; read
    only where unmatched offers are wished for.
    """

    wish: OfferWish
    build_id: int
    keys: tuple[OfferKey, ...]
    counts: Mapping[OfferShow, int]
    reasons: Mapping[str, int]
    unknown: tuple[tuple[str, str], ...] = ()
    unlisted: int = 0
    """So many that the published build has read have no line here: their id is missing, or stands already."""


class OfferList:
    """The offers of one connection at a time. Safe to share between threads."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._queries = OfferListQueries(storage.engine)

    def index(self, name: str, wish: OfferWish) -> OfferIndex:
        """Raises UnknownConnection and StorageError."""
        connection_id, builds = self._builds(name)
        build_id = _latest_read(builds)
        states = self._queries.offer_states(connection_id)
        remarked = self._queries.remarked_offers(connection_id, build_id) if build_id else 0
        known = bool(states)
        is_about_orders = wish.show is OfferShow.UNMATCHED and not wish.search and known
        counts = _counts(states, remarked)
        return OfferIndex(
            wish,
            build_id,
            self._queries.offer_keys(connection_id, build_id, wish),
            counts,
            self._reasons(wish, states, build_id),
            self._queries.unknown_in_orders(connection_id, _MOST_UNKNOWN) if is_about_orders else (),
            _unlisted(builds, counts[OfferShow.ALL]),
        )

    def rows(self, keys: Sequence[OfferKey], build_id: int) -> tuple[ListedOffer, ...]:
        """The offers that still exist of those named, in the order named. Raises StorageError."""
        return self._queries.listed_offers(keys, build_id)

    def page(self, name: str, offer_id: str) -> OfferPage:
        """CRM value, rule, feed value. Raises UnknownConnection, OfferUnknown and StorageError."""
        found = feed_desk.explain(self._storage, name, offer_id)
        _, builds = self._builds(name)
        build_id = _latest_read(builds)
        with self._storage.look() as work:
            issues = work.feed_builds.issues(build_id) if build_id else ()
            address = found.offer.picture
            picture = work.pictures.of([address]).get(address, b"")
            standing = work.pictures.standing(address)
        mine = tuple(each for each in issues if each.offer_id == offer_id)
        return OfferPage(found, mine, picture, standing.why if standing and not picture else None)

    def _builds(self, name: str) -> tuple[ConnectionId, Sequence[FeedBuild]]:
        """The connection, and its builds, the newest first."""
        with self._storage.look() as work:
            connection_id = work.connections.get(name).connection_id
            return connection_id, work.feed_builds.latest(connection_id, 50)

    def _reasons(self, wish: OfferWish, states: Mapping[str, int], build_id: int) -> Mapping[str, int]:
        match wish.show:
            case OfferShow.LEFT_OUT:
                return {state: count for state, count in states.items() if state}
            case OfferShow.REMARKS:
                return self._queries.remark_codes(build_id) if build_id else {}
            case _:
                return {}


def _latest_read(builds: Sequence[FeedBuild]) -> int:
    """The latest build that has read the goods; 0 for none."""
    return next((each.build_id for each in builds if each.folder), 0)


def _unlisted(builds: Sequence[FeedBuild], listed: int) -> int:
    """What is listed is what the published build has read."""
    published = next((each for each in builds if each.state is BuildState.PUBLISHED), None)
    if published is None:
        return 0
    can_be = published.excluded.get(BAD_ID, 0) + published.excluded.get(DUPLICATE, 0)
    return min(max(published.read - listed, 0), can_be)


def _counts(states: Mapping[str, int], remarked: int) -> Mapping[OfferShow, int]:
    here = {state: count for state, count in states.items() if state != GONE}
    return {
        OfferShow.ALL: sum(here.values()),
        OfferShow.IN_FEED: here.get("", 0),
        OfferShow.LEFT_OUT: sum(count for state, count in here.items() if state),
        OfferShow.REMARKS: remarked,
        OfferShow.UNMATCHED: sum(here.get(state, 0) for state in UNMATCHED_STATES),
    }
