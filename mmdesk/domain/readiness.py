"""Two questions to the freshest mirror: may this command go out now, and has it taken effect already?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from mmdesk.domain import status as statuses
from mmdesk.domain.intent import (
    Accept,
    AnswerCancel,
    Close,
    Confirm,
    FetchLabel,
    MegamarketIntent,
    Move,
    Pack,
    Reject,
    Ship,
)
from mmdesk.domain.lot import Lot
from mmdesk.domain.outbox import Blocked, Moot, Wait
from mmdesk.domain.shipment import Shipment
from mmdesk.domain.standing import describe
from mmdesk.domain.status import Status
from mmdesk.errors import Text


@dataclass(frozen=True, slots=True)
class Ready:
    """Send it, in this form: lots that need it no more are left out."""

    intent: MegamarketIntent


Readiness = Ready | Wait | Moot | Blocked


class Effect(StrEnum):
    """What a re-read tells of a command whose answer was lost."""

    PRESENT = "present"
    ABSENT = "absent"
    UNSETTLED = "unsettled"
    UNREADABLE = "unreadable"


_NOTHING_LEFT = Text("делать больше нечего: лоты уже в нужном состоянии или отменены",
                     "nothing is left to do: the lots are already there, or cancelled")  # fmt: skip
_BOXES_STAY = Text("Мегамаркет уже не принимает изменений в местах",
                   "Megamarket takes no changes of the boxes any more")  # fmt: skip
_PACKABLE = frozenset({Status.CONFIRMED, Status.PACKING_EXPIRED})
_ACCEPTABLE = frozenset({Status.NEW, Status.CONFIRMED, Status.PACKING_EXPIRED})
_MOVABLE = _ACCEPTABLE | {Status.PACKED}
_REJECTABLE = frozenset(
    {Status.NEW, Status.CONFIRMED, Status.PACKING_EXPIRED, Status.PACKED, Status.SHIPPING_EXPIRED}
)
_SHIPPABLE = frozenset({Status.PACKED, Status.SHIPPING_EXPIRED})


def readiness(intent: MegamarketIntent, shipment: Shipment) -> Readiness:
    """Whether the command may go out, given what Megamarket shows now."""
    match intent:
        case Confirm():
            return _reduced(intent, shipment, frozenset({Status.NEW}), past=Status.PENDING_CONFIRMATION)
        case Reject():
            return _reduced(intent, shipment, _REJECTABLE, past=None)
        case Accept():
            stop = _canceled_among(intent.lots, shipment) if intent.checked else None
            return stop or _reduced(intent, shipment, _ACCEPTABLE, past=Status.PENDING_PACKING)
        case Pack():
            packing = _packing_again if intent.again else _packing
            return _canceled_among(intent.lots, shipment) or packing(intent, shipment)
        case FetchLabel():
            return _label(intent, shipment)
        case Ship():
            return _shipping(intent, shipment)
        case Close():
            return _closing(intent, shipment)
        case Move():
            return _reduced(intent, shipment, _MOVABLE, past=Status.DELIVERED)
        case AnswerCancel():
            return _answering(intent, shipment)
        case _:
            assert_never(intent)


def effect(intent: MegamarketIntent, shipment: Shipment) -> Effect:
    """Whether the command, sent at some time before, shows in what Megamarket says now."""
    lots = _deciding(intent.lots, shipment)
    match intent:
        case Move():
            return Effect.UNREADABLE
        case AnswerCancel(answers=answers) if not all(answer.canceled for answer in answers):
            # That a lot goes on as it was tells nothing.
            return Effect.UNREADABLE
        case FetchLabel():
            return Effect.ABSENT
    if any(_is_between(lot) for lot in lots):
        return Effect.UNSETTLED
    return Effect.PRESENT if all(_shows(intent, lot) for lot in lots) else Effect.ABSENT


def _shows(intent: MegamarketIntent, lot: Lot) -> bool:
    reached = {Confirm: Status.PENDING_CONFIRMATION, Pack: Status.PENDING_PACKING,
               Accept: Status.PENDING_PACKING, Ship: Status.PENDING_SHIPPING}  # fmt: skip
    if lot.is_canceled:
        return True
    if isinstance(intent, Reject | AnswerCancel):
        return False
    return statuses.has_reached(lot.status, reached.get(type(intent), Status.DELIVERED))


def _is_between(lot: Lot) -> bool:
    """Megamarket is at something that may be this very command: bare PENDING, or a step with a new name."""
    return statuses.is_pending(lot.status) and statuses.heading_for(lot.status) == lot.status


def _deciding(indexes: tuple[int, ...], shipment: Shipment) -> tuple[Lot, ...]:
    """The goods among the lots: what the delivery lot shows after packing and after the end is unknown."""
    lots = _present(indexes, shipment)
    return tuple(lot for lot in lots if lot.is_goods) or lots


def _present(indexes: tuple[int, ...], shipment: Shipment) -> tuple[Lot, ...]:
    return tuple(lot for lot in map(shipment.lot, indexes) if lot is not None)


def _reduced(
    intent: Confirm | Reject | Accept | Move,
    shipment: Shipment,
    allowed: frozenset[Status],
    *,
    past: Status | None,
) -> Readiness:
    """Keep the lots that still need the command; wait for pending ones; stop at any other state."""
    keep, waiting = [], []
    for lot in _present(intent.lots, shipment):
        if lot.is_canceled or (past and statuses.has_reached(lot.status, past)):
            continue
        if lot.status in allowed:
            keep.append(lot.index)
        elif statuses.is_pending(lot.status):
            waiting.append(lot)
        else:
            return Blocked(_in_the_way(lot))
    if waiting:
        return Wait(_still_working(waiting[0]))
    if not keep:
        return Moot(_NOTHING_LEFT)
    return Ready(_only(intent, tuple(keep)))


def _only(intent: Confirm | Reject | Accept | Move, keep: tuple[int, ...]) -> MegamarketIntent:
    if isinstance(intent, Accept):
        marks = tuple(mark for mark in intent.marks if mark.lot in keep)
        return replace(intent, lots=keep, marks=marks)
    return replace(intent, lots=keep)


def _canceled_among(indexes: tuple[int, ...], shipment: Shipment) -> Blocked | None:
    gone = [lot for lot in _present(indexes, shipment) if lot.is_canceled]
    if not gone:
        return None
    places = Text("{lot}: соберите заказ без него", "{lot}: pack the order without it")
    return Blocked(places.format(lot=describe(gone[0], gone[0].status)))


def _packing(intent: Pack, shipment: Shipment) -> Readiness:
    lots = _present(intent.lots, shipment)
    if all(statuses.has_reached(lot.status, Status.PENDING_PACKING) for lot in lots):
        return Moot(_NOTHING_LEFT)
    for lot in lots:
        if statuses.is_pending(lot.status) or lot.status == Status.NEW:
            return Wait(_still_working(lot))
        if lot.status not in _PACKABLE and not statuses.has_reached(lot.status, Status.PENDING_PACKING):
            return Blocked(_in_the_way(lot))
    return Ready(intent)


def _packing_again(intent: Pack, shipment: Shipment) -> Readiness:
    for lot in _present(intent.lots, shipment):
        if lot.status not in _SHIPPABLE:
            return _wait_or_stop(lot) if lot.is_open else Blocked(_in_the_way(lot))
    return Ready(intent) if shipment.changeable else Moot(_BOXES_STAY)


def canceled_in_box(shipment: Shipment) -> tuple[Lot, ...]:
    """Goods that were cancelled after they had been put into a box."""
    return tuple(lot for lot in shipment.goods if lot.is_canceled and lot.box_index)


def _label(intent: FetchLabel, shipment: Shipment) -> Readiness:
    gone = canceled_in_box(shipment)
    if gone and not intent.force:
        places = Text("{lot}: достаньте его из места {box}", "{lot}: take it out of box {box}")
        return Blocked(places.format(lot=describe(gone[0], gone[0].status), box=gone[0].box_index))
    alive = tuple(lot for lot in shipment.goods if not lot.is_canceled)
    if not alive:
        return Blocked(Text("в заказе не осталось лотов", "the order has no lots left"))
    late = [lot for lot in alive if not statuses.has_reached(lot.status, Status.PACKED)]
    if late:
        return _wait_or_stop(late[0])
    if not shipment.box_indexes:
        return Wait(Text("Мегамаркет ещё не показал места", "Megamarket does not show the boxes yet"))
    return Ready(intent)


def _shipping(intent: Ship, shipment: Shipment) -> Readiness:
    alive = [lot for lot in shipment.goods if not lot.is_canceled]
    if all(statuses.has_reached(lot.status, Status.PENDING_SHIPPING) for lot in alive):
        return Moot(_NOTHING_LEFT)
    for lot in alive:
        if not statuses.has_reached(lot.status, Status.PACKED):
            return _wait_or_stop(lot)
    if not shipment.box_indexes:
        return Wait(Text("Мегамаркет ещё не показал места", "Megamarket does not show the boxes yet"))
    return Ready(intent)


def _closing(intent: Close, shipment: Shipment) -> Readiness:
    results = tuple(result for result in intent.results if _still_open(shipment, result.lot))
    if not any(lot.is_open for lot in _deciding(intent.lots, shipment)):
        return Moot(_NOTHING_LEFT)
    named = {result.lot for result in results}
    for lot in shipment.open_lots:
        if lot.index not in named:
            return Blocked(Text(f"нет результата для лота {lot.index}", f"no result for lot {lot.index}"))
        if (
            lot.is_goods
            and lot.status not in _SHIPPABLE
            and not statuses.has_reached(lot.status, Status.SHIPPED)
        ):
            return _wait_or_stop(lot)
    return Ready(replace(intent, results=results))


def _answering(intent: AnswerCancel, shipment: Shipment) -> Readiness:
    answers = tuple(answer for answer in intent.answers if _still_open(shipment, answer.lot))
    return Ready(replace(intent, answers=answers)) if answers else Moot(_NOTHING_LEFT)


def _still_open(shipment: Shipment, index: int) -> bool:
    lot = shipment.lot(index)
    return lot is not None and lot.is_open


def _wait_or_stop(lot: Lot) -> Wait | Blocked:
    """A lot on its way gets time; one in a state nobody knows needs a person."""
    if statuses.known(lot.status) is None and not statuses.is_pending(lot.status):
        return Blocked(_in_the_way(lot))
    return Wait(_still_working(lot))


def _still_working(lot: Lot) -> Text:
    return Text("{lot}: Мегамаркет ещё не готов", "{lot}: Megamarket is not ready yet").format(
        lot=describe(lot, lot.status)
    )


def _in_the_way(lot: Lot) -> Text:
    return Text("{lot}: в этом состоянии нельзя", "{lot}: not possible in this state").format(
        lot=describe(lot, lot.status)
    )
