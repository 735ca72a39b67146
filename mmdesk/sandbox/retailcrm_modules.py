"""Integration modules: registration, the delivery type that comes of it, and delivery tracking."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from mmdesk.sandbox.retailcrm_account import Account, Route
from mmdesk.sandbox.retailcrm_effects import EffectCounters
from mmdesk.sandbox.retailcrm_history import SYSTEM_AUTHOR, Author, Source
from mmdesk.sandbox.retailcrm_keys import Call
from mmdesk.sandbox.retailcrm_order_desk import OrderDesk
from mmdesk.sandbox.retailcrm_order_model import Order
from mmdesk.sandbox.retailcrm_references import References
from mmdesk.sandbox.retailcrm_wire import (
    BAD_CHOICE,
    BLANK,
    FORMAT_REFUSED,
    INPUT_REFUSED,
    Document,
    NotFound,
    Refusal,
    Reply,
    done,
    said,
    without_nulls,
)

MOST_TRACKED = 100
NO_FUNDS = "Your account has insufficient funds to activate integration module"

_CODE = re.compile(r"[A-Za-z0-9_-]+")
_ACTIONS = frozenset(
    {
        "calculate",
        "save",
        "get",
        "delete",
        "print",
        "shipmentSave",
        "shipmentDelete",
        "shipmentPointList",
        "tariffList",
        "autocomplete",
    }
)
_FIELD_TYPES = frozenset({"integer", "text", "autocomplete", "checkbox", "choice", "date"})
_BILLING: Document = {
    "price": 0,
    "priceWithDiscount": 0,
    "currency": {"name": "Рубль", "shortName": "руб.", "code": "RUB"},
    "billingType": "fixed",
}


class Modules:
    """Registered modules by code, each with the name of the key that registered it."""

    def __init__(self, account: Account, references: References) -> None:
        self._account = account
        self._references = references
        self._modules: dict[str, Document] = {}
        self._owners: dict[str, str] = {}

    def routes(self) -> list[Route]:
        return [
            Route("GET", "v5/integration-modules/{code}", "integration_read", self._get),
            Route("POST", "v5/integration-modules/{code}/edit", "integration_write", self._edit),
            Route(
                "POST",
                "v5/integration-modules/{code}/update-scopes",
                "integration_write",
                lambda call: _update_scopes(),
            ),
        ]

    def named(self, code: str) -> Document:
        """The module's configuration as it was sent; raises KeyError for an unknown code."""
        return self._modules[code]

    def codes(self) -> tuple[str, ...]:
        return tuple(self._modules)

    def owner(self, code: str) -> str:
        """The name of the key that registered a module; empty for an unknown one."""
        return self._owners.get(code, "")

    def delivery(self, code: str) -> Document:
        """The delivery configuration of a module, or the CRM's refusal."""
        module = self._modules.get(code)
        if module is None or "delivery" not in (module.get("integrations") or {}):
            raise NotFound
        found: Document = module["integrations"]["delivery"]
        return found

    def _get(self, call: Call) -> Reply:
        module = self._modules.get(call.places["code"])
        if module is None:
            raise NotFound
        return said(integrationModule={"freeze": False, "native": False} | module)

    def _edit(self, call: Call) -> Reply:
        code, given = call.places["code"], call.entity("integrationModule")
        known = self._modules.get(code)
        merged = {**(known or {}), **given}
        if errors := _module_errors(code, merged):
            raise Refusal(400, FORMAT_REFUSED, errors)
        if self._account.behaviour.module_refused and merged.get("active"):
            raise Refusal(400, "Failed to activate module", [NO_FUNDS])
        self._modules[code] = merged
        self._owners[code] = call.key.name
        info = self._after(code, merged, call)
        status = 200 if known else 201
        return done(status, changed=known != merged, info=info)

    def _after(self, code: str, module: Document, call: Call) -> Document | list[object]:
        info: Document = {}
        if (module.get("integrations") or {}).get("delivery") is not None:
            delivery_type = self._delivery_type(code, module, call)
            info["deliveryType"] = {"id": delivery_type["id"], "code": delivery_type["code"]}
        if self._account.behaviour.module_info_empty:
            return []
        return info | {"billingInfo": _BILLING}

    def _delivery_type(self, code: str, module: Document, call: Call) -> Document:
        known = self._references.delivery_type_of(code)
        own = known["code"] if known else self._new_type_code(module)
        sites = list(call.key.sites) or self._references.codes("sites")
        settings = module["integrations"]["delivery"].get("settings") or {}
        values: Document = {"active": bool(module.get("active")), "integrationCode": code, "sites": sites}
        if settings.get("paymentTypes"):
            values["deliveryPaymentTypes"] = [
                {"code": one["code"], "cod": bool(one.get("cod"))}
                for one in settings["paymentTypes"]
                if one.get("active", True)
            ]
        name = module.get("name") or module["integrationCode"]
        return self._references.put_delivery_type(own, name, **values)

    def _new_type_code(self, module: Document) -> str:
        if not self._account.behaviour.delivery_type_code_differs:
            return str(module["code"])
        number, taken = 1, self._references.codes("delivery-types")
        while (code := f"{module['integrationCode']}-podkliuchenie-{number}") in taken:
            number += 1
        return code


