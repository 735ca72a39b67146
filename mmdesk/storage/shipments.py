"""The mirror's rows: shipments with their lots and boxes, read and written as domain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from mmdesk.domain.box import box_code
from mmdesk.domain.connection import Connection, ConnectionId
from mmdesk.domain.deadline import Deadlines
from mmdesk.domain.lot import Lot
from mmdesk.domain.shipment import Buyer, Shipment, ShipmentId
from mmdesk.storage.engine import takes_locks
from mmdesk.storage.tables import BoxLotRow, BoxRow, ConnectionRow, LotRow, ShipmentRow

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

    def get(self, key: ShipmentKey) -> StoredShipment:
        locking = takes_locks(self._session)
        row = self._session.get_one(ShipmentRow, key, with_for_update=locking, populate_existing=True)
        return _stored(row)

    def holders(self, shipment_id: str) -> tuple[ConnectionId, ...]:
        """The connections that know a shipment with this id."""
        query = select(ShipmentRow.connection_id).where(ShipmentRow.shipment_id == shipment_id)
        return tuple(ConnectionId(value) for value in self._session.scalars(query))

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
            row = ShipmentRow(
                connection_id=connection.connection_id,
                shipment_id=shipment.shipment_id,
                first_seen_at=now,
                version=0,
            )
            self._session.add(row)
        _fill(row, shipment, due_at, now)
        _fill_lots(row, shipment.lots, now)
        self._session.flush()
        self._fill_boxes(row, connection, shipment)
        self._session.flush()
        return ShipmentKey(row.id)

    def touch(self, key: ShipmentKey, now: datetime) -> None:
        """Note that the shipment was read and had not changed."""
        self._session.execute(update(ShipmentRow).where(ShipmentRow.id == key).values(seen_at=now))

    def note_accepted(
        self, key: ShipmentKey, lots: Iterable[int], status: str | None, at: datetime, reread_at: datetime
    ) -> None:
        """Megamarket accepted a call: show what it is about to show, until the re-read due at `reread_at`."""
        row = self._session.get_one(ShipmentRow, key)
        wanted = set(lots) if status else set()
        for lot in row.lots:
            if lot.index in wanted:
                lot.status = status or lot.status
        row.effective_status = shipment_of(row).effective_status
        row.accepted_at, row.reread_at, row.reread_tries = at, reread_at, 0
        row.version += 1

    def plan_reread(self, key: ShipmentKey, at: datetime | None, tries: int) -> None:
        query = update(ShipmentRow).where(ShipmentRow.id == key).values(reread_at=at, reread_tries=tries)
        self._session.execute(query)

    def set_couriered(self, key: ShipmentKey, at: datetime) -> None:
        row = self._session.get_one(ShipmentRow, key)
        row.couriered_at = at
        row.version += 1

    def set_checked(self, key: ShipmentKey, at: datetime) -> None:
        self._session.get_one(ShipmentRow, key).checked_at = at

    def set_marks(self, key: ShipmentKey, marks: dict[int, str]) -> None:
        for lot in self._session.get_one(ShipmentRow, key).lots:
            lot.mark = marks.get(lot.index, lot.mark)

    def set_crm_order(self, key: ShipmentKey, crm_order_id: str) -> None:
        row = self._session.get_one(ShipmentRow, key)
        row.crm_order_id = crm_order_id
        row.version += 1

    def set_cancel_requested(self, key: ShipmentKey, lots: Iterable[int], at: datetime | None) -> None:
        wanted = set(lots)
        row = self._session.get_one(ShipmentRow, key)
        for lot in row.lots:
            if lot.index in wanted:
                lot.cancel_requested_at = at
        row.version += 1

    def due_for_reread(
        self, connection_id: ConnectionId, now: datetime, limit: int
    ) -> tuple[StoredShipment, ...]:
        """Shipments whose re-read is due, the longest waiting first."""
        query = (
            select(ShipmentRow)
            .where(ShipmentRow.connection_id == connection_id, ShipmentRow.reread_at <= now)
            .order_by(ShipmentRow.reread_at)
            .limit(limit)
        )
        return tuple(_stored(row) for row in self._session.scalars(query))

    def to_poll(
        self, connection_id: ConnectionId, slow: str, slow_before: datetime, slow_after: datetime
    ) -> tuple[ShipmentId, ...]:
        """Unfinished shipments; those in the status `slow` only when last seen before `slow_before`
        and first seen after `slow_after`.
        """
        query = select(ShipmentRow.shipment_id).where(
            ShipmentRow.connection_id == connection_id,
            ShipmentRow.finished.is_(False),
            or_(
                ShipmentRow.effective_status != slow,
                (ShipmentRow.seen_at <= slow_before) & (ShipmentRow.first_seen_at >= slow_after),
            ),
        )
        return tuple(ShipmentId(value) for value in self._session.scalars(query))

    def _locked_row(self, connection_id: ConnectionId, shipment_id: str) -> ShipmentRow | None:
        query = (
            select(ShipmentRow)
            .where(ShipmentRow.connection_id == connection_id, ShipmentRow.shipment_id == shipment_id)
            .execution_options(populate_existing=True)
        )
        if takes_locks(self._session):
            query = query.with_for_update()
        return self._session.scalars(query).one_or_none()

    def _fill_boxes(self, row: ShipmentRow, connection: Connection, shipment: Shipment) -> None:
        contents: dict[int, set[int]] = {}
        for lot in shipment.lots:
            if lot.box_index:
                contents.setdefault(lot.box_index, set()).add(lot.index)
        kept = {box.index: box for box in row.boxes}
        for index, box in kept.items():
            if index not in contents:
                row.boxes.remove(box)
        for index, lots in contents.items():
            box = kept.get(index) or BoxRow(
                index=index, code=box_code(connection.merchant_id, shipment.shipment_id, index)
            )
            if index not in kept:
                row.boxes.append(box)
            _fill_contents(box, lots)


def _fill_contents(box: BoxRow, lots: set[int]) -> None:
    kept = {content.lot_index: content for content in box.contents}
    for index, content in kept.items():
        if index not in lots:
            box.contents.remove(content)
    box.contents.extend(BoxLotRow(lot_index=index) for index in sorted(lots - set(kept)))


def _fill(row: ShipmentRow, shipment: Shipment, due_at: datetime | None, now: datetime) -> None:
    row.status = shipment.status
    row.effective_status = shipment.effective_status
    row.service_scheme = shipment.service_scheme
    row.order_code = shipment.order_code
    row.delivery_id = shipment.delivery_id
    row.created_at = shipment.created_at
    row.placed_at = shipment.created_at or row.first_seen_at
    for name in Deadlines.__dataclass_fields__:
        setattr(row, name, getattr(shipment.deadlines, name))
    row.due_at = due_at
    row.buyer_name = shipment.buyer.full_name
    row.buyer_phone = shipment.buyer.phone
    row.buyer_email = shipment.buyer.email
    row.buyer_address = shipment.buyer.address
    row.buyer_comment = shipment.buyer.comment
    row.deposited = shipment.deposited
    row.changeable = shipment.changeable
    row.date_shift = shipment.date_shift
    row.raw = shipment.raw
    row.finished = shipment.is_finished
    row.version += 1
    row.seen_at = now


def _fill_lots(row: ShipmentRow, lots: Sequence[Lot], now: datetime) -> None:
    kept = {lot.index: lot for lot in row.lots}
    for lot in lots:
        lot_row = kept.get(lot.index)
        if lot_row is None:
            lot_row = LotRow(index=lot.index)
            row.lots.append(lot_row)
        lot_row.offer_id = lot.offer_id
        lot_row.goods_id = lot.goods_id
        lot_row.name = lot.name
        lot_row.price = lot.price
        lot_row.final_price = lot.final_price
        lot_row.status = lot.status
        lot_row.sub_status = lot.sub_status
        lot_row.needs_mark = lot.needs_mark
        lot_row.is_delivery = lot.is_delivery
        if not lot.cancel_requested:
            lot_row.cancel_requested_at = None
        elif lot_row.cancel_requested_at is None:
            lot_row.cancel_requested_at = now


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


def shipment_of(row: ShipmentRow) -> Shipment:
    """The domain value of a mirrored row."""
    boxes = {content.lot_index: box.index for box in reversed(row.boxes) for content in box.contents}
    return Shipment(
        shipment_id=ShipmentId(row.shipment_id),
        status=row.status,
        lots=tuple(lot_of(lot, boxes.get(lot.index)) for lot in row.lots),
        deadlines=deadlines_of(row),
        created_at=row.created_at,
        order_code=row.order_code,
        delivery_id=row.delivery_id,
        service_scheme=row.service_scheme,
        buyer=Buyer(row.buyer_name, row.buyer_phone, row.buyer_email, row.buyer_address, row.buyer_comment),
        deposited=row.deposited,
        changeable=row.changeable,
        date_shift=row.date_shift,
        raw=row.raw,
    )


def deadlines_of(row: ShipmentRow) -> Deadlines:
    return Deadlines(**{name: getattr(row, name) for name in Deadlines.__dataclass_fields__})


def lot_of(row: LotRow, box_index: int | None = None) -> Lot:
    return Lot(
        index=row.index,
        offer_id=row.offer_id,
        name=row.name,
        price=row.price,
        final_price=row.final_price,
        status=row.status,
        sub_status=row.sub_status,
        goods_id=row.goods_id,
        needs_mark=row.needs_mark,
        is_delivery=row.is_delivery,
        box_index=box_index,
        cancel_requested=row.cancel_requested_at is not None,
    )
