"""What benches have packed: which lot lies in which box, and who closed which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from mmdesk.storage.bench_tables import PackedLotRow, PackedOrderRow
from mmdesk.storage.shipments import ShipmentKey


@dataclass(frozen=True, slots=True)
class PackedOrder:
    """One packing that was closed."""

    operator: str
    workstation: str
    started_at: datetime
    packed_at: datetime
    lots: int
    boxes: int


class Packed:
    """The packings of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def boxes(self, key: ShipmentKey) -> Mapping[int, int]:
        """The box of each lot that a bench has put into one and that has not been taken out since."""
        query = select(PackedLotRow.lot_index, PackedLotRow.box).where(
            PackedLotRow.shipment_pk == key, PackedLotRow.out_at.is_(None)
        )
        return dict(self._session.execute(query).all())

    def taken_out(self, key: ShipmentKey) -> frozenset[int]:
        """The lots that were scanned out of their boxes after packing."""
        query = select(PackedLotRow.lot_index).where(
            PackedLotRow.shipment_pk == key, PackedLotRow.out_at.is_not(None)
        )
        return frozenset(self._session.scalars(query))

    def put(self, key: ShipmentKey, boxes: Mapping[int, int]) -> None:
        """Lots lie in boxes, by their numbers; what was known of these lots before counts no more."""
        gone = (PackedLotRow.shipment_pk == key) & PackedLotRow.lot_index.in_(boxes)
        self._session.execute(delete(PackedLotRow).where(gone))
        rows = (PackedLotRow(shipment_pk=key, lot_index=lot, box=box) for lot, box in boxes.items())
        self._session.add_all(rows)
        self._session.flush()

    def take_out(self, key: ShipmentKey, lot: int, box: int, at: datetime) -> None:
        """A lot has left its box."""
        mine = (PackedLotRow.shipment_pk == key) & (PackedLotRow.lot_index == lot)
        out = update(PackedLotRow).where(mine).values(out_at=at).returning(PackedLotRow.lot_index)
        if self._session.scalars(out).first() is None:
            self._session.add(PackedLotRow(shipment_pk=key, lot_index=lot, box=box, out_at=at))
            self._session.flush()

    def put_back(self, key: ShipmentKey, lot: int) -> int | None:
        """Taking it out has been undone; its box, None for a lot that was in none."""
        mine = (PackedLotRow.shipment_pk == key) & (PackedLotRow.lot_index == lot)
        back = update(PackedLotRow).where(mine).values(out_at=None).returning(PackedLotRow.box)
        return self._session.scalars(back).first()

    def forget(self, key: ShipmentKey, lots: Sequence[int]) -> None:
        """The order has been opened again: nothing of it was taken by Megamarket."""
        mine = (PackedLotRow.shipment_pk == key) & PackedLotRow.lot_index.in_(lots)
        self._session.execute(delete(PackedLotRow).where(mine))
        self._session.execute(delete(PackedOrderRow).where(PackedOrderRow.shipment_pk == key))

    def note_order(self, key: ShipmentKey, order: PackedOrder) -> None:
        """Count a packing that was closed."""
        row = PackedOrderRow(
            shipment_pk=key,
            operator=order.operator,
            workstation=order.workstation,
            started_at=order.started_at,
            packed_at=order.packed_at,
            lots=order.lots,
            boxes=order.boxes,
        )
        self._session.add(row)

    def last_at(self) -> datetime | None:
        """When a packing was closed last, at any bench."""
        return self._session.scalars(select(func.max(PackedOrderRow.packed_at))).one()

    def last_packing(self, key: ShipmentKey) -> PackedOrder | None:
        query = (
            select(PackedOrderRow).where(PackedOrderRow.shipment_pk == key).order_by(PackedOrderRow.id.desc())
        )
        row = self._session.scalars(query.limit(1)).first()
        return None if row is None else _packed(row)


def _packed(row: PackedOrderRow) -> PackedOrder:
    return PackedOrder(row.operator, row.workstation, row.started_at, row.packed_at, row.lots, row.boxes)
