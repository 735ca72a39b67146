"""Positions of an order: how the JSON of an item becomes one and changes one."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from mmdesk.sandbox.retailcrm_account import Account
from mmdesk.sandbox.retailcrm_history import Author, ChangeLog
from mmdesk.sandbox.retailcrm_order_model import Order, Position
from mmdesk.sandbox.retailcrm_store import Catalogue
from mmdesk.sandbox.retailcrm_store_documents import offer_link
from mmdesk.sandbox.retailcrm_wire import Document
from mmdesk.sandbox.shop import ShopOffer


class Positions:
    """Builds and changes positions, one history record for each field the CRM records."""

    def __init__(
        self, account: Account, catalogue: Catalogue, log: ChangeLog, next_id: Callable[[], int]
    ) -> None:
        self._account = account
        self._catalogue = catalogue
        self._log = log
        self._next_id = next_id

    def make(self, item: Document) -> Position:
        """A new position; an offer that is not in the catalogue leaves it without a link."""
        offer = self._offer(item.get("offer") or {})
        name = item.get("productName") or (offer.name if offer else "Товар без названия")
        position = Position(
            id=self._next_id(),
            created_at=item.get("createdAt") or self._account.clock.stamp(),
            offer=offer_link(offer) if offer else {"displayName": name, "name": name},
            product_name=name,
            initial_price=offer.price if offer else Decimal(0),
            purchase_price=offer.purchase_price if offer else Decimal(0),
            vat_rate=offer.vat_rate if offer else "none",
        )
        _fill(position, item)
        return position

    def replace(self, order: Order, items: list[Document], author: Author) -> bool:
        """Make the order's positions those of the list: what is absent from it is removed."""
        before = _fingerprint(order)
        kept: list[Position] = []
        for item in items:
            position = self._match(order, item)
            if position is None:
                position = self.make(item)
                self._record(order, author, "order_product", None, position.link(), position)
            else:
                self.change(order, position, item, author)
            kept.append(position)
        for position in order.positions:
            if position not in kept:
                self._record(order, author, "order_product", position.link(), None, position)
        order.positions = kept
        return before != _fingerprint(order)

    def change(self, order: Order, position: Position, item: Document, author: Author) -> None:
        """Apply the fields an item brings; recorded are status, quantity, price, discount, rate and sum."""
        before = _recorded(position)
        if not self._account.behaviour.sparse_items_keep:
            item = self._with_defaults(position, item)
        _fill(position, item)
        for field, value in _recorded(position).items():
            if before[field] != value:
                self._record(order, author, f"order_product.{field}", before[field], value, position)

    def set_status(self, order: Order, position: Position, status: str, author: Author) -> bool:
        if position.status == status:
            return False
        old, position.status = position.status, status
        self._record(order, author, "order_product.status", {"code": old}, {"code": status}, position)
        return True

    def _with_defaults(self, position: Position, item: Document) -> Document:
        offer = self._catalogue.with_id(position.offer.get("id") or 0)
        defaults: Document = {"quantity": Decimal(1), "discountManualAmount": Decimal(0)}
        if offer:
            defaults["initialPrice"] = offer.price
        return defaults | item

    def _record(
        self, order: Order, author: Author, field: str, old: object, new: object, position: Position
    ) -> None:
        subject, link = order.brief(), position.link()
        self._log.write(author, field, old, new, site=order.site, subject=subject, item=link)

    def _offer(self, link: Document) -> ShopOffer | None:
        # The CRM looks by id, then by externalId, then by xmlId.
        if link.get("id") is not None:
            return self._catalogue.with_id(link["id"])
        if link.get("externalId") is not None:
            return self._catalogue.with_external_id(str(link["externalId"]))
        if link.get("xmlId") is not None:
            return self._catalogue.with_xml_id(str(link["xmlId"]))
        return None

    def _match(self, order: Order, item: Document) -> Position | None:
        if item.get("id") is not None:
            return order.position(str(item["id"]))
        wanted = _external_ids(item)
        for position in order.positions:
            if any(one in position.external_ids for one in wanted):
                return position
        return None


def _external_ids(item: Document) -> list[Document]:
    if item.get("externalId"):
        return [{"code": "default", "value": item["externalId"]}]
    return list(item.get("externalIds") or [])


def _fill(position: Position, item: Document) -> None:
    if item.get("initialPrice") is not None:
        position.initial_price = Decimal(item["initialPrice"])
    if item.get("quantity") is not None:
        position.quantity = Decimal(item["quantity"])
    if "discountManualAmount" in item:
        position.manual_amount = Decimal(item["discountManualAmount"] or 0)
    if "discountManualPercent" in item:
        position.manual_percent = Decimal(item["discountManualPercent"] or 0)
    if item.get("purchasePrice") is not None:
        position.purchase_price = Decimal(item["purchasePrice"])
    position.status = item.get("status") or position.status
    position.vat_rate = item.get("vatRate") or position.vat_rate
    position.product_name = item.get("productName") or position.product_name
    position.external_ids = _external_ids(item) or position.external_ids
    if "properties" in item:
        position.properties = _properties(item["properties"])
    if "markingObjects" in item or "markingCodes" in item:
        position.marking = _marking(item)
    if "comment" in item:
        position.comment = item["comment"]
    if "ordering" in item:
        position.ordering = item["ordering"]


def _properties(given: object) -> dict[str, Document]:
    if isinstance(given, dict):
        return {code: {"code": code, **one} for code, one in given.items()}
    return {one["code"]: one for one in given} if isinstance(given, list) else {}


def _marking(item: Document) -> list[Document]:
    objects = list(item.get("markingObjects") or [])
    return objects + [{"code": code, "provider": "chestny_znak"} for code in item.get("markingCodes") or []]


def _recorded(position: Position) -> dict[str, object]:
    """The fields of a position whose changes the history shows."""
    return {
        "status": {"code": position.status},
        "quantity": position.quantity,
        "initial_price": position.initial_price,
        "discount_total": position.discount_total,
        "vat_rate": position.vat_rate,
        "summ": position.line_sum,
    }


def _fingerprint(order: Order) -> list[str]:
    return [repr(position) for position in order.positions]
