"""Engines for both databases: SQLite for one PC, PostgreSQL for several workstations, one behaviour."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from mmdesk.errors import MmdeskError, Text
from mmdesk.storage.tables import complete_for_postgresql

_PATIENCE: Final = 10.0
IMMEDIATE: Final = "mmdesk_immediate"
"""Execution option of engines whose transactions write: SQLite takes the write lock at BEGIN."""


class StorageError(MmdeskError):
    """Root of what goes wrong between us and the database through the world's fault."""

    title = Text("База данных недоступна", "The database is not available")


class StorageBusy(StorageError):
    """Raised when another program holds the database for longer than ten seconds."""

    title = Text("База данных занята", "The database is busy")
    hint = Text("Повторите через минуту.", "Try again in a minute.")


class DiskFull(StorageError):
    """Raised when a commit finds no room; nothing of it has been stored."""

    title = Text("На диске кончилось место", "The disk is full")
    hint = Text(
        "Освободите место: до этого ничего не сохраняется.", "Free some space: nothing is saved until then."
    )


class StorageCorrupt(StorageError):
    """Raised when the database file is not a readable database."""

    title = Text("Файл базы данных повреждён", "The database file is damaged")
    hint = Text("Восстановите копию.", "Restore a backup.", "mmdesk db restore FILE")


# What each driver calls the failures that have a name of their own here; its words may be in any language.
_NAMED: Final[dict[int | str, type[StorageError]]] = {
    sqlite3.SQLITE_BUSY: StorageBusy,
    sqlite3.SQLITE_LOCKED: StorageBusy,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_CORRUPT: StorageCorrupt,
    sqlite3.SQLITE_NOTADB: StorageCorrupt,
    "40P01": StorageBusy,  # deadlock_detected
    "55P03": StorageBusy,  # lock_not_available, the lock timeout included
    "53100": DiskFull,
    "XX001": StorageCorrupt,
    "XX002": StorageCorrupt,
}


def open_engine(url: str | URL, *, patience: float = _PATIENCE) -> Engine:
    """An engine with our rules on it; `patience` in seconds is how long a locked database is waited for.

    Raises StorageError for an address that is no database we can use.
    """
    try:
        address = make_url(url)
    except exc.ArgumentError as error:
        # The address may hold a password, so it is not repeated.
        raise StorageError(Text("адрес базы не читается", "the database address is not readable")) from error
    if address.get_backend_name() == "sqlite":
        return _sqlite_engine(address, patience)
    if address.get_backend_name() == "postgresql":
        return _postgresql_engine(address, patience)
    raise StorageError(
        Text(
            f"база «{address.get_backend_name()}» не поддерживается",
            f"no support for {address.get_backend_name()}",
        ),
        hint=Text("Подойдут sqlite и postgresql.", "Use sqlite or postgresql."),
    )


def _sqlite_engine(address: URL, patience: float) -> Engine:
    engine = create_engine(address, connect_args={"timeout": patience})

    def prepare(raw: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        _prepare_sqlite(raw, patience)

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(raw: sqlite3.Connection, patience: float) -> None:
    # The driver must not open transactions of its own: BEGIN is ours, see below.
    raw.isolation_level = None
    try:
        with closing(raw.cursor()) as cursor:
            _enter_wal(cursor, patience)
            # NORMAL may lose the last commits when the power fails; an acknowledged order must survive that.
            cursor.execute("PRAGMA synchronous = FULL")
            # On macOS a plain fsync leaves the bytes in the drive's cache; elsewhere this does nothing.
            cursor.execute("PRAGMA fullfsync = ON")
            cursor.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        # The pool does not know the connection yet, so nobody else would close it.
        raw.close()
        raise


def _enter_wal(cursor: sqlite3.Cursor, patience: float) -> None:
    """Switch a new file to write-ahead logging; the switch itself ignores the busy timeout."""
    deadline = time.monotonic() + patience
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if _code_of(error) != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when somebody else wrote in between,
    # whatever the busy timeout says; so a writing one takes the lock when it begins.
    immediate = connection.get_execution_options().get(IMMEDIATE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _postgresql_engine(address: URL, patience: float) -> Engine:
    complete_for_postgresql()
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    # Options of the driver, not of ours. A lock is waited for no longer than on SQLite, and a server that
    # vanished without a word is noticed within a minute.
    options: dict[str, Any] = {
        "connect_timeout": 10,
        "options": f"{address.query.get('options', '')} -c lock_timeout={patience * 1000:.0f}".strip(),
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
    }
    try:
        return create_engine(
            address, connect_args=options, pool_pre_ping=True, isolation_level="READ COMMITTED"
        )
    except ModuleNotFoundError as error:
        raise StorageError(
            Text("нет драйвера PostgreSQL", "the PostgreSQL driver is missing"),
            hint=Text(
                "Установите: pip install 'mmdesk[postgres]'.", "Install it: pip install 'mmdesk[postgres]'."
            ),
        ) from error


def own_connection(engine: Engine) -> DBAPIConnection:
    """A connection made like all others, which the pool then forgets; whoever asked closes it."""
    pooled = engine.raw_connection()
    own = pooled.dbapi_connection
    assert own is not None
    pooled.detach()
    return own


@contextmanager
def read_only(engine: Engine) -> Iterator[Connection]:
    """A connection that changes nothing, not even how a file of SQLite's keeps its journal."""
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    if not file or not Path(file).is_file():
        with engine.connect() as connection:
            yield connection
        return
    address = f"{Path(file).absolute().as_uri()}?mode=ro"
    reading = create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool
    )
    with reading.connect() as connection:
        yield connection


def takes_locks(session: Session) -> bool:
    """Whether this transaction writes, so that what it reads must not change under it."""
    return bool(session.connection().get_execution_options().get(IMMEDIATE, False))


@contextmanager
def foreign_errors_translated() -> Iterator[None]:
    """The border at which the driver's errors become ours; constraint violations are bugs and pass."""
    try:
        yield
    except exc.DBAPIError as error:
        translated = translate(error)
        if translated is None:
            raise
        raise translated from error


def translate(error: BaseException | None) -> StorageError | None:
    """Our name for a driver's error; None for what is no fault of the world."""
    if not isinstance(error, exc.DBAPIError):
        return None
    if isinstance(error, exc.OperationalError) or _code_of(error.orig) in _NAMED:
        return named(error.orig)
    return None


def named(error: BaseException | None) -> StorageError:
    """Our name for a failure of the driver itself; else its own words, without the statements after them."""
    kind = _NAMED.get(_code_of(error))
    if kind is not None:
        return kind()
    return StorageError(next(iter(str(error).strip().splitlines()), type(error).__name__))


def _code_of(error: BaseException | None) -> int | str:
    if isinstance(error, sqlite3.Error):
        # The low byte is the code; the rest tells variants apart. Errors of the driver itself have none.
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    return getattr(error, "sqlstate", None) or ""
