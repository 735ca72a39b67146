"""Which columns of the offers a table of some width shows: names must tell like goods apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mmdesk.ui.catalogue.offers_model import OfferColumn

WIDTHS: Final[Mapping[int, int]] = {
    OfferColumn.ID: 112,
    OfferColumn.STATE: 200,
    OfferColumn.PRICE: 128,
    OfferColumn.FEED_PRICE: 108,
    OfferColumn.STOCK: 128,
    OfferColumn.FEED_STOCK: 108,
}
MARK_WIDTH: Final = 48
"""Of the states' column where it shows icons without their words."""
_GOOD_NAME: Final = 280
_LEAST_NAME: Final = 240
_SHORT_STATE: Final = 168


def columns_within(width: int) -> Mapping[int, int]:
    """The widths of the columns shown beside the name, which gets the rest of `width` pixels.

    What RetailCRM has goes first, since the details have it as well; then the words of the states, and last
    what the feed has.
    """
    shown = dict(WIDTHS)

    def room() -> int:
        return width - sum(shown.values())

    for column in (OfferColumn.STOCK, OfferColumn.PRICE):
        if room() < _GOOD_NAME:
            del shown[column]
    for state in (_SHORT_STATE, MARK_WIDTH):
        if room() < (_GOOD_NAME if state == _SHORT_STATE else _LEAST_NAME):
            shown[OfferColumn.STATE] = state
    for column in (OfferColumn.FEED_STOCK, OfferColumn.FEED_PRICE):
        if room() < _LEAST_NAME:
            del shown[column]
    return shown
