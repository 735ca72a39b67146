"""What a person may still take back: decisions whose commands wait until the time to undo is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from mmdesk.clock import Clock
from mmdesk.domain.intent import Command
from mmdesk.services.operators import Operator
from mmdesk.services.timeline import Happening
from mmdesk.storage.history import HistoryEvent
from mmdesk.storage.uow import Storage

_BUILT_ON: Final[Mapping[Command, Collection[Command]]] = {
    Command.CONFIRM: (Command.PACK, Command.LABEL, Command.SHIP),
    Command.ACCEPT: (Command.CLOSE,),
    Command.REJECT: (),
    Command.SHIP: (),
    Command.CLOSE: (),
}
"""What can be undone, and what makes no sense without it: nobody packs an order that is not confirmed."""
_AT_ONCE: Final = 100
"""Commands taken back in one transaction: a writer may not keep the others waiting."""


@dataclass(frozen=True, slots=True)
class Departing:
    """The commands of this operator that have not left yet, and when the first and the last of them leave."""

    keys: tuple[str, ...] = ()
    commands: Mapping[Command, int] = field(default_factory=dict)
    first_at: datetime | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How many commands were taken back, and how many had left already; one taken back before is neither.

    `followers` counts later commands that went with them, because they make no sense alone.
    """

    taken: int
    too_late: int
    followers: int = 0


def departing(storage: Storage, clock: Clock, by: Operator) -> Departing:
    """What this person may take back at this moment. Raises StorageError."""
    with storage.look() as work:
        held = work.held.of(by.name, _BUILT_ON, clock.now())
    if not held:
        return Departing()
    counts = Counter(command.command for command in held)
    keys = tuple(command.key for command in held)
    return Departing(keys, counts, held[0].not_before, held[-1].not_before)


def take_back(storage: Storage, clock: Clock, by: Operator, keys: Sequence[str]) -> TakenBack:
    """Cancel this person's commands that have not left; the others go their way. Raises StorageError."""
    asked = tuple(dict.fromkeys(keys))
    parts = [
        _take_back(storage, clock, by, asked[first : first + _AT_ONCE])
        for first in range(0, len(asked), _AT_ONCE)
    ]
    return TakenBack(
        taken=sum(part.taken for part in parts),
        too_late=sum(part.too_late for part in parts),
        followers=sum(part.followers for part in parts),
    )


def _take_back(storage: Storage, clock: Clock, by: Operator, keys: Sequence[str]) -> TakenBack:
    with storage.work() as work:
        now = clock.now()
        withdrawn = work.held.withdraw(keys, by.name, _BUILT_ON, now)
        for held in (*withdrawn.meant, *withdrawn.followers):
            details = {"command": held.command.value}
            event = HistoryEvent(now, by.actor, by.name, Happening.COMMAND_TAKEN_BACK.value, details)
            work.history.add(held.connection_id, held.shipment_key, event)
        if withdrawn.meant:
            # A commit wakes every process: one that changed nothing must not be made.
            work.commit()
    taken = len(withdrawn.meant)
    return TakenBack(taken, withdrawn.gone, len(withdrawn.followers))
