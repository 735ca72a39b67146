"""Orders as they were last seen in RetailCRM, or as our own last edit left them there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mmdesk.domain.connection import ConnectionId
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.tables import CrmOrderRow, ShipmentRow


@dataclass(frozen=True, slots=True)
class SeenOrder:
    """What the exchange compares: `items` are item statuses by lot, empty where nobody has looked yet.

    `composition` names what was changed about the contents. `read_at` is when the reading began.
    """

    status: str
    items: Mapping[int, str]
    composition: str
    delivery_code: str
    read_at: datetime


class CrmOrders:
    """The remembered orders of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, shipment: ShipmentKey) -> SeenOrder | None:
        row = self._session.get(CrmOrderRow, shipment, populate_existing=True)
        if row is None:
            return None
        items = {int(lot): str(status) for lot, status in json.loads(row.items).items()}
        return SeenOrder(row.status, items, row.composition, row.delivery_code, row.read_at)

    def open_statuses(self, connection_id: ConnectionId) -> dict[int, str]:
        """The last known status of every order that is still open here, by RetailCRM's own id.

        Empty where nobody has looked yet.
        """
        query = (
            select(ShipmentRow.crm_order_id, CrmOrderRow.status)
            .outerjoin(CrmOrderRow, CrmOrderRow.shipment_pk == ShipmentRow.id)
            .where(
                ShipmentRow.connection_id == connection_id,
                ShipmentRow.finished.is_(False),
                ShipmentRow.crm_order_id != "",
            )
        )
        rows = self._session.execute(query)
        return {int(order_id): status or "" for order_id, status in rows if order_id.isdecimal()}

    def put(self, shipment: ShipmentKey, seen: SeenOrder) -> None:
        row = self._session.get(CrmOrderRow, shipment)
        if row is None:
            row = CrmOrderRow(shipment_pk=shipment)
            self._session.add(row)
        row.status, row.composition, row.delivery_code = seen.status, seen.composition, seen.delivery_code
        row.items = json.dumps({str(lot): status for lot, status in sorted(seen.items.items())})
        row.read_at = seen.read_at
        self._session.flush()
