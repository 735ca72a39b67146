"""Whether one connection's remote may be bothered now: not while stopped, nor in a pause after failures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from mmdesk.clients.errors import (
    AddressWrong,
    OutcomeUnknown,
    Refused,
    RemoteError,
    TokenRefused,
    Troubled,
    Unavailable,
    Unreadable,
)
from mmdesk.clock import Clock
from mmdesk.domain import outbox as rules
from mmdesk.domain.connection import ConnectionId
from mmdesk.domain.intent import Target
from mmdesk.domain.outbox import Outcome, Progress, Settlement
from mmdesk.errors import Text
from mmdesk.storage.connections import TargetHealth
from mmdesk.storage.uow import Storage, UnitOfWork


def outcome_of_read(error: RemoteError) -> Outcome:
    """A read that failed changed nothing, whatever went wrong with it."""
    match error:
        case TokenRefused():
            return rules.TokenRefused(error.text)
        case Refused():
            return rules.Refused(error.text)
        case Unavailable() | OutcomeUnknown():
            return rules.NotSent(error.text, error.retry_after)
        case _:
            return rules.NotSent(error.text)


def is_odd_answer(words: Text | None) -> bool:
    """Whether the words of a failure tell of an answer of no use, rather than of none: no more is kept."""
    return words is not None and words.en.startswith(_ODD)


ASKED_AGAIN: Final = timedelta(minutes=15)
"""After a refused secret: a remote may have refused a good one, and takes it again without a word."""
_ODD: Final = tuple(kind.title.en for kind in (Unreadable, Troubled, AddressWrong))


def take_stop_back(storage: Storage, clock: Clock, connection_id: ConnectionId, target: Target) -> bool:
    """The remote has just accepted the stored secret: whether the exchange stood still, and goes on now."""
    with storage.work() as work:
        if work.connections.health(connection_id, target).stopped_at is None:
            return False
        work.connections.put_health(connection_id, TargetHealth(target, answered_at=clock.now()))
        work.commit()
        return True


@dataclass(frozen=True, slots=True)
class RemoteHealth:
    """One book for the relay and for everything that only reads. Thread-safe."""

    storage: Storage
    clock: Clock
    connection_id: ConnectionId
    target: Target
    secret_changed: Callable[[], bool]
    jitter: Callable[[], float]

    def now(self) -> TargetHealth:
        """How the remote answers at this moment."""
        with self.storage.look() as work:
            return self._of(work)

    def may_call(self, *, probe: bool = False) -> bool:
        """Not in a pause, unless as a probe; after a refused secret with another one, or seldom."""
        health = self.now()
        if health.stopped_at is not None:
            return self.secret_changed() or self._is_due_again(health.paused_until or health.stopped_at)
        return probe or not health.is_paused(self.clock.now())

    def may_send(self, work: UnitOfWork) -> bool:
        """The same for commands: one that is younger than a pause probes the remote at once."""
        health = self._of(work)
        if health.stopped_at is not None:
            return self.secret_changed()
        if not health.is_paused(self.clock.now()):
            return True
        newest = work.outbox.newest_waiting(self.connection_id, self.target)
        return newest is not None and health.paused_at is not None and newest > health.paused_at

    def note(self, work: UnitOfWork, settlement: Settlement) -> None:
        """Pause or stop the target after a failure; an answer of use ends a pause and a stop."""
        work.connections.put_health(self.connection_id, self._after(self._of(work), settlement))

    def succeeded(self) -> None:
        """A call outside the relay was answered."""
        self._note_outcome(rules.Effective())

    def failed(self, error: RemoteError) -> None:
        """A read failed; a refusal of one call is an answer as well."""
        self._note_outcome(outcome_of_read(error))

    def _after(self, health: TargetHealth, settlement: Settlement) -> TargetHealth:
        now = self.clock.now()
        if settlement.stop:
            since, due = health.stopped_at or now, now + ASKED_AGAIN
            return replace(health, stopped_at=since, paused_until=due, words=settlement.words)
        if not settlement.pause:
            return TargetHealth(self.target, answered_at=now)
        failures = health.failures + 1
        until = now + rules.pause_length(failures, settlement.retry_after, self.jitter())
        return replace(health, failures=failures, paused_at=now, paused_until=until, words=settlement.words)

    def _is_due_again(self, due: datetime) -> bool:
        """A moment too far ahead is older than a clock set back."""
        now = self.clock.now()
        return not now < due <= now + ASKED_AGAIN

    def _of(self, work: UnitOfWork) -> TargetHealth:
        return work.connections.health(self.connection_id, self.target)

    def _note_outcome(self, outcome: Outcome) -> None:
        with self.storage.work() as work:
            self.note(work, rules.settle(Progress(), outcome, self.clock.now()))
            work.commit()
