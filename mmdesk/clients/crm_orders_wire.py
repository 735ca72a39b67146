"""RetailCRM's order, customer and history JSON, both ways.

Datetimes without an offset are in the account's zone; ids are demanded, everything else is taken as it comes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Final

from mmdesk.clients.crm_orders import (
    CrmItem,
    CrmOrder,
    CrmOrderRef,
    CrmOrderState,
    CrmPackage,
    CustomValue,
    HistoryPage,
    HistoryRecord,
    NewCustomer,
    NewDelivery,
    NewItem,
    NewOrder,
    OrderEdit,
)
from mmdesk.clients.json_reading import Node
from mmdesk.domain.shipment import ShipmentId

Json = dict[str, object]

_LOT_CODE: Final = "megamarket"
_LOT_VALUE: Final = re.compile(r"(?P<shipment>.+)#(?P<index>[1-9][0-9]{0,5})")
_ORDER_KEY: Final = re.compile(r"mm-(?P<shipment>.+)")
_LARGEST_ID: Final = 10**15


def local_time(moment: datetime, zone: tzinfo) -> str:
    """`Y-m-d H:i:s` in the account's zone. Raises ValueError for a datetime without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a datetime sent to RetailCRM needs a zone")
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def order_document(order: NewOrder, zone: tzinfo) -> Json:
    """The `order` field of orders/create."""
    document = _given(
        number=order.number,
        externalId=order.external_id,
        # Loyalty must never touch the marketplace's prices.
        privilegeType="none",
        createdAt=local_time(order.created_at, zone) if order.created_at else "",
        orderType=order.order_type,
        orderMethod=order.order_method,
        status=order.status,
        lastName=order.last_name,
        firstName=order.first_name,
        patronymic=order.patronymic,
        phone=order.phone,
        email=order.email,
        customerComment=order.customer_comment,
        managerComment=order.manager_comment,
    )
    document["items"] = [_item_document(item, order.shipment_id) for item in order.items]
    if order.delivery is not None:
        document["delivery"] = _delivery_document(order.delivery, order.shipment_id, zone)
    if order.custom_fields:
        document["customFields"] = _custom_document(order.custom_fields, zone)
    return document


def with_customer(document: Json, external_id: str, site: str) -> Json:
    """The order linked to a buyer that RetailCRM already holds."""
    return {**document, "customer": _given(externalId=external_id, site=site)} if external_id else document


def _item_document(item: NewItem, shipment_id: ShipmentId) -> Json:
    document = _given(productName=item.name, status=item.status)
    document["externalIds"] = [{"code": _LOT_CODE, "value": f"{shipment_id}#{item.lot}"}]
    document["initialPrice"] = item.initial_price
    document["quantity"] = 1
    if item.offer_external_id:
        document["offer"] = {"externalId": item.offer_external_id}
    if item.discount:
        document["discountManualAmount"] = item.discount
    return document


def _delivery_document(delivery: NewDelivery, shipment_id: ShipmentId, zone: tzinfo) -> Json:
    document: Json = {
        "code": delivery.code,
        "cost": delivery.cost,
        # Tracking finds the order by this id.
        "data": {"externalId": shipment_id, "extraData": {"shipmentId": shipment_id}},
    }
    # Either the text or the parts of an address are accepted, never both.
    address = _given(text=delivery.address) or _given(region=delivery.region)
    if address:
        document["address"] = address
    first, last = delivery.deliver_from or delivery.deliver_to, delivery.deliver_to or delivery.deliver_from
    if first is not None and last is not None:
        document["date"] = first.astimezone(zone).date().isoformat()
        if first < last and first.astimezone(zone).date() == last.astimezone(zone).date():
            document["time"] = {"from": _hour(first, zone), "to": _hour(last, zone)}
    return document


def _hour(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).strftime("%H:%M")


def edit_document(edit: OrderEdit, zone: tzinfo) -> Json:
    """The `order` field of orders/{id}/edit: never anything that an integrated delivery locks."""
    document = _given(status=edit.status)
    if edit.items:
        document["items"] = [_edited_item(item, bare=edit.bare_items) for item in edit.items]
    if edit.custom_fields:
        document["customFields"] = _custom_document(edit.custom_fields, zone)
    if edit.customer_comment is not None:
        document["customerComment"] = edit.customer_comment
    if edit.manager_comment is not None:
        document["managerComment"] = edit.manager_comment
    # RetailCRM takes a comment on the status only together with the status.
    if edit.status and edit.status_comment is not None:
        document["statusComment"] = edit.status_comment
    return document


def _edited_item(item: CrmItem, *, bare: bool) -> Json:
    """A position with its id and what it has now: whether leaving that out keeps it is not proven."""
    document = _given(id=item.id, status=item.status)
    if bare:
        return document
    document["quantity"] = item.quantity
    if item.initial_price is not None:
        document["initialPrice"] = item.initial_price
    if item.discount:
        document["discountManualAmount"] = item.discount
    if item.offer_external_id:
        document["offer"] = {"externalId": item.offer_external_id}
    return document


def customer_document(customer: NewCustomer) -> Json:
    document = _given(
        externalId=customer.external_id,
        lastName=customer.last_name,
        firstName=customer.first_name,
        patronymic=customer.patronymic,
        email=customer.email,
    )
    if customer.phone:
        document["phones"] = [{"number": customer.phone}]
    if address := _given(text=customer.address) or _given(region=customer.region):
        document["address"] = address
    return document


def _custom_document(fields: Mapping[str, CustomValue], zone: tzinfo) -> Json:
    return {code: _custom_value(value, zone) for code, value in fields.items()}


def _custom_value(value: CustomValue, zone: tzinfo) -> object:
    if isinstance(value, datetime):
        return local_time(value, zone)
    return value.isoformat() if isinstance(value, date) else value


