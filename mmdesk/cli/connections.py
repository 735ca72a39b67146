"""mmdesk connection …: add, check, register and look after connections."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from mmdesk import remotes
from mmdesk.cli.app import App, main, pass_app, sentences
from mmdesk.cli.output import Exit, Json, print_json, say
from mmdesk.clients.megamarket import Megamarket
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.domain.connection import Connection
from mmdesk.domain.scheme import SchemeCode
from mmdesk.secrets import SecretKind, read_stdin_document
from mmdesk.services import connections, registration
from mmdesk.services.connection_settings import public_url
from mmdesk.services.connections import Links, NewConnection
from mmdesk.storage.queries import Queries

name_argument = click.argument("name")
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
secrets_option = click.option(
    "--secrets-stdin", is_flag=True, help='Read {"mm_token": "…", "crm_key": "…"} from standard input.'
)


@main.group("connection")
def connection_group() -> None:
    """Connections to Megamarket and RetailCRM."""


@connection_group.command("add")
@name_argument
@click.option("--scheme", type=click.Choice([code.value for code in SchemeCode]), required=True)
@click.option("--merchant-id", type=int, required=True, help="«Номер продавца» at Megamarket.")
@click.option("--crm-url", required=True, help="https://….retailcrm.ru")
@click.option("--mm-url", default="", help="Megamarket's host, when it is not its usual one.")
@click.option("--test", "test_mode", is_flag=True, help="Test mode: Megamarket's test host and token.")
@secrets_option
@pass_app
@sentences
def add(
    app: App,
    name: str,
    scheme: str,
    merchant_id: int,
    crm_url: str,
    mm_url: str,
    test_mode: bool,
    secrets_stdin: bool,
) -> None:
    """Store a connection; talks to nobody."""
    new = NewConnection(name, SchemeCode(scheme), merchant_id, crm_url, mm_url, test_mode)
    connections.add(app.parts.storage, app.parts.clock, app.parts.secrets, new, _typed(read=secrets_stdin))


@connection_group.command("edit")
@name_argument
@click.option("--crm-url")
@click.option("--test/--live", "test_mode", default=None, help="Switch the mode; a new token belongs to it.")
@secrets_option
@pass_app
@sentences
def edit(app: App, name: str, crm_url: str | None, test_mode: bool | None, secrets_stdin: bool) -> None:
    """Change a connection's address, mode or secrets."""
    connections.edit(
        app.parts.storage,
        app.parts.clock,
        app.parts.secrets,
        name,
        crm_url=crm_url,
        test_mode=test_mode,
        typed=_typed(read=secrets_stdin),
    )


@connection_group.command("list")
@json_option
@pass_app
@sentences
def list_connections(app: App, as_json: bool) -> None:
    """All connections."""
    with app.parts.storage.look() as work:
        found = work.connections.all()
    if as_json:
        print_json([_document(connection) for connection in found])
        return
    for connection in found:
        state = "paused" if connection.paused else "registered" if connection.is_registered else "new"
        click.echo(f"{connection.name:<24} {connection.scheme.code:<9} {connection.merchant_id:<12} {state}")


@connection_group.command("check")
@name_argument
@json_option
@pass_app
@sentences
def check(app: App, name: str, as_json: bool) -> None:
    """Check key, store, permissions, token and mode; green or red, each with the cure."""
    with _clients(app, name) as (connection, megamarket, crm):
        report = registration.check(app.parts.storage, app.parts.secrets, connection, megamarket, crm)
    if as_json:
        checks: list[Json] = [
            {"code": item.code, "ok": item.ok, "message": say(item.message)} for item in report.checks
        ]
        print_json({"ok": report.ok, "checks": checks})
    else:
        for item in report.checks:
            click.echo(f"{'✓' if item.ok else '✗'} {item.code}: {say(item.message)}")
    if not report.ok:
        sys.exit(Exit.REFUSED)


@connection_group.command("register")
@name_argument
@json_option
@pass_app
@sentences
def register(app: App, name: str, as_json: bool) -> None:
    """«Регистрация»: create or find the delivery type, the module and the custom fields in RetailCRM."""
    with _clients(app, name) as (connection, megamarket, crm):
        made = registration.register(app.parts.storage, app.parts.secrets, connection, megamarket, crm)
    if as_json:
        print_json(
            {
                "delivery_type": made.delivery_type,
                "module_code": made.module_code,
                "created": made.created,
                "custom_fields": list(made.custom_fields),
            }
        )
        return
    click.echo(f"{made.module_code} -> {made.delivery_type}")


@connection_group.command("links")
@name_argument
@json_option
@pass_app
@sentences
def links(app: App, name: str, as_json: bool) -> None:
    """The addresses to paste into Megamarket's cabinet."""
    found = connections.links(
        app.parts.storage,
        name,
        public_url=public_url(app.parts.storage, name),
        local_url=_local_url(app),
    )
    if as_json:
        print_json({**_links(found.public), "local": _links(found.local)})
        return
    for key, address in (_links(found.public) if found.public.order_new else _links(found.local)).items():
        click.echo(f"{key:<13} {address}")


@connection_group.command("pause")
@name_argument
@pass_app
@sentences
def pause(app: App, name: str) -> None:
    """Stop the exchange of one connection; what waits stays."""
    connections.set_paused(app.parts.storage, name, paused=True)


@connection_group.command("resume")
@name_argument
@pass_app
@sentences
def resume(app: App, name: str) -> None:
    """Let a paused connection exchange again."""
    connections.set_paused(app.parts.storage, name, paused=False)


@connection_group.command("remove")
@name_argument
@pass_app
@sentences
def remove(app: App, name: str) -> None:
    """Take a connection out of use; orders and history stay."""
    connections.remove(app.parts.storage, app.parts.clock, app.parts.secrets, name)


def _typed(*, read: bool) -> dict[SecretKind, str]:
    return read_stdin_document(sys.stdin.read()) if read else {}


@contextmanager
def _clients(app: App, name: str) -> Iterator[tuple[Connection, Megamarket, RetailCrm]]:
    with app.parts.storage.look() as work:
        connection = work.connections.get(name)
    with (
        remotes.megamarket(app.parts, connection) as megamarket,
        remotes.retailcrm(app.parts, connection) as crm,
    ):
        yield connection, megamarket, crm


def _local_url(app: App) -> str:
    lease = Queries(app.parts.storage.engine).service_overview().lease
    if lease is None or not lease.http_port:
        return "http://127.0.0.1:8480"
    return f"http://{lease.http_host}:{lease.http_port}"


def _links(found: Links) -> dict[str, Json]:
    return {"order_new": found.order_new, "order_cancel": found.order_cancel, "feed": found.feed}


def _document(connection: Connection) -> dict[str, Json]:
    return {
        "name": connection.name,
        "scheme": connection.scheme.code.value,
        "merchant_id": connection.merchant_id,
        "megamarket_url": connection.mm_url,
        "crm_url": connection.crm_url,
        "test_mode": connection.test_mode,
        "paused": connection.paused,
        "registered": connection.is_registered,
        "module_code": connection.module_code or None,
        "delivery_type": connection.delivery_code or None,
    }
