"""A PostgreSQL server of the suite's own: a throw-away cluster reached by a socket in its folder."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest
from sqlalchemy.engine import URL

_USER = "mmdesk"
# Nothing here has to survive a power cut.
_QUICK = ("--locale=C", "--no-sync", "--no-instructions")
_CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_FRUGAL = ("listen_addresses=", "shared_buffers=16MB", "max_connections=60", "autovacuum=off")


# Numbers that change with the structure of a database, whoever changes it. Copies have them in common.
_STRUCTURE = "SELECT " + ", ".join(
    f"(SELECT sum(hashtextextended(t::text, 0)) FROM {table} t WHERE {key} >= 16384)"
    for table, key in (
        ("pg_attribute", "attrelid"),
        ("pg_constraint", "oid"),
        ("pg_trigger", "oid"),
        ("pg_proc", "oid"),
    )
)
_TABLES = """
    SELECT relname, pg_relation_size(oid) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
# Deleted rows stay in the files, as nobody vacuums here: with more bytes than these a new copy is quicker.
_ROOM = 1_000_000
# Holds the revision: a database of another one is not lent again.
_STAMP = "alembic_version"


@dataclass
class PostgresqlServer:
    """A running server; every test gets a database for itself, as empty as the template."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=count)
    _emptied: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _templates: dict[str, object] = field(default_factory=dict)

    def url(self, database: str) -> str:
        address = URL.create(
            "postgresql+psycopg", username=_USER, database=database, query={"host": str(self.folder)}
        )
        return address.render_as_string(hide_password=False)

    def create(self, template: str = "template0") -> str:
        """Make a database; the name of it."""
        name = f"test_{next(self._numbers)}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def lend(self, template: str) -> str:
        """A database like the template, to be taken back; the name of it.

        Copying one costs the server a third of a second of work, emptying one a small part of that.
        """
        emptied = self._emptied[template]
        return emptied.pop() if emptied else self.create(template)

    def take_back(self, database: str, template: str) -> None:
        """End every session at it and empty it; drop it when its structure is not the template's any more."""
        if template not in self._templates:
            with closing(self._connect(template)) as connection:
                self._templates[template] = _structure(connection)
        with closing(self._connect(database)) as connection:
            _end_others(connection)
            is_like_new = _structure(connection) == self._templates[template] and _put_back(connection)
        if is_like_new:
            self._emptied[template].append(database)
        else:
            self.drop(database)

    def drop(self, database: str) -> None:
        self.execute(f'DROP DATABASE "{database}" WITH (FORCE)')

    def execute(self, statement: str) -> None:
        """Run one statement on the server itself, outside of any test's database."""
        with closing(self._connect()) as connection:
            connection.execute(statement.encode())

    def accepts(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _connect(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(host=str(self.folder), user=_USER, dbname=database, autocommit=True)


def _end_others(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    connection.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


def _structure(connection: psycopg.Connection[tuple[object, ...]]) -> object:
    stamped = connection.execute(f"SELECT to_regclass('{_STAMP}') IS NOT NULL".encode()).fetchone()
    stamps = connection.execute(f'SELECT * FROM "{_STAMP}"'.encode()).fetchall() if stamped == (True,) else []
    return connection.execute(_STRUCTURE.encode()).fetchone(), stamps


def _put_back(connection: psycopg.Connection[tuple[object, ...]]) -> bool:
    """Delete every row and begin every row number anew, unless there are too many to be worth it."""
    tables = {str(name): int(str(size)) for name, size in connection.execute(_TABLES)}
    if sum(tables.values()) > _ROOM:
        return False
    numbers = connection.execute(
        "SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL"
    ).fetchall()
    # As a replica the server checks no references, so the order of the tables does not matter.
    script = ["SET session_replication_role = replica"]
    script += [f'DELETE FROM "{name}"' for name, size in tables.items() if size and name != _STAMP]
    script += [f'ALTER SEQUENCE "{name}" RESTART' for (name,) in numbers]
    connection.execute("; ".join(script).encode())
    return True


@contextmanager
def running_server() -> Iterator[PostgresqlServer]:
    """Start a server for the block. Skips the test where there is none to start, except under CI."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="mmdesk-pg-"))
    account = _account()
    if account is not None:
        shutil.chown(folder, account)
    cluster = folder / "cluster"
    try:
        _run([programs / "initdb", "-D", cluster, "-U", _USER, "-A", "trust", "-E", "UTF8", *_QUICK], account)
        with _served(programs, cluster, folder, account) as process:
            server = PostgresqlServer(folder)
            _await(server, process)
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    if os.name == "nt":
        _do_without("the suite reaches PostgreSQL by a socket file, which this system has none of")
    found = shutil.which("initdb")
    places = (
        [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    )
    complete = (place for place in places if (place / "initdb").exists() and (place / "postgres").exists())
    return next(complete, None) or _do_without(
        "no PostgreSQL server is installed: initdb, postgres not found"
    )


def _do_without(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def _account() -> str | None:
    """PostgreSQL refuses to run as root; anybody else runs it as they are."""
    if os.geteuid() != 0:
        return None
    import pwd  # Windows has no such module, and no root

    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def _run(command: Sequence[str | Path], account: str | None) -> None:
    done = subprocess.run(command, user=account, cwd="/", capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.fail(f"{command[0]}: {done.stderr}")


@contextmanager
def _served(
    programs: Path, cluster: Path, folder: Path, account: str | None
) -> Iterator[subprocess.Popen[bytes]]:
    settings = [part for setting in (*_CARELESS, *_FRUGAL) for part in ("-c", setting)]
    command: list[str | Path] = [programs / "postgres", "-D", cluster, "-k", folder, *settings]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, user=account, cwd="/", stdout=log, stderr=log) as process,
    ):
        try:
            yield process
        finally:
            # "Fast shutdown": open sessions are cut.
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def _await(server: PostgresqlServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while not server.accepts():
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"PostgreSQL did not start: {(server.folder / 'log').read_text()}")
        time.sleep(0.02)
