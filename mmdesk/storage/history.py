"""The timeline of every order: who did what, and what each remote answered. Append-only."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mmdesk.domain.connection import ConnectionId
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.tables import ConnectionRow, HistoryRow, ShipmentRow


class Actor(StrEnum):
    """Whose doing an event is."""

    OPERATOR = "operator"
    CRM = "crm"
    MARKETPLACE = "marketplace"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One event; `details` are short texts by name, never personal data or secrets."""

    at: datetime
    actor: Actor
    who: str
    what: str
    details: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """An event of one order, with its place in the history of all of them."""

    place: int
    connection: str
    shipment_id: str
    event: HistoryEvent


class History:
    """The history of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        connection_id: ConnectionId | None,
        shipment: ShipmentKey | None,
        event: HistoryEvent,
    ) -> None:
        """None where it concerns no connection or no order."""
        row = HistoryRow(
            connection_id=connection_id,
            shipment_pk=shipment,
            at=event.at,
            actor=event.actor.value,
            who=event.who,
            what=event.what,
            details=json.dumps(dict(event.details), ensure_ascii=False),
        )
        self._session.add(row)

    def of(self, shipment: ShipmentKey) -> tuple[HistoryEvent, ...]:
        """Everything that happened to a shipment, in order."""
        query = select(HistoryRow).where(HistoryRow.shipment_pk == shipment).order_by(HistoryRow.id)
        return tuple(event_of(row) for row in self._session.scalars(query))

    def latest(self, shipment: ShipmentKey, kinds: Collection[str]) -> HistoryEvent | None:
        """The newest event of these kinds that happened to a shipment."""
        mine = (HistoryRow.shipment_pk == shipment) & HistoryRow.what.in_(kinds)
        row = self._session.scalars(
            select(HistoryRow).where(mine).order_by(HistoryRow.id.desc()).limit(1)
        ).first()
        return None if row is None else event_of(row)

    def end(self) -> int:
        """The place of the newest event of all; 0 in an empty history."""
        return self._session.scalar(select(func.max(HistoryRow.id))) or 0

    def after(self, place: int, kinds: Collection[str], limit: int) -> tuple[OrderEvent, ...]:
        """Events of these kinds behind a place, the oldest first, of orders of the connections in use."""
        query = (
            select(HistoryRow, ShipmentRow.shipment_id, ConnectionRow.name)
            .join(ShipmentRow, ShipmentRow.id == HistoryRow.shipment_pk)
            .join(ConnectionRow, ConnectionRow.id == ShipmentRow.connection_id)
            .where(HistoryRow.id > place, HistoryRow.what.in_(kinds), ConnectionRow.removed_at.is_(None))
            .order_by(HistoryRow.id)
            .limit(limit)
        )
        return tuple(
            OrderEvent(row.id, connection, shipment_id, event_of(row))
            for row, shipment_id, connection in self._session.execute(query)
        )


def event_of(row: HistoryRow) -> HistoryEvent:
    return HistoryEvent(row.at, Actor(row.actor), row.who, row.what, json.loads(row.details))
