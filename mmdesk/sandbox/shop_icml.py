"""The shop's catalogue as an ICML file, the way a site publishes it for the CRM."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from urllib.parse import quote

from mmdesk.sandbox.shop import SHOP_NAME, SHOP_URL, ShopOffer
from mmdesk.sandbox.shop_goods import CATEGORIES


def icml(offers: Iterable[ShopOffer], *, date: str, pictures: str) -> bytes:
    """Write the whole file; `date` is `Y-m-d H:i:s`, `pictures` the address that ids and `.png` follow."""
    catalogue = ET.Element("yml_catalog", date=date)
    shop = ET.SubElement(catalogue, "shop")
    _text(shop, "name", SHOP_NAME)
    _text(shop, "company", "ООО «Пример»")
    _add_categories(ET.SubElement(shop, "categories"))
    listed = ET.SubElement(shop, "offers")
    for offer in offers:
        _add_offer(listed, offer, pictures)
    ET.indent(catalogue)
    written: bytes = ET.tostring(catalogue, encoding="UTF-8", xml_declaration=True)
    return written


def _text(parent: ET.Element, tag: str, text: object, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = str(text)


def _add_categories(parent: ET.Element) -> None:
    for place, category in enumerate(CATEGORIES):
        attributes = {"id": str(category.id)}
        if category.parent:
            attributes["parentId"] = str(category.parent)
        # Both spellings of a category exist in the wild; a reader has to know either.
        if place % 4 == 1:
            node = ET.SubElement(parent, "category", attributes)
            _text(node, "name", category.name)
        else:
            _text(parent, "category", category.name, **attributes)


def _add_offer(parent: ET.Element, offer: ShopOffer, pictures: str) -> None:
    node = ET.SubElement(
        parent,
        "offer",
        id=offer.external_id,
        productId=str(offer.product_id),
        quantity=str(offer.quantity),
        type="service" if offer.is_service else "product",
    )
    _text(node, "url", product_url(offer))
    _text(node, "price", f"{offer.price:.2f}")
    _text(node, "purchasePrice", f"{offer.purchase_price:.2f}")
    _text(node, "categoryId", offer.category)
    _text(node, "picture", picture_url(offer, pictures))
    _text(node, "name", offer.name)
    _text(node, "productName", offer.product_name)
    _text(node, "xmlId", offer.xml_id)
    _text(node, "param", offer.article, name="Артикул", code="article")
    _text(node, "param", offer.description, name="Описание", code="description")
    for one in offer.properties:
        _text(node, "param", one.value, name=one.name, code=one.code)
    _text(node, "vendor", offer.vendor)
    _text(node, "barcode", offer.barcode)
    _text(node, "vatRate", offer.vat_rate)
    ET.SubElement(node, "unit", code="pc", name="Штука", sym="шт.")
    _add_measures(node, offer)
    _text(node, "productActivity", _flag(offer.product_active))
    _text(node, "activity", _flag(offer.active))
    _text(node, "markable", _flag(offer.markable))


def _add_measures(node: ET.Element, offer: ShopOffer) -> None:
    # ICML wants kilograms and centimetres, the API grams and millimetres.
    _text(node, "weight", f"{offer.weight / 1000:g}")
    sides = (offer.length, offer.width, offer.height)
    _text(node, "dimensions", "/".join(f"{side / 10:g}" for side in sides))


def _flag(value: bool) -> str:
    return "Y" if value else "N"


def product_url(offer: ShopOffer) -> str:
    return f"{SHOP_URL}/catalog/{offer.article.lower()}"


def picture_url(offer: ShopOffer, pictures: str) -> str:
    return f"{pictures}/{quote(offer.external_id, safe='')}.png"
