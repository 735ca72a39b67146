"""RetailCRM's orders, customers and history as our own values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from mmdesk.domain.shipment import ShipmentId

CustomValue = str | bool | int | Decimal | date | datetime | None
"""A custom field's value; a datetime is written in the account's zone, None clears the field."""


_PREFIX: Final = "mm-"


def order_external_id(shipment_id: ShipmentId) -> str:
    """The key under which a shipment's order lies in RetailCRM."""
    return f"{_PREFIX}{shipment_id}"


def shipment_of_external_id(external_id: str) -> str:
    """The shipment whose order has this key; empty for an order that is none of ours."""
    return external_id.removeprefix(_PREFIX) if external_id.startswith(_PREFIX) else ""


@dataclass(frozen=True, slots=True)
class NewItem:
    """One lot as a position of quantity 1; roubles, the discount is for this one unit."""

    lot: int
    offer_external_id: str
    name: str
    initial_price: Decimal
    discount: Decimal = Decimal(0)
    status: str = ""


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """The delivery of a new order, which cannot be edited later; `address` or else `region` is sent."""

    code: str
    cost: Decimal = Decimal(0)
    deliver_from: datetime | None = None
    deliver_to: datetime | None = None
    address: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order to create. Holds personal data: never logged."""

    shipment_id: ShipmentId
    items: tuple[NewItem, ...]
    number: str = ""
    created_at: datetime | None = None
    order_method: str = ""
    order_type: str = ""
    status: str = ""
    last_name: str = ""
    first_name: str = ""
    patronymic: str = ""
    phone: str = ""
    email: str = ""
    customer_external_id: str = ""
    customer_comment: str = ""
    manager_comment: str = ""
    delivery: NewDelivery | None = None
    custom_fields: Mapping[str, CustomValue] = field(default_factory=dict)

    @property
    def external_id(self) -> str:
        return order_external_id(self.shipment_id)


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A buyer to create. Holds personal data: never logged."""

    external_id: str
    last_name: str = ""
    first_name: str = ""
    patronymic: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class CrmOrderRef:
    """What identifies an order in RetailCRM: its own id, and the number that staff see."""

    id: int
    number: str


@dataclass(frozen=True, slots=True)
class CrmItem:
    """A position of an order; `lot` is None for one that staff added or that came from another shipment."""

    id: int
    lot: int | None
    offer_external_id: str
    quantity: Decimal
    status: str
    initial_price: Decimal | None = None
    discount: Decimal = Decimal(0)

    def with_status(self, status: str) -> CrmItem:
        return replace(self, status=status)


@dataclass(frozen=True, slots=True)
class CrmPackage:
    """A parcel of the delivery card. `is_whole` is false when it holds something that is no lot of ours."""

    id: str
    lots: tuple[int, ...]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class CrmOrder:
    """An order as RetailCRM shows it now. Custom values are text, `false` and `0` of unset ones included."""

    id: int
    number: str
    external_id: str
    status: str
    items: tuple[CrmItem, ...]
    custom_fields: Mapping[str, str] = field(default_factory=dict)
    delivery_code: str = ""
    delivery_module: str = ""
    """The code of the module whose integrated delivery has the order; empty for a plain delivery."""
    delivery_status: str = ""
    delivery_packages: tuple[CrmPackage, ...] = ()
    customer_comment: str = ""
    manager_comment: str = ""
    status_comment: str = ""
    site: str = ""

    @property
    def ref(self) -> CrmOrderRef:
        return CrmOrderRef(self.id, self.number)

    def item_of(self, lot: int) -> CrmItem | None:
        return next((item for item in self.items if item.lot == lot), None)


@dataclass(frozen=True, slots=True)
class OrderEdit:
    """The only parts of an order that are ever edited; an empty status and None comments leave things alone.

    `items` are all positions of the order or none: RetailCRM deletes those that an edit leaves out. With
    `bare_items` they go without quantity, price and offer.
    """

    order_id: int
    status: str = ""
    items: tuple[CrmItem, ...] = ()
    bare_items: bool = False
    custom_fields: Mapping[str, CustomValue] = field(default_factory=dict)
    customer_comment: str | None = None
    manager_comment: str | None = None
    status_comment: str | None = None

    @property
    def is_empty(self) -> bool:
        comments = (self.customer_comment, self.manager_comment, self.status_comment)
        return not (self.status or self.items or self.custom_fields) and comments == (None, None, None)

    def without(self, fields: Iterable[str]) -> OrderEdit:
        """The same edit less the fields that a FieldsLocked named; a part of one item stands for all."""
        names = frozenset(fields)
        heads = frozenset(name.split(".")[0] for name in names)
        parts = frozenset(name.rsplit(".", 1)[-1] for name in names if name.startswith("items."))
        kept = {
            code: value
            for code, value in self.custom_fields.items()
            if "customFields" not in names and f"customFields.{code}" not in names
        }
        return replace(
            self,
            status="" if "status" in heads else self.status,
            items=() if "items" in names or "status" in parts else self.items,
            bare_items=self.bare_items or bool(parts),
            custom_fields=kept,
            customer_comment=None if "customerComment" in heads else self.customer_comment,
            manager_comment=None if "managerComment" in heads else self.manager_comment,
            status_comment=None if heads & {"status", "statusComment"} else self.status_comment,
        )


@dataclass(frozen=True, slots=True)
class CrmOrderState:
    """An order's status as the short list of statuses shows it; `group` is the code of the status group."""

    id: int
    external_id: str
    status: str
    group: str


@dataclass(frozen=True, slots=True)
class HistoryRecord:
    """One changed field of one order. `is_own` marks changes made with the very key that read this.

    The order's ids are None and empty where the record names none; `field` has RetailCRM's snake_case name.
    """

    id: int
    order_id: int | None
    order_external_id: str
    source: str
    field: str
    is_own: bool
    is_created: bool = False
    is_deleted: bool = False
    user_id: int | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Records by rising id; `has_more` asks for another call since the last one's id."""

    records: tuple[HistoryRecord, ...]
    has_more: bool

    @property
    def last_id(self) -> int | None:
        return self.records[-1].id if self.records else None
