"""Megamarket's JSON as it comes in: the answer envelope, order/get's shipments, its own calls to us.

Facts seen in every source (shipmentId, itemIndex) are demanded; the rest is taken as it comes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, timezone
from decimal import Decimal
from typing import Final

import msgspec

from mmdesk.clients.errors import Problem
from mmdesk.clients.json_reading import Node, NotJson, OddShape, parse_json, without_mark
from mmdesk.clients.masking import Mask
from mmdesk.clients.offer_batches import OfferRemark
from mmdesk.domain.deadline import Deadlines
from mmdesk.domain.lot import DELIVERY_OFFER, Lot
from mmdesk.domain.shipment import Buyer, Shipment, ShipmentId, is_shipment_id
from mmdesk.errors import Text

__all__ = [
    "Accepted", "Announcement", "CancelNotice", "Denied", "NotJson", "OddShape", "OddShipment", "Reading",
    "SavedPrices", "parse_order_cancel", "parse_order_new", "read_answer", "read_found_ids",
    "read_saved_prices", "read_shipments", "speaks_of_stock_source",
]  # fmt: skip

MOSCOW: Final = timezone(timedelta(hours=3))
"""The marketplace's clock: its datetimes carry this offset, and those without one mean it."""

_DONE: Final = frozenset({"1", "true", "ok"})
_BAD_TOKEN: Final = "авторизационный токен"
_STOCK_SOURCE: Final = "способа получения остатков"
_LARGEST_MERCHANT: Final = 10**12


# Answers


@dataclass(frozen=True, slots=True)
class Accepted:
    """success was 1. `content` is the node `data`; `is_done` is false when data.result denies it."""

    content: Node
    request_id: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class Denied:
    """success was 0; `bad_token` tells that the reason is the token. Words are masked."""

    words: str
    code: str
    problems: tuple[Problem, ...]
    request_id: str
    bad_token: bool


def read_answer(body: bytes, mask: Mask) -> Accepted | Denied:
    """Open the envelope. Raises NotJson, and OddShape when it has no success."""
    root = parse_json(body)
    success = root["success"].flag()
    if success is None:
        raise OddShape("success", Text("0 или 1", "0 or 1"))
    request_id = mask(root.get("meta").get("requestId").text())
    if success:
        content = root["data"]
        return Accepted(content, request_id, _is_done(content.get("result")))
    return _denial(root["error"], request_id, mask)


def _is_done(result: Node) -> bool:
    return result.is_absent or str(result.value).lower() in _DONE


def _denial(error: Node, request_id: str, mask: Mask) -> Denied:
    """The error is an object or a list of them, by method and by year."""
    entries = error.value if error.is_list and isinstance(error.value, list) else [error.value]
    problems = tuple(_problem(Node(entry), mask) for entry in entries if entry not in (None, [], {}, ""))
    told = [problem.message or problem.code for problem in problems]
    return Denied(
        words="; ".join(dict.fromkeys(words for words in told if words)),
        code=problems[0].code if problems else "",
        problems=problems,
        request_id=request_id,
        bad_token=any(problem.message.lower().startswith(_BAD_TOKEN) for problem in problems),
    )


def _problem(error: Node, mask: Mask) -> Problem:
    if not error.is_object:
        return Problem(message=mask(error.text()))
    messages = [error.get(name).text() for name in ("message", "errorText", "description")]
    return Problem(
        message=mask(next((words for words in messages if words), "")),
        code=mask(error.get("code").text()),
        shipment_id=mask(error.get("shipmentId").text()),
        lot=error.get("itemIndex").whole(),
        box_code=mask(error.get("boxCode").text()),
        offer_id=error.get("offerId").text(),
    )


def read_found_ids(content: Node) -> tuple[ShipmentId, ...]:
    """order/search's ids, each once. Raises OddShape for a list of something else."""
    return tuple(dict.fromkeys(shipment_id_of(row) for row in _listed(content)))


def shipment_id_of(node: Node) -> ShipmentId:
    key = node.required_key()
    if not is_shipment_id(key):
        raise OddShape(node.path, Text("номер отправления", "a shipment id"))
    return ShipmentId(key)


