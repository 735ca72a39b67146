"""The rules that make the feed's values out of the source's: one pure function a value.

A further rule, say a price by vendor, is a change to one of them alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import Final, NamedTuple

from mmdesk.catalogue.addresses import web_address
from mmdesk.catalogue.barcodes import is_good_barcode
from mmdesk.catalogue.categories import CategoryTree
from mmdesk.catalogue.purchase_prices import tells_purchase_price
from mmdesk.catalogue.visible import is_visible
from mmdesk.domain.offer import Param, SourceOffer

_BEYOND: Final = Decimal(10**9)
"""No price and no stock reaches it; what claims to is a mistake."""
_ZERO: Final = Decimal(0)
_HUNDRED: Final = Decimal(100)
_DOWN: Final = Context(prec=60, rounding=ROUND_DOWN)
"""However many digits a price has, none of them is rounded up to a rouble."""
_RATE: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
_LONGEST_NAME: Final = 10_000
"""A name beyond it is a mistake of the export."""
_LONGEST_WORD: Final = 1000
_LONGEST_SHELF: Final = 60
_MOST_PICTURES: Final = 20
"""What is left of an offer that is too large; others keep all that they have."""
new_tuple = tuple.__new__
"""Makes a named tuple of a tuple without the call in between: a build makes millions."""


@dataclass(frozen=True, slots=True)
class FeedRules:
    """The settings that decide on offers. `params` is None for all; `shelf` is a property's code or name.

    Vendors are folded, see `folded`; rates of VAT are plain, see `plain_rate`.
    """

    min_quantity: int = 0
    keep_small: bool = False
    discount_percent: Decimal = Decimal(0)
    params: frozenset[str] | None = None
    shelf: str = ""
    excluded_vendors: frozenset[str] = frozenset()
    vat_codes: Mapping[str, str] = field(default_factory=dict)
    reserve: int = 0
    stop_sales: bool = False
    old_price: bool = False


class FeedOffer(NamedTuple):
    """An offer as the feed has it: whole roubles and pieces; `vat` and `url` may be empty."""

    offer_id: str
    available: bool
    url: str
    name: str
    price: int
    old_price: int | None
    category: int
    pictures: Sequence[str]
    vat: str
    vendor: str
    vendor_code: str
    description: str
    barcodes: Sequence[str]
    stock: int
    params: Sequence[Param]


def folded(vendor: str) -> str:
    """A vendor's name for comparing: without case and outer blanks."""
    return vendor.strip().casefold()


