"""The lock of integrated deliveries: fields of an order that the API may not change any more."""

from __future__ import annotations

from collections.abc import Callable

from mmdesk.sandbox.retailcrm_account import Account
from mmdesk.sandbox.retailcrm_behaviour import Lock, LockStart
from mmdesk.sandbox.retailcrm_keys import CrmKey
from mmdesk.sandbox.retailcrm_order_checks import NOT_LOADED
from mmdesk.sandbox.retailcrm_order_model import Order
from mmdesk.sandbox.retailcrm_references import References
from mmdesk.sandbox.retailcrm_wire import Document, Refusal

LOCKED = "This value is used in integration delivery and can`t be changed through API."

_STRICT_FIELDS = (
    "number",
    "customer",
    "weight",
    "length",
    "width",
    "height",
    "firstName",
    "lastName",
    "phone",
    "shipmentStore",
)
_STRICT_DELIVERY = ("code", "address", "date", "time", "service", "netCost", "vatRate")


class DeliveryLock:
    """Refuses an edit by the field's mere presence, whether its value differs or not."""

    def __init__(self, account: Account, references: References, owner_of: Callable[[str], str]) -> None:
        self._account = account
        self._references = references
        self._owner_of = owner_of

    def check(self, order: Order, given: Document, key: CrmKey) -> None:
        """Raise the CRM's refusal with one error for each locked field that the edit names."""
        if not self._holds(order, key):
            return
        strict = self._account.behaviour.lock is Lock.STRICT
        paths = _delivery_paths(given.get("delivery") or {}, strict)
        if strict:
            paths += [f"order[{name}]" for name in _STRICT_FIELDS if name in given]
            paths += _quantity_paths(order, given.get("items") or [])
        if paths:
            raise Refusal(400, NOT_LOADED, dict.fromkeys(paths, LOCKED))

    def _holds(self, order: Order, key: CrmKey) -> bool:
        behaviour = self._account.behaviour
        module = self._references.integration_of(order.delivery_code)
        if behaviour.lock is Lock.OFF or not module:
            return False
        if behaviour.lock_exempts_owner and self._owner_of(module) == key.name:
            return False
        return behaviour.lock_from is LockStart.CREATION or bool(order.delivery_number)


def _delivery_paths(delivery: Document, strict: bool) -> list[str]:
    paths = ["order[deliveryCost]"] if "cost" in delivery else []
    paths += [f"order[delivery][data][{name}]" for name in delivery.get("data") or {}]
    if strict:
        paths += [f"order[delivery][{name}]" for name in _STRICT_DELIVERY if name in delivery]
    return paths


def _quantity_paths(order: Order, items: list[Document]) -> list[str]:
    paths = []
    for place, item in enumerate(items):
        position = order.position(str(item.get("id")))
        if position and item.get("quantity") is not None and item["quantity"] != position.quantity:
            paths.append(f"order[items][{place}][quantity]")
    return paths
