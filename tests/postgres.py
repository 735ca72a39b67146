"""A PostgreSQL server of the suite's own: a throw-away cluster reached by a socket in its folder."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
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


@dataclass
class PostgresqlServer:
    """A running server; every test gets a database of its own, copied from a template."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=count)

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

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(host=str(self.folder), user=_USER, dbname="postgres", autocommit=True)


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
