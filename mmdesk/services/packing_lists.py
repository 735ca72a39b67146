"""ДСМ: our own packing list, which takes the place of the marketplace's label."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.domain.scheme import Verb
from mmdesk.domain.shipment import Shipment
from mmdesk.errors import MmdeskError, Text
from mmdesk.language import Language
from mmdesk.printing.packing_list import DeliveryWindow, PackedLot, PackingList, packing_list_pdf
from mmdesk.printing.paper import A4, PageSize
from mmdesk.services.desk import OrderRef, find_order
from mmdesk.services.shop_zone import zone_of
from mmdesk.storage.uow import Storage


class NoPackingList(MmdeskError):
    """Raised for an order whose scheme has a label of the marketplace's."""

    title = Text("У этой схемы нет листа комплектации", "This scheme has no packing list")
    hint = Text("Напечатайте этикетку Мегамаркета (label).", "Print Megamarket's label (label).")


def make(storage: Storage, clock: Clock, order: OrderRef, language: Language, page: PageSize = A4) -> bytes:
    """The packing list of an order as a PDF. Raises NoPackingList or UnknownShipment."""
    with storage.look() as work:
        connection, stored = find_order(work, order)
        boxes = work.packed.boxes(stored.key)
    if Verb.COURIER not in connection.scheme.verbs:
        raise NoPackingList(connection.scheme.name)
    return packing_list_pdf(_content(connection, stored.shipment, boxes, clock), page, language)


def _content(
    connection: Connection, shipment: Shipment, boxes: Mapping[int, int], clock: Clock
) -> PackingList:
    """What is packed is what is not cancelled; everything lies in one box unless boxes are known.

    `boxes` are those of the bench, by lot: Megamarket knows nothing of them.
    """
    goods = tuple(lot for lot in shipment.goods if not lot.is_canceled)
    lots = tuple(
        PackedLot(
            lot.index, lot.name, lot.offer_id, lot.final_price, lot.box_index or boxes.get(lot.index, 1)
        )
        for lot in goods
    )
    buyer = shipment.buyer
    return PackingList(
        shipment_id=shipment.shipment_id,
        shop=connection.name,
        lots=lots,
        boxes=tuple(sorted({lot.box_index for lot in lots if lot.box_index})),
        prepaid=shipment.deposited or Decimal(0),
        to_collect=shipment.to_collect,
        printed_at=clock.now(),
        zone=zone_of(connection),
        delivery_cost=shipment.delivery_cost or None,
        buyer_name=buyer.full_name,
        phone=_dialled(buyer.phone),
        address=buyer.address,
        comment=buyer.comment,
        window=_window(shipment),
    )


def _window(shipment: Shipment) -> DeliveryWindow | None:
    opens, closes = shipment.deadlines.deliver_from, shipment.deadlines.deliver_to
    return DeliveryWindow(opens, closes) if opens and closes else None


def _dialled(phone: str) -> str:
    """Megamarket sends bare digits; a courier dials from anywhere."""
    return f"+{phone}" if phone.isdecimal() and phone.startswith("7") else phone
