"""Figures over many orders: counted by the indexes, so that a hundred thousand orders make no difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, literal, select

from mmdesk.domain.intent import Close, Command, Reject
from mmdesk.domain.scheme import SchemeCode
from mmdesk.domain.standing import RowState
from mmdesk.domain.status import CANCELED
from mmdesk.storage.payloads import decode
from mmdesk.storage.queries import Queries
from mmdesk.storage.tables import ConnectionRow, LotRow, OutboxRow, ShipmentRow
from mmdesk.storage.types import Moment, Roubles

_CHUNK: Final = 500
_REASONED: Final = (Command.REJECT.value, Command.CLOSE.value)


@dataclass(frozen=True, slots=True)
class StatusCount:
    """So many orders have this status of Megamarket's."""

    status: str
    orders: int


@dataclass(frozen=True, slots=True)
class OrdersAndMoney:
    """Orders, and the roubles of everything in them that is not cancelled."""

    orders: int
    money: Decimal


@dataclass(frozen=True, slots=True)
class AtRisk:
    """Open orders near their deadline, and those past it; neither holds the other."""

    near: OrdersAndMoney
    overdue: OrdersAndMoney


@dataclass(frozen=True, slots=True)
class CanceledLot:
    """One lot that was cancelled; `reason` is the one that we gave, empty where it was not our doing."""

    shipment_pk: int
    status: str
    sub_status: str
    reason: str
    price: Decimal


@dataclass(frozen=True, slots=True)
class PeriodOrder:
    """One order for a table of many; nothing in it tells of the buyer."""

    shipment_id: str
    connection: str
    scheme: SchemeCode
    status: str
    placed_at: datetime
    due_at: datetime | None
    lots: int
    canceled_lots: int
    total: Decimal
    crm_order_id: str


class FigureQueries(Queries):
    """Of connections in use. A span begins with its first moment and ends before its last."""

    def placed(self, bounds: Sequence[datetime]) -> tuple[tuple[StatusCount, ...], ...]:
        """By status, the orders placed in each span between two neighbours of these moments."""
        with self._reading() as session:
            return tuple(
                tuple(
                    StatusCount(status, orders)
                    for status, orders in session.execute(_PLACED, {"start": start, "end": end})
                )
                for start, end in pairwise(bounds)
            )

    def at_risk(self, now: datetime) -> AtRisk:
        """Orders that are near or past their deadline, with what they come to."""
        overdue = (ShipmentRow.due_at < literal(now, Moment)).label("overdue")
        counts = case((LotRow.status.in_(CANCELED), literal(Decimal(0), Roubles)), else_=LotRow.final_price)
        query = (
            select(overdue, func.count(ShipmentRow.id.distinct()), func.sum(counts, type_=Roubles))
            .join(LotRow, LotRow.shipment_pk == ShipmentRow.id)
            .where(
                ShipmentRow.finished.is_(False),
                ShipmentRow.risk_at <= now,
                # The sum keeps the planner from looking up all orders of a connection.
                (ShipmentRow.connection_id + 0).in_(_IN_USE),
            )
            .group_by(overdue)
        )
        with self._reading() as session:
            found = {
                bool(late): OrdersAndMoney(orders, money or Decimal(0))
                for late, orders, money in session.execute(query)
            }
        none = OrdersAndMoney(0, Decimal(0))
        return AtRisk(near=found.get(False, none), overdue=found.get(True, none))

    def canceled(self, start: datetime, end: datetime) -> tuple[CanceledLot, ...]:
        """The cancelled goods of the orders whose last cancellation fell into the span."""
        orders = select(ShipmentRow.id).where(*_canceled_within(start, end))
        lots = (
            select(LotRow.shipment_pk, LotRow.index, LotRow.status, LotRow.sub_status, LotRow.final_price)
            .where(LotRow.shipment_pk.in_(orders), LotRow.status.in_(CANCELED), LotRow.is_delivery.is_(False))
            .order_by(LotRow.shipment_pk, LotRow.index)
        )
        decided = select(OutboxRow.shipment_pk, OutboxRow.command, OutboxRow.payload).where(
            OutboxRow.shipment_pk.in_(orders),
            OutboxRow.state == RowState.DONE.value,
            OutboxRow.command.in_(_REASONED),
        )
        with self._reading() as session:
            reasons: dict[tuple[int, int], str] = {}
            for key, command, payload in session.execute(decided):
                reasons |= {(key, lot): reason for lot, reason in _reasons_in(command, payload).items()}
            return tuple(
                CanceledLot(key, status, sub_status, reasons.get((key, index), ""), price)
                for key, index, status, sub_status, price in session.execute(lots)
            )

    def orders_of(self, start: datetime, end: datetime) -> Iterator[PeriodOrder]:
        """Every order placed in the span, the newest first."""
        keys = (
            select(ShipmentRow.id)
            .where(
                ShipmentRow.placed_at >= start,
                ShipmentRow.placed_at < end,
                (ShipmentRow.connection_id + 0).in_(_IN_USE),
            )
            .order_by(ShipmentRow.placed_at.desc(), ShipmentRow.id.desc())
        )
        with self._reading() as session:
            found = session.scalars(keys).all()
            for place in range(0, len(found), _CHUNK):
                chunk = found[place : place + _CHUNK]
                rows = {row.id: row for row in session.execute(_ORDER_FACTS, {"keys": chunk})}
                sums = {row.shipment_pk: row for row in session.execute(_ORDER_SUMS, {"keys": chunk})}
                for key in chunk:
                    row, summed = rows[key], sums.get(key)
                    yield PeriodOrder(
                        shipment_id=row.shipment_id,
                        connection=row.name,
                        scheme=SchemeCode(row.scheme),
                        status=row.effective_status,
                        placed_at=row.placed_at,
                        due_at=row.due_at,
                        lots=summed.goods if summed else 0,
                        canceled_lots=summed.canceled if summed else 0,
                        total=(summed.total if summed else None) or Decimal(0),
                        crm_order_id=row.crm_order_id,
                    )


