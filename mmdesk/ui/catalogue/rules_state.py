"""The rules of a feed while they are edited: what is stored, what is typed, and what is wrong with it.

Without Qt. Values are in the one spelling in which settings are stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mmdesk.errors import Text
from mmdesk.setting_kinds import Plain, text_of
from mmdesk.settings import BadSettingValue, canonical, find

EDITED: Final = (
    "feed.source",
    "exchange.feed_minutes",
    "feed.min_quantity",
    "feed.keep_small",
    "feed.exclude_vendors",
    "feed.price_type",
    "feed.discount_percent",
    "feed.old_price",
    "price.by",
    "feed.reserve",
    "stock.api",
    "feed.params",
    "feed.shelf",
    "feed.outlet_id",
    "feed.days",
    "feed.order_before",
    "feed.vat_map",
    "feed.guard.vanish_percent",
    "feed.guard.price_percent",
)
"""The settings of the form. Stopping sales is no part of it: it has a switch of its own."""
_OF_BUILDS: Final = frozenset(key for key in EDITED if key.startswith("feed.") and "guard" not in key)


class RulesState:
    """What somebody else stores meanwhile is taken over where the person has typed nothing."""

    def __init__(self) -> None:
        self._stored: dict[str, str] = {}
        self._typed: dict[str, str] = {}

    def see(self, settings: Mapping[str, Plain]) -> None:
        """The settings as they are stored now."""
        self._stored = {key: text_of(settings[key]) for key in EDITED if key in settings}
        self._typed = {key: text for key, text in self._typed.items() if self._differs(key, text)}

    def type(self, key: str, text: str) -> None:
        self._typed.pop(key, None)
        if self._differs(key, text):
            self._typed[key] = text

    def take_back(self) -> None:
        """Everything as it is stored."""
        self._typed.clear()

    def value(self, key: str) -> str:
        """As it is to be shown."""
        return self._typed.get(key, self._stored.get(key, ""))

    def error(self, key: str) -> Text | None:
        """Why the value will not do: what is allowed."""
        if key not in self._typed:
            return None
        try:
            canonical(key, self._typed[key])
        except BadSettingValue as error:
            return error.cure
        return None

    @property
    def errors(self) -> tuple[str, ...]:
        """The keys that cannot be stored, in the order of the form."""
        return tuple(key for key in EDITED if self.error(key) is not None)

    @property
    def is_changed(self) -> bool:
        return bool(self._typed)

    def changes(self) -> Mapping[str, str]:
        """What is to be stored: only what differs, and only while nothing is wrong."""
        if self.errors:
            return {}
        return {key: canonical(key, text) for key, text in self._typed.items()}

    @property
    def needs_build(self) -> bool:
        return bool(_OF_BUILDS.intersection(self._typed))

    def _differs(self, key: str, text: str) -> bool:
        stored = self._stored.get(key, "")
        if text == stored:
            return False
        try:
            return bool(find(key).kind.read(text) != find(key).kind.read(stored))
        except ValueError:
            return True
