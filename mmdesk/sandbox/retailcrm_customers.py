"""Customers of the account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mmdesk.sandbox.retailcrm_account import Account, Route
from mmdesk.sandbox.retailcrm_history import Author, ChangeLog
from mmdesk.sandbox.retailcrm_keys import Call
from mmdesk.sandbox.retailcrm_references import References
from mmdesk.sandbox.retailcrm_wire import (
    FORMAT_REFUSED,
    Document,
    NotFound,
    Refusal,
    Reply,
    check_filters,
    done,
    map_or_list,
    paged,
    said,
    snake_case,
    without_nulls,
)

MOST_UPLOADED = 50

_PLAYED = frozenset({"ids", "externalIds", "name", "email", "sites", "phone"})
_DOCUMENTED = frozenset({"dateFrom", "dateTo", "customFields"})
_TEXTS = ("firstName", "lastName", "patronymic", "email", "sex", "birthday", "externalId", "createdAt")
_OBJECTS = ("address", "contragent", "source")
_FIELDS = frozenset(
    {*_TEXTS, *_OBJECTS, "phones", "customFields", "tags", "managerId", "vip", "bad", "isContact"}
)


@dataclass(slots=True)
class Customer:
    """A buyer; `fields` are the documented ones as they were sent."""

    id: int
    site: str
    external_id: str | None
    created_at: str
    fields: Document

    def brief(self) -> Document:
        """The link from an order's `contact`."""
        return without_nulls(
            {"type": "customer", "id": self.id, "externalId": self.external_id, "site": self.site}
        )

    def told(self) -> Document:
        fields = dict(self.fields)
        custom = fields.pop("customFields", None) or {}
        address = fields.pop("address", None)
        return without_nulls(
            {
                "type": "customer",
                "id": self.id,
                "externalId": self.external_id,
                "isContact": False,
                "createdAt": self.created_at,
                "vip": False,
                "bad": False,
                "site": self.site,
                "contragent": {"contragentType": "individual"},
                "tags": [],
                "marginSumm": 0,
                "totalSumm": 0,
                "averageSumm": 0,
                "ordersCount": 0,
                "costSumm": 0,
                "customFields": map_or_list(custom),
                "personalDiscount": 0,
                "segments": [],
                "address": {"id": self.id, **address} if address else None,
                **fields,
            }
        )