_IN_USE: Final = select(ConnectionRow.id).where(ConnectionRow.removed_at.is_(None))
# The index of the list holds all of this; without the sum the planner would go by connections instead.
_PLACED: Final = (
    select(ShipmentRow.effective_status, func.count())
    .where(
        ShipmentRow.placed_at >= bindparam("start", type_=Moment),
        ShipmentRow.placed_at < bindparam("end", type_=Moment),
        (ShipmentRow.connection_id + 0).in_(_IN_USE),
    )
    .group_by(ShipmentRow.effective_status)
)
_ORDER_FACTS: Final = (
    select(
        ShipmentRow.id,
        ShipmentRow.shipment_id,
        ConnectionRow.name,
        ConnectionRow.scheme,
        ShipmentRow.effective_status,
        ShipmentRow.placed_at,
        ShipmentRow.due_at,
        ShipmentRow.crm_order_id,
    )
    .join(ConnectionRow, ConnectionRow.id == ShipmentRow.connection_id)
    .where(ShipmentRow.id.in_(bindparam("keys", expanding=True)))
)


def _order_sums() -> Select[int, int, int, Any]:
    """Any: a sum of money has no type of its own for the reader of statements."""
    gone = LotRow.status.in_(CANCELED)
    counts = case((gone, literal(Decimal(0), Roubles)), else_=LotRow.final_price)
    return (
        select(
            LotRow.shipment_pk,
            func.count().filter(LotRow.is_delivery.is_(False)).label("goods"),
            func.count().filter(and_(LotRow.is_delivery.is_(False), gone)).label("canceled"),
            func.sum(counts, type_=Roubles).label("total"),
        )
        .where(LotRow.shipment_pk.in_(bindparam("keys", expanding=True)))
        .group_by(LotRow.shipment_pk)
    )


_ORDER_SUMS: Final = _order_sums()


def _canceled_within(start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        ShipmentRow.canceled_at.is_not(None),
        ShipmentRow.canceled_at >= start,
        ShipmentRow.canceled_at < end,
        (ShipmentRow.connection_id + 0).in_(_IN_USE),
    )


def _reasons_in(command: str, payload: str) -> Mapping[int, str]:
    """By lot: why we refused it, or why it was not handed over."""
    match decode(command, payload):
        case Reject(lots=lots, reason=reason):
            return dict.fromkeys(lots, reason)
        case Close(results=results):
            return {each.lot: each.reason for each in results if not each.handed_over}
        case _:
            return {}
