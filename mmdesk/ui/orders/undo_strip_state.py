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
        """Until the first of them leaves; a started second counts, nought once it has left."""
        if not self.departing.keys or self.departing.leaves_at is None:
            return 0
        return max(ceil((self.departing.leaves_at - now).total_seconds()), 0)

    @property
    def counts(self) -> Sequence[tuple[Command, int]]:
        """How many of each command, the most first."""
        return sorted(self.departing.commands.items(), key=lambda pair: (-pair[1], pair[0]))
