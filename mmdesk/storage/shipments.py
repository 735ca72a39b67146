"""The mirror's rows: shipments with their lots and boxes, read and written as domain values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from mmdesk.domain.connection import Connection, ConnectionId
from mmdesk.domain.scheme import Scheme
from mmdesk.domain.schemes import scheme_of
from mmdesk.domain.shipment import Shipment, ShipmentId
from mmdesk.domain.status import roll_up
from mmdesk.storage import search
from mmdesk.storage.due import has_come
from mmdesk.storage.engine import takes_locks
from mmdesk.storage.shipment_rows import (
    cancellations,
    fill,
    judge,
    new_row,
    note_cancellations,
    put_into_box,
    set_due,
    shipment_of,
)
from mmdesk.storage.tables import ConnectionRow, ShipmentRow

ShipmentKey = NewType("ShipmentKey", int)
"""The row of a shipment in our own database."""


@dataclass(frozen=True, slots=True)
class StoredShipment:
    """A mirrored shipment with the facts that are ours."""

    key: ShipmentKey
    connection_id: ConnectionId
    shipment: Shipment
    version: int
    couriered_at: datetime | None
    checked_at: datetime | None
    crm_order_id: str
    first_seen_at: datetime
    seen_at: datetime
    reread_at: datetime | None
    reread_tries: int
    accepted_at: datetime | None


class Shipments:
    """The shipments of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, connection_id: ConnectionId, shipment_id: str) -> StoredShipment | None:
        """The shipment, locked until a writing unit of work ends where the database locks rows."""
        row = self._locked_row(connection_id, shipment_id)
        return None if row is None else _stored(row)

    def find_many(
        self, connection_id: ConnectionId, shipment_ids: Collection[str]
    ) -> tuple[StoredShipment, ...]:
        """Those of the shipments that are known, in no order and without a lock."""
        query = select(ShipmentRow).where(
            ShipmentRow.connection_id == connection_id, ShipmentRow.shipment_id.in_(shipment_ids)
        )
        return tuple(_stored(row) for row in self._session.scalars(query))

    def get(self, key: ShipmentKey) -> StoredShipment:
        locking = takes_locks(self._session)
        row = self._session.get_one(ShipmentRow, key, with_for_update=locking, populate_existing=True)
        return _stored(row)

    def holders(self, shipment_id: str) -> tuple[ConnectionId, ...]:
        """The connections that know a shipment with this id."""
        query = select(ShipmentRow.connection_id).where(ShipmentRow.shipment_id == shipment_id)
        return tuple(ConnectionId(value) for value in self._session.scalars(query))

    def among(self, connection_id: ConnectionId, ids: Sequence[str]) -> frozenset[str]:
        """Which of these shipments the connection has; a thousand or so at a time."""
        query = select(ShipmentRow.shipment_id).where(
            ShipmentRow.connection_id == connection_id, ShipmentRow.shipment_id.in_(ids)
        )
        return frozenset(self._session.scalars(query))

    def with_crm_orders(self, connection_id: ConnectionId, ids: Sequence[str]) -> frozenset[str]:
        """Which of these ids of RetailCRM belong to shipments of the connection."""
        query = select(ShipmentRow.crm_order_id).where(
            ShipmentRow.connection_id == connection_id, ShipmentRow.crm_order_id.in_(ids)
        )
        return frozenset(self._session.scalars(query))

    def put(
        self, connection: Connection, shipment: Shipment, due_at: datetime | None, now: datetime
    ) -> ShipmentKey:
        """Store what Megamarket shows; local facts of the row stay."""
        row = self._locked_row(connection.connection_id, shipment.shipment_id)
        if row is None:
            # No row, no lock: who adds the same shipment at the same time queues up at the connection.
            owner = select(ConnectionRow.id).where(ConnectionRow.id == connection.connection_id)
            self._session.execute(owner.with_for_update(key_share=True))
            row = self._locked_row(connection.connection_id, shipment.shipment_id)
        if row is None:
            row = new_row(connection.connection_id, shipment.shipment_id, now)
            self._session.add(row)
        known_by = search.words_of(row) if row.id is not None else ""
        fill(row, connection, shipment, due_at, now)
        self._session.flush()
        if search.words_of(row) != known_by:
            search.write(self._session, [row])
        return ShipmentKey(row.id)

    def touch(self, keys: Collection[ShipmentKey], now: datetime) -> None:
        """Note that the shipments were read and had not changed."""
        self._session.execute(update(ShipmentRow).where(ShipmentRow.id.in_(keys)).values(seen_at=now))

    def note_accepted(
        self, key: ShipmentKey, lots: Iterable[int], status: str | None, at: datetime, reread_at: datetime
    ) -> None:
        """Megamarket accepted a call: show what it is about to show, until the re-read due at `reread_at`."""
        row = self._session.get_one(ShipmentRow, key)
        wanted = set(lots) if status else set()
        for lot in row.lots:
            if lot.index in wanted:
                lot.status = status or lot.status
        if wanted and row.status:
            # Megamarket's own status of the whole is behind its lots now.
            row.status = roll_up([lot.status for lot in row.lots if not lot.is_delivery]) or row.status
        shipment, scheme = shipment_of(row), self._scheme_of(row)
        judge(row, scheme, shipment)
        # The deadline of the step that was just taken counts no more.
        due = scheme.due(shipment)
        set_due(row, due[1] if due else None)
        row.accepted_at, row.reread_at, row.reread_tries = at, reread_at, 0
        row.version += 1

    def plan_reread(self, key: ShipmentKey, at: datetime | None, tries: int) -> None:
        query = update(ShipmentRow).where(ShipmentRow.id == key).values(reread_at=at, reread_tries=tries)
        self._session.execute(query)

    def set_couriered(self, key: ShipmentKey, at: datetime) -> None:
        row = self._session.get_one(ShipmentRow, key)
        row.couriered_at = at
        judge(row, self._scheme_of(row), shipment_of(row))
        row.version += 1

    def set_checked(self, key: ShipmentKey, at: datetime) -> None:
        row = self._session.get_one(ShipmentRow, key)
        row.checked_at = at
        judge(row, self._scheme_of(row), shipment_of(row))

    def set_marks(self, key: ShipmentKey, marks: dict[int, str]) -> None:
        for lot in self._session.get_one(ShipmentRow, key).lots:
            lot.mark = marks.get(lot.index, lot.mark)

    def take_out(self, key: ShipmentKey, lot: int) -> None:
        """A cancelled lot has left its box, whatever Megamarket shows; an emptied box disappears."""
        row = self._session.get_one(ShipmentRow, key)
        for box in list(row.boxes):
            box.contents[:] = [content for content in box.contents if content.lot_index != lot]
            if not box.contents:
                row.boxes.remove(box)
        row.version += 1
        self._session.flush()

    def put_back(self, connection: Connection, key: ShipmentKey, lot: int, box: int) -> None:
        """That the lot left its box has been undone."""
        row = self._session.get_one(ShipmentRow, key)
        put_into_box(row, connection, lot, box)
        row.version += 1
        self._session.flush()

    def set_crm_order(self, key: ShipmentKey, crm_order_id: str) -> None:
        row = self._session.get_one(ShipmentRow, key)
        row.crm_order_id = crm_order_id
        row.version += 1
        search.write(self._session, [row])

    def set_cancel_requested(self, key: ShipmentKey, lots: Iterable[int], at: datetime | None) -> None:
        """Note since when the buyer asks to cancel these lots; None when the wish has been declined."""
        wanted = set(lots)
        row = self._session.get_one(ShipmentRow, key)
        before = cancellations(row)
        for lot in row.lots:
            if lot.index in wanted:
                lot.cancel_requested_at = at
        note_cancellations(row, before, at)
        row.version += 1

    def due_for_reread(
        self, connection_id: ConnectionId, now: datetime, limit: int
    ) -> tuple[StoredShipment, ...]:
        """Shipments whose re-read is due, the longest waiting first."""
        query = (
            select(ShipmentRow)
            .where(ShipmentRow.connection_id == connection_id, has_come(ShipmentRow.reread_at, now))
            .order_by(ShipmentRow.reread_at)
            .limit(limit)
        )
        return tuple(_stored(row) for row in self._session.scalars(query))

    def to_poll(
        self,
        connection_id: ConnectionId,
        slow: str,
        slow_before: datetime,
        slow_after: datetime,
        now: datetime,
    ) -> tuple[ShipmentId, ...]:
        """Unfinished shipments; those in the status `slow` only when last seen before `slow_before`
        and first seen after `slow_after`. One seen after `now` was seen before a clock was set back.
        """
        query = select(ShipmentRow.shipment_id).where(
            ShipmentRow.connection_id == connection_id,
            ShipmentRow.finished.is_(False),
            or_(
                ShipmentRow.effective_status != slow,
                or_(ShipmentRow.seen_at <= slow_before, ShipmentRow.seen_at > now)
                & (ShipmentRow.first_seen_at >= slow_after),
            ),
        )
        return tuple(ShipmentId(value) for value in self._session.scalars(query))

    def _scheme_of(self, row: ShipmentRow) -> Scheme:
        query = select(ConnectionRow.scheme).where(ConnectionRow.id == row.connection_id)
        return scheme_of(self._session.scalars(query).one())

    def _locked_row(self, connection_id: ConnectionId, shipment_id: str) -> ShipmentRow | None:
        query = (
            select(ShipmentRow)
            .where(ShipmentRow.connection_id == connection_id, ShipmentRow.shipment_id == shipment_id)
            .execution_options(populate_existing=True)
        )
        if takes_locks(self._session):
            query = query.with_for_update()
        return self._session.scalars(query).one_or_none()


def _stored(row: ShipmentRow) -> StoredShipment:
    return StoredShipment(
        key=ShipmentKey(row.id),
        connection_id=ConnectionId(row.connection_id),
        shipment=shipment_of(row),
        version=row.version,
        couriered_at=row.couriered_at,
        checked_at=row.checked_at,
        crm_order_id=row.crm_order_id,
        first_seen_at=row.first_seen_at,
        seen_at=row.seen_at,
        reread_at=row.reread_at,
        reread_tries=row.reread_tries,
        accepted_at=row.accepted_at,
    )
