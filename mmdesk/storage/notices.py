"""Notices on orders: there until they are settled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mmdesk.domain.connection import ConnectionId
from mmdesk.domain.notice import Notice, NoticeCode
from mmdesk.domain.shipment import ShipmentId
from mmdesk.errors import Text
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.tables import NoticeRow, ShipmentRow


class Notices:
    """The notices of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, shipment: ShipmentKey) -> tuple[Notice, ...]:
        """What is not settled about an order, the oldest first."""
        query = select(NoticeRow).where(NoticeRow.shipment_pk == shipment).order_by(NoticeRow.id)
        return tuple(notice_of(row) for row in self._session.scalars(query))

    def shipments_with(self, connection_id: ConnectionId, code: NoticeCode) -> frozenset[ShipmentId]:
        """The orders of a connection that have such a notice."""
        query = (
            select(ShipmentRow.shipment_id)
            .join(NoticeRow, NoticeRow.shipment_pk == ShipmentRow.id)
            .where(ShipmentRow.connection_id == connection_id, NoticeRow.code == code.value)
        )
        return frozenset(ShipmentId(value) for value in self._session.scalars(query))

    def put(self, shipment: ShipmentKey, code: NoticeCode, words: Text, at: datetime) -> bool:
        """Give notice; True when it says something new."""
        row = self._row(shipment, code)
        if row is not None and row.words == words:
            return False
        if row is None:
            row = NoticeRow(shipment_pk=shipment, code=code.value)
            self._session.add(row)
        row.words, row.since = words, at
        self._session.flush()
        return True

    def settle(self, shipment: ShipmentKey, code: NoticeCode) -> bool:
        """Take a notice away; True when there was one."""
        if self._row(shipment, code) is None:
            return False
        query = delete(NoticeRow).where(NoticeRow.shipment_pk == shipment, NoticeRow.code == code.value)
        self._session.execute(query)
        return True

    def _row(self, shipment: ShipmentKey, code: NoticeCode) -> NoticeRow | None:
        query = select(NoticeRow).where(NoticeRow.shipment_pk == shipment, NoticeRow.code == code.value)
        return self._session.scalars(query).one_or_none()


def notice_of(row: NoticeRow) -> Notice:
    return Notice(NoticeCode(row.code), row.words, row.since)
