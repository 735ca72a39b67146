"""What a person does with commands that wait or are parked: look, retry, drop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from mmdesk.clock import Clock
from mmdesk.domain.intent import COMMAND_NAMES
from mmdesk.domain.outbox import retried
from mmdesk.domain.standing import RowState
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.operators import Operator
from mmdesk.services.timeline import Happening, tell
from mmdesk.storage.outbox import QueuedCommand, UnknownCommand
from mmdesk.storage.shipments import StoredShipment
from mmdesk.storage.uow import Storage, UnitOfWork


class CommandBusy(MmdeskError):
    """Raised when a command is just being sent, or is over, so that it can be neither retried nor dropped."""

    title = Text("Команда уже отправляется или закончена", "The command is being sent, or is over")
    hint = Text(
        "Что с ней стало, расскажут события заказа.", "The order's timeline will tell what became of it."
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one command of several: `refused` says why it was left alone."""

    key: str
    in_doubt: bool = False
    """It is dropped, and may have taken effect all the same."""
    refused: MmdeskError | None = None


def waiting(storage: Storage) -> tuple[QueuedCommand, ...]:
    """Everything in the outbox that is not over, oldest first."""
    with storage.look() as work:
        return work.outbox.list()


def retry(storage: Storage, clock: Clock, key: str, by: Operator) -> None:
    """Let a parked command go out again, at once even in a pause. Raises UnknownCommand or CommandBusy."""
    with _held(storage, key) as (work, stored, command):
        now = clock.now()
        if command.progress.state == RowState.PENDING:
            progress = replace(command.progress, not_before=now)
        else:
            progress = retried(command.progress, now)
        work.outbox.replace_progress(key, progress, command.error, now)
        _end_pause(work, command)
        tell(work, stored, now, by, Happening.COMMAND_RETRIED, command=command.command.value)
        work.commit()


def drop(storage: Storage, clock: Clock, key: str, by: Operator) -> bool:
    """Take a waiting or parked command out of the queue; True when it may have taken effect all the same.

    The next command about its lots then begins with a re-read. Raises UnknownCommand or CommandBusy.
    """
    with _held(storage, key) as (work, stored, command):
        now = clock.now()
        progress = replace(command.progress, state=RowState.CANCELLED)
        work.outbox.replace_progress(key, progress, command.error, now)
        what = Happening.COMMAND_DROPPED_IN_DOUBT if progress.in_doubt else Happening.COMMAND_DROPPED
        tell(work, stored, now, by, what, command=command.command.value)
        work.commit()
    return progress.in_doubt


def retry_all(storage: Storage, clock: Clock, keys: Sequence[str], by: Operator) -> tuple[Answer, ...]:
    """Each for itself, in this order: one that cannot be sent again holds up no other."""
    return tuple(_answer(key, lambda key: retry(storage, clock, key, by)) for key in keys)


def drop_all(storage: Storage, clock: Clock, keys: Sequence[str], by: Operator) -> tuple[Answer, ...]:
    """Each for itself: one that cannot be dropped holds up no other."""
    return tuple(_answer(key, lambda key: drop(storage, clock, key, by)) for key in keys)


def _answer(key: str, deed: Callable[[str], bool | None]) -> Answer:
    try:
        return Answer(key, in_doubt=bool(deed(key)))
    except (UnknownCommand, CommandBusy) as error:
        return Answer(key, refused=error)


@contextmanager
def _held(storage: Storage, key: str) -> Iterator[tuple[UnitOfWork, StoredShipment, QueuedCommand]]:
    """The command under a lock that keeps relays off; its order is locked first, as everywhere."""
    with storage.look() as work:
        shipment_key = work.outbox.find(key).shipment_key
    with storage.work() as work:
        stored = work.shipments.get(shipment_key)
        command = work.outbox.find(key)
        if command.progress.state not in (RowState.PENDING, RowState.PARKED):
            name = COMMAND_NAMES[command.command]
            raise CommandBusy(Text("{name} ({key})", "{name} ({key})").format(name=name, key=key))
        yield work, stored, command


def _end_pause(work: UnitOfWork, command: QueuedCommand) -> None:
    """A person wants to know now whether it works: the remote is asked although it failed a moment ago."""
    health = work.connections.health(command.connection_id, command.target)
    if health.paused_until is not None:
        work.connections.put_health(command.connection_id, replace(health, paused_until=None))
