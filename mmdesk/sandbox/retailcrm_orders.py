"""The methods of orders and of their payments."""

from __future__ import annotations

from mmdesk.sandbox.retailcrm_account import Route
from mmdesk.sandbox.retailcrm_customers import Customers
from mmdesk.sandbox.retailcrm_effects import EffectCounters
from mmdesk.sandbox.retailcrm_history import Author
from mmdesk.sandbox.retailcrm_keys import Call
from mmdesk.sandbox.retailcrm_lock import DeliveryLock
from mmdesk.sandbox.retailcrm_order_checks import NOT_LOADED
from mmdesk.sandbox.retailcrm_order_desk import OrderDesk
from mmdesk.sandbox.retailcrm_order_filters import OrderFilter
from mmdesk.sandbox.retailcrm_order_model import Order, Payment
from mmdesk.sandbox.retailcrm_order_view import OrderView
from mmdesk.sandbox.retailcrm_payments import Payments
from mmdesk.sandbox.retailcrm_references import References
from mmdesk.sandbox.retailcrm_wire import (
    FORMAT_REFUSED,
    INPUT_REFUSED,
    Document,
    NotFound,
    Refusal,
    Reply,
    done,
    paged,
    said,
    without_nulls,
)

MOST_UPLOADED = 50
MOST_STATUSES = 500


