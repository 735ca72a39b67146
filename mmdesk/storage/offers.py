"""Every offer of the catalogue as the published feed has it: for scanning, pick lists, and comparing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

import msgspec
from sqlalchemy import case, delete, func, select, update
from sqlalchemy.orm import Session

from mmdesk.domain.connection import ConnectionId
from mmdesk.storage.catalogue_tables import OfferBarcodeRow, OfferRow
from mmdesk.storage.offer_statements import OfferStatements, statements

GONE: Final = "gone"
"""The state of an offer that the source has no longer; its name and barcodes stay for orders that have it."""
_PAGE: Final = 5000


class StoredOffer(msgspec.Struct, array_like=True, gc=False):
    """What a comparison needs of an offer: `key` is its row, `state` empty while it is in the feed."""

    key: int
    offer_id: str
    state: str
    name: str
    price: int | None
    stock: int


class NewOffer(msgspec.Struct, array_like=True, gc=False):
    """An offer to be written, in the order in which a build's trail has it.

    `price` (kopecks) and `stock` are the CRM's, `feed_…` the feed's in whole roubles and pieces. Two with one
    `digest` are the same in everything.
    """

    digest: str
    offer_id: str
    state: str
    name: str
    vendor: str
    article: str
    category: str
    price: int | None
    stock: int
    feed_price: int | None
    feed_old_price: int | None
    feed_stock: int
    picture: str
    barcodes: Sequence[str]
    shelf: str = ""


class Comparison(NamedTuple):
    """Rows of the offers that are the same, what is stored of those that are not, and the unknown ids."""

    same: list[int]
    changed: list[StoredOffer]
    new: list[str]


@dataclass(frozen=True, slots=True)
class KnownOffer:
    """What staff see of an offer. `state` is empty while it is in the feed."""

    offer_id: str
    name: str
    vendor: str
    article: str
    category: str
    picture: str
    price: Decimal | None
    stock: int
    state: str
    feed_price: int | None
    feed_old_price: int | None
    feed_stock: int
    barcodes: tuple[str, ...]
    shelf: str = ""


class Offers:
    """The offers of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def published(self, connection_id: ConnectionId) -> tuple[int, int]:
        """How many are in the feed, and how many of them with a price."""
        priced = func.count(case((OfferRow.feed_price > 0, 1)))
        query = select(func.count(), priced).where(
            OfferRow.connection_id == connection_id, OfferRow.state == ""
        )
        count, with_price = self._session.execute(query).one()
        return count, with_price

    def compare(self, connection_id: ConnectionId, digests: Mapping[str, str]) -> Comparison:
        """Set some offers, their digests by id, beside what is stored. No id may have a NUL in it."""
        given = {"connection_id": connection_id, "digests": _encoder.encode(digests).decode()}
        same, changed, new = self._session.execute(self._statements.compare, given).one()
        return Comparison(
            _rows_decoder.decode(same), _stored_decoder.decode(changed), _ids_decoder.decode(new)
        )

    def last_row(self, connection_id: ConnectionId) -> int:
        """The newest row, 0 where there is none. Rows added later have higher numbers."""
        # Reckoned with, the connection is no way to look rows up: by it, all of them would be sorted.
        mine = OfferRow.connection_id + 0 == connection_id
        query = select(OfferRow.id).where(mine).order_by(OfferRow.id.desc()).limit(1)
        return self._session.scalars(query).first() or 0

    def rows(self, connection_id: ConnectionId, after: int, last: int) -> list[int]:
        """The next rows of offers that are not gone, up to the last one that is of interest."""
        page = {"connection_id": connection_id, "after": after, "last": last, "gone": GONE, "limit": _PAGE}
        return _rows_decoder.decode(self._session.execute(self._statements.rows, page).scalar_one())

    def stored(self, keys: Sequence[int]) -> Sequence[StoredOffer]:
        """What is stored in some rows, in their order."""
        query = select(*(getattr(OfferRow, name) for name in _COMPARED)).where(OfferRow.id.in_(keys))
        return [StoredOffer(*row) for row in self._session.execute(query.order_by(OfferRow.id))]

    def add(self, connection_id: ConnectionId, offers: Sequence[NewOffer], at: datetime) -> None:
        """Write offers that are not known yet."""
        if offers:
            given = {"connection_id": connection_id, "rows": _json(offers), "at": at}
            self._session.execute(self._statements.add, given)
            self._add_barcodes(connection_id, offers)

    def change(self, connection_id: ConnectionId, offers: Mapping[int, NewOffer], at: datetime) -> None:
        """Write known offers anew, by their rows."""
        if not offers:
            return
        # In the order of the rows, as whoever writes the columns of the push does: nobody waits in a circle.
        keys = sorted(offers)
        given = {"connection_id": connection_id, "rows": _json([offers[key] for key in keys]), "at": at}
        self._session.execute(self._statements.change, given)
        codes = self._barcodes(keys)
        other = [key for key in keys if set(offers[key].barcodes) != set(codes.get(key, ()))]
        if other:
            self._session.execute(delete(OfferBarcodeRow).where(OfferBarcodeRow.offer_pk.in_(other)))
            self._add_barcodes(connection_id, [offers[key] for key in other])

    def mark_gone(self, keys: Sequence[int], at: datetime) -> None:
        """The source has them no longer."""
        these = OfferRow.id.in_(keys)
        # Locked in the order of the rows, see above; SQLite has the lock already.
        self._session.execute(select(OfferRow.id).where(these).order_by(OfferRow.id).with_for_update())
        values = {"state": GONE, "feed_price": None, "feed_old_price": None, "feed_stock": 0, "digest": ""}
        query = update(OfferRow).where(these).values(**values, stock=0, seen_at=at)
        self._session.execute(query.execution_options(synchronize_session=False))

    def by_ids(self, connection_id: ConnectionId, offer_ids: Sequence[str]) -> Mapping[str, KnownOffer]:
        """What is known of these offers, by id."""
        query = select(OfferRow).where(
            OfferRow.connection_id == connection_id, OfferRow.offer_id.in_(offer_ids)
        )
        return {offer.offer_id: offer for offer in self._known(list(self._session.scalars(query)))}

    def with_barcode(self, connection_id: ConnectionId, code: str) -> tuple[KnownOffer, ...]:
        """The offers that have exactly this barcode; more than one is for a person to decide."""
        query = (
            select(OfferRow)
            .join(OfferBarcodeRow, OfferBarcodeRow.offer_pk == OfferRow.id)
            .where(OfferRow.connection_id == connection_id, OfferBarcodeRow.barcode == code)
            .order_by(OfferRow.offer_id)
        )
        return tuple(self._known(list(self._session.scalars(query))))

    def _known(self, rows: Sequence[OfferRow]) -> Iterator[KnownOffer]:
        codes = self._barcodes([row.id for row in rows])
        for row in rows:
            yield _known_offer(row, tuple(sorted(codes.get(row.id, ()))))

    def _barcodes(self, keys: Sequence[int]) -> Mapping[int, Sequence[str]]:
        """By the rows of the offers that have some."""
        codes: dict[int, list[str]] = {}
        columns = (OfferBarcodeRow.offer_pk, OfferBarcodeRow.barcode)
        for key, code in self._session.execute(select(*columns).where(OfferBarcodeRow.offer_pk.in_(keys))):
            codes.setdefault(key, []).append(code)
        return codes

    def _add_barcodes(self, connection_id: ConnectionId, offers: Sequence[NewOffer]) -> None:
        codes = [(offer.offer_id, code) for offer in offers for code in offer.barcodes]
        if codes:
            given = {"connection_id": connection_id, "rows": _json(codes)}
            self._session.execute(self._statements.add_barcodes, given)

    @property
    def _statements(self) -> OfferStatements:
        return _STATEMENTS[self._session.get_bind().dialect.name]


