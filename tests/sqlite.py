"""SQLite as the suite uses it in its own process."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection


def unsynced(raw: DBAPIConnection, _entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
    """A listener of `checkout`: as with the suite's PostgreSQL, nothing here has to survive a power cut.

    Whoever is killed loses nothing by it; half the time of many a test is the disk's otherwise.
    """
    if isinstance(raw, sqlite3.Connection):
        with closing(raw.cursor()) as cursor:
            cursor.execute("PRAGMA synchronous = OFF")
