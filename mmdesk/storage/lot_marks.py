"""Marking codes of lots: one code marks one unit of goods, in all orders together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.orm import Session

from mmdesk.domain.status import is_canceled
from mmdesk.storage.bench_tables import LotMarkRow
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.tables import LotRow, ShipmentRow
from mmdesk.storage.types import Moment


@dataclass(frozen=True, slots=True)
class MarkUse:
    """The lot that has a marking code."""

    key: ShipmentKey
    shipment_id: str
    lot: int
    is_over: bool
    """The lot was cancelled: its unit is on the shelf again."""


class LotMarks:
    """The marking codes of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def use_of(self, mark_key: str) -> MarkUse | None:
        """Who has this code."""
        query = (
            select(LotMarkRow.shipment_pk, ShipmentRow.shipment_id, LotMarkRow.lot_index, LotRow.status)
            .join(ShipmentRow, ShipmentRow.id == LotMarkRow.shipment_pk)
            .outerjoin(
                LotRow,
                (LotRow.shipment_pk == LotMarkRow.shipment_pk) & (LotRow.index == LotMarkRow.lot_index),
            )
            .where(LotMarkRow.key == mark_key)
        )
        row = self._session.execute(query).first()
        return (
            None
            if row is None
            else MarkUse(ShipmentKey(row[0]), row[1], row[2], row[3] is None or is_canceled(row[3]))
        )

    def take(
        self,
        key: ShipmentKey,
        lot: int,
        mark_key: str,
        code: str,
        operator: str,
        workstation: str,
        at: datetime,
    ) -> bool:
        """The lot has this code from now on; False, and nothing changed, where another lot has it.

        Two who come at the same moment queue up here.
        """
        use = self.use_of(mark_key)
        if use is not None and (use.key, use.lot) != (key, lot):
            if not use.is_over:
                return False
            self.free(use.key, (use.lot,))
        self.free(key, (lot,))
        row = {"key": mark_key, "shipment_pk": key, "lot_index": lot, "code": code}
        told = {"operator": operator, "workstation": workstation, "at": at}
        return self._session.scalars(_TAKE, row | told).first() is not None

    def free(self, key: ShipmentKey, lots: Collection[int]) -> None:
        """The units go back to the shelf: their codes may be used again."""
        mine = (LotMarkRow.shipment_pk == key) & LotMarkRow.lot_index.in_(lots)
        self._session.execute(delete(LotMarkRow).where(mine))

    def of(self, key: ShipmentKey) -> Mapping[int, str]:
        """The codes of an order's lots, as they were read."""
        query = select(LotMarkRow.lot_index, LotMarkRow.code).where(LotMarkRow.shipment_pk == key)
        return dict(self._session.execute(query).all())


_TAKE: Final = text(
    "INSERT INTO lot_marks (key, shipment_pk, lot_index, code, operator, workstation, at)"
    " VALUES (:key, :shipment_pk, :lot_index, :code, :operator, :workstation, :at)"
    " ON CONFLICT (key) DO NOTHING RETURNING id"
).bindparams(bindparam("at", type_=Moment))
