"""The lease: exactly one active service for a database, whoever else stands by.

How long another holder has been silent is measured with our own monotonic clock, never by comparing its wall
clock with ours: clocks of two computers differ, and one may be set back.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import secrets
import socket
import sys
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from mmdesk.clock import Clock
from mmdesk.storage.running import SERVICE, Lease
from mmdesk.storage.uow import Storage, UnitOfWork

LENGTH: Final = timedelta(seconds=10)
"""How long a lease holds after its last renewal."""
RENEWAL: Final = timedelta(seconds=3)
"""How often a holder renews it: two renewals may fail before it is lost."""


@dataclass(frozen=True, slots=True)
class Identity:
    """One run of a service; `host` also tells machines and containers of one name apart."""

    host: str
    pid: int
    holder: str

    @classmethod
    def of_this_process(cls) -> Identity:
        host, pid = this_machine(), os.getpid()
        return cls(host, pid, f"{host}:{pid}:{secrets.token_hex(4)}")


class ServiceLease:
    """One service's claim to act for a database. One thread keeps it; any thread may ask `may_lead`."""

    def __init__(self, storage: Storage, clock: Clock, me: Identity | None = None) -> None:
        self._storage = storage
        self._clock = clock
        self._me = me or Identity.of_this_process()
        self._http = ("", 0)
        self._renewed_at: float | None = None
        self._watched: tuple[str, datetime] | None = None
        self._watched_since = 0.0

    @property
    def holder(self) -> str:
        """The name under which this service claims commands; another one for every run."""
        return self._me.holder

    def acquire(self) -> bool:
        """Take the lease if it is free, or its holder is gone or silent for ten seconds. Raises StorageError.

        Claims of a holder that is gone from this computer are set free with it.
        """
        with self._storage.look() as work:
            if not self._may_take(work.running.lease(SERVICE)):
                return False
        began = self._clock.monotonic()
        with self._storage.work() as work:
            found = work.running.lease(SERVICE)
            if not self._may_take(found):
                return False
            self._put(work)
            if found is not None and self._is_gone(found):
                work.outbox.free_claims(found.holder, self._clock.now())
            work.commit()
        self._renewed_at = began
        return True

    def renew(self, http: tuple[str, int] | None = None) -> bool:
        """Hold it for ten more seconds; False when another service has it. Raises StorageError.

        `http` is where the HTTP server listens now; port 0 for nowhere.
        """
        self._http = http or self._http
        began = self._clock.monotonic()
        with self._storage.work() as work:
            found = work.running.lease(SERVICE)
            if found is not None and found.holder != self._me.holder:
                self._renewed_at = None
                return False
            self._put(work)
            work.commit()
        self._renewed_at = began
        return True

    def release(self) -> None:
        """Give it back, so that another service need not wait. Raises StorageError."""
        self._renewed_at = None
        with self._storage.work() as work:
            work.running.drop_lease(SERVICE, self._me.holder)
            work.commit()

    def may_lead(self) -> bool:
        """Whether this service still is the one to act, asked right before each call that changes something.

        The database is asked as well: a computer that slept does not know how long. Raises StorageError.
        """
        renewed_at = self._renewed_at
        if renewed_at is None or self._clock.monotonic() - renewed_at >= LENGTH.total_seconds():
            return False
        with self._storage.look() as work:
            found = work.running.lease(SERVICE)
        return found is not None and found.holder == self._me.holder

    def _put(self, work: UnitOfWork) -> None:
        now = self._clock.now()
        host, port = self._http
        lease = Lease(self._me.holder, self._me.host, self._me.pid, now + LENGTH, host, port)
        work.running.put_lease(SERVICE, lease, now)

    def _may_take(self, found: Lease | None) -> bool:
        if found is None or found.holder == self._me.holder or self._is_gone(found):
            return True
        shown = (found.holder, found.expires_at)
        if shown != self._watched:
            self._watched, self._watched_since = shown, self._clock.monotonic()
        return self._clock.monotonic() - self._watched_since >= LENGTH.total_seconds()

    def _is_gone(self, found: Lease) -> bool:
        return found.host == self._me.host and is_process_gone(found.pid)


def is_alive(lease: Lease | None, clock: Clock) -> bool:
    """Whether the service that wrote the lease acts now, as far as can be told from here."""
    if lease is None or lease.expires_at <= clock.now():
        return False
    return not (lease.host == this_machine() and is_process_gone(lease.pid))


def this_machine() -> str:
    """The computer's name with a mark that differs between boots, containers and clones of one name."""
    marks = (_text_of(Path("/proc/sys/kernel/random/boot_id")), _process_space())
    known = "/".join(mark for mark in marks if mark) or f"{uuid.getnode():x}"
    return f"{socket.gethostname()}#{hashlib.sha256(known.encode()).hexdigest()[:8]}"


if sys.platform == "win32":

    def is_process_gone(pid: int) -> bool:
        """Whether no process of this computer has the number; one not to be looked at counts as alive."""
        may_synchronize, no_such_process, has_ended = 0x00100000, 87, 0
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = ctypes.c_void_p
        handle = ctypes.c_void_p(kernel.OpenProcess(may_synchronize, False, pid))
        if handle.value is None:
            return ctypes.get_last_error() == no_such_process
        try:
            return int(kernel.WaitForSingleObject(handle, 0)) == has_ended
        finally:
            kernel.CloseHandle(handle)

else:

    def is_process_gone(pid: int) -> bool:
        """Whether no process of this computer has the number; one not to be looked at counts as alive."""
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        except OSError:
            return False
        # A killed process keeps its number until its parent has asked how it ended.
        return _text_of(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()[:1] in (["Z"], ["X"])


def _process_space() -> str:
    """Linux's name for the set of processes this one can see: process numbers mean nothing outside it."""
    try:
        return str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return ""


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
