"""Why an offer is not in the feed, or why it has that price: every rule as it worked on this one offer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from mmdesk.catalogue.categories import CategoryTree
from mmdesk.catalogue.exclusions import in_force
from mmdesk.catalogue.values import FeedRules, feed_offer
from mmdesk.domain.offer import SourceOffer


class Step(NamedTuple):
    """One rule at work on one offer: what the CRM has, and what the feed gets."""

    rule: str
    before: str
    after: str


def explained(offer: SourceOffer, rules: FeedRules, tree: CategoryTree) -> tuple[Step, ...]:
    """Every rule in its order; one that leaves the offer out ends the list."""
    made = feed_offer(offer, rules, tree)
    steps: list[Step] = []
    for name, holds, _ in in_force(rules):
        out = holds(offer, made, rules)
        steps.append(Step(name, _SHOWN[name](offer), "out" if out else "ok"))
        if out:
            return tuple(steps)
    return (
        *steps,
        Step("price", offer.price, str(made.price)),
        Step("old_price", offer.price, "" if made.old_price is None else str(made.old_price)),
        Step("stock", offer.quantity, str(made.stock)),
        Step("vat", offer.vat, made.vat),
        Step("pictures", str(len(offer.pictures)), str(len(made.pictures))),
        Step("barcodes", " ".join(offer.barcodes), " ".join(made.barcodes)),
        Step("params", str(len(offer.params)), str(len(made.params))),
    )


_SHOWN: Final[Mapping[str, Callable[[SourceOffer], str]]] = {
    "bad_id": lambda offer: offer.offer_id,
    "service": lambda offer: "service" if offer.is_service else "product",
    "inactive": lambda offer: "active" if offer.is_active else "inactive",
    "vendor": lambda offer: offer.vendor,
    "no_name": lambda offer: offer.name,
    "no_price": lambda offer: offer.price,
    "no_category": lambda offer: ", ".join(offer.categories),
    "min_quantity": lambda offer: offer.quantity,
}
