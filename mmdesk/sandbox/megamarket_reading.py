"""The calls that change nothing: order/get, order/search and sticker/print."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime

from mmdesk.sandbox.megamarket_behaviour import BlankForm, StickerForm
from mmdesk.sandbox.megamarket_bodies import label_of, order_get
from mmdesk.sandbox.megamarket_market import Market
from mmdesk.sandbox.megamarket_state import Merchant, Scheme, Shipment, Status
from mmdesk.sandbox.megamarket_wire import Json, Problem, Refused, identifier, moment, number, objects, text
from mmdesk.sandbox.sticker import Label, draw_html, draw_pdf

_PRINTABLE = frozenset[str]({Status.PACKED, Status.SHIPPING_EXPIRED, Status.PENDING_SHIPPING, Status.SHIPPED})


@dataclass(frozen=True, slots=True)
class RawPdf:
    """A document that is the whole HTTP body."""

    content: bytes


class ReadingCalls:
    """Each method answers one call inside Market.held(); raises Refused."""

    def __init__(self, market: Market) -> None:
        self._market = market

    def get(self, caller: Merchant, data: Json) -> Json:
        wanted = data.get("shipments")
        if not isinstance(wanted, list) or not wanted:
            raise Refused(Problem("BAD_REQUEST", "Поле shipments: ожидается непустой список номеров"))
        if len(wanted) > self._market.behaviour.get_maximum:
            raise Refused(Problem("TOO_MANY", f"Не более {self._market.behaviour.get_maximum} отправлений"))
        found, missing = [], []
        for shipment_id in map(identifier, wanted):
            shipment = self._market.find(shipment_id, caller.merchant_id)
            if shipment is None:
                missing.append(Problem("SHIPMENT_NOT_FOUND", "Отправление не найдено", shipment_id))
            elif not self._is_absent_yet(shipment):
                found.append(self._shown(shipment))
        if missing and not self._market.behaviour.get_skips_unknown:
            raise Refused(*missing)
        return {"shipments": found}

    def search(self, caller: Merchant, data: Json) -> Json:
        since, until = _bound(data, "dateFrom"), _bound(data, "dateTo")
        statuses, count = _statuses(data), self._count(data)
        found = [
            shipment.shipment_id
            for shipment in sorted(self._market.shipments(), key=lambda each: each.created_at)
            if shipment.merchant_id == caller.merchant_id
            and (since is None or shipment.created_at >= since)
            and (until is None or shipment.created_at <= until)
            and (not statuses or statuses & {lot.status for lot in shipment.lots})
        ]
        return {"shipments": found[:count]}

    def print_stickers(self, caller: Merchant, data: Json) -> str | RawPdf:
        """Labels in the form asked for, or in the one the behaviour insists on."""
        labels = [
            label
            for wanted in (objects(data, "shipments") if "shipments" in data else [data])
            for label in self._labels(caller, wanted)
        ]
        behaviour = self._market.behaviour
        if data.get("printAsPdf") is not True or behaviour.sticker is StickerForm.ALWAYS_HTML:
            return draw_html(labels, hostile=behaviour.hostile_labels)
        pdf = draw_pdf(labels)
        return base64.b64encode(pdf).decode() if behaviour.sticker is StickerForm.PDF_IN_JSON else RawPdf(pdf)

    def of_another(self, data: Json) -> Json | None:
        """What asks for the first box of another packed order; to be used inside held()."""
        asked = {identifier(each.get("shipmentId")) for each in objects(data, "shipments")}
        merchants = {
            shipment.merchant_id for shipment in self._market.shipments() if shipment.shipment_id in asked
        }
        for shipment in self._market.shipments():
            if shipment.shipment_id in asked or shipment.merchant_id not in merchants:
                continue
            try:
                boxes = _printable_boxes(shipment)
            except Refused:
                continue
            return {"shipmentId": shipment.shipment_id, "boxCodes": boxes[:1]}
        return None

    def _is_blank(self, shipment: Shipment) -> bool:
        return self._market.now() < shipment.blank_until

    def _is_absent_yet(self, shipment: Shipment) -> bool:
        return self._market.behaviour.blank_form is BlankForm.ABSENT and self._is_blank(shipment)

    def _shown(self, shipment: Shipment) -> Json:
        shown = order_get(shipment, self._market.behaviour)
        if not self._is_blank(shipment):
            return shown
        if self._market.behaviour.blank_form is BlankForm.NO_ITEMS:
            return {"shipmentId": shipment.shipment_id, "items": []}
        shown.pop("status", None)
        items = shown["items"]
        for item in items if isinstance(items, list) else ():
            del item["status"]
        return shown

    def _count(self, data: Json) -> int:
        asked = (
            number(data, "count") if data.get("count") is not None else self._market.behaviour.search_count
        )
        return min(asked, self._market.behaviour.search_maximum)

    def _labels(self, caller: Merchant, wanted: Json) -> list[Label]:
        shipment_id = identifier(wanted.get("shipmentId"))
        shipment = self._market.find(shipment_id, caller.merchant_id)
        if shipment is None:
            raise Refused(Problem("SHIPMENT_NOT_FOUND", "Отправление не найдено", shipment_id))
        if shipment.scheme is not Scheme.STANDARD:
            raise Refused(Problem("WRONG_SCHEME", "Метод недоступен для схемы отправления", shipment_id))
        boxes = _printable_boxes(shipment)
        codes = _codes(wanted, shipment_id)
        unknown = [
            Problem("BOX_CODE", "Грузовое место не найдено", shipment_id, 0, code)
            for code in codes
            if code not in boxes
        ]
        if unknown:
            raise Refused(*unknown)
        _check_items(wanted, shipment)
        return [label_of(shipment, code, boxes.index(code) + 1, len(boxes)) for code in codes]


def _printable_boxes(shipment: Shipment) -> list[str]:
    found = {
        box.index: box.code
        for lots in shipment.boxes().values()
        for lot in lots
        if lot.status in _PRINTABLE
        for box in lot.boxes
    }
    if not found:
        raise Refused(Problem("NOT_PACKED", "Отправление не упаковано", shipment.shipment_id))
    return [found[index] for index in sorted(found)]


def _codes(wanted: Json, shipment_id: str) -> list[str]:
    codes = wanted.get("boxCodes")
    if not isinstance(codes, list) or not codes or not all(isinstance(code, str) for code in codes):
        raise Refused(Problem("BAD_REQUEST", "Поле boxCodes: ожидается непустой список строк", shipment_id))
    return list(dict.fromkeys(codes))


def _check_items(wanted: Json, shipment: Shipment) -> None:
    """Lots are optional here, but those named must lie in the boxes they are said to."""
    for item in objects(wanted, "items") if "items" in wanted else []:
        index = number(item, "itemIndex")
        lot = shipment.lot(index)
        packed = {box.code for box in lot.boxes} if lot else set[str]()
        for box in objects(item, "boxes") if "boxes" in item else []:
            code = text(box, "boxCode")
            if code not in packed:
                raise Refused(Problem("BOX_CODE", "Лота нет в этом месте", shipment.shipment_id, index, code))


def _bound(data: Json, name: str) -> datetime | None:
    return None if data.get(name) is None else moment(data, name)


def _statuses(data: Json) -> set[str]:
    asked = data.get("statuses")
    if asked is None:
        return set()
    if not isinstance(asked, list) or any(each not in list(Status) for each in asked):
        raise Refused(Problem("BAD_REQUEST", f"Поле statuses: недопустимое значение {asked!r}"))
    return set(asked)
