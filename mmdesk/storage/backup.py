"""Backups of the SQLite database, the way back, and what `db check` looks at."""

from __future__ import annotations

import glob
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from sqlalchemy import Engine, NullPool, create_engine, delete, exists, func, select, update
from sqlalchemy.engine import URL, make_url

from mmdesk.domain.standing import UNFINISHED
from mmdesk.errors import MmdeskError, Text
from mmdesk.storage.engine import StorageCorrupt, foreign_errors_translated, named, open_engine
from mmdesk.storage.migrate import DatabaseForeign, DatabaseNewer, SchemaReport, SchemaState, report_of
from mmdesk.storage.tables import ConnectionRow, LeaseRow, OutboxRow, ShipmentRow
from mmdesk.system_words import told_of

_PRIVATE = 0o600
_KEPT = ".before-restore"
_SIDE_FILES = ("-wal", "-shm")
_PAGES = 2048
"""How many pages are copied between two questions whether to stop."""
_STEPS = 100_000
"""The same in instructions of SQLite's machine, while the copy is read through."""
_STOPPED = Text("остановлено", "stopped")
_ANOTHER = Text("Возьмите другую копию.", "Take another copy.")


class BackupRefused(MmdeskError):
    """Raised when a backup cannot be made or restored here; nothing has been changed."""

    title = Text("Копия не сделана", "No backup was made")


class BackupElsewhere(BackupRefused):
    """Raised for a database of which the server's own tools make the backups."""


class BackupBroken(BackupRefused):
    """Raised when whoever wanted the backup has told it to stop; nothing of it is left."""


class RestoreRefused(MmdeskError):
    """Raised when a backup cannot take the database's place; nothing has been changed."""

    title = Text("Копия не восстановлена, ничего не изменено", "Not restored, nothing was changed")


@dataclass(frozen=True, slots=True)
class DatabaseReport:
    """What is wrong with a database; `damage` in SQLite's own words, `broken_references` as table names."""

    schema: SchemaReport
    damage: tuple[str, ...] = ()
    broken_references: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        return self.schema.is_current and not self.damage and not self.broken_references


