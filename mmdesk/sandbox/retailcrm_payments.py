"""Payments of orders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from mmdesk.sandbox.retailcrm_history import Author, ChangeLog
from mmdesk.sandbox.retailcrm_order_checks import OrderChecks
from mmdesk.sandbox.retailcrm_order_model import Order, Payment
from mmdesk.sandbox.retailcrm_references import References
from mmdesk.sandbox.retailcrm_wire import Document, coded, snake_case

_RECORDED = ("status", "type", "amount", "paidAt", "comment")


class Payments:
    """Makes and changes payments; every refusal is the CRM's."""

    def __init__(
        self, references: References, checks: OrderChecks, log: ChangeLog, next_id: Callable[[], int]
    ) -> None:
        self._references = references
        self._checks = checks
        self._log = log
        self._next_id = next_id

    def check(self, order: Order, given: Sequence[Document]) -> None:
        """Refuse a payment on delivery that is not of the whole sum."""
        self._checks.check_cash(given, order.delivery_code, order.total(self._references.cancels))

    def attach(self, order: Order, given: Sequence[Document]) -> None:
        """Give a new order its payments, without records of their own."""
        self.check(order, given)
        order.payments = [self._made(order, one) for one in given]

    def add(self, order: Order, given: Document, author: Author) -> Payment:
        self._checks.check_payment(given, order.delivery_code)
        self.check(order, [given])
        payment = self._made(order, given)
        order.payments.append(payment)
        self._record(order, author, "payments", None, payment.link(), payment.told())
        return payment

    def change(self, order: Order, payment: Payment, given: Document, author: Author) -> bool:
        self._checks.check_payment(given, order.delivery_code)
        before = payment.told()
        payment.type = given.get("type") or payment.type
        payment.status = given.get("status") or payment.status
        payment.comment = given.get("comment", payment.comment)
        payment.paid_at = given.get("paidAt", payment.paid_at)
        if given.get("amount") is not None:
            payment.amount = Decimal(given["amount"])
        after = payment.told()
        for name in _RECORDED:
            old, new = before.get(name), after.get(name)
            if old == new:
                continue
            if name in {"status", "type"}:
                old, new = coded(old), coded(new)
            self._record(order, author, f"payments.{snake_case(name)}", old, new, payment.link())
        return before != after

    def drop(self, order: Order, payment: Payment, author: Author) -> None:
        order.payments.remove(payment)
        self._record(order, author, "payments", payment.link(), None, payment.link())

    def _made(self, order: Order, given: Document) -> Payment:
        amount = given.get("amount")
        return Payment(
            id=self._next_id(),
            type=given["type"],
            amount=order.total(self._references.cancels) if amount is None else Decimal(amount),
            status=given.get("status") or self._references.default("payment-statuses"),
            external_id=given.get("externalId"),
            paid_at=given.get("paidAt"),
            comment=given.get("comment"),
        )

    def _record(
        self, order: Order, author: Author, field: str, old: object, new: object, payment: Document
    ) -> None:
        subject = order.brief()
        self._log.write(author, field, old, new, site=order.site, subject=subject, payment=payment)
