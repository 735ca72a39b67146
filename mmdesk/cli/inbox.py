"""mmdesk inbox …: calls of Megamarket that could not be worked off."""

from __future__ import annotations

import click

from mmdesk.cli.app import App, main, pass_app, sentences
from mmdesk.cli.output import Json, moment, print_json, say
from mmdesk.errors import Text
from mmdesk.services import inbox
from mmdesk.services.operators import account_operator
from mmdesk.storage.inbox import ParkedCall


@main.group("inbox")
def inbox_group() -> None:
    """Look at parked calls of Megamarket; retry or drop them."""


@inbox_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@pass_app
@sentences
def list_calls(app: App, as_json: bool) -> None:
    """Every parked call with its reason, oldest first."""
    calls = inbox.parked(app.parts.storage)
    if as_json:
        print_json([_document(call) for call in calls])
        return
    for call in calls:
        words = f" — {say(call.error)}" if call.error else ""
        click.echo(
            f"{call.row_id}  {call.connection}  {call.source}  {moment(call.received_at)}"
            f"  +{call.repeats}{words}"
        )


@inbox_group.command("retry")
@click.argument("call", type=int)
@pass_app
@sentences
def retry(app: App, call: int) -> None:
    """Work a parked call off again."""
    inbox.retry(app.parts.storage, call, account_operator())
    click.echo(say(_RETRIED).format(call=call))


@inbox_group.command("drop")
@click.argument("call", type=int)
@pass_app
@sentences
def drop(app: App, call: int) -> None:
    """Settle a parked call without any effect."""
    inbox.drop(app.parts.storage, app.parts.clock, call, account_operator())
    click.echo(say(_DROPPED).format(call=call))


def _document(call: ParkedCall) -> dict[str, Json]:
    return {
        "id": call.row_id,
        "connection": call.connection,
        "source": call.source,
        "received_at": moment(call.received_at),
        "repeats": call.repeats,
        "error": say(call.error) if call.error else None,
    }


_RETRIED = Text("{call}: служба обработает вызов снова", "{call}: the service will work the call off again")
_DROPPED = Text(
    "{call}: снято; заказы по-прежнему приходят опросом",
    "{call}: dropped; orders still arrive by polling",
)
