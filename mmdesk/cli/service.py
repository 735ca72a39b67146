"""mmdesk service …: run the background service, ask how it is, ask for a job."""

from __future__ import annotations

import os
import sys
from typing import Final

import click

from mmdesk.cli.app import App, main, pass_app, sentences
from mmdesk.cli.output import Exit, Json, moment, print_json, say
from mmdesk.domain.connection import SWITCHED_OFF, CrmOff
from mmdesk.errors import Text
from mmdesk.services import job_runs
from mmdesk.services.lease import is_alive
from mmdesk.services.operators import account_operator
from mmdesk.storage.connections import TargetHealth
from mmdesk.storage.overview import ConnectionHealth, ServiceOverview
from mmdesk.storage.queries import Queries
from mmdesk.storage.running import Lease


@main.group("service")
def service_group() -> None:
    """The background service that exchanges with both remotes."""


@service_group.command("run")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Where to listen; 0: any free port. Default 8480."
)
@pass_app
@sentences
def run_service(app: App, port: int | None) -> None:
    """Run in the foreground until stopped."""
    sys.exit(app.service.run(app.profile_dir, port, os.environ))


@service_group.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@pass_app
@sentences
def status(app: App, as_json: bool) -> None:
    """Whether a service runs, and how both remotes answer."""
    seen = Queries(app.parts.storage.engine).service_overview()
    lease = seen.lease if is_alive(seen.lease, app.parts.clock) else None
    document = _document(seen, lease)
    if as_json:
        print_json(document)
        return
    counts = {"queue": seen.queue, "parked": seen.parked, "inbox": seen.inbox_parked}
    click.echo(say((_WORKS if lease else _RESTS).format(**counts)))
    for connection in seen.connections:
        both = " / ".join(_in_words(*how) for how in _answers(connection))
        click.echo(f"{connection.name}: {both}")


@service_group.command("once")
@click.argument("job")
@pass_app
@sentences
def once(app: App, job: str) -> None:
    """Run a job now: by the running service, else in this process."""
    run = job_runs.once(app.parts, job, asked_by=account_operator().name)
    click.echo(f"{run.job}: {run.outcome}" + (f" ({say(run.reason)})" if run.reason else ""))
    if run.outcome == "failed":
        sys.exit(Exit.NOT_REACHED)


def _document(seen: ServiceOverview, lease: Lease | None) -> dict[str, Json]:
    jobs: list[Json] = [
        {
            "job": run.job,
            "outcome": run.outcome,
            "reason": say(run.reason) if run.reason else None,
            "at": moment(run.finished_at),
        }
        for run in seen.jobs
    ]
    return {
        "alive": lease is not None,
        "pid": lease.pid if lease else None,
        "http": {"host": lease.http_host, "port": lease.http_port} if lease else None,
        "leader": lease.holder if lease else None,
        "queue": seen.queue,
        "parked": seen.parked,
        "inbox": {"waiting": seen.inbox_waiting, "parked": seen.inbox_parked},
        "jobs": jobs,
        "connections": [_connection(item) for item in seen.connections],
    }


def _connection(seen: ConnectionHealth) -> dict[str, Json]:
    (megamarket, why_megamarket), (crm, why_crm) = _answers(seen)
    return {
        "name": seen.name,
        "megamarket": megamarket,
        "crm": crm,
        "paused": seen.paused,
        "crm_off": seen.crm_off.value,
        "why": {
            "megamarket": say(why_megamarket) if why_megamarket else None,
            "crm": say(why_crm) if why_crm else None,
        },
    }


def _in_words(state: str, why: Text | None) -> str:
    return f"{state} ({say(why)})" if why else state


def _answers(seen: ConnectionHealth) -> tuple[tuple[str, Text | None], tuple[str, Text | None]]:
    """How Megamarket and RetailCRM are, each with the reason; nobody asks the one that is off."""
    if seen.paused:
        paused = ("off", _PAUSED.format(name=seen.name))
        return paused, paused
    if seen.crm_off is not CrmOff.NO:
        return _health(seen.megamarket), ("off", SWITCHED_OFF[seen.crm_off])
    crm = _health(seen.crm)
    if crm[1] is None and not seen.registered:
        crm = "off", _NOT_REGISTERED.format(name=seen.name)
    return _health(seen.megamarket), crm


def _health(health: TargetHealth) -> tuple[str, Text | None]:
    """stopped: a person has to mend it; failing: it is asked again after a while; ok or silent: no reason."""
    if health.stopped_at is not None:
        return "stopped", health.words
    if health.paused_until is not None:
        return "failing", health.words
    return ("ok" if health.answered_at is not None else "silent"), None


_COUNTS: Final = Text(
    "В очереди: {queue}, отложено: {parked}, отложено вызовов Мегамаркета: {inbox}.",
    "Queue: {queue}, parked: {parked}, parked calls of Megamarket: {inbox}.",
)
_WORKS: Final = Text(f"Служба работает. {_COUNTS.ru}", f"The service runs. {_COUNTS.en}")
_RESTS: Final = Text(f"Служба не работает. {_COUNTS.ru}", f"The service does not run. {_COUNTS.en}")
_NOT_REGISTERED: Final = Text(
    "не зарегистрировано в RetailCRM: mmdesk connection register {name}",
    "not registered in RetailCRM: mmdesk connection register {name}",
)
_PAUSED: Final = Text(
    "подключение на паузе: mmdesk connection resume {name}",
    "the connection is paused: mmdesk connection resume {name}",
)
