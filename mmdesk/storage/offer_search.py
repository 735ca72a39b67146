"""Offers by the words of their names, by id or article, for a person who looks for one of them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from mmdesk.storage import any_case
from mmdesk.storage.catalogue_tables import OfferRow
from mmdesk.storage.offers import GONE
from mmdesk.storage.tables import ConnectionRow


@dataclass(frozen=True, slots=True)
class FoundOffer:
    """Enough to tell it from others of a like name."""

    connection: str
    offer_id: str
    name: str
    article: str


def offers_with(session: Session, typed: str, limit: int) -> tuple[FoundOffer, ...]:
    """Those whose id or article begins so, or whose name has every word, in any case; connections in use."""
    words = typed.split()
    if not words:
        return ()
    # No index leads into a name: this reads all offers, in a reading thread and only while somebody types.
    query = (
        select(ConnectionRow.name, OfferRow.offer_id, OfferRow.name, OfferRow.article)
        .join(ConnectionRow, ConnectionRow.id == OfferRow.connection_id)
        .where(ConnectionRow.removed_at.is_(None), OfferRow.state != GONE)
        .where(or_(_begins(session, typed.strip()), _in_name(session, words)))
        .order_by(OfferRow.name, OfferRow.offer_id)
        .limit(limit)
    )
    return tuple(FoundOffer(*row) for row in session.execute(query))


def _begins(session: Session, typed: str) -> ColumnElement[bool]:
    return or_(*(any_case.begins(session, each, typed) for each in (OfferRow.offer_id, OfferRow.article)))


def _in_name(session: Session, words: list[str]) -> ColumnElement[bool]:
    return and_(*(any_case.holds(session, OfferRow.name, word) for word in words))
