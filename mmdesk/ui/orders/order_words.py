"""A row of the list in words, icons and tones: what it stands at, what is on its way, how long is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PySide6.QtCore import QCoreApplication

from mmdesk.domain import status as statuses
from mmdesk.domain.deadline import DEADLINE_NAMES, DeadlineKind, Urgency
from mmdesk.domain.intent import COMMAND_NAMES, Command, Target
from mmdesk.domain.schemes import scheme_of
from mmdesk.domain.standing import RowState
from mmdesk.domain.status import Status
from mmdesk.domain.step import Step
from mmdesk.services.order_list import OrderRow, PendingRow
from mmdesk.ui import moments
from mmdesk.ui.plain_words import one_line
from mmdesk.ui.theme import Tone
from mmdesk.ui.words import spoken


@dataclass(frozen=True, slots=True)
class StatusWords:
    """What an order stands at. With a `mark`, icon and tone are the mark's: somebody has to decide.

    `note` tells what else is worth knowing, less loudly.
    """

    icon: str
    tone: Tone
    words: str
    mark: str = ""
    note: str = ""

    @property
    def whole(self) -> str:
        return " · ".join(part for part in (self.mark, self.words, self.note) if part)


@dataclass(frozen=True, slots=True)
class Countdown:
    """The time left for a narrow cell. `icon` is empty while there is time."""

    words: str
    tone: Tone
    icon: str = ""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """What a row of the table says, but for the time left, which is told anew all the while."""

    number: str
    scheme: str
    status: StatusWords
    lots: str
    total: str
    buyer: str


_CRITICAL_PART: Final = (Urgency.OVERDUE - Urgency.SOON) // (Urgency.OVERDUE - Urgency.CRITICAL)
"""What is left when an order becomes critical, as a part of what was left when it came to be at risk."""


def line(order: OrderRow, *, names_connection: bool) -> OrderLine:
    """Where connections share a scheme, their name stands behind it."""
    scheme = spoken(scheme_of(order.scheme).name)
    owner = order.connection if names_connection and order.connection != scheme else ""
    return OrderLine(
        number=one_line(order.shipment_id),
        scheme=f"{scheme} · {owner}" if owner else scheme,
        status=status_words(order),
        lots=moments.number(order.lots),
        total=moments.money(order.total),
        buyer=one_line(order.buyer_name),
    )


def status_words(order: OrderRow) -> StatusWords:
    """The projected state: a step that is on its way reads as what is being done."""
    icon, tone, words = _under_way(order) or _standing(order.projected)
    if _is_stopped(order):
        stopped = QCoreApplication.translate("OrderWords", "stopped")
        return StatusWords("stop", Tone.DANGER, words, mark=stopped)
    if order.cancel_asked:
        asked = QCoreApplication.translate("OrderWords", "buyer asks to cancel")
        return StatusWords("question", Tone.DANGER, words, mark=asked)
    if _is_canceled_in_part(order):
        gone = QCoreApplication.translate("OrderWords", "cancelled in part")
        # What the buyer has done is news to whoever packs; what we have rejected is a decision of ours.
        loud = ("cross", Tone.DANGER) if order.buyer_canceled else ("forbidden", Tone.WARN)
        return StatusWords(*loud, words, mark=gone, note=_note(order))
    return StatusWords(icon, tone, words, note=_note(order))


def standing_words(status: str) -> StatusWords:
    """One status by itself, as a lot has it."""
    return StatusWords(*_standing(status))


def lot_words(own: str, projected: str, pending: Sequence[PendingRow]) -> StatusWords:
    """What a lot of an order with these commands stands at: a step on its way reads as what is being done."""
    if projected == own:
        return standing_words(own)
    leading = _LEADING_TO.get(statuses.known(projected), ())
    sent = [command.command for command in pending if _is_sent(command) and command.command in leading]
    step = next(reversed(sent), next(iter(leading), None))
    words = _being_done(step) if step is not None else ""
    return StatusWords("half", Tone.ACCENT, words) if words else standing_words(projected)


def countdown(order: OrderRow, now: datetime) -> Countdown | None:
    """None where no deadline counts. Amber and red are shares of the order's own window."""
    due, risk = order.due_at, order.risk_at
    if due is None:
        return None
    words = moments.left(due, now)
    if now >= due or (risk is not None and now >= due - (due - risk) / _CRITICAL_PART):
        return Countdown(words, Tone.DANGER, "warning")
    if risk is not None and now >= risk:
        return Countdown(words, Tone.WARN, "clock")
    return Countdown(words, Tone.TEXT)


def deadline_sentence(order: OrderRow, now: datetime) -> str:
    """«подтвердить до: чт, 12 марта 2026, 15:00 (через 14 мин)»; empty where no deadline counts."""
    if order.due_at is None:
        return ""
    kind = _kind_of(order)
    name = spoken(DEADLINE_NAMES[kind]) if kind else QCoreApplication.translate("OrderWords", "deadline")
    return f"{name}: {moments.exact(order.due_at)} ({moments.until(order.due_at, now)})"


def status_lines(order: OrderRow) -> Iterator[str]:
    """The status and every command that is not over, one a line."""
    yield status_words(order).whole
    for command in order.pending:
        yield _command_line(command)


def row_sentence(order: OrderRow, now: datetime, *, names_connection: bool) -> str:
    """The whole row for somebody who hears it: what matters most comes first."""
    told = line(order, names_connection=names_connection)
    parts = (
        told.number,
        told.status.whole.replace(" · ", ", "),
        _spoken_deadline(order, now),
        told.scheme,
        QCoreApplication.translate("OrderWords", "%n lot(s)", "", order.lots),
        told.total,
        told.buyer,
    )
    return ", ".join(part for part in parts if part)


