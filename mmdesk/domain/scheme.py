"""A scheme of work: the one object that answers everything in which «Стандарт» and «ДСМ» differ.

Each verb turns a standing into the commands that carry it out: none when the work is done or under way, and
NotAllowed when the rules forbid it. A third scheme is one more subclass and its part of the wire.
"""
# The base refuses every verb; the parameters are there for the schemes that have it.
# ruff: noqa: ARG002

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from mmdesk.domain import status as statuses
from mmdesk.domain.box import Mark
from mmdesk.domain.deadline import DeadlineKind
from mmdesk.domain.intent import Intent, MegamarketIntent, Reject
from mmdesk.domain.lot import Lot
from mmdesk.domain.reason import reason_name
from mmdesk.domain.shipment import Shipment
from mmdesk.domain.standing import DecidedOtherwise, NotAllowed, Standing, WrongReason, WrongVerb, describe
from mmdesk.domain.status import Status
from mmdesk.domain.step import Step
from mmdesk.errors import Text


class SchemeCode(StrEnum):
    """The schemes by the names under which they are stored and typed."""

    STANDARD = "standard"
    DSM = "dsm"


class Verb(StrEnum):
    """What a person can do to an order."""

    CONFIRM = "confirm"
    REJECT = "reject"
    PACK = "pack"
    LABEL = "label"
    SHIP = "ship"
    COURIER = "courier"
    CLOSE = "close"
    MOVE = "move"
    ANSWER_CANCEL = "answer-cancel"


Plan = tuple[MegamarketIntent, ...]


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    """What lies with an order on paper; RetailCRM asks for it by its code."""

    code: str
    name: Text


class Scheme(ABC):
    """One way of working with the marketplace."""

    code: ClassVar[SchemeCode]
    name: ClassVar[Text]
    verbs: ClassVar[frozenset[Verb]]
    reject_reasons: ClassVar[tuple[str, ...]]
    close_reasons: ClassVar[tuple[str, ...]]
    rejectable: ClassVar[frozenset[Status]]
    """The statuses in which a lot may still be refused."""
    instead: ClassVar[Mapping[Verb, Text]]
    """For each verb of another scheme, the sentence that names the right one."""
    target_of: ClassVar[Mapping[Verb, Status]]
    """The status that a person who waits for a verb is waiting for."""
    accepts_unseen: ClassVar[bool]
    """Whether an order can be reported as assembled before anybody has packed it."""
    printed: ClassVar[PrintedDocument]
    """What staff print from the order card of the CRM."""
    full_buyer: ClassVar[bool]
    """Whether the buyer's phone, e-mail and address go to the CRM."""
    due_by_status: ClassVar[Mapping[str, DeadlineKind]]
    held_by_wish: ClassVar[frozenset[Verb]] = frozenset()
    """What waits while a buyer's wish to cancel is unanswered: refused by the verbs themselves."""
    step_by_status: ClassVar[Mapping[str, Step]]
    """What a person does next; in a status that is not here there is nothing to do but wait."""

    @abstractmethod
    def fits(self, service_scheme: str) -> bool:
        """Whether a shipment with this serviceScheme is worked by this scheme."""

    @abstractmethod
    def confirm(self, standing: Standing, lots: tuple[int, ...] = ()) -> Plan:
        """Take the order, or the lots named, into work."""

    @abstractmethod
    def pack(self, standing: Standing, groups: Sequence[Sequence[int]], marks: tuple[Mark, ...]) -> Plan:
        """Report packing; `groups` are the boxes in their order, none means the scheme's own choice."""

    @abstractmethod
    def lots_at_bench(self, standing: Standing, *, checked: bool) -> tuple[Lot, ...]:
        """The lots that the bench puts into boxes now, none when the order is packed.

        `checked`: packed by somebody. Raises NotAllowed for an order that cannot be packed as it stands.
        """

    @abstractmethod
    def pack_at_bench(
        self, standing: Standing, boxes: Sequence[Sequence[int]], marks: tuple[Mark, ...]
    ) -> Plan:
        """Report what the bench has put into boxes; nothing where Megamarket has been told before."""

    def pack_again(self, standing: Standing, marks: tuple[Mark, ...]) -> Plan:
        """Report the boxes as they are without the lots cancelled since; `marks` are those of what is left.

        Nothing where Megamarket does not take a packing twice.
        """
        return ()

    def label(self, standing: Standing, *, force: bool = False) -> Plan:
        raise self.wrong(Verb.LABEL)

    def ship(self, standing: Standing, at: datetime) -> Plan:
        raise self.wrong(Verb.SHIP)

    def check_courier(self, standing: Standing) -> bool:
        """Whether the order may go to the courier now; False when it already has."""
        raise self.wrong(Verb.COURIER)

    def close(self, standing: Standing, failed: Mapping[int, str], at: datetime) -> Plan:
        raise self.wrong(Verb.CLOSE)

    def move(self, standing: Standing, date: datetime, now: datetime) -> Plan:
        raise self.wrong(Verb.MOVE)

    def answer_cancel(self, standing: Standing, answers: Mapping[int, bool]) -> Plan:
        raise self.wrong(Verb.ANSWER_CANCEL)

    def reject(self, standing: Standing, reasons: Mapping[int, str], comment: str = "") -> Plan:
        """Refuse lots, one command for each reason. Lots that are cancelled already need none."""
        by_reason: dict[str, list[int]] = {}
        for lot in standing.choose(tuple(reasons)):
            reason = reasons[lot.index]
            self.check_reject_reason(reason)
            if lot.is_delivery:
                raise NotAllowed(Text(f"лот {lot.index} — доставка", f"lot {lot.index} is the delivery"))
            if lot.is_canceled or _rejected_for(standing, lot, reason):
                continue
            refuse_unless(standing, lot, self.rejectable)
            by_reason.setdefault(reason, []).append(lot.index)
        return tuple(Reject(tuple(lots), reason, comment) for reason, lots in by_reason.items())

    def check_reject_reason(self, reason: str) -> None:
        """Raises WrongReason unless a lot can be refused for it in this scheme."""
        self._check_reason(reason, self.reject_reasons)

    def check_close_reason(self, reason: str) -> None:
        """Raises WrongReason unless a hand-over can fail for it in this scheme."""
        self._check_reason(reason, self.close_reasons)

    def wrong(self, verb: Verb) -> WrongVerb:
        scheme = Text("{verb} — {name}", "{verb} — {name}").format(verb=verb, name=self.name)
        return WrongVerb(scheme, hint=self.instead[verb])

    def due(self, shipment: Shipment) -> tuple[DeadlineKind, datetime] | None:
        """The deadline that counts in the state the shipment is in; None when the order gives none."""
        kind = self.due_by_status.get(shipment.effective_status)
        moment = shipment.deadlines.get(kind) if kind else None
        return (kind, moment) if kind and moment else None

    def next_step(self, shipment: Shipment, *, checked: bool, couriered: bool) -> Step:
        """What a person does next. `checked`: packed by somebody; `couriered`: given to our courier."""
        if shipment.is_finished:
            return Step.DONE
        return self.step_by_status.get(shipment.effective_status, Step.WAIT)

    def _check_reason(self, reason: str, allowed: tuple[str, ...]) -> None:
        if reason not in allowed:
            choice = ", ".join(allowed) or "—"
            raise WrongReason(
                Text(f"{reason} ({self.name.ru})", f"{reason} ({self.name.en})"),
                hint=Text(f"Возможные причины: {choice}.", f"Possible reasons: {choice}."),
            )