def check(engine: Engine) -> DatabaseReport:
    """Read the whole database through. Raises StorageCorrupt for a file that cannot be read at all."""
    with foreign_errors_translated(), engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            # The server checks pages and references itself.
            return DatabaseReport(report_of(connection))
        damage = tuple(row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check"))
        if damage != ("ok",):
            return DatabaseReport(report_of(connection), damage=damage)
        broken = {row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}
        return DatabaseReport(report_of(connection), broken_references=tuple(sorted(broken)))


def backup(engine: Engine, file: Path, stopping: Callable[[], bool] = lambda: False) -> None:
    """Write a copy of the running database; the file appears only once it is complete and has been checked.

    `stopping` is asked again and again. Raises BackupElsewhere for PostgreSQL, BackupBroken when told to
    stop, BackupRefused for a file that cannot be written, StorageError otherwise.
    """
    if engine.dialect.name != "sqlite":
        hint = Text("Сделайте копию командой pg_dump.", "Make the backup with pg_dump.")
        raise BackupElsewhere(Text("база работает на PostgreSQL", "the database is PostgreSQL"), hint=hint)
    with _beside(file, BackupRefused) as unfinished:
        with foreign_errors_translated(), _raw(engine) as source:
            _copy(source, unfinished, stopping)
        _read_through(unfinished, stopping)
        unfinished.replace(file)
        _sync_directory(file)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds: orders of all connections, when the newest of them was first seen, and how many
    connections are in use in it.
    """

    revision: str
    orders: int
    newest_at: datetime | None
    connections: int


def examine(file: Path) -> Contents:
    """Look a backup over without touching it. Raises RestoreRefused and StorageError."""
    if not file.is_file():
        raise RestoreRefused(Text(f"нет файла {file}", f"no file {file}"), hint=_ANOTHER)
    with _blaming(file):
        return _examined(file)


def _examined(file: Path) -> Contents:
    _read_through(file)
    with _untouched(file) as engine, foreign_errors_translated(), engine.connect() as connection:
        report = report_of(connection)
        report.refuse_unusable()
        if report.state is SchemaState.EMPTY:
            raise DatabaseForeign
        query = select(func.count(), func.max(ShipmentRow.first_seen_at)).select_from(ShipmentRow)
        orders, newest_at = connection.execute(query).one()
        in_use = select(func.count()).select_from(ConnectionRow).where(ConnectionRow.removed_at.is_(None))
        return Contents(report.revision or "", orders, newest_at, connection.scalar(in_use) or 0)


def restore(url: str | URL, file: Path, now: datetime) -> Path | None:
    """Put a backup in the place of the database; the earlier one stays beside it, and its path is returned.

    An older backup is brought up to date when the program next starts. What waited in its outbox may have
    been sent after it was made, so the order is read again before any of it is sent. Raises RestoreRefused
    with nothing changed.
    """
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        hint = Text("Восстановите копию командой pg_restore.", "Restore the backup with pg_restore.")
        raise RestoreRefused(Text("база работает на PostgreSQL", "the database is PostgreSQL"), hint=hint)
    database = Path(address.database)
    with _beside(database, RestoreRefused) as unfinished:
        with _blaming(file):
            _copy_checked(file, unfinished)
        _refuse_while_in_use(address, now)
        kept = _keep(database)
        unfinished.replace(database)
        _sync_directory(database)
    return kept


@contextmanager
def _beside(file: Path, refusal: type[MmdeskError]) -> Iterator[Path]:
    """A name next to the file for what is not finished; nothing of it stays behind."""
    unfinished = file.with_name(f"{file.name}.{os.getpid()}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _PRIVATE))
        yield unfinished
    except OSError as error:
        raise refusal(told_of(error.filename or file, error)) from error
    finally:
        for suffix in ("", "-journal", *_SIDE_FILES):
            with suppress(FileNotFoundError):
                _side(unfinished, suffix).unlink()


@contextmanager
def _blaming(file: Path) -> Iterator[None]:
    """What is wrong with the copy must not be told, nor cured, as if it were the database."""
    try:
        yield
    except (StorageCorrupt, DatabaseForeign) as error:
        words = Text(
            f"копия {file} повреждена или это не копия mmdesk",
            f"the copy {file} is damaged, or none of mmdesk's",
        )
        raise RestoreRefused(words, hint=_ANOTHER) from error
    except DatabaseNewer as error:
        words = Text(
            f"копию {file} сделала более новая версия программы",
            f"a newer version of the program made the copy {file}",
        )
        raise RestoreRefused(words, hint=DatabaseNewer.hint) from error


@contextmanager
def _raw(engine: Engine) -> Iterator[sqlite3.Connection]:
    try:
        with closing(engine.raw_connection()) as pooled:
            raw = pooled.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            yield raw
    except sqlite3.Error as error:
        raise named(error) from error


def _copy(source: sqlite3.Connection, target: Path, stopping: Callable[[], bool] = lambda: False) -> None:
    def go_on(_status: int, _left: int, _total: int) -> None:
        if stopping():
            raise BackupBroken(_STOPPED)

    # Inside a transaction every step sees the same moment; else each commit of anybody begins the copy anew.
    source.execute("BEGIN")
    try:
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with closing(sqlite3.connect(target)) as copy:
            source.backup(copy, pages=_PAGES, progress=go_on)
    finally:
        source.execute("ROLLBACK")
    _settle(target)


def _settle(target: Path) -> None:
    with closing(sqlite3.connect(target)) as copy:
        # A single file, that lies still: no write-ahead log beside it.
        copy.execute("PRAGMA journal_mode = DELETE")
    with target.open("rb+") as written:
        os.fsync(written.fileno())


def _copy_checked(file: Path, unfinished: Path) -> None:
    """Copy the backup and make sure that it is a database of ours, and no newer than this program."""
    if not file.is_file():
        raise RestoreRefused(Text(f"нет файла {file}", f"no file {file}"), hint=_ANOTHER)
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as source:
            _copy(source, unfinished)
    except sqlite3.Error as error:
        raise named(error) from error
    _read_through(unfinished)
    with _own_engine(URL.create("sqlite", database=str(unfinished))) as engine:
        _forget_the_moment(engine)


def _forget_the_moment(engine: Engine) -> None:
    """Who acted when the backup was made says nothing of today; what waited then may have been sent since."""
    with foreign_errors_translated(), engine.begin() as connection:
        report = report_of(connection)
        report.refuse_unusable()
        if report.state is SchemaState.EMPTY:
            raise DatabaseForeign
        waiting = OutboxRow.state.in_([state.value for state in UNFINISHED])
        connection.execute(update(OutboxRow).where(waiting).values(in_doubt=True))
        connection.execute(delete(LeaseRow))


def _read_through(file: Path, stopping: Callable[[], bool] = lambda: False) -> None:
    """Raises StorageCorrupt when SQLite finds something wrong, and BackupBroken when told to stop."""
    try:
        with closing(sqlite3.connect(file)) as copy:
            copy.set_progress_handler(stopping, _STEPS)
            found = copy.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            raise BackupBroken(_STOPPED) from error
        raise named(error) from error
    if found != ("ok",):
        raise StorageCorrupt(str(found[0]))


def _refuse_while_in_use(address: URL, now: datetime) -> None:
    """Raises RestoreRefused while a service acts for the database, or any program has it open."""
    database = Path(address.database or "")
    if not database.exists():
        return
    # A damaged database is the very reason to restore.
    with suppress(StorageCorrupt), _own_engine(address) as engine:
        _refuse_leased(engine, now)
    with suppress(StorageCorrupt):
        _fold(database)


def _refuse_leased(engine: Engine, now: datetime) -> None:
    with foreign_errors_translated(), engine.connect() as connection:
        if report_of(connection).state in (SchemaState.EMPTY, SchemaState.FOREIGN):
            return
        if connection.scalar(select(exists().where(LeaseRow.expires_at > now))):
            raise RestoreRefused(
                Text("с базой работает служба", "a service is working with the database"),
                hint=Text("Остановите службу и повторите.", "Stop the service and try again."),
            )


def _fold(database: Path) -> None:
    """Fold the write-ahead log into the file; SQLite lets only the last user of a database do that."""
    try:
        with closing(sqlite3.connect(database, timeout=0)) as raw:
            raw.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        failure = named(error)
        if isinstance(failure, StorageCorrupt):
            raise failure from error
        raise RestoreRefused(
            Text("база открыта в другой программе", "another program has the database open"),
            hint=Text("Закройте окна mmdesk и повторите.", "Close the windows of mmdesk and try again."),
        ) from error


def _keep(database: Path) -> Path | None:
    """Give the present database a second name; its own stays until the new one takes it over."""
    if not database.exists():
        return None
    kept = _free_name(database.with_name(f"{database.name}{_KEPT}"))
    try:
        kept.hardlink_to(database)
    except OSError:
        # A file system without links; nobody else has the file open here.
        shutil.copyfile(database, kept)
    for suffix in _SIDE_FILES:
        # Only a damaged database still has any, and they must not be taken for those of the new one.
        if _side(database, suffix).exists():
            _side(database, suffix).replace(_side(kept, suffix))
    return kept


def kept_beside(database: Path) -> tuple[Path, ...]:
    """The databases that earlier restores have put aside. Raises OSError."""
    found = sorted(database.parent.glob(f"{glob.escape(database.name)}{_KEPT}*"))
    return tuple(file for file in found if not file.name.endswith(_SIDE_FILES))


def _free_name(wanted: Path) -> Path:
    """The name, or the first free one with a number: an earlier restore may have left its own."""
    numbered = (wanted.with_name(f"{wanted.name}-{number}") for number in count(2))
    return next(path for path in chain([wanted], numbered) if not path.exists())


def _side(file: Path, suffix: str) -> Path:
    return file.with_name(file.name + suffix)


@contextmanager
def _own_engine(address: URL) -> Iterator[Engine]:
    """An engine that lets go of the file at the end of the block, so that it can be moved."""
    engine = open_engine(address)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _untouched(file: Path) -> Iterator[Engine]:
    """An engine that only reads, and leaves the file's journal as it is."""
    address = f"{file.absolute().as_uri()}?mode=ro"
    engine = create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool
    )
    try:
        yield engine
    finally:
        engine.dispose()


def _sync_directory(file: Path) -> None:
    """Make the new name itself durable; Windows does that without being asked."""
    if os.name == "nt":
        return
    descriptor = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