def number(written: str) -> Decimal | None:
    """A number of the source, with a point or a comma; None for what is none."""
    if "_" in written:
        # Python's own way to group digits, and nobody else's.
        return None
    try:
        found = Decimal(written.replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def source_price(offer: SourceOffer) -> Decimal | None:
    """The price of the source in roubles, None where there is none above 0."""
    price = number(offer.price)
    return None if price is None or not _ZERO < price < _BEYOND else price


def name(offer: SourceOffer) -> str:
    """The name without outer blanks; empty where no letter or digit is in it, as if there were none."""
    written = offer.name.strip()
    # Nearly every name begins with a letter or a digit, which is cheaper to see than to search for.
    if not written[:1].isalnum() and not is_visible(written):
        return ""
    return written if len(written) <= _LONGEST_NAME else ""


def price(offer: SourceOffer, rules: FeedRules) -> int:
    """Discounted and rounded down to whole roubles; 0 where the offer has no price to sell at."""
    full = source_price(offer)
    if full is None:
        return 0
    if rules.discount_percent:
        full = _DOWN.divide(_DOWN.multiply(full, _HUNDRED - rules.discount_percent), _HUNDRED)
    return int(full)


def old_price(offer: SourceOffer, rules: FeedRules) -> int | None:
    """The price before the discount, only where it is more than 5 percent above the price."""
    full = source_price(offer)
    if full is None:
        return None
    before = int(full)
    return before if before * 100 > price(offer, rules) * 105 else None


def source_stock(offer: SourceOffer) -> int:
    """Whole pieces in all warehouses; fractions are cut off, and what is no number above 0 is none."""
    written = offer.quantity
    if written.isascii() and written.isdigit() and len(written) < 10:
        return int(written)
    pieces = number(written)
    return 0 if pieces is None or not _ZERO < pieces < _BEYOND else int(pieces)


def stock(offer: SourceOffer, rules: FeedRules) -> int:
    """What the feed offers: nothing while sales are stopped or too little is there, else less the reserve."""
    if rules.stop_sales:
        return 0
    pieces = source_stock(offer)
    return 0 if pieces < rules.min_quantity else max(pieces - rules.reserve, 0)


def category(offer: SourceOffer, tree: CategoryTree) -> int:
    """The first of its categories that the source has, by its number in the feed; 0 where it has none."""
    for category_id in offer.categories:
        found = tree.number(category_id)
        if found is not None:
            return found
    return 0


def vat(offer: SourceOffer, rules: FeedRules) -> str:
    """Megamarket's code for the rate by the table of the settings; empty where the table has none."""
    code = rules.vat_codes.get(offer.vat)
    if code is None:
        return rules.vat_codes.get(plain_rate(offer.vat), "") if offer.vat else ""
    return code


@lru_cache(maxsize=256)
def plain_rate(rate: str) -> str:
    """20.00, 20% and «20» are one rate."""
    bare = rate.strip().rstrip("%").strip().lower().replace(",", ".")
    return f"{Decimal(bare).normalize():f}" if _RATE.fullmatch(bare) else bare


def pictures(offer: SourceOffer) -> list[str]:
    """The addresses that Megamarket can fetch, in the order of the source, each once."""
    found = [web_address(each) for each in offer.pictures]
    if "" in found or len(found) > len(set(found)):
        return [each for each in dict.fromkeys(found) if each]
    return found


def barcodes(offer: SourceOffer) -> list[str]:
    """The codes that Megamarket takes, each once; the scanner knows the others too."""
    found = [code for each in offer.barcodes if is_good_barcode(code := each.strip())]
    return found if len(found) < 2 else list(dict.fromkeys(found))


def params(offer: SourceOffer, rules: FeedRules) -> Sequence[Param]:
    """The chosen properties, by code or by name, with both a name and a value; never a purchase price.

    Nor the shelf, which is nobody's business but the warehouse's.
    """
    chosen = rules.params
    found = [param for param in offer.params if goes_out(param[0], param[1], chosen) and param[2].strip()]
    if rules.shelf:
        return [param for param in found if not _is_shelf(param[0], param[1], rules.shelf)]
    return found


def shelf(offer: SourceOffer, rules: FeedRules) -> str:
    """Where the offer lies, in the words of the property that the settings name; empty where it has none."""
    if not rules.shelf:
        return ""
    told = (each[2].strip() for each in offer.params if _is_shelf(each[0], each[1], rules.shelf))
    return next((words[:_LONGEST_SHELF] for words in told if words), "")


@lru_cache(maxsize=4096)
def _is_shelf(code: str, name: str, wanted: str) -> bool:
    return code.strip() == wanted or folded(name) == folded(wanted)


@lru_cache(maxsize=4096)
def goes_out(code: str, name: str, chosen: frozenset[str] | None) -> bool:
    """Whether the feed may have a property of this code and name; `chosen` is None for all."""
    if not is_visible(name) or tells_purchase_price(code, name):
        return False
    return chosen is None or code.strip() in chosen or name.strip() in chosen


def feed_offer(offer: SourceOffer, rules: FeedRules, tree: CategoryTree) -> FeedOffer:
    """The offer with the values of the feed; `price` or `category` is 0 where it has none."""
    pieces = stock(offer, rules)
    return new_tuple(
        FeedOffer,
        (
            offer.offer_id,
            pieces > 0,
            web_address(offer.url) if offer.url else "",
            name(offer),
            price(offer, rules),
            old_price(offer, rules) if rules.old_price else None,
            category(offer, tree),
            pictures(offer),
            vat(offer, rules),
            offer.vendor.strip(),
            offer.article.strip(),
            offer.description.strip(),
            barcodes(offer) if offer.barcodes else (),
            pieces,
            params(offer, rules) if offer.params else (),
        ),
    )


def slimmed(made: FeedOffer) -> FeedOffer:
    """The same without whatever may be of any length: for an offer that is too large for a feed."""
    return made._replace(
        description="",
        vendor=made.vendor[:_LONGEST_WORD],
        vendor_code=made.vendor_code[:_LONGEST_WORD],
        url=made.url if len(made.url) <= _LONGEST_WORD else "",
        pictures=[each for each in made.pictures if len(each) <= _LONGEST_WORD][:_MOST_PICTURES],
        barcodes=made.barcodes[:_MOST_PICTURES],
        params=(),
    )
