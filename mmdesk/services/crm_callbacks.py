"""What RetailCRM asks of the module when it calls: whether it may work, where a delivery stands, documents.

Switched off or frozen in RetailCRM, the exchange with the CRM rests, and what waits for it is kept; the
exchange with Megamarket goes on, because its deadlines do. What RetailCRM sends is read in every spelling
that it might use; what makes no sense is a BadCallback.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mmdesk.clients.json_reading import Node, NotJson, parse_json
from mmdesk.clock import Clock
from mmdesk.domain import status as statuses
from mmdesk.domain.connection import Connection, CrmOff
from mmdesk.domain.shipment import is_shipment_id
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.operators import CRM_STAFF
from mmdesk.services.timeline import Happening
from mmdesk.storage.history import HistoryEvent
from mmdesk.storage.shipments import StoredShipment
from mmdesk.storage.uow import Storage, UnitOfWork

logger = logging.getLogger(__name__)

ACTIVITY_PATH: Final = "/crm/activity"
GET_PATH: Final = "/crm/delivery/get"
PRINT_PATH: Final = "/crm/delivery/print"
"""The paths below the connection's own address, as its module configuration names them."""

PRINT_LIMIT: Final = 20
"""How many orders one document may be asked for: the module's platePrintLimit."""
STICKER: Final = "sticker"
_MOST_NAMED: Final = 1000
_SHOWN: Final = 40
ACTIVITY_CHANGED: Final = "crm_activity"
"""How the history of a connection names the event; it belongs to no order."""


class BadCallback(MmdeskError):
    """Raised for a call of RetailCRM's that makes no sense to us."""

    title = Text("Вызов RetailCRM не понятен", "RetailCRM's call makes no sense")
    hint = Text(
        "Обновите mmdesk и повторите регистрацию подключения.",
        "Update mmdesk, and register the connection again.",
    )


class UnknownDelivery(MmdeskError):
    """Raised for a delivery that this connection has no order for."""

    title = Text("Такой доставки нет", "There is no such delivery")
    hint = Text(
        "Проверьте номер отправления и подключение, к которому относится заказ.",
        "Check the shipment's number, and the connection that the order belongs to.",
    )


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """Where a delivery stands, without anything personal; no status when RetailCRM was not told of it."""

    shipment_id: str
    status: str | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class PrintWish:
    """The documents asked for: their kind in RetailCRM's words, and the orders in the order asked."""

    kind: str
    shipment_ids: tuple[str, ...]


def is_called_by_crm(storage: Storage, connection: Connection, client_id: str) -> bool:
    """Whether the caller knows the connection's client id, which only RetailCRM was told."""
    with storage.look() as work:
        own = work.connections.client_id(connection.name)
    return bool(own) and secrets.compare_digest(client_id.encode("utf-8", "replace"), own.encode())


def note_activity(storage: Storage, clock: Clock, connection: Connection, activity: str) -> CrmOff:
    """Store whether RetailCRM lets the module work. Raises BadCallback."""
    wanted = read_activity(activity)
    with storage.look() as work:
        if work.connections.by_id(connection.connection_id).crm_off == wanted:
            return wanted
    with storage.work() as work:
        work.connections.change(connection.name, crm_off=wanted.value)
        event = HistoryEvent(
            clock.now(), CRM_STAFF.actor, CRM_STAFF.name, ACTIVITY_CHANGED, {"state": wanted.value}
        )
        work.history.add(connection.connection_id, None, event)
        work.commit()
    logger.info("connection=%s crm_off=%s", connection.name, wanted.value or "no")
    return wanted


def read_activity(activity: str) -> CrmOff:
    """`{"active": true, "freeze": false}`, either of them left out as well. Raises BadCallback."""
    told = _parsed("activity", activity)
    active, frozen = (_flag(told.get(name)) for name in ("active", "freeze"))
    if active is None and frozen is None:
        raise BadCallback(Text("activity: нет ни active, ни freeze", "activity: neither active nor freeze"))
    if frozen:
        return CrmOff.FROZEN
    return CrmOff.INACTIVE if active is False else CrmOff.NO