class OrderMethods:
    """What the API offers on orders; the work is the desk's."""

    def __init__(
        self,
        references: References,
        customers: Customers,
        desk: OrderDesk,
        payments: Payments,
        view: OrderView,
        lock: DeliveryLock,
        effects: EffectCounters,
    ) -> None:
        self._references = references
        self._customers = customers
        self._desk = desk
        self._payments = payments
        self._view = view
        self._lock = lock
        self._effects = effects

    def routes(self) -> list[Route]:
        return [
            Route("GET", "v5/orders", "order_read", self._list),
            Route("GET", "v5/orders/statuses", "order_read", self._statuses),
            Route("POST", "v5/orders/create", "order_write", self._create),
            Route("POST", "v5/orders/upload", "order_write", self._upload),
            Route("POST", "v5/orders/fix-external-ids", "order_write", self._fix_external_ids),
            Route("POST", "v5/orders/payments/create", "order_write", self._create_payment),
            Route("POST", "v5/orders/payments/{id}/edit", "order_write", self._edit_payment),
            Route("POST", "v5/orders/payments/{id}/delete", "order_write", self._delete_payment),
            Route("GET", "v5/orders/{id}", "order_read", self._get),
            Route("POST", "v5/orders/{id}/edit", "order_write", self._edit),
        ]

    def _required_site(self, call: Call) -> str:
        site = call.named_site
        if not site:
            raise Refusal(400, "Parameter 'site' is missing")
        if problem := self._references.missing("sites", site):
            raise Refusal(400, NOT_LOADED, {"site": problem})
        return site

    def _create(self, call: Call) -> Reply:
        given = call.entity("order")
        order = self._desk.create(self._required_site(call), given, call.key)
        self._effects.of(order.name).creates += 1
        return done(201, id=order.id, order=self._view.told(order, payments_as_map=False))

    def _upload(self, call: Call) -> Reply:
        given, site = call.entities("orders"), self._required_site(call)
        if len(given) > MOST_UPLOADED:
            raise Refusal(400, INPUT_REFUSED, {"orders": f"At most {MOST_UPLOADED} orders."})
        loaded: list[Document] = []
        failed: list[Document] = []
        errors: list[str] = []
        for one in given:
            try:
                order = self._desk.create(site, one, call.key)
            except Refusal as refusal:
                failed.append(without_nulls({"externalId": one.get("externalId")}))
                errors += _upload_errors(one, refusal)
            else:
                self._effects.of(order.name).creates += 1
                loaded.append(without_nulls({"id": order.id, "externalId": order.external_id}))
        if failed:
            beside = {"uploadedOrders": loaded, "failedOrders": failed}
            raise Refusal(460, "Orders are loaded with errors", errors, **beside)
        return done(uploadedOrders=loaded, orders=loaded, failedOrders=[])

    def _found(self, call: Call) -> Order:
        order = self._search(call, call.by, call.places["id"])
        if order is None:
            raise NotFound
        return order

    def _search(self, call: Call, by: str, name: str) -> Order | None:
        site = call.named_site
        if by == "id":
            order = self._desk.book.with_id(int(name)) if name.isdecimal() else None
            candidates = [order] if order else []
        else:
            sites = self._references.codes("sites")
            candidates = [one for code in sites if (one := self._desk.book.find(code, name))]
        seen = [one for one in candidates if call.key.sees(one.site) and site in {"", one.site}]
        return seen[0] if seen else None

    def _get(self, call: Call) -> Reply:
        return said(order=self._view.told(self._found(call), payments_as_map=True))

    def _edit(self, call: Call) -> Reply:
        given, order = call.entity("order"), self._found(call)
        self._desk.check(order, given)
        self._lock.check(order, given, call.key)
        changed = self._desk.edit(order, given, Author.key(call.key))
        counters = self._effects.of(order.name)
        if changed:
            counters.edits += 1
        else:
            counters.repeats += 1
        document = self._view.told(order, payments_as_map=True)
        return done(changed=changed, id=order.id, order=document)

    def _list(self, call: Call) -> Reply:
        wanted = OrderFilter(call.filter, self._references, self._customers)
        found = [
            order for order in self._candidates(call) if call.key.sees(order.site) and wanted.fits(order)
        ]
        page, paging = paged(call.query, found)
        return said(
            pagination=paging, orders=[self._view.told(order, payments_as_map=True) for order in page]
        )

    def _candidates(self, call: Call) -> list[Order]:
        """Go by an index where the filter allows it: a long run holds very many orders."""
        for by, name in (("id", "ids"), ("externalId", "externalIds")):
            if name in call.filter:
                named = [self._search(call, by, one) for one in dict.fromkeys(call.filter.many(name))]
                found = [order for order in named if order is not None]
                return sorted(found, key=lambda order: order.id, reverse=True)
        return list(self._desk.book.newest_first())

    def _statuses(self, call: Call) -> Reply:
        ids, external_ids = call.query.many("ids"), call.query.many("externalIds")
        if len(ids) + len(external_ids) > MOST_STATUSES:
            raise Refusal(400, INPUT_REFUSED, {"ids": "This collection is too long."})
        named = [self._search(call, "id", name) for name in ids]
        named += [self._search(call, "externalId", name) for name in external_ids]
        found = {order.id: order for order in named if order is not None}
        return said(orders=[self._status(order) for order in found.values()])

    def _status(self, order: Order) -> Document:
        group = self._references.status_group(order.status)
        return without_nulls(
            {"id": order.id, "externalId": order.external_id, "status": order.status, "group": group}
        )

    def _fix_external_ids(self, call: Call) -> Reply:
        for one in call.entities("orders"):
            order = self._search(call, "id", str(one.get("id")))
            if order is None or not one.get("externalId"):
                raise Refusal(400, FORMAT_REFUSED, ["Set the fields id and externalId of a known order."])
            self._desk.edit(order, {"externalId": str(one["externalId"])}, Author.key(call.key))
        return done()

    def _create_payment(self, call: Call) -> Reply:
        given = call.entity("payment")
        if not given.get("type"):
            raise Refusal(400, FORMAT_REFUSED, {"type": "This value should not be blank."})
        link = given.get("order") or {}
        by = "id" if link.get("id") is not None else "externalId"
        order = self._search(call, by, str(link.get(by)))
        if order is None:
            raise Refusal(400, "Payment is not loaded", {"order": "Order not found."})
        payment = self._payments.add(order, given, Author.key(call.key))
        return done(201, id=payment.id)

    def _payment(self, call: Call) -> tuple[Order, Payment]:
        name, by = call.places["id"], call.by
        for order in self._desk.book.newest_first():
            for payment in order.payments if call.key.sees(order.site) else []:
                if name == (str(payment.id) if by == "id" else payment.external_id):
                    return order, payment
        raise NotFound("Payment not found")

    def _edit_payment(self, call: Call) -> Reply:
        given = call.entity("payment")
        order, payment = self._payment(call)
        changed = self._payments.change(order, payment, given, Author.key(call.key))
        return done(changed=changed, id=payment.id)

    def _delete_payment(self, call: Call) -> Reply:
        number = call.places["id"]
        for order in self._desk.book.newest_first():
            payment = order.payment(int(number)) if number.isdecimal() else None
            if payment and call.key.sees(order.site):
                self._payments.drop(order, payment, Author.key(call.key))
                return done()
        raise NotFound("Payment not found")


def _upload_errors(given: Document, refusal: Refusal) -> list[str]:
    name = given.get("externalId")
    if refusal.message == "Order already exists.":
        return [f"Order with externalId={name} already exists."]
    if isinstance(refusal.errors, dict) and refusal.errors:
        return [
            f"{text} Order externalId={name}." if path.startswith("customer") else f"{path}: {text}"
            for path, text in refusal.errors.items()
        ]
    return [*refusal.errors] or [refusal.message]
