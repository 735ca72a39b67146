"""Connections as rows, their public path keys, settings and the health of their two remotes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from mmdesk.domain.connection import Connection, ConnectionId, CrmOff
from mmdesk.domain.intent import Target
from mmdesk.domain.schemes import scheme_of
from mmdesk.errors import MmdeskError, Text
from mmdesk.storage import archive
from mmdesk.storage.tables import (
    ConnectionRow,
    CursorRow,
    PathKeyRow,
    SettingRow,
    StatusMapRow,
    TargetRow,
)


class UnknownConnection(MmdeskError):
    """Raised for a name that no connection has."""

    title = Text("Такого подключения нет", "There is no such connection")
    hint = Text(
        "Проверьте имя: возможно, подключение удалено. Все видны в «Настройки» → «Подключения».",
        "Check the name: it may have been removed. All stand in Settings → Connections.",
        "mmdesk connection list",
    )


class ConnectionExists(MmdeskError):
    """Raised when the name, or the account in this scheme and mode, is taken; says which of the two."""

    title = Text("Такое подключение уже есть", "Such a connection exists already")

    @classmethod
    def by_name(cls, name: str) -> ConnectionExists:
        return cls(
            Text(f"имя «{name}» занято", f"the name “{name}” is taken"),
            hint=Text(
                "Возьмите другое имя. Секреты и адрес RetailCRM существующего меняет "
                "«Настройки» → «Подключения» → «Изменить».",
                "Choose another name. Secrets and RetailCRM address of the existing one are changed in "
                "Settings → Connections → “Edit”.",
                "mmdesk connection edit {name}",
            ).format(name=name),
        )

    @classmethod
    def by_account(cls, taken: Connection) -> ConnectionExists:
        """The account is that of `taken`."""
        words = Text(
            "продавец {merchant} со схемой «{scheme}» — это подключение «{name}» ({mode})",
            "merchant {merchant} in scheme “{scheme}” is connection “{name}” ({mode})",
        )
        mode = Text("тестовый режим", "test mode") if taken.test_mode else Text("боевой режим", "live mode")
        return cls(
            words.format(merchant=taken.merchant_id, scheme=taken.scheme.name, name=taken.name, mode=mode),
            hint=Text(
                "Измените его или сначала удалите: «Настройки» → «Подключения».",
                "Edit that one, or remove it first: Settings → Connections.",
                "mmdesk connection edit NAME",
            ),
        )


class PathPurpose(StrEnum):
    """What a public address is for; each has a random key of its own."""

    NEW = "new"
    CANCEL = "cancel"
    FEED = "feed"
    CRM = "crm"


@dataclass(frozen=True, slots=True)
class TargetHealth:
    """Whether a remote answers; `words` are the last thing it said that was no success."""

    target: Target
    failures: int = 0
    paused_at: datetime | None = None
    paused_until: datetime | None = None
    stopped_at: datetime | None = None
    words: Text | None = None
    answered_at: datetime | None = None

    @property
    def is_failing(self) -> bool:
        """Whether nothing good has come since the last failure: the end of a pause alone mends nothing."""
        return self.failures > 0

    def is_paused(self, now: datetime) -> bool:
        """Whether it rests after a failure; a pause from the future is older than a clock set back."""
        if self.paused_at is None or self.paused_until is None:
            return False
        return self.paused_at <= now < self.paused_until


class Connections:
    """The connections of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> tuple[Connection, ...]:
        """Every connection that has not been removed, by name."""
        query = select(ConnectionRow).where(ConnectionRow.removed_at.is_(None)).order_by(ConnectionRow.name)
        return tuple(_connection(row) for row in self._session.scalars(query))

    def get(self, name: str) -> Connection:
        """Raises UnknownConnection."""
        return _connection(self._row(name))

    def by_id(self, connection_id: ConnectionId) -> Connection:
        return _connection(self._session.get_one(ConnectionRow, connection_id))

    def add(
        self,
        *,
        name: str,
        scheme: str,
        merchant_id: int,
        mm_url: str,
        crm_url: str,
        test_mode: bool,
        at: datetime,
    ) -> Connection:
        """Raises ConnectionExists when the name or the account is taken."""
        query = select(ConnectionRow).where(
            or_(
                ConnectionRow.name == name,
                (ConnectionRow.merchant_id == merchant_id)
                & (ConnectionRow.scheme == scheme)
                & (ConnectionRow.test_mode == test_mode),
            ),
            ConnectionRow.removed_at.is_(None),
        )
        found = self._session.scalars(query).all()
        taken = next((row for row in found if row.name == name), next(iter(found), None))
        if taken is not None and taken.name == name:
            raise ConnectionExists.by_name(name)
        if taken is not None:
            raise ConnectionExists.by_account(_connection(taken))
        row = ConnectionRow(
            name=name,
            scheme=scheme,
            merchant_id=merchant_id,
            mm_url=mm_url,
            crm_url=crm_url,
            test_mode=test_mode,
            created_at=at,
        )
        self._session.add(row)
        self._session.flush()
        return _connection(row)

    def change(self, name: str, **fields: str | int | bool | datetime | None) -> Connection:
        """Change columns of a connection. Raises UnknownConnection."""
        row = self._row(name)
        for column, value in fields.items():
            setattr(row, column, value)
        self._session.flush()
        return _connection(row)

    def remove(self, name: str, at: datetime) -> None:
        """Take a connection out of use; its orders and history stay. Raises UnknownConnection."""
        row = self._row(name)
        row.removed_at = at
        row.name = f"{row.name} ({row.id})"
        self._session.execute(delete(PathKeyRow).where(PathKeyRow.connection_id == row.id))

    def discard(self, name: str) -> None:
        """Delete a connection that nothing but its own settings hangs on. Raises UnknownConnection.

        The database refuses where an order does.
        """
        row = self._row(name)
        for table in (PathKeyRow, SettingRow, StatusMapRow, TargetRow, CursorRow):
            self._session.execute(delete(table).where(table.connection_id == row.id))
        self._session.delete(row)
        self._session.flush()

    def begin_anew(
        self, name: str, left_behind: str, at: datetime, *, test_mode: bool, mm_url: str
    ) -> Connection:
        """The same connection in another mode, without orders; they stay with a row that is out of use.

        Settings, keys, registration and catalogue go along. Raises UnknownConnection.
        """
        row = self._row(name, locked=True)
        fresh = archive.begin_anew(self._session, row, left_behind, at, test_mode=test_mode, mm_url=mm_url)
        return _connection(fresh)

    def order_count(self, connection_id: ConnectionId, *, only_open: bool = False) -> int:
        return archive.count_orders(self._session, connection_id, only_open=only_open)

    def client_id(self, name: str) -> str:
        return self._row(name).client_id

    def module_digest(self, connection_id: ConnectionId) -> str:
        """What RetailCRM was told last of the module; empty when it was told nothing yet."""
        return self._session.get_one(ConnectionRow, connection_id).module_digest

    def forget_crm_cursors(self, connection_id: ConnectionId) -> None:
        """How far another account of RetailCRM was read says nothing of this one."""
        self._session.execute(
            delete(CursorRow).where(
                CursorRow.connection_id == connection_id, CursorRow.name.not_like(f"{Target.MEGAMARKET}.%")
            )
        )

    def path_keys(self, connection_id: ConnectionId) -> dict[PathPurpose, str]:
        """The current key of each public address."""
        query = select(PathKeyRow).where(
            PathKeyRow.connection_id == connection_id, PathKeyRow.valid_until.is_(None)
        )
        return {PathPurpose(row.purpose): row.key for row in self._session.scalars(query)}

    def add_path_key(self, connection_id: ConnectionId, purpose: PathPurpose, key: str) -> None:
        self._session.add(PathKeyRow(connection_id=connection_id, purpose=purpose.value, key=key))

    def rotate_path_key(
        self,
        connection_id: ConnectionId,
        purpose: PathPurpose,
        key: str,
        now: datetime,
        old_until: datetime | None,
    ) -> None:
        """Put a new key in place; the old one stays valid until `old_until`, without it all end at once."""
        own = (PathKeyRow.connection_id == connection_id) & (PathKeyRow.purpose == purpose.value)
        over = own if old_until is None else own & (PathKeyRow.valid_until <= now)
        self._session.execute(delete(PathKeyRow).where(over))
        current = update(PathKeyRow).where(own, PathKeyRow.valid_until.is_(None))
        self._session.execute(current.values(valid_until=old_until))
        self.add_path_key(connection_id, purpose, key)

    def by_path_key(self, key: str, now: datetime) -> tuple[Connection, PathPurpose] | None:
        """Whose public address this is, a rotated one as long as it is still valid."""
        query = select(PathKeyRow).where(
            PathKeyRow.key == key, or_(PathKeyRow.valid_until.is_(None), PathKeyRow.valid_until > now)
        )
        row = self._session.scalars(query).first()
        if row is None:
            return None
        return self.by_id(ConnectionId(row.connection_id)), PathPurpose(row.purpose)

    def settings(self, connection_id: ConnectionId) -> dict[str, str]:
        """Every stored setting as text, the mappings among them, by full key."""
        plain = select(SettingRow).where(SettingRow.connection_id == connection_id)
        maps = select(StatusMapRow).where(StatusMapRow.connection_id == connection_id)
        stored = {row.key: row.value for row in self._session.scalars(plain)}
        return stored | {f"{row.family}.{row.source}": row.result for row in self._session.scalars(maps)}

    def put_setting(self, connection_id: ConnectionId, key: str, value: str) -> None:
        """Store one checked setting."""
        self._session.merge(SettingRow(connection_id=connection_id, key=key, value=value))

    def put_mapping(self, connection_id: ConnectionId, family: str, source: str, result: str) -> None:
        """Store one checked line of a mapping; an empty result means «leave it as it is»."""
        row = StatusMapRow(connection_id=connection_id, family=family, source=source, result=result)
        self._session.merge(row)

    def forget_settings(self, connection_id: ConnectionId) -> None:
        """Back to the defaults, mappings included."""
        self._session.execute(delete(SettingRow).where(SettingRow.connection_id == connection_id))
        self._session.execute(delete(StatusMapRow).where(StatusMapRow.connection_id == connection_id))

    def health(self, connection_id: ConnectionId, target: Target) -> TargetHealth:
        row = self._session.get(TargetRow, (connection_id, target.value))
        return TargetHealth(target) if row is None else health_of(row)

    def put_health(self, connection_id: ConnectionId, health: TargetHealth) -> None:
        self._session.merge(
            TargetRow(
                connection_id=connection_id,
                target=health.target.value,
                failures=health.failures,
                paused_at=health.paused_at,
                paused_until=health.paused_until,
                stopped_at=health.stopped_at,
                words=health.words,
                answered_at=health.answered_at,
            )
        )

    def _row(self, name: str, *, locked: bool = False) -> ConnectionRow:
        query = select(ConnectionRow).where(ConnectionRow.name == name, ConnectionRow.removed_at.is_(None))
        if locked:
            query = query.with_for_update().execution_options(populate_existing=True)
        row = self._session.scalars(query).first()
        if row is None:
            raise UnknownConnection(name)
        return row


def health_of(row: TargetRow) -> TargetHealth:
    return TargetHealth(
        target=Target(row.target),
        failures=row.failures,
        paused_at=row.paused_at,
        paused_until=row.paused_until,
        stopped_at=row.stopped_at,
        words=row.words,
        answered_at=row.answered_at,
    )


def _connection(row: ConnectionRow) -> Connection:
    return Connection(
        connection_id=ConnectionId(row.id),
        name=row.name,
        scheme=scheme_of(row.scheme),
        merchant_id=row.merchant_id,
        mm_url=row.mm_url,
        crm_url=row.crm_url,
        test_mode=row.test_mode,
        paused=row.paused,
        crm_site=row.crm_site,
        crm_zone=row.crm_zone,
        module_code=row.module_code,
        delivery_code=row.delivery_code,
        crm_off=CrmOff(row.crm_off or ""),
    )