def delivery_state(storage: Storage, connection: Connection, delivery_id: str) -> DeliveryState:
    """Where a delivery stands, as the mirror has it. Raises UnknownDelivery."""
    with storage.look() as work:
        stored = find_delivery(work, connection, delivery_id)
        events = work.history.of(stored.key)
    changed = [event.at for event in events if event.what == Happening.STATUS_CHANGED]
    status = statuses.known(stored.shipment.effective_status)
    return DeliveryState(
        stored.shipment.shipment_id,
        None if status is None else status.value,
        changed[-1] if changed else stored.first_seen_at,
    )


def find_delivery(work: UnitOfWork, connection: Connection, delivery_id: str) -> StoredShipment:
    """The order behind a delivery of this connection. Raises UnknownDelivery."""
    wanted = delivery_id.strip()
    stored = None
    if is_shipment_id(wanted):
        stored = work.shipments.find(connection.connection_id, wanted)
    if stored is None:
        raise UnknownDelivery(shown(wanted))
    return stored


def read_print(wish: str) -> PrintWish:
    """`{"entityType": "order", "type": "sticker", "deliveryIds": ["1", "2"]}`. Raises BadCallback."""
    told = _parsed("print", wish)
    entity = told.get("entityType").text() or "order"
    if entity != "order":
        raise BadCallback(
            Text("print: документы есть только у заказов", "print: only orders have documents"),
            hint=Text("Печатайте из карточки или списка заказов.", "Print from an order's card or the list."),
        )
    ids = tuple(dict.fromkeys(_ids(told.get("deliveryIds"))))
    if not ids:
        raise BadCallback(Text("print: не назван ни один заказ", "print: no order is named"), hint=_NAME_ONE)
    if len(ids) > PRINT_LIMIT:
        raise BadCallback(
            Text(f"print: заказов {len(ids)}", f"print: {len(ids)} orders"),
            hint=Text(
                f"Печатайте не больше {PRINT_LIMIT} за раз.", f"Print at most {PRINT_LIMIT} at a time."
            ),
        )
    return PrintWish(told.get("type").text() or STICKER, ids)


def shown(text: str) -> str:
    """What a caller wrote, as far as an answer or a log repeats it."""
    line = Node(text).text()
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def _ids(node: Node) -> list[str]:
    """Ids in a list, in lists within it, in a keyed map, or one alone. Raises BadCallback."""
    found, waiting = list[str](), [] if node.is_absent else [node]
    while waiting:
        each = waiting.pop()
        if each.is_list or each.is_object:
            waiting.extend(reversed(each.members()))
            continue
        name = each.text().strip()
        if not is_shipment_id(name):
            raise BadCallback(
                Text("print: «{n}» не номер заказа", "print: “{n}” is no order's number").format(
                    n=shown(name)
                ),
                hint=_NAME_ONE,
            )
        found.append(name)
        if len(found) > _MOST_NAMED:
            return found
    return found


def _parsed(field: str, content: str) -> Node:
    """The JSON of a form's field; an empty list is PHP's empty object. Raises BadCallback."""
    if not content.strip():
        raise BadCallback(Text(f"нет поля {field}", f"the field {field} is missing"))
    try:
        root = parse_json(content.encode("utf-8", "replace"))
    except NotJson as error:
        raise BadCallback(Text.same(f"{field}: ").joined(error.text)) from error
    if not root.is_object and root.value != []:
        raise BadCallback(Text(f"{field}: нужен объект", f"{field}: an object is expected"))
    return root


def _flag(node: Node) -> bool | None:
    """True or false, None where it is left out. Raises BadCallback for anything else."""
    flag = node.flag()
    if flag is None and not node.is_absent:
        raise BadCallback(
            Text(
                f"activity.{node.path}: нужно true или false", f"activity.{node.path}: expected true or false"
            )
        )
    return flag


_NAME_ONE: Final = Text(
    "Выберите заказы, у которых есть номер отправления Мегамаркета.",
    "Choose orders that have a shipment number of Megamarket's.",
)
