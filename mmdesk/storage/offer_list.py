"""The offers of a catalogue as a list of keys: searched, filtered, counted, and read a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final, NewType

from sqlalchemy import ColumnElement, Result, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from mmdesk.domain.connection import ConnectionId
from mmdesk.storage import any_case
from mmdesk.storage.catalogue_tables import FeedIssueRow, OfferBarcodeRow, OfferRow
from mmdesk.storage.offers import GONE
from mmdesk.storage.queries import Queries
from mmdesk.storage.tables import LotRow, ShipmentRow

OfferKey = NewType("OfferKey", int)
"""The row of an offer."""

UNMATCHED_STATES: Final = ("bad_id", "duplicate_id")
"""Offers whose id can be matched to no order: it is no id of Megamarket's, or not theirs alone."""
_MOST_WORDS: Final = 8
_CHUNK: Final = 500


class OfferShow(StrEnum):
    """What the list shows."""

    ALL = "all"
    IN_FEED = "in_feed"
    LEFT_OUT = "left_out"
    REMARKS = "remarks"
    """Offers that the build has complained of, in the feed or not."""
    UNMATCHED = "unmatched"


class OfferSort(StrEnum):
    """Each from the least on, then by id."""

    ID = "id"
    NAME = "name"
    PRICE = "price"
    STOCK = "stock"


@dataclass(frozen=True, slots=True)
class OfferWish:
    """Which offers, and in which order. `reason` narrows to one rule, or to one kind of remark.

    While `search` is not empty it looks in all offers, whatever else is wished for.
    """

    show: OfferShow = OfferShow.ALL
    reason: str = ""
    search: str = ""
    sort: OfferSort = OfferSort.ID
    descending: bool = False


@dataclass(frozen=True, slots=True)
class ListedOffer:
    """A row of the list. `state` is empty while it is in the feed; `remarks` counts what the build said."""

    key: OfferKey
    offer_id: str
    name: str
    vendor: str
    article: str
    price: Decimal | None
    stock: int
    state: str
    feed_price: int | None
    feed_old_price: int | None
    feed_stock: int
    remarks: int = 0


@dataclass(frozen=True, slots=True)
class StockGroup:
    """So many offers of one vendor, state and stock."""

    vendor: str
    state: str
    stock: int
    offers: int


class OfferListQueries(Queries):
    """Safe to share between threads. `build_id` is the build whose remarks count, 0 for none."""

    def offer_keys(self, connection_id: ConnectionId, build_id: int, wish: OfferWish) -> tuple[OfferKey, ...]:
        """All keys in the wished order."""
        column = _SORTED_BY[wish.sort]
        order = column.desc().nulls_last() if wish.descending else column.asc().nulls_last()
        query = select(OfferRow.id).where(OfferRow.connection_id == connection_id)
        with self._reading() as session:
            if wish.search:
                typed = wish.search.split()[:_MOST_WORDS]
                query = query.where(*(_has_word(session, word) for word in typed))
            else:
                query = query.where(*_shown(build_id, wish))
            return tuple(map(OfferKey, session.scalars(query.order_by(order, OfferRow.id))))

    def listed_offers(self, keys: Sequence[OfferKey], build_id: int) -> tuple[ListedOffer, ...]:
        """The offers that still exist of those named, in the order named."""
        found: dict[OfferKey, ListedOffer] = {}
        with self._reading() as session:
            for start in range(0, len(keys), _CHUNK):
                rows = session.scalars(
                    select(OfferRow).where(OfferRow.id.in_(keys[start : start + _CHUNK]))
                ).all()
                remarks = select(FeedIssueRow.offer_id, func.count()).where(
                    FeedIssueRow.build_id == build_id,
                    FeedIssueRow.offer_id.in_([row.offer_id for row in rows]),
                )
                counts = _counts(session.execute(remarks.group_by(FeedIssueRow.offer_id)))
                found |= {OfferKey(row.id): _listed(row, counts.get(row.offer_id, 0)) for row in rows}
        return tuple(found[key] for key in keys if key in found)

    def offer_states(self, connection_id: ConnectionId) -> Mapping[str, int]:
        """How many offers are in each state; the empty one is the feed."""
        query = select(OfferRow.state, func.count()).where(OfferRow.connection_id == connection_id)
        with self._reading() as session:
            return _counts(session.execute(query.group_by(OfferRow.state)))

    def remarked_offers(self, connection_id: ConnectionId, build_id: int) -> int:
        """How many offers have a remark of this build."""
        query = select(func.count()).where(OfferRow.connection_id == connection_id, _has_remark(build_id, ""))
        with self._reading() as session:
            return session.scalars(query).one()

    def remark_codes(self, build_id: int) -> Mapping[str, int]:
        """The kinds of remarks that are kept of this build, and how many of each."""
        query = select(FeedIssueRow.code, func.count()).where(FeedIssueRow.build_id == build_id)
        with self._reading() as session:
            return _counts(session.execute(query.group_by(FeedIssueRow.code)))

    def unknown_in_orders(self, connection_id: ConnectionId, limit: int) -> tuple[tuple[str, str], ...]:
        """Id and name of goods in the connection's orders the catalogue never had; the first ones."""
        known = exists().where(OfferRow.connection_id == connection_id, OfferRow.offer_id == LotRow.offer_id)
        query = (
            select(LotRow.offer_id, func.min(LotRow.name))
            .join(ShipmentRow, ShipmentRow.id == LotRow.shipment_pk)
            .where(ShipmentRow.connection_id == connection_id, LotRow.is_delivery.is_(False), ~known)
            .group_by(LotRow.offer_id)
            .order_by(LotRow.offer_id)
            .limit(limit)
        )
        with self._reading() as session:
            return tuple((offer_id, name) for offer_id, name in session.execute(query))

    def stock_groups(self, connection_id: ConnectionId, states: Sequence[str]) -> tuple[StockGroup, ...]:
        """The offers in these states, counted by what the manager's rules ask for."""
        columns = (OfferRow.vendor, OfferRow.state, OfferRow.stock)
        query = (
            select(*columns, func.count())
            .where(OfferRow.connection_id == connection_id, OfferRow.state.in_(states))
            .group_by(*columns)
        )
        with self._reading() as session:
            return tuple(StockGroup(*row) for row in session.execute(query))

    def an_offer_with_price(self, connection_id: ConnectionId) -> ListedOffer | None:
        """The first offer of the feed that has a price: an example for a change of prices."""
        query = (
            select(OfferRow)
            .where(OfferRow.connection_id == connection_id, OfferRow.state == "", OfferRow.price.is_not(None))
            .order_by(OfferRow.id)
            .limit(1)
        )
        with self._reading() as session:
            row = session.scalars(query).first()
            return None if row is None else _listed(row, 0)