def _rejected_for(standing: Standing, lot: Lot, reason: str) -> bool:
    """Whether its refusal for this reason is on its way. Raises DecidedOtherwise for another reason."""
    given = next((intent.reason for intent in standing.under_way(lot) if isinstance(intent, Reject)), None)
    if given is None:
        return False
    if given != reason:
        places = Text("лот {n}: отказ «{why}» уже в очереди", "lot {n}: “{why}” is queued already")
        raise DecidedOtherwise(places.format(n=lot.index, why=reason_name(given)))
    return True


def refuse_unless(standing: Standing, lot: Lot, allowed: frozenset[Status], hint: Text | None = None) -> None:
    """Raises NotAllowed unless the lot is, or is about to be, in one of the statuses allowed.

    A lot on which Megamarket works with an end that nobody can tell passes: the relay waits for it.
    """
    status = standing.projected(lot)
    heading = statuses.heading_for(status)
    if heading not in allowed and not statuses.is_pending(heading):
        raise NotAllowed(describe(lot, status), hint=hint)


def outstanding(
    standing: Standing, lots: Sequence[Lot], target: Status, kind: type[Intent]
) -> tuple[Lot, ...]:
    """The lots that neither stand at `target` nor have a command of this kind under way."""
    return tuple(
        lot for lot in lots if not statuses.has_reached(lot.status, target) and not standing.queued(kind, lot)
    )


def nothing_open(standing: Standing) -> NotAllowed:
    status = standing.shipment.effective_status
    return NotAllowed(
        Text(
            "в отправлении {n} не осталось открытых лотов ({s})", "shipment {n} has no open lots ({s})"
        ).format(n=standing.shipment.shipment_id, s=statuses.name_of(status))
    )
