"""How the CRM tells products, offers, stock and groups."""

from __future__ import annotations

from collections.abc import Sequence

from mmdesk.sandbox.retailcrm_references import BASE_PRICE
from mmdesk.sandbox.retailcrm_store_filters import CATALOGUE_ID
from mmdesk.sandbox.retailcrm_wire import Document, map_or_list, plain_number, without_nulls
from mmdesk.sandbox.shop import ShopOffer
from mmdesk.sandbox.shop_goods import CATEGORIES, Category
from mmdesk.sandbox.shop_icml import picture_url, product_url

UNIT: Document = {"code": "pc", "name": "Штука", "sym": "шт."}


def product_document(variants: Sequence[ShopOffer], updated_at: str, pictures: str) -> Document:
    first = variants[0]
    prices = [variant.price for variant in variants]
    return without_nulls(
        {
            "minPrice": min(prices),
            "maxPrice": max(prices),
            "id": first.product_id,
            "catalogId": CATALOGUE_ID,
            "type": "service" if first.is_service else "product",
            "article": first.article,
            "name": first.product_name,
            "url": product_url(first),
            "imageUrl": _picture(first, pictures),
            "description": first.description,
            "groups": [{"id": first.category, "externalId": str(first.category)}],
            "externalId": f"P-{first.product_id}",
            "manufacturer": first.vendor or None,
            "offers": [offer_document(variant, pictures) for variant in variants],
            "active": first.product_active,
            "quantity": sum(variant.quantity for variant in variants),
            "markable": first.markable,
            "updatedAt": updated_at,
        }
    )


def offer_document(offer: ShopOffer, pictures: str) -> Document:
    picture = _picture(offer, pictures)
    return without_nulls(
        {
            "name": offer.name,
            "price": plain_number(offer.price) if offer.price else None,
            "images": [picture] if picture else [],
            "id": offer.id,
            "externalId": offer.external_id or None,
            "xmlId": offer.xml_id or None,
            "article": offer.article,
            "prices": _prices(offer),
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
            "barcode": offer.barcode or None,
        }
    )


def _picture(offer: ShopOffer, pictures: str) -> str | None:
    # The pictures of the invented shop are named after the key between catalogues.
    return picture_url(offer, pictures) if offer.external_id else None


def _prices(offer: ShopOffer) -> list[Document]:
    base = [(BASE_PRICE, offer.price)] if offer.price else []
    return [
        {"priceType": code, "price": plain_number(price), "ordering": 991 + place, "currency": "RUB"}
        for place, (code, price) in enumerate([*base, *offer.further_prices])
    ]


def offer_link(offer: ShopOffer) -> Document:
    """The `offer` of an order's position."""
    return without_nulls(
        {
            "displayName": offer.name,
            "id": offer.id,
            "externalId": offer.external_id or None,
            "xmlId": offer.xml_id or None,
            "name": offer.name,
            "article": offer.article,
            "vatRate": offer.vat_rate,
            "properties": map_or_list({one.code: one.value for one in offer.properties}),
            "unit": UNIT,
            "barcode": offer.barcode or None,
        }
    )


def inventory_document(offer: ShopOffer, site: str, details: bool) -> Document:
    document = without_nulls(
        {
            "id": offer.id,
            "externalId": offer.external_id or None,
            "xmlId": offer.xml_id or None,
            "site": site,
            "purchasePrice": offer.purchase_price,
            "quantity": offer.quantity,
        }
    )
    if details:
        document["stores"] = [
            {"store": stock.store, "quantity": stock.quantity, "purchasePrice": offer.purchase_price}
            for stock in offer.stocks
        ]
    return document


def level(category: Category) -> int:
    parents = {one.id: one for one in CATEGORIES}
    return 1 + level(parents[category.parent]) if category.parent else 0


def group_document(category: Category, site: str) -> Document:
    return without_nulls(
        {
            "id": category.id,
            "parentId": category.parent or None,
            "site": site,
            "name": category.name,
            "externalId": str(category.id),
            "active": True,
            "lvl": level(category),
        }
    )
