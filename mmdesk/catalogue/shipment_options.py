"""The rules for `shipment-options`, which the shop has for all offers and an offer may have of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

_DAYS: Final = re.compile(r"[0-9]{1,4}").fullmatch
_HOUR: Final = re.compile(r"[01]?[0-9]|2[0-4]").fullmatch


def check_options(options: etree._Element, *, of_shop: bool) -> Iterator[tuple[str, str, str]]:
    """Every complaint as code, field and value."""
    found = False
    for option in options:
        if option.tag != "option":
            yield "unknown_element", str(option.tag), ""
            continue
        found = True
        days, hour = option.get("days", "").strip(), option.get("order-before", "").strip()
        if not _DAYS(days):
            yield "bad_days", "days", days
        if not _HOUR(hour):
            yield "bad_order_before", "order-before", hour
        if not of_shop and "store-id" in option.attrib:
            yield "store_id", "store-id", option.get("store-id", "")
    if not found:
        yield "no_shipment_options", "shipment-options", ""
