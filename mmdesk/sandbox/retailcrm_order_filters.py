"""The filters of the order list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from mmdesk.sandbox.retailcrm_customers import Customers
from mmdesk.sandbox.retailcrm_order_model import Order
from mmdesk.sandbox.retailcrm_references import References
from mmdesk.sandbox.retailcrm_wire import (
    INPUT_REFUSED,
    Parameters,
    Refusal,
    check_filters,
    is_date,
    is_moment,
)

MOST_NUMBERS = 100

_DATES: Mapping[str, Callable[[Order], object]] = {
    "createdAt": lambda order: order.created_at,
    "statusUpdatedAt": lambda order: order.status_updated_at,
    "deliveryDate": lambda order: order.delivery.get("date"),
    "shipmentDate": lambda order: order.fields.get("shipmentDate"),
}
_LISTS: Mapping[str, Callable[[Order], object]] = {
    "ids": lambda order: order.id,
    "externalIds": lambda order: order.external_id,
    "numbers": lambda order: order.number,
    "sites": lambda order: order.site,
    "shipmentStores": lambda order: order.fields.get("shipmentStore"),
    "deliveryTypes": lambda order: order.delivery_code,
    "managers": lambda order: order.fields.get("managerId"),
    "customerId": lambda order: order.customer_id,
    "deliveryExternalId": lambda order: order.delivery_number,
    "trackNumber": lambda order: order.delivery.get("data", {}).get("trackNumber"),
    "email": lambda order: order.fields.get("email"),
    "shipped": lambda order: int(bool(order.fields.get("shipped"))),
}
_PLAYED = frozenset(
    {*_LISTS, *(f"{name}{end}" for name in _DATES for end in ("From", "To"))}
    | {"extendedStatus", "orderTypes", "orderMethods", "customFields", "customerExternalId"}
    | {"paymentTypes", "paymentStatuses"}
)
_DOCUMENTED = frozenset(
    {
        "deliveryStates",
        "fullPaidAtFrom",
        "fullPaidAtTo",
        "attachments",
        "tags",
        "productGroups",
        "statusHistorySequence",
        "customer",
    }
)


class OrderFilter:
    """The meaning of one `filter[…]`; raises the CRM's refusal for what it does not take."""

    def __init__(self, given: Parameters, references: References, customers: Customers) -> None:
        check_filters(given, _PLAYED, _DOCUMENTED)
        _check_dates(given)
        if len(given.many("numbers")) > MOST_NUMBERS:
            raise Refusal(400, INPUT_REFUSED, {"filter[numbers]": "This collection is too long."})
        self._given = given
        self._references = references
        self._customers = customers
        self._lists = {name: frozenset(given.many(name)) for name in _LISTS if name in given}

    def fits(self, order: Order) -> bool:
        return (
            all(str(_LISTS[name](order)) in wanted for name, wanted in self._lists.items())
            and self._status_fits(order)
            and self._coded_fit(order)
            and self._dates_fit(order)
            and self._payments_fit(order)
            and self._customer_fits(order)
            and self._custom_fit(order)
        )

    def _status_fits(self, order: Order) -> bool:
        wanted = self._given.many("extendedStatus")
        group = self._references.status_group(order.status)
        return not wanted or order.status in wanted or f"{group}-group" in wanted

    def _coded_fit(self, order: Order) -> bool:
        for name, field, book in (
            ("orderTypes", "orderType", "order-types"),
            ("orderMethods", "orderMethod", "order-methods"),
        ):
            wanted = self._given.many(name)
            if wanted and (order.fields.get(field) or self._references.default(book)) not in wanted:
                return False
        return True

    def _dates_fit(self, order: Order) -> bool:
        for name, read in _DATES.items():
            low, high = self._given.text(f"{name}From"), self._given.text(f"{name}To")
            if not low and not high:
                continue
            day = str(read(order) or "")[:10]
            if not day or day < low or (high and day > high):
                return False
        return True

    def _payments_fit(self, order: Order) -> bool:
        types, statuses = self._given.many("paymentTypes"), self._given.many("paymentStatuses")
        return (not types or any(one.type in types for one in order.payments)) and (
            not statuses or any(one.status in statuses for one in order.payments)
        )

    def _customer_fits(self, order: Order) -> bool:
        wanted = self._given.text("customerExternalId")
        customer = self._customers.with_id(order.customer_id)
        return not wanted or (customer is not None and customer.external_id == wanted)

    def _custom_fit(self, order: Order) -> bool:
        wanted = self._given.inside("customFields")
        for code in wanted.names():
            value = order.custom_fields.get(code)
            limits = wanted.inside(code)
            if limits.names() & {"min", "max"}:
                if value is None or not _between(value, limits.text("min"), limits.text("max")):
                    return False
            elif _as_text(value) not in wanted.many(code):
                return False
        return True


def _check_dates(given: Parameters) -> None:
    for name in _DATES:
        for path in (f"{name}From", f"{name}To"):
            text = given.text(path)
            if text and not is_date(text):
                raise Refusal(400, INPUT_REFUSED, {f"filter[{path}]": "This value is not valid."})


def _as_text(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _between(value: object, low: str, high: str) -> bool:
    if isinstance(value, str) and (is_date(value) or is_moment(value)):
        day = value[:10]
        return low <= day and (not high or day <= high)
    try:
        number = Decimal(str(value))
        return (not low or number >= Decimal(low)) and (not high or number <= Decimal(high))
    except InvalidOperation:
        raise Refusal(400, INPUT_REFUSED, {"filter[customFields]": "This value is not valid."}) from None
