"""What a change of settings would do to the feed, as far as it is cheap to tell. Nothing is built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mmdesk.catalogue import values as rules_of_values
from mmdesk.catalogue.values import FeedRules, folded
from mmdesk.domain.offer import SourceOffer
from mmdesk.services.connection_settings import load
from mmdesk.services.feed_order import feed_settings, rules_of
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.offer_list import ListedOffer, OfferListQueries, StockGroup
from mmdesk.storage.uow import Storage

_CHOSEN: Final = ("", "vendor", "min_quantity")
"""In the feed, or out of it by a rule that the manager can change back."""
_GOODS: Final = ("feed.source", "feed.price_type")
"""Settings whose effect only a build can tell."""


@dataclass(frozen=True, slots=True)
class PriceExample:
    """One offer before and after; whole roubles."""

    offer_id: str
    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """Offers that `leave` the feed and those that `come` back at most, and how many would have no stock.

    `needs_build`: some of it shows only once the goods have been read again.
    """

    leave: int = 0
    come: int = 0
    without_stock: int = 0
    without_stock_now: int = 0
    price: PriceExample | None = None
    needs_build: bool = False

    @property
    def is_nothing(self) -> bool:
        same_stock = self.without_stock == self.without_stock_now
        return not (self.leave or self.come or self.price or self.needs_build) and same_stock


def forecast(storage: Storage, name: str, changed: Mapping[str, str]) -> Forecast:
    """Raises UnknownConnection, UnknownSetting, BadSettingValue and StorageError."""
    queries = OfferListQueries(storage.engine)
    with storage.look() as work:
        connection = work.connections.get(name)
        stored = work.connections.settings(connection.connection_id)
        now = load(work, connection)
    after = ConnectionSettings.of({**stored, **changed})
    before_rules, after_rules = rules_of(feed_settings(now)), rules_of(feed_settings(after))
    groups = queries.stock_groups(connection.connection_id, _CHOSEN)
    return Forecast(
        leave=sum(each.offers for each in groups if not each.state and not _is_in(each, after_rules)),
        come=sum(each.offers for each in groups if each.state and _is_in(each, after_rules)),
        without_stock=_without_stock(groups, after_rules),
        without_stock_now=_without_stock(groups, before_rules),
        price=_example(queries.an_offer_with_price(connection.connection_id), before_rules, after_rules),
        needs_build=any(key in changed for key in _GOODS),
    )


def _is_in(group: StockGroup, rules: FeedRules) -> bool:
    if folded(group.vendor) in rules.excluded_vendors:
        return False
    return rules.keep_small or group.stock >= rules.min_quantity


def _without_stock(groups: tuple[StockGroup, ...], rules: FeedRules) -> int:
    """Offers of the feed that nobody could buy."""

    def pieces(group: StockGroup) -> int:
        return rules_of_values.stock(SourceOffer("", quantity=str(group.stock)), rules)

    return sum(each.offers for each in groups if _is_in(each, rules) and not pieces(each))


def _example(offer: ListedOffer | None, before: FeedRules, after: FeedRules) -> PriceExample | None:
    if offer is None or before.discount_percent == after.discount_percent:
        return None
    source = SourceOffer(offer.offer_id, price=str(offer.price))
    old, new = rules_of_values.price(source, before), rules_of_values.price(source, after)
    return PriceExample(offer.offer_id, offer.name, old, new)
