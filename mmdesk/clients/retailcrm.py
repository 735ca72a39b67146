"""RetailCRM's interface as far as the exchange needs it: one method, one question or one change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from types import TracebackType
from typing import Final, Self, TypeVar
from zoneinfo import ZoneInfo

from mmdesk.clients import crm_module, crm_orders_wire, crm_references
from mmdesk.clients.crm_calls import CrmCalls, Query, as_json, segment
from mmdesk.clients.crm_module import CustomField, Module, ModuleConfig
from mmdesk.clients.crm_orders import (
    CrmOrder,
    CrmOrderRef,
    CrmOrderState,
    HistoryPage,
    NewCustomer,
    NewOrder,
    OrderEdit,
)
from mmdesk.clients.crm_references import (
    Credentials,
    CrmChoice,
    CrmDeliveryType,
    CrmItemStatus,
    CrmSite,
    CrmStatus,
)
from mmdesk.clients.crm_store_calls import CrmStore
from mmdesk.clients.errors import NotFound, OutcomeUnknown, Unreadable
from mmdesk.clients.http import Limits
from mmdesk.clients.json_reading import Node, OddShape
from mmdesk.clients.pace import SHARED, Limiters

_PAGE: Final = 100
_IDS_A_CALL: Final = 100
_ORDERS_A_CALL: Final = 50
"""Whole orders are long, and so is an address that names them; a page holds twice as many."""

_Value = TypeVar("_Value")


class RetailCrm:
    """One account and store at RetailCRM. Safe to share between threads.

    `key` is asked for at each call; `site` is the store's code, empty to let the key decide; `zone` is the
    account's time zone, see `account_zone`. Reads raise Refused, TokenRefused, Unavailable or Unreadable,
    changes raise OutcomeUnknown in place of the last.
    """

    def __init__(
        self,
        base_url: str,
        key: Callable[[], str],
        site: str,
        zone: tzinfo,
        limiters: Limiters = SHARED,
        *,
        limits: Limits | None = None,
    ) -> None:
        self._calls = CrmCalls(base_url, key, limits=limits, limiters=limiters)
        self._site = site
        self._zone = zone
        self._store = CrmStore(self._calls, site, zone)

    @property
    def store(self) -> CrmStore:
        """The catalogue: goods, stock and prices."""
        return self._store

    # The account

    def credentials(self) -> Credentials:
        root = self._calls.get("credentials", versioned=False)
        return _read("credentials", crm_references.read_credentials, root)

    def account_zone(self) -> ZoneInfo:
        """The zone in which the account writes its datetimes."""
        return _read("settings", crm_references.read_zone, self._calls.get("settings"))

    def sites(self) -> tuple[CrmSite, ...]:
        return self._reference("sites", crm_references.read_sites)

    def order_statuses(self) -> tuple[CrmStatus, ...]:
        return self._reference("statuses", crm_references.read_statuses)

    def item_statuses(self) -> tuple[CrmItemStatus, ...]:
        return self._reference("product-statuses", crm_references.read_item_statuses)

    def order_methods(self) -> tuple[CrmChoice, ...]:
        return self._reference("order-methods", crm_references.read_order_methods)

    def order_types(self) -> tuple[CrmChoice, ...]:
        return self._reference("order-types", crm_references.read_order_types)

    def delivery_types(self) -> tuple[CrmDeliveryType, ...]:
        return self._reference("delivery-types", crm_references.read_delivery_types)

    # Customers

    def find_customer(self, external_id: str) -> int | None:
        """RetailCRM's id of a buyer, or None."""
        where = "customers/{id}"
        root = self._found(f"customers/{segment(external_id)}", self._by_external_id(), where)
        return (
            _read(where, lambda found: crm_orders_wire.crm_id(found["customer"]["id"]), root)
            if root
            else None
        )

    def create_customer(self, customer: NewCustomer) -> int:
        """RetailCRM's id of the new buyer. Raises AlreadyExists where RetailCRM says so."""
        form = self._form(customer=as_json(crm_orders_wire.customer_document(customer)))
        root = self._calls.post("customers/create", form, about=customer.external_id)
        return _read_change("customers/create", lambda made: crm_orders_wire.crm_id(made["id"]), root)

    # Orders

    def order(self, external_id: str) -> CrmOrder | None:
        """The order with our key for it, or None."""
        return self._order(external_id, self._by_external_id())

    def order_by_id(self, order_id: int) -> CrmOrder | None:
        """The order with RetailCRM's own id, as its history names it, or None."""
        return self._order(str(order_id), (("by", "id"), *self._of_site()))

    def orders(self, ids: Sequence[int]) -> tuple[CrmOrder, ...]:
        """The orders with these ids of RetailCRM's own, asked for by fifties; unknown ones are absent."""
        chunks = [ids[start : start + _ORDERS_A_CALL] for start in range(0, len(ids), _ORDERS_A_CALL)]
        return tuple(order for chunk in chunks for order in self._orders(chunk))

    def create_order(self, order: NewOrder) -> CrmOrderRef:
        """Raises AlreadyExists when the store holds an order with this key: read it instead."""
        document = crm_orders_wire.order_document(order, self._zone)
        linked = crm_orders_wire.with_customer(document, order.customer_external_id, self._site)
        form = self._form(order=as_json(linked))
        root = self._calls.post("orders/create", form, about=order.external_id)
        return _read_change("orders/create", crm_orders_wire.read_order_ref, root)

    def edit_order(self, edit: OrderEdit) -> None:
        """Raises FieldsLocked when an integrated delivery forbids some of it: see OrderEdit.without."""
        document = crm_orders_wire.edit_document(edit, self._zone)
        form = self._form(order=as_json(document)) | {"by": "id"}
        self._calls.post(
            f"orders/{edit.order_id}/edit", form, where="orders/{id}/edit", about=str(edit.order_id)
        )

    def orders_statuses(
        self, ids: Sequence[int] = (), external_ids: Sequence[str] = ()
    ) -> tuple[CrmOrderState, ...]:
        """The statuses of these orders, asked for by hundreds; unknown ones are absent."""
        asked = [("ids[]", str(order_id)) for order_id in ids]
        asked += [("externalIds[]", external_id) for external_id in external_ids]
        chunks = [tuple(asked[start : start + _IDS_A_CALL]) for start in range(0, len(asked), _IDS_A_CALL)]
        return tuple(state for chunk in chunks for state in self._states(chunk))

    def history(self, *, since_id: int | None = None, start_date: datetime | None = None) -> HistoryPage:
        """Changes after a record, or since a moment: give one of the two.

        A page number is never sent: together with sinceId RetailCRM refuses it.
        """
        if (since_id is None) == (start_date is None):
            raise ValueError("history starts after a record or at a moment")
        start = (
            ("filter[sinceId]", str(since_id))
            if start_date is None
            else ("filter[startDate]", crm_orders_wire.local_time(start_date, self._zone))
        )
        root = self._calls.get("orders/history", (start, ("limit", str(_PAGE))))
        return _read("orders/history", lambda page: crm_orders_wire.read_history(page, self._zone), root)

    def track(
        self, module_code: str, delivery_id: str, status: str, at: datetime, *, comment: str = ""
    ) -> None:
        """Report a delivery status of the order whose delivery has this id; safe to repeat."""
        update = crm_module.tracking_document(delivery_id, status, at, self._zone, comment)
        self._calls.post(
            f"delivery/generic/{segment(module_code)}/tracking",
            {"statusUpdate": as_json([update])},
            where="delivery/generic/{code}/tracking",
            about=delivery_id,
        )

    # The module

    def custom_field(self, code: str) -> CustomField | None:
        """The custom field of orders with this code, or None."""
        where = "custom-fields/order/{code}"
        root = self._found(f"custom-fields/order/{segment(code)}", (), where)
        return _read(where, crm_module.read_custom_field, root) if root else None

    def create_custom_field(self, field: CustomField) -> None:
        """Raises Refused when the account does not take its type."""
        form = {"customField": as_json(crm_module.custom_field_document(field))}
        self._calls.post("custom-fields/order/create", form, about=field.code)

    def module(self, code: str) -> Module | None:
        where = "integration-modules/{code}"
        root = self._found(f"integration-modules/{segment(code)}", (), where)
        return _read(where, crm_module.read_module, root) if root else None

    def edit_module(self, config: ModuleConfig) -> str | None:
        """Create or update the module; the code of its delivery type, or None when the answer keeps silent.

        It is then found among `delivery_types` by integration_code. The code need not be the module's.
        """
        form = {"integrationModule": as_json(crm_module.module_document(config))}
        where = "integration-modules/{code}/edit"
        root = self._calls.post(
            f"integration-modules/{segment(config.code)}/edit", form, where=where, about=config.code
        )
        return crm_module.read_delivery_type_code(root)

    def disconnect(self) -> None:
        """Close the pooled connections; the object is of no use afterwards."""
        self._calls.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.disconnect()

    def _reference(self, name: str, read: Callable[[Node], _Value]) -> _Value:
        path = f"reference/{name}"
        return _read(path, read, self._calls.get(path))

    def _order(self, key: str, query: Query) -> CrmOrder | None:
        where = "orders/{id}"
        root = self._found(f"orders/{segment(key)}", query, where)
        return _read(where, lambda found: crm_orders_wire.read_order(found["order"]), root) if root else None

    def _orders(self, ids: Sequence[int]) -> tuple[CrmOrder, ...]:
        asked = (*(("filter[ids][]", str(order_id)) for order_id in ids), ("limit", str(_PAGE)))
        root = self._calls.get("orders", asked)
        return _read(
            "orders", lambda page: tuple(map(crm_orders_wire.read_order, page["orders"].members())), root
        )

    def _states(self, asked: Query) -> tuple[CrmOrderState, ...]:
        root = self._calls.get("orders/statuses", asked)
        return _read("orders/statuses", crm_orders_wire.read_states, root)

    def _found(self, path: str, query: Query, where: str) -> Node | None:
        try:
            return self._calls.get(path, query, where=where)
        except NotFound:
            return None

    def _by_external_id(self) -> Query:
        return (("by", "externalId"), *self._of_site())

    def _of_site(self) -> Query:
        return (("site", self._site),) if self._site else ()

    def _form(self, **fields: str) -> dict[str, str]:
        return ({"site": self._site} if self._site else {}) | fields


def _read(where: str, read: Callable[[Node], _Value], root: Node) -> _Value:
    try:
        return read(root)
    except OddShape as problem:
        raise Unreadable(problem.detail, where=where) from problem


def _read_change(where: str, read: Callable[[Node], _Value], root: Node) -> _Value:
    """As `_read` for a change: it was accepted, but what became of it must be read again."""
    try:
        return read(root)
    except OddShape as problem:
        raise OutcomeUnknown(problem.detail, where=where) from problem
