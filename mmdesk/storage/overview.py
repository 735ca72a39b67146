"""How the service is doing, in a handful of statements whatever the size of the database."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from mmdesk.domain.connection import ConnectionId, CrmOff
from mmdesk.domain.intent import Target
from mmdesk.domain.standing import RowState
from mmdesk.storage.connections import TargetHealth, health_of
from mmdesk.storage.inbox import of_connections_in_use
from mmdesk.storage.running import SERVICE, JobRun, Lease, lease_of, run_of
from mmdesk.storage.tables import ConnectionRow, InboxRow, JobRunRow, LeaseRow, OutboxRow, TargetRow


@dataclass(frozen=True, slots=True)
class ConnectionHealth:
    """How both remotes of one connection answer, unless it is paused or its module switched off."""

    connection_id: ConnectionId
    name: str
    test_mode: bool
    paused: bool
    registered: bool
    crm_off: CrmOff
    megamarket: TargetHealth
    crm: TargetHealth


@dataclass(frozen=True, slots=True)
class ServiceOverview:
    """Who acts, what waits and what is stuck. A lease that has run out is shown all the same."""

    lease: Lease | None
    queue: int
    parked: int
    inbox_waiting: int
    inbox_parked: int
    jobs: tuple[JobRun, ...]
    connections: tuple[ConnectionHealth, ...]


def overview(session: Session) -> ServiceOverview:
    """The last finished run of each job, by its name; the connections in use, by theirs."""
    lease = session.get(LeaseRow, SERVICE)
    queued, parked, waiting, stuck = session.execute(
        select(
            _commands(RowState.PENDING, RowState.CLAIMED),
            _commands(RowState.PARKED),
            _messages(parked=False),
            _messages(parked=True),
        )
    ).one()
    return ServiceOverview(
        lease=None if lease is None else lease_of(lease),
        queue=queued,
        parked=parked,
        inbox_waiting=waiting,
        inbox_parked=stuck,
        jobs=_last_runs(session),
        connections=_health(session),
    )


def _commands(*states: RowState) -> ScalarSelect[int]:
    query = (
        select(func.count())
        .select_from(OutboxRow)
        .where(
            # Said with the state, so that the index skips everything that is over.
            OutboxRow.connection_id.in_(select(ConnectionRow.id)),
            OutboxRow.target.in_([target.value for target in Target]),
            OutboxRow.state.in_([state.value for state in states]),
        )
    )
    return query.scalar_subquery()


def _messages(*, parked: bool) -> ScalarSelect[int]:
    """A call that came in while its connection was being removed waits for nobody."""
    query = select(func.count()).select_from(InboxRow)
    query = query.where(InboxRow.processed_at.is_(None), InboxRow.parked.is_(parked), of_connections_in_use())
    return query.scalar_subquery()


def _last_runs(session: Session) -> tuple[JobRun, ...]:
    """Steps from job to job and to the last run of each in the index; the runs themselves are many."""
    names = select(func.min(JobRunRow.job).label("job")).cte("names", recursive=True)
    following = select(func.min(JobRunRow.job)).where(JobRunRow.job > names.c.job).scalar_subquery()
    names = names.union_all(select(following).where(names.c.job.is_not(None)))
    last = (
        select(JobRunRow.id)
        .where(JobRunRow.job == names.c.job, JobRunRow.finished_at.is_not(None))
        # A request that was taken back was never a run.
        .where(JobRunRow.started_at.is_not(None))
        .order_by(JobRunRow.id.desc())
        .limit(1)
        .correlate(names)
        .scalar_subquery()
    )
    runs = select(JobRunRow).where(JobRunRow.id.in_(select(last).select_from(names))).order_by(JobRunRow.job)
    return tuple(run_of(row) for row in session.scalars(runs))


def _health(session: Session) -> tuple[ConnectionHealth, ...]:
    known = {(row.connection_id, row.target): health_of(row) for row in session.scalars(select(TargetRow))}
    query = select(ConnectionRow).where(ConnectionRow.removed_at.is_(None)).order_by(ConnectionRow.name)

    def health(row: ConnectionRow, target: Target) -> TargetHealth:
        return known.get((row.id, target.value), TargetHealth(target))

    return tuple(
        ConnectionHealth(
            connection_id=ConnectionId(row.id),
            name=row.name,
            test_mode=row.test_mode,
            paused=row.paused,
            registered=bool(row.delivery_code),
            crm_off=CrmOff(row.crm_off or ""),
            megamarket=health(row, Target.MEGAMARKET),
            crm=health(row, Target.CRM),
        )
        for row in session.scalars(query)
    )
