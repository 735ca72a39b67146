"""What a source tells of its goods, before any rule: texts as they are written there.

Tuples, because a catalogue has up to a million of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

ARTICLE: Final = "article"
DESCRIPTION: Final = "description"
"""Codes of the params that ICML uses for the article and the description of an offer."""


class Param(NamedTuple):
    """A property of an offer. `code` is the machine's name for it, empty where the source has none."""

    code: str
    name: str
    value: str
    unit: str = ""


class Category(NamedTuple):
    """A node of the source's tree of goods; ids are texts of any form, `parent` is empty at the root."""

    category_id: str
    parent: str
    name: str


class Shop(NamedTuple):
    """Who sells, as the head of a feed tells it."""

    name: str
    company: str
    url: str


class SourceOffer(NamedTuple):
    """One offer of a source. `offer_id` is the CRM's externalId, empty where it has none.

    `price` (roubles) and `quantity` (pieces, all warehouses together) are numbers as the source spells them.
    Never holds a purchase price.
    """

    offer_id: str
    name: str = ""
    price: str = ""
    quantity: str = ""
    categories: Sequence[str] = ()
    vendor: str = ""
    article: str = ""
    description: str = ""
    url: str = ""
    pictures: Sequence[str] = ()
    barcodes: Sequence[str] = ()
    vat: str = ""
    params: Sequence[Param] = ()
    is_active: bool = True
    is_service: bool = False
