"""The rules that leave an offer out of the feed, in the order in which they are asked.

Each is a pure function with a name, so that "why is this offer not there?" has an answer. A further rule is
one more line of the table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from mmdesk.catalogue.values import FeedOffer, FeedRules, folded, source_stock
from mmdesk.domain.offer import SourceOffer

_OFFER_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,20}")


class Rule(NamedTuple):
    """A reason to leave an offer out, under the name that people and scripts know.

    `holds` is told the offer of the source, and what the feed would have.
    """

    name: str
    holds: Callable[[SourceOffer, FeedOffer, FeedRules], bool]
    is_on: Callable[[FeedRules], bool] = lambda _rules: True
    """Whether the settings let it hold at all."""


def has_bad_id(offer: SourceOffer, _made: FeedOffer, _rules: FeedRules) -> bool:
    """No externalId in the CRM, or one that Megamarket does not take. Never shortened: two could meet."""
    return _OFFER_ID.fullmatch(offer.offer_id) is None


def is_service(offer: SourceOffer, _made: FeedOffer, _rules: FeedRules) -> bool:
    return offer.is_service


def is_inactive(offer: SourceOffer, _made: FeedOffer, _rules: FeedRules) -> bool:
    return not offer.is_active


def is_of_excluded_vendor(_offer: SourceOffer, made: FeedOffer, rules: FeedRules) -> bool:
    return folded(made.vendor) in rules.excluded_vendors


def has_no_name(_offer: SourceOffer, made: FeedOffer, _rules: FeedRules) -> bool:
    return not made.name


def has_no_price(_offer: SourceOffer, made: FeedOffer, _rules: FeedRules) -> bool:
    return not made.price


def has_no_category(_offer: SourceOffer, made: FeedOffer, _rules: FeedRules) -> bool:
    return not made.category


def is_too_few(offer: SourceOffer, _made: FeedOffer, rules: FeedRules) -> bool:
    """Fewer pieces than the least quantity, which the settings do not keep as unavailable."""
    return source_stock(offer) < rules.min_quantity


BAD_ID: Final = "bad_id"
"""The first reason to be asked for, and the only one that holds for offers that share such an id, too."""
EXCLUSIONS: Final = (
    Rule(BAD_ID, has_bad_id),
    Rule("service", is_service),
    Rule("inactive", is_inactive),
    Rule("vendor", is_of_excluded_vendor, lambda rules: bool(rules.excluded_vendors)),
    Rule("no_name", has_no_name),
    Rule("no_price", has_no_price),
    Rule("no_category", has_no_category),
    Rule("min_quantity", is_too_few, lambda rules: rules.min_quantity > 0 and not rules.keep_small),
)
"""Asked in this order; the first that holds is the reason. What the manager chose comes before what is
broken, except for an id that cannot be used at all."""
DUPLICATE: Final = "duplicate_id"
"""The reason that shows only once the whole source has been read: all offers of that id are left out."""
FAULTS: Final = frozenset({BAD_ID, DUPLICATE, "no_name", "no_price", "no_category"})
"""Reasons that nobody has chosen: each such offer is listed as a problem."""


def in_force(rules: FeedRules) -> tuple[Rule, ...]:
    """The rules that these settings let hold, in their order."""
    return tuple(rule for rule in EXCLUSIONS if rule.is_on(rules))


def exclusion(offer: SourceOffer, made: FeedOffer, rules: FeedRules, asked: Sequence[Rule]) -> str:
    """The name of the first of the asked rules that leaves the offer out; empty when it goes out."""
    for name, holds, _ in asked:
        if holds(offer, made, rules):
            return name
    return ""
