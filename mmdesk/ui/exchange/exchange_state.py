"""What the page knows of the exchange, what waits there for a person, and what may be done. Without Qt."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum, auto

from mmdesk.services.exchange_watch import ExchangeSeen
from mmdesk.services.received_calls import CallState, ReceivedCall
from mmdesk.services.remote_standing import RemoteStanding
from mmdesk.services.waiting_commands import Target, WaitingCommand, Why


class Section(StrEnum):
    """The parts of the page, in the order of their keys."""

    QUEUE = auto()
    CALLS = auto()
    JOBS = auto()
    REMOTES = auto()
    PLACES = auto()


def badge(seen: ExchangeSeen) -> int:
    """What waits for a person: parked commands and calls, and remotes that refused the token."""
    return seen.parked + seen.calls_parked + stopped(seen)


def stopped(seen: ExchangeSeen) -> int:
    return sum(each.is_alarm for each in seen.remotes)


def counts(seen: ExchangeSeen) -> dict[Section, int]:
    """What stands behind the names of the sections: what waits, and what is wrong."""
    return {
        Section.QUEUE: seen.queue + seen.parked,
        Section.CALLS: seen.calls_parked,
        Section.JOBS: sum(each.last is not None and each.last.outcome == "failed" for each in seen.jobs),
        Section.REMOTES: stopped(seen),
    }


def alarming(seen: ExchangeSeen) -> frozenset[Section]:
    """The sections in which a person has to decide something."""
    found = {
        Section.QUEUE: seen.parked,
        Section.CALLS: seen.calls_parked,
        Section.REMOTES: stopped(seen),
    }
    return frozenset(section for section, count in found.items() if count)


def in_order(commands: Iterable[WaitingCommand]) -> tuple[WaitingCommand, ...]:
    """What waits for a person first, the rest as it will leave."""
    return tuple(sorted(commands, key=lambda each: not each.is_parked))


def can_retry(command: WaitingCommand) -> bool:
    """One that waits anyway is only tried sooner; one being sent, or behind another, is left alone."""
    return command.why not in (Why.SENDING, Why.TURN)


def can_drop(command: WaitingCommand) -> bool:
    return command.why is not Why.SENDING


def may_have_worked(command: WaitingCommand) -> bool:
    return command.in_doubt or command.why is Why.PAUSED


def retriable(commands: Iterable[WaitingCommand]) -> tuple[WaitingCommand, ...]:
    """Those of several that can be sent again, as they would leave: the oldest first."""
    return tuple(sorted(filter(can_retry, commands), key=lambda each: each.since))


def droppable(commands: Iterable[WaitingCommand]) -> tuple[WaitingCommand, ...]:
    return tuple(filter(can_drop, commands))


def of_same_reason(commands: Iterable[WaitingCommand], like: WaitingCommand) -> tuple[WaitingCommand, ...]:
    """What is here for the same reason as this one: the same remote, and the same words of it."""
    return tuple(each for each in commands if _reason(each) == _reason(like))


def reason_counts(commands: Sequence[WaitingCommand]) -> tuple[tuple[WaitingCommand, int], ...]:
    """One command for each reason there is, with the number of its like; the most frequent first."""
    counted = Counter(map(_reason, commands))
    first = {_reason(each): each for each in reversed(commands)}
    return tuple((first[reason], count) for reason, count in counted.most_common())


def _reason(command: WaitingCommand) -> tuple[Why, Target, str]:
    """Numbers of lots and orders in the remote's words make no other reason."""
    words = command.words.en if command.words else ""
    return command.why, command.target, re.sub(r"\d+", "#", words)


def can_drop_call(call: ReceivedCall) -> bool:
    return call.state is CallState.PARKED


def can_replay(call: ReceivedCall) -> bool:
    return call.state is not CallState.WAITING


def remote_key(remote: RemoteStanding) -> str:
    return f"{remote.connection}/{remote.target}"