def _spoken_deadline(order: OrderRow, now: datetime) -> str:
    if order.due_at is None:
        return ""
    kind = _kind_of(order)
    name = f"{spoken(DEADLINE_NAMES[kind])}: " if kind else ""
    return f"{name}{moments.until(order.due_at, now)}"


def _kind_of(order: OrderRow) -> DeadlineKind | None:
    """Which of the order's deadlines is the one that counts."""
    by_rule = scheme_of(order.scheme).due_by_status.get(order.status)
    if by_rule and order.deadlines.get(by_rule) == order.due_at:
        return by_rule
    return next((kind for kind, at in order.deadlines.given().items() if at == order.due_at), None)


_LEADING_TO: Final[Mapping[Status | None, tuple[Command, ...]]] = {
    Status.CONFIRMED: (Command.CONFIRM,),
    Status.PACKED: (Command.PACK, Command.ACCEPT),
    Status.SHIPPED: (Command.SHIP,),
    Status.DELIVERED: (Command.CLOSE,),
    Status.MERCHANT_CANCELED: (Command.REJECT, Command.CLOSE),
    Status.CUSTOMER_CANCELED: (Command.ANSWER_CANCEL, Command.CLOSE),
}
"""The commands that can bring a lot to a status, the likeliest first."""

_STANDING: Final[Mapping[Status, tuple[str, Tone]]] = {
    Status.NEW: ("dot", Tone.ACCENT),
    Status.PENDING: ("half", Tone.ACCENT),
    Status.PENDING_CONFIRMATION: ("half", Tone.ACCENT),
    Status.CONFIRMED: ("check", Tone.TEXT),
    Status.PENDING_PACKING: ("half", Tone.ACCENT),
    Status.PACKED: ("box-check", Tone.TEXT),
    Status.PENDING_SHIPPING: ("half", Tone.ACCENT),
    Status.SHIPPED: ("truck", Tone.OK),
    Status.DELIVERED: ("check-all", Tone.OK),
    Status.PACKING_EXPIRED: ("warning", Tone.DANGER),
    Status.SHIPPING_EXPIRED: ("warning", Tone.DANGER),
    Status.MERCHANT_CANCELED: ("forbidden", Tone.MUTED),
    Status.CUSTOMER_CANCELED: ("cross", Tone.DANGER),
}


def _standing(status: str) -> tuple[str, Tone, str]:
    words = one_line(spoken(statuses.name_of(status)))
    member = statuses.known(status)
    if member is not None:
        return (*_STANDING[member], words)
    # A status nobody has told us of has to be seen, not guessed at.
    return ("half", Tone.ACCENT, words) if statuses.is_pending(status) else ("question", Tone.WARN, words)


def _under_way(order: OrderRow) -> tuple[str, Tone, str] | None:
    """The last decision that Megamarket has not accepted yet."""
    sent = [
        words for command in order.pending if _is_sent(command) if (words := _being_done(command.command))
    ]
    return ("half", Tone.ACCENT, sent[-1]) if sent else None


def _is_sent(command: PendingRow) -> bool:
    """Whether Megamarket gets it, or has it already; a parked one goes nowhere."""
    return command.target is Target.MEGAMARKET and command.state is not RowState.PARKED


def _being_done(command: Command) -> str:
    """Empty for what changes nothing that an order stands at and goes on beside it."""
    translate = QCoreApplication.translate
    match command:
        case Command.CONFIRM:
            return translate("OrderWords", "being confirmed…")
        case Command.REJECT:
            return translate("OrderWords", "being rejected…")
        case Command.PACK:
            return translate("OrderWords", "packing on its way…")
        case Command.ACCEPT:
            return translate("OrderWords", "being accepted…")
        case Command.SHIP:
            return translate("OrderWords", "being shipped…")
        case Command.CLOSE:
            return translate("OrderWords", "being closed…")
        case Command.MOVE:
            return translate("OrderWords", "delivery being moved…")
        case Command.ANSWER_CANCEL:
            return translate("OrderWords", "answer on its way…")
        case _:
            return ""


def _is_canceled_in_part(order: OrderRow) -> bool:
    """Whether lots are gone of an order that still has to be worked at."""
    whole = order.finished or statuses.is_canceled(order.projected)
    return order.canceled_at is not None and not whole


def _note(order: OrderRow) -> str:
    """What Megamarket's status does not tell: facts of our own, and what is missing of what has arrived."""
    if statuses.is_canceled(order.projected):
        return ""
    if order.finished:
        words = QCoreApplication.translate("OrderWords", "cancelled {gone} of {lots}")
        gone = moments.number(order.canceled_lots)
        return words.format(gone=gone, lots=moments.number(order.lots)) if order.canceled_lots else ""
    if order.couriered_at is not None:
        return QCoreApplication.translate("OrderWords", "with the courier")
    if order.step is Step.PACK and statuses.has_reached(order.status, Status.PACKED):
        return QCoreApplication.translate("OrderWords", "still to be packed here")
    return ""


def _is_stopped(order: OrderRow) -> bool:
    return any(command.state is RowState.PARKED for command in order.pending)


def _command_line(command: PendingRow) -> str:
    name = spoken(COMMAND_NAMES[command.command])
    if command.state is not RowState.PARKED:
        return QCoreApplication.translate("OrderWords", "{command}: on its way").format(command=name)
    words = spoken(command.error) if command.error else ""
    stopped = QCoreApplication.translate("OrderWords", "{command}: stopped").format(command=name)
    return f"{stopped} ({words})" if words else stopped
