"""The answer to a buyer who asks to cancel lots: agree or keep, for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from mmdesk.domain import status as statuses
from mmdesk.domain.lot import Lot
from mmdesk.services.order_card import OrderCard


@dataclass(frozen=True, slots=True)
class AnswerState:
    """`lots` are those whose cancellation was asked for; one without an answer stays unanswered."""

    lots: tuple[Lot, ...]
    answers: Mapping[int, bool] = field(default_factory=dict)

    def give(self, lot: int, *, cancel: bool) -> AnswerState:
        return replace(self, answers={**self.answers, lot: cancel})

    @property
    def canceled(self) -> tuple[int, ...]:
        return self._with(cancel=True)

    @property
    def kept(self) -> tuple[int, ...]:
        return self._with(cancel=False)

    @property
    def unanswered(self) -> tuple[int, ...]:
        return tuple(lot.index for lot in self.lots if lot.index not in self.answers)

    def _with(self, *, cancel: bool) -> tuple[int, ...]:
        return tuple(lot.index for lot in self.lots if self.answers.get(lot.index) is cancel)


def of_card(card: OrderCard) -> AnswerState:
    return AnswerState(
        tuple(
            each.lot
            for each in card.lots
            if each.lot.cancel_requested and each.lot.is_open and not statuses.is_final(each.projected)
        )
    )
