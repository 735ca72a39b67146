"""A CRM on a clock the test moves, and the holders of its keys, who call it over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from mmdesk.sandbox.retailcrm_keys import ALL_SCOPES, CrmKey
from mmdesk.sandbox.retailcrm_references import CrmSite
from mmdesk.sandbox.retailcrm_shop_pages import ICML_PATH
from mmdesk.sandbox.retailcrm_simulator import RetailCrmSimulator
from mmdesk.sandbox.shop import demo_offers

SITE, OTHER_SITE = "mm-shop", "other-shop"
SITES = (CrmSite(SITE, "Мегамаркет", yml_url=ICML_PATH), CrmSite(OTHER_SITE, "Другой магазин"))
OURS = CrmKey("ours", "key-of-ours", (SITE,))
OTHERS = CrmKey("others", "key-of-others", (SITE,))
FOREIGN = CrmKey("foreign", "key-of-foreign", (OTHER_SITE,))
BOTH = CrmKey("both", "key-of-both", (SITE, OTHER_SITE))
FULL = CrmKey("full", "key-of-full")
POOR = CrmKey("poor", "key-of-poor", (SITE,), tuple(one for one in ALL_SCOPES if one != "order_write"))

# What goes over the wire is JSON of many shapes; the tests look into it freely.
Answered = dict[str, Any]


class MovedClock:
    def __init__(self) -> None:
        self.at = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def move(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass(frozen=True)
class KeyHolder:
    """Calls with one key."""

    http: httpx.Client
    key: CrmKey

    def ask(self, path: str, query: Sequence[tuple[str, str]] = ()) -> httpx.Response:
        return self.http.get(f"/api/v5/{path}", params=list(query), headers={"X-API-KEY": self.key.secret})

    def read(self, path: str, *query: tuple[str, str]) -> Answered:
        answer = self.ask(path, query)
        assert answer.status_code == 200, answer.text
        document: Answered = answer.json()
        return document

    def send(self, path: str, **form: object) -> httpx.Response:
        fields = {name: one if isinstance(one, str) else json.dumps(one) for name, one in form.items()}
        return self.http.post(f"/api/v5/{path}", data=fields, headers={"X-API-KEY": self.key.secret})

    def write(self, path: str, **form: object) -> Answered:
        answer = self.send(path, **form)
        assert answer.status_code < 300, answer.text
        document: Answered = answer.json()
        return document

    def refused(self, path: str, **form: object) -> tuple[int, str, Any]:
        """Status, errorMsg and errors of a call that must not succeed."""
        answer = self.send(path, **form)
        document = answer.json()
        assert document["success"] is False
        return answer.status_code, document["errorMsg"], document.get("errors")

    def create(self, external_id: str = "mm-1", **fields: object) -> Answered:
        made: Answered = self.write("orders/create", order=order(external_id, **fields))["order"]
        return made

    def edit(self, external_id: str = "mm-1", **fields: object) -> Answered:
        edited: Answered = self.write(f"orders/{external_id}/edit", by="externalId", order=fields)["order"]
        return edited

    def order(self, external_id: str = "mm-1") -> Answered:
        found: Answered = self.read(f"orders/{external_id}", ("by", "externalId"))["order"]
        return found

    def history(self, since: int = 0, limit: int = 100) -> list[Answered]:
        query = (("filter[sinceId]", str(since)), ("limit", str(limit)))
        records: list[Answered] = self.read("orders/history", *query)["history"]
        return records


@dataclass(frozen=True)
class Stand:
    """The account, its clock and several holders of keys."""

    crm: RetailCrmSimulator
    clock: MovedClock
    http: httpx.Client

    @property
    def ours(self) -> KeyHolder:
        return KeyHolder(self.http, OURS)

    @property
    def others(self) -> KeyHolder:
        return KeyHolder(self.http, OTHERS)

    def holder(self, key: CrmKey) -> KeyHolder:
        return KeyHolder(self.http, key)

    def control(self, verb: str, path: str, **wish: object) -> httpx.Response:
        return self.http.request(verb, f"/_sandbox/{path}", json=wish)


@contextmanager
def open_stand() -> Iterator[Stand]:
    clock = MovedClock()
    keys = (OURS, OTHERS, FOREIGN, BOTH, FULL, POOR)
    simulator = RetailCrmSimulator(now=clock, sites=SITES, keys=keys, offers=demo_offers())
    simulator.behave(rate_limit=False)
    with simulator, httpx.Client(base_url=simulator.url, timeout=10, trust_env=False, verify=False) as http:
        yield Stand(simulator, clock, http)


def lot(index: int, offer_id: str = "TD-10001", **fields: object) -> Answered:
    """A position for one lot, as a module of the marketplace sends it."""
    return {
        "externalIds": [{"code": "megamarket", "value": f"1#{index}"}],
        "offer": {"externalId": offer_id},
        "productName": "Кружка",
        "initialPrice": 990,
        "discountManualAmount": 90,
        "quantity": 1,
        "status": "new",
        **fields,
    }


def order(external_id: str = "mm-1", **fields: object) -> Answered:
    return {
        "externalId": external_id,
        "orderMethod": "megamarket",
        "status": "new",
        "firstName": "Тест",
        "items": [lot(1), lot(2)],
        **fields,
    }


def module(**fields: object) -> Answered:
    """An integration module with a delivery of its own."""
    return {
        "code": "megamarket-1",
        "integrationCode": "megamarket",
        "name": "Мегамаркет",
        "clientId": "0123456789abcdef0123456789abcdef",
        "active": True,
        "baseUrl": "http://127.0.0.1:9",
        "actions": {"activity": "/crm/activity"},
        "integrations": {
            "delivery": {
                "actions": {"get": "/crm/get", "print": "/crm/print"},
                "statusList": [
                    {"code": "NEW", "name": "Новое"},
                    {"code": "SHIPPED", "name": "Передано"},
                ],
                "plateList": [{"type": "order", "code": "sticker", "label": "Этикетка"}],
            }
        },
        **fields,
    }


def registered(holder: KeyHolder, **fields: object) -> str:
    """Register the module; returns the code of its delivery type."""
    answer = holder.write("integration-modules/megamarket-1/edit", integrationModule=module(**fields))
    code: str = answer["info"]["deliveryType"]["code"]
    return code


def delivery(code: str, number: str = "1", **fields: object) -> Answered:
    return {"code": code, "cost": 0, "data": {"externalId": number, "locked": False}, **fields}
