"""Which open orders have come to the next share of their window, and what was told of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Float, Select, case, func, literal, select, update
from sqlalchemy.orm import Session

from mmdesk.domain.connection import ConnectionId
from mmdesk.domain.deadline import Urgency
from mmdesk.domain.scheme import SchemeCode
from mmdesk.storage.engine import takes_locks
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.tables import ConnectionRow, ShipmentRow
from mmdesk.storage.types import Moment

_FOUND: Final = 2000


@dataclass(frozen=True, slots=True)
class WatchedOrder:
    """An open order with the deadline that counts now; `told` is the last share told of this deadline."""

    key: ShipmentKey
    connection_id: ConnectionId
    scheme: SchemeCode
    status: str
    placed_at: datetime
    due_at: datetime
    told: int


class DeadlineWatch:
    """The deadlines of one unit of work; those of paused and removed connections are left alone."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def news(self, now: datetime, among: Sequence[ShipmentKey] | None = None) -> tuple[WatchedOrder, ...]:
        """Orders whose next share has come: the first of all, or of those `among`; locked when it writes."""
        passed, window = self._spans(now)
        next_share = case(
            (_TOLD < Urgency.HALF, int(Urgency.HALF)),
            (_TOLD < Urgency.SOON, int(Urgency.SOON)),
            (_TOLD < Urgency.CRITICAL, int(Urgency.CRITICAL)),
            else_=int(Urgency.OVERDUE),
        )
        wanted = (
            # The index answers this part alone; only what is left is looked up in the wide rows.
            passed * 100 >= window * int(Urgency.HALF),
            _TOLD < Urgency.OVERDUE,
            passed * 100 >= window * next_share,
        )
        return self._watched(_OPEN.where(*wanted), among)

    def told_early(
        self, now: datetime, among: Sequence[ShipmentKey] | None = None
    ) -> tuple[WatchedOrder, ...]:
        """Orders of which more was told than is true: the clock has been set back since."""
        passed, window = self._spans(now)
        return self._watched(_OPEN.where(_TOLD > 0, passed * 100 < window * _TOLD), among)

    def note(self, order: WatchedOrder, share: Urgency) -> None:
        """Keep what has been told of the order's present deadline."""
        self._session.execute(
            update(ShipmentRow)
            .where(ShipmentRow.id == order.key)
            .values(warned=int(share), warned_due_at=order.due_at)
        )

    def _watched(self, query: Select[Any], among: Sequence[ShipmentKey] | None) -> tuple[WatchedOrder, ...]:
        query = query.limit(_FOUND) if among is None else query.where(ShipmentRow.id.in_(among))
        if takes_locks(self._session):
            # One that is just being changed is looked at next time.
            query = query.with_for_update(of=ShipmentRow, skip_locked=True)
        found = self._session.execute(query)
        return tuple(
            WatchedOrder(
                ShipmentKey(row.id),
                ConnectionId(row.connection_id),
                SchemeCode(row.scheme),
                row.effective_status,
                row.placed_at,
                row.due_at,
                row.told,
            )
            for row in found
        )

    def _spans(self, now: datetime) -> tuple[ColumnElement[float], ColumnElement[float]]:
        """How much of an order's window has gone, and how long it is; in one unit of the database's own."""
        if self._session.get_bind().dialect.name == "sqlite":
            moment = func.julianday(literal(now, Moment), type_=Float)
            placed = func.julianday(ShipmentRow.placed_at, type_=Float)
            due = func.julianday(ShipmentRow.due_at, type_=Float)
        else:
            moment = func.date_part("epoch", literal(now, Moment), type_=Float)
            placed = func.date_part("epoch", ShipmentRow.placed_at, type_=Float)
            due = func.date_part("epoch", ShipmentRow.due_at, type_=Float)
        return moment - placed, due - placed


_TOLD = case((ShipmentRow.warned_due_at == ShipmentRow.due_at, ShipmentRow.warned), else_=0)
_OPEN = (
    select(
        ShipmentRow.id,
        ShipmentRow.connection_id,
        ConnectionRow.scheme,
        ShipmentRow.effective_status,
        ShipmentRow.placed_at,
        ShipmentRow.due_at,
        _TOLD.label("told"),
    )
    # The sum keeps the planner from looking up all orders of a connection, whichever are asked for.
    .join(ConnectionRow, ConnectionRow.id == ShipmentRow.connection_id + 0)
    .where(
        ShipmentRow.finished.is_(False),
        ShipmentRow.due_at.is_not(None),
        ConnectionRow.removed_at.is_(None),
        ConnectionRow.paused.is_(False),
    )
)
