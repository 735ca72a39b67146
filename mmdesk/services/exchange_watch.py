"""Everything that the page «Обмен» shows, as one look at the service's own rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mmdesk.clock import Clock
from mmdesk.services import job_history, public_places, received_calls, remote_standing, waiting_commands
from mmdesk.services.job_history import JobStanding
from mmdesk.services.lease import is_alive
from mmdesk.services.public_places import PlaceStanding
from mmdesk.services.received_calls import ReceivedCall
from mmdesk.services.remote_standing import RemoteStanding
from mmdesk.services.waiting_commands import WaitingCommand
from mmdesk.storage.exchange_queries import ExchangeQueries
from mmdesk.storage.uow import Storage

MOST_SHOWN = 1000
"""Commands of a long queue that are listed; the count tells of all."""


@dataclass(frozen=True, slots=True)
class ExchangeSeen:
    """How the exchange stands at one moment. `queue` and `parked` count commands, listed or not."""

    at: datetime
    alive: bool
    queue: int
    parked: int
    calls_parked: int
    commands: tuple[WaitingCommand, ...]
    calls: tuple[ReceivedCall, ...]
    jobs: tuple[JobStanding, ...]
    remotes: tuple[RemoteStanding, ...]
    places: tuple[PlaceStanding, ...]


def look(storage: Storage, clock: Clock, *, parked_calls_only: bool = False) -> ExchangeSeen:
    """Raises StorageError."""
    seen, now = ExchangeQueries(storage.engine).service_overview(), clock.now()
    alive = is_alive(seen.lease, clock)
    with storage.look() as work:
        queued = work.outbox.list(limit=MOST_SHOWN)
    return ExchangeSeen(
        at=now,
        alive=alive,
        queue=seen.queue,
        parked=seen.parked,
        calls_parked=seen.inbox_parked,
        commands=waiting_commands.explained(queued, seen.connections, now, alive=alive),
        calls=received_calls.newest(storage, parked_only=parked_calls_only),
        jobs=job_history.standings(storage, seen.jobs, now, alive=alive),
        remotes=remote_standing.standings(seen.connections, now),
        places=public_places.standings(storage),
    )
