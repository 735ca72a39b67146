"""Offers by the words of their names, by id or article, for a person who looks for one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

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
    """Those whose id or article begins so, or whose name has every word; of connections in use."""
    words = typed.split()
    if not words:
        return ()
    # No index leads into a name: this reads all offers, in a reading thread and only while somebody types.
    query = (
        select(ConnectionRow.name, OfferRow.offer_id, OfferRow.name, OfferRow.article)
        .join(ConnectionRow, ConnectionRow.id == OfferRow.connection_id)
        .where(ConnectionRow.removed_at.is_(None), OfferRow.state != GONE)
        .where(or_(_begins(typed.strip()), *_all_in_name(words)))
        .order_by(OfferRow.name, OfferRow.offer_id)
        .limit(limit)
    )
    return tuple(FoundOffer(*row) for row in session.execute(query))


def _begins(typed: str) -> ColumnElement[bool]:
    return or_(
        OfferRow.offer_id.startswith(typed, autoescape=True),
        OfferRow.article.startswith(typed, autoescape=True),
    )


def _all_in_name(words: list[str]) -> Iterator[ColumnElement[bool]]:
    condition = _in_name(words[0])
    for word in words[1:]:
        condition &= _in_name(word)
    yield condition


def _in_name(word: str) -> ColumnElement[bool]:
    """SQLite folds no Cyrillic: the spellings that names have are tried."""
    spellings = dict.fromkeys((word, word.lower(), word.capitalize(), word.upper()))
    return or_(*(OfferRow.name.contains(each, autoescape=True) for each in spellings))
