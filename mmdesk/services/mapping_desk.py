"""Mappings for a window: read with RetailCRM's own names, saved only when they fit what RetailCRM has now.

Talks to RetailCRM with the secret that lies on this computer, so call it apart from the task threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final

from mmdesk.clients.errors import AddressWrong, BadAddress, RemoteError, Unavailable
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.domain.connection import Connection
from mmdesk.domain.role import Right, require
from mmdesk.domain.scheme import Verb
from mmdesk.errors import MmdeskError, Text
from mmdesk.secrets import SecretsUnavailable
from mmdesk.services import connection_settings, dictionaries
from mmdesk.services.check import Check, Told, unheard
from mmdesk.services.connection_settings import Difference, SettingsFileRefused, told_value
from mmdesk.services.dictionaries import Dictionaries
from mmdesk.services.mapping_sheet import Group, Row, sheet, troubles
from mmdesk.services.operators import Operator
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.uow import Storage

OpenCrm = Callable[[Connection], AbstractContextManager[RetailCrm]]


@dataclass(frozen=True, slots=True)
class Mappings:
    """One connection's sheet; `cancel_accept` is None where the scheme asks nobody."""

    connection: str
    groups: tuple[Group, ...]
    known: Dictionaries
    cancel_accept: str | None
    undo_seconds: int
    pictures: str
    """Where the bench's pictures of goods come from, as the setting has it."""


class MappingRefused(MmdeskError):
    """Raised when a chosen code has vanished or does not fit; nothing was changed. `rows`: which, by key."""

    title = Text("Ничего не изменено", "Nothing was changed")
    hint = Text("Исправьте отмеченные строки.", "Mend the marked lines.")

    def __init__(self, rows: Mapping[str, Text]) -> None:
        self.rows = rows
        super().__init__(next(iter(rows.values())))


class MappingDesk:
    """Every call opens a client of its own."""

    def __init__(self, storage: Storage, crm: OpenCrm) -> None:
        self._storage = storage
        self._crm = crm

    def names(self) -> tuple[str, ...]:
        """The connections in use."""
        with self._storage.look() as work:
            return tuple(each.name for each in work.connections.all())

    def read(self, name: str, told: Told = unheard) -> Mappings:
        """Raises UnknownConnection and RemoteError."""
        connection, stored = self._stored(name)
        return _mappings(connection, ConnectionSettings.of(stored), self._known(connection, told))

    def save(self, by: Operator, name: str, values: Mapping[str, str], told: Told = unheard) -> Mappings:
        """Store what was chosen, all of it or nothing; in force without a restart.

        Broken off by `told` it has stored nothing. Judged against the dictionaries of this moment.
        Raises NotYours, MappingRefused, UnknownConnection, RemoteError, BadSettingValue and WrongReason.
        """
        require(by.role, Right.SETTINGS)
        connection, stored = self._stored(name)
        known = self._known(connection, told)
        wished = ConnectionSettings.of({**stored, **values})
        odd = troubles(sheet(connection.scheme, wished, known))
        refused = {row.key: row.trouble for row in odd if row.trouble is not None and row.key in values}
        if refused:
            raise MappingRefused(refused)
        told(Check("mappings.stored", ok=True, message=_STORING))
        connection_settings.put_all(self._storage, name, values)
        return _mappings(connection, wished, known)

    def judge(self, differences: Iterable[Difference]) -> tuple[str, ...]:
        """The connections whose codes could not be judged: what they name is not known at this moment.

        Raises SettingsFileRefused where a file of settings names a code that has vanished or does not fit.
        """
        unknown = []
        for each in differences:
            changed = {change.key: change.after for change in each.changes if change.key.startswith(_MAPPED)}
            if not any(changed.values()):
                continue
            connection, stored = self._stored(each.connection)
            try:
                known = self._known(connection, unheard)
            except (RemoteError, BadAddress, SecretsUnavailable):
                unknown.append(each.connection)
                continue
            wished = ConnectionSettings.of({**stored, **changed})
            _refuse_odd(each, troubles(sheet(connection.scheme, wished, known)))
        return tuple(unknown)

    def _stored(self, name: str) -> tuple[Connection, Mapping[str, str]]:
        """With the settings as stored texts."""
        with self._storage.look() as work:
            connection = work.connections.get(name)
            return connection, work.connections.settings(connection.connection_id)

    def _known(self, connection: Connection, told: Told) -> Dictionaries:
        try:
            with self._crm(connection) as crm:
                return dictionaries.read(crm, told)
        except AddressWrong:
            raise
        except Unavailable as error:
            # The service tries again by itself; here a person has asked.
            error.with_hint(_READ_AGAIN)
            raise


def _refuse_odd(difference: Difference, odd: Iterable[Row]) -> None:
    """Those that the file changes; what was odd before it hinders nothing."""
    changed = {change.key for change in difference.changes}
    told = [
        told_value(difference.connection, row.key, row.value).joined(_BECAUSE.format(trouble=row.trouble))
        for row in odd
        if row.key in changed and row.trouble is not None
    ]
    if told:
        words = Text(" ".join(each.ru for each in told), " ".join(each.en for each in told))
        raise SettingsFileRefused(words, hint=_CODES.format(name=difference.connection))


def _mappings(connection: Connection, settings: ConnectionSettings, known: Dictionaries) -> Mappings:
    asks = Verb.ANSWER_CANCEL in connection.scheme.verbs
    return Mappings(
        connection=connection.name,
        groups=sheet(connection.scheme, settings, known),
        known=known,
        cancel_accept=settings.cancel_accept if asks else None,
        undo_seconds=settings.desk_undo_seconds,
        pictures=settings.desk_pictures,
    )


_READ_AGAIN: Final = Text(
    "Проверьте интернет и адрес RetailCRM, потом перечитайте.",
    "Check the network and the address of RetailCRM, then read again.",
)
_MAPPED: Final = ("status.", "lot.cancel.", "reject.", "close.reason.", "order.method", "order.type")
"""What the keys of settings that name codes of RetailCRM begin with."""
_BECAUSE: Final = Text(". {trouble}", ". {trouble}")
_CODES: Final = Text(
    "Какие коды есть, показывают «Настройки» → «Соответствия и заказы».",
    "Settings → Mappings and orders shows the codes there are.",
    "mmdesk connection dictionaries {name}",
)
_STORING: Final = Text("запись", "storing")
