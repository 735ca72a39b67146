"""The file that a copy of RetailCRM's catalogue lies in: made, opened, and thrown away when it is no good."""

from __future__ import annotations

import logging
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from mmdesk.errors import MmdeskError, Text

logger = logging.getLogger(__name__)

_OURS: Final = 0x6D6D6361
"""Says in the file's head that it is such a copy."""
_FORMAT: Final = 1
"""Goes up with every change of the tables or of what is in them: an older copy is read anew."""
_PATIENCE: Final = 15.0
"""Seconds that one writer waits for another; no transaction here waits for a remote."""
_SIDE_FILES: Final = ("-wal", "-shm", "-journal")
_DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_PRIMARY: Final = 0xFF
_FIRST_VERSION_BITS: Final = 48

_TABLES: Final = """
CREATE TABLE products (product INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE stock (offer INTEGER PRIMARY KEY, product INTEGER NOT NULL, quantity TEXT NOT NULL);
CREATE INDEX stock_product ON stock (product);
CREATE TABLE groups (place INTEGER PRIMARY KEY, id TEXT NOT NULL, parent TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE property_names (code TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE version (number INTEGER NOT NULL);
"""


class CopyUnreadable(MmdeskError):
    """Raised when the copy cannot be read or written; a damaged one is gone by then."""

    title = Text("Копия каталога RetailCRM не читается", "The copy of RetailCRM's catalogue cannot be read")
    hint = Text(
        "Программа прочтёт каталог заново; если повторяется, проверьте диск и место на нём.",
        "The program will read the catalogue anew; if it goes on, check the disk and its free space.",
    )


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the copy for one thread, in autocommit; what is not committed is undone.

    A file that is missing, damaged or something else is made anew. Raises CopyUnreadable.
    """
    try:
        connection = _connected(path)
    except (sqlite3.DatabaseError, OSError) as error:
        raise CopyUnreadable(Text.same(f"{path.name}: {error}")) from error
    try:
        with closing(connection):
            yield connection
    except (sqlite3.DatabaseError, Garbled) as error:
        if isinstance(error, Garbled) or _is_damaged(error):
            # Where another process has it open Windows keeps it, and the next reading tries again.
            with suppress(OSError):
                throw_away(path)
        raise CopyUnreadable(Text.same(f"{path.name}: {error}")) from error


class Garbled(Exception):
    """A row that is not what was written; `opened` makes CopyUnreadable of it."""


def throw_away(path: Path) -> None:
    """Raises OSError where somebody still has it open on Windows."""
    logger.warning("copy=%s is thrown away", path.name)
    for name in ("", *_SIDE_FILES):
        path.with_name(path.name + name).unlink(missing_ok=True)


def _connected(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _made_ready(path)
    except _Foreign:
        throw_away(path)
    except sqlite3.DatabaseError as error:
        if not _is_damaged(error):
            raise
        throw_away(path)
    return _made_ready(path)


class _Foreign(Exception):
    """The file is a database, but no such copy; never leaves this module."""


def _made_ready(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = NORMAL")
        if not _is_ours(connection):
            connection.execute("PRAGMA journal_mode = WAL")
            _make_tables(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _is_ours(connection: sqlite3.Connection) -> bool:
    """False for a file with nothing in it yet. Raises _Foreign."""
    if _pragma(connection, "application_id") == _OURS and _pragma(connection, "user_version") == _FORMAT:
        return True
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if tables:
        raise _Foreign
    return False


def _make_tables(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    # Another process may have been quicker.
    if not _is_ours(connection):
        for statement in filter(None, map(str.strip, _TABLES.split(";"))):
            connection.execute(statement)
        # No copy made later may look like the one that a feed was built of.
        connection.execute("INSERT INTO version VALUES (?)", (secrets.randbits(_FIRST_VERSION_BITS),))
        connection.execute(f"PRAGMA application_id = {_OURS}")
        connection.execute(f"PRAGMA user_version = {_FORMAT}")
    connection.execute("COMMIT")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return int(value)


def _is_damaged(error: sqlite3.DatabaseError) -> bool:
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & _PRIMARY in _DAMAGE
