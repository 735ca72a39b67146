"""Orders as they were last seen in RetailCRM, or as our own last edit left them there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.tables import CrmOrderRow


@dataclass(frozen=True, slots=True)
class SeenOrder:
    """What the exchange compares: `items` are item statuses by lot, `composition` stands for the contents."""

    status: str
    items: Mapping[int, str]
    composition: str
    delivery_code: str


class CrmOrders:
    """The remembered orders of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, shipment: ShipmentKey) -> SeenOrder | None:
        row = self._session.get(CrmOrderRow, shipment, populate_existing=True)
        if row is None:
            return None
        items = {int(lot): str(status) for lot, status in json.loads(row.items).items()}
        return SeenOrder(row.status, items, row.composition, row.delivery_code)

    def put(self, shipment: ShipmentKey, seen: SeenOrder, at: datetime) -> None:
        row = self._session.get(CrmOrderRow, shipment)
        if row is None:
            row = CrmOrderRow(shipment_pk=shipment)
            self._session.add(row)
        row.status, row.composition, row.delivery_code = seen.status, seen.composition, seen.delivery_code
        row.items = json.dumps({str(lot): status for lot, status in sorted(seen.items.items())})
        row.read_at = at
        self._session.flush()
