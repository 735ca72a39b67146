"""A poll that knows when not to ask: while the service stops, after a refused secret, in a pause."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from mmdesk.clients.errors import RemoteError
from mmdesk.domain.connection import Connection
from mmdesk.errors import Text
from mmdesk.services.remote_health import RemoteHealth
from mmdesk.services.side_by_side import PollSkipped

STOPPING: Final = Text("служба останавливается", "the service is stopping")
NOT_REGISTERED: Final = Text(
    "подключение не зарегистрировано в RetailCRM: «Настройки» → «Подключения» → «Зарегистрировать»",
    "the connection is not registered in RetailCRM: Settings → Connections → “Register”",
    "mmdesk connection register NAME",
)
_PAUSED: Final = Text("обмен приостановлен", "the exchange is paused")

Met = TypeVar("Met")
"""What a poll has met, counted."""


class CarefulPoll(Generic[Met]):
    """Polls one remote of one connection as long as it may be asked and `stopping` says no."""

    def __init__(
        self,
        connection: Connection,
        poll: Callable[[Connection], Met],
        health: RemoteHealth,
        stopping: Callable[[], bool],
    ) -> None:
        self.connection = connection
        self._poll = poll
        self._health = health
        self._stopping = stopping
        self._busy = threading.Lock()

    def is_idle_within(self, seconds: float) -> bool:
        """Wait for a poll under way; once `stopping` is true and nothing is, the client may be closed."""
        if not self._busy.acquire(timeout=max(seconds, 0)):
            return False
        self._busy.release()
        return True

    def run(self, *, probe: bool = False) -> Met:
        """Raises RemoteError, StorageError, and PollSkipped while the remote must not be asked.

        `probe` asks it in spite of a pause after failures.
        """
        with self._busy:
            if self._stopping():
                raise PollSkipped(STOPPING)
            self.check_connection()
            if not self._health.may_call(probe=probe):
                words = self._health.now().words
                raise PollSkipped(words if words is not None else _PAUSED)
            try:
                met = self._poll(self.connection)
            except RemoteError as error:
                self._health.failed(error)
                raise
            if self.has_answered(met):
                self._health.succeeded()
            return met

    def has_answered(self, met: Met) -> bool:  # noqa: ARG002 - for those who may have had nothing to ask
        """Whether the remote has accepted a call of this poll; one that asked nothing proves nothing."""
        return True

    def check_connection(self) -> None:
        """Raises PollSkipped where the connection itself gives a reason not to ask; none by default."""