_TEXTS: Final = OfferRow.offer_id + " " + OfferRow.name + " " + OfferRow.vendor + " " + OfferRow.article
_SORTED_BY: Final[Mapping[OfferSort, InstrumentedAttribute[str] | InstrumentedAttribute[int]]] = {
    OfferSort.ID: OfferRow.offer_id,
    OfferSort.NAME: OfferRow.name,
    # What has no price in the feed stands behind all that has one.
    OfferSort.PRICE: OfferRow.feed_price,  # type: ignore[dict-item]  # sorted like any number
    OfferSort.STOCK: OfferRow.feed_stock,
}


def _shown(build_id: int, wish: OfferWish) -> tuple[ColumnElement[bool], ...]:
    match wish.show:
        case OfferShow.ALL:
            return (OfferRow.state != GONE,)
        case OfferShow.IN_FEED:
            return (OfferRow.state == "",)
        case OfferShow.LEFT_OUT if wish.reason:
            return (OfferRow.state == wish.reason,)
        case OfferShow.LEFT_OUT:
            return (OfferRow.state.not_in(("", GONE)),)
        case OfferShow.REMARKS:
            return (_has_remark(build_id, wish.reason),)
        case OfferShow.UNMATCHED:
            return (OfferRow.state.in_(UNMATCHED_STATES),)


def _has_remark(build_id: int, code: str) -> ColumnElement[bool]:
    query = select(FeedIssueRow.offer_id).where(FeedIssueRow.build_id == build_id)
    return OfferRow.offer_id.in_(query.where(FeedIssueRow.code == code) if code else query)


def _has_word(session: Session, word: str) -> ColumnElement[bool]:
    """Some text of the offer holds the word, whatever the case, or it is one of its barcodes."""
    barcode = OfferRow.id.in_(select(OfferBarcodeRow.offer_pk).where(OfferBarcodeRow.barcode == word))
    return or_(barcode, any_case.holds(session, _TEXTS, word))


def _counts(rows: Result[str, int]) -> dict[str, int]:
    return {row[0]: row[1] for row in rows}


def _listed(row: OfferRow, remarks: int) -> ListedOffer:
    return ListedOffer(
        key=OfferKey(row.id),
        offer_id=row.offer_id,
        name=row.name,
        vendor=row.vendor,
        article=row.article,
        price=row.price,
        stock=row.stock,
        state=row.state,
        feed_price=row.feed_price,
        feed_old_price=row.feed_old_price,
        feed_stock=row.feed_stock,
        remarks=remarks,
    )
