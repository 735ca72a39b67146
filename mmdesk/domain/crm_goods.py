"""RetailCRM's catalogue as its interface tells it: products with offers, texts as they are written there.

Numbers stay texts, as in `SourceOffer`. Never holds a purchase price.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class CrmOffer(NamedTuple):
    """A variant of a product. `number` is RetailCRM's own, `external_id` the link to Megamarket, or empty.

    `prices` are pairs of a price type and roubles, `properties` of a code and a value; `quantity` is the sum
    over all warehouses, empty where the answer does not tell it.
    """

    number: int
    external_id: str = ""
    name: str = ""
    article: str = ""
    prices: tuple[tuple[str, str], ...] = ()
    vat: str = ""
    barcode: str = ""
    pictures: tuple[str, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    is_active: bool = True
    quantity: str = ""


class CrmProduct(NamedTuple):
    """What all variants share. `groups` are ids of the tree of goods, `picture` serves offers without one.

    `updated_at` does not move when only stock has changed, as far as is known.
    """

    number: int
    name: str = ""
    article: str = ""
    url: str = ""
    description: str = ""
    vendor: str = ""
    picture: str = ""
    groups: tuple[str, ...] = ()
    is_active: bool = True
    is_service: bool = False
    offers: tuple[CrmOffer, ...] = ()
    updated_at: datetime | None = None


class CrmStock(NamedTuple):
    """Pieces of an offer in all warehouses of a store; `number` is RetailCRM's own for the offer."""

    number: int
    quantity: str
    site: str = ""
