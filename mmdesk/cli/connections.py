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
from mmdesk.errors import Text
from mmdesk.secrets import EnvironmentSecrets, SecretKind, environment_name, read_stdin_document
from mmdesk.services import connection_checks, connections, dictionaries, registration
from mmdesk.services.connection_checks import Findings
from mmdesk.services.connection_settings import public_url
from mmdesk.services.connections import Links, NewConnection
from mmdesk.services.dictionaries import Entry
from mmdesk.storage.connections import PathPurpose
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
    _tell(_ADDED, name=name)


@connection_group.command("edit")
@name_argument
@click.option("--crm-url")
@click.option("--test/--live", "test_mode", default=None, help="Switch the mode; a new token belongs to it.")
@secrets_option
@pass_app
@sentences
def edit(app: App, name: str, crm_url: str | None, test_mode: bool | None, secrets_stdin: bool) -> None:
    """Change a connection's address, mode or secrets; another mode needs another token."""
    edited = connections.edit(
        app.parts.storage,
        app.parts.clock,
        app.parts.secrets,
        name,
        crm_url=crm_url,
        test_mode=test_mode,
        typed=_typed(read=secrets_stdin),
    )
    _tell(_EDITED if edited.connection.is_registered else _EDITED_ANEW, name=name)
    if edited.archive is not None:
        told = _LEFT_BEHIND[edited.connection.test_mode]
        _tell(told, archive=edited.archive.name, orders=edited.archive.orders)
        if isinstance(app.parts.secrets, EnvironmentSecrets):
            _tell(_SET_VARIABLE, variable=environment_name(name, SecretKind.MM_TOKEN))


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
        click.echo(
            f"{connection.name:<24} {connection.scheme.code:<9} {connection.merchant_id:<12}"
            f" {_state(connection)}"
        )


@connection_group.command("check")
@name_argument
@json_option
@pass_app
@sentences
def check(app: App, name: str, as_json: bool) -> None:
    """Check key, store, permissions, token, mode and mappings; each with the cure, ! is a remark."""
    parts = app.parts
    with _clients(app, name) as (connection, megamarket, crm):
        report = connection_checks.check(
            parts.storage, parts.clock, parts.secrets, connection, megamarket, crm
        )
    if as_json:
        checks: list[Json] = [
            {"code": item.code, "ok": item.ok, "remark": item.remark, "message": say(item.message)}
            for item in report.checks
        ]
        told: dict[str, Json] = {} if report.open_orders is None else {"open_orders": report.open_orders}
        print_json({"ok": report.ok, "checks": checks, **told})
    else:
        for item in report.checks:
            click.echo(f"{_MARKS[item.ok, item.remark]} {item.code}: {say(item.message)}")
        if report.open_orders is not None:
            _tell(_OPEN_ORDERS, n=report.open_orders)
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
        findings = Findings()
        connection_checks.look_at_orders(app.parts.clock, connection, megamarket, findings)
        for item in findings.checks:
            if item.remark:
                click.echo(f"! {say(item.message)}", err=True)
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


@connection_group.command("rotate")
@name_argument
@click.argument("purpose", type=click.Choice([purpose.value for purpose in PathPurpose]))
@click.option("--keep-old", is_flag=True, help="The old address goes on working for 24 hours.")
@pass_app
@sentences
def rotate(app: App, name: str, purpose: str, keep_old: bool) -> None:
    """Give one of the public addresses a new key."""
    parts, which = app.parts, PathPurpose(purpose)
    connections.rotate(parts.storage, parts.clock, name, which, keep_old=keep_old)
    if which != PathPurpose.CRM:
        public = public_url(parts.storage, name)
        found = connections.links(parts.storage, name, public_url=public, local_url=_local_url(app))
        click.echo(_by_purpose(found.public if public else found.local)[which])
    _tell(_PASTE_IT[which])
    _tell(_OLD_STAYS if keep_old else _OLD_ENDS)


@connection_group.command("dictionaries")
@name_argument
@json_option
@pass_app
@sentences
def show_dictionaries(app: App, name: str, as_json: bool) -> None:
    """The statuses, order methods and types of RetailCRM that settings can name."""
    with _crm(app, name) as crm:
        found = dictionaries.read(crm)
    if as_json:
        print_json(
            {
                "order_statuses": [_status(entry) for entry in found.order_statuses],
                "item_statuses": [_status(entry) for entry in found.item_statuses],
                "order_methods": [_choice(entry) for entry in found.order_methods],
                "order_types": [_choice(entry) for entry in found.order_types],
            }
        )
        return
    for title, entries in (
        (_ORDER_STATUSES, found.order_statuses),
        (_ITEM_STATUSES, found.item_statuses),
        (_ORDER_METHODS, found.order_methods),
        (_ORDER_TYPES, found.order_types),
    ):
        _tell(title)
        for entry in entries:
            mark = "✗" if entry.cancels else "*" if entry.is_default else " "
            click.echo(f"  {mark} {entry.code:<28} {entry.name}{'' if entry.is_active else say(_NOT_IN_USE)}")


@connection_group.command("pause")
@name_argument
@pass_app
@sentences
def pause(app: App, name: str) -> None:
    """Stop the exchange of one connection; what waits stays."""
    connections.set_paused(app.parts.storage, name, paused=True)
    _tell(_PAUSED, name=name)


@connection_group.command("resume")
@name_argument
@pass_app
@sentences
def resume(app: App, name: str) -> None:
    """Let a paused connection exchange again."""
    connections.set_paused(app.parts.storage, name, paused=False)
    _tell(_RESUMED, name=name)


