"""What the simulated marketplace remembers: merchants, shipments, lots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

DELIVERY_OFFER = "delivery"


class Scheme(StrEnum):
    """Who delivers: the marketplace, the merchant, or the buyer fetches the goods."""

    STANDARD = "standard"
    DSM = "dsm"
    PICKUP = "pickup"


class Status(StrEnum):
    """Known values of a lot's and a shipment's status, least advanced first."""

    NEW = "NEW"
    PENDING = "PENDING"
    PENDING_CONFIRMATION = "PENDING_CONFIRMATION"
    CONFIRMED = "CONFIRMED"
    PACKING_EXPIRED = "PACKING_EXPIRED"
    PENDING_PACKING = "PENDING_PACKING"
    PACKED = "PACKED"
    SHIPPING_EXPIRED = "SHIPPING_EXPIRED"
    PENDING_SHIPPING = "PENDING_SHIPPING"
    SHIPPED = "SHIPPED"
    DELIVERED = "DELIVERED"
    MERCHANT_CANCELED = "MERCHANT_CANCELED"
    CUSTOMER_CANCELED = "CUSTOMER_CANCELED"


class SubStatus(StrEnum):
    """Why a lot is MERCHANT_CANCELED."""

    CONFIRMATION_REJECT = "CONFIRMATION_REJECT"
    CONFIRMATION_EXPIRED = "CONFIRMATION_EXPIRED"
    LATE_REJECT = "LATE_REJECT"
    PACKING_EXPIRED = "PACKING_EXPIRED"
    SHIPPING_EXPIRED = "SHIPPING_EXPIRED"


CANCELLED = frozenset[str]({Status.MERCHANT_CANCELED, Status.CUSTOMER_CANCELED})
FINAL = CANCELLED | {Status.DELIVERED}


@dataclass(frozen=True, slots=True)
class Merchant:
    """A shop of the cabinet; its token is what its calls are known by."""

    merchant_id: int
    token: str = field(repr=False)
    name: str = "ООО «Пример»"
    schemes: tuple[Scheme, ...] = (Scheme.STANDARD, Scheme.DSM)


@dataclass(frozen=True, slots=True)
class SoldOffer:
    """Something buyers can order; the price is in whole roubles."""

    offer_id: str
    name: str
    price: int
    goods_id: str
    category: str
    needs_mark: bool = False


@dataclass(frozen=True, slots=True)
class Customer:
    """An invented buyer."""

    last_name: str
    first_name: str
    middle_name: str
    phone: str
    email: str
    region: str
    city: str
    street: str
    house: str
    flat: str
    postal_code: str
    comment: str = ""

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.last_name, self.first_name, self.middle_name) if part)

    @property
    def address(self) -> str:
        flat = f", кв. {self.flat}" if self.flat else ""
        place = self.city if self.region == self.city else f"{self.region}, {self.city}"
        return f"{place}, {self.street}, {self.house}{flat}"


@dataclass(frozen=True, slots=True)
class Discount:
    """A reduction of one lot's price in whole roubles."""

    kind: str
    description: str
    amount: int


@dataclass(frozen=True, slots=True)
class Box:
    """A cargo place as the merchant declared it."""

    index: int
    code: str


@dataclass(frozen=True, slots=True)
class Event:
    """A status a lot has entered."""

    at: datetime
    status: str


@dataclass(slots=True)
class Lot:
    """One unit of goods."""

    index: int
    offer: SoldOffer
    item_id: str
    discounts: tuple[Discount, ...]
    changed_at: datetime
    status: str = Status.NEW
    sub_status: str | None = None
    settles_at: datetime | None = None
    settles_as: str = ""
    boxes: tuple[Box, ...] = ()
    digital_mark: str = ""
    moved_to: datetime | None = None
    cancel_asked: bool = False
    cancel_refused: bool = False
    forced: bool = False
    events: list[Event] = field(default_factory=list)

    @property
    def is_delivery(self) -> bool:
        return self.offer.offer_id == DELIVERY_OFFER

    @property
    def final_price(self) -> int:
        return self.offer.price - sum(discount.amount for discount in self.discounts)

    @property
    def is_pending(self) -> bool:
        return self.settles_at is not None

    def enter(self, status: str, at: datetime, sub_status: str | None = None) -> None:
        """Take a status at once; whatever was being processed is dropped."""
        self.status, self.sub_status, self.changed_at = status, sub_status, at
        self.settles_at, self.settles_as, self.forced = None, "", False
        self.events.append(Event(at, status))
        if status in FINAL:
            self.cancel_asked = False

    def wait_for(self, pending: str, target: str, at: datetime, until: datetime) -> None:
        """Show a PENDING_* status until the given moment."""
        self.enter(pending, at)
        self.settles_at, self.settles_as = until, target


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The limits of one shipment; `confirm_by` and `ship_from` belong to the standard scheme alone."""

    confirm_by: datetime | None
    pack_by: datetime
    ship_from: datetime | None
    ship_by: datetime
    deliver_from: datetime
    deliver_to: datetime
    reserve_until: datetime


@dataclass(slots=True)
class Shipment:
    """What one order/new call announced and all that has happened to it since."""

    shipment_id: str
    merchant_id: int
    merchant_name: str
    scheme: Scheme
    created_at: datetime
    blank_until: datetime
    deadlines: Deadlines
    customer: Customer
    customer_order_id: str
    delivery_id: str
    shipping_point: int
    deposited: int
    lots: list[Lot]
    order_code: str = ""
    date_moved: bool = False
    forced_status: str = ""

    def lot(self, index: int) -> Lot | None:
        return next((lot for lot in self.lots if lot.index == index), None)

    def goods(self) -> Iterator[Lot]:
        """All lots but the paid delivery."""
        return (lot for lot in self.lots if not lot.is_delivery)

    def boxes(self) -> dict[str, list[Lot]]:
        """Lots by box code; a box emptied by cancellations is gone."""
        found: dict[str, list[Lot]] = {}
        for lot in self.lots:
            if lot.status not in CANCELLED:
                for box in lot.boxes:
                    found.setdefault(box.code, []).append(lot)
        return found

    @property
    def status(self) -> str:
        """The least advanced open lot speaks for the shipment."""
        if self.forced_status:
            return self.forced_status
        statuses = [lot.status for lot in self.goods()] or [lot.status for lot in self.lots]
        open_ones = [status for status in statuses if status not in CANCELLED]
        if open_ones:
            return min(open_ones, key=_advance)
        return max(statuses, key=lambda status: status == Status.MERCHANT_CANCELED)


_ORDER = {str(status): place for place, status in enumerate(Status)}


def _advance(status: str) -> int:
    return _ORDER.get(status, len(_ORDER))
