"""What staff ask for by changing an order in the CRM, as the commands that carry it out at Megamarket.

Only what is new is looked at: a status that stands there since the last look asks for nothing. A wish that
the rules forbid keeps no other from being carried out; it comes back in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mmdesk.domain import status as statuses
from mmdesk.domain.intent import MegamarketIntent
from mmdesk.domain.lot import Lot
from mmdesk.domain.scheme import Plan, Scheme, Verb
from mmdesk.domain.standing import NotAllowed, Standing, refuse_foreign_delivery
from mmdesk.domain.status import Status
from mmdesk.errors import MmdeskError, Text


@dataclass(frozen=True, slots=True)
class CrmView:
    """An order in the CRM, reduced to what the rules look at.

    `is_canceled`: its status belongs to the cancelling group. `items` are item statuses by lot, `canceling`
    the lots whose item status takes them out of the order. `boxes` are the parcels of the delivery card.
    """

    status: str
    is_canceled: bool
    items: Mapping[int, str]
    canceling: frozenset[int]
    boxes: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class CrmNews:
    """What differs from the last look and was not written by us."""

    status: bool = False
    lots: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class WishRules:
    """The connection's mapping: CRM statuses that ask for an action, and reasons by item status."""

    confirmed: str = ""
    pack: str = ""
    ship: str = ""
    close: str = ""
    reject_reasons: Mapping[str, str] = field(default_factory=dict)
    default_reject_reason: str = ""
    close_reasons: Mapping[str, str] = field(default_factory=dict)

    def reject_reason(self, item_status: str) -> str:
        return self.reject_reasons.get(item_status) or self.default_reject_reason

    def means_failed_hand_over(self, item_status: str) -> bool:
        """Mapped to a courier's reason alone, so that it cannot be meant as a refusal."""
        return bool(self.close_reasons.get(item_status)) and not self.reject_reasons.get(item_status)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What follows: commands in their order, facts of our own, and what the rules forbade, in words."""

    plan: Plan = ()
    couriered: bool = False
    checked: bool = False
    refusals: tuple[Text, ...] = ()


def wishes(
    scheme: Scheme, standing: Standing, view: CrmView, news: CrmNews, rules: WishRules, at: datetime
) -> Wishes:
    """Turn what is new into commands: first the lots that go, then the way of those that stay."""
    if standing.shipment.is_finished or not (news.status or news.lots):
        return Wishes()
    asked = _asked(scheme, view, news, rules)
    steps = _Steps(scheme, standing)
    leaving = _leaving(standing, view, news, asked)
    if asked.closes_all(standing, leaving, view, rules):
        asked = _Asked(close=True)
        leaving = standing.shipment.open_goods
    handed_over = asked.close or (Verb.CLOSE in scheme.verbs and standing.couriered_at is not None)
    _agree(steps, leaving if not asked.close else ())
    if not handed_over:
        _refuse(steps, _refusable(scheme, standing, leaving, view, rules), view, rules)
    elif asked.cancel and any(not steps.standing.is_leaving(lot) for lot in leaving):
        # Who gave up, the buyer or we, is not to be guessed: it decides who pays.
        steps.refusals.append(_NO_CLOSE_REASON.format(n=leaving[0].index if leaving else ""))
    _go_on(steps, view, asked, at)
    if asked.close:
        _close(steps, leaving, view, rules, at)
    return Wishes(tuple(steps.plan), steps.couriered, steps.checked, tuple(steps.refusals))


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which actions the new order status asks for."""

    cancel: bool = False
    confirm: bool = False
    pack: bool = False
    ship: bool = False
    close: bool = False

    @property
    def anything(self) -> bool:
        return self.cancel or self.confirm or self.pack or self.ship or self.close

    def closes_all(self, standing: Standing, leaving: Sequence[Lot], view: CrmView, rules: WishRules) -> bool:
        """A cancelled order all of whose lots carry a courier's reason: nothing was handed over."""
        if not self.cancel or not leaving:
            return False
        couriered = standing.couriered_at is not None
        return all(
            rules.close_reasons.get(view.items.get(lot.index, ""))
            and (couriered or _is_failed_hand_over(standing, lot, view, rules))
            for lot in leaving
        )


def _asked(scheme: Scheme, view: CrmView, news: CrmNews, rules: WishRules) -> _Asked:
    if not news.status or not view.status:
        return _Asked()
    if view.is_canceled and view.status != rules.close:
        return _Asked(cancel=True)
    return _Asked(
        confirm=view.status == rules.confirmed,
        pack=view.status == rules.pack,
        ship=view.status == rules.ship,
        close=view.status == rules.close and Verb.CLOSE in scheme.verbs,
    )


def _leaving(standing: Standing, view: CrmView, news: CrmNews, asked: _Asked) -> tuple[Lot, ...]:
    """The open goods that staff take out: all that are marked once the order goes on, else the new ones."""
    if asked.cancel:
        return standing.shipment.open_goods
    marked = view.canceling if asked.anything else view.canceling & news.lots
    return tuple(lot for lot in standing.shipment.open_goods if lot.index in marked)


