"""Storing calls on SQLite without waiting for anybody, and with nothing between us and the driver.

Megamarket waits for its answer meanwhile; all that SQLAlchemy does for a statement takes longer than the
commit. The row is the one that `inbox.store` writes.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from typing import Final, cast

from sqlalchemy import Engine

from mmdesk.storage.engine import StorageBusy, named, own_connection
from mmdesk.storage.inbox import NewCall, digest
from mmdesk.storage.types import Moment

_COUNTING_INSERT: Final = (
    "INSERT INTO inbox (connection_id, source, digest, received_at, body, repeats, parked)"
    " VALUES (?, ?, ?, ?, ?, 0, 0)"
    " ON CONFLICT (connection_id, source, digest) DO UPDATE SET repeats = repeats + 1 RETURNING repeats"
)


class AtOnce:
    """One kept connection, opened when first needed. Safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def store(self, calls: Sequence[NewCall], at: datetime) -> list[bool] | None:
        """Which calls are new; None, and nothing stored, where somebody would have to be waited for.

        PostgreSQL is another computer, which always has to be waited for. Raises StorageError.
        """
        if self._engine.dialect.name != "sqlite" or not self._lock.acquire(blocking=False):
            return None
        try:
            return self._stored(calls, at)
        except sqlite3.Error as error:
            translated = named(error)
            if self._connection is None or self._connection.in_transaction:
                # Closing it rolls back whatever it was in the middle of.
                self._forget()
            if isinstance(translated, StorageBusy):
                return None
            raise translated from error
        finally:
            self._lock.release()

    def close(self) -> None:
        with self._lock:
            self._forget()

    def _stored(self, calls: Sequence[NewCall], at: datetime) -> list[bool]:
        if self._connection is None:
            self._connection = self._opened()
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        moment, new = self._bound(at), []
        for call in calls:
            row = (call.connection_id, call.source, digest(call.body), moment, call.body)
            ((repeats,),) = run(_COUNTING_INSERT, row).fetchall()
            new.append(repeats == 0)
        run("COMMIT")
        return new

    def _bound(self, at: datetime) -> object:
        """The moment as its column holds it."""
        bind = Moment().bind_processor(self._engine.dialect)
        return bind(at) if bind else at

    def _opened(self) -> sqlite3.Connection:
        connection = cast(sqlite3.Connection, own_connection(self._engine))
        with closing(connection.execute("PRAGMA busy_timeout = 0")):
            return connection

    def _forget(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
