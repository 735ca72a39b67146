"""What is about to leave, and how long it may still be taken back. Without Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from mmdesk.domain.intent import Command
from mmdesk.services.order_actions import Departing


@dataclass(frozen=True, slots=True)
class UndoStripState:
    """What was read last; time goes on without reading."""

    departing: Departing = field(default_factory=Departing)

    @property
    def keys(self) -> tuple[str, ...]:
        return self.departing.keys

    def seconds_left(self, now: datetime) -> int:
        """Until the last of them leaves; a started second counts, nought once it has left."""
        if not self.departing.keys or self.departing.last_at is None:
            return 0
        return max(ceil((self.departing.last_at - now).total_seconds()), 0)

    def is_old(self, now: datetime) -> bool:
        """Whether some have left since, so that there are fewer."""
        return self.departing.first_at is not None and self.departing.first_at <= now

    @property
    def counts(self) -> Sequence[tuple[Command, int]]:
        """How many of each command, the most first."""
        return sorted(self.departing.commands.items(), key=lambda pair: (-pair[1], pair[0]))
