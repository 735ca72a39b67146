"""What can be wrong with an offer of a feed, in a person's words: offer, field, value, cure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from mmdesk.errors import Text

_LONGEST_VALUE: Final = 80


class Problem(NamedTuple):
    """One complaint. `code` is stable, for scripts; `value` is what stands there, perhaps empty."""

    offer_id: str
    code: str
    field: str = ""
    value: str = ""

    @property
    def message(self) -> Text:
        """What is wrong and what to do about it, without the offer's id."""
        words = _WORDS.get(self.code)
        value = self.value if len(self.value) <= _LONGEST_VALUE else f"{self.value[: _LONGEST_VALUE - 1]}…"
        return Text.same(f"{self.code} {value}".strip()) if words is None else words.format(value=value)


_WORDS: Final[Mapping[str, Text]] = {}
"""Filled in below, by subject."""
