"""Orders as the bench looks for them: by any of their numbers, or by the goods that they still need."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from mmdesk.domain.connection import ConnectionId
from mmdesk.domain.intent import Command
from mmdesk.domain.scheme import SchemeCode
from mmdesk.domain.standing import RowState
from mmdesk.domain.status import CANCELED, FINAL
from mmdesk.domain.step import Step
from mmdesk.storage import search
from mmdesk.storage.bench_tables import PackedLotRow, PackedOrderRow
from mmdesk.storage.scan_codes import CodeOwner
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.tables import ConnectionRow, LotRow, OutboxRow, PackingDraftRow, ShipmentRow

_MOST: Final = 50
_SHORTEST_NUMBER: Final = 4
_IN_USE: Final = select(ConnectionRow.id).where(ConnectionRow.removed_at.is_(None)).scalar_subquery()
_TO_PACK: Final = or_(
    ShipmentRow.step == Step.PACK.value,
    # Packing such an order at the bench takes it into work as well.
    (ShipmentRow.step == Step.CONFIRM.value)
    & ShipmentRow.connection_id.in_(
        select(ConnectionRow.id).where(ConnectionRow.scheme == SchemeCode.DSM.value).scalar_subquery()
    ),
)


class BenchOrders:
    """Looks for orders in one unit of work; whoever packs one locks it and looks again."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def that_need(self, owners: Collection[CodeOwner]) -> tuple[ShipmentKey, ...]:
        """Open orders to be packed that have one of these offers in an open lot, the most urgent first.

        Those that lie on a bench, are put aside, or wait for their paper are not among them.
        """
        query = self._with_open_lot(owners, taken=False).where(_TO_PACK)
        accepted_first = ShipmentRow.step != Step.PACK.value
        urgent = (accepted_first, ShipmentRow.due_at.nulls_last(), ShipmentRow.placed_at, ShipmentRow.id)
        return self._keys(query.order_by(*urgent))

    def taken_that_need(self, owners: Collection[CodeOwner]) -> tuple[ShipmentKey, ...]:
        """The same of those that somebody has already."""
        return self._keys(self._with_open_lot(owners, taken=True).order_by(ShipmentRow.due_at.nulls_last()))

    def not_ready_that_need(self, owners: Collection[CodeOwner]) -> tuple[ShipmentKey, ...]:
        """Open orders with one of these offers that cannot be packed yet, or any more."""
        query = self._with_open_lot(owners, taken=False).where(~_TO_PACK)
        return self._keys(query.order_by(ShipmentRow.due_at.nulls_last()))

    def with_number(self, number: str) -> tuple[ShipmentKey, ...]:
        """Orders that have exactly this number: the shipment's, ours, or the one the buyer sees."""
        mine = ShipmentRow.connection_id.in_(_IN_USE)
        found = self.with_id(number)
        if not found and len(number) >= _SHORTEST_NUMBER:
            candidates = search.find(self._session, number, None, _MOST)
            others = or_(ShipmentRow.order_code == number, ShipmentRow.delivery_id == number)
            query = select(ShipmentRow.id).where(ShipmentRow.id.in_(candidates), others, mine)
            found = tuple(map(ShipmentKey, self._session.scalars(query)))
        return found

    def with_id(self, shipment_id: str) -> tuple[ShipmentKey, ...]:
        """Orders with exactly this shipment id."""
        query = select(ShipmentRow.id).where(
            ShipmentRow.shipment_id == shipment_id, ShipmentRow.connection_id.in_(_IN_USE)
        )
        return tuple(map(ShipmentKey, self._session.scalars(query)))

    def of_merchant(self, merchant_id: int, shipment_id: str) -> tuple[ShipmentKey, ...]:
        """The order of a box's barcode."""
        query = (
            select(ShipmentRow.id)
            .join(ConnectionRow, ConnectionRow.id == ShipmentRow.connection_id)
            .where(
                ShipmentRow.shipment_id == shipment_id,
                ConnectionRow.merchant_id == merchant_id,
                ConnectionRow.removed_at.is_(None),
            )
        )
        return tuple(map(ShipmentKey, self._session.scalars(query)))

    def cancelled_in_boxes(self, workstation: str, since: datetime) -> tuple[ShipmentKey, ...]:
        """Orders packed at this bench of which a lot was cancelled since and still lies in its box.

        Those that have left the house are not among them.
        """
        left = select(OutboxRow.shipment_pk).where(
            OutboxRow.shipment_pk == ShipmentRow.id,
            OutboxRow.command.in_([Command.SHIP.value, Command.CLOSE.value]),
            OutboxRow.state != RowState.CANCELLED.value,
        )
        query = (
            select(ShipmentRow.id)
            .join(PackedOrderRow, PackedOrderRow.shipment_pk == ShipmentRow.id)
            .join(PackedLotRow, PackedLotRow.shipment_pk == ShipmentRow.id)
            .join(
                LotRow,
                (LotRow.shipment_pk == ShipmentRow.id) & (LotRow.index == PackedLotRow.lot_index),
            )
            .where(
                ShipmentRow.canceled_at >= since,
                ShipmentRow.couriered_at.is_(None),
                PackedOrderRow.workstation == workstation,
                PackedLotRow.out_at.is_(None),
                LotRow.status.in_(CANCELED),
                ~left.exists(),
            )
        )
        return self._keys(query.order_by(ShipmentRow.canceled_at))

    def waiting(self) -> int:
        """How many orders could be packed now and lie on no bench."""
        return self._session.scalars(select(func.count()).where(*_waiting())).one()

    def that_wait(self, most: int) -> tuple[ShipmentKey, ...]:
        """Those that `waiting` counts, the most urgent first."""
        urgent = (ShipmentRow.due_at.nulls_last(), ShipmentRow.placed_at, ShipmentRow.id)
        query = select(ShipmentRow.id).where(*_waiting()).order_by(*urgent).limit(most)
        return tuple(map(ShipmentKey, self._session.scalars(query)))

    def _with_open_lot(self, owners: Collection[CodeOwner], *, taken: bool) -> Select[int]:
        by_connection: dict[ConnectionId, list[str]] = {}
        for owner in owners:
            by_connection.setdefault(owner.connection_id, []).append(owner.offer_id)
        wanted = or_(
            *(
                and_(ShipmentRow.connection_id == connection, LotRow.offer_id.in_(offers))
                for connection, offers in by_connection.items()
            )
        )
        drafts = select(PackingDraftRow.shipment_pk)
        return (
            select(ShipmentRow.id)
            .join(LotRow, LotRow.shipment_pk == ShipmentRow.id)
            .where(
                wanted,
                LotRow.status.not_in(FINAL),
                ShipmentRow.finished.is_(False),
                ShipmentRow.connection_id.in_(_IN_USE),
                ShipmentRow.id.in_(drafts) if taken else ShipmentRow.id.not_in(drafts),
            )
        )

    def _keys(self, query: Select[int]) -> tuple[ShipmentKey, ...]:
        found: Sequence[int] = self._session.scalars(query.limit(_MOST)).all()
        return tuple(dict.fromkeys(map(ShipmentKey, found)))


def _waiting() -> tuple[ColumnElement[bool], ...]:
    """Orders that could be packed now and lie on no bench."""
    return (
        ShipmentRow.finished.is_(False),
        _TO_PACK,
        ShipmentRow.connection_id.in_(_IN_USE),
        ShipmentRow.id.not_in(select(PackingDraftRow.shipment_pk)),
    )