def _listed(content: Node) -> tuple[Node, ...]:
    # Right after a shipment appears its answer can lack everything: data null, [] or an empty object.
    return content["shipments"].rows()


# Stock and prices


@dataclass(frozen=True, slots=True)
class SavedPrices:
    """What manualPrice/save tells: how many prices it saved, None when it does not say, and its warnings."""

    saved: int | None
    warnings: tuple[OfferRemark, ...]


def read_saved_prices(content: Node, mask: Mask) -> SavedPrices:
    """Taken as it comes: whatever is odd about it, the prices were accepted."""
    warnings = content.get("warnings")
    rows = warnings.rows() if warnings.is_list else ()
    remarks = tuple(
        OfferRemark(row.get("offerId").text(), Text.same(mask(row.get("warning").text()))) for row in rows
    )
    return SavedPrices(content.get("savedPrices").whole(), remarks)


def speaks_of_stock_source(words: str) -> bool:
    """«Проверьте настройку способа получения остатков»: the account takes stock from elsewhere."""
    return _STOCK_SOURCE in words.lower()


# Shipments


class _RawContent(msgspec.Struct):
    shipments: list[msgspec.Raw]


class _RawAnswer(msgspec.Struct):
    data: _RawContent


# Made while nobody else runs: two threads that meet a type for the first time crash msgspec's decoder.
_raw_answer: Final = msgspec.json.Decoder(_RawAnswer)


@dataclass(frozen=True, slots=True)
class OddShipment:
    """A shipment of an answer that could not be read; the id is empty when even that is odd."""

    shipment_id: str
    problem: OddShape
    raw: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one order/get told: shipments that can be used, and those that a person has to look at."""

    shipments: tuple[Shipment, ...]
    odd: tuple[OddShipment, ...] = ()


def read_shipments(content: Node, body: bytes) -> Reading:
    """Read `data` of order/get; `body` is the whole answer, from which each shipment's own text is cut."""
    rows = _listed(content)
    texts = _raw_texts(body) if rows else ()
    good: list[Shipment] = []
    odd: list[OddShipment] = []
    for row, raw in zip(rows, texts, strict=True):
        try:
            good.append(_shipment(row, raw))
        except OddShape as problem:
            odd.append(OddShipment(row.get("shipmentId").text(), problem, raw))
    return Reading(tuple(good), tuple(odd))


def _raw_texts(body: bytes) -> tuple[str, ...]:
    answer = _raw_answer.decode(without_mark(body))
    return tuple(bytes(raw).decode("utf-8") for raw in answer.data.shipments)


def _shipment(node: Node, raw: str) -> Shipment:
    lots = tuple(_lot(row) for row in node["items"].rows())
    return Shipment(
        shipment_id=shipment_id_of(node["shipmentId"]),
        status=node["status"].text().strip(),
        lots=_unique(lots, node["items"]),
        deadlines=_deadlines(node),
        created_at=node["creationDate"].moment(MOSCOW),
        order_code=node["orderCode"].text(),
        delivery_id=node["deliveryId"].text(),
        service_scheme=node["serviceScheme"].text().strip(),
        buyer=_buyer(node),
        deposited=node["depositedAmount"].money(),
        changeable=node["shipmentIsChangeable"].flag(),
        date_shift=node["shipmentDateShift"].flag(),
        raw=raw,
    )


def _unique(lots: tuple[Lot, ...], items: Node) -> tuple[Lot, ...]:
    if len({lot.index for lot in lots}) != len(lots):
        raise OddShape(items.path, Text("каждый itemIndex один раз", "each itemIndex once"))
    return lots


def _lot(node: Node) -> Lot:
    goods = node["goodsData"]
    offer_id = _offer_id(node["offerId"])
    price, final_price = node["price"].money(), node["finalPrice"].money()
    return Lot(
        index=node["itemIndex"].required_number(),
        offer_id=offer_id,
        name=goods.get("name").text() or node["itemName"].text(),
        price=_first(price, final_price),
        final_price=_first(final_price, price),
        status=node["status"].text().strip(),
        sub_status=node["subStatus"].text().strip(),
        goods_id=node["goodsId"].text(),
        needs_mark=_either(goods.get("isDigitalMarkRequired"), node["isDigitalMarkRequired"]),
        is_delivery=offer_id == DELIVERY_OFFER or goods.get("isDelivery").flag() is True,
        box_index=_box_index(node),
    )