_COMPARED: Final = ("id", "offer_id", "state", "name", "feed_price", "feed_stock")
"""The columns of a StoredOffer."""
_COLUMNS: Final = {name: place for place, name in enumerate(NewOffer.__struct_fields__) if name != "barcodes"}
_STATEMENTS: Final = {name: statements(name, _COLUMNS, _COMPARED) for name in ("sqlite", "postgresql")}
_encoder: Final = msgspec.json.Encoder()
_rows_decoder: Final = msgspec.json.Decoder(list[int])
_stored_decoder: Final = msgspec.json.Decoder(list[StoredOffer])
_ids_decoder: Final = msgspec.json.Decoder(list[str])
_NUL: Final = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
"""An escaped NUL; one after an odd number of backslashes is the text \\u0000."""


def _json(rows: Sequence[object]) -> str:
    """Without the NULs, which PostgreSQL takes in no text."""
    written = _encoder.encode(rows)
    return (_NUL.sub(rb"\1", written) if b"\\u0000" in written else written).decode()


def _known_offer(row: OfferRow, barcodes: tuple[str, ...]) -> KnownOffer:
    return KnownOffer(
        offer_id=row.offer_id,
        name=row.name,
        vendor=row.vendor,
        article=row.article,
        category=row.category,
        picture=row.picture,
        price=row.price,
        stock=row.stock,
        state=row.state,
        feed_price=row.feed_price,
        feed_old_price=row.feed_old_price,
        feed_stock=row.feed_stock,
        barcodes=barcodes,
        shelf=row.shelf,
    )
