"""Custom fields: their registration and the check of values that an order brings."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from mmdesk.sandbox.retailcrm_account import Account, Route
from mmdesk.sandbox.retailcrm_keys import Call
from mmdesk.sandbox.retailcrm_wire import (
    BAD_CHOICE,
    BLANK,
    FORMAT_REFUSED,
    Document,
    NotFound,
    Refusal,
    Reply,
    check_filters,
    done,
    is_date,
    is_moment,
    paged,
    said,
)

ENTITIES = frozenset({"order", "customer", "customer_corporate", "company", "loyalty_account"})
DATETIME = "datetime"
TYPES = frozenset(
    {
        "boolean",
        "date",
        DATETIME,
        "dictionary",
        "email",
        "integer",
        "multiselect_dictionary",
        "numeric",
        "string",
        "text",
    }
)
_CHOICES: Mapping[str, frozenset[str]] = {
    "displayArea": frozenset(
        {
            "address",
            "customer",
            "delivery",
            "dimensions",
            "legal_details",
            "main_data",
            "payment",
            "shipment",
        }
    ),
    "viewMode": frozenset({"editable", "not_editable", "miss"}),
    "viewModeMobile": frozenset({"editable", "not_editable", "miss"}),
}
_FILTERS = frozenset({"entity", "code", "name", "type", "viewMode", "displayArea"})
_UNSET: Mapping[str, object] = {"boolean": False, "integer": 0}


class CustomFields:
    """Registered fields by entity and code; codes compare without regard to case."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._fields: dict[tuple[str, str], Document] = {}

    def routes(self) -> list[Route]:
        return [
            Route("GET", "v5/custom-fields", "custom_fields_read", self._list),
            Route("POST", "v5/custom-fields/{entity}/create", "custom_fields_write", self._create),
            Route("GET", "v5/custom-fields/{entity}/{code}", "custom_fields_read", self._get),
            Route("POST", "v5/custom-fields/{entity}/{code}/edit", "custom_fields_write", self._edit),
        ]

    def codes(self, entity: str) -> tuple[str, ...]:
        return tuple(str(field["code"]) for (of, _), field in self._fields.items() if of == entity)

    def add(self, entity: str, code: str, kind: str, name: str = "") -> None:
        """Register a field without the API, as an administrator would."""
        self._fields[entity, code.lower()] = {
            "code": code,
            "type": kind,
            "name": name or code,
            "entity": entity,
        }

    def problems(self, entity: str, values: Mapping[str, object]) -> dict[str, str]:
        """What the CRM has against these values, by path."""
        found = {}
        for code, value in values.items():
            field = self._fields.get((entity, code.lower()))
            if field is None:
                if self._account.behaviour.unknown_custom_fields_refused:
                    found[f"customFields[{code}]"] = f'"CustomField" with "code"="{code}" does not exist.'
            elif value is not None and not _fits_type(str(field["type"]), value):
                found[f"customFields[{code}]"] = "This value is not valid."
        return found

    def known(self, entity: str, values: Mapping[str, object]) -> Document:
        """The values whose fields are registered."""
        return {code: value for code, value in values.items() if (entity, code.lower()) in self._fields}

    def told(self, entity: str, values: Mapping[str, object]) -> Document:
        """The values of an answer: unset flags and whole numbers appear as false and 0."""
        unset = {
            str(field["code"]): _UNSET[str(field["type"])]
            for (of, _), field in self._fields.items()
            if of == entity and field["type"] in _UNSET
        }
        return unset | {code: value for code, value in values.items() if value is not None}

    def _create(self, call: Call) -> Reply:
        given, entity = call.entity("customField"), call.places["entity"]
        self._check_entity(entity)
        self._check(given)
        code = str(given["code"])
        if (entity, code.lower()) in self._fields:
            raise Refusal(400, FORMAT_REFUSED, {"code": "This value is already used."})
        defaults = {
            "ordering": 50,
            "required": False,
            "inFilter": True,
            "inList": True,
            "inGroupActions": False,
        }
        self._fields[entity, code.lower()] = defaults | given | {"entity": entity}
        return done(201, code=code)

    def _check_entity(self, entity: str) -> None:
        if entity not in ENTITIES:
            raise Refusal(404, "API method not found")

    def _check(self, given: Document) -> None:
        errors = {name: BLANK for name in ("name", "code", "type") if not given.get(name)}
        kinds = TYPES - {DATETIME} if self._account.behaviour.datetime_fields_refused else TYPES
        if given.get("type") and given["type"] not in kinds:
            errors["type"] = BAD_CHOICE
        code = str(given.get("code", ""))
        if code and not (code.isascii() and code.replace("_", "").replace("-", "").isalnum()):
            errors["code"] = "This value is not valid."
        errors |= _wrong_choices(given)
        if errors:
            raise Refusal(400, FORMAT_REFUSED, errors)

    def _found(self, call: Call) -> Document:
        self._check_entity(call.places["entity"])
        field = self._fields.get((call.places["entity"], call.places["code"].lower()))
        if field is None:
            raise NotFound
        return field

    def _get(self, call: Call) -> Reply:
        return said(customField=self._found(call))

    def _edit(self, call: Call) -> Reply:
        field, given = self._found(call), call.entity("customField")
        if errors := _wrong_choices(given):
            raise Refusal(400, FORMAT_REFUSED, errors)
        before = dict(field)
        field.update({name: value for name, value in given.items() if name not in {"code", "type", "entity"}})
        return done(changed=before != field, code=field["code"])

    def _list(self, call: Call) -> Reply:
        given = call.filter
        check_filters(given, _FILTERS)
        found = [
            field
            for field in self._fields.values()
            if all(str(field.get(name)) in given.many(name) for name in given.names() - {"name"})
            and given.text("name").casefold() in str(field["name"]).casefold()
        ]
        page, paging = paged(call.query, found)
        return said(pagination=paging, customFields=page)


def _wrong_choices(given: Document) -> dict[str, str]:
    return {
        name: BAD_CHOICE for name, choices in _CHOICES.items() if name in given and given[name] not in choices
    }


def _fits_type(kind: str, value: object) -> bool:
    match kind:
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "numeric":
            return isinstance(value, int | Decimal) and not isinstance(value, bool)
        case "date":
            return is_date(value)
        case "datetime":
            return is_moment(value)
        case "multiselect_dictionary":
            return isinstance(value, list)
        case _:
            return isinstance(value, str)
