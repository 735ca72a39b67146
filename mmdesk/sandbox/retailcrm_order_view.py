"""Orders as the CRM tells them, with its omissions and its two shapes of payments."""

from __future__ import annotations

from decimal import Decimal

from mmdesk.sandbox.retailcrm_customers import Customers
from mmdesk.sandbox.retailcrm_fields import CustomFields
from mmdesk.sandbox.retailcrm_order_model import ZERO, Order, Position
from mmdesk.sandbox.retailcrm_references import References
from mmdesk.sandbox.retailcrm_wire import Document, map_or_list, without_nulls


class OrderView:
    """Writes the read model of an order."""

    def __init__(self, references: References, customers: Customers, fields: CustomFields) -> None:
        self._references = references
        self._customers = customers
        self._fields = fields

    def told(self, order: Order, *, payments_as_map: bool) -> Document:
        """The full order; payments are a map by id when read, a list in the answer to a creation."""
        cancels = self._references.cancels
        payments = [payment.told() for payment in order.payments]
        by_id = {str(payment["id"]): payment for payment in payments}
        document: Document = {
            "slug": order.id,
            "bonusesCreditTotal": 0,
            "bonusesChargeTotal": 0,
            "summ": order.lines_sum(cancels),
            "currency": "RUB",
            "id": order.id,
            "number": order.number,
            "externalId": order.external_id,
            "orderType": self._references.default("order-types"),
            "orderMethod": self._references.default("order-methods"),
            "privilegeType": "none",
            "countryIso": "RU",
            "createdAt": order.created_at,
            "statusUpdatedAt": order.status_updated_at,
            "totalSumm": order.total(cancels),
            "prepaySum": self._paid(order),
            "purchaseSumm": sum((one.purchase_price * one.quantity for one in order.positions), ZERO),
            "markDatetime": order.created_at,
            "call": False,
            "expired": False,
            "contragent": {"contragentType": "individual"},
            "shipped": False,
            **order.fields,
            **self._people(order),
            "delivery": self._delivery(order),
            "site": order.site,
            "status": order.status,
            "items": [self._item(position) for position in order.positions],
            "payments": map_or_list(by_id) if payments_as_map else payments,
            "fullPaidAt": self._fully_paid_at(order),
            "fromApi": order.from_api,
            "links": [],
            "customFields": map_or_list(self._fields.told("order", order.custom_fields)),
        }
        return without_nulls(document)

    def _people(self, order: Order) -> Document:
        customer = self._customers.with_id(order.customer_id)
        return {"customer": customer.told(), "contact": customer.brief()} if customer else {}

    def _paid(self, order: Order) -> Decimal:
        return sum((one.amount for one in order.payments if self._is_complete(one.status)), ZERO)

    def _is_complete(self, status: str | None) -> bool:
        entry = self._references.entry("payment-statuses", status or "")
        return bool(entry and entry["paymentComplete"])

    def _fully_paid_at(self, order: Order) -> str | None:
        if not order.payments or self._paid(order) < order.total(self._references.cancels):
            return None
        return max((one.paid_at for one in order.payments if one.paid_at), default=None)

    def _delivery(self, order: Order) -> Document:
        delivery: Document = {"cost": 0, "netCost": 0, **order.delivery}
        if address := delivery.get("address"):
            delivery["address"] = {"id": order.id, **address}
        if code := order.delivery_code:
            delivery["integrationCode"] = self._references.integration_of(code) or None
        if data := delivery.get("data"):
            delivery["data"] = without_nulls(data | {"extraData": map_or_list(data.get("extraData") or {})})
        return without_nulls(delivery)

    def _item(self, position: Position) -> Document:
        discounts = {"manual_order": position.order_share, "manual_product": position.manual_discount}
        return without_nulls(
            {
                "bonusesChargeTotal": 0,
                "bonusesCreditTotal": 0,
                "markingCodes": [one["code"] for one in position.marking],
                "markingObjects": position.marking or None,
                "id": position.id,
                "externalId": _default_external_id(position),
                "externalIds": position.external_ids or None,
                "priceType": {"code": "base"},
                "initialPrice": position.initial_price,
                "discounts": [
                    {"type": kind, "amount": amount} for kind, amount in discounts.items() if amount
                ],
                "discountTotal": position.discount_total,
                "prices": [{"price": position.unit_price, "quantity": position.quantity}],
                "vatRate": position.vat_rate,
                "createdAt": position.created_at,
                "quantity": position.quantity,
                "status": position.status,
                "isCanceled": self._references.cancels(position.status) or None,
                "comment": position.comment,
                "ordering": position.ordering,
                "offer": position.offer,
                "productName": position.product_name,
                "properties": map_or_list(position.properties),
                "purchasePrice": position.purchase_price,
            }
        )


def _default_external_id(position: Position) -> str | None:
    return next((str(one["value"]) for one in position.external_ids if one["code"] == "default"), None)
