"""The sandbox's own JSON doors under /_sandbox, for tests and demos in another process."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence
from datetime import datetime

from mmdesk.sandbox.buyer import Buyer
from mmdesk.sandbox.faults import CONTROL_PREFIX, Fault, FaultKind, FaultSwitch
from mmdesk.sandbox.megamarket_journal import Journal
from mmdesk.sandbox.megamarket_market import ImpossibleWish, Market
from mmdesk.sandbox.megamarket_offers import OfferCalls
from mmdesk.sandbox.megamarket_state import Scheme
from mmdesk.sandbox.megamarket_webhooks import Addresses, Webhooks
from mmdesk.sandbox.megamarket_wire import Json
from mmdesk.sandbox.server import Answer, Request


@dataclasses.dataclass(frozen=True, slots=True)
class Desk:
    """What the doors lead to."""

    market: Market
    buyer: Buyer
    faults: FaultSwitch
    journal: Journal
    webhooks: Webhooks
    offers: OfferCalls


_Door = Callable[[Json], object]


class Control:
    """Every mistake of the caller is answered 400 with an explanation."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._doors: dict[tuple[str, str], _Door] = {
            ("POST", "orders"): self._place,
            ("POST", "cancel"): self._cancel,
            ("POST", "status"): self._force,
            ("POST", "behaviour"): self._behave,
            ("GET", "behaviour"): lambda wish: dataclasses.asdict(desk.market.behaviour),
            ("POST", "faults"): self._add_fault,
            ("GET", "faults"): lambda wish: [dataclasses.asdict(fault) for fault in desk.faults.planned()],
            ("DELETE", "faults"): lambda wish: desk.faults.clear(),
            ("POST", "webhooks"): self._register,
            ("GET", "webhooks"): lambda wish: self._deliveries(),
            ("POST", "repeat"): lambda wish: desk.webhooks.repeat(str(wish["shipment_id"])),
            ("GET", "calls"): lambda wish: self._calls(),
            ("DELETE", "calls"): lambda wish: desk.journal.clear(),
            ("GET", "offers"): lambda wish: self._set_offers(),
            ("POST", "offers"): self._change_offers,
            ("GET", "shipments"): lambda wish: self._shipment_ids(),
        }

    def answer(self, request: Request) -> Answer:
        name = request.path.removeprefix(CONTROL_PREFIX).strip("/")
        try:
            wish = json.loads(request.body) if request.body else {}
            if not isinstance(wish, dict):
                return _told(400, {"error": "a JSON object is expected"})
            if request.method == "GET" and name.startswith("shipments/"):
                return _told(200, _inner_state(self._desk, name.removeprefix("shipments/")))
            door = self._doors.get((request.method, name))
            if door is None:
                return _told(404, {"error": f"no such door: {request.method} {name}"})
            return _told(200, door(wish))
        except (ImpossibleWish, KeyError, TypeError, ValueError) as error:
            return _told(400, {"error": f"{type(error).__name__}: {error}"})

    def _place(self, wish: Json) -> object:
        _only(wish, "scheme", "offers", "lots", "paid_delivery", "needs_mark", "prepaid", "merchant_id")
        shipment_id = self._desk.buyer.place(
            str(wish["scheme"]),
            offers=_texts(wish, "offers"),
            lots=_whole(wish, "lots"),
            paid_delivery=_flag(wish, "paid_delivery"),
            needs_mark=_flag(wish, "needs_mark"),
            prepaid=_flag(wish, "prepaid"),
            merchant_id=_whole(wish, "merchant_id"),
        )
        return {"shipment_id": shipment_id}

    def _cancel(self, wish: Json) -> object:
        _only(wish, "shipment_id", "lots")
        self._desk.buyer.cancel(str(wish["shipment_id"]), _indexes(wish.get("lots") or []))
        return {}

    def _force(self, wish: Json) -> object:
        _only(wish, "shipment_id", "status", "lot", "sub_status")
        sub_status = wish.get("sub_status")
        self._desk.market.force(
            str(wish["shipment_id"]),
            str(wish["status"]),
            _whole(wish, "lot"),
            None if sub_status is None else str(sub_status),
        )
        return {}

    def _behave(self, wish: Json) -> object:
        self._desk.market.behave(**wish)
        return dataclasses.asdict(self._desk.market.behaviour)

    def _add_fault(self, wish: Json) -> object:
        _only(wish, "kind", "path_contains", "times", "seconds", "status")
        times, status = _whole(wish, "times"), _whole(wish, "status")
        fault = Fault(
            FaultKind(str(wish["kind"])),
            str(wish.get("path_contains", "")),
            1 if times is None else times,
            float(str(wish.get("seconds", 0.0))),
            500 if status is None else status,
        )
        self._desk.faults.add(fault)
        return {}

    def _register(self, wish: Json) -> object:
        _only(wish, "merchant_id", "scheme", "new_url", "cancel_url", "login", "password")
        known = self._desk.market.merchants
        named = _whole(wish, "merchant_id")
        merchant_id = next(iter(known)) if named is None else named
        if merchant_id not in known:
            raise ValueError(f"no merchant {merchant_id}")
        addresses = Addresses(
            str(wish["new_url"]),
            str(wish["cancel_url"]),
            str(wish.get("login", "")),
            str(wish.get("password", "")),
        )
        self._desk.webhooks.register(merchant_id, Scheme(str(wish["scheme"])), addresses)
        return {}

    def _deliveries(self) -> object:
        webhooks = self._desk.webhooks
        sent = [dataclasses.asdict(delivery) for delivery in webhooks.deliveries()]
        return {"deliveries": sent, "pending": webhooks.pending()}

    def _calls(self) -> object:
        calls = [dataclasses.asdict(call) for call in self._desk.journal.calls()]
        return {"calls": calls, "effects": self._desk.market.effects()}

    def _set_offers(self) -> object:
        return {
            str(merchant_id): {
                "stocks": self._desk.offers.stocks(merchant_id),
                "prices": self._desk.offers.prices(merchant_id),
            }
            for merchant_id in self._desk.market.merchants
        }

    def _change_offers(self, wish: Json) -> object:
        _only(wish, "unknown")
        self._desk.offers.forget(_texts(wish, "unknown"))
        return {}

    def _shipment_ids(self) -> object:
        with self._desk.market.held():
            return {"shipments": [shipment.shipment_id for shipment in self._desk.market.shipments()]}


def _only(wish: Json, *names: str) -> None:
    unknown = sorted(set(wish) - set(names))
    if unknown:
        raise ValueError(f"unknown: {', '.join(unknown)}")


def _flag(wish: Json, name: str) -> bool | None:
    value = wish.get(name)
    if value is None or isinstance(value, bool):
        return value
    raise ValueError(f"{name}: true or false is expected")


def _whole(wish: Json, name: str) -> int | None:
    value = wish.get(name)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise ValueError(f"{name}: a whole number is expected")


def _texts(wish: Json, name: str) -> list[str]:
    value = wish.get(name) or []
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return value
    raise ValueError(f"{name}: a list of texts is expected")


def _inner_state(desk: Desk, shipment_id: str) -> Json:
    shipment = desk.market.snapshot(shipment_id)
    return {**dataclasses.asdict(shipment), "status": shipment.status}


def _indexes(values: object) -> Sequence[int]:
    if not isinstance(values, list) or not all(type(value) is int for value in values):
        raise ValueError("lots are named by their whole numbers")
    return values


def _told(status: int, content: object) -> Answer:
    return Answer(
        status, json.dumps({} if content is None else content, ensure_ascii=False, default=_as_json).encode()
    )


def _as_json(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} has no JSON form")
