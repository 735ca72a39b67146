"""The inbox: Megamarket's calls as they came, stored durably before they are answered."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import ColumnElement, Connection, Table, func, or_, select, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from mmdesk.domain.connection import ConnectionId
from mmdesk.errors import Text
from mmdesk.storage.due import has_come
from mmdesk.storage.tables import ConnectionRow, InboxRow

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.sql.dml import ReturningInsert

_TABLE: Final = cast(Table, InboxRow.__table__)


@dataclass(frozen=True, slots=True)
class InboxMessage:
    """One stored call that has not been worked off."""

    row_id: int
    connection_id: ConnectionId
    source: str
    received_at: datetime
    body: bytes


@dataclass(frozen=True, slots=True)
class ParkedCall:
    """One stored call that was set aside for a person; `repeats` counts how often it came again."""

    row_id: int
    connection: str
    source: str
    received_at: datetime
    repeats: int
    error: Text | None


@dataclass(frozen=True, slots=True)
class NewCall:
    """A call that is to be stored."""

    connection_id: ConnectionId
    source: str
    body: bytes


class Inbox:
    """The inbox of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def store(self, connection_id: ConnectionId, source: str, body: bytes, at: datetime) -> bool:
        """Keep a call; False when the same bytes are stored already, which is then only counted."""
        return store(self._session.connection(), NewCall(connection_id, source, body), at)

    def next(self, connection_id: ConnectionId, now: datetime) -> InboxMessage | None:
        """The oldest call that waits to be worked off."""
        return next(iter(self.waiting(connection_id, now, 1)), None)

    def waiting(self, connection_id: ConnectionId, now: datetime, count: int) -> tuple[InboxMessage, ...]:
        """The oldest calls that wait to be worked off, at most so many."""
        query = (
            select(InboxRow)
            .where(
                InboxRow.connection_id == connection_id,
                InboxRow.processed_at.is_(None),
                InboxRow.parked.is_(False),
                or_(InboxRow.not_before.is_(None), has_come(InboxRow.not_before, now)),
            )
            .order_by(InboxRow.id)
            .limit(count)
        )
        return tuple(
            InboxMessage(row.id, ConnectionId(row.connection_id), row.source, row.received_at, row.body)
            for row in self._session.scalars(query)
        )

    def finish(self, row_id: int, at: datetime) -> None:
        self._change(row_id, processed_at=at, error=None)

    def park(self, row_id: int, why: Text) -> None:
        """Set a call aside for a person."""
        self._change(row_id, parked=True, error=why)

    def postpone(self, row_id: int, until: datetime, why: Text) -> None:
        self._change(row_id, not_before=until, error=why)

    def parked(self) -> int:
        parked = InboxRow.parked.is_(True), of_connections_in_use()
        query = select(func.count()).select_from(InboxRow).where(*parked)
        return self._session.scalars(query).one()

    def parked_calls(self) -> tuple[ParkedCall, ...]:
        """All that were set aside, oldest first."""
        query = (
            select(
                InboxRow.id,
                ConnectionRow.name,
                InboxRow.source,
                InboxRow.received_at,
                InboxRow.repeats,
                InboxRow.error,
            )
            .join(ConnectionRow, ConnectionRow.id == InboxRow.connection_id)
            .where(InboxRow.parked.is_(True), ConnectionRow.removed_at.is_(None))
            .order_by(InboxRow.id)
        )
        return tuple(ParkedCall(*row) for row in self._session.execute(query))

    def unpark(self, row_id: int) -> bool:
        """Let a parked call be worked off again; False when no parked call has this id."""
        return self._settle_parked(row_id, parked=False, not_before=None)

    def reopen(self, row_id: int) -> bool:
        """Let a call be worked off once more, whatever became of it; False when there is none in use."""
        known = InboxRow.id == row_id, of_connections_in_use()
        fields = {"parked": False, "processed_at": None, "not_before": None, "error": None}
        reopened = update(InboxRow).where(*known).values(**fields).returning(InboxRow.id)
        return self._session.scalar(reopened) is not None

    def drop(self, row_id: int, at: datetime) -> bool:
        """A parked call is over, its reason stays; False when no parked call has this id."""
        return self._settle_parked(row_id, parked=False, processed_at=at)

    def settle_all(self, connection_id: ConnectionId, at: datetime, why: Text) -> None:
        """Whatever waits or is parked is over: nobody will work for the connection any more."""
        waiting = InboxRow.connection_id == connection_id, InboxRow.processed_at.is_(None)
        self._session.execute(
            update(InboxRow).where(*waiting).values(parked=False, processed_at=at, error=why)
        )

    def _settle_parked(self, row_id: int, **fields: object) -> bool:
        parked = InboxRow.id == row_id, InboxRow.parked.is_(True), of_connections_in_use()
        settled = update(InboxRow).where(*parked)
        return self._session.scalar(settled.values(**fields).returning(InboxRow.id)) is not None

    def _change(self, row_id: int, **fields: object) -> None:
        self._session.execute(update(InboxRow).where(InboxRow.id == row_id).values(**fields))


def of_connections_in_use() -> ColumnElement[bool]:
    in_use = select(ConnectionRow.id).where(ConnectionRow.removed_at.is_(None))
    return InboxRow.connection_id.in_(in_use)


def digest(body: bytes) -> str:
    """What tells a repeat: of the bytes as they came."""
    return hashlib.sha256(body).hexdigest()


def store(connection: Connection, call: NewCall, at: datetime) -> bool:
    """Keep a call; False when the same bytes are stored already, which is then only counted."""
    # One statement: two equal calls at the same moment must not collide on the unique digest.
    row = {
        "connection_id": call.connection_id,
        "source": call.source,
        "digest": digest(call.body),
        "received_at": at,
        "body": call.body,
    }
    repeats: int = connection.execute(_counting_insert(connection.dialect.name), row).scalar_one()
    return repeats == 0


@cache
def _counting_insert(dialect: str) -> ReturningInsert[int]:
    """Built once: the marketplace waits for its answer while this runs."""
    return (
        _insert(dialect)
        .on_conflict_do_update(
            index_elements=["connection_id", "source", "digest"],
            set_={"repeats": _TABLE.c.repeats + 1},
        )
        .returning(_TABLE.c.repeats)
    )


def _insert(dialect: str) -> sqlite.Insert | postgresql.Insert:
    if dialect == "postgresql":
        # A computer with SQLite need not load the other dialect at every start.
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(_TABLE)
    return sqlite.insert(_TABLE)