def _update_scopes() -> Reply:
    raise Refusal(400, "Not enabled simple connection")


def _module_errors(code: str, module: Document) -> dict[str, str]:
    errors = {name: BLANK for name in ("code", "integrationCode", "name", "clientId") if not module.get(name)}
    if module.get("code") and module["code"] != code:
        errors["code"] = "This value should be equal to the code of the address."
    for name in ("code", "integrationCode"):
        if module.get(name) and not _CODE.fullmatch(str(module[name])):
            errors[name] = "This value is not valid."
    if not isinstance(module.get("active", False), bool):
        errors["active"] = "This value is not valid."
    if (module.get("actions") or {}) and not module.get("baseUrl"):
        errors["baseUrl"] = BLANK
    integrations = module.get("integrations") or {}
    if integrations.get("delivery") is not None:
        errors |= _delivery_errors(integrations["delivery"])
    return errors


def _delivery_errors(delivery: Document) -> dict[str, str]:
    path = "integrations.delivery"
    errors = {
        f"{path}.actions[{name}]": BAD_CHOICE
        for name in delivery.get("actions") or {}
        if name not in _ACTIONS
    }
    errors |= _list_errors(f"{path}.statusList", delivery.get("statusList"), ("code", "name"))
    errors |= _list_errors(f"{path}.plateList", delivery.get("plateList"), ("code", "label", "type"))
    for name in ("deliveryDataFieldList", "shipmentDataFieldList"):
        errors |= _list_errors(f"{path}.{name}", delivery.get(name), ("code", "label", "type"))
        for place, one in enumerate(delivery.get(name) or []):
            if one.get("type") not in _FIELD_TYPES:
                errors[f"{path}.{name}[{place}].type"] = BAD_CHOICE
    for place, one in enumerate(delivery.get("plateList") or []):
        if one.get("type") not in {"order", "shipment"}:
            errors[f"{path}.plateList[{place}].type"] = BAD_CHOICE
    return errors


def _list_errors(path: str, given: Iterable[Document] | None, required: tuple[str, ...]) -> dict[str, str]:
    errors: dict[str, str] = {}
    codes: set[object] = set()
    for place, one in enumerate(given or []):
        errors |= {f"{path}[{place}].{name}": BLANK for name in required if not one.get(name)}
        if not isinstance(one.get("code"), str) or one["code"] in codes:
            errors[f"{path}[{place}].code"] = "This value should be a string of its own."
        codes.add(str(one.get("code")))
    return errors


