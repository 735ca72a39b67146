"""Bodies of the calls to Megamarket: the envelope with the token, and one payload for each method."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from mmdesk.clients.megamarket_wire import MOSCOW
from mmdesk.domain.box import Box, Mark, box_code, order_code
from mmdesk.domain.intent import CancelAnswer, LotResult
from mmdesk.domain.lot import Lot
from mmdesk.domain.shipment import ShipmentId

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class StockLevel:
    """How many units of an offer are for sale."""

    offer_id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class OfferPrice:
    """A price over the feed's, in whole roubles."""

    offer_id: str
    price: int


def envelope(token: str, payload: Json) -> bytes:
    return msgspec.json.encode({"meta": {}, "data": {"token": token, **payload}})


def iso(moment: datetime) -> str:
    """ISO 8601 in Moscow time with its offset. Raises ValueError for a datetime without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a datetime sent to Megamarket needs a zone")
    return moment.astimezone(MOSCOW).isoformat(timespec="seconds")


def confirm_payload(shipment_id: ShipmentId, lots: Iterable[Lot]) -> Json:
    items = [{"itemIndex": lot.index, "offerId": lot.offer_id} for lot in lots]
    return {"shipments": [{**_numbered(shipment_id), "items": items}]}


def move_payload(shipment_id: ShipmentId, lots: Iterable[Lot], date: datetime) -> Json:
    """order/confirm with a date in every lot; the delivery lot is left out."""
    items = [
        {"itemIndex": lot.index, "offerId": lot.offer_id, "shippingDate": iso(date)}
        for lot in lots
        if lot.is_goods
    ]
    return {"shipments": [{**_numbered(shipment_id), "items": items}]}


def reject_payload(shipment_id: ShipmentId, lots: Iterable[Lot], reason: str, comment: str) -> Json:
    items = [{"itemIndex": lot.index, "offerId": lot.offer_id} for lot in lots]
    why = {"type": reason} | ({"comment": comment} if comment else {})
    return {"shipments": [{"shipmentId": shipment_id, "items": items}], "reason": why}


def packing_payload(
    merchant_id: int, shipment_id: ShipmentId, boxes: Sequence[Box], marks: Iterable[Mark]
) -> Json:
    """order/packing with boxes; a lot has its marking code only where one was scanned."""
    codes = {mark.lot: mark.code for mark in marks}
    items: list[Json] = [
        {"itemIndex": lot, "boxes": [_box(merchant_id, shipment_id, box.index)], **_mark(codes.get(lot))}
        for box in boxes
        for lot in box.lots
    ]
    return {"shipments": [{**_numbered(shipment_id), "items": items}]}


def boxless_packing_payload(shipment_id: ShipmentId, lots: Iterable[Lot], marks: Iterable[Mark]) -> Json:
    """order/packing without boxes, as ДСМ has it; the delivery lot is left out."""
    codes = {mark.lot: mark.code for mark in marks}
    items: list[Json] = [
        {"itemIndex": lot.index, "quantity": 1, **_mark(codes.get(lot.index))} for lot in lots if lot.is_goods
    ]
    return {"shipments": [{**_numbered(shipment_id), "items": items}]}


def label_payload(merchant_id: int, shipment_id: ShipmentId, boxes: Sequence[Box]) -> Json:
    items = [
        {"itemIndex": lot, "quantity": 1, "boxes": [_box(merchant_id, shipment_id, box.index)]}
        for box in boxes
        for lot in box.lots
    ]
    codes = list(dict.fromkeys(box_code(merchant_id, shipment_id, box.index) for box in boxes))
    return {
        "printAsPdf": True,
        "shipments": [{"shipmentId": shipment_id, "boxCodes": codes, "items": items}],
    }


def shipping_payload(
    merchant_id: int, shipment_id: ShipmentId, box_indexes: Iterable[int], at: datetime
) -> Json:
    boxes = [_box(merchant_id, shipment_id, index) for index in box_indexes]
    return {"shipments": [{"shipmentId": shipment_id, "boxes": boxes, "shipping": {"shippingDate": iso(at)}}]}


def close_payload(shipment_id: ShipmentId, results: Iterable[LotResult], at: datetime) -> Json:
    items = [_result(result) for result in results]
    return {"shipments": [{"shipmentId": shipment_id, "closeDate": iso(at), "items": items}]}


def cancel_result_payload(shipment_id: ShipmentId, answers: Iterable[CancelAnswer]) -> Json:
    items = [{"itemIndex": answer.lot, "canceled": answer.canceled} for answer in answers]
    return {"shipments": [{"shipmentId": shipment_id, "items": items}]}


def search_payload(
    created_from: datetime | None, created_to: datetime | None, statuses: Iterable[str], count: int
) -> Json:
    wanted: dict[str, object] = {"count": count}
    if created_from is not None:
        wanted["dateFrom"] = iso(created_from)
    if created_to is not None:
        wanted["dateTo"] = iso(created_to)
    if names := list(statuses):
        wanted["statuses"] = names
    return wanted


def stock_payload(levels: Iterable[StockLevel]) -> Json:
    return {"stocks": [{"offerId": level.offer_id, "quantity": level.quantity} for level in levels]}


def price_payload(prices: Iterable[OfferPrice], *, deleted: bool) -> Json:
    """The price stands in every entry, also where it is taken back."""
    entries = [{"offerId": each.offer_id, "price": each.price, "isDeleted": deleted} for each in prices]
    return {"prices": entries}


def _numbered(shipment_id: ShipmentId) -> Json:
    return {"shipmentId": shipment_id, "orderCode": order_code(shipment_id)}


def _box(merchant_id: int, shipment_id: ShipmentId, index: int) -> Json:
    return {"boxIndex": index, "boxCode": box_code(merchant_id, shipment_id, index)}


def _mark(code: str | None) -> Json:
    return {"digitalMark": code} if code else {}


def _result(result: LotResult) -> Json:
    base: Json = {"itemIndex": result.lot, "handoverResult": result.handed_over}
    if result.handed_over:
        return base
    why = {"type": result.reason} | ({"comment": result.comment} if result.comment else {})
    return {**base, "reason": why}
