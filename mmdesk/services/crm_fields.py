"""The custom fields of our orders in RetailCRM: made at registration, filled with every order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mmdesk.clients.crm_orders import CustomValue
from mmdesk.domain.connection import Connection
from mmdesk.domain.shipment import Shipment
from mmdesk.errors import Text

NOTICE_FIELD: Final = "mm_notice"
"""What staff have to know about the order, see `crm_notices`; empty most of the time."""


@dataclass(frozen=True, slots=True)
class OrderField:
    """One custom field: its code, what staff read above it, and RetailCRM's type for it."""

    code: str
    name: Text
    type: str


ORDER_FIELDS: Final = (
    OrderField("mm_shipment_id", Text("ММ: отправление", "MM: shipment"), "string"),
    OrderField("mm_delivery_id", Text("ММ: доставка", "MM: delivery"), "string"),
    OrderField("mm_scheme", Text("ММ: схема", "MM: scheme"), "string"),
    OrderField("mm_confirm_by", Text("ММ: подтвердить до", "MM: confirm by"), "datetime"),
    OrderField("mm_pack_by", Text("ММ: собрать до", "MM: pack by"), "datetime"),
    OrderField("mm_ship_by", Text("ММ: отгрузить до", "MM: ship by"), "datetime"),
    OrderField("mm_prepaid", Text("ММ: предоплата", "MM: prepaid"), "numeric"),
    OrderField("mm_to_collect", Text("ММ: получить с покупателя", "MM: to collect"), "numeric"),
    OrderField(NOTICE_FIELD, Text("ММ: внимание", "MM: notice"), "text"),
)


def field_values(connection: Connection, shipment: Shipment) -> dict[str, CustomValue]:
    """All custom fields of a new order; what the order does not have is left out."""
    given: dict[str, CustomValue] = {
        "mm_shipment_id": shipment.shipment_id,
        "mm_delivery_id": shipment.delivery_id or None,
        "mm_scheme": connection.scheme.name.ru,
        **deadline_values(shipment),
    }
    if connection.scheme.full_buyer:
        given["mm_prepaid"] = shipment.deposited
        given["mm_to_collect"] = shipment.to_collect
    return {code: value for code, value in given.items() if value is not None}


def deadline_values(shipment: Shipment) -> Mapping[str, CustomValue]:
    """The deadlines alone; None clears one that the order has lost."""
    deadlines = shipment.deadlines
    return {
        "mm_confirm_by": deadlines.confirm_by,
        "mm_pack_by": deadlines.pack_by,
        "mm_ship_by": deadlines.ship_by,
    }
