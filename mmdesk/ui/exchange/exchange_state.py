"""What the page knows of the exchange, what waits there for a person, and what may be done. Without Qt."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum, auto

from mmdesk.services.exchange_watch import ExchangeSeen
from mmdesk.services.received_calls import CallState, ReceivedCall
from mmdesk.services.remote_standing import RemoteStanding
from mmdesk.services.waiting_commands import WaitingCommand, Why


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


def can_drop_call(call: ReceivedCall) -> bool:
    return call.state is CallState.PARKED


def can_replay(call: ReceivedCall) -> bool:
    return call.state is not CallState.WAITING


def remote_key(remote: RemoteStanding) -> str:
    return f"{remote.connection}/{remote.target}"
