"""The outbox as a person watches it: what waits, since when, and what for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from typing import Final

from mmdesk.domain.connection import CrmOff
from mmdesk.domain.intent import Command, Target
from mmdesk.domain.standing import RowState
from mmdesk.errors import Text
from mmdesk.storage.connections import TargetHealth
from mmdesk.storage.outbox import QueuedCommand
from mmdesk.storage.overview import ConnectionHealth
from mmdesk.storage.shipments import ShipmentKey

__all__ = ["Command", "ShipmentKey", "Target", "WaitingCommand", "Why", "explained"]


class Why(StrEnum):
    """What a command that is not over waits for; the first that is true."""

    PARKED = auto()
    """A person decides."""
    SENDING = auto()
    RESTS = auto()
    """The connection is paused."""
    OFF = auto()
    """RetailCRM has switched the module off."""
    UNREGISTERED = auto()
    """The registration in RetailCRM is still to be done."""
    STOPPED = auto()
    """The remote refused the token."""
    TURN = auto()
    """An earlier command about the same lots comes first."""
    UNDO = auto()
    """It can still be taken back."""
    PAUSED = auto()
    """The remote did not answer."""
    LATER = auto()
    """The remote was not ready for it, or it is read again first."""
    NO_SERVICE = auto()
    NEXT = auto()


@dataclass(frozen=True, slots=True)
class WaitingCommand:
    """One command. `behind` is the one whose turn comes before, `until` when it is tried at the earliest.

    `words` are what the remote said last.
    """

    key: str
    command: Command
    target: Target
    connection: str
    shipment_key: ShipmentKey
    shipment_id: str
    lots: tuple[int, ...]
    since: datetime
    attempts: int
    in_doubt: bool
    why: Why
    behind: Command | None
    until: datetime | None
    words: Text | None

    @property
    def is_parked(self) -> bool:
        return self.why is Why.PARKED


def explained(
    queued: Sequence[QueuedCommand], health: Sequence[ConnectionHealth], now: datetime, *, alive: bool
) -> tuple[WaitingCommand, ...]:
    """Everything that is not over, oldest first as given, each with the reason why it is still here."""
    known = {each.name: each for each in health}
    behind = _behind(queued)
    return tuple(
        _explained(each, known.get(each.connection), behind.get(each.key), now, alive=alive)
        for each in queued
    )


def _explained(
    command: QueuedCommand,
    connection: ConnectionHealth | None,
    behind: Command | None,
    now: datetime,
    *,
    alive: bool,
) -> WaitingCommand:
    why, until = _why(command, connection, behind, now, alive=alive)
    return WaitingCommand(
        key=command.key,
        command=command.command,
        target=command.target,
        connection=command.connection,
        shipment_key=command.shipment_key,
        shipment_id=command.shipment_id,
        lots=tuple(command.intent.lots),
        since=command.created_at,
        attempts=command.progress.attempts,
        in_doubt=command.progress.in_doubt,
        why=why,
        behind=behind,
        until=until,
        words=command.error or _words_of(why, connection, command.target),
    )


def _why(
    command: QueuedCommand,
    connection: ConnectionHealth | None,
    behind: Command | None,
    now: datetime,
    *,
    alive: bool,
) -> tuple[Why, datetime | None]:
    if command.progress.state in _SETTLED:
        return _SETTLED[command.progress.state], None
    resting = _resting(command.target, connection)
    if resting is not None:
        return resting, None
    if behind is not None:
        return Why.TURN, None
    not_before = command.progress.not_before
    if not_before is not None and not_before > now:
        return (Why.UNDO if _is_untouched(command) else Why.LATER), not_before
    health = _health(connection, command.target)
    if health is not None and health.is_paused(now):
        return Why.PAUSED, health.paused_until
    return (Why.NEXT if alive else Why.NO_SERVICE), None


def _resting(target: Target, connection: ConnectionHealth | None) -> Why | None:
    """What only a person ends."""
    if connection is None:
        return None
    if connection.paused:
        return Why.RESTS
    if target is Target.CRM and connection.crm_off is not CrmOff.NO:
        return Why.OFF
    if target is Target.CRM and not connection.registered:
        return Why.UNREGISTERED
    health = _health(connection, target)
    return Why.STOPPED if health is not None and health.stopped_at is not None else None


def _health(connection: ConnectionHealth | None, target: Target) -> TargetHealth | None:
    if connection is None:
        return None
    return connection.megamarket if target is Target.MEGAMARKET else connection.crm


def _words_of(why: Why, connection: ConnectionHealth | None, target: Target) -> Text | None:
    health = _health(connection, target)
    return health.words if health is not None and why in (Why.STOPPED, Why.PAUSED) else None


def _is_untouched(command: QueuedCommand) -> bool:
    """Nothing has been tried yet: it waits only so that it can be taken back."""
    progress = command.progress
    return not progress.attempts and not progress.in_doubt and command.error is None


def _behind(queued: Sequence[QueuedCommand]) -> Mapping[str, Command]:
    """By key: the last earlier command about the same lots of the same order and target."""
    found: dict[str, Command] = {}
    last: dict[tuple[ShipmentKey, Target], dict[int, Command]] = defaultdict(dict)
    for command in queued:
        before = last[command.shipment_key, command.target]
        touched = [before[lot] for lot in command.intent.lots if lot in before]
        if touched:
            found[command.key] = touched[-1]
        before.update(dict.fromkeys(command.intent.lots, command.command))
    return found


_SETTLED: Final = {RowState.PARKED: Why.PARKED, RowState.CLAIMED: Why.SENDING}
