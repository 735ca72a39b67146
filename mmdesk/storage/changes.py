"""Noticing that somebody committed something. What has changed is read from the tables, never sent."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from sqlalchemy import Engine

from mmdesk.storage.engine import named, own_connection
from mmdesk.storage.uow import CHANNEL

if TYPE_CHECKING:
    # An optional dependency: a PC with SQLite works without it.
    from psycopg import Connection as PsycopgConnection

_POLL: Final = 0.01
_SOON: Final = 0.004
"""Seconds between two looks for a while after a commit: what one process did another one carries on."""
_LIVELY: Final = 2.0
"""Seconds for which it is looked so often."""
# Between looks at whether the watcher is to end; a notification interrupts the wait at once.
_SLICE: Final = 0.1
_RECONNECT: Final = 1.0


class ChangeWatcher:
    """Tells that another connection, of this process or any other, has committed since the last look.

    One thread waits; any thread may close. Raises StorageError when the database cannot be opened.
    """

    def __init__(self, engine: Engine) -> None:
        self._closing = threading.Event()
        self._waiting = threading.Lock()
        self._engine = engine
        kinds: dict[str, type[_Signal]] = {"sqlite": _SqliteSignal, "postgresql": _PostgresqlSignal}
        with _driver_errors_translated(engine):
            self._signal = kinds[engine.dialect.name](engine, self._closing)

    def wait(self, timeout: float) -> bool:
        """Block until a commit or for `timeout` seconds; False when there was none, or the watcher is closed.

        Several commits may count as one. A lost connection is opened again, and counts as a change then:
        what went by in between is unknown.
        """
        with self._waiting, _driver_errors_translated(self._engine):
            return not self._closing.is_set() and self._signal.wait(time.monotonic() + timeout)

    def close(self) -> None:
        """End a wait that is under way, and let go of the connection."""
        self._closing.set()
        with self._waiting:
            self._signal.close()


class _Signal(Protocol):
    def __init__(self, engine: Engine, closing: threading.Event) -> None: ...

    def wait(self, deadline: float) -> bool: ...

    def close(self) -> None: ...


class _SqliteSignal:
    """SQLite counts the commits of others; asking takes microseconds."""

    def __init__(self, engine: Engine, closing: threading.Event) -> None:
        self._closing = closing
        self._connection = cast(sqlite3.Connection, own_connection(engine))
        self._seen = self._version()
        self._lively_until = 0.0

    def wait(self, deadline: float) -> bool:
        while True:
            version, now = self._version(), time.monotonic()
            if version != self._seen:
                self._seen = version
                self._lively_until = now + _LIVELY
                return True
            pause = _SOON if now < self._lively_until else _POLL
            if now >= deadline or self._closing.wait(min(pause, deadline - now)):
                return False

    def close(self) -> None:
        self._connection.close()

    def _version(self) -> int:
        with closing(self._connection.execute("PRAGMA data_version")) as cursor:
            return int(cursor.fetchone()[0])


class _PostgresqlSignal:
    """PostgreSQL sends a notification with every commit of a unit of work."""

    def __init__(self, engine: Engine, closing: threading.Event) -> None:
        self._engine = engine
        self._closing = closing
        self._connection: PsycopgConnection[Any] | None = self._listen()

    def wait(self, deadline: float) -> bool:
        while not self._closing.is_set():
            left = deadline - time.monotonic()
            try:
                if self._connection is None:
                    self._connection = self._listen()
                    return True
                if self._notified(min(_SLICE, max(left, 0))):
                    return True
            except self._engine.dialect.loaded_dbapi.Error:
                if self._connection is None:
                    self._closing.wait(min(_RECONNECT, max(left, 0)))
                self.close()
            if left <= 0:
                return False
        return False

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _listen(self) -> PsycopgConnection[Any]:
        connection = cast("PsycopgConnection[Any]", own_connection(self._engine))
        try:
            connection.autocommit = True
            connection.execute(f"LISTEN {CHANNEL}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _notified(self, seconds: float) -> bool:
        assert self._connection is not None
        # All that have arrived count as one change, hence no early end of the loop.
        return bool(sum(1 for _ in self._connection.notifies(timeout=seconds, stop_after=1)))


@contextmanager
def _driver_errors_translated(engine: Engine) -> Iterator[None]:
    try:
        yield
    except engine.dialect.loaded_dbapi.Error as error:
        raise named(error) from error
