"""Wait until a decision has taken effect at the marketplace, is refused, or time is over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from mmdesk.clock import Clock
from mmdesk.domain import status as statuses
from mmdesk.domain.connection import Connection
from mmdesk.domain.intent import Command, Target
from mmdesk.domain.lot import Lot
from mmdesk.domain.scheme import Verb
from mmdesk.domain.standing import UNFINISHED, PendingCommand, RowState
from mmdesk.domain.status import Status
from mmdesk.errors import Text
from mmdesk.services.desk import OrderRef, Queued, find_order
from mmdesk.storage.outbox import QueuedCommand
from mmdesk.storage.shipments import StoredShipment
from mmdesk.storage.uow import Storage, UnitOfWork


class Ending(StrEnum):
    """How the waiting ended."""

    REACHED = "reached"
    REFUSED = "refused"
    UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True)
class Waited:
    """The end of a wait, with the remote's words where it refused."""

    ending: Ending
    words: Text | None = None


class Changes(Protocol):
    """What tells that somebody has committed something."""

    def wait(self, timeout: float) -> bool:
        """Block until a change or until `timeout` seconds are over; True for a change."""
        ...


def wait_for(
    storage: Storage, clock: Clock, changes: Changes, queued: Queued, verb: Verb, seconds: float
) -> Waited:
    """Block up to `seconds` until Megamarket shows what was asked for, or a command of it is parked."""
    return _until(clock, changes, seconds, lambda: _look(storage, queued, verb))


def _until(clock: Clock, changes: Changes, seconds: float, look: Callable[[], Waited | None]) -> Waited:
    until = clock.monotonic() + seconds
    while True:
        ended = look()
        if ended is not None:
            return ended
        left = until - clock.monotonic()
        if left <= 0:
            return Waited(Ending.UNFINISHED)
        changes.wait(min(left, 1.0))


def _look(storage: Storage, queued: Queued, verb: Verb) -> Waited | None:
    with storage.look() as work:
        connection, stored = find_order(work, OrderRef(queued.shipment_id, queued.connection))
        unfinished = work.outbox.unfinished(stored.key, Target.MEGAMARKET)
        commands = [work.outbox.find(key) for key in queued.keys or _of_others(unfinished, verb)]
        if not commands and verb == Verb.REJECT:
            # The lots that were named are refused already; which ones they were nobody can tell any more.
            return Waited(Ending.REACHED)
        lots = _lots_of(commands, stored)
        refused = _refused(commands, lots)
        if refused is not None:
            return refused
        if any(command.progress.state in UNFINISHED for command in commands):
            return None
        return _seen(work, connection, stored, lots, verb)


def _of_others(unfinished: Sequence[PendingCommand], verb: Verb) -> tuple[str, ...]:
    """What is under way for the same verb already, when the decision queued nothing of its own."""
    return tuple(pending.key for pending in unfinished if pending.intent.command in _COMMANDS[verb])


def _lots_of(commands: Sequence[QueuedCommand], stored: StoredShipment) -> tuple[Lot, ...]:
    """The goods that the commands are about; all of them when there are none."""
    indexes = {index for command in commands for index in command.intent.lots}
    return tuple(lot for lot in stored.shipment.goods if not indexes or lot.index in indexes)


def _refused(commands: Sequence[QueuedCommand], lots: Sequence[Lot]) -> Waited | None:
    """The end that a command met which was parked, or taken back although its lots are still there."""
    for command in commands:
        if command.progress.state == RowState.PARKED:
            return Waited(Ending.REFUSED, command.error)
        if command.progress.state == RowState.CANCELLED and not all(lot.is_canceled for lot in lots):
            return Waited(Ending.REFUSED, _DROPPED)
    return None


def _seen(
    work: UnitOfWork, connection: Connection, stored: StoredShipment, lots: Sequence[Lot], verb: Verb
) -> Waited | None:
    """What Megamarket shows of the lots: the verb's target, that it cannot come any more, or nothing yet."""
    target = connection.scheme.target_of.get(verb)
    if verb == Verb.LABEL:
        reached = bool(work.labels.current(stored.key))
    elif verb == Verb.CLOSE:
        reached = all(statuses.is_final(lot.status) for lot in lots)
    elif target is None:
        reached = True
    elif target == Status.MERCHANT_CANCELED:
        reached = all(lot.is_canceled for lot in lots)
    elif lots and all(lot.is_canceled for lot in lots):
        return Waited(Ending.REFUSED, _ALL_CANCELED)
    else:
        reached = all(lot.is_canceled or statuses.has_reached(lot.status, target) for lot in lots)
    return Waited(Ending.REACHED) if reached else None


_COMMANDS: Final[Mapping[Verb, frozenset[Command]]] = {
    Verb.CONFIRM: frozenset({Command.CONFIRM, Command.ACCEPT}),
    Verb.REJECT: frozenset({Command.REJECT}),
    Verb.PACK: frozenset({Command.PACK, Command.ACCEPT}),
    Verb.LABEL: frozenset({Command.LABEL}),
    Verb.SHIP: frozenset({Command.SHIP}),
    Verb.COURIER: frozenset(),
    Verb.CLOSE: frozenset({Command.CLOSE}),
    Verb.MOVE: frozenset({Command.MOVE}),
    Verb.ANSWER_CANCEL: frozenset({Command.ANSWER_CANCEL}),
}
"""The commands that a verb becomes, in either scheme."""
_DROPPED: Final = Text("команда снята", "the command was dropped")
_ALL_CANCELED: Final = Text("все лоты отменены", "all lots are cancelled")
