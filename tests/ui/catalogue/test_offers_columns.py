"""The columns of the offers give way before the names do."""

from __future__ import annotations

import pytest

from mmdesk.ui.catalogue.offers_columns import MARK_WIDTH, WIDTHS, columns_within
from mmdesk.ui.catalogue.offers_model import OfferColumn

FEED = {OfferColumn.FEED_PRICE, OfferColumn.FEED_STOCK}
CRM = {OfferColumn.PRICE, OfferColumn.STOCK}
ALWAYS = {OfferColumn.ID, OfferColumn.STATE}


@pytest.mark.parametrize(
    ("width", "beside", "state"),
    [
        (1200, ALWAYS | FEED | CRM, WIDTHS[OfferColumn.STATE]),
        (1000, ALWAYS | FEED | {OfferColumn.PRICE}, WIDTHS[OfferColumn.STATE]),
        (760, ALWAYS | FEED, 168),
        (640, ALWAYS | FEED, MARK_WIDTH),
        (520, ALWAYS | {OfferColumn.FEED_PRICE}, MARK_WIDTH),
        (400, ALWAYS, MARK_WIDTH),
    ],
)
def test_columns_give_way_before_names_do(width: int, beside: set[OfferColumn], state: int) -> None:
    found = columns_within(width)
    assert set(found) == beside
    assert found[OfferColumn.STATE] == state
    assert width - sum(found.values()) >= 240