def _is_failed_hand_over(standing: Standing, lot: Lot, view: CrmView, rules: WishRules) -> bool:
    assembled = statuses.has_reached(statuses.heading_for(standing.projected(lot)), Status.PACKED)
    return assembled and rules.means_failed_hand_over(view.items.get(lot.index, ""))


def _refusable(
    scheme: Scheme, standing: Standing, leaving: Sequence[Lot], view: CrmView, rules: WishRules
) -> tuple[Lot, ...]:
    """Neither those that the buyer gives up himself nor those that wait for the close with its reason."""
    refused = tuple(lot for lot in leaving if not _is_asked_for(scheme, lot))
    if Verb.CLOSE not in scheme.verbs:
        return refused
    return tuple(lot for lot in refused if not _is_failed_hand_over(standing, lot, view, rules))


def _is_asked_for(scheme: Scheme, lot: Lot) -> bool:
    """The buyer asks to cancel it, and waits for an answer."""
    return lot.cancel_requested and Verb.ANSWER_CANCEL in scheme.verbs


class _Steps:
    """Commands planned so far; each next one sees those before it."""

    def __init__(self, scheme: Scheme, standing: Standing) -> None:
        self.scheme = scheme
        self.standing = standing
        self.plan: list[MegamarketIntent] = []
        self.refusals: list[Text] = []
        self.couriered = False
        self.checked = False

    def take(self, decide: Callable[[Standing], Plan]) -> bool:
        """Whether the rules allow it."""
        try:
            plan = decide(self.standing)
        except MmdeskError as error:
            self.refusals.append(error.text)
            return False
        self.plan += plan
        self.standing = self.standing.with_planned(plan)
        return True


def _agree(steps: _Steps, leaving: Iterable[Lot]) -> None:
    """Taking out what the buyer asks to cancel grants his wish, also once the goods have left."""
    agreed = {lot.index: True for lot in leaving if _is_asked_for(steps.scheme, lot)}
    if agreed:
        steps.take(lambda standing: steps.scheme.answer_cancel(standing, agreed))


def _refuse(steps: _Steps, leaving: Iterable[Lot], view: CrmView, rules: WishRules) -> None:
    """One command for each reason."""
    scheme = steps.scheme
    reasons: dict[int, str] = {}
    for lot in leaving:
        reason = rules.reject_reason(view.items.get(lot.index, ""))
        try:
            if scheme.reject(steps.standing, {lot.index: reason}):
                reasons[lot.index] = reason
        except NotAllowed as error:
            steps.refusals.append(error.text)
    if reasons:
        steps.take(lambda standing: scheme.reject(standing, reasons))


def _go_on(steps: _Steps, view: CrmView, asked: _Asked, at: datetime) -> None:
    """Confirm, pack and hand over what stays, as far as it was asked for."""
    scheme = steps.scheme
    if not steps.standing.staying:
        return
    if _must_confirm(steps, asked) and not steps.take(scheme.confirm):
        return
    if asked.pack:
        if not steps.take(lambda standing: scheme.pack(standing, _boxes(standing, view), ())):
            return
        steps.checked = scheme.accepts_unseen
    if asked.ship:
        _hand_over(steps, at)


def _must_confirm(steps: _Steps, asked: _Asked) -> bool:
    if steps.scheme.accepts_unseen:
        # There packing is the acceptance.
        return asked.confirm and not asked.pack
    fresh = any(steps.standing.projected(lot) == Status.NEW for lot in steps.standing.staying)
    return asked.confirm or (asked.pack and fresh)


def _boxes(standing: Standing, view: CrmView) -> tuple[tuple[int, ...], ...]:
    """The parcels of the delivery card when every lot that stays is in exactly one; else one box for all."""
    wanted = sorted(lot.index for lot in standing.staying)
    boxes = tuple(
        kept for box in view.boxes if (kept := tuple(index for index in box if index in set(wanted)))
    )
    packed = sorted(index for box in boxes for index in box)
    return boxes if packed == wanted and len(boxes) > 1 else ()


def _hand_over(steps: _Steps, at: datetime) -> None:
    scheme = steps.scheme
    if Verb.COURIER not in scheme.verbs:
        steps.take(lambda standing: scheme.ship(standing, at))
        return
    try:
        steps.couriered = scheme.check_courier(steps.standing)
    except MmdeskError as error:
        steps.refusals.append(error.text)


def _close(steps: _Steps, leaving: Sequence[Lot], view: CrmView, rules: WishRules, at: datetime) -> None:
    reasons = {lot.index: rules.close_reasons.get(view.items.get(lot.index, ""), "") for lot in leaving}
    nameless = [index for index, reason in reasons.items() if not reason]
    if nameless:
        steps.refusals.append(_NO_CLOSE_REASON.format(n=nameless[0]))
        return

    def close(standing: Standing) -> Plan:
        refuse_foreign_delivery(standing)
        return steps.scheme.close(standing, reasons, at)

    steps.take(close)


_NO_CLOSE_REASON = Text(
    "лот {n}: неизвестно, почему его не вручили. Сопоставьте статусу товара причину: «Настройки», "
    "«Соответствия и заказы», или закройте заказ в mmdesk.",
    "lot {n}: why it was not handed over is unknown. Map its item status to a reason under Settings, "
    "Mappings and orders, or close the order in mmdesk.",
)
