"""Reads for whoever watches the exchange: calls as they came, runs of jobs, last calls at addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import Select, bindparam, func, select

from mmdesk.domain.connection import ConnectionId
from mmdesk.errors import Text
from mmdesk.storage.catalogue_tables import FeedFetchRow
from mmdesk.storage.inbox import of_connections_in_use
from mmdesk.storage.queries import Queries
from mmdesk.storage.running import JobRun, run_of
from mmdesk.storage.tables import ConnectionRow, InboxRow, JobRunRow

_HEAD: Final = 8192
"""Bytes of a body that are read for the list: the numbers of its orders stand at its beginning."""


class CallState(StrEnum):
    """How far a call of Megamarket is worked off."""

    WAITING = "waiting"
    PARKED = "parked"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class StoredCall:
    """A call without its whole body; `head` is the beginning of it and holds personal data."""

    row_id: int
    connection: str
    source: str
    received_at: datetime
    repeats: int
    state: CallState
    error: Text | None
    head: bytes


@dataclass(frozen=True, slots=True)
class LastCalls:
    """When somebody was last at the public addresses; repeats of a call leave no moment of their own."""

    received: Mapping[tuple[ConnectionId, str], datetime]
    """By the call's source."""
    fetched: Mapping[ConnectionId, datetime]


class ExchangeQueries(Queries):
    """Safe to share between threads."""

    def calls(self, limit: int, *, parked_only: bool = False) -> tuple[StoredCall, ...]:
        """The newest calls of the connections in use, the newest first."""
        query = _CALLS.order_by(InboxRow.id.desc()).limit(limit)
        if parked_only:
            query = query.where(InboxRow.parked.is_(True))
        with self._reading() as session:
            found = session.execute(query).all()
        return tuple(
            StoredCall(
                row_id=row.id,
                connection=row.name,
                source=row.source,
                received_at=row.received_at,
                repeats=row.repeats,
                state=_state(parked=row.parked, processed_at=row.processed_at),
                error=row.error,
                head=bytes(row.head),
            )
            for row in found
        )

    def body(self, row_id: int) -> bytes | None:
        """The whole body of a call; None when it is thrown away by now."""
        with self._reading() as session:
            return session.scalars(select(InboxRow.body).where(InboxRow.id == row_id)).one_or_none()

    def runs(self, limit: int, *, job: str = "", outcome: str = "") -> tuple[JobRun, ...]:
        """The newest runs, the newest first: of one job or of all, of one outcome or of any."""
        query = select(JobRunRow).order_by(JobRunRow.id.desc()).limit(limit)
        if job:
            query = query.where(JobRunRow.job == job)
        if outcome:
            query = query.where(JobRunRow.outcome == outcome)
        with self._reading() as session:
            return tuple(run_of(row) for row in session.scalars(query))

    def newest_runs(self, jobs: Sequence[str]) -> tuple[JobRun, ...]:
        """The newest run of each job, over or not; by the index, since the runs themselves are many."""
        newest = select(JobRunRow.id).where(JobRunRow.job == bindparam("job")).order_by(JobRunRow.id.desc())
        with self._reading() as session:
            keys = [session.scalars(newest.limit(1), {"job": job}).first() for job in jobs]
            found = select(JobRunRow).where(JobRunRow.id.in_([key for key in keys if key is not None]))
            return tuple(run_of(row) for row in session.scalars(found))

    def last_calls(self, but: Sequence[str]) -> LastCalls:
        """Calls whose bodies have these digests do not count: they are our own."""
        newest = select(func.max(InboxRow.id)).where(InboxRow.digest.not_in(but))
        newest = newest.group_by(InboxRow.connection_id, InboxRow.source)
        calls = select(InboxRow.connection_id, InboxRow.source, InboxRow.received_at)
        fetches = select(FeedFetchRow.connection_id, func.max(FeedFetchRow.at)).group_by(
            FeedFetchRow.connection_id
        )
        with self._reading() as session:
            received = {
                (ConnectionId(owner), source): at
                for owner, source, at in session.execute(calls.where(InboxRow.id.in_(newest)))
            }
            fetched = {ConnectionId(owner): at for owner, at in session.execute(fetches)}
        return LastCalls(received, fetched)


_CALLS: Final[Select[tuple[object, ...]]] = (
    select(
        InboxRow.id,
        ConnectionRow.name,
        InboxRow.source,
        InboxRow.received_at,
        InboxRow.repeats,
        InboxRow.parked,
        InboxRow.processed_at,
        InboxRow.error,
        func.substr(InboxRow.body, 1, _HEAD, type_=InboxRow.body.type).label("head"),
    )
    .join(ConnectionRow, ConnectionRow.id == InboxRow.connection_id)
    .where(of_connections_in_use())
)


def _state(*, parked: bool, processed_at: datetime | None) -> CallState:
    if parked:
        return CallState.PARKED
    return CallState.WAITING if processed_at is None else CallState.DONE
