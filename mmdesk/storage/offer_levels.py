"""Stock and price of each offer: what Megamarket's API has to be told, and what it was told last.

Of the columns `pushed_…` nobody else writes any. `pushed_at` is the moment of the stock alone: with a
`pushed_stock` it was accepted then, without one it was sent and the answer is not known. `pushed_price` is 0
for a price that was sent and may have been set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select, update
from sqlalchemy.orm import Session

from mmdesk.domain.connection import ConnectionId
from mmdesk.storage.catalogue_tables import OfferRow

PAGE: Final = 300
"""Offers of one read and of one write: as many as one call takes."""
LOW: Final = 3
"""Up to so many units are asserted again and again: a lost zero oversells, and so does a lost two."""
_SENT: Final = 0
_FEED_PRICE: Final = func.coalesce(OfferRow.feed_price, 1)
_IN_FEED: Final = OfferRow.state == ""
_WANTED_STOCK: Final = case((_IN_FEED, OfferRow.feed_stock), else_=0)


@dataclass(frozen=True, slots=True)
class StockToTell:
    """Units of an offer that Megamarket has to be told; 0 for one that is not in the feed.

    `told` is what it took last, None when it never did.
    """

    row_id: int
    offer_id: str
    level: int
    told: int | None
    in_feed: bool

    @property
    def is_again(self) -> bool:
        """Whether it has taken this very level before."""
        return self.told == self.level


@dataclass(frozen=True, slots=True)
class PriceToTell:
    """A price in whole roubles to be set over the feed's, or the last one set, to be dropped.

    `told` is 0 for a price that may have been set, None for one that never was.
    """

    row_id: int
    offer_id: str
    level: int
    told: int | None
    in_feed: bool


class OfferLevels:
    """The levels of one unit of work. Pages go by row: the next one begins after the last row of this."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def stocks_to_tell(
        self, connection_id: ConnectionId, now: datetime, asserted_before: datetime, after: int = 0
    ) -> tuple[StockToTell, ...]:
        """What differs, and what is low and was told before a moment, or after `now`: by a clock set back."""
        differs = or_(OfferRow.pushed_stock.is_(None), OfferRow.pushed_stock != _WANTED_STOCK)
        # What never was in the feed while stock was pushed is unknown to Megamarket.
        concerns = or_(_IN_FEED, OfferRow.pushed_stock.is_not(None), OfferRow.pushed_at.is_not(None))
        is_old = or_(OfferRow.pushed_at <= asserted_before, OfferRow.pushed_at > now)
        columns = (OfferRow.id, OfferRow.offer_id, _WANTED_STOCK, OfferRow.pushed_stock, _IN_FEED)
        query = (
            select(*columns)
            .where(*_mine(connection_id, after))
            .where(concerns, or_(differs, and_(_WANTED_STOCK <= LOW, is_old)))
        )
        rows = self._session.execute(query.order_by(OfferRow.id).limit(PAGE))
        return tuple(StockToTell(*row) for row in rows)

    def prices_to_set(self, connection_id: ConnectionId, after: int = 0) -> tuple[PriceToTell, ...]:
        """Prices of the feed that differ from those set over it."""
        differs = or_(OfferRow.pushed_price.is_(None), OfferRow.pushed_price != OfferRow.feed_price)
        columns = (OfferRow.id, OfferRow.offer_id, _FEED_PRICE, OfferRow.pushed_price, _IN_FEED)
        query = (
            select(*columns)
            .where(*_mine(connection_id, after))
            .where(_IN_FEED, OfferRow.feed_price > 0, differs)
        )
        rows = self._session.execute(query.order_by(OfferRow.id).limit(PAGE))
        return tuple(PriceToTell(*row) for row in rows)

    def prices_to_drop(
        self, connection_id: ConnectionId, *, of_all: bool, after: int = 0
    ) -> tuple[PriceToTell, ...]:
        """Prices once set: of all offers, or of those alone that are not in the feed any more."""
        last = case((OfferRow.pushed_price > 0, OfferRow.pushed_price), else_=_FEED_PRICE)
        columns = (OfferRow.id, OfferRow.offer_id, last, OfferRow.pushed_price, _IN_FEED)
        query = select(*columns).where(*_mine(connection_id, after)).where(OfferRow.pushed_price.is_not(None))
        wanted = query if of_all else query.where(OfferRow.state != "")
        rows = self._session.execute(wanted.order_by(OfferRow.id).limit(PAGE))
        return tuple(PriceToTell(*row) for row in rows)

    def sending_stocks(self, row_ids: Sequence[int], at: datetime) -> None:
        """Before the first call of all: whatever becomes of it, these will need a zero when they leave."""
        unknown = and_(OfferRow.pushed_stock.is_(None), OfferRow.pushed_at.is_(None))
        query = update(OfferRow).where(OfferRow.id.in_(row_ids), unknown)
        self._session.execute(query.values(pushed_at=at))

    def sending_prices(self, row_ids: Sequence[int]) -> None:
        """Before the first call of all: whatever becomes of it, these prices will have to be dropped."""
        query = update(OfferRow).where(OfferRow.id.in_(row_ids), OfferRow.pushed_price.is_(None))
        self._session.execute(query.values(pushed_price=_SENT))

    def stocks_told(self, levels: Mapping[int, int], at: datetime) -> None:
        """Megamarket took these, by row."""
        self._set("pushed_stock", levels, pushed_at=at)

    def prices_told(self, levels: Mapping[int, int]) -> None:
        """Megamarket took these, by row."""
        self._set("pushed_price", levels)

    def forget_stocks(self, row_ids: Sequence[int]) -> None:
        """As if they had never been told."""
        query = update(OfferRow).where(OfferRow.id.in_(row_ids))
        self._session.execute(query.values(pushed_stock=None, pushed_at=None))

    def forget_prices(self, row_ids: Sequence[int]) -> None:
        """They are dropped."""
        query = update(OfferRow).where(OfferRow.id.in_(row_ids))
        self._session.execute(query.values(pushed_price=None))

    def stocks_ever_told(self, connection_id: ConnectionId, after: int = 0) -> tuple[int, ...]:
        """Rows of the offers of which Megamarket was told, or may have been."""
        query = select(OfferRow.id).where(*_mine(connection_id, after))
        ever = or_(OfferRow.pushed_stock.is_not(None), OfferRow.pushed_at.is_not(None))
        return tuple(self._session.scalars(query.where(ever).order_by(OfferRow.id).limit(PAGE)))

    def _set(self, column: str, levels: Mapping[int, int], **rest: datetime) -> None:
        if not levels:
            return
        # In the order of the rows, as whoever writes the feed's columns does: nobody waits in a circle.
        rows = [{"row": row_id, "level": levels[row_id]} for row_id in sorted(levels)]
        query = update(OfferRow).where(OfferRow.id == bindparam("row"))
        self._session.connection().execute(query.values({column: bindparam("level"), **rest}), rows)


def _mine(connection_id: ConnectionId, after: int) -> tuple[ColumnElement[bool], ...]:
    # Reckoned with, the connection is no way to look rows up: by it, the database would sort all of them for
    # each page.
    return OfferRow.connection_id + 0 == connection_id, OfferRow.id > after
