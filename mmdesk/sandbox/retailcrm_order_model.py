"""An order of the account, its positions, payments and sums."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from mmdesk.sandbox.retailcrm_wire import Document, without_nulls

ZERO = Decimal(0)
_KOPECK = Decimal("0.01")
_HUNDRED = Decimal(100)


@dataclass(slots=True)
class Position:
    """One line of an order; money in roubles, discounts per unit."""

    id: int
    created_at: str
    offer: Document
    product_name: str
    initial_price: Decimal
    quantity: Decimal = Decimal(1)
    status: str = "new"
    manual_amount: Decimal = ZERO
    manual_percent: Decimal = ZERO
    order_share: Decimal = ZERO
    purchase_price: Decimal = ZERO
    vat_rate: str = "none"
    external_ids: list[Document] = field(default_factory=list)
    properties: dict[str, Document] = field(default_factory=dict)
    marking: list[Document] = field(default_factory=list)
    comment: str | None = None
    ordering: int | None = None

    @property
    def manual_discount(self) -> Decimal:
        return self.manual_amount + _kopecks(self.initial_price * self.manual_percent / _HUNDRED)

    @property
    def discount_total(self) -> Decimal:
        """Per unit, the order's own discount included."""
        return self.manual_discount + self.order_share

    @property
    def unit_price(self) -> Decimal:
        return self.initial_price - self.discount_total

    @property
    def line_sum(self) -> Decimal:
        return self.unit_price * self.quantity

    def is_named(self, name: str) -> bool:
        """Whether the number or the value of an outside id is this one."""
        return name == str(self.id) or any(one["value"] == name for one in self.external_ids)

    def link(self) -> Document:
        """The `item` of a history record."""
        known = {name: self.offer[name] for name in ("id", "externalId", "xmlId") if name in self.offer}
        return without_nulls({"id": self.id, "offer": known or None})


@dataclass(slots=True)
class Payment:
    """A payment of an order; amount in roubles, `paid_at` in the account's local time."""

    id: int
    type: str
    amount: Decimal
    status: str | None = None
    external_id: str | None = None
    paid_at: str | None = None
    comment: str | None = None

    def told(self) -> Document:
        return without_nulls(
            {
                "id": self.id,
                "externalId": self.external_id,
                "status": self.status,
                "type": self.type,
                "amount": self.amount,
                "paidAt": self.paid_at,
                "comment": self.comment,
            }
        )

    def link(self) -> Document:
        return without_nulls({"id": self.id, "type": self.type, "externalId": self.external_id})


@dataclass(slots=True)
class Order:
    """`fields` are the documented plain fields as they were sent; `delivery` has the shape of the wire."""

    id: int
    site: str
    number: str
    external_id: str | None
    status: str
    created_at: str
    status_updated_at: str
    customer_id: int
    from_api: bool = True
    fields: Document = field(default_factory=dict)
    custom_fields: Document = field(default_factory=dict)
    delivery: Document = field(default_factory=dict)
    positions: list[Position] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What counters are kept under: the externalId, else the number of the order."""
        return self.external_id or str(self.id)

    @property
    def delivery_code(self) -> str:
        return str(self.delivery.get("code") or "")

    @property
    def delivery_number(self) -> str:
        """The id in the delivery service; empty until the delivery is registered."""
        return str(self.delivery.get("data", {}).get("externalId") or "")

    def position(self, name: str) -> Position | None:
        return next((one for one in self.positions if one.is_named(name)), None)

    def payment(self, number: int) -> Payment | None:
        return next((one for one in self.payments if one.id == number), None)

    def lines_sum(self, cancels: Callable[[str], bool]) -> Decimal:
        """Sum of the positions whose status is not a cancelling one."""
        return sum((one.line_sum for one in self.positions if not cancels(one.status)), ZERO)

    def total(self, cancels: Callable[[str], bool]) -> Decimal:
        return self.lines_sum(cancels) + Decimal(self.delivery.get("cost") or 0)

    def brief(self) -> Document:
        """The `order` of a history record: the state as of that record."""
        return without_nulls(
            {
                "id": self.id,
                "externalId": self.external_id,
                "managerId": self.fields.get("managerId"),
                "site": self.site,
                "status": self.status,
            }
        )

    def spread_discount(self) -> None:
        """Share the order's own discount out among the positions, per unit."""
        percent = Decimal(self.fields.get("discountManualPercent") or 0)
        amount = Decimal(self.fields.get("discountManualAmount") or 0)
        own = [(one, one.initial_price - one.manual_discount) for one in self.positions]
        whole = sum((price * one.quantity for one, price in own), ZERO)
        for one, price in own:
            share = amount * price / whole if whole else ZERO
            one.order_share = _kopecks(price * percent / _HUNDRED + share)


class OrderBook:
    """All orders, found by number, by externalId within a store, and by the delivery's number."""

    def __init__(self) -> None:
        self._by_id: dict[int, Order] = {}
        self._by_external: dict[tuple[str, str], Order] = {}
        self._by_delivery: dict[tuple[str, str], Order] = {}
        self._sites: list[str] = []

    def __iter__(self) -> Iterator[Order]:
        return iter(self._by_id.values())

    def newest_first(self) -> Iterator[Order]:
        return reversed(self._by_id.values())

    def add(self, order: Order) -> None:
        self._by_id[order.id] = order
        self.index(order)

    def index(self, order: Order) -> None:
        """Make an order findable by the outside ids it has now."""
        if order.site not in self._sites:
            self._sites.append(order.site)
        if order.external_id:
            self._by_external[order.site, order.external_id] = order
        if order.delivery_number:
            self._by_delivery[order.site, order.delivery_number] = order

    def rename(self, order: Order, external_id: str | None) -> None:
        if order.external_id:
            self._by_external.pop((order.site, order.external_id), None)
        order.external_id = external_id
        self.index(order)

    def with_id(self, number: int) -> Order | None:
        return self._by_id.get(number)

    def find(self, site: str, external_id: str) -> Order | None:
        return self._by_external.get((site, external_id))

    def with_delivery(self, sites: Iterable[str], number: str) -> Order | None:
        """The order of one of these stores that the delivery service knows by this number."""
        found = (self._by_delivery.get((site, number)) for site in sites)
        return next((order for order in found if order is not None), None)

    def named(self, external_id: str) -> Order | None:
        """The first order of any store with this externalId."""
        found = (self.find(site, external_id) for site in self._sites)
        return next((order for order in found if order is not None), None)


def _kopecks(amount: Decimal) -> Decimal:
    return amount.quantize(_KOPECK, ROUND_HALF_UP)
