"""The simulator's own JSON doors under /_sandbox, for tests and demos in another process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Protocol

from mmdesk.sandbox.faults import CONTROL_PREFIX, Fault, FaultKind, FaultSwitch
from mmdesk.sandbox.retailcrm_behaviour import Behaviour
from mmdesk.sandbox.retailcrm_callbacks import CallbackAnswer, ModuleCaller
from mmdesk.sandbox.retailcrm_journal import CrmJournal
from mmdesk.sandbox.retailcrm_staff import StaffEdit
from mmdesk.sandbox.retailcrm_wire import Document, encode
from mmdesk.sandbox.server import Answer, Request
from mmdesk.sandbox.shop import ShopOffer
from mmdesk.sandbox.shop_crowd import crowd

_STAFF = frozenset({"order", "status", "items", "packages", "fields"})
_OFFER = frozenset({"offer", "quantity", "price", "active", "name", "prices", "remove"})
_CROWD = frozenset({"count", "variants", "start"})
_FAULT = frozenset({"kind", "path_contains", "times", "seconds", "status"})
_CALLBACK = frozenset(
    {"action", "module", "base", "active", "freeze", "delivery_id", "delivery_ids", "plate", "nested"}
)


class Controlled(Protocol):
    """What the doors lead to."""

    faults: FaultSwitch
    journal: CrmJournal

    @property
    def behaviour(self) -> Behaviour: ...
    def behave(self, **switches: object) -> None: ...
    def set_zone(self, name: str) -> None: ...
    def staff(self, order: str, edit: StaffEdit) -> bool: ...
    def order(self, name: str) -> Document: ...
    def orders(self) -> list[Document]: ...
    def told_effects(self) -> dict[str, dict[str, int]]: ...
    def module(self, code: str = "", *, base: str = "") -> ModuleCaller: ...
    def change_offer(
        self,
        offer_id: str,
        *,
        quantity: int | None = None,
        price: Decimal | None = None,
        active: bool | None = None,
        name: str | None = None,
        prices: Mapping[str, Decimal | None] | None = None,
    ) -> None: ...
    def put_offers(self, offers: Iterable[ShopOffer]) -> None: ...
    def remove_offer(self, offer_id: str) -> None: ...


class CrmControl:
    """Every mistake of the caller is answered 400 with an explanation, an unknown order 404."""

    def __init__(self, simulator: Controlled) -> None:
        self._simulator = simulator
        self._doors: Mapping[tuple[str, str], Callable[[Document], Document]] = {
            ("POST", "staff"): self._staff,
            ("GET", "orders"): lambda wish: {"orders": simulator.orders()},
            ("GET", "calls"): lambda wish: self._calls(),
            ("DELETE", "calls"): lambda wish: self._forget_calls(),
            ("GET", "faults"): lambda wish: self._faults(),
            ("POST", "faults"): self._add_fault,
            ("DELETE", "faults"): lambda wish: self._clear_faults(),
            ("GET", "behaviour"): lambda wish: self._behaviour(),
            ("POST", "behaviour"): self._behave,
            ("POST", "callbacks"): self._call_module,
            ("POST", "offers"): self._change_offer,
            ("POST", "offers/crowd"): self._add_crowd,
        }

    def answer(self, request: Request) -> Answer:
        name = request.path.removeprefix(CONTROL_PREFIX).strip("/")
        try:
            wish = json.loads(request.body, parse_float=Decimal) if request.body else {}
            if not isinstance(wish, dict):
                return _told(400, {"error": "a JSON object is expected"})
            if request.method == "GET" and name.startswith("orders/"):
                return self._order(name.removeprefix("orders/"))
            door = self._doors.get((request.method, name))
            if door is None:
                return _told(404, {"error": f"no such door: {request.method} {name}"})
            return _told(200, {"success": True, **door(wish)})
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            return _told(400, {"error": f"{type(error).__name__}: {error}"})

    def _order(self, name: str) -> Answer:
        try:
            return _told(200, {"success": True, "order": self._simulator.order(name)})
        except KeyError:
            return _told(404, {"error": f"no such order: {name}"})

    def _staff(self, wish: Document) -> Document:
        _only(wish, _STAFF)
        edit = StaffEdit(
            status=wish.get("status"),
            items={str(name): status for name, status in (wish.get("items") or {}).items()},
            packages=_boxes(wish.get("packages")),
            fields=wish.get("fields") or {},
        )
        return {"changed": self._simulator.staff(str(wish["order"]), edit)}

    def _calls(self) -> Document:
        calls = [call.told() for call in self._simulator.journal.calls()]
        return {"calls": calls, "effects": self._simulator.told_effects()}

    def _forget_calls(self) -> Document:
        self._simulator.journal.clear()
        return {}

    def _faults(self) -> Document:
        return {"faults": [asdict(fault) for fault in self._simulator.faults.planned()]}

    def _add_fault(self, wish: Document) -> Document:
        _only(wish, _FAULT)
        given = dict(wish)
        kind, seconds = FaultKind(given.pop("kind")), float(given.pop("seconds", 0.0))
        self._simulator.faults.add(Fault(kind, seconds=seconds, **given))
        return {}

    def _clear_faults(self) -> Document:
        self._simulator.faults.clear()
        return {}

    def _behaviour(self) -> Document:
        return {"behaviour": self._simulator.behaviour.described()}

    def _behave(self, wish: Document) -> Document:
        switches = dict(wish)
        if "timezone" in switches:
            self._simulator.set_zone(str(switches.pop("timezone")))
        self._simulator.behave(**switches)
        return self._behaviour()

    def _call_module(self, wish: Document) -> Document:
        _only(wish, _CALLBACK)
        module = self._simulator.module(wish.get("module") or "", base=wish.get("base") or "")
        match wish["action"]:
            case "activity":
                active, freeze = wish.get("active", True), wish.get("freeze", False)
                answer = module.activity(active=active, freeze=freeze)
            case "get":
                answer = module.delivery(str(wish["delivery_id"]))
            case "print":
                ids = [str(one) for one in wish["delivery_ids"]]
                plate, nested = wish.get("plate", "sticker"), bool(wish.get("nested"))
                answer = module.print_labels(ids, plate=plate, nested=nested)
            case other:
                raise ValueError(f"no such action: {other}")
        return _told_answer(answer)

    def _change_offer(self, wish: Document) -> Document:
        _only(wish, _OFFER)
        values: Document = {name: wish[name] for name in ("quantity", "active", "name") if name in wish}
        if "price" in wish:
            values["price"] = Decimal(wish["price"])
        if "prices" in wish:
            values["prices"] = {
                str(code): None if price is None else Decimal(price) for code, price in wish["prices"].items()
            }
        if wish.get("remove"):
            self._simulator.remove_offer(str(wish["offer"]))
        else:
            self._simulator.change_offer(str(wish["offer"]), **values)
        return {}

    def _add_crowd(self, wish: Document) -> Document:
        _only(wish, _CROWD)
        count, start = int(wish["count"]), int(wish.get("start", 0))
        self._simulator.put_offers(crowd(count, variants=int(wish.get("variants", 5)), start=start))
        return {}


def _only(wish: Document, known: frozenset[str]) -> None:
    if unknown := sorted(wish.keys() - known):
        raise ValueError(f"unknown: {', '.join(unknown)}")


def _boxes(packages: object) -> list[list[str]] | None:
    if packages is None:
        return None
    if not isinstance(packages, list) or not all(isinstance(box, list) for box in packages):
        raise ValueError("packages: a list of lists of item names is expected")
    return [[str(name) for name in box] for box in packages]


def _told_answer(answer: CallbackAnswer) -> Document:
    told: Document = {
        "status": answer.status,
        "content_type": answer.content_type,
        "size": len(answer.body),
    }
    if "json" in answer.content_type:
        told["document"] = answer.document()
    return told


def _told(status: int, content: Document) -> Answer:
    return Answer(status, encode(content))
