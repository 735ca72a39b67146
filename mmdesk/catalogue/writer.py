"""Writes the feed as text. One element order, one way to escape; nothing is read back here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from mmdesk.catalogue.categories import FeedCategory
from mmdesk.catalogue.values import FeedOffer
from mmdesk.domain.offer import Param, Shop

CURRENCY: Final = "RUB"
FOOT: Final = "</offers>\n</shop>\n</yml_catalog>\n"
_FORBIDDEN: Final = "".join(map(chr, (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)))
"""What no XML can hold, though a source that is no XML may have it: left out."""
_SPECIAL: Final = re.compile(f'[&<>"\r\n\t{_FORBIDDEN}]').search
_ESCAPED: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
    | dict.fromkeys(_FORBIDDEN, "")
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What every offer of the feed shares: the warehouse's number, and how soon a shipment is ready."""

    outlet_id: str
    days: int
    order_before: int


def escaped(text: str) -> str:
    """Fit for an element's text and for an attribute alike; line ends and tabs survive reading."""
    return text.translate(_ESCAPED) if _SPECIAL(text) else text


def head(date: str, shop: Shop, categories: Iterable[FeedCategory], delivery: Delivery) -> str:
    """Everything before the first offer; `date` is RFC 3339 with a zone."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<yml_catalog date="{date}">',
        "<shop>",
        f"<name>{escaped(shop.name)}</name>",
        f"<company>{escaped(shop.company)}</company>",
        f"<url>{escaped(shop.url)}</url>",
        f'<currencies><currency id="{CURRENCY}" rate="1"/></currencies>',
        "<categories>",
        *map(_category, categories),
        "</categories>",
        _shipment_options(delivery),
        "<offers>\n",
    ]
    return "\n".join(lines)


def _category(category: FeedCategory) -> str:
    parent = "" if category.parent is None else f' parentId="{category.parent}"'
    return f'<category id="{category.number}"{parent}>{escaped(category.name)}</category>'


def _shipment_options(delivery: Delivery) -> str:
    option = f'<option days="{delivery.days}" order-before="{delivery.order_before}"/>'
    return f"<shipment-options>{option}</shipment-options>"


class OfferWriter:
    """Writes one offer after another."""

    def __init__(self, delivery: Delivery) -> None:
        self._options = _shipment_options(delivery)
        self._outlet = f'<outlets><outlet id="{escaped(delivery.outlet_id)}" instock="'

    def text(self, offer: FeedOffer) -> str:
        """The offer with its end of line; everything in it is escaped."""
        (
            offer_id, available, url, name, price, old_price, category, pictures, vat, vendor, vendor_code,
            description, barcodes, stock, params,
        ) = offer  # fmt: skip
        words = [name, url, vendor, vendor_code, description, vat, *pictures]
        for param in params:
            words += param
        if _SPECIAL("".join(words)):
            name, url, vendor = escaped(name), escaped(url), escaped(vendor)
            vendor_code, description, vat = escaped(vendor_code), escaped(description), escaped(vat)
            pictures = list(map(escaped, pictures))
            params = [Param(*map(escaped, param)) for param in params]
        return (
            f'<offer id="{offer_id}" available="{"true" if available else "false"}">'
            f"{f'<url>{url}</url>' if url else ''}<name>{name}</name><price>{price}</price>"
            f"{'' if old_price is None else f'<oldprice>{old_price}</oldprice>'}"
            f"<currencyId>{CURRENCY}</currencyId><categoryId>{category}</categoryId>"
            f"{''.join([f'<picture>{each}</picture>' for each in pictures])}"
            f"{f'<vat>{vat}</vat>' if vat else ''}{self._options}"
            f"{f'<vendor>{vendor}</vendor>' if vendor else ''}"
            f"{f'<vendorCode>{vendor_code}</vendorCode>' if vendor_code else ''}"
            f"{f'<description>{description}</description>' if description else ''}"
            f"{''.join([f'<barcode>{each}</barcode>' for each in barcodes])}"
            f'{self._outlet}{stock}"/></outlets>'
            f"{_params(params) if params else ''}"
            "</offer>\n"
        )


def _params(params: Iterable[Param]) -> str:
    return "".join(
        [
            f'<param name="{name}" unit="{unit}">{value}</param>'
            if unit
            else f'<param name="{name}">{value}</param>'
            for _, name, value, unit in params
        ]
    )
