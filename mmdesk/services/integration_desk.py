"""«Интеграционные данные»: the addresses to paste, whether the world reaches them, and how they change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.domain.role import Right, require
from mmdesk.errors import MmdeskError, Text
from mmdesk.secrets import BadSecrets, SecretKind, SecretStore, SecretsUnavailable, checked_secret
from mmdesk.services import connection_settings, connections, self_test
from mmdesk.services.connection_settings import load, public_address
from mmdesk.services.connections import Links
from mmdesk.services.operators import Operator
from mmdesk.services.self_test import PublicPlace, Report
from mmdesk.setting_kinds import text_of
from mmdesk.settings import BadSettingValue, canonical
from mmdesk.storage.connections import PathPurpose
from mmdesk.storage.queries import Queries
from mmdesk.storage.uow import Storage

_USUAL_LOCAL: Final = "http://127.0.0.1:8480"
_PURPOSES: Final[Mapping[PublicPlace, PathPurpose]] = {
    PublicPlace.ORDER_NEW: PathPurpose.NEW,
    PublicPlace.ORDER_CANCEL: PathPurpose.CANCEL,
    PublicPlace.FEED: PathPurpose.FEED,
    PublicPlace.CRM: PathPurpose.CRM,
}


class PublicField(StrEnum):
    """What a person fills in about the way in from outside."""

    URL = "http.public_url"
    PREFIX = "http.prefix"
    PROXIES = "http.trusted_proxies"
    LOGIN = "http.basic_auth"
    PASSWORD = "http_password"


@dataclass(frozen=True, slots=True)
class PublicWay:
    """The way in as typed; `proxies` separated by commas. An empty password leaves the stored one."""

    url: str = ""
    prefix: str = ""
    proxies: str = ""
    login: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Integration:
    """The addresses of one connection; `public` has none without a public base address."""

    connection: Connection
    public: Links
    local: Links
    way: PublicWay
    has_password: bool

    @property
    def is_public(self) -> bool:
        return self.public.order_new is not None


class BadPublicWay(MmdeskError):
    """Raised when a field will not do; nothing was stored. `faults` has the cure of each."""

    title = Text("Адрес не сохранён", "The address was not stored")

    def __init__(self, faults: Mapping[PublicField, Text]) -> None:
        self.faults = faults
        super().__init__(next(iter(faults.values())))


class IntegrationDesk:
    """Any thread. Only `test` talks to anybody: to our own public addresses.

    What changes anything raises NotYours unless `by` may.
    """

    def __init__(
        self, storage: Storage, clock: Clock, secrets: Callable[[], SecretStore], by: Operator
    ) -> None:
        self._by = by
        self._storage = storage
        self._clock = clock
        self._secrets = secrets

    def look(self, name: str) -> Integration:
        """Raises UnknownConnection."""
        with self._storage.look() as work:
            connection = work.connections.get(name)
            settings, public_url = load(work, connection), public_address(work, connection)
        found = connections.links(
            self._storage, name, public_url=public_url, local_url=_local_url(self._storage)
        )
        way = PublicWay(
            settings.http_public_url,
            settings.http_prefix,
            ", ".join(str(network) for network in settings.http_trusted_proxies),
            settings.http_basic_auth,
        )
        return Integration(connection, found.public, found.local, way, self._has_password(name))

    def save(self, name: str, way: PublicWay) -> Integration:
        """Store all of it, or nothing. Raises BadPublicWay, UnknownConnection, SecretsUnavailable."""
        require(self._by.role, Right.SETTINGS)
        faults = dict(_faults(way))
        if faults:
            raise BadPublicWay(faults)
        if way.password.strip():
            self._secrets().put(
                name, SecretKind.HTTP_PASSWORD, checked_secret(SecretKind.HTTP_PASSWORD, way.password)
            )
        connection_settings.put_all(
            self._storage, name, {place.value: text for place, text in _settings(way).items()}
        )
        return self.look(name)

    def test(self, name: str, only: PublicPlace | None = None) -> Report:
        """Call the public addresses as Megamarket does. Raises NoPublicAddress and SecretsUnavailable."""
        return self_test.run(self._storage, self._password, name, only)

    def rotate(self, name: str, place: PublicPlace, *, keep_old: bool) -> Integration:
        """Give one address a new key; the old one goes on for a day where asked. Raises UnknownConnection."""
        require(self._by.role, Right.SETTINGS)
        connections.rotate(self._storage, self._clock, name, _PURPOSES[place], keep_old=keep_old)
        return self.look(name)

    def _password(self, connection: Connection) -> str:
        return self._secrets().get(connection.name, SecretKind.HTTP_PASSWORD) or ""

    def _has_password(self, name: str) -> bool:
        try:
            return bool(self._secrets().get(name, SecretKind.HTTP_PASSWORD))
        except SecretsUnavailable:
            # The page of the connections tells what is wrong with the store.
            return False


def _settings(way: PublicWay) -> Mapping[PublicField, str]:
    proxies = [each.strip() for each in way.proxies.split(",") if each.strip()]
    return {
        PublicField.URL: way.url.strip(),
        PublicField.PREFIX: way.prefix.strip(),
        PublicField.PROXIES: text_of(proxies),
        PublicField.LOGIN: way.login.strip(),
    }


def _faults(way: PublicWay) -> Iterator[tuple[PublicField, Text]]:
    for place, text in _settings(way).items():
        try:
            canonical(place.value, text)
        except BadSettingValue:
            yield place, _CURES[place]
    if way.password.strip():
        try:
            checked_secret(SecretKind.HTTP_PASSWORD, way.password)
        except BadSecrets:
            yield PublicField.PASSWORD, _CURES[PublicField.PASSWORD]


def _local_url(storage: Storage) -> str:
    lease = Queries(storage.engine).service_overview().lease
    if lease is None or not lease.http_port:
        return _USUAL_LOCAL
    return f"http://{lease.http_host}:{lease.http_port}"


_CURES: Final[Mapping[PublicField, Text]] = {
    PublicField.URL: Text(
        "Нужен адрес вида https://mm.example.ru, без пути и логина; пусто — только опрос.",
        "It must look like https://mm.example.ru, without path and login; empty: polling only.",
    ),
    PublicField.PREFIX: Text(
        "Путь из латинских букв и цифр, например /mm, либо пусто.",
        "A path of Latin letters and digits, such as /mm, or empty.",
    ),
    PublicField.PROXIES: Text(
        "Адреса или сети через запятую, например 127.0.0.1, либо пусто.",
        "Addresses or networks with commas between, such as 127.0.0.1, or empty.",
    ),
    PublicField.LOGIN: Text("Имя без двоеточия, либо пусто.", "A name without a colon, or empty."),
    PublicField.PASSWORD: Text(
        "Пароль без пробелов и русских букв.", "A password without blanks, in Latin letters."
    ),
}