class Tracking:
    """Statuses that a delivery module reports."""

    def __init__(
        self,
        account: Account,
        references: References,
        modules: Modules,
        desk: OrderDesk,
        effects: EffectCounters,
    ) -> None:
        self._account = account
        self._references = references
        self._modules = modules
        self._desk = desk
        self._effects = effects

    def routes(self) -> list[Route]:
        return [Route("POST", "v5/delivery/generic/{code}/tracking", "delivery_write", self._track)]

    def _track(self, call: Call) -> Reply:
        code, updates = call.places["code"], call.entities("statusUpdate")
        configuration = self._modules.delivery(code)
        if len(updates) > MOST_TRACKED:
            raise Refusal(400, INPUT_REFUSED, {"statusUpdate": f"At most {MOST_TRACKED} elements."})
        names = {one["code"]: one["name"] for one in configuration.get("statusList") or []}
        for place, update in enumerate(updates):
            _check_update(update, names, place)
        author = Author(Source(self._account.behaviour.tracking_source), key_name=call.key.name)
        changed = [self._apply(call, code, configuration, names, update, author) for update in updates]
        return done(changed=any(changed))

    def _apply(
        self,
        call: Call,
        module: str,
        configuration: Document,
        names: Mapping[str, str],
        update: Document,
        author: Author,
    ) -> bool:
        order = self._order(call, module, str(update["deliveryId"]))
        if order is None:
            return False
        before = repr(order.delivery)
        given = self._delivery_changes(order, update, names)
        self._desk.edit(order, {"delivery": given}, author)
        changed = before != repr(order.delivery)
        if changed:
            self._effects.of(order.name).tracking += 1
            self._move_order(order, configuration, given["data"].get("status"))
        return changed

    def _order(self, call: Call, module: str, number: str) -> Order | None:
        sites = [code for code in self._references.codes("sites") if call.key.sees(code)]
        order = self._desk.book.with_delivery(sites, number)
        owned = order is not None and self._references.integration_of(order.delivery_code) == module
        if not owned and self._account.behaviour.tracking_unknown_refused:
            raise Refusal(400, INPUT_REFUSED, {"deliveryId": f"Delivery {number} not found."})
        return order if owned else None

    def _delivery_changes(self, order: Order, update: Document, names: Mapping[str, str]) -> Document:
        data: Document = without_nulls({"trackNumber": update.get("trackNumber")})
        known = order.delivery.get("data", {})
        if update.get("extraData"):
            data["extraData"] = {**(known.get("extraData") or {}), **update["extraData"]}
        history = sorted(update.get("history") or [], key=lambda one: self._moment(one["updatedAt"]))
        if history:
            last = history[-1]
            data |= {
                "status": last["code"],
                "statusText": names[last["code"]],
                "statusDate": self._moment(last["updatedAt"]),
            }
            data |= without_nulls({"statusComment": last.get("comment")})
        changes: Document = {"data": data}
        if update.get("cost") is not None:
            changes["cost"] = Decimal(update["cost"])
        return changes

    def _moment(self, text: str) -> str:
        return self._account.clock.local(datetime.fromisoformat(text))

    def _move_order(self, order: Order, configuration: Document, status: str | None) -> None:
        pairs = (configuration.get("settings") or {}).get("statuses") or []
        for pair in pairs:
            if pair.get("trackingStatusCode") == status and pair.get("code"):
                self._desk.set_status(order, pair["code"], SYSTEM_AUTHOR)


def _check_update(update: Document, names: Mapping[str, str], place: int) -> None:
    path = f"statusUpdate[{place}]"
    if not update.get("deliveryId"):
        raise Refusal(400, INPUT_REFUSED, {f"{path}.deliveryId": BLANK})
    for step, one in enumerate(update.get("history") or []):
        if one.get("code") not in names:
            raise Refusal(400, INPUT_REFUSED, {f"{path}.history[{step}].code": BAD_CHOICE})
        try:
            datetime.fromisoformat(str(one.get("updatedAt")))
        except ValueError:
            text = {f"{path}.history[{step}].updatedAt": "This value is not valid."}
            raise Refusal(400, INPUT_REFUSED, text) from None
