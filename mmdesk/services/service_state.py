"""How the service and the remotes are doing, as the status strip and the banners of every window show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mmdesk.clock import Clock
from mmdesk.domain.intent import Target
from mmdesk.errors import Text
from mmdesk.services.job_runs import JobName, JobOutcome
from mmdesk.services.lease import is_alive, this_machine
from mmdesk.services.remote_health import is_odd_answer
from mmdesk.storage.card_queries import CardQueries
from mmdesk.storage.connections import TargetHealth
from mmdesk.storage.overview import ConnectionHealth, ServiceOverview
from mmdesk.storage.running import JobRun
from mmdesk.storage.uow import Storage


@dataclass(frozen=True, slots=True)
class Trouble:
    """A remote without an answer of use, asked again at `until`; or that refused the token, `until` None.

    `odd` tells that it does answer.
    """

    connection: str
    target: Target
    words: Text
    until: datetime | None
    odd: bool = False


@dataclass(frozen=True, slots=True)
class ServiceState:
    """One look at the service's own rows.

    `here` tells that the service runs on this computer, `host` which one it is. `test_connections` are those
    in test mode. `at_risk` counts orders near their deadline, `overdue` those past it, as «Сводка» does.
    """

    alive: bool
    here: bool
    host: str
    connections: int
    last_exchange_at: datetime | None
    last_exchange_failed: Text | None
    queue: int
    parked: int
    inbox_parked: int
    at_risk: int
    overdue: int
    test_connections: tuple[str, ...]
    troubles: tuple[Trouble, ...]


def look(storage: Storage, clock: Clock) -> ServiceState:
    """Raises StorageError."""
    queries = CardQueries(storage.engine)
    found, now = queries.service_overview(), clock.now()
    exchange, risk = _exchange(found), queries.at_risk(now)
    host = found.lease.host if found.lease else ""
    return ServiceState(
        alive=is_alive(found.lease, clock),
        here=host == this_machine(),
        host=host.partition("#")[0],
        connections=len(found.connections),
        last_exchange_at=_exchanged_at(found, exchange),
        last_exchange_failed=_failure(exchange),
        queue=found.queue,
        parked=found.parked,
        inbox_parked=found.inbox_parked,
        at_risk=risk.near,
        overdue=risk.overdue,
        test_connections=tuple(each.name for each in found.connections if each.test_mode),
        troubles=tuple(_troubles(found, now)),
    )


def _exchange(found: ServiceOverview) -> JobRun | None:
    """The last run of the exchange with Megamarket that is over."""
    return next((run for run in found.jobs if run.job == JobName.MEGAMARKET), None)


def _exchanged_at(found: ServiceOverview, exchange: JobRun | None) -> datetime | None:
    """A run that was skipped has exchanged nothing: the last answer before it counts."""
    if exchange is None or exchange.outcome != JobOutcome.SKIPPED:
        return exchange.finished_at if exchange else None
    answers = [each.megamarket.answered_at for each in found.connections]
    return max((each for each in answers if each is not None), default=None)


def _failure(exchange: JobRun | None) -> Text | None:
    if exchange is None or exchange.outcome != JobOutcome.FAILED:
        return None
    return exchange.reason or _UNNAMED


def _troubles(found: ServiceOverview, now: datetime) -> Iterator[Trouble]:
    """Refused tokens first: only a person can mend those. A connection that rests has no troubles."""
    asked = [each for each in found.connections if not each.paused]
    healths = [(each, health) for each in asked for health in (each.megamarket, each.crm)]
    for each, health in healths:
        if health.stopped_at is not None:
            yield _trouble(each, health, None)
    for each, health in healths:
        asked_on = each.registered or health.target is not Target.CRM
        if health.stopped_at is None and (health.is_failing if asked_on else health.is_paused(now)):
            yield _trouble(each, health, health.paused_until or now)


def _trouble(connection: ConnectionHealth, health: TargetHealth, until: datetime | None) -> Trouble:
    odd = is_odd_answer(health.words)
    return Trouble(connection.name, health.target, health.words or _UNNAMED, until, odd)


_UNNAMED: Final = Text("причина не названа", "no reason was given")