def _given(**fields: object) -> Json:
    """Only what has a value: an empty text would clear a field."""
    return {name: value for name, value in fields.items() if value not in ("", None)}


# Reading


def read_order(node: Node) -> CrmOrder:
    """An `order` object. Raises OddShape when it or one of its positions has no id."""
    external_id = node["externalId"].text()
    known = _ORDER_KEY.fullmatch(external_id)
    items = tuple(_read_item(row, known["shipment"] if known else "") for row in node["items"].members())
    delivery = node.get("delivery")
    return CrmOrder(
        id=crm_id(node["id"]),
        number=node["number"].text(),
        external_id=external_id,
        status=node["status"].text(),
        items=items,
        custom_fields={code: custom_text(value) for code, value in node.get("customFields").named()},
        delivery_code=delivery.get("code").text(),
        delivery_module=delivery.get("integrationCode").text(),
        delivery_status=delivery.get("data").get("status").text(),
        delivery_packages=_read_packages(delivery.get("data").get("packages"), items),
        customer_comment=node["customerComment"].text(),
        manager_comment=node["managerComment"].text(),
        status_comment=node["statusComment"].text(),
        site=node["site"].text(),
    )


def read_order_ref(root: Node) -> CrmOrderRef:
    """The answer to orders/create or orders/{id}/edit."""
    return CrmOrderRef(crm_id(root["id"]), root.get("order").get("number").text())


def crm_id(node: Node) -> int:
    return node.required_number(_LARGEST_ID)


def custom_text(value: Node) -> str:
    """A custom value as text: numbers as they stand, several choices joined by commas."""
    if value.is_list:
        return ",".join(custom_text(row) for row in value.rows())
    if isinstance(value.value, bool):
        return str(value.value).lower()
    return value.text() or (str(value.value) if isinstance(value.value, Decimal) else "")


def _read_item(node: Node, shipment_id: str) -> CrmItem:
    offer = node.get("offer")
    quantity = node["quantity"].money()
    return CrmItem(
        id=crm_id(node["id"]),
        lot=_lot_of(node.get("externalIds"), shipment_id),
        offer_external_id=offer.get("externalId").text(),
        quantity=Decimal(1) if quantity is None else quantity,
        status=node["status"].text(),
        initial_price=node["initialPrice"].money(),
        discount=_own_discount(node.get("discounts")),
    )


def _own_discount(discounts: Node) -> Decimal:
    """The discount set on this one position; those of the whole order come back by themselves."""
    if not discounts.is_list:
        return Decimal(0)
    own = (entry for entry in discounts.rows() if entry.get("type").text() == "manual_product")
    return sum((entry.get("amount").money() or Decimal(0) for entry in own), Decimal(0))


def _lot_of(external_ids: Node, shipment_id: str) -> int | None:
    """The lot that a position names, unless it names another shipment's: staff can combine orders."""
    if not (external_ids.is_list or external_ids.is_object):
        return None
    ours = (entry for entry in external_ids.members() if entry.get("code").text() == _LOT_CODE)
    for entry in ours:
        named = _LOT_VALUE.fullmatch(entry.get("value").text())
        if named and shipment_id in ("", named["shipment"]):
            return int(named["index"])
    return None


def _read_packages(packages: Node, items: tuple[CrmItem, ...]) -> tuple[CrmPackage, ...]:
    if not (packages.is_list or packages.is_object):
        return ()
    lots_by_item = {item.id: item.lot for item in items}
    known = frozenset(item.lot for item in items if item.lot is not None)
    return tuple(_read_package(row, lots_by_item, known) for row in packages.members())


def _read_package(node: Node, lots_by_item: Mapping[int, int | None], known: frozenset[int]) -> CrmPackage:
    contents = node.get("items")
    rows = contents.members() if contents.is_list or contents.is_object else ()
    lots = [_packed_lot(row.get("orderProduct"), lots_by_item, known) for row in rows]
    return CrmPackage(
        id=node.get("packageId").text(),
        lots=tuple(lot for lot in lots if lot is not None),
        is_whole=None not in lots,
    )


def _packed_lot(product: Node, lots_by_item: Mapping[int, int | None], known: frozenset[int]) -> int | None:
    """The lot by the position's id, else by its own name for the lot."""
    by_id = lots_by_item.get(product.get("id").whole() or 0)
    lot = by_id if by_id is not None else _lot_of(product.get("externalIds"), "")
    return lot if lot in known else None


def read_states(root: Node) -> tuple[CrmOrderState, ...]:
    return tuple(
        CrmOrderState(crm_id(row["id"]), row["externalId"].text(), row["status"].text(), row["group"].text())
        for row in root["orders"].members()
    )


def read_history(root: Node, zone: tzinfo) -> HistoryPage:
    records = sorted((_read_record(row, zone) for row in root["history"].members()), key=lambda row: row.id)
    pages = root.get("pagination")
    current, total = pages.get("currentPage").whole() or 1, pages.get("totalPageCount").whole()
    # Without a page count only an empty answer tells that there is nothing more.
    has_more = bool(records) and (total is None or current < total)
    return HistoryPage(tuple(records), has_more)


def _read_record(node: Node, zone: tzinfo) -> HistoryRecord:
    order = node.get("order")
    source = node["source"].text()
    return HistoryRecord(
        id=crm_id(node["id"]),
        order_id=order.get("id").whole(),
        order_external_id=order.get("externalId").text(),
        source=source,
        field=node["field"].text(),
        is_own=source == "api" and node.get("apiKey").get("current").flag() is True,
        is_created=node["created"].flag() is True,
        is_deleted=node["deleted"].flag() is True,
        user_id=node.get("user").get("id").whole(),
        created_at=node["createdAt"].moment(zone),
    )
