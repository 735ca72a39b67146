"""Which offers a scanned code belongs to, and the codes that nobody knows yet. Exact match, nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from mmdesk.domain.connection import ConnectionId
from mmdesk.storage.bench_tables import OfferCodeRow, UnknownCodeRow
from mmdesk.storage.catalogue_tables import OfferBarcodeRow, OfferRow
from mmdesk.storage.offer_search import FoundOffer, offers_with
from mmdesk.storage.offers import GONE
from mmdesk.storage.printing_tables import WorkstationRow
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.tables import ConnectionRow, LotRow, ShipmentRow


@dataclass(frozen=True, slots=True)
class CodeOwner:
    """An offer that has a code."""

    connection_id: ConnectionId
    offer_id: str
    name: str


@dataclass(frozen=True, slots=True)
class UnknownCode:
    """A code nobody knows, with where it was scanned last and in which order that was.

    `workstation` is the bench's code, `place` its name for people.
    """

    code: str
    times: int
    first_at: datetime
    last_at: datetime
    operator: str
    workstation: str
    place: str
    shipment_id: str
    connection: str


@dataclass(frozen=True, slots=True)
class AttachedCode:
    """A code that a person attached to an offer."""

    connection: str
    code: str
    offer_id: str
    operator: str
    at: datetime


_IN_USE: Final = select(ConnectionRow.id).where(ConnectionRow.removed_at.is_(None)).scalar_subquery()


class ScanCodes:
    """The codes of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def owners(
        self, codes: Collection[str], connection_id: ConnectionId | None = None
    ) -> tuple[CodeOwner, ...]:
        """Every offer that has one of these spellings as its id, barcode or attached code, each once."""
        by_barcode = (
            select(OfferRow.connection_id, OfferRow.offer_id, OfferRow.name)
            .join(OfferBarcodeRow, OfferBarcodeRow.offer_pk == OfferRow.id)
            .where(OfferBarcodeRow.barcode.in_(codes), OfferRow.state != GONE)
        )
        found = {(row[0], row[1]): row[2] for row in self._session.execute(by_barcode)}
        attached = select(OfferCodeRow.connection_id, OfferCodeRow.offer_id).where(
            OfferCodeRow.code.in_(codes)
        )
        for owner, offer_id in self._session.execute(attached):
            found.setdefault((owner, offer_id), "")
        by_id = select(OfferRow.connection_id, OfferRow.offer_id, OfferRow.name).where(
            OfferRow.connection_id.in_(_IN_USE), OfferRow.offer_id.in_(codes)
        )
        found |= {(row[0], row[1]): row[2] for row in self._session.execute(by_id)}
        return tuple(
            CodeOwner(ConnectionId(owner), offer_id, name)
            for (owner, offer_id), name in sorted(found.items())
            if connection_id is None or owner == connection_id
        )

    def is_part(self, code: str) -> bool:
        """Whether the code, id or barcode of an offer begins or ends with this, and is longer."""
        columns = (
            (OfferBarcodeRow.barcode, ()),
            (OfferCodeRow.code, ()),
            (OfferRow.offer_id, (OfferRow.connection_id.in_(_IN_USE), OfferRow.state != GONE)),
        )
        return any(
            self._session.execute(
                select(column)
                .where(
                    or_(column.startswith(code, autoescape=True), column.endswith(code, autoescape=True)),
                    func.length(column) > len(code),
                    *also,
                )
                .limit(1)
            ).first()
            for column, also in columns
        )

    def open_owners(self, code: str) -> tuple[CodeOwner, ...]:
        """Offers of open orders with exactly this id, or this article: no index leads to an article."""
        ordered = (
            select(ShipmentRow.connection_id, LotRow.offer_id)
            .join(ShipmentRow, ShipmentRow.id == LotRow.shipment_pk)
            .where(ShipmentRow.finished.is_(False))
        )
        by_id = ordered.where(LotRow.offer_id == code).distinct()
        found = dict.fromkeys(((row[0], row[1]) for row in self._session.execute(by_id)), "")
        wanted = ordered.distinct().subquery()
        by_article = (
            select(OfferRow.connection_id, OfferRow.offer_id, OfferRow.name)
            .join(
                wanted,
                (wanted.c.connection_id == OfferRow.connection_id) & (wanted.c.offer_id == OfferRow.offer_id),
            )
            .where(OfferRow.article == code)
        )
        for owner, offer_id, name in self._session.execute(by_article):
            found[(owner, offer_id)] = name
        return tuple(
            CodeOwner(ConnectionId(owner), offer_id, name)
            for (owner, offer_id), name in sorted(found.items())
        )

    def attached_to(
        self, connection_id: ConnectionId, offer_ids: Collection[str]
    ) -> dict[str, tuple[str, ...]]:
        """The codes that people attached to these offers."""
        query = select(OfferCodeRow.offer_id, OfferCodeRow.code).where(
            OfferCodeRow.connection_id == connection_id, OfferCodeRow.offer_id.in_(offer_ids)
        )
        codes: dict[str, tuple[str, ...]] = {}
        for offer_id, code in self._session.execute(query):
            codes[offer_id] = (*codes.get(offer_id, ()), code)
        return codes

    def note_unknown(
        self, code: str, shipment: ShipmentKey | None, operator: str, workstation: str, at: datetime
    ) -> None:
        """Count a code that nobody knew."""
        last = {"last_at": at, "operator": operator, "workstation": workstation, "shipment_pk": shipment}
        again = update(UnknownCodeRow).where(UnknownCodeRow.code == code)
        counted = again.values(**last, times=UnknownCodeRow.times + 1).returning(UnknownCodeRow.id)
        if self._session.scalars(counted).first() is None:
            self._session.add(UnknownCodeRow(code=code, times=1, first_at=at, **last))
            self._session.flush()

    def unknown(self, limit: int) -> tuple[UnknownCode, ...]:
        """The latest first."""
        query = (
            select(UnknownCodeRow, ShipmentRow.shipment_id, ConnectionRow.name, WorkstationRow.name)
            .outerjoin(ShipmentRow, ShipmentRow.id == UnknownCodeRow.shipment_pk)
            .outerjoin(ConnectionRow, ConnectionRow.id == ShipmentRow.connection_id)
            .outerjoin(WorkstationRow, WorkstationRow.code == UnknownCodeRow.workstation)
            .order_by(UnknownCodeRow.last_at.desc(), UnknownCodeRow.id.desc())
            .limit(limit)
        )
        return tuple(_unknown(*found) for found in self._session.execute(query))

    def forget(self, codes: Iterable[str]) -> int:
        """Unknown codes that are of no interest; how many there were."""
        gone = (
            delete(UnknownCodeRow).where(UnknownCodeRow.code.in_(tuple(codes))).returning(UnknownCodeRow.id)
        )
        return len(self._session.scalars(gone).all())

    def attach(
        self, connection_id: ConnectionId, code: str, offer_id: str, operator: str, at: datetime
    ) -> None:
        """The code is the offer's from now on; one that another offer had passes to this one."""
        self.detach(connection_id, (code,))
        row = OfferCodeRow(
            connection_id=connection_id, code=code, offer_id=offer_id, operator=operator, at=at
        )
        self._session.add(row)
        self._session.flush()

    def detach(self, connection_id: ConnectionId, codes: Collection[str]) -> int:
        """How many there were."""
        mine = (OfferCodeRow.connection_id == connection_id) & OfferCodeRow.code.in_(codes)
        return len(self._session.scalars(delete(OfferCodeRow).where(mine).returning(OfferCodeRow.id)).all())

    def attached(self) -> tuple[AttachedCode, ...]:
        """Every code that was attached by a person, the latest first."""
        query = (
            select(OfferCodeRow, ConnectionRow.name)
            .join(ConnectionRow, ConnectionRow.id == OfferCodeRow.connection_id)
            .where(ConnectionRow.removed_at.is_(None))
            .order_by(OfferCodeRow.at.desc(), OfferCodeRow.id.desc())
        )
        return tuple(
            AttachedCode(name, row.code, row.offer_id, row.operator, row.at)
            for row, name in self._session.execute(query)
        )

    def offers_with(self, typed: str, limit: int) -> tuple[FoundOffer, ...]:
        """Offers that a code may be attached to, by what a person types of them."""
        return offers_with(self._session, typed, limit)


def _unknown(
    row: UnknownCodeRow, shipment_id: str | None, connection: str | None, place: str | None
) -> UnknownCode:
    return UnknownCode(
        code=row.code,
        times=row.times,
        first_at=row.first_at,
        last_at=row.last_at,
        operator=row.operator,
        workstation=row.workstation,
        place=place or row.workstation,
        shipment_id=shipment_id or "",
        connection=connection or "",
    )
