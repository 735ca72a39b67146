"""A shipment as RetailCRM gets it: the order, its positions, and the buyer as far as the scheme allows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from mmdesk.clients.crm_orders import (
    CrmItem,
    CrmOrder,
    CustomValue,
    NewCustomer,
    NewDelivery,
    NewItem,
    NewOrder,
    OrderEdit,
)
from mmdesk.domain.connection import Connection
from mmdesk.domain.intent import EditOrder
from mmdesk.domain.lot import Lot
from mmdesk.domain.shipment import Buyer, Shipment
from mmdesk.services.crm_fields import NOTICE_FIELD, deadline_values, field_values
from mmdesk.settings import ConnectionSettings

_RUSSIAN: Final = 11
"""Digits of a Russian telephone number with its country code."""


def new_customer(connection: Connection, shipment: Shipment) -> NewCustomer:
    """The buyer: with phone, e-mail and address only where our own courier needs them."""
    last, first, patronymic = _names(shipment.buyer)
    customer = NewCustomer(
        external_id=customer_id(connection, shipment),
        last_name=last,
        first_name=first,
        patronymic=patronymic,
        region=shipment.buyer.region,
    )
    if not connection.scheme.full_buyer:
        return customer
    buyer = shipment.buyer
    return replace(customer, phone=_phone(buyer), email=buyer.email, address=buyer.address)


def customer_id(connection: Connection, shipment: Shipment) -> str:
    """One customer a phone, so that a second order finds the first one's buyer; else one a shipment."""
    phone = _phone(shipment.buyer)
    if connection.scheme.full_buyer and sum(sign.isdigit() for sign in phone) >= _RUSSIAN - 1:
        return f"mm-buyer-{hashlib.sha256(phone.encode()).hexdigest()[:20]}"
    return f"mm-{shipment.shipment_id}"


def new_order(
    connection: Connection, settings: ConnectionSettings, shipment: Shipment, canceling: frozenset[str]
) -> NewOrder:
    """The order with one position a lot; the delivery lot is the cost of delivery, never a position.

    A cancelled lot gets its mapped item status only where that is one of the `canceling` ones.
    """
    customer = new_customer(connection, shipment)
    return NewOrder(
        shipment_id=shipment.shipment_id,
        items=tuple(_item(settings, lot, canceling) for lot in shipment.goods),
        created_at=shipment.created_at,
        order_method=settings.order_method,
        order_type=settings.order_type,
        status=settings.status_map.get(shipment.effective_status, ""),
        last_name=customer.last_name,
        first_name=customer.first_name,
        patronymic=customer.patronymic,
        phone=customer.phone,
        email=customer.email,
        customer_external_id=customer.external_id,
        customer_comment=shipment.buyer.comment if connection.scheme.full_buyer else "",
        delivery=_delivery(connection, shipment, customer),
        custom_fields=field_values(connection, shipment),
    )


def order_edit(
    intent: EditOrder, order: CrmOrder, shipment: Shipment, canceling: frozenset[str], notice: str = ""
) -> OrderEdit:
    """The edit that brings the order to what the command asks for; empty where it is there already.

    All positions go or none, and only into one of the `canceling` statuses. A position that is in one is
    never rewritten: staff put it there. `notice` is what the card is to say where the command brings notices.
    """
    wanted = {item.lot: item.status for item in intent.items if item.status in canceling}
    items = tuple(_edited(item, wanted, canceling) for item in order.items)
    return OrderEdit(
        order_id=order.id,
        status=intent.status if intent.status != order.status else "",
        items=items if items != order.items else (),
        custom_fields=_custom_fields(intent, order, shipment, notice),
    )


def shows_edit(intent: EditOrder, order: CrmOrder, canceling: frozenset[str]) -> bool:
    """Whether the order looks as the command wants it; custom fields, harmless to repeat, do not count."""
    if intent.status and intent.status != order.status:
        return False
    for wanted in intent.items:
        item = order.item_of(wanted.lot)
        if item is None or wanted.status not in canceling:
            continue
        if item.status != wanted.status and item.status not in canceling:
            return False
    return not (intent.deadlines or intent.notice)


def _edited(item: CrmItem, wanted: Mapping[int, str], canceling: frozenset[str]) -> CrmItem:
    status = wanted.get(item.lot, "") if item.lot is not None else ""
    return item.with_status(status) if status and item.status not in canceling else item


def _custom_fields(
    intent: EditOrder, order: CrmOrder, shipment: Shipment, notice: str
) -> dict[str, CustomValue]:
    fields = _moved_deadlines(order, shipment) if intent.deadlines else {}
    if intent.notice and notice != order.custom_fields.get(NOTICE_FIELD, ""):
        fields[NOTICE_FIELD] = notice or None
    return fields


def _moved_deadlines(order: CrmOrder, shipment: Shipment) -> dict[str, CustomValue]:
    return {
        code: value
        for code, value in deadline_values(shipment).items()
        if value is not None or order.custom_fields.get(code)
    }


def _item(settings: ConnectionSettings, lot: Lot, canceling: frozenset[str]) -> NewItem:
    status = settings.lot_cancel_for(lot.status, lot.sub_status) if lot.is_canceled else ""
    return NewItem(
        lot=lot.index,
        offer_external_id=lot.offer_id,
        name=lot.name,
        # A final price above the price is no discount, and RetailCRM takes no negative one.
        initial_price=max(lot.price, lot.final_price),
        discount=max(lot.discount, Decimal(0)),
        status=status if status in canceling else "",
    )


def _delivery(connection: Connection, shipment: Shipment, customer: NewCustomer) -> NewDelivery:
    return NewDelivery(
        code=connection.delivery_code,
        cost=shipment.delivery_cost,
        deliver_from=shipment.deadlines.deliver_from,
        deliver_to=shipment.deadlines.deliver_to,
        address=customer.address,
        region=customer.region,
    )


def _names(buyer: Buyer) -> tuple[str, str, str]:
    """Last name, first name, patronymic, as the marketplace writes a full name."""
    last, _, rest = buyer.full_name.strip().partition(" ")
    first, _, patronymic = rest.strip().partition(" ")
    return last, first, patronymic.strip()


def _phone(buyer: Buyer) -> str:
    """A Russian number in the international form; any other, such as one with an extension, as it came."""
    digits = "".join(sign for sign in buyer.phone if sign.isdigit())
    if len(digits) == _RUSSIAN and digits[0] in "78":
        return f"+7{digits[1:]}"
    return f"+7{digits}" if len(digits) == _RUSSIAN - 1 and digits[0] == "9" else buyer.phone.strip()
