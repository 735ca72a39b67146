"""The barcodes that Megamarket takes: EAN-8, UPC-A and EAN-13 with a right check digit, none in-house."""

from __future__ import annotations

import re
from typing import Final

_DIGITS: Final = re.compile(r"[0-9]{8}|[0-9]{12}|(?!20)[0-9]{13}")
"""13 digits that begin with 20 are a shop's own."""
_ZERO: Final = 48
"""The code of the digit 0."""


def is_good_barcode(code: str) -> bool:
    """Whether the feed may have this code."""
    return _DIGITS.fullmatch(code) is not None and checks(code)


def checks(code: str) -> bool:
    """Whether the last of these digits is the check digit of the others."""
    digits = code.encode("ascii")
    # From the right the weights are 1, 3, 1, 3 …; the sum with the check digit ends in 0.
    tripled = digits[-2::-2]
    return (sum(digits) + 2 * sum(tripled) - _ZERO * (len(digits) + 2 * len(tripled))) % 10 == 0
