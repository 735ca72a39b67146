"""mmdesk outbox …: what waits to be sent, and what is parked."""

from __future__ import annotations

import click

from mmdesk.cli.app import App, main, pass_app, sentences
from mmdesk.cli.output import Json, moment, print_json, say
from mmdesk.errors import Text
from mmdesk.services import outbox
from mmdesk.services.operators import account_operator
from mmdesk.storage.outbox import QueuedCommand


@main.group("outbox")
def outbox_group() -> None:
    """Look at waiting and parked commands; retry or drop them."""


@outbox_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@pass_app
@sentences
def list_commands(app: App, as_json: bool) -> None:
    """Everything that is not over, oldest first."""
    commands = outbox.waiting(app.parts.storage)
    if as_json:
        print_json([_document(command) for command in commands])
        return
    for command in commands:
        words = f" — {say(command.error)}" if command.error else ""
        click.echo(
            f"{command.key}  {command.connection}  {command.shipment_id}  {command.command}"
            f"  {command.progress.state}{words}"
        )


@outbox_group.command("retry")
@click.argument("key")
@pass_app
@sentences
def retry(app: App, key: str) -> None:
    """Send a parked command again."""
    outbox.retry(app.parts.storage, app.parts.clock, key, account_operator())
    click.echo(say(_RETRIED).format(key=key))


@outbox_group.command("drop")
@click.argument("key")
@pass_app
@sentences
def drop(app: App, key: str) -> None:
    """Take a command out of the queue."""
    in_doubt = outbox.drop(app.parts.storage, app.parts.clock, key, account_operator())
    click.echo(say(_DROPPED_IN_DOUBT if in_doubt else _DROPPED).format(key=key))


def _document(command: QueuedCommand) -> dict[str, Json]:
    return {
        "key": command.key,
        "connection": command.connection,
        "shipment_id": command.shipment_id,
        "target": command.target.value,
        "command": command.command.value,
        "lots": list(command.intent.lots),
        "state": command.progress.state.value,
        "attempts": command.progress.attempts,
        "in_doubt": command.progress.in_doubt,
        "not_before": moment(command.progress.not_before),
        "created_by": command.created_by,
        "created_at": moment(command.created_at),
        "error": say(command.error) if command.error else None,
    }


_RETRIED = Text("{key}: отправится снова", "{key}: will be sent again")
_DROPPED = Text("{key}: снято", "{key}: dropped")
_DROPPED_IN_DOUBT = Text(
    "{key}: снято, но могло уже подействовать: следите за состоянием заказа",
    "{key}: dropped, yet it may have taken effect already: watch the order's status",
)
