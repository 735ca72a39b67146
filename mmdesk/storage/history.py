"""The timeline of every order: who did what, and what each remote answered. Append-only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from mmdesk.domain.connection import ConnectionId
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.tables import HistoryRow


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


def event_of(row: HistoryRow) -> HistoryEvent:
    return HistoryEvent(row.at, Actor(row.actor), row.who, row.what, json.loads(row.details))
