"""Whether one connection's remote may be bothered now: not while stopped, nor in a pause after failures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from mmdesk.clients.errors import OutcomeUnknown, Refused, RemoteError, TokenRefused, Unavailable
from mmdesk.clock import Clock
from mmdesk.domain.connection import ConnectionId
from mmdesk.domain.intent import Target
from mmdesk.domain.outbox import pause_length
from mmdesk.storage.connections import TargetHealth
from mmdesk.storage.uow import Storage


@dataclass(frozen=True, slots=True)
class RemoteHealth:
    """Reads and keeps what the relay of the same connection and target reads and keeps. Thread-safe."""

    storage: Storage
    clock: Clock
    connection_id: ConnectionId
    target: Target
    secret_changed: Callable[[], bool]
    jitter: Callable[[], float]

    def now(self) -> TargetHealth:
        with self.storage.look() as work:
            return work.connections.health(self.connection_id, self.target)

    def may_call(self, *, probe: bool = False) -> bool:
        """Not after a refused secret, unless there is another one now; nor in a pause, unless as a probe."""
        health = self.now()
        if health.stopped_at is not None:
            return self.secret_changed()
        return probe or not self._is_paused(health)

    def succeeded(self) -> None:
        """Any answer ends a pause and a stop."""
        self._put(TargetHealth(self.target, answered_at=self.clock.now()))

    def failed(self, error: RemoteError) -> None:
        """Stop after a refused token, pause after failures; a refusal of one call is an answer as well."""
        now = self.clock.now()
        match error:
            case TokenRefused():
                health = self.now()
                self._put(replace(health, stopped_at=health.stopped_at or now, words=error.text))
            case Refused():
                self.succeeded()
            case _:
                health = self.now()
                failures = health.failures + 1
                rest = pause_length(failures, _wish_of(error), self.jitter())
                self._put(
                    replace(
                        health,
                        failures=failures,
                        paused_at=now,
                        paused_until=now + rest,
                        words=error.text,
                    )
                )

    def _is_paused(self, health: TargetHealth) -> bool:
        if health.paused_until is None or health.paused_at is None:
            return False
        # A pause that begins in the future was written before the clock was set back.
        return health.paused_at <= self.clock.now() < health.paused_until

    def _put(self, health: TargetHealth) -> None:
        with self.storage.work() as work:
            work.connections.put_health(self.connection_id, health)
            work.commit()


def _wish_of(error: RemoteError) -> float | None:
    return error.retry_after if isinstance(error, Unavailable | OutcomeUnknown) else None
