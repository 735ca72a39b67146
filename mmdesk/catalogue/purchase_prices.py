"""What a shop paid for its goods, which anybody could read in a feed: no property that tells it goes out."""

from __future__ import annotations

import re
from typing import Final

_PURCHASE: Final = re.compile(r"purchas\w*.?(?:price|cost)|cost.?price|закуп|себестоим", re.IGNORECASE)


def tells_purchase_price(code: str, name: str) -> bool:
    """Whether a property of this code and name is a purchase price, as far as words can tell."""
    return _PURCHASE.search(code) is not None or _PURCHASE.search(name) is not None
