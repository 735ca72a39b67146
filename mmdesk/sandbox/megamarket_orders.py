"""The calls by which a merchant changes shipments, with everything the marketplace refuses."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from functools import partial

from mmdesk.sandbox.megamarket_bodies import is_changeable
from mmdesk.sandbox.megamarket_market import Market
from mmdesk.sandbox.megamarket_state import (
    FINAL,
    Box,
    Lot,
    Merchant,
    Scheme,
    Shipment,
    Status,
    SubStatus,
)
from mmdesk.sandbox.megamarket_wire import (
    Json,
    Plan,
    Problem,
    Refused,
    flag,
    identifier,
    moment,
    number,
    objects,
    text,
)

STANDARD_REASONS = frozenset(
    {
        "OUT_OF_STOCK",
        "INCORRECT_PRICE",
        "INCORRECT_PRODUCT",
        "INCORRECT_SPEC",
        "TWICE_ORDER",
        "NOT_TIME_FOR_SHIPPING",
        "FRAUD_ORDER",
    }
)
OWN_DELIVERY_REASONS = frozenset({"OUT_OF_STOCK", "NOT_ACCEPTABLE"})
CLOSE_OUTCOMES = {
    "CANCEL_BY_CUSTOMER": Status.CUSTOMER_CANCELED,
    "HANDOVER_IMPOSSIBLE": Status.MERCHANT_CANCELED,
}
_ORDER_CODE = re.compile(r"[A-Za-z0-9_-]+")
_STANDARD_ONLY = frozenset({Scheme.STANDARD})
_OWN_DELIVERY = frozenset({Scheme.DSM, Scheme.PICKUP})


class OrderCalls:
    """Each method does one call inside Market.held() and tells whether anything changed; raises Refused."""

    def __init__(self, market: Market) -> None:
        self._market = market

    def confirm(self, caller: Merchant, data: Json) -> bool:
        plan = Plan()
        for shipment, wanted in self._named(plan, caller, data, {Scheme.STANDARD, Scheme.DSM}):
            self._keep_order_code(plan, shipment, text(wanted, "orderCode"))
            for lot, item in self._lots(plan, shipment, wanted, offer_required=True):
                if shipment.scheme is Scheme.STANDARD:
                    self._accept(plan, shipment, lot)
                else:
                    self._move(plan, shipment, lot, moment(item, "shippingDate"))
        return plan.carry_out()

    def reject(self, caller: Merchant, data: Json) -> bool:
        plan = Plan()
        reason = _reason(data)
        for shipment, wanted in self._named(plan, caller, data, set(Scheme)):
            standard = shipment.scheme is Scheme.STANDARD
            if reason and reason not in (STANDARD_REASONS if standard else OWN_DELIVERY_REASONS):
                plan.refuse(Problem("BAD_REASON", f"Неизвестная причина {reason}", shipment.shipment_id))
            for lot, _ in self._lots(plan, shipment, wanted):
                allowed = self._rejectable(shipment)
                if self._may(plan, shipment, lot, allowed, {Status.MERCHANT_CANCELED}):
                    plan.then(partial(self._apply_reject, shipment, lot))
        return plan.carry_out()

    def packing(self, caller: Merchant, data: Json) -> bool:
        plan = Plan()
        for shipment, wanted in self._named(plan, caller, data, set(Scheme)):
            code = text(wanted, "orderCode")
            if not code:
                plan.refuse(Problem("ORDER_CODE", "Не указан orderCode", shipment.shipment_id))
            self._keep_order_code(plan, shipment, code)
            for lot, item in self._lots(plan, shipment, wanted):
                self._check_packed_unit(plan, shipment, lot, item)
                if shipment.scheme is Scheme.STANDARD:
                    self._pack_into_boxes(
                        plan, shipment, lot, self._boxes(plan, shipment, code, lot, item), item
                    )
                else:
                    self._pack_without_boxes(plan, shipment, lot, item)
        return plan.carry_out()

    def shipping(self, caller: Merchant, data: Json) -> bool:
        plan = Plan()
        for shipment, wanted in self._named(plan, caller, data, _STANDARD_ONLY):
            shipping = wanted.get("shipping")
            moment(shipping if isinstance(shipping, dict) else {}, "shippingDate")
            for lot in self._handed_over(plan, shipment, wanted):
                allowed = {Status.PACKED} | self._if_late(Status.SHIPPING_EXPIRED)
                if self._may(plan, shipment, lot, allowed, {Status.SHIPPED, Status.DELIVERED}):
                    plan.then(partial(self._process, shipment, lot, "shipping", Status.PENDING_SHIPPING))
        return plan.carry_out()

    def close(self, caller: Merchant, data: Json) -> bool:
        plan = Plan()
        for shipment, wanted in self._named(plan, caller, data, _OWN_DELIVERY):
            moment(wanted if "closeDate" in wanted else data, "closeDate")
            given = list(self._lots(plan, shipment, wanted))
            named = {lot.index for lot, _ in given}
            for lot in shipment.lots:
                if lot.index not in named and lot.status not in FINAL:
                    plan.refuse(_about("LOT_MISSING", "Не указан результат по лоту", shipment, lot))
            for lot, item in given:
                self._close_lot(plan, shipment, lot, _outcome(item))
        return plan.carry_out()

    def cancel_result(self, caller: Merchant, data: Json) -> bool:
        plan = Plan()
        for shipment, wanted in self._named(plan, caller, data, _OWN_DELIVERY):
            for lot, item in self._lots(plan, shipment, wanted):
                self._answer_cancellation(plan, shipment, lot, flag(item, "canceled"))
        return plan.carry_out()

    def _named(
        self, plan: Plan, caller: Merchant, data: Json, schemes: Collection[Scheme]
    ) -> Iterator[tuple[Shipment, Json]]:
        for wanted in objects(data, "shipments"):
            shipment_id = identifier(wanted.get("shipmentId"))
            shipment = self._market.find(shipment_id, caller.merchant_id)
            if shipment is None:
                plan.refuse(Problem("SHIPMENT_NOT_FOUND", "Отправление не найдено", shipment_id))
            elif shipment.scheme not in schemes:
                plan.refuse(Problem("WRONG_SCHEME", "Метод недоступен для схемы отправления", shipment_id))
            else:
                yield shipment, wanted

    def _lots(
        self, plan: Plan, shipment: Shipment, wanted: Json, *, offer_required: bool = False
    ) -> Iterator[tuple[Lot, Json]]:
        for item in objects(wanted, "items"):
            index = number(item, "itemIndex")
            lot, offer_id = shipment.lot(index), text(item, "offerId")
            if lot is None:
                plan.refuse(Problem("LOT_NOT_FOUND", "Лот не найден", shipment.shipment_id, index))
            elif not plan.names_first_time(shipment.shipment_id, index):
                plan.refuse(_about("LOT_REPEATED", "Лот указан дважды", shipment, lot))
            elif (offer_required or offer_id) and offer_id != lot.offer.offer_id:
                plan.refuse(
                    _about("WRONG_OFFER", f"offerId {offer_id!r} не соответствует лоту", shipment, lot)
                )
            else:
                yield lot, item

    def _may(
        self, plan: Plan, shipment: Shipment, lot: Lot, allowed: Collection[str], done: Collection[str]
    ) -> bool:
        """Whether the lot is to change; one that has got there already is passed over or refused."""
        if lot.status in done and not self._market.behaviour.repeats_are_errors:
            return False
        if lot.status in allowed:
            return True
        words = "Лот обрабатывается" if lot.is_pending else "Недопустимый статус лота"
        plan.refuse(_about("WRONG_STATUS", f"{words}: {lot.status}", shipment, lot))
        return False

    def _if_late(self, status: Status) -> frozenset[str]:
        return frozenset[str]({status}) if self._market.behaviour.late_calls else frozenset()

    def _process(self, shipment: Shipment, lot: Lot, call: str, pending: Status) -> None:
        self._market.process(shipment, lot, call, pending, _TARGETS[pending])

    def _keep_order_code(self, plan: Plan, shipment: Shipment, code: str) -> None:
        if not code or code == shipment.order_code:
            return
        if not _ORDER_CODE.fullmatch(code):
            plan.refuse(Problem("ORDER_CODE", f"Недопустимый orderCode {code!r}", shipment.shipment_id))
        elif shipment.order_code and self._market.behaviour.fixed_order_code:
            plan.refuse(
                Problem(
                    "ORDER_CODE", f"Ранее был передан orderCode {shipment.order_code}", shipment.shipment_id
                )
            )
        else:
            plan.then(partial(setattr, shipment, "order_code", code))

    def _accept(self, plan: Plan, shipment: Shipment, lot: Lot) -> None:
        if self._may(plan, shipment, lot, {Status.NEW}, {Status.CONFIRMED}):
            plan.then(partial(self._process, shipment, lot, "confirm", Status.PENDING_CONFIRMATION))

    def _move(self, plan: Plan, shipment: Shipment, lot: Lot, to: datetime) -> None:
        if self._may(plan, shipment, lot, {Status.NEW, Status.PACKED}, ()):
            plan.then(partial(self._apply_move, shipment, lot, to))

    def _apply_move(self, shipment: Shipment, lot: Lot, to: datetime) -> None:
        lot.moved_to, shipment.date_moved = to, True
        self._market.count("move", shipment, lot)

    def _rejectable(self, shipment: Shipment) -> Collection[str]:
        if shipment.scheme is Scheme.STANDARD:
            return _STANDARD_REJECTABLE
        return _OWN_REJECTABLE if self._market.behaviour.reject_packed_dsm else {Status.NEW}

    def _apply_reject(self, shipment: Shipment, lot: Lot) -> None:
        early = lot.status == Status.NEW
        why = SubStatus.CONFIRMATION_REJECT if early else SubStatus.LATE_REJECT
        self._market.enter(shipment, lot, "reject", Status.MERCHANT_CANCELED, why)

    def _check_packed_unit(self, plan: Plan, shipment: Shipment, lot: Lot, item: Json) -> None:
        own = shipment.scheme is not Scheme.STANDARD
        if lot.is_delivery:
            plan.refuse(_about("DELIVERY_LOT", "Доставка не упаковывается", shipment, lot))
        if (own or "quantity" in item) and item.get("quantity") not in (1, "1"):
            plan.refuse(_about("QUANTITY", "quantity должно быть равно 1", shipment, lot))
        mark_needed = lot.offer.needs_mark and self._market.behaviour.needs_digital_mark
        if mark_needed and not text(item, "digitalMark"):
            plan.refuse(_about("DIGITAL_MARK", "Не передан код маркировки", shipment, lot))

    def _boxes(self, plan: Plan, shipment: Shipment, code: str, lot: Lot, item: Json) -> tuple[Box, ...]:
        boxes = []
        for place in objects(item, "boxes"):
            box = Box(number(place, "boxIndex"), text(place, "boxCode"))
            if box.code != f"{shipment.merchant_id}*{code}*{box.index}":
                plan.refuse(_about("BOX_CODE", "Неверный boxCode", shipment, lot, box.code))
            boxes.append(box)
        return tuple(boxes)

    def _pack_into_boxes(
        self, plan: Plan, shipment: Shipment, lot: Lot, boxes: tuple[Box, ...], item: Json
    ) -> None:
        anew = lot.boxes != boxes and is_changeable(shipment, self._market.behaviour)
        repacked = {Status.PACKED} if anew else set()
        allowed = {Status.CONFIRMED} | repacked | self._if_late(Status.PACKING_EXPIRED)
        done = {Status.PACKED} if lot.boxes == boxes else set()
        if self._may(plan, shipment, lot, allowed, done):
            plan.then(partial(self._apply_packing, shipment, lot, boxes, text(item, "digitalMark")))

    def _pack_without_boxes(self, plan: Plan, shipment: Shipment, lot: Lot, item: Json) -> None:
        if item.get("boxes"):
            plan.refuse(_about("BOXES", "Грузовые места для этой схемы не передаются", shipment, lot))
        allowed = {Status.NEW} | self._if_late(Status.PACKING_EXPIRED)
        if self._may(plan, shipment, lot, allowed, {Status.PACKED}):
            plan.then(partial(self._apply_packing, shipment, lot, (), text(item, "digitalMark")))

    def _apply_packing(self, shipment: Shipment, lot: Lot, boxes: tuple[Box, ...], mark: str) -> None:
        lot.boxes, lot.digital_mark = boxes, mark
        self._process(shipment, lot, "packing", Status.PENDING_PACKING)

    def _handed_over(self, plan: Plan, shipment: Shipment, wanted: Json) -> list[Lot]:
        """The lots whose boxes are all named; a lot that would be torn apart is refused."""
        known, codes = shipment.boxes(), set()
        for place in objects(wanted, "boxes"):
            index, code = number(place, "boxIndex"), text(place, "boxCode")
            if not any(Box(index, code) in lot.boxes for lot in known.get(code, ())):
                plan.refuse(Problem("BOX_CODE", "Грузовое место не найдено", shipment.shipment_id, 0, code))
            codes.add(code)
        touched = [lot for lot in shipment.lots if any(lot in known.get(code, ()) for code in codes)]
        for lot in touched:
            if any(box.code not in codes for box in lot.boxes):
                plan.refuse(_about("BOX_MISSING", "Указаны не все грузовые места лота", shipment, lot))
        return touched

    def _close_lot(self, plan: Plan, shipment: Shipment, lot: Lot, outcome: Status) -> None:
        allowed = {Status.PACKED, Status.NEW} if lot.is_delivery else {Status.PACKED}
        if self._may(plan, shipment, lot, allowed, {outcome}):
            plan.then(partial(self._market.enter, shipment, lot, "close", outcome))

    def _answer_cancellation(self, plan: Plan, shipment: Shipment, lot: Lot, canceled: bool) -> None:
        answered = lot.status == Status.CUSTOMER_CANCELED if canceled else lot.cancel_refused
        if answered and not self._market.behaviour.repeats_are_errors:
            return
        if not lot.cancel_asked:
            plan.refuse(_about("NO_CANCELLATION", "Отмена лота не запрашивалась", shipment, lot))
        elif canceled:
            plan.then(partial(self._market.enter, shipment, lot, "cancelResult", Status.CUSTOMER_CANCELED))
        else:
            plan.then(partial(self._refuse_cancellation, shipment, lot))

    def _refuse_cancellation(self, shipment: Shipment, lot: Lot) -> None:
        lot.cancel_asked, lot.cancel_refused = False, True
        self._market.count("cancelResult", shipment, lot)


_TARGETS = {
    Status.PENDING_CONFIRMATION: Status.CONFIRMED,
    Status.PENDING_PACKING: Status.PACKED,
    Status.PENDING_SHIPPING: Status.SHIPPED,
}
_OWN_REJECTABLE = frozenset[str]({Status.NEW, Status.PACKED, Status.PACKING_EXPIRED})
_STANDARD_REJECTABLE = _OWN_REJECTABLE | {Status.CONFIRMED, Status.SHIPPING_EXPIRED}


def _about(code: str, message: str, shipment: Shipment, lot: Lot, box_code: str = "") -> Problem:
    return Problem(code, message, shipment.shipment_id, lot.index, box_code)


def _reason(data: Json) -> str:
    reason = data.get("reason")
    if reason is None:
        return ""
    if not isinstance(reason, dict):
        raise Refused(Problem("BAD_REQUEST", "Поле reason: ожидается объект с полем type"))
    text(reason, "comment")
    return text(reason, "type")


def _outcome(item: Json) -> Status:
    """What becomes of a lot: handed over, or cancelled by the side the reason names."""
    if flag(item, "handoverResult"):
        return Status.DELIVERED
    reason = _reason(item)
    if reason not in CLOSE_OUTCOMES:
        raise Refused(
            Problem("BAD_REASON", f"Недопустимая причина {reason!r}", "", number(item, "itemIndex"))
        )
    return CLOSE_OUTCOMES[reason]
