"""What can be wrong with an offer or a feed, in a person's words: offer, field, value, cure."""

from __future__ import annotations

from typing import Final, NamedTuple

from mmdesk.catalogue.problem_words import WORDS
from mmdesk.errors import Text

_LONGEST_VALUE: Final = 80

WARNINGS: Final = frozenset(
    (
        "bad_barcode",
        "bad_rate",
        "empty_param",
        "fraction_price",
        "inactive",
        "long_description",
        "long_name",
        "min_quantity",
        "no_encoding",
        "no_param_name",
        "no_picture",
        "no_stock",
        "no_vat",
        "no_vendor",
        "not_in_feed",
        "old_currency",
        "price_jump",
        "service",
        "store_id",
        "unknown_element",
        "unknown_vat",
        "vendor",
    )
)
"""Codes that make no feed wrong: advice, and what only a weak source demands."""


class Problem(NamedTuple):
    """One complaint. `code` is stable, for scripts; `value` is what stands there, perhaps empty."""

    offer_id: str
    code: str
    field: str = ""
    value: str = ""

    @property
    def is_error(self) -> bool:
        """Whether a feed with this may not be published."""
        return self.code not in WARNINGS

    @property
    def message(self) -> Text:
        """What is wrong and what to do about it, without the offer's id."""
        words = WORDS.get(self.code)
        value = self.value if len(self.value) <= _LONGEST_VALUE else f"{self.value[: _LONGEST_VALUE - 1]}…"
        return Text.same(f"{self.code} {value}".strip()) if words is None else words.format(value=value)
