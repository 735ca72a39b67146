"""What the CRM refuses in the JSON of an order: wrong types first, then unknown codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from mmdesk.sandbox.retailcrm_account import Account
from mmdesk.sandbox.retailcrm_fields import CustomFields
from mmdesk.sandbox.retailcrm_order_model import Order
from mmdesk.sandbox.retailcrm_references import References
from mmdesk.sandbox.retailcrm_store import Catalogue
from mmdesk.sandbox.retailcrm_wire import (
    BAD_CHOICE,
    BLANK,
    FORMAT_REFUSED,
    Document,
    Refusal,
    is_date,
    is_moment,
)

NOT_LOADED = "Order is not loaded"
PAYMENT_NOT_ALLOWED = "This payment type is not supported for the type of delivery"
CASH_SUM_DIFFERS = "Cash payment sum must be equal to sum to pay in the order"
_INVALID = "This value is not valid."
_UNKNOWN = "Unknown field."

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_PROPERTY_CODE = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9_\-:]*")
_VAT_RATE = re.compile(r"none|\d{1,2}(\.\d{1,2})?")
_PRIVILEGES = frozenset({"none", "personal_discount", "loyalty_level", "loyalty_event"})

Kind = Callable[[object], bool]


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _is_map(value: object) -> bool:
    return isinstance(value, dict) or value == []


def _is_objects(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _is_objects_or_map(value: object) -> bool:
    return _is_objects(value) or isinstance(value, dict)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_time(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    ends = [value[name] for name in ("from", "to") if value.get(name) is not None]
    return all(isinstance(end, str) and _CLOCK.fullmatch(end) for end in ends)


def _kinds(kind: Kind, names: str) -> dict[str, Kind]:
    return dict.fromkeys(names.split(), kind)


ORDER_FIELDS: Mapping[str, Kind] = {
    **_kinds(_is_text, "number externalId privilegeType countryIso lastName firstName patronymic phone"),
    **_kinds(_is_text, "additionalPhone email customerComment managerComment statusComment"),
    **_kinds(_is_text, "status orderType orderMethod shipmentStore"),
    **_kinds(is_moment, "createdAt statusUpdatedAt markDatetime"),
    **_kinds(is_date, "shipmentDate"),
    **_kinds(_is_flag, "call expired shipped applyRound isFromCart"),
    **_kinds(_is_whole, "mark length width height dialogId managerId loyaltyEventDiscountId"),
    **_kinds(_is_number, "weight discountManualAmount discountManualPercent"),
    **_kinds(_is_object, "contragent customer contact company source delivery"),
    **_kinds(_is_map, "customFields"),
    **_kinds(_is_objects, "items"),
    **_kinds(_is_objects_or_map, "payments"),
}
_ITEM_FIELDS: Mapping[str, Kind] = {
    **_kinds(_is_whole, "id ordering"),
    **_kinds(_is_text, "externalId productName vatRate status comment"),
    **_kinds(_is_number, "initialPrice discountManualAmount discountManualPercent quantity purchasePrice"),
    **_kinds(is_moment, "createdAt"),
    **_kinds(_is_object, "offer priceType"),
    **_kinds(_is_objects, "externalIds markingObjects"),
    **_kinds(_is_objects_or_map, "properties"),
    **_kinds(_is_texts, "markingCodes"),
}
_DELIVERY_FIELDS: Mapping[str, Kind] = {
    **_kinds(_is_text, "code vatRate"),
    **_kinds(_is_number, "cost netCost"),
    **_kinds(is_date, "date"),
    **_kinds(_is_time, "time"),
    **_kinds(_is_object, "address service data"),
}
_ADDRESS_FIELDS: Mapping[str, Kind] = {
    **_kinds(_is_text, "index countryIso region city cityType street streetType building flat"),
    **_kinds(_is_text, "intercomCode house housing metro notes text"),
    **_kinds(_is_whole, "floor block regionId cityId streetId"),
}
_DATA_FIELDS: Mapping[str, Kind] = {
    **_kinds(_is_text, "externalId trackNumber tariff payerType pickuppointId shipmentpointId"),
    **_kinds(_is_flag, "locked"),
    **_kinds(_is_map, "extraData"),
    **_kinds(_is_objects, "itemDeclaredValues packages"),
}
_PAYMENT_FIELDS: Mapping[str, Kind] = {
    **_kinds(_is_text, "externalId type status comment"),
    **_kinds(_is_number, "amount"),
    **_kinds(is_moment, "paidAt"),
    **_kinds(_is_whole, "id"),
    **_kinds(_is_object, "order"),
}
_CODED: Mapping[str, str] = {
    "status": "statuses",
    "orderType": "order-types",
    "orderMethod": "order-methods",
    "shipmentStore": "stores",
}


def payment_list(given: object) -> list[Document]:
    """Payments may be sent as a list or as a map."""
    return list(given.values()) if isinstance(given, dict) else list(given) if isinstance(given, list) else []


class OrderChecks:
    """Raises the CRM's refusals; knows the reference books, the catalogue and the custom fields."""

    def __init__(
        self, account: Account, references: References, catalogue: Catalogue, fields: CustomFields
    ) -> None:
        self._account = account
        self._references = references
        self._catalogue = catalogue
        self._fields = fields

    def check(self, given: Document, known: Order | None = None) -> None:
        """Refuse a bad `order`; `known` is the order that is edited."""
        if errors := self._format_errors(given):
            raise Refusal(400, FORMAT_REFUSED, errors)
        if errors := self._load_errors(given, known):
            raise Refusal(400, NOT_LOADED, errors)

    def check_payment(self, given: Document, delivery_code: str) -> None:
        """Refuse a bad `payment` that comes by a method of its own."""
        if errors := self._wrong(given, _PAYMENT_FIELDS, ""):
            raise Refusal(400, FORMAT_REFUSED, errors)
        errors = (
            {"type": self._references.missing("payment-types", given.get("type"))}
            if given.get("type")
            else {}
        )
        if given.get("status"):
            errors["status"] = self._references.missing("payment-statuses", given["status"])
        if given.get("type"):
            errors["type"] = errors["type"] or self._payment_refusal(delivery_code, given)
        errors = {path: text for path, text in errors.items() if text}
        if errors:
            raise Refusal(400, "Payment is not loaded", errors)

    def check_cash(self, given: Iterable[Document], delivery_code: str, total: Decimal) -> None:
        """A payment on delivery must be of the whole sum to pay."""
        for payment in given:
            amount = payment.get("amount")
            if amount is not None and self._is_cod(delivery_code, payment.get("type")) and amount != total:
                raise Refusal(400, NOT_LOADED, [CASH_SUM_DIFFERS])

    def _wrong(self, given: Document, kinds: Mapping[str, Kind], path: str) -> dict[str, str]:
        errors = {
            f"{path}{name}": _INVALID
            for name, value in given.items()
            if name in kinds and value is not None and not kinds[name](value)
        }
        if self._account.behaviour.unknown_fields_refused:
            errors |= {f"{path}{name}": _UNKNOWN for name in given if name not in kinds}
        return errors

    def _format_errors(self, given: Document) -> dict[str, str]:
        errors = self._wrong(given, ORDER_FIELDS, "")
        if errors:
            return errors
        for place, item in enumerate(given.get("items") or []):
            errors |= self._wrong(item, _ITEM_FIELDS, f"items[{place}].")
        for place, payment in enumerate(payment_list(given.get("payments"))):
            errors |= self._wrong(payment, _PAYMENT_FIELDS, f"payments[{place}].")
        delivery = given.get("delivery") or {}
        errors |= self._wrong(delivery, _DELIVERY_FIELDS, "delivery.")
        if not errors:
            errors |= self._wrong(delivery.get("address") or {}, _ADDRESS_FIELDS, "delivery.address.")
            errors |= self._wrong(delivery.get("data") or {}, _DATA_FIELDS, "delivery.data.")
        return errors

    def _load_errors(self, given: Document, known: Order | None) -> dict[str, str]:
        errors = {
            name: self._references.missing(book, given[name])
            for name, book in _CODED.items()
            if given.get(name) is not None
        }
        if given.get("privilegeType") not in {None, *_PRIVILEGES}:
            errors["privilegeType"] = BAD_CHOICE
        errors |= self._fields.problems("order", given.get("customFields") or {})
        errors |= self._delivery_errors(given)
        errors |= self._payment_errors(given, known)
        errors |= self._item_errors(given.get("items") or [], known)
        return {path: text for path, text in errors.items() if text}

    def _delivery_errors(self, given: Document) -> dict[str, str]:
        delivery = given.get("delivery") or {}
        errors = {}
        if delivery.get("code") is not None:
            errors["delivery.code"] = self._references.missing("delivery-types", delivery["code"])
        service = (delivery.get("service") or {}).get("code")
        if service is not None:
            errors["delivery.service.code"] = self._references.missing("delivery-services", service)
        address = delivery.get("address") or {}
        if address.get("text") and len(address) > 1:
            errors["delivery.address"] = "Set either the text or the detailed fields."
        return errors

    def _payment_errors(self, given: Document, known: Order | None) -> dict[str, str]:
        delivery = (given.get("delivery") or {}).get("code") or (known.delivery_code if known else "")
        errors = {}
        for place, payment in enumerate(payment_list(given.get("payments"))):
            path = f"payments[{place}]"
            problem = self._references.missing("payment-types", payment.get("type"))
            errors[f"{path}.type"] = problem or self._payment_refusal(delivery, payment)
            if payment.get("status") is not None:
                errors[f"{path}.status"] = self._references.missing("payment-statuses", payment["status"])
        return errors

    def _payment_refusal(self, delivery_code: str, payment: Document) -> str:
        delivery = self._references.entry("delivery-types", delivery_code)
        if delivery is None:
            return ""
        allowed = [one["code"] for one in delivery["deliveryPaymentTypes"]]
        return "" if not allowed or payment.get("type") in allowed else PAYMENT_NOT_ALLOWED

    def _is_cod(self, delivery_code: str, payment_type: object) -> bool:
        delivery = self._references.entry("delivery-types", delivery_code)
        kinds = delivery["deliveryPaymentTypes"] if delivery else []
        return any(one["code"] == payment_type and one["cod"] for one in kinds)

    def _item_errors(self, items: Sequence[Document], known: Order | None) -> dict[str, str]:
        errors: dict[str, str] = {}
        seen: set[tuple[str, str]] = set()
        for place, item in enumerate(items):
            own = self._one_item_errors(item, known)
            for one in item.get("externalIds") or []:
                name = (str(one.get("code")), str(one.get("value")))
                if not one.get("code") or not one.get("value"):
                    own["externalIds"] = BLANK
                elif name in seen:
                    own["externalIds"] = f"The value {name[1]} is used more than once."
                seen.add(name)
            errors |= {f"items[{place}].{path}": text for path, text in own.items() if text}
        return errors

    def _one_item_errors(self, item: Document, known: Order | None) -> dict[str, str]:
        errors = {}
        if item.get("status") is not None:
            errors["status"] = self._references.missing("product-statuses", item["status"])
        if item.get("quantity") is not None and item["quantity"] <= 0:
            errors["quantity"] = "This value should be greater than 0."
        if item.get("vatRate") is not None and not _VAT_RATE.fullmatch(item["vatRate"]):
            errors["vatRate"] = BAD_CHOICE
        number = (item.get("offer") or {}).get("id")
        if number is not None and self._catalogue.with_id(number) is None:
            errors["offer.id"] = f"Offer with id {number} not found."
        if item.get("externalId") and item.get("externalIds"):
            errors["externalId"] = "Use either externalId or externalIds."
        if item.get("id") is not None and (known is None or known.position(str(item["id"])) is None):
            errors["id"] = f"Item with id {item['id']} not found."
        return errors | _property_errors(item.get("properties"))


def _property_errors(properties: object) -> dict[str, str]:
    if isinstance(properties, dict):
        listed = [{"code": code, **one} for code, one in properties.items() if isinstance(one, dict)]
    else:
        listed = properties if isinstance(properties, list) else []
    errors = {}
    for place, one in enumerate(listed):
        if not _PROPERTY_CODE.fullmatch(str(one.get("code", ""))):
            errors[f"properties[{place}].code"] = _INVALID
        for name in ("name", "value"):
            if one.get(name) is None or one[name] == "":
                errors[f"properties[{place}].{name}"] = BLANK
    return errors
