"""The composition root: the only place that builds concrete parts out of a profile and an environment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from mmdesk.clock import Clock, SystemClock
from mmdesk.paths import Profile, ProfileUnusable, check_local
from mmdesk.private_files import private_file
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.changes import ChangeWatcher
from mmdesk.storage.engine import StorageCorrupt, open_engine
from mmdesk.storage.migrate import upgrade
from mmdesk.storage.uow import Storage
from mmdesk.system_words import told_of

if TYPE_CHECKING:
    from mmdesk.domain.connection import Connection
    from mmdesk.remotes import Exchange
    from mmdesk.secrets import SecretStore
    from mmdesk.services.connection_desk import ConnectionDesk
    from mmdesk.services.integration_desk import IntegrationDesk
    from mmdesk.services.job_runs import Job, JobName, JobResult
    from mmdesk.services.mapping_desk import MappingDesk
    from mmdesk.services.operators import Operator
    from mmdesk.services.pictures import Pictures
    from mmdesk.services.workstations import ThisWorkstation

DATABASE_VARIABLE: Final = "MMDESK_DATABASE_URL"


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
        from mmdesk.secrets import choose_store

        return choose_store(self._environ, self.profile)

    @cached_property
    def workstation(self) -> ThisWorkstation:
        """Which workstation this profile is of; reads a file. Raises WorkstationUnknown."""
        from mmdesk.services.workstations import this_workstation

        return this_workstation(self.profile)

    def settings_of(self, name: str) -> ConnectionSettings:
        """The settings in force for a connection. Raises UnknownConnection."""
        with self.storage.look() as work:
            return ConnectionSettings.of(work.connections.settings(work.connections.get(name).connection_id))

    def changes(self) -> AbstractContextManager[ChangeWatcher]:
        """A new watcher of commits, closed with the block. Raises StorageError."""
        return closing(ChangeWatcher(self.storage.engine))

    def http_password(self, connection: Connection) -> str:
        """What callers of the connection's public addresses have to give. Raises SecretsUnavailable."""
        from mmdesk.secrets import SecretKind

        return self.secrets.get(connection.name, SecretKind.HTTP_PASSWORD) or ""

    def connection_desk(self, by: Operator) -> ConnectionDesk:
        """What a window does with connections; brings the clients along, so ask for it on a task thread."""
        from mmdesk.remotes import both_clients
        from mmdesk.services.connection_desk import ConnectionDesk

        return ConnectionDesk(self.storage, self.clock, lambda: self.secrets, both_clients, by)

    def integration_desk(self, by: Operator) -> IntegrationDesk:
        """What a window shows of the public addresses."""
        from mmdesk.services.integration_desk import IntegrationDesk

        return IntegrationDesk(self.storage, self.clock, lambda: self.secrets, by)

    def learn_secrets(self) -> None:
        """Read every secret once, so that masking knows them. Raises SecretsUnavailable and StorageError."""
        from mmdesk.secrets import SecretKind

        with self.storage.look() as work:
            names = [connection.name for connection in work.connections.all()]
        for name in names:
            for kind in SecretKind:
                self.secrets.get(name, kind)

    def mapping_desk(self) -> MappingDesk:
        """What a window does with mappings; brings the clients along, so ask for it in a thread of a talk."""
        from mmdesk import remotes
        from mmdesk.services.mapping_desk import MappingDesk

        return MappingDesk(self.storage, partial(remotes.retailcrm, self))

    def upkeep(self, stopping: Callable[[], bool]) -> Mapping[JobName, Job]:
        """The jobs that look after what is here; each asks `stopping` between two steps."""
        from mmdesk.services.backups import Backups
        from mmdesk.services.deadlines import Deadlines
        from mmdesk.services.job_runs import JobName
        from mmdesk.services.pruning import Pruning
        from mmdesk.services.self_test import SelfTest

        storage, clock = self.storage, self.clock
        return {
            JobName.DEADLINES: Deadlines(storage, clock, stopping).run,
            JobName.PICTURES: self.pictures(stopping).run,
            JobName.SELFTEST: SelfTest(storage, self.http_password, stopping).run,
            JobName.PRUNE: Pruning(storage, clock, self.profile.labels, stopping).run,
            JobName.BACKUP: Backups(storage, clock, self.profile.backups, stopping).run,
        }

    def pictures(self, stopping: Callable[[], bool]) -> Pictures:
        """What fetches the pictures of goods; brings the library of the network along."""
        from mmdesk.clients.picture_site import PictureSite
        from mmdesk.services.pictures import Pictures

        return Pictures(self.storage, self.clock, partial(PictureSite, stopping), stopping)

    @contextmanager
    def jobs(self) -> Iterator[Mapping[JobName, Job]]:
        """The jobs of this version; an exchange opens clients of its own for all connections in use."""
        from mmdesk.remotes import EXCHANGES

        exchanges = {each.job: partial(self._exchange, each) for each in EXCHANGES}
        yield {**self.upkeep(lambda: False), **exchanges}

    def _exchange(self, exchange: Exchange) -> JobResult:
        from mmdesk.remotes import open_remotes
        from mmdesk.services.side_by_side import poll_all

        with self.storage.look() as work:
            connections = [each for each in work.connections.all() if not each.paused]
        with ExitStack() as stack:
            opened = [stack.enter_context(open_remotes(self, each)) for each in connections]
            return poll_all([exchange.pollster(each, lambda: False) for each in opened], probe=True)

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
    elif engine.dialect.name == "sqlite" and file and file != ":memory:" and not file.startswith("file:"):
        # Another account's file keeps its rights; what cannot be opened at all is told by the database.
        with suppress(OSError):
            private_file(Path(file))
    storage = Storage(engine)
    try:
        upgrade(engine)
    except StorageCorrupt as error:
        from mmdesk.services.damaged import advice  # seldom needed

        storage.close()
        if engine.dialect.name != "sqlite":
            raise
        raise error.with_hint(advice(Path(file or ""), profile.backups, profile_dir)) from error
    except BaseException:
        storage.close()
        raise
    return Parts(profile, storage, clock or SystemClock(), environ)


def _make_private(file: Path) -> None:
    try:
        private_file(file)
    except OSError as error:
        raise ProfileUnusable(told_of(file, error)) from error
