"""The account's catalogue: products, offers, stock, groups, properties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from mmdesk.sandbox.retailcrm_account import Account, Route
from mmdesk.sandbox.retailcrm_keys import Call
from mmdesk.sandbox.retailcrm_references import References
from mmdesk.sandbox.retailcrm_store_filters import (
    CATALOGUE_ID,
    GROUP_FILTERS,
    INVENTORY_FILTERS,
    OFFER_DOCUMENTED,
    OFFER_FILTERS,
    PRODUCT_DOCUMENTED,
    PRODUCT_FILTERS,
    PROPERTY_FILTERS,
    in_scope,
    inventory_fits,
    offer_fits,
    product_fits,
)
from mmdesk.sandbox.retailcrm_wire import (
    STORE_LIMITS,
    Document,
    Reply,
    check_filters,
    map_or_list,
    paged,
    plain_number,
    said,
    without_nulls,
)
from mmdesk.sandbox.shop import ShopOffer
from mmdesk.sandbox.shop_goods import CATEGORIES, Category
from mmdesk.sandbox.shop_icml import icml, picture_url, product_url

PICTURES = "/shop/pictures"
UNIT: Document = {"code": "pc", "name": "Штука", "sym": "шт."}


class Catalogue:
    """Offers by the CRM's own number; an externalId that occurs twice finds the first."""

    def __init__(self, account: Account, references: References, offers: Iterable[ShopOffer]) -> None:
        self._account = account
        self._references = references
        self._offers = {offer.id: offer for offer in offers}
        started = account.clock.stamp()
        self._changed_at = started
        self._updated = {offer.product_id: started for offer in self._offers.values()}
        references.catalogue_read(started)

    def routes(self) -> list[Route]:
        return [
            Route("GET", "v5/store/products", "store_read", self._list_products),
            Route("GET", "v5/store/offers", "store_read", self._list_offers),
            Route("GET", "v5/store/inventories", "store_read", self._list_inventories),
            Route("GET", "v5/store/product-groups", "store_read", self._list_groups),
            Route("GET", "v5/store/products/properties", "store_read", self._list_properties),
            Route("GET", "v5/store/products/properties/values", "store_read", self._list_values),
        ]

    def offers(self) -> tuple[ShopOffer, ...]:
        return tuple(self._offers.values())

    def with_id(self, number: int) -> ShopOffer | None:
        return self._offers.get(number)

    def with_external_id(self, external_id: str) -> ShopOffer | None:
        return next((one for one in self._offers.values() if one.external_id == external_id), None)

    def with_xml_id(self, xml_id: str) -> ShopOffer | None:
        return next((one for one in self._offers.values() if one.xml_id == xml_id), None)

    def change(
        self,
        external_id: str,
        *,
        quantity: int | None = None,
        price: Decimal | None = None,
        active: bool | None = None,
        name: str | None = None,
    ) -> ShopOffer:
        """Change what a manager could change in the CRM; raises KeyError for an unknown offer."""
        offer = self.with_external_id(external_id)
        if offer is None:
            raise KeyError(external_id)
        if quantity is not None:
            offer = offer.with_quantity(quantity)
        given = without_nulls({"price": price, "active": active, "name": name})
        offer = replace(offer, **given)
        self._offers[offer.id] = offer
        self._changed_at = self._updated[offer.product_id] = self._account.clock.stamp()
        return offer

    def remove(self, external_id: str) -> None:
        """Take an offer out of the catalogue; raises KeyError for an unknown one."""
        offer = self.with_external_id(external_id)
        if offer is None:
            raise KeyError(external_id)
        del self._offers[offer.id]
        self._changed_at = self._account.clock.stamp()

    def icml(self) -> bytes:
        """The catalogue file; its date is that of the last change."""
        return icml(self._offers.values(), date=self._changed_at, pictures=self._account.url + PICTURES)

    def _products(self) -> dict[int, list[ShopOffer]]:
        products: dict[int, list[ShopOffer]] = {}
        for offer in self._offers.values():
            products.setdefault(offer.product_id, []).append(offer)
        return products

    def _list_products(self, call: Call) -> Reply:
        given = call.filter
        check_filters(given, PRODUCT_FILTERS, PRODUCT_DOCUMENTED)
        found = [
            variants
            for number, variants in self._products().items()
            if product_fits(given, variants)
            and given.text("sinceUpdatedAt") <= self._updated[number]
            and in_scope(given, call)
        ]
        page, paging = paged(call.query, found, allowed=STORE_LIMITS)
        return said(pagination=paging, products=[self._product(variants) for variants in page])

    def _list_offers(self, call: Call) -> Reply:
        given = call.filter
        check_filters(given, OFFER_FILTERS, OFFER_DOCUMENTED)
        found = [
            offer for offer in self._offers.values() if offer_fits(given, offer) and in_scope(given, call)
        ]
        page, paging = paged(call.query, found, allowed=STORE_LIMITS)
        products = self._products()
        told = []
        for offer in page:
            document = self._offer(offer)
            del document["price"]
            product = self._product(products[offer.product_id])
            del product["offers"]
            told.append(document | {"product": product})
        return said(pagination=paging, offers=told)

    def _list_inventories(self, call: Call) -> Reply:
        given = call.filter
        check_filters(given, INVENTORY_FILTERS)
        found = [
            offer for offer in self._offers.values() if inventory_fits(given, offer) and in_scope(given, call)
        ]
        page, paging = paged(call.query, found, allowed=STORE_LIMITS)
        site = call.named_site or self._references.codes("sites")[0]
        details = given.text("details") == "1"
        return said(pagination=paging, offers=[_inventory(offer, site, details) for offer in page])

    def _list_groups(self, call: Call) -> Reply:
        given = call.filter
        check_filters(given, GROUP_FILTERS)
        ids, parent = given.many("ids"), given.text("parentGroupId")
        found = [
            category
            for category in CATEGORIES
            if (not ids or str(category.id) in ids)
            and (not parent or str(category.parent) == parent)
            and given.whole("minLevel", 1) <= _level(category) + 1 <= given.whole("maxLevel", 99)
            and given.text("active") != "0"
            and in_scope(given, call)
        ]
        page, paging = paged(call.query, found, allowed=STORE_LIMITS)
        site = call.named_site or self._references.codes("sites")[0]
        return said(pagination=paging, productGroup=[_group(category, site) for category in page])

    def _list_properties(self, call: Call) -> Reply:
        check_filters(call.filter, PROPERTY_FILTERS)
        names = {one.code: one.name for offer in self._offers.values() for one in offer.properties}
        sites = [code for code in self._references.codes("sites") if call.key.sees(code)]
        found: list[Document] = [
            {
                "code": code,
                "name": name,
                "isNumeric": False,
                "visible": True,
                "variative": code in {"color", "size"},
                "sites": sites,
                "groups": [],
            }
            for code, name in names.items()
            if call.filter.text("code") in {"", code}
            and call.filter.text("name").casefold() in name.casefold()
        ]
        page, paging = paged(call.query, found, allowed=STORE_LIMITS)
        return said(pagination=paging, properties=page)

    def _list_values(self, call: Call) -> Reply:
        counts: dict[tuple[str, str, str], int] = {}
        for offer in self._offers.values():
            for one in offer.properties:
                key = (one.code, one.name, one.value)
                counts[key] = counts.get(key, 0) + 1
        found: list[Document] = [
            {"property": {"code": code, "name": name}, "value": value, "offersCount": count}
            for (code, name, value), count in counts.items()
        ]
        page, paging = paged(call.query, found, allowed=STORE_LIMITS)
        return said(pagination=paging, productPropertyValues=page)

    def _product(self, variants: Sequence[ShopOffer]) -> Document:
        first = variants[0]
        prices = [variant.price for variant in variants]
        return {
            "minPrice": min(prices),
            "maxPrice": max(prices),
            "id": first.product_id,
            "catalogId": CATALOGUE_ID,
            "type": "product",
            "article": first.article,
            "name": first.product_name,
            "url": product_url(first),
            "imageUrl": self._picture(first),
            "description": first.description,
            "groups": [{"id": first.category, "externalId": str(first.category)}],
            "externalId": f"P-{first.product_id}",
            "manufacturer": first.vendor,
            "offers": [self._offer(variant) for variant in variants],
            "active": first.product_active,
            "quantity": sum(variant.quantity for variant in variants),
            "markable": first.markable,
            "updatedAt": self._updated[first.product_id],
        }

    def _picture(self, offer: ShopOffer) -> str:
        return picture_url(offer, self._account.url + PICTURES)

    def _offer(self, offer: ShopOffer) -> Document:
        price = plain_number(offer.price)
        return {
            "name": offer.name,
            "price": price,
            "images": [self._picture(offer)],
            "id": offer.id,
            "externalId": offer.external_id,
            "xmlId": offer.xml_id,
            "article": offer.article,
            "prices": [{"priceType": "base", "price": price, "ordering": 991, "currency": "RUB"}],
            "purchasePrice": offer.purchase_price,
            "vatRate": offer.vat_rate,
            "properties": map_or_list({one.code: one.value for one in offer.properties}),
            "quantity": offer.quantity,
            "weight": offer.weight,
            "length": offer.length,
            "width": offer.width,
            "height": offer.height,
            "active": offer.active,
            "unit": UNIT,
            "barcode": offer.barcode,
        }


