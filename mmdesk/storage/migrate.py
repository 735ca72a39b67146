"""The schema's revisions: bring a database up to this program, and refuse one that is ahead of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError

from mmdesk.errors import Text
from mmdesk.storage.engine import (
    IMMEDIATE,
    StorageCorrupt,
    StorageError,
    foreign_errors_translated,
    read_only,
)
from mmdesk.storage.tables import SCHEMA

if TYPE_CHECKING:
    from alembic.config import Config

HEAD: Final = "0010"
"""The revision this program works with."""
_REVISIONS: Final = Path(__file__).with_name("migrations")
# Any number will do, as long as every version of the program uses the same one.
_ADVISORY_LOCK: Final = 5_177_301_412


class DatabaseNewer(StorageError):
    """Raised when a later version of the program has changed the database already."""

    title = Text("База данных создана более новой версией программы", "The database is from a newer version")
    hint = Text("Обновите программу на этом компьютере.", "Update the program on this computer.")


class DatabaseForeign(StorageError):
    """Raised for a database that holds tables of ours but no word of which revision they are."""

    title = Text("Это не база данных mmdesk", "This is not an mmdesk database")
    hint = Text("Укажите другую базу, можно пустую.", "Choose another database; an empty one will do.")


class SchemaState(StrEnum):
    """How a database's schema relates to this program."""

    EMPTY = "empty"
    BEHIND = "behind"
    CURRENT = "current"
    NEWER = "newer"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class SchemaReport:
    """The revision found, the one this program wants, and what that means."""

    revision: str | None
    head: str
    state: SchemaState

    @property
    def is_current(self) -> bool:
        return self.state is SchemaState.CURRENT

    def refuse_unusable(self) -> None:
        """Raises DatabaseNewer or DatabaseForeign where no upgrade can help."""
        if self.state is SchemaState.NEWER:
            raise DatabaseNewer(
                Text(
                    f"ревизия {self.revision}, здесь {self.head}",
                    f"revision {self.revision}, here {self.head}",
                )
            )
        if self.state is SchemaState.FOREIGN:
            raise DatabaseForeign


def current(engine: Engine) -> str | None:
    """The revision of the database; None for one that has none."""
    return check(engine).revision


def check(engine: Engine) -> SchemaReport:
    """Compare without changing anything. Raises StorageError when the database cannot be read."""
    with foreign_errors_translated():
        with suppress(OperationalError), read_only(engine) as connection:
            return report_of(connection)
        # After a crash, SQLite must write before it can read; what else is wrong is told by this.
        with engine.connect() as connection:
            return report_of(connection)


def upgrade(engine: Engine) -> None:
    """Bring the schema up to this program, in one transaction; processes that start together take turns.

    Raises DatabaseNewer, DatabaseForeign, or StorageBusy when another one is at it for too long.
    """
    found = check(engine)
    found.refuse_unusable()
    if found.is_current:
        return
    with foreign_errors_translated(), changing(engine) as connection:
        report = report_of(connection)
        report.refuse_unusable()
        if report.is_current:
            return
        # Only a process that finds something to do pays for loading Alembic.
        from alembic import command

        command.upgrade(configuration(connection), "head")


@contextmanager
def changing(engine: Engine) -> Iterator[Connection]:
    """A transaction that alone may change the schema; committed when the block ends without an error."""
    with engine.execution_options(**{IMMEDIATE: True}).connect() as connection:
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite:
            # Building a table anew drops the old one, which must not take the rows that point to it along.
            # The switch works outside of a transaction only; detached, it ends with this connection.
            connection.detach()
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF").close()
        with connection.begin():
            if not on_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK})
            yield connection
            if on_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise StorageCorrupt(
                    Text("ссылки между таблицами нарушены", "references between tables are broken")
                )


def configuration(connection: Connection) -> Config:
    """Alembic's settings for this connection; there is no file of them."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_REVISIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def report_of(connection: Connection) -> SchemaReport:
    """The same as `check`, inside a transaction that is open already."""
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" not in tables:
        foreign = not tables.isdisjoint(SCHEMA.tables)
        return SchemaReport(None, HEAD, SchemaState.FOREIGN if foreign else SchemaState.EMPTY)
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return SchemaReport(revision, HEAD, _state_of(revision, connection))


def _state_of(revision: str | None, connection: Connection) -> SchemaState:
    if revision == HEAD:
        return SchemaState.CURRENT
    if revision is None:
        return SchemaState.EMPTY
    from alembic.script import ScriptDirectory

    known = {
        script.revision for script in ScriptDirectory.from_config(configuration(connection)).walk_revisions()
    }
    return SchemaState.BEHIND if revision in known else SchemaState.NEWER
