"""The composition root: the only place that builds concrete parts out of a profile and an environment."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mmdesk.clients.megamarket import Megamarket
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.clock import Clock, SystemClock
from mmdesk.domain.connection import Connection
from mmdesk.domain.intent import Target
from mmdesk.paths import Profile, ProfileUnusable, check_local
from mmdesk.private_files import private_file
from mmdesk.secrets import SecretKind, SecretStore, choose_store
from mmdesk.services.crm_port import CrmPort
from mmdesk.services.intake import Intake
from mmdesk.services.job_runs import Job, JobName
from mmdesk.services.megamarket_port import MegamarketPort
from mmdesk.services.polling import Pollster, poll_all
from mmdesk.services.relay import Port, Relay
from mmdesk.services.remote_health import RemoteHealth
from mmdesk.services.secret_watch import SecretWatch
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.changes import ChangeWatcher
from mmdesk.storage.engine import open_engine
from mmdesk.storage.migrate import upgrade
from mmdesk.storage.uow import Storage

logger = logging.getLogger(__name__)

DATABASE_VARIABLE: Final = "MMDESK_DATABASE_URL"
_HOME_ZONE: Final = ZoneInfo("Europe/Moscow")


class Parts:
    """What every use case stands on. The secret store is opened when it is first asked for."""

    def __init__(self, profile: Profile, storage: Storage, clock: Clock, environ: Mapping[str, str]) -> None:
        self.profile = profile
        self.storage = storage
        self.clock = clock
        self._environ = environ

    @cached_property
    def secrets(self) -> SecretStore:
        """Raises SecretsUnavailable."""
        return choose_store(self._environ, self.profile)

    def settings_of(self, name: str) -> ConnectionSettings:
        """The settings in force for a connection. Raises UnknownConnection."""
        with self.storage.look() as work:
            return ConnectionSettings.of(work.connections.settings(work.connections.get(name).connection_id))

    def changes(self) -> AbstractContextManager[ChangeWatcher]:
        """A new watcher of commits, closed with the block. Raises StorageError."""
        return closing(ChangeWatcher(self.storage.engine))

    @contextmanager
    def jobs(self) -> Iterator[Mapping[JobName, Job]]:
        """The jobs of this version over all connections in use, each with clients of its own."""
        with self.storage.look() as work:
            connections = [each for each in work.connections.all() if not each.paused]
        with ExitStack() as stack:
            opened = [stack.enter_context(open_remotes(self, each)) for each in connections]
            pollsters = [each.pollster(lambda: False) for each in opened]
            yield {JobName.MEGAMARKET: lambda: poll_all(pollsters, probe=True)}

    def close(self) -> None:
        self.storage.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def database_url(profile_dir: Path | None, environ: Mapping[str, str]) -> str:
    """The address of the database: what the environment names, else SQLite in the profile."""
    named = environ.get(DATABASE_VARIABLE, "").strip()
    return named or f"sqlite:///{Profile.choose(profile_dir).database}"


def open_parts(profile_dir: Path | None, environ: Mapping[str, str], clock: Clock | None = None) -> Parts:
    """Make the profile's directories, open its database and bring it up to date.

    Raises ProfileUnusable, DatabaseNotLocal and StorageError.
    """
    profile = Profile.choose(profile_dir).create()
    engine = open_engine(database_url(profile_dir, environ))
    file = engine.url.database
    if engine.dialect.name == "sqlite" and file:
        check_local(Path(file))
    if file == str(profile.database):
        _make_private(profile.database)
    storage = Storage(engine)
    try:
        upgrade(engine)
    except BaseException:
        storage.close()
        raise
    return Parts(profile, storage, clock or SystemClock(), environ)


class Remotes:
    """Both remotes of one connection, their clients shared by all that work for it. Close it at the end."""

    def __init__(self, parts: Parts, connection: Connection) -> None:
        self.connection = connection
        self._parts = parts
        self._megamarket_secret = _watch(parts, connection, SecretKind.MM_TOKEN)
        self._crm_secret = _watch(parts, connection, SecretKind.CRM_KEY)
        with ExitStack() as opened:
            self._megamarket = opened.enter_context(_megamarket(connection, self._megamarket_secret))
            self._crm = opened.enter_context(_retailcrm(connection, self._crm_secret))
            self._clients = opened.pop_all()

    def relays(self, holder: str, may_lead: Callable[[], bool]) -> tuple[Relay, Relay]:
        """The relays towards Megamarket and RetailCRM; one thread each."""
        storage, clock = self._parts.storage, self._parts.clock
        ports: tuple[Port, Port] = (
            MegamarketPort(
                connection=self.connection,
                storage=storage,
                clock=clock,
                client=self._megamarket,
                secret_changed=self._megamarket_secret.changed,
            ),
            CrmPort(
                connection=self.connection,
                storage=storage,
                clock=clock,
                client=self._crm,
                secret_changed=self._crm_secret.changed,
            ),
        )
        first, second = (
            Relay(
                storage=storage,
                clock=clock,
                connection_id=self.connection.connection_id,
                port=port,
                holder=holder,
                may_lead=may_lead,
                jitter=_jitter,
            )
            for port in ports
        )
        return first, second

    def intake(self) -> Intake:
        return Intake(self._parts.storage, self._parts.clock, self._megamarket, self._health())

    def pollster(self, stopping: Callable[[], bool]) -> Pollster:
        return Pollster(self.connection, self._megamarket, self._health(), stopping)

    def close(self) -> None:
        self._clients.close()

    def _health(self) -> RemoteHealth:
        return RemoteHealth(
            storage=self._parts.storage,
            clock=self._parts.clock,
            connection_id=self.connection.connection_id,
            target=Target.MEGAMARKET,
            secret_changed=self._megamarket_secret.changed,
            jitter=_jitter,
        )


@contextmanager
def open_remotes(parts: Parts, connection: Connection) -> Iterator[Remotes]:
    """Raises BadAddress for an address that has become unacceptable."""
    remotes = Remotes(parts, connection)
    try:
        yield remotes
    finally:
        remotes.close()


def megamarket(parts: Parts, connection: Connection) -> Megamarket:
    """A client for a connection's marketplace account; its user closes it. Raises BadAddress."""
    return _megamarket(connection, _watch(parts, connection, SecretKind.MM_TOKEN))


