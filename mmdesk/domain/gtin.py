"""GTINs: the numbers in EAN, UPC and ITF barcodes, one number however many leading zeros a barcode shows."""

from __future__ import annotations

import re
from typing import Final

_LENGTHS: Final = (8, 12, 13, 14)
_DIGITS: Final = re.compile(r"[0-9]{8}|[0-9]{12,14}")
_ZERO: Final = 48


def is_gtin(code: str) -> bool:
    """Whether these are 8, 12, 13 or 14 digits with a right check digit."""
    return looks_like_gtin(code) and _checks(code)


def looks_like_gtin(code: str) -> bool:
    """Whether it has a GTIN's length; its check digit may be wrong."""
    return _DIGITS.fullmatch(code) is not None


def spellings(gtin: str) -> tuple[str, ...]:
    """Every way in which a barcode, or a catalogue, may write this GTIN."""
    bare = gtin.lstrip("0")
    return tuple(bare.zfill(length) for length in _LENGTHS if len(bare) <= length)


def _checks(code: str) -> bool:
    digits = code.encode("ascii")
    # From the right the weights are 1, 3, 1, 3 …; the sum with the check digit ends in 0.
    tripled = digits[-2::-2]
    return (sum(digits) + 2 * sum(tripled) - _ZERO * (len(digits) + 2 * len(tripled))) % 10 == 0