def offer_link(offer: ShopOffer) -> Document:
    """The `offer` of an order's position."""
    return {
        "displayName": offer.name,
        "id": offer.id,
        "externalId": offer.external_id,
        "xmlId": offer.xml_id,
        "name": offer.name,
        "article": offer.article,
        "vatRate": offer.vat_rate,
        "properties": map_or_list({one.code: one.value for one in offer.properties}),
        "unit": UNIT,
        "barcode": offer.barcode,
    }


def _inventory(offer: ShopOffer, site: str, details: bool) -> Document:
    document: Document = {
        "id": offer.id,
        "externalId": offer.external_id,
        "xmlId": offer.xml_id,
        "site": site,
        "purchasePrice": offer.purchase_price,
        "quantity": offer.quantity,
    }
    if details:
        document["stores"] = [
            {"store": stock.store, "quantity": stock.quantity, "purchasePrice": offer.purchase_price}
            for stock in offer.stocks
        ]
    return document


def _level(category: Category) -> int:
    parents = {one.id: one for one in CATEGORIES}
    return 1 + _level(parents[category.parent]) if category.parent else 0


def _group(category: Category, site: str) -> Document:
    return without_nulls(
        {
            "id": category.id,
            "parentId": category.parent or None,
            "site": site,
            "name": category.name,
            "externalId": str(category.id),
            "active": True,
            "lvl": _level(category),
        }
    )
