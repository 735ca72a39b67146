"""The account's catalogue: products, offers, stock, groups, properties."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from mmdesk.sandbox.retailcrm_account import Account, Route
from mmdesk.sandbox.retailcrm_keys import Call
from mmdesk.sandbox.retailcrm_references import BASE_PRICE, References
from mmdesk.sandbox.retailcrm_store_documents import (
    group_document,
    inventory_document,
    level,
    offer_document,
    product_document,
)
from mmdesk.sandbox.retailcrm_store_filters import (
    GROUP_FILTERS,
    INVENTORY_FILTERS,
    OFFER_DOCUMENTED,
    OFFER_FILTERS,
    PRODUCT_DOCUMENTED,
    PRODUCT_FILTERS,
    PROPERTY_FILTERS,
    WHOLE_LISTS,
    in_scope,
    inventory_fits,
    offer_fits,
    product_fits,
)
from mmdesk.sandbox.retailcrm_store_offers import OfferBook
from mmdesk.sandbox.retailcrm_wire import (
    PAGE_LIMITS,
    STORE_LIMITS,
    Document,
    Parameters,
    Reply,
    check_filters,
    paged,
    said,
    without_nulls,
)
from mmdesk.sandbox.shop import ShopOffer
from mmdesk.sandbox.shop_goods import CATEGORIES
from mmdesk.sandbox.shop_icml import icml

PICTURES = "/shop/pictures"

_Row = TypeVar("_Row")


class Catalogue:
    """Goods by the CRM's own numbers; an externalId that occurs twice finds the first."""

    def __init__(self, account: Account, references: References, offers: Iterable[ShopOffer]) -> None:
        self._account = account
        self._references = references
        self._book = OfferBook(offers)
        started = account.clock.stamp()
        self._changed_at = started
        self._updated = dict.fromkeys(self._book.products(), started)
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
        return self._book.all()

    def with_id(self, number: int) -> ShopOffer | None:
        return self._book.with_id(number)

    def with_external_id(self, external_id: str) -> ShopOffer | None:
        return self._book.with_external_id(external_id)

    def with_xml_id(self, xml_id: str) -> ShopOffer | None:
        return self._book.with_xml_id(xml_id)

    def change(
        self,
        external_id: str,
        *,
        quantity: int | None = None,
        price: Decimal | None = None,
        active: bool | None = None,
        name: str | None = None,
        prices: Mapping[str, Decimal | None] | None = None,
    ) -> ShopOffer:
        """Change what a manager could change in the CRM; raises KeyError for an unknown offer or price type.

        `prices` are by price type, None takes one away.
        """
        before = self._named(external_id)
        offer = before if quantity is None else before.with_quantity(quantity)
        given = without_nulls({"price": price, "active": active, "name": name})
        offer = self._priced(replace(offer, **given), prices or {})
        self._changed_at = self._account.clock.stamp()
        if self._account.behaviour.stock_touches_products or given or prices:
            self._updated[offer.product_id] = self._changed_at
        self._book.put(offer)
        return offer

    def put(self, offers: Iterable[ShopOffer]) -> None:
        """Add offers, or put them in the place of those with their numbers."""
        self._changed_at = self._account.clock.stamp()
        for offer in offers:
            self._book.put(offer)
            self._updated[offer.product_id] = self._changed_at

    def remove(self, external_id: str) -> None:
        """Take an offer out of the catalogue; raises KeyError for an unknown one."""
        self._book.remove(self._named(external_id))
        self._changed_at = self._account.clock.stamp()

    def icml(self) -> bytes:
        """The catalogue file; its date is that of the last change."""
        return icml(self._book.all(), date=self._changed_at, pictures=self._pictures)

    @property
    def _pictures(self) -> str:
        return self._account.url + PICTURES

    def _named(self, external_id: str) -> ShopOffer:
        offer = self._book.with_external_id(external_id)
        if offer is None:
            raise KeyError(external_id)
        return offer

    def _priced(self, offer: ShopOffer, prices: Mapping[str, Decimal | None]) -> ShopOffer:
        further = dict(offer.further_prices)
        for code, price in prices.items():
            if code not in self._references.codes("price-types"):
                raise KeyError(code)
            if code == BASE_PRICE:
                offer = replace(offer, price=price or Decimal(0))
            elif price is None:
                further.pop(code, None)
            else:
                further[code] = price
        return replace(offer, further_prices=tuple(further.items()))

    def _page(self, call: Call, elements: Sequence[_Row]) -> tuple[list[_Row], Document]:
        refused = self._account.behaviour.large_pages_refused
        return paged(call.query, elements, allowed=PAGE_LIMITS if refused else STORE_LIMITS)

    def _list_products(self, call: Call) -> Reply:
        check_filters(call.filter, PRODUCT_FILTERS, PRODUCT_DOCUMENTED)
        since = call.filter.text("sinceUpdatedAt")
        found = _found(
            call,
            list(self._book.products().values()),
            # The moment first: of a large catalogue hardly anything is as young as that.
            lambda given, variants: (
                since <= self._updated[variants[0].product_id] and product_fits(given, variants)
            ),
        )
        page, paging = self._page(call, found)
        return said(pagination=paging, products=[self._product(variants) for variants in page])

    def _list_offers(self, call: Call) -> Reply:
        check_filters(call.filter, OFFER_FILTERS, OFFER_DOCUMENTED)
        page, paging = self._page(call, _found(call, self._book.all(), offer_fits))
        products = self._book.products()
        told = []
        for offer in page:
            document = offer_document(offer, self._pictures)
            document.pop("price", None)
            product = self._product(products[offer.product_id])
            del product["offers"]
            told.append(document | {"product": product})
        return said(pagination=paging, offers=told)

    def _list_inventories(self, call: Call) -> Reply:
        check_filters(call.filter, INVENTORY_FILTERS)
        page, paging = self._page(call, _found(call, self._book.all(), inventory_fits))
        site = call.named_site or self._references.codes("sites")[0]
        details = call.filter.text("details") == "1"
        return said(pagination=paging, offers=[inventory_document(offer, site, details) for offer in page])

    def _product(self, variants: Sequence[ShopOffer]) -> Document:
        return product_document(variants, self._updated[variants[0].product_id], self._pictures)

    def _list_groups(self, call: Call) -> Reply:
        given = call.filter
        check_filters(given, GROUP_FILTERS)
        ids, parent = given.many("ids"), given.text("parentGroupId")
        found = [
            category
            for category in CATEGORIES
            if (not ids or str(category.id) in ids)
            and (not parent or str(category.parent) == parent)
            and given.whole("minLevel", 1) <= level(category) + 1 <= given.whole("maxLevel", 99)
            and given.text("active") != "0"
            and in_scope(given, call)
        ]
        page, paging = self._page(call, found)
        site = call.named_site or self._references.codes("sites")[0]
        return said(pagination=paging, productGroup=[group_document(category, site) for category in page])

    def _list_properties(self, call: Call) -> Reply:
        check_filters(call.filter, PROPERTY_FILTERS)
        names = {one.code: one.name for offer in self._book.all() for one in offer.properties}
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
        page, paging = self._page(call, found)
        return said(pagination=paging, properties=page)

    def _list_values(self, call: Call) -> Reply:
        counts: dict[tuple[str, str, str], int] = {}
        for offer in self._book.all():
            for one in offer.properties:
                key = (one.code, one.name, one.value)
                counts[key] = counts.get(key, 0) + 1
        found: list[Document] = [
            {"property": {"code": code, "name": name}, "value": value, "offersCount": count}
            for (code, name, value), count in counts.items()
        ]
        page, paging = self._page(call, found)
        return said(pagination=paging, productPropertyValues=page)


def _found(call: Call, rows: Sequence[_Row], fits: Callable[[Parameters, _Row], bool]) -> Sequence[_Row]:
    """The rows that pass the call's filters; without any that choose rows, all of them as they are."""
    given = call.filter
    if not in_scope(given, call):
        return ()
    return [row for row in rows if fits(given, row)] if given.names() - WHOLE_LISTS else rows
