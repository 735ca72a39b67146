"""What a person is about to refuse of one order: which lots, each for which reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from mmdesk.domain import status as statuses
from mmdesk.domain.lot import Lot
from mmdesk.domain.schemes import scheme_of
from mmdesk.services.order_card import OrderCard


@dataclass(frozen=True, slots=True)
class RejectState:
    """`lots` may still be refused; `staying` is how many goods the order has left, those included.

    While `shared` holds, one reason counts for all.
    """

    lots: tuple[Lot, ...]
    staying: int
    allowed: tuple[str, ...]
    chosen: frozenset[int] = frozenset()
    shared: bool = True
    common: str = ""
    own: Mapping[int, str] = field(default_factory=dict)

    def mark(self, lot: int, *, refused: bool) -> RejectState:
        return replace(self, chosen=self.chosen | {lot} if refused else self.chosen - {lot})

    def share(self, *, on: bool) -> RejectState:
        """One reason for all, or each lot its own; a lot without one begins with the common reason."""
        if on:
            return replace(self, shared=True)
        return replace(self, shared=False, own={lot.index: self.reason_of(lot.index) for lot in self.lots})

    def give(self, reason: str, lot: int | None = None) -> RejectState:
        """Choose the common reason, or that of one lot, which thereby is among the refused."""
        if lot is None:
            return replace(self, common=reason)
        chosen = self.chosen | {lot} if reason else self.chosen
        if self.shared:
            return replace(self, common=reason, chosen=chosen)
        return replace(self, own={**self.own, lot: reason}, chosen=chosen)

    def reason_of(self, lot: int) -> str:
        if self.shared:
            return self.common
        return self.own.get(lot, "")

    @property
    def reasons(self) -> Mapping[int, str]:
        """What is sent: every chosen lot with its reason."""
        return {lot.index: self.reason_of(lot.index) for lot in self.lots if lot.index in self.chosen}

    @property
    def unexplained(self) -> tuple[int, ...]:
        """Chosen lots for which no reason has been given."""
        return tuple(lot for lot, reason in self.reasons.items() if not reason)

    @property
    def ends_order(self) -> bool:
        """Whether nothing of the order would be left."""
        return len(self.chosen) == self.staying


def of_card(card: OrderCard) -> RejectState:
    """A single lot is chosen from the start: there is nothing else one could mean."""
    rejectable = scheme_of(card.order.scheme).rejectable
    goods = [each for each in card.lots if each.lot.is_goods and not statuses.is_final(each.projected)]
    lots = tuple(
        each.lot
        for each in goods
        if statuses.heading_for(each.projected) in rejectable or statuses.is_pending(each.projected)
    )
    chosen = frozenset({lots[0].index}) if len(lots) == 1 else frozenset()
    return RejectState(lots, len(goods), card.reject_reasons, chosen)
