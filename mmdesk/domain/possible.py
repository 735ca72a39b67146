"""What may be done to an order at this moment; for everything else, the sentence that says why not.

Each verb is tried with what a person would choose first, by the rules that decide when it is carried out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mmdesk.domain.box import PackingRefused
from mmdesk.domain.lot import Lot
from mmdesk.domain.parked import replaced
from mmdesk.domain.readiness import canceled_in_box
from mmdesk.domain.scheme import Plan, Scheme, Verb
from mmdesk.domain.standing import NotAllowed, Standing, describe
from mmdesk.errors import Text


def refusals(
    scheme: Scheme, standing: Standing, now: datetime, *, checked: bool
) -> Mapping[Verb, Text | None]:
    """For each verb of the scheme None where it may be done now, else why not.

    `checked` tells that somebody has packed the order, whatever Megamarket calls it.
    """
    order = _Order(scheme, standing, now, checked)
    return {verb: _refusal(order, verb) for verb in Verb if verb in scheme.verbs}


def refusal_unasked(
    scheme: Scheme, standing: Standing, verb: Verb, now: datetime, *, checked: bool
) -> Text | None:
    """Why a verb for which nothing is asked leaves the order as it is; None where it will be done."""
    if verb not in scheme.verbs:
        return scheme.wrong(verb).text
    if verb is Verb.PACK:
        try:
            scheme.pack(standing, (), ())
        except (PackingRefused, NotAllowed) as error:
            return error.text
    return _refusal(_Order(scheme, standing, now, checked), verb)


@dataclass(frozen=True, slots=True)
class _Order:
    scheme: Scheme
    standing: Standing
    now: datetime
    checked: bool

    def confirm(self) -> bool:
        return self._leads_on(self.scheme.confirm(self.standing))

    def reject(self) -> bool:
        reason = self.scheme.reject_reasons[0]
        return self._some(
            self.standing.shipment.goods,
            lambda lots: self.scheme.reject(self.standing, dict.fromkeys(lots, reason)),
        )

    def pack(self) -> bool:
        try:
            plan = self.scheme.pack(self.standing, (), ())
        except PackingRefused:
            # Only marking codes can be missing, and those are asked for when it is packed.
            return True
        return self._leads_on(plan) or self._awaits_checking()

    def label(self) -> bool:
        self._leads_on(self.scheme.label(self.standing))
        for lot in canceled_in_box(self.standing.shipment):
            raise NotAllowed(describe(lot, lot.status), hint=_TAKE_OUT)
        # One that is on its way already is waited for just as a new one.
        return True

    def ship(self) -> bool:
        return self._leads_on(self.scheme.ship(self.standing, self.now))

    def courier(self) -> bool:
        return self.scheme.check_courier(self.standing)

    def close(self) -> bool:
        return self._leads_on(self.scheme.close(self.standing, {}, self.now))

    def move(self) -> bool:
        return self._leads_on(self.scheme.move(self.standing, self.now + _NEXT_DAY, self.now))

    def answer_cancel(self) -> bool:
        asked = [lot for lot in self.standing.shipment.open_lots if lot.cancel_requested]
        if not asked:
            raise NotAllowed(_NOBODY_ASKED)
        return self._some(
            asked, lambda lots: self.scheme.answer_cancel(self.standing, dict.fromkeys(lots, True))
        )

    def _leads_on(self, plan: Plan) -> bool:
        """Whether something is left to do. Raises NotAllowed when a parked command stands in the way."""
        replaced(self.standing, plan)
        return bool(plan)

    def _some(self, lots: Iterable[Lot], decide: Callable[[tuple[int, ...]], Plan]) -> bool:
        """Whether one lot, or all that allow it together, can be decided about. Raises NotAllowed."""
        allowed: list[int] = []
        refused = None
        for lot in lots:
            try:
                allowed += [lot.index] if decide((lot.index,)) else []
            except NotAllowed as error:
                refused = refused or error
        for chosen in (*((index,) for index in allowed), tuple(allowed)):
            try:
                if self._leads_on(decide(chosen)):
                    return True
            except NotAllowed as error:
                # What is parked can be dealt with, a lot's own state cannot.
                refused = error
        if refused is not None:
            raise refused
        return False

    def _awaits_checking(self) -> bool:
        """Whether it was accepted before anybody packed it, so that packing it is still to be told."""
        here = self.standing.couriered_at is None and not self.standing.shipment.is_finished
        return self.scheme.accepts_unseen and here and not self.checked


def _refusal(order: _Order, verb: Verb) -> Text | None:
    try:
        return None if _ATTEMPTS[verb](order) else _DONE[verb]
    except NotAllowed as error:
        return error.text


_ATTEMPTS: Final[Mapping[Verb, Callable[[_Order], bool]]] = {
    Verb.CONFIRM: _Order.confirm,
    Verb.REJECT: _Order.reject,
    Verb.PACK: _Order.pack,
    Verb.LABEL: _Order.label,
    Verb.SHIP: _Order.ship,
    Verb.COURIER: _Order.courier,
    Verb.CLOSE: _Order.close,
    Verb.MOVE: _Order.move,
    Verb.ANSWER_CANCEL: _Order.answer_cancel,
}
_DONE: Final[Mapping[Verb, Text]] = {
    Verb.CONFIRM: Text(
        "Заказ уже подтверждён, или подтверждение в пути.",
        "The order is confirmed already, or its confirmation is on the way.",
    ),
    Verb.REJECT: Text(
        "Отказываться больше не от чего: лоты уже отменены, или отказ в пути.",
        "Nothing is left to reject: the lots are cancelled already, or their rejection is on the way.",
    ),
    Verb.PACK: Text(
        "Заказ уже упакован, или упаковка в пути.",
        "The order is packed already, or its packing is on the way.",
    ),
    Verb.SHIP: Text(
        "Заказ уже отгружен, или отгрузка в пути.",
        "The order is shipped already, or its shipping is on the way.",
    ),
    Verb.COURIER: Text("Заказ уже у курьера.", "The courier has the order already."),
    Verb.CLOSE: Text(
        "Заказ уже закрыт, или результат вручения в пути.",
        "The order is closed already, or the result of its hand-over is on the way.",
    ),
    Verb.MOVE: Text(
        "На это время доставку уже переносят.", "The delivery is being moved to that time already."
    ),
    Verb.ANSWER_CANCEL: Text(
        "Ответ покупателю уже в пути.", "The answer to the buyer is on the way already."
    ),
}
_NEXT_DAY: Final = timedelta(days=1)
_NOBODY_ASKED: Final = Text(
    "покупатель не просил отменить этот заказ", "the buyer has not asked to cancel this order"
)
_TAKE_OUT: Final = Text(
    "Достаньте его из места, прежде чем печатать этикетку.",
    "Take it out of the box before printing the label.",
)