class Customers:
    """Creates, finds and edits customers; externalId is unique within a store."""

    def __init__(
        self, account: Account, references: References, log: ChangeLog, next_id: Callable[[], int]
    ) -> None:
        self._account = account
        self._references = references
        self._log = log
        self._next_id = next_id
        self._by_id: dict[int, Customer] = {}
        self._by_external: dict[tuple[str, str], Customer] = {}

    def routes(self) -> list[Route]:
        return [
            Route("GET", "v5/customers", "customer_read", self._list),
            Route("POST", "v5/customers/create", "customer_write", self._create),
            Route("POST", "v5/customers/upload", "customer_write", self._upload),
            Route("GET", "v5/customers/{id}", "customer_read", self._get),
            Route("POST", "v5/customers/{id}/edit", "customer_write", self._edit),
        ]

    def with_id(self, number: int) -> Customer | None:
        return self._by_id.get(number)

    def find(self, site: str, external_id: str) -> Customer | None:
        return self._by_external.get((site, external_id))

    def all_customers(self) -> tuple[Customer, ...]:
        return tuple(self._by_id.values())

    def make(self, site: str, fields: Document, author: Author) -> Customer:
        """Create a customer; raises Refusal when the externalId is taken."""
        self._check(fields)
        external_id = fields.get("externalId")
        if external_id and (site, external_id) in self._by_external:
            raise Refusal(400, "Customer already exists.")
        created_at = fields.get("createdAt") or self._account.clock.stamp()
        kept = {
            name: value
            for name, value in fields.items()
            if value is not None and name not in {"externalId", "createdAt"}
        }
        customer = Customer(self._next_id(), site, external_id, created_at, kept)
        self._by_id[customer.id] = customer
        if external_id:
            self._by_external[site, external_id] = customer
        self._log.write(author, "id", None, customer.id, site=site, subject=customer.told(), created=True)
        return customer

    def _check(self, fields: Document) -> None:
        errors: Document = {}
        if self._account.behaviour.unknown_fields_refused:
            errors |= dict.fromkeys(fields.keys() - _FIELDS, "Unknown field.")
        wrong = [name for name in _TEXTS if not isinstance(fields.get(name, ""), str | None)]
        wrong += [name for name in _OBJECTS if not isinstance(fields.get(name, {}), dict | None)]
        if not _are_phones(fields.get("phones") or []):
            wrong.append("phones")
        errors |= dict.fromkeys(wrong, "This value is not valid.")
        if errors:
            raise Refusal(400, FORMAT_REFUSED, errors)

    def _required_site(self, call: Call) -> str:
        site = call.named_site
        if not site:
            raise Refusal(400, "Parameter 'site' is missing")
        if problem := self._references.missing("sites", site):
            raise Refusal(400, "Customer is not loaded", {"site": problem})
        return site

    def _create(self, call: Call) -> Reply:
        fields = call.entity("customer")
        customer = self.make(self._required_site(call), fields, Author.key(call.key))
        return done(201, id=customer.id)

    def _upload(self, call: Call) -> Reply:
        site, given = self._required_site(call), call.entities("customers")
        if len(given) > MOST_UPLOADED:
            raise Refusal(400, FORMAT_REFUSED, [f"Too many customers, at most {MOST_UPLOADED}."])
        loaded, failed, errors = [], [], []
        for fields in given:
            try:
                customer = self.make(site, fields, Author.key(call.key))
            except Refusal as refusal:
                failed.append(without_nulls({"externalId": fields.get("externalId")}))
                errors.append(refusal.message)
            else:
                loaded.append(without_nulls({"id": customer.id, "externalId": customer.external_id}))
        if failed:
            raise Refusal(
                460,
                "Customers are loaded with errors",
                errors,
                uploadedCustomers=loaded,
                failedCustomers=failed,
            )
        return done(uploadedCustomers=loaded, failedCustomers=[])

    def _found(self, call: Call) -> Customer:
        wanted = call.places["id"]
        for customer in self._candidates(call.by, wanted):
            site = call.named_site
            if call.key.sees(customer.site) and site in {"", customer.site}:
                return customer
        raise NotFound

    def _candidates(self, by: str, wanted: str) -> list[Customer]:
        if by == "id":
            found = self._by_id.get(int(wanted)) if wanted.isdecimal() else None
            return [found] if found else []
        sites = self._references.codes("sites")
        return [one for site in sites if (one := self.find(site, wanted))]

    def _get(self, call: Call) -> Reply:
        return said(customer=self._found(call).told())

    def _edit(self, call: Call) -> Reply:
        customer, given = self._found(call), call.entity("customer")
        self._check(given)
        before = dict(customer.fields)
        for name, value in given.items():
            if name not in {"externalId", "createdAt"}:
                self._change(customer, name, value, Author.key(call.key))
        return done(changed=before != customer.fields, id=customer.id, state="edited")

    def _change(self, customer: Customer, name: str, value: object, author: Author) -> None:
        old = customer.fields.get(name)
        if name == "phones":
            value = _merged_phones(old, value)
        if name == "customFields" and isinstance(value, dict):
            value = {**(old or {}), **value}
        if old == value:
            return
        if value is None:
            customer.fields.pop(name, None)
        else:
            customer.fields[name] = value
        subject = customer.brief()
        self._log.write(author, snake_case(name), old, value, site=customer.site, subject=subject)

    def _list(self, call: Call) -> Reply:
        check_filters(call.filter, _PLAYED, _DOCUMENTED)
        found = [customer for customer in reversed(self._by_id.values()) if _fits(customer, call)]
        page, paging = paged(call.query, found)
        return said(pagination=paging, customers=[customer.told() for customer in page])


def _are_phones(phones: object) -> bool:
    return isinstance(phones, list) and all(
        isinstance(phone, dict) and isinstance(phone.get("number"), str) for phone in phones
    )


def _merged_phones(old: object, new: object) -> object:
    # Phones are added by an edit, not replaced.
    if not isinstance(new, list) or not isinstance(old, list):
        return new
    return old + [phone for phone in new if phone not in old]


def _fits(customer: Customer, call: Call) -> bool:
    given = call.filter
    ids, external_ids, sites = given.many("ids"), given.many("externalIds"), given.many("sites")
    name = f"{customer.fields.get('firstName', '')} {customer.fields.get('lastName', '')}"
    phones = [phone["number"] for phone in customer.fields.get("phones", [])]
    return (
        call.key.sees(customer.site)
        and (not ids or str(customer.id) in ids)
        and (not external_ids or customer.external_id in external_ids)
        and (not sites or customer.site in sites)
        and given.text("name").casefold() in name.casefold()
        and given.text("email") in {"", customer.fields.get("email")}
        and (not given.text("phone") or given.text("phone") in phones)
    )
