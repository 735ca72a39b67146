"""The filters of the catalogue's lists."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from mmdesk.sandbox.retailcrm_keys import Call
from mmdesk.sandbox.retailcrm_wire import BAD_CHOICE, INPUT_REFUSED, Parameters, Refusal
from mmdesk.sandbox.shop import ShopOffer

CATALOGUE_ID = 2
MOST = 1_000_000_000

_RANGES = frozenset({"minPrice", "maxPrice", "minQuantity", "maxQuantity"})
PRODUCT_FILTERS = _RANGES | {
    "ids",
    "offerIds",
    "externalId",
    "xmlId",
    "offerExternalId",
    "offerXmlId",
    "name",
    "active",
    "sites",
    "catalogs",
    "groups",
    "groupExternalId",
    "manufacturer",
    "sinceId",
    "sinceUpdatedAt",
}
PRODUCT_DOCUMENTED = frozenset(
    {
        "priceType",
        "minPurchasePrice",
        "maxPurchasePrice",
        "properties",
        "url",
        "urlLike",
        "popular",
        "stock",
        "novelty",
        "recommended",
        "classSegment",
    }
)
OFFER_FILTERS = _RANGES | {
    "ids",
    "name",
    "externalIds",
    "xmlIds",
    "sites",
    "catalogs",
    "active",
    "sinceId",
    "groups",
}
OFFER_DOCUMENTED = frozenset({"properties", "priceType", "minPurchasePrice", "maxPurchasePrice"})
INVENTORY_FILTERS = frozenset(
    {
        "ids",
        "productExternalId",
        "productArticle",
        "offerExternalId",
        "offerXmlId",
        "offerArticle",
        "productActive",
        "offerActive",
        "sites",
        "catalogs",
        "details",
    }
)
GROUP_FILTERS = frozenset({"ids", "sites", "catalogs", "active", "parentGroupId", "minLevel", "maxLevel"})
WHOLE_LISTS = frozenset({"sites", "catalogs", "details"})
"""Filters that take all rows or none."""
PROPERTY_FILTERS = frozenset({"name", "code", "visible", "variative", "sites", "catalogs", "groups"})


def in_scope(given: Parameters, call: Call) -> bool:
    sites, catalogues = given.many("sites"), given.many("catalogs")
    return (not sites or any(map(call.key.sees, sites))) and (
        not catalogues or str(CATALOGUE_ID) in catalogues
    )


def _one_of(given: Parameters, name: str, value: object) -> bool:
    wanted = given.many(name)
    return not wanted or str(value) in wanted


def _flag_fits(given: Parameters, name: str, value: bool) -> bool:
    wanted = given.text(name)
    if wanted not in {"", "0", "1"}:
        raise Refusal(400, INPUT_REFUSED, {f"filter[{name}]": BAD_CHOICE})
    return wanted in {"", str(int(value))}


def _in_range(given: Parameters, name: str, value: Decimal | int) -> bool:
    return given.number(f"min{name}", 0) <= value <= given.number(f"max{name}", MOST)


def product_fits(given: Parameters, variants: Sequence[ShopOffer]) -> bool:
    first = variants[0]
    return (
        _one_of(given, "ids", first.product_id)
        and any(_one_of(given, "offerIds", variant.id) for variant in variants)
        and given.text("externalId") in {"", f"P-{first.product_id}"}
        and any(given.text("offerExternalId") in {"", variant.external_id} for variant in variants)
        and any(given.text("offerXmlId") in {"", variant.xml_id} for variant in variants)
        and given.text("xmlId") == ""
        and given.text("name").casefold() in first.product_name.casefold()
        and _flag_fits(given, "active", first.product_active)
        and _one_of(given, "groups", first.category)
        and given.text("groupExternalId") in {"", str(first.category)}
        and given.text("manufacturer") in {"", first.vendor}
        and any(_in_range(given, "Price", variant.price) for variant in variants)
        and _in_range(given, "Quantity", sum(variant.quantity for variant in variants))
        and first.product_id > given.number("sinceId", 0)
    )


def offer_fits(given: Parameters, offer: ShopOffer) -> bool:
    return (
        _one_of(given, "ids", offer.id)
        and given.text("name").casefold() in offer.name.casefold()
        and _one_of(given, "externalIds", offer.external_id)
        and _one_of(given, "xmlIds", offer.xml_id)
        and _flag_fits(given, "active", offer.active)
        and _one_of(given, "groups", offer.category)
        and _in_range(given, "Price", offer.price)
        and _in_range(given, "Quantity", offer.quantity)
        and offer.id > given.number("sinceId", 0)
    )


def inventory_fits(given: Parameters, offer: ShopOffer) -> bool:
    return (
        _one_of(given, "ids", offer.id)
        and given.text("productExternalId") in {"", f"P-{offer.product_id}"}
        and _one_of(given, "productArticle", offer.article)
        and _one_of(given, "offerExternalId", offer.external_id)
        and _one_of(given, "offerXmlId", offer.xml_id)
        and _one_of(given, "offerArticle", offer.article)
        and _flag_fits(given, "productActive", offer.product_active)
        and _flag_fits(given, "offerActive", offer.active)
    )
