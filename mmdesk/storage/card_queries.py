"""Reads for the details of one order and for the state of the whole desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from mmdesk.domain.connection import Connection, ConnectionId
from mmdesk.domain.intent import Target
from mmdesk.domain.notice import NoticeCode
from mmdesk.domain.standing import Standing
from mmdesk.storage.connections import Connections
from mmdesk.storage.history import History, HistoryEvent
from mmdesk.storage.outbox import Outbox
from mmdesk.storage.queries import OrderDetails, Queries, details_of
from mmdesk.storage.shipment_rows import shipment_of
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.tables import ConnectionRow, ShipmentRow
from mmdesk.storage.types import Moment


@dataclass(frozen=True, slots=True)
class StoredCard:
    """An order with everything around it, all of one moment. `settings` are its connection's, as stored."""

    details: OrderDetails
    connection: Connection
    standing: Standing
    events: tuple[HistoryEvent, ...]
    settings: Mapping[str, str]


class RiskCounts(NamedTuple):
    """How many orders are near their deadline, and how many past it: no order counts twice."""

    near: int
    overdue: int


class CardQueries(Queries):
    """Safe to share between threads."""

    def card(self, key: ShipmentKey) -> StoredCard | None:
        """One order by its key, those of removed connections too; None when it is gone."""
        with self._reading() as session:
            row = session.get(ShipmentRow, key)
            return None if row is None else _card(session, row)

    def at_risk(self, now: datetime) -> RiskCounts:
        """The open orders of the connections in use that are near their deadline, and those past it."""
        in_use = select(ConnectionRow.id).where(ConnectionRow.removed_at.is_(None))
        query = (
            select(func.count(), func.count().filter(ShipmentRow.due_at < literal(now, Moment)))
            .select_from(ShipmentRow)
            .where(
                ShipmentRow.finished.is_(False),
                ShipmentRow.risk_at <= now,
                ShipmentRow.connection_id.in_(in_use),
            )
        )
        with self._reading() as session:
            both, overdue = session.execute(query).one()
        return RiskCounts(both - overdue, overdue)


def _card(session: Session, row: ShipmentRow) -> StoredCard:
    key = ShipmentKey(row.id)
    connections = Connections(session)
    connection = connections.by_id(ConnectionId(row.connection_id))
    pending = Outbox(session).unfinished(key, Target.MEGAMARKET)
    details = details_of(session, row)
    foreign = any(notice.code == NoticeCode.FOREIGN_DELIVERY for notice in details.notices)
    return StoredCard(
        details=details,
        connection=connection,
        standing=Standing(shipment_of(row), pending, row.couriered_at, foreign),
        events=History(session).of(key),
        settings=connections.settings(connection.connection_id),
    )
