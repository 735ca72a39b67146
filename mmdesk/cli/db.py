"""mmdesk db …: the database itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from mmdesk import bootstrap
from mmdesk.cli.app import App, main, pass_app, sentences
from mmdesk.cli.output import Exit, say
from mmdesk.clock import SystemClock
from mmdesk.errors import Text
from mmdesk.storage import backup as copies
from mmdesk.storage import migrate

file_argument = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@main.group("db")
def db_group() -> None:
    """Upgrade, check, back up and restore the database."""


@db_group.command("upgrade")
@pass_app
@sentences
def upgrade(app: App) -> None:
    """Bring the database to this version."""
    migrate.upgrade(app.parts.storage.engine)
    click.echo(migrate.current(app.parts.storage.engine) or "")


@db_group.command("check")
@pass_app
@sentences
def check(app: App) -> None:
    """Look the database over; says what is wrong with it."""
    report = copies.check(app.parts.storage.engine)
    click.echo(f"{report.schema.state}: {report.schema.revision or '-'}")
    for problem in (*report.damage, *report.broken_references):
        click.echo(problem)
    if not report.is_sound:
        sys.exit(Exit.REFUSED)


@db_group.command("backup")
@file_argument
@pass_app
@sentences
def backup(app: App, file: Path) -> None:
    """Copy the living database into a file, whole and checked."""
    copies.backup(app.parts.storage.engine, file)


@db_group.command("restore")
@file_argument
@pass_app
@sentences
def restore(app: App, file: Path) -> None:
    """Put a backup in place of the database; the one replaced is kept beside."""
    kept = copies.restore(bootstrap.database_url(app.profile_dir, os.environ), file, SystemClock().now())
    if kept is not None:
        click.echo(say(Text("прежняя база: {f}", "the one replaced: {f}").format(f=kept)))