def retailcrm(parts: Parts, connection: Connection) -> RetailCrm:
    """A client for a connection's RetailCRM account; its user closes it. Raises BadAddress."""
    return _retailcrm(connection, _watch(parts, connection, SecretKind.CRM_KEY))


def _megamarket(connection: Connection, token: SecretWatch) -> Megamarket:
    return Megamarket(connection.mm_url, connection.merchant_id, token.current)


def _retailcrm(connection: Connection, key: SecretWatch) -> RetailCrm:
    return RetailCrm(connection.crm_url, key.current, connection.crm_site, _zone(connection))


def _watch(parts: Parts, connection: Connection, kind: SecretKind) -> SecretWatch:
    return SecretWatch(lambda: parts.secrets.get(connection.name, kind), parts.clock)


def _zone(connection: Connection) -> ZoneInfo:
    """The account's zone; before registration has asked for it, the one most accounts have."""
    if not connection.crm_zone:
        return _HOME_ZONE
    try:
        return ZoneInfo(connection.crm_zone)
    except (ZoneInfoNotFoundError, ValueError):
        logger.warning("connection=%s unknown zone %s", connection.name, connection.crm_zone)
        return _HOME_ZONE


def _jitter() -> float:
    return random.random()  # noqa: S311 - spreads repeats in time, nothing secret


def _make_private(file: Path) -> None:
    try:
        private_file(file)
    except OSError as error:
        raise ProfileUnusable(f"{file}: {error.strerror}") from error
