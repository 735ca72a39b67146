"""Which service acts for a database right now, as far as can be told from this computer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mmdesk.clock import Clock
from mmdesk.services.lease import LENGTH, is_process_gone, this_machine
from mmdesk.storage.running import SERVICE, Lease
from mmdesk.storage.uow import Storage


@dataclass(frozen=True, slots=True)
class ActingService:
    """The holder of the lease. `here`: on this computer. `http_port` 0: it listens nowhere."""

    computer: str
    pid: int
    here: bool
    http_port: int


class ServiceWatch:
    """Looks at the lease from time to time; any thread, one look at a time.

    From the second look on silence is measured with our own monotonic clock: another computer's clock may be
    wrong, and after a sleep of this one every lease looks as if it had run out.
    """

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock
        self._machine = this_machine()
        self._shown: tuple[str, datetime] | None = None
        self._since = 0.0

    def look(self) -> ActingService | None:
        """None when nobody acts. Raises StorageError."""
        with self._storage.look() as work:
            lease = work.running.lease(SERVICE)
        if lease is None or not self._is_alive(lease):
            return None
        return ActingService(lease.host.partition("#")[0], lease.pid, self._is_here(lease), lease.http_port)

    def _is_alive(self, lease: Lease) -> bool:
        if self._is_here(lease) and is_process_gone(lease.pid):
            return False
        now = self._clock.monotonic()
        shown = (lease.holder, lease.expires_at)
        if shown != self._shown:
            ran_out = (
                self._shown is None and not self._is_here(lease) and lease.expires_at <= self._clock.now()
            )
            self._shown = shown
            self._since = now - LENGTH.total_seconds() if ran_out else now
        return now - self._since < LENGTH.total_seconds()

    def _is_here(self, lease: Lease) -> bool:
        return lease.host == self._machine
