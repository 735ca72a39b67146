"""Where a shipment stands: what Megamarket shows, plus the commands that are on their way to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from mmdesk.domain import status as statuses
from mmdesk.domain.intent import Accept, AnswerCancel, Close, Confirm, Intent, LotResult, Pack, Reject, Ship
from mmdesk.domain.lot import Lot
from mmdesk.domain.reason import CloseReason
from mmdesk.domain.shipment import Shipment
from mmdesk.domain.status import Status
from mmdesk.errors import MmdeskError, Text


class NotAllowed(MmdeskError):
    """Raised when the rules forbid an action in the state the shipment is in; names the lot and the state."""

    title = Text("Сейчас этого сделать нельзя", "This cannot be done now")


class WrongVerb(NotAllowed):
    """Raised when the action belongs to the other scheme; the hint names the right one."""

    title = Text("Это действие не для этой схемы", "This action is not for this scheme")


class UnknownLot(NotAllowed):
    """Raised when the shipment has no such lot."""

    title = Text("Такого лота в заказе нет", "The order has no such lot")


class WrongReason(NotAllowed):
    """Raised for a reason that the scheme does not know."""

    title = Text("Такой причины в этой схеме нет", "The scheme has no such reason")


class DecidedOtherwise(NotAllowed):
    """Raised for a decision that contradicts one which is on its way or done; names what stands."""

    title = Text("Уже решено иначе", "It is decided otherwise already")
    hint = Text(
        "Пока прежняя команда не ушла, её можно вернуть или снять.",
        "While the earlier command has not gone out it can be taken back or dropped.",
        "mmdesk outbox drop",
    )


class RowState(StrEnum):
    """The states of an outbox row."""

    PENDING = "pending"
    CLAIMED = "claimed"
    DONE = "done"
    PARKED = "parked"
    CANCELLED = "cancelled"


UNFINISHED = frozenset({RowState.PENDING, RowState.CLAIMED, RowState.PARKED})


@dataclass(frozen=True, slots=True)
class PendingCommand:
    """An unfinished outbox row of this shipment, as the rules see it."""

    key: str
    intent: Intent
    state: RowState

    @property
    def is_parked(self) -> bool:
        return self.state == RowState.PARKED


@dataclass(frozen=True, slots=True)
class Standing:
    """A shipment with its unfinished commands towards Megamarket, oldest first, and our own facts."""

    shipment: Shipment
    pending: tuple[PendingCommand, ...] = ()
    couriered_at: datetime | None = None
    foreign_delivery: bool = False
    """In the CRM somebody else's integrated delivery service has the order, although we deliver (R2)."""

    def with_planned(self, intents: Sequence[Intent]) -> Standing:
        """The same with further commands under way."""
        planned = tuple(PendingCommand("", intent, RowState.PENDING) for intent in intents)
        return replace(self, pending=self.pending + planned)

    def under_way(self, lot: Lot) -> tuple[Intent, ...]:
        """The commands for the lot that are not accepted yet, oldest first; parked ones promise nothing."""
        return tuple(
            command.intent
            for command in self.pending
            if lot.index in command.intent.lots and not command.is_parked
        )

    def projected(self, lot: Lot) -> str:
        """The lot's status once everything under way has been accepted.

        Nothing under way brings a lot back: neither from its end, nor to an earlier step. An unknown status
        stays, so that it is seen.
        """
        status = lot.status
        for intent in self.under_way(lot) if statuses.known(status) is not None else ():
            outcome = outcome_of(intent, lot.index)
            if outcome is not None and not statuses.is_final(status) and _is_further(outcome, status):
                status = outcome
        return status

    def awaits(self, lot: Lot) -> bool:
        """Whether something not yet accepted is under way for the lot."""
        return bool(self.under_way(lot))

    def queued(self, kind: type[Intent], lot: Lot) -> bool:
        """Whether a command of this kind for the lot is under way already."""
        return any(isinstance(intent, kind) for intent in self.under_way(lot))

    def is_leaving(self, lot: Lot) -> bool:
        """Whether a refusal or a granted cancellation is under way: the rest goes on without the lot."""
        return any(
            isinstance(intent, Reject | AnswerCancel) and outcome_of(intent, lot.index) is not None
            for intent in self.under_way(lot)
        )

    @property
    def staying(self) -> tuple[Lot, ...]:
        """The goods that neither are cancelled nor are about to be."""
        return tuple(lot for lot in self.shipment.goods if not lot.is_canceled and not self.is_leaving(lot))

    def choose(self, indexes: tuple[int, ...]) -> tuple[Lot, ...]:
        """The lots named, each once and in order. Raises UnknownLot."""
        chosen = []
        for index in dict.fromkeys(indexes):
            lot = self.shipment.lot(index)
            if lot is None:
                raise UnknownLot(
                    Text(
                        f"лот {index}, отправление {self.shipment.shipment_id}",
                        f"lot {index}, shipment {self.shipment.shipment_id}",
                    )
                )
            chosen.append(lot)
        return tuple(chosen)


def _is_further(outcome: Status, status: str) -> bool:
    return statuses.is_canceled(outcome) or not statuses.has_reached(status, outcome)


def outcome_of(intent: Intent, lot: int) -> Status | None:
    """The status that the command brings one of its lots to when all goes well; None where it stays."""
    match intent:
        case Confirm():
            return Status.CONFIRMED
        case Reject():
            return Status.MERCHANT_CANCELED
        case Pack() | Accept():
            return Status.PACKED
        case Ship():
            return Status.SHIPPED
        case Close(results=results):
            return next((_end_of(result) for result in results if result.lot == lot), None)
        case AnswerCancel(answers=answers):
            return Status.CUSTOMER_CANCELED if any(a.lot == lot and a.canceled for a in answers) else None
        case _:
            return None


def _end_of(result: LotResult) -> Status:
    if result.handed_over:
        return Status.DELIVERED
    refused = result.reason == CloseReason.CANCEL_BY_CUSTOMER
    return Status.CUSTOMER_CANCELED if refused else Status.MERCHANT_CANCELED


def provisional_status(intent: Intent) -> Status | None:
    """What Megamarket shows right after it accepted the call, before it has worked it off."""
    match intent:
        case Confirm():
            return Status.PENDING_CONFIRMATION
        case Pack() | Accept():
            return Status.PENDING_PACKING
        case Ship():
            return Status.PENDING_SHIPPING
        case _:
            return None


FOREIGN_DELIVERY = Text(
    "Заказ «ДСМ» вы доставляете сами: отдавать его интегрированной службе доставки нельзя. "
    "Верните в RetailCRM доставку «Мегамаркет».",
    "You deliver a DSM order yourself: it must not go to an integrated delivery service. "
    "Choose the delivery “Megamarket” again in RetailCRM.",
)


def refuse_foreign_delivery(standing: Standing) -> None:
    """Raises NotAllowed while the order is given to somebody else's delivery service (R2)."""
    if standing.foreign_delivery:
        raise NotAllowed(
            Text("в RetailCRM выбрана другая доставка", "another delivery is chosen in RetailCRM"),
            hint=FOREIGN_DELIVERY,
        )


def describe(lot: Lot, status: str) -> Text:
    """«лот 2 (отменён покупателем)», for sentences that refuse."""
    return Text("лот {n} ({s})", "lot {n} ({s})").format(n=lot.index, s=statuses.name_of(status))