def _offer_id(node: Node) -> str:
    """The seller's own number. It can be empty, but nothing else may stand in its place."""
    return "" if node.value in (None, "") else node.required_key()


def _first(*amounts: Decimal | None) -> Decimal:
    return next((amount for amount in amounts if amount is not None), Decimal(0))


def _either(*flags: Node) -> bool:
    return any(node.flag() is True for node in flags)


def _box_index(node: Node) -> int | None:
    """The box as a scalar, or the first of a list of boxes, by the answer's age; zero means none."""
    boxes = node["boxes"]
    listed = boxes.rows()[0].get("boxIndex").whole() if boxes.is_list and boxes.rows() else None
    return (listed or node["boxIndex"].whole()) or None


def _deadlines(node: Node) -> Deadlines:
    return Deadlines(
        confirm_by=node["confirmedTimeLimit"].moment(MOSCOW),
        pack_by=node["packingTimeLimit"].moment(MOSCOW) or node["packingDate"].moment(MOSCOW),
        ship_by=node["shippingTimeLimit"].moment(MOSCOW),
        deliver_from=node["deliveryDateFrom"].moment(MOSCOW),
        deliver_to=node["deliveryDateTo"].moment(MOSCOW),
        reserve_until=node["reserveExpirationDate"].moment(MOSCOW),
    )


def _buyer(node: Node) -> Buyer:
    customer = node.get("customer")
    parts = (customer.get(name).text().strip() for name in ("lastName", "firstName", "middleName"))
    return Buyer(
        full_name=node["customerFullName"].text().strip() or " ".join(part for part in parts if part),
        phone=customer.get("phone").text().strip(),
        email=customer.get("email").text().strip(),
        address=node["customerAddress"].text().strip(),
        comment=customer.get("comment").text().strip(),
    )


# Webhooks


@dataclass(frozen=True, slots=True)
class Announcement:
    """A new shipment as order/new tells of it; the scheme is empty where it names none."""

    merchant_id: int
    shipment_id: ShipmentId
    service_scheme: str = ""


@dataclass(frozen=True, slots=True)
class CancelNotice:
    """Lots that the buyer or Megamarket wants cancelled, by itemIndex."""

    merchant_id: int
    shipment_id: ShipmentId
    lots: tuple[int, ...]


def parse_order_new(body: bytes) -> tuple[Announcement, ...]:
    """Every shipment of the body, none for an empty list. Raises NotJson, or OddShape naming the odd path."""
    content = parse_json(body)["data"]
    merchant_id = content["merchantId"].required_number(_LARGEST_MERCHANT)
    return tuple(
        Announcement(
            merchant_id,
            shipment_id_of(row["shipmentId"]),
            row.get("handover").get("serviceScheme").text().strip(),
        )
        for row in _shipments(content)
    )


def parse_order_cancel(body: bytes) -> tuple[CancelNotice, ...]:
    """Every shipment of the body with the lots it names. Raises NotJson, or OddShape naming the path."""
    content = parse_json(body)["data"]
    merchant_id = content["merchantId"].required_number(_LARGEST_MERCHANT)
    return tuple(
        CancelNotice(merchant_id, shipment_id_of(row["shipmentId"]), _lots(row["items"]))
        for row in _shipments(content)
    )


def _shipments(content: Node) -> tuple[Node, ...]:
    rows = content["shipments"]
    if rows.is_absent:
        raise OddShape(rows.path, Text("список отправлений", "a list of shipments"))
    # An empty list is the self-test of our own addresses: it tells of nothing.
    return rows.rows()


def _lots(items: Node) -> tuple[int, ...]:
    lots = tuple(dict.fromkeys(row["itemIndex"].required_number() for row in items.rows()))
    if not lots:
        # Guessing "all of them" would cancel goods that nobody cancelled.
        raise OddShape(items.path, Text("хотя бы один лот", "at least one lot"))
    return lots
