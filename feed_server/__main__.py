"""The service without the desktop: `python -m feed_server run`, `once JOB`, `check`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from feed_server.app import run as run_service
from mmdesk.bootstrap import Parts, open_parts
from mmdesk.domain.connection import Connection
from mmdesk.errors import MmdeskError, Text
from mmdesk.language import current
from mmdesk.secrets import SecretKind
from mmdesk.services.job_runs import JobOutcome, once
from mmdesk.services.lease import is_alive
from mmdesk.storage.running import SERVICE

REFUSED = 1
NOT_REACHED = 3

_profile = click.option(
    "--profile",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep database, logs and settings in this folder instead of the account's own.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """The background service between Megamarket and RetailCRM."""


@main.command("run")
@_profile
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Where to listen; 0: any free port. Default 8480."
)
def run_command(profile: Path | None, port: int | None) -> None:
    """Run in the foreground until stopped."""
    sys.exit(run_service(profile, port, os.environ))


@main.command("once")
@_profile
@click.argument("job")
def once_command(profile: Path | None, job: str) -> None:
    """Run a job now: by the running service, else in this process."""
    with open_parts(profile, os.environ) as parts:
        run = once(parts, job)
    reason = f" ({_said(run.reason)})" if run.reason else ""
    click.echo(f"{run.job}: {run.outcome}{reason}")
    sys.exit(NOT_REACHED if run.outcome == JobOutcome.FAILED else 0)


@main.command("check")
@_profile
def check_command(profile: Path | None) -> None:
    """Whether the service could work here: database, secrets, and who leads. Talks to nobody."""
    with open_parts(profile, os.environ) as parts:
        with parts.storage.look() as work:
            connections, lease = work.connections.all(), work.running.lease(SERVICE)
        missing = [words for each in connections for words in _missing(parts, each)]
        click.echo(_said(Text("база: в порядке", "database: fine")))
        leads = lease.holder if lease is not None and is_alive(lease, parts.clock) else "—"
        click.echo(_said(Text(f"работает служба: {leads}", f"acting service: {leads}")))
    for words in missing:
        click.echo(_said(words))
    sys.exit(REFUSED if missing else 0)


def _missing(parts: Parts, connection: Connection) -> list[Text]:
    kinds = (SecretKind.MM_TOKEN, SecretKind.CRM_KEY)
    return [
        Text(f"{connection.name}: нет секрета {kind}", f"{connection.name}: no secret {kind}")
        for kind in kinds
        if not parts.secrets.get(connection.name, kind)
    ]


def _said(words: Text) -> str:
    return words.in_language(current())


if __name__ == "__main__":
    try:
        main()
    except MmdeskError as failure:
        click.echo(failure.sentence(current()), err=True)
        sys.exit(REFUSED)
