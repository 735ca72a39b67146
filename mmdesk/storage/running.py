"""What keeps the service in order: the lease, the runs of its jobs, and how far things were read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import Session

from mmdesk.domain.connection import ConnectionId
from mmdesk.errors import Text
from mmdesk.storage.engine import takes_locks
from mmdesk.storage.tables import CursorRow, JobRunRow, LeaseRow

SERVICE: Final = "service"
"""The lease that the one acting service of a database holds."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Who acts for this database, until when, and where its HTTP server listens."""

    holder: str
    host: str
    pid: int
    expires_at: datetime
    http_host: str
    http_port: int


@dataclass(frozen=True, slots=True)
class JobRun:
    """One run of a job, or the request for one; `outcome` is requested, running, done, skipped or failed.

    `asked_by` is the person who asked for it, empty for the schedule.
    """

    run_id: int
    job: str
    requested_at: datetime
    finished_at: datetime | None
    outcome: str
    reason: Text | None
    counts: Mapping[str, int]
    asked_by: str = ""


class Running:
    """Leases, job runs and cursors of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def lease(self, name: str) -> Lease | None:
        """The lease as it stands; until a writing unit of work ends nobody else can take it."""
        locking = takes_locks(self._session)
        if locking and self._session.get_bind().dialect.name == "postgresql":
            # The first lease of all has no row to lock yet.
            lock = func.pg_advisory_xact_lock(func.hashtextextended(f"lease {name}", 0))
            self._session.execute(select(lock))
        row = self._session.get(LeaseRow, name, with_for_update=locking, populate_existing=True)
        if row is None:
            return None
        return lease_of(row)

    def put_lease(self, name: str, lease: Lease, now: datetime) -> None:
        row = self._session.get(LeaseRow, name)
        if row is None:
            row = LeaseRow(name=name, acquired_at=now)
            self._session.add(row)
        elif row.holder != lease.holder:
            row.acquired_at = now
        row.holder, row.host, row.pid = lease.holder, lease.host, lease.pid
        row.expires_at = lease.expires_at
        row.http_host, row.http_port = lease.http_host, lease.http_port

    def drop_lease(self, name: str, holder: str) -> None:
        row = self._session.get(LeaseRow, name, with_for_update=True)
        if row is not None and row.holder == holder:
            self._session.delete(row)

    def request(self, job: str, at: datetime, asked_by: str = "") -> int:
        """Ask the running service to run a job now; the number of the request.

        One that waits already will do: it is not taken before now, and keeps the name of who asked first.
        """
        waiting = select(JobRunRow.id).where(JobRunRow.job == job, JobRunRow.outcome == "requested")
        asked = self._session.scalars(waiting.order_by(JobRunRow.id).limit(1)).first()
        if asked is not None:
            return asked
        row = JobRunRow(job=job, requested_at=at, outcome="requested", asked_by=asked_by)
        self._session.add(row)
        self._session.flush()
        return row.id

    def withdraw(self, job: str, at: datetime, words: Text) -> bool:
        """Take back what nobody has begun yet; False where there is nothing, or it is under way by now."""
        waiting = update(JobRunRow).where(JobRunRow.job == job, JobRunRow.outcome == "requested")
        taken = self._session.execute(waiting.values(outcome="skipped", finished_at=at, reason=words))
        return cast("CursorResult[Any]", taken).rowcount > 0

    def asker(self, job: str) -> str:
        """Who asked for the run of a job that is under way; empty where nobody did."""
        query = select(JobRunRow.asked_by).where(JobRunRow.job == job, JobRunRow.outcome == "running")
        return self._session.scalars(query.order_by(JobRunRow.id.desc()).limit(1)).first() or ""

    def take_request(self, at: datetime) -> JobRun | None:
        """The oldest job that somebody asked for, marked as running."""
        query = (
            select(JobRunRow)
            .where(JobRunRow.outcome == "requested")
            .order_by(JobRunRow.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = self._session.scalars(query).first()
        if row is None:
            return None
        row.outcome, row.started_at = "running", at
        return run_of(row)

    def begin(self, job: str, at: datetime, asked_by: str = "") -> int:
        row = JobRunRow(job=job, requested_at=at, started_at=at, outcome="running", asked_by=asked_by)
        self._session.add(row)
        self._session.flush()
        return row.id

    def abandon(self, at: datetime, reason: Text) -> None:
        """End the runs that nobody will end any more, because their process is gone."""
        query = update(JobRunRow).where(JobRunRow.outcome == "running")
        self._session.execute(query.values(outcome="failed", finished_at=at, reason=reason))

    def end(
        self,
        run_id: int,
        at: datetime,
        outcome: str,
        reason: Text | None = None,
        counts: Mapping[str, int] | None = None,
    ) -> None:
        row = self._session.get_one(JobRunRow, run_id)
        row.finished_at, row.outcome, row.reason = at, outcome, reason
        row.counts = json.dumps(dict(counts or {}))

    def run(self, run_id: int) -> JobRun:
        return run_of(self._session.get_one(JobRunRow, run_id, populate_existing=True))

    def unfinished(self, job: str) -> JobRun | None:
        """The run of a job that is under way, else one that was asked for."""
        query = (
            select(JobRunRow)
            .where(JobRunRow.job == job, JobRunRow.finished_at.is_(None))
            .order_by(JobRunRow.id)
            .limit(1)
        )
        row = self._session.scalars(query).first()
        return None if row is None else run_of(row)

    def last(self, job: str, *, withdrawn: bool = False) -> JobRun | None:
        """The latest run of a job that is over; on demand also a request that was taken back."""
        query = select(JobRunRow).where(JobRunRow.job == job, JobRunRow.finished_at.is_not(None))
        if not withdrawn:
            query = query.where(JobRunRow.started_at.is_not(None))
        query = query.order_by(JobRunRow.id.desc()).limit(1)
        row = self._session.scalars(query).first()
        return None if row is None else run_of(row)

    def cursor(self, connection_id: ConnectionId, name: str) -> str | None:
        row = self._session.get(CursorRow, (connection_id, name))
        return None if row is None else row.value

    def cursor_moved_at(self, connection_id: ConnectionId, name: str) -> datetime | None:
        row = self._session.get(CursorRow, (connection_id, name))
        return None if row is None else row.at

    def put_cursor(self, connection_id: ConnectionId, name: str, value: str, at: datetime) -> None:
        self._session.merge(CursorRow(connection_id=connection_id, name=name, value=value, at=at))


def lease_of(row: LeaseRow) -> Lease:
    return Lease(row.holder, row.host, row.pid, row.expires_at, row.http_host, row.http_port)


def run_of(row: JobRunRow) -> JobRun:
    return JobRun(
        row.id,
        row.job,
        row.requested_at,
        row.finished_at,
        row.outcome,
        row.reason,
        json.loads(row.counts),
        row.asked_by,
    )
