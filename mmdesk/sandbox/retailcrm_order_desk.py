"""Everything that changes an order, whoever asks for it: a key, a person of the shop, the system."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mmdesk.sandbox.retailcrm_account import Account
from mmdesk.sandbox.retailcrm_customers import Customers
from mmdesk.sandbox.retailcrm_history import SYSTEM_AUTHOR, Author, ChangeLog
from mmdesk.sandbox.retailcrm_keys import CrmKey
from mmdesk.sandbox.retailcrm_order_checks import NOT_LOADED, OrderChecks, payment_list
from mmdesk.sandbox.retailcrm_order_model import Order, OrderBook
from mmdesk.sandbox.retailcrm_order_view import OrderView
from mmdesk.sandbox.retailcrm_payments import Payments
from mmdesk.sandbox.retailcrm_positions import Positions
from mmdesk.sandbox.retailcrm_references import References
from mmdesk.sandbox.retailcrm_wire import Document, Refusal, coded, snake_case, without_nulls

# Fields with a life of their own; all others are kept as they come.
_OWN = frozenset(
    {
        "number",
        "externalId",
        "createdAt",
        "statusUpdatedAt",
        "status",
        "statusComment",
        "customFields",
        "customer",
        "contact",
        "company",
        "items",
        "delivery",
        "payments",
    }
)
_CODED = frozenset({"orderType", "orderMethod", "shipmentStore"})
_HISTORY_NAMES: Mapping[str, str] = {"countryIso": "country", "managerId": "manager"}
_BUYER = ("firstName", "lastName", "patronymic", "email")


class OrderDesk:
    """Creates and edits orders and writes their history."""

    def __init__(
        self,
        account: Account,
        references: References,
        customers: Customers,
        checks: OrderChecks,
        positions: Positions,
        payments: Payments,
        view: OrderView,
        log: ChangeLog,
        book: OrderBook,
        next_id: Callable[[], int],
    ) -> None:
        self._account = account
        self._references = references
        self._customers = customers
        self._checks = checks
        self._positions = positions
        self._payments = payments
        self._view = view
        self._log = log
        self._next_id = next_id
        self.book = book

    def create(self, site: str, given: Document, key: CrmKey) -> Order:
        """Make an order of a key's JSON; raises the CRM's refusals."""
        external_id = given.get("externalId")
        if external_id and self.book.find(site, str(external_id)):
            raise Refusal(400, "Order already exists.")
        self._checks.check(given)
        number = self._next_id()
        now = self._account.clock.stamp()
        order = Order(
            id=number,
            site=site,
            number=given.get("number") or f"{number}A",
            external_id=external_id,
            status=given.get("status") or "new",
            created_at=given.get("createdAt") or now,
            status_updated_at=given.get("statusUpdatedAt") or now,
            customer_id=self._linked_customer(site, given) or 0,
            fields=_plain(given) | without_nulls({"statusComment": given.get("statusComment")}),
            custom_fields=dict(given.get("customFields") or {}),
            delivery=_fresh_delivery(given.get("delivery") or {}),
            positions=[self._positions.make(item) for item in given.get("items") or []],
        )
        order.spread_discount()
        self._payments.attach(order, payment_list(given.get("payments")))
        order.customer_id = order.customer_id or self._new_customer(site, given, Author.key(key))
        self._enter(order, Author.key(key))
        return order

    def _enter(self, order: Order, author: Author) -> None:
        self.book.add(order)
        full = self._view.told(order, payments_as_map=False)
        self._log.write(
            author, "status", None, {"code": order.status}, site=order.site, subject=full, created=True
        )
        self.record(order, SYSTEM_AUTHOR, "customer", None, {"id": order.customer_id, "site": order.site})

    def edit(self, order: Order, given: Document, author: Author) -> bool:
        """Apply an edit that has been checked; tell whether anything changed."""
        changes = [
            self._rename(order, given, author),
            self._change_customer(order, given, author),
            self._change_plain(order, given, author),
            self._change_custom(order, given.get("customFields") or {}, author),
            self._change_delivery(order, given.get("delivery") or {}, author),
            self._change_items(order, given, author),
            self._add_payments(order, payment_list(given.get("payments")), author),
            self._change_status(order, given, author),
        ]
        return any(changes)

    def check(self, order: Order, given: Document) -> None:
        """Refuse an edit before any part of it is applied."""
        self._checks.check(given, order)
        self._linked_customer(order.site, given)
        self._payments.check(order, payment_list(given.get("payments")))
        name = given.get("externalId")
        if name and name != order.external_id and self.book.find(order.site, name):
            raise Refusal(400, NOT_LOADED, {"externalId": "This value is already used."})

    def set_status(self, order: Order, status: str, author: Author) -> bool:
        """Move an order; the system may set its items' statuses by itself after that."""
        if order.status == status:
            return False
        old, order.status = order.status, status
        order.status_updated_at = self._account.clock.stamp()
        self.record(order, author, "status", {"code": old}, {"code": status})
        coupled = self._references.item_status_of(status)
        for position in order.positions:
            if coupled and not self._references.cancels(position.status):
                self._positions.set_status(order, position, coupled, SYSTEM_AUTHOR)
        return True

    def set_item_status(self, order: Order, name: str, status: str, author: Author) -> bool:
        """Set one position's status; raises KeyError for a name no position has."""
        position = order.position(name)
        if position is None:
            raise KeyError(name)
        return self._positions.set_status(order, position, status, author)

    def record(self, order: Order, author: Author, field: str, old: object, new: object) -> None:
        self._log.write(author, field, old, new, site=order.site, subject=order.brief())

    def _linked_customer(self, site: str, given: Document) -> int | None:
        """The customer an order names; raises the CRM's refusal for an unknown one."""
        link = given.get("customer") or {}
        if link.get("id") is not None:
            path, text = "id", f"Customer with id={link['id']} not found."
            customer = self._customers.with_id(link["id"])
        elif link.get("externalId") is not None:
            path, text = "externalId", f"Customer with externalId={link['externalId']} not found."
            customer = self._customers.find(str(link.get("site") or site), str(link["externalId"]))
        else:
            return None
        if customer is None:
            raise Refusal(400, NOT_LOADED, {f"customer.{path}": text})
        return customer.id

    def _new_customer(self, site: str, given: Document, author: Author) -> int:
        fields = without_nulls({name: given.get(name) for name in _BUYER})
        if given.get("phone"):
            fields["phones"] = [{"number": given["phone"]}]
        return self._customers.make(site, fields, author).id

    def _rename(self, order: Order, given: Document, author: Author) -> bool:
        changed = False
        if "externalId" in given and given["externalId"] != order.external_id:
            old = order.external_id
            self.book.rename(order, given["externalId"])
            self.record(order, author, "external_id", old, order.external_id)
            changed = True
        if given.get("number") and given["number"] != order.number:
            old, order.number = order.number, given["number"]
            self.record(order, author, "number", old, order.number)
            changed = True
        return changed

    def _change_customer(self, order: Order, given: Document, author: Author) -> bool:
        old, new = order.customer_id, self._linked_customer(order.site, given)
        if new is None or new == old:
            return False
        order.customer_id = new
        before, after = ({"id": one, "site": order.site} for one in (old, new))
        self.record(order, author, "customer", before, after)
        return True

    def _change_plain(self, order: Order, given: Document, author: Author) -> bool:
        changed = False
        for name in given.keys() - _OWN:
            old, new = order.fields.get(name), given[name]
            if old == new:
                continue
            order.fields[name] = new
            if new is None:
                del order.fields[name]
            self._record_plain(order, author, name, old, new)
            changed = True
        return changed

    def _record_plain(self, order: Order, author: Author, name: str, old: object, new: object) -> None:
        if name in _CODED:
            old, new = coded(old), coded(new)
        if name == "managerId":
            old, new = old and {"id": old}, new and {"id": new}
        self.record(order, author, _HISTORY_NAMES.get(name) or snake_case(name), old, new)

    def _change_custom(self, order: Order, given: Document, author: Author) -> bool:
        changed = False
        for code, new in given.items():
            old = order.custom_fields.get(code)
            if old != new:
                order.custom_fields[code] = new
                self.record(order, author, f"custom_{code.lower()}", old, new)
                changed = True
        return changed

    def _change_items(self, order: Order, given: Document, author: Author) -> bool:
        changed = given.get("items") is not None and self._positions.replace(order, given["items"], author)
        order.spread_discount()
        return changed

    def _add_payments(self, order: Order, payments: list[Document], author: Author) -> bool:
        # An edit knows no payments of its own: what it brings is added once more.
        for payment in payments:
            self._payments.add(order, payment, author)
        return bool(payments)

    def _change_status(self, order: Order, given: Document, author: Author) -> bool:
        status = given.get("status")
        if status is None or status == order.status:
            # A comment of a status cannot change without the status.
            return False
        comment = given.get("statusComment")
        old = order.fields.get("statusComment")
        if comment is not None and comment != old:
            order.fields["statusComment"] = comment
            self.record(order, author, "status_comment", old, comment)
        return self.set_status(order, status, author)

    def _change_delivery(self, order: Order, given: Document, author: Author) -> bool:
        before = repr(order.delivery)
        for name, new in given.items():
            old = order.delivery.get(name)
            if isinstance(new, dict) and _merges(name, old or {}, new):
                new = {**(old or {}), **new}
            order.delivery[name] = new
            if new is None:
                del order.delivery[name]
            self._record_delivery(order, author, name, old, new)
        self.book.index(order)
        return before != repr(order.delivery)

    def _record_delivery(self, order: Order, author: Author, name: str, old: object, new: object) -> None:
        if old == new:
            return
        match name:
            case "code":
                self.record(order, author, "delivery_type", coded(old), coded(new))
            case "address":
                self._record_parts(order, author, "delivery_address", old, new)
            case "data":
                self._record_parts(order, author, "integration_delivery_data", old, new)
            case _:
                self.record(order, author, f"delivery_{snake_case(name)}", old, new)

    def _record_parts(self, order: Order, author: Author, field: str, old: object, new: object) -> None:
        before, after = (part if isinstance(part, dict) else {} for part in (old, new))
        for name in before.keys() | after.keys():
            if field == "integration_delivery_data" and name not in {"status", "trackNumber"}:
                continue
            if before.get(name) != after.get(name):
                path = f"{field}.{snake_case(name)}"
                self.record(order, author, path, before.get(name), after.get(name))


def _plain(given: Document) -> Document:
    return {name: value for name, value in given.items() if name not in _OWN and value is not None}


def _fresh_delivery(given: Document) -> Document:
    delivery = without_nulls(given)
    for part in ("data", "address"):
        if isinstance(delivery.get(part), dict):
            delivery[part] = without_nulls(delivery[part])
    return delivery


def _merges(name: str, old: Document, new: Document) -> bool:
    """An address is either a text or its parts, so one kind replaces the other."""
    return name == "data" or (name == "address" and "text" not in {*old, *new})
