"""A command that is not over, in words: what it is, why it is still here, and what a person can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QCoreApplication

from mmdesk.domain.intent import COMMAND_NAMES, Target
from mmdesk.services.waiting_commands import WaitingCommand, Why
from mmdesk.ui import moments
from mmdesk.ui.exchange import exchange_state
from mmdesk.ui.facts.details_card import Details
from mmdesk.ui.facts.facts_model import Cell, Line
from mmdesk.ui.orders.verb_words import lots_named
from mmdesk.ui.theme import Tone
from mmdesk.ui.words import spoken

_LOOKS: Final[Mapping[Why, tuple[str, Tone]]] = {
    Why.PARKED: ("stop", Tone.DANGER),
    Why.STOPPED: ("key", Tone.DANGER),
    Why.SENDING: ("half", Tone.ACCENT),
    Why.UNDO: ("undo", Tone.ACCENT),
    Why.PAUSED: ("pause", Tone.WARN),
    Why.OFF: ("offline", Tone.WARN),
    Why.UNREGISTERED: ("plug", Tone.WARN),
    Why.RESTS: ("pause", Tone.WARN),
    Why.NO_SERVICE: ("offline", Tone.WARN),
}


_REASONS_TOLD: Final = 4


def remote_name(target: Target) -> str:
    if target is Target.MEGAMARKET:
        return QCoreApplication.translate("QueueWords", "Megamarket")
    # A name that is the same in every language.
    return "RetailCRM"


def command_name(command: WaitingCommand) -> str:
    """«подтверждение» with a capital: it stands at the beginning."""
    name = spoken(COMMAND_NAMES[command.command])
    return name[:1].upper() + name[1:]


def line(command: WaitingCommand, now: datetime) -> Line:
    icon, tone = _LOOKS.get(command.why, ("hourglass", Tone.MUTED))
    why = reason(command, now)
    words = spoken(command.words) if command.words else ""
    return Line(
        command.key,
        (
            Cell(state(command), icon, tone),
            Cell(command_name(command)),
            Cell(command.shipment_id),
            Cell(remote_name(command.target), tone=Tone.MUTED),
            Cell(moments.moment(command.since, now), tone=Tone.MUTED, tip=moments.exact(command.since)),
            Cell(words if command.is_parked and words else why, tip=f"{why}\n{words}".strip()),
        ),
    )


def named(command: WaitingCommand) -> str:
    """One command among several: which order, what, which lots."""
    words = QCoreApplication.translate("QueueWords", "Order {number}: {command}, {lots}")
    name = spoken(COMMAND_NAMES[command.command])
    return words.format(number=command.shipment_id, command=name, lots=lots_named(command.lots))


def state(command: WaitingCommand) -> str:
    """One word for a narrow cell."""
    translate = QCoreApplication.translate
    match command.why:
        case Why.PARKED:
            return translate("QueueWords", "stopped")
        case Why.SENDING:
            return translate("QueueWords", "being sent")
        case _:
            return translate("QueueWords", "waits")


def reason(command: WaitingCommand, now: datetime) -> str:
    """Why it is still here, in a few words."""
    resting = _resting(command)
    return resting or _under_way(command, moments.until(command.until, now) if command.until else "")


def _resting(command: WaitingCommand) -> str:
    """What only a person ends."""
    translate = QCoreApplication.translate
    remote = remote_name(command.target)
    match command.why:
        case Why.PARKED:
            words = translate("QueueWords", "{remote} refused, or it cannot be sent: decide")
            return words.format(remote=remote)
        case Why.RESTS:
            return translate("QueueWords", "the connection {name} is paused").format(name=command.connection)
        case Why.OFF:
            return translate("QueueWords", "the module is switched off in RetailCRM")
        case Why.UNREGISTERED:
            return translate("QueueWords", "the connection is not registered in RetailCRM")
        case Why.STOPPED:
            return translate("QueueWords", "{remote} does not accept the token").format(remote=remote)
        case Why.NO_SERVICE:
            return translate("QueueWords", "the service does not run")
        case _:
            return ""


def _under_way(command: WaitingCommand, when: str) -> str:
    translate = QCoreApplication.translate
    remote = remote_name(command.target)
    match command.why:
        case Why.SENDING:
            return translate("QueueWords", "{remote} has it now").format(remote=remote)
        case Why.TURN:
            return _behind(command)
        case Why.UNDO:
            return translate("QueueWords", "can be taken back, leaves {when}").format(when=when)
        case Why.PAUSED:
            words = translate("QueueWords", "{remote} does not answer, next try {when}")
            return words.format(remote=remote, when=when)
        case Why.LATER:
            return translate("QueueWords", "is tried again {when}").format(when=when)
        case _:
            return translate("QueueWords", "leaves now")


def _behind(command: WaitingCommand) -> str:
    assert command.behind is not None
    words = QCoreApplication.translate("QueueWords", "its turn comes after: {command}")
    return words.format(command=spoken(COMMAND_NAMES[command.behind]))


def details(command: WaitingCommand, now: datetime) -> Details:
    """What happened, in whose words, and what to do."""
    translate = QCoreApplication.translate
    icon, tone = _LOOKS.get(command.why, ("hourglass", Tone.MUTED))
    heading = translate("QueueWords", "{command}, order {number}: {why}").format(
        command=command_name(command), number=command.shipment_id, why=_headline(command, now)
    )
    sentences = [
        translate("QueueWords", "Lots {lots} · {name} · since {at}").format(
            lots=", ".join(map(str, command.lots)),
            name=command.connection,
            at=moments.moment(command.since, now),
        )
    ]
    if command.words:
        words = translate("QueueWords", "Reason: {words}")
        sentences.append(words.format(words=spoken(command.words)))
    if command.in_doubt:
        sentences.append(
            translate("QueueWords", "It may have taken effect already: the order is read again first.")
        )
    cure = _cure(command)
    return Details(heading, icon, tone, (*sentences, cure) if cure else tuple(sentences))


def _headline(command: WaitingCommand, now: datetime) -> str:
    """What stopped it follows in its own line, where that is known."""
    if command.is_parked and command.words:
        return QCoreApplication.translate("QueueWords", "stopped, waits for your decision")
    return reason(command, now)


def details_of_many(commands: Sequence[WaitingCommand], now: datetime) -> Details:
    """How many there are of each reason, and what to do with them."""
    translate = QCoreApplication.translate
    heading = translate("QueueWords", "%n command(s) marked", "", len(commands))
    counted = translate("QueueWords", "{count} × {why}")
    reasons = exchange_state.reason_counts(commands)
    sentences = [
        counted.format(
            count=count, why=spoken(each.words) if each.is_parked and each.words else reason(each, now)
        )
        for each, count in reasons[:_REASONS_TOLD]
    ]
    others = sum(count for _, count in reasons[_REASONS_TOLD:])
    if others:
        sentences.append(translate("QueueWords", "and %n more for other reasons", "", others))
    cure = translate(
        "QueueWords", "Before any of them is sent or dropped you are asked, with each one named."
    )
    return Details(heading, "check-all", Tone.ACCENT, (*sentences, cure))


def _cure(command: WaitingCommand) -> str:
    translate = QCoreApplication.translate
    match command.why:
        case Why.PARKED:
            return translate(
                "QueueWords",
                "Look at the order, then send the command again or drop it. "
                "Later commands about the same lots wait for your decision.",
            )
        case Why.TURN:
            return translate("QueueWords", "It leaves by itself when the earlier command is over.")
        case Why.STOPPED:
            return translate("QueueWords", "Section “Systems” says how to set a new token.")
        case Why.NO_SERVICE:
            return translate("QueueWords", "Nothing is lost: the queue leaves as soon as the service runs.")
        case _:
            return ""
