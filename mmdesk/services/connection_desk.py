"""What a manager does with connections in the window: try out, register, look after, take out of use."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from mmdesk.clients.megamarket import Megamarket
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection, ConnectionId
from mmdesk.domain.intent import Target
from mmdesk.domain.role import Right, require
from mmdesk.domain.standing import RowState
from mmdesk.errors import MmdeskError, Text
from mmdesk.secrets import EnvironmentSecrets, FileSecrets, SecretKind, SecretStore, SecretsUnavailable
from mmdesk.services import connection_trial, connections, registration, service_state
from mmdesk.services.check import Told
from mmdesk.services.connection_checks import CheckReport
from mmdesk.services.connection_draft import Draft, DraftSecrets
from mmdesk.services.connections import Edited, Typed
from mmdesk.services.operators import Operator
from mmdesk.services.registration import Registration
from mmdesk.storage.connections import TargetHealth
from mmdesk.storage.uow import Storage, UnitOfWork


class Keeping(StrEnum):
    """Where the secrets of this account are."""

    KEYRING = "keyring"
    FILE = "file"
    ENVIRONMENT = "environment"


@dataclass(frozen=True, slots=True)
class Keeper:
    """Where secrets go that are typed here. `trouble`: why none can be kept, with what to choose.

    `elsewhere` names the computer whose service uses them when that is not this one: they belong there.
    """

    kind: Keeping = Keeping.KEYRING
    trouble: Text | None = None
    elsewhere: str = ""

    @property
    def takes_secrets(self) -> bool:
        return self.kind is not Keeping.ENVIRONMENT and self.trouble is None and not self.elsewhere


@dataclass(frozen=True, slots=True)
class ConnectionLook:
    """One connection as the list shows it. `queued` counts what waits to be sent, `orders` all it holds."""

    connection: Connection
    megamarket: TargetHealth
    crm: TargetHealth
    queued: int
    orders: int
    open_orders: int


@dataclass(frozen=True, slots=True)
class ConnectionsLook:
    """All connections in use, by name."""

    connections: tuple[ConnectionLook, ...]
    keeper: Keeper
    service_alive: bool


@dataclass(frozen=True, slots=True)
class Registered:
    """What a registration has made, and the connection as it is now."""

    connection: Connection
    made: Registration


@dataclass(frozen=True, slots=True)
class Change:
    """What is to become of a connection; None or nothing typed leaves a part as it is."""

    crm_url: str | None = None
    merchant_id: int | None = None
    test_mode: bool | None = None
    typed: Typed | None = None


class TrialFailed(MmdeskError):
    """Raised when what should be changed would not work; nothing was changed. `report` has the reasons."""

    title = Text("Ничего не изменено", "Nothing was changed")

    def __init__(self, report: CheckReport) -> None:
        self.report = report
        red = next((each.message for each in report.checks if not each.ok), Text.same(""))
        super().__init__(red)


class Clients(Protocol):
    """Opens clients for both remotes of a connection, with secrets out of any store. Raises BadAddress."""

    def __call__(
        self, connection: Connection, store: SecretStore, clock: Clock, /
    ) -> AbstractContextManager[tuple[Megamarket, RetailCrm]]: ...


class ConnectionDesk:
    """Any thread. What talks to a remote may take a minute and belongs on a thread of its own.

    What changes anything raises NotYours unless `by` may.
    """

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        secrets: Callable[[], SecretStore],
        clients: Clients,
        by: Operator,
    ) -> None:
        self._by = by
        self._storage = storage
        self._clock = clock
        self._secrets = secrets
        self._clients = clients

    def look(self, known: Keeper | None = None) -> ConnectionsLook:
        """Raises StorageError.

        A keyring may ask its owner before it opens: who looks often says what is `known` of it.
        """
        with self._storage.look() as work:
            waiting = _waiting(work)
            shown = tuple(_shown(work, each, waiting) for each in work.connections.all())
        state = service_state.look(self._storage, self._clock)
        elsewhere = state.host if state.alive and not state.here else ""
        keeper = self._keeper() if known is None else known
        return ConnectionsLook(shown, replace(keeper, elsewhere=elsewhere), state.alive)

    def names(self) -> tuple[str, ...]:
        """Of all connections in use. Raises StorageError."""
        with self._storage.look() as work:
            return tuple(each.name for each in work.connections.all())

    def try_out(self, draft: Draft, told: Told) -> CheckReport:
        """Check a connection that is not stored; nothing is kept. Raises BadSecrets, SecretsUnavailable."""
        connection = draft.connection()
        return self._try(connection, DraftSecrets(connection.name, draft.typed(), self._secrets()), told)

    def register_new(self, draft: Draft) -> Registered:
        """Store and register a connection, or neither.

        It rests until the registration is done, so that nobody works for one that is taken back. Raises
        RegistrationRefused, RemoteError, ConnectionExists, BadConnection, BadAddress, SecretsUnavailable.
        """
        self._require()
        store, new = self._secrets(), draft.new_connection()
        connections.add(self._storage, self._clock, store, new, draft.typed(), paused=True)
        try:
            done = self.register(new.name)
        except BaseException:
            connections.discard(self._storage, store, new.name)
            raise
        return Registered(connections.set_paused(self._storage, new.name, paused=False), done.made)

    def register(self, name: str) -> Registered:
        """Register one that is stored. Raises RegistrationRefused, RemoteError, UnknownConnection."""
        self._require()
        store, connection = self._secrets(), self._get(name)
        with self._clients(connection, store, self._clock) as (megamarket, crm):
            made = registration.register(self._storage, store, connection, megamarket, crm)
        return Registered(self._get(name), made)

    def check(self, name: str, told: Told) -> CheckReport:
        """Raises UnknownConnection and SecretsUnavailable."""
        store, connection = self._secrets(), self._get(name)
        with self._clients(connection, store, self._clock) as (megamarket, crm):
            return connection_trial.check_stored(
                self._storage, self._clock, store, connection, megamarket, crm, told
            )

    def edit(self, name: str, change: Change, told: Told) -> Edited:
        """Change a connection if it works so; a new address or seller is registered at once.

        Only what the change touches is tried: a silent RetailCRM is no reason against a new token. Raises
        TrialFailed, and everything that `connections.edit` and `register` raise.
        """
        self._require()
        store, typed = self._secrets(), change.typed or {}
        wanted = _changed(self._get(name), change)
        report = self._try(wanted, DraftSecrets(name, typed, store), told)
        if any(not each.ok for each in report.checks if _is_touched(each.code, change)):
            raise TrialFailed(report)
        edited = connections.edit(
            self._storage,
            self._clock,
            store,
            name,
            crm_url=change.crm_url,
            merchant_id=change.merchant_id,
            test_mode=change.test_mode,
            typed=typed,
        )
        if edited.connection.is_registered:
            return edited
        return Edited(self.register(name).connection, edited.archive)

    def pause(self, name: str, *, paused: bool) -> Connection:
        """Raises UnknownConnection."""
        self._require()
        return connections.set_paused(self._storage, name, paused=paused)

    def remove(self, name: str) -> str:
        """Take it out of use and tell its name. Raises UnknownConnection and SecretsUnavailable."""
        self._require()
        connections.remove(self._storage, self._clock, self._secrets(), name)
        return name

    def _require(self) -> None:
        require(self._by.role, Right.SETTINGS)

    def _try(self, connection: Connection, store: SecretStore, told: Told) -> CheckReport:
        with self._clients(connection, store, self._clock) as (megamarket, crm):
            return connection_trial.try_out(
                self._storage, self._clock, store, connection, megamarket, crm, told
            )

    def _get(self, name: str) -> Connection:
        with self._storage.look() as work:
            return work.connections.get(name)

    def _keeper(self) -> Keeper:
        try:
            store = self._secrets()
            # A keyring is looked for when it is asked the first time, even for what is not there.
            store.get("", SecretKind.MM_TOKEN)
        except SecretsUnavailable as error:
            return Keeper(Keeping.KEYRING, error.text)
        if isinstance(store, EnvironmentSecrets):
            return Keeper(Keeping.ENVIRONMENT)
        return Keeper(Keeping.FILE if isinstance(store, FileSecrets) else Keeping.KEYRING)


def _waiting(work: UnitOfWork) -> Iterable[ConnectionId]:
    """The connection of every command that would be dropped with it."""
    return tuple(
        row.connection_id
        for row in work.outbox.list(limit=sys.maxsize)
        if row.progress.state in (RowState.PENDING, RowState.PARKED)
    )


def _shown(work: UnitOfWork, connection: Connection, waiting: Iterable[ConnectionId]) -> ConnectionLook:
    number = connection.connection_id
    return ConnectionLook(
        connection,
        work.connections.health(number, Target.MEGAMARKET),
        work.connections.health(number, Target.CRM),
        sum(1 for each in waiting if each == number),
        work.connections.order_count(number),
        work.connections.order_count(number, only_open=True),
    )


def _changed(connection: Connection, change: Change) -> Connection:
    """The connection as it would be, for its clients. Raises BadAddress."""
    test_mode = connection.test_mode if change.test_mode is None else change.test_mode
    own = connection.mm_url == connections.default_mm_url(test_mode=connection.test_mode)
    return replace(
        connection,
        crm_url=connection.crm_url if change.crm_url is None else connections.checked_address(change.crm_url),
        crm_site=connection.crm_site if change.crm_url is None else "",
        merchant_id=change.merchant_id or connection.merchant_id,
        test_mode=test_mode,
        mm_url=connections.default_mm_url(test_mode=test_mode) if own else connection.mm_url,
    )


def _is_touched(code: str, change: Change) -> bool:
    typed = change.typed or {}
    if code.startswith("crm."):
        return change.crm_url is not None or change.merchant_id is not None or SecretKind.CRM_KEY in typed
    return change.test_mode is not None or SecretKind.MM_TOKEN in typed