@connection_group.command("remove")
@name_argument
@pass_app
@sentences
def remove(app: App, name: str) -> None:
    """Take a connection out of use; orders and history stay."""
    connections.remove(app.parts.storage, app.parts.clock, app.parts.secrets, name)
    _tell(_REMOVED, name=name)


def _tell(words: Text, **places: object) -> None:
    click.echo(say(words.format(**places)))


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


@contextmanager
def _crm(app: App, name: str) -> Iterator[RetailCrm]:
    with app.parts.storage.look() as work:
        connection = work.connections.get(name)
    with remotes.retailcrm(app.parts, connection) as crm:
        yield crm


def _local_url(app: App) -> str:
    lease = Queries(app.parts.storage.engine).service_overview().lease
    if lease is None or not lease.http_port:
        return "http://127.0.0.1:8480"
    return f"http://{lease.http_host}:{lease.http_port}"


def _links(found: Links) -> dict[str, Json]:
    return {"order_new": found.order_new, "order_cancel": found.order_cancel, "feed": found.feed}


def _by_purpose(found: Links) -> dict[PathPurpose, str | None]:
    return {
        PathPurpose.NEW: found.order_new,
        PathPurpose.CANCEL: found.order_cancel,
        PathPurpose.FEED: found.feed,
    }


def _state(connection: Connection) -> str:
    if connection.paused:
        return "paused"
    if not connection.is_registered:
        return "new"
    return f"{connection.crm_off} in RetailCRM" if connection.crm_off else "registered"


def _status(entry: Entry) -> Json:
    return {"code": entry.code, "name": entry.name, "active": entry.is_active, "cancels": entry.cancels}


def _choice(entry: Entry) -> Json:
    return {"code": entry.code, "name": entry.name, "active": entry.is_active, "default": entry.is_default}


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
        "crm_off": connection.crm_off.value,
        "module_code": connection.module_code or None,
        "delivery_type": connection.delivery_code or None,
    }


_MARKS = {(True, False): "✓", (True, True): "!", (False, False): "✗"}
_ADDED = Text(
    "Подключение «{name}» сохранено. Проверьте его: mmdesk connection check.",
    "Connection “{name}” is stored. Check it: mmdesk connection check.",
)
_EDITED = Text("Подключение «{name}» изменено.", "Connection “{name}” is changed.")
_EDITED_ANEW = Text(
    "Подключение «{name}» изменено. Обмен с RetailCRM начнётся после регистрации:"
    " mmdesk connection register {name}",
    "Connection “{name}” is changed. The exchange with RetailCRM begins once it is registered:"
    " mmdesk connection register {name}",
)
_PAUSED = Text(
    "Обмен подключения «{name}» остановлен; что ждёт отправки, осталось в очереди.",
    "The exchange of “{name}” is paused; what waits stays in the queue.",
)
_RESUMED = Text("Обмен подключения «{name}» снова идёт.", "The exchange of “{name}” goes on.")
_REMOVED = Text(
    "Подключение «{name}» удалено; его заказы и история остались.",
    "Connection “{name}” is removed; its orders and history stay.",
)
_LEFT_BEHIND = {
    False: Text(
        "Теперь бой. Тестовых заказов в архиве «{archive}»: {orders}; ничего из их очереди не уйдёт.",
        "It is live now. Test orders in the archive “{archive}”: {orders}; none of their queue is sent.",
    ),
    True: Text(
        "Теперь тестовый режим. Завершённых боевых заказов в архиве «{archive}»: {orders}.",
        "It is in test mode now. Finished live orders in the archive “{archive}”: {orders}.",
    ),
}
_SET_VARIABLE = Text(
    "Токен этого режима должен лежать в переменной {variable} до перезапуска службы.",
    "The token of this mode has to be in the variable {variable} before the service restarts.",
)
_OPEN_ORDERS = Text(
    "Открытых заказов за 30 дней у Мегамаркета: {n}; их принесёт первый обмен.",
    "Open orders of the last 30 days at Megamarket: {n}; the first exchange brings them.",
)
_IN_ACCOUNT = Text(
    "Вставьте его в кабинете Мегамаркета: «Настройки | Интеграция по API | Настройка интеграции по API».",
    "Paste it in Megamarket's cabinet: Settings | API integration | API integration setup.",
)
_PASTE_IT = {
    PathPurpose.NEW: _IN_ACCOUNT,
    PathPurpose.CANCEL: _IN_ACCOUNT,
    PathPurpose.FEED: Text(
        "Вставьте его в поле «Ссылка на фид» в кабинете Мегамаркета:"
        " «Настройки | Магазины | Редактирование магазина».",
        "Paste it as the feed's link in Megamarket's cabinet: Settings | Stores | Edit store.",
    ),
    PathPurpose.CRM: Text(
        "RetailCRM узнает новый адрес при ближайшем обмене.",
        "RetailCRM hears of the new address at the next exchange.",
    ),
}
_OLD_STAYS = Text("Старый адрес действует ещё 24 часа.", "The old address works for another 24 hours.")
_OLD_ENDS = Text("Старый адрес больше не действует.", "The old address works no more.")
_ORDER_STATUSES = Text("Статусы заказа (✗ — отменяющий):", "Order statuses (✗: cancels the order):")
_ITEM_STATUSES = Text("Статусы товара (✗ — отменяющий):", "Item statuses (✗: cancels the position):")
_ORDER_METHODS = Text("Способы оформления (* — для API):", "Order methods (*: of orders made by API):")
_ORDER_TYPES = Text("Типы заказа (* — для API):", "Order types (*: of orders made by API):")
_NOT_IN_USE = Text(" (отключён)", " (not in use)")
