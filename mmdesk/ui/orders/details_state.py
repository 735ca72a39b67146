"""What the details show of an order, which verb is next, and which parts have changed. Without Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto
from typing import Final

from mmdesk.domain.scheme import Verb
from mmdesk.domain.schemes import scheme_of
from mmdesk.domain.standing import RowState
from mmdesk.domain.status import Status
from mmdesk.domain.step import Step
from mmdesk.errors import Text
from mmdesk.services.order_card import OrderCard
from mmdesk.services.order_list import PendingRow


class Part(StrEnum):
    """The parts of the details; each is written anew only when its own content has changed."""

    HEADER = auto()
    ALARM = auto()
    NOTICES = auto()
    COMMANDS = auto()
    LOTS = auto()
    BOXES = auto()
    MONEY = auto()
    BUYER = auto()
    TIMELINE = auto()
    VERBS = auto()


class Alarm(StrEnum):
    """What a buyer's cancellation asks of the person: an answer, a hand into a box, or nothing more."""

    ASKED = auto()
    IN_BOX = auto()
    CANCELED = auto()


@dataclass(frozen=True, slots=True)
class Cancellation:
    """The buyer's cancellation: which lots, in which boxes they lie, and whether it is all of the order."""

    alarm: Alarm
    lots: tuple[int, ...]
    boxes: tuple[int, ...] = ()
    whole: bool = False


_WORKING_ORDER: Final = (
    Verb.CONFIRM,
    Verb.PACK,
    Verb.LABEL,
    Verb.SHIP,
    Verb.COURIER,
    Verb.CLOSE,
    Verb.ANSWER_CANCEL,
    Verb.REJECT,
    Verb.MOVE,
)
_SHORT: Final = timedelta(hours=1)
_CALM_MS: Final = 30_000
_CLOSE_MS: Final = 1_000


def changed_parts(old: OrderCard | None, new: OrderCard) -> frozenset[Part]:
    """Which parts differ; all of them for another order."""
    if old is None or old.order.key != new.order.key:
        return frozenset(Part)
    before, after = _contents(old), _contents(new)
    return frozenset(part for part in Part if before[part] != after[part])


def cancellation(card: OrderCard) -> Cancellation | None:
    """The most pressing thing to say about the buyer's cancellation; None where there is nothing."""
    goods = [each.lot for each in card.lots if each.lot.is_goods]
    asked = tuple(lot.index for lot in goods if lot.cancel_requested and lot.is_open)
    if asked and card.refusals.get(Verb.ANSWER_CANCEL, _REFUSED) is None:
        return Cancellation(Alarm.ASKED, asked, whole=len(asked) == len(goods))
    gone = [lot for lot in goods if lot.status == Status.CUSTOMER_CANCELED]
    if not gone:
        return None
    boxes = tuple(sorted({lot.box_index for lot in gone if lot.box_index}))
    left = any(lot.is_open for lot in goods)
    alarm = Alarm.IN_BOX if boxes and left else Alarm.CANCELED
    return Cancellation(alarm, tuple(lot.index for lot in gone), boxes, whole=len(gone) == len(goods))


def offered(card: OrderCard) -> tuple[Verb, ...]:
    """The verbs of the button row in the order of work; ДСМ's paper is a packing list under the same key."""
    return tuple(verb for verb in _WORKING_ORDER if verb in card.refusals or verb is Verb.LABEL)


def refusal_of(card: OrderCard, verb: Verb) -> Text | None:
    """Why it may not be done now; None where it may. Paper of our own is always to be had."""
    return card.refusals.get(verb)


def next_verb(card: OrderCard) -> Verb | None:
    """The one that is to be done next; None where only Megamarket is to act, or nobody any more."""
    if card.refusals.get(Verb.ANSWER_CANCEL, _REFUSED) is None:
        return Verb.ANSWER_CANCEL
    if card.order.step in {Step.WAIT, Step.DONE}:
        return None
    for verb in _WORKING_ORDER[: _WORKING_ORDER.index(Verb.ANSWER_CANCEL)]:
        if verb is Verb.CLOSE and card.couriered_at is None and card.refusals.get(Verb.COURIER):
            # What may not leave is not closed as if it had.
            return None
        if verb in card.refusals and card.refusals[verb] is None and not _is_done_with(card, verb):
            return verb
    return None


def has_label_of_its_own(card: OrderCard) -> bool:
    """Whether Megamarket makes the label; otherwise our packing list takes its place."""
    return Verb.LABEL in card.refusals


def is_own_delivery(card: OrderCard) -> bool:
    """Whether the shop's own courier brings it to the buyer."""
    return Verb.COURIER in scheme_of(card.order.scheme).verbs


def parked(card: OrderCard) -> tuple[PendingRow, ...]:
    return tuple(row for row in card.order.pending if row.state is RowState.PARKED)


def leaving(card: OrderCard) -> tuple[PendingRow, ...]:
    """Commands on their way to a remote, or waiting for their moment."""
    return tuple(row for row in card.order.pending if row.state is not RowState.PARKED)


def tick_ms(card: OrderCard, now: datetime) -> int:
    """How often what runs with the clock has to be told anew; 0 where nothing does."""
    moments = [card.due[1]] if card.due else []
    moments += [row.not_before for row in leaving(card) if row.not_before > now]
    if not moments:
        return 0
    return _CLOSE_MS if min(abs(moment - now) for moment in moments) < _SHORT else _CALM_MS


def _is_done_with(card: OrderCard, verb: Verb) -> bool:
    """A label may be printed again at any time; it is next only while a box that stays waits for one."""
    if verb is not Verb.LABEL:
        return False
    leaves_yet = card.refusals.get(Verb.SHIP, _REFUSED) is None
    return not leaves_yet or all(box.label for box in card.boxes)


def _contents(card: OrderCard) -> dict[Part, object]:
    order = card.order
    status = (order.status, order.projected, order.pending)
    verbs: Sequence[object] = (tuple(card.refusals.items()), next_verb(card), card.crm_url)
    return {
        Part.HEADER: (status, order.shipment_id, order.connection, card.due),
        Part.ALARM: cancellation(card),
        Part.NOTICES: card.notices,
        Part.COMMANDS: order.pending,
        Part.LOTS: (card.lots, order.pending, order.total, order.finished),
        Part.BOXES: card.boxes,
        Part.MONEY: (card.prepaid, card.to_collect, card.couriered_at, card.checked_at, order.finished),
        Part.BUYER: card.buyer,
        Part.TIMELINE: card.timeline,
        Part.VERBS: verbs,
    }


_REFUSED: Final = Text("", "")
"""Stands for a verb that the scheme does not have."""
