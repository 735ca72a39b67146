"""How the hand-over of an order ended, lot by lot, and what the courier has to have collected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from mmdesk.domain import status as statuses
from mmdesk.domain.lot import Lot
from mmdesk.domain.status import Status
from mmdesk.services.order_card import OrderCard


@dataclass(frozen=True, slots=True)
class CloseState:
    """Every lot counts as handed over until it is named in `failed`, whose reason may still be empty.

    `elsewhere` are the roubles of lots that nobody is asked about, `prepaid` those paid before.
    """

    lots: tuple[Lot, ...]
    delivery: tuple[Lot, ...]
    allowed: tuple[str, ...]
    prepaid: Decimal = Decimal(0)
    elsewhere: Decimal = Decimal(0)
    failed: Mapping[int, str] = field(default_factory=dict)

    def hand_over(self, lot: int) -> CloseState:
        return replace(self, failed={index: why for index, why in self.failed.items() if index != lot})

    def fail(self, lot: int, reason: str = "") -> CloseState:
        return replace(self, failed={**self.failed, lot: reason})

    @property
    def unexplained(self) -> tuple[int, ...]:
        """Lots that were not handed over for a reason nobody has given yet."""
        return tuple(sorted(lot for lot, reason in self.failed.items() if not reason))

    @property
    def is_delivery_kept(self) -> bool:
        """The paid delivery follows the goods: it falls away only with all of them."""
        return len(self.failed) < len(self.lots)

    @property
    def to_collect(self) -> Decimal:
        """What the buyer has to pay for this result, in roubles."""
        kept = [lot for lot in self.lots if lot.index not in self.failed]
        kept += self.delivery if self.is_delivery_kept else ()
        total = sum((lot.final_price for lot in kept), self.elsewhere)
        return max(total - self.prepaid, Decimal(0))


def of_card(card: OrderCard) -> CloseState:
    """Lots that are on their way out of the order are not asked about: their result follows by itself."""
    alive = [each for each in card.lots if not statuses.is_final(each.projected)]
    delivered = [each.lot for each in card.lots if each.projected == Status.DELIVERED]
    return CloseState(
        lots=tuple(each.lot for each in alive if each.lot.is_goods),
        delivery=tuple(each.lot for each in alive if each.lot.is_delivery),
        allowed=card.close_reasons,
        prepaid=card.prepaid or Decimal(0),
        elsewhere=sum((lot.final_price for lot in delivered), Decimal(0)),
    )
