"""A throw-away shop: a profile of its own, both simulators, and a registered connection for each scheme."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from mmdesk import bootstrap, remotes
from mmdesk.clients.pace import SHARED, Limiters
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.demo.child import Child, module
from mmdesk.demo.scene import NotAsExpected
from mmdesk.demo.story import Story
from mmdesk.domain.connection import Connection
from mmdesk.domain.scheme import SchemeCode
from mmdesk.errors import Text
from mmdesk.sandbox.megamarket_state import Scheme
from mmdesk.sandbox.run import Sandbox, SandboxAccount
from mmdesk.secrets import VARIABLE as SECRETS_VARIABLE
from mmdesk.secrets import SecretKind
from mmdesk.services import connection_settings, connections, registration
from mmdesk.services.connections import NewConnection
from mmdesk.storage.running import Lease

NAMES: Final[Mapping[Scheme, str]] = {Scheme.STANDARD: "Стандарт", Scheme.DSM: "ДСМ"}
"""What the connections are called."""

_SHARED: Final = {
    # The simulators are on this computer, and so are their pictures.
    "desk.pictures": "anywhere",
    "order.method": "megamarket",
    "order.type": "marketplace",
    "status.confirmed": "availability-confirmed",
    "status.pack": "assembling",
    "status.map.PACKED": "assembling-complete",
    "status.map.MERCHANT_CANCELED": "no-product",
    "status.map.CUSTOMER_CANCELED": "cancel-other",
    "lot.cancel.CUSTOMER_CANCELED": "failure",
    "lot.cancel.MERCHANT_CANCELED/CONFIRMATION_REJECT": "out-of-stock",
}
_SETTINGS: Final[Mapping[Scheme, Mapping[str, str]]] = {
    Scheme.STANDARD: {
        **_SHARED,
        "status.map.CONFIRMED": "client-confirmed",
        "status.map.SHIPPED": "send-to-delivery",
    },
    Scheme.DSM: {
        **_SHARED,
        "status.map.DELIVERED": "complete",
        "lot.cancel.MERCHANT_CANCELED": "assembly-not-delivery",
    },
}


@contextmanager
def throw_away_profile() -> Iterator[Path]:
    """A folder that is gone afterwards, even when this process is killed."""
    folder = Path(mkdtemp(prefix="mmdesk-demo-"))
    command = module("mmdesk.demo.broom", folder)
    with Child(command, os.environ, Path(os.devnull)):
        try:
            yield folder
        finally:
            # What another process still holds open is left to the broom.
            shutil.rmtree(folder, ignore_errors=True)


def own_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of a throw-away profile: the real database and secrets stay out of its reach."""
    kept = {
        name: value
        for name, value in environ.items()
        if name not in (bootstrap.DATABASE_VARIABLE, "MMDESK_HTTP") and not name.startswith("MMDESK_SECRET")
    }
    return {**kept, SECRETS_VARIABLE: "file"}


def connect_all(
    parts: bootstrap.Parts, sandbox: Sandbox, story: Story | None = None, limiters: Limiters = SHARED
) -> None:
    """Add, check, register and map a connection for each account. Raises NotAsExpected on a red check."""
    for account in sandbox.accounts:
        connection = _add(parts, sandbox, account)
        told = _register(parts, sandbox, connection, account, limiters)
        if story is not None:
            story.note(told)


def tell_megamarket_our_addresses(parts: bootstrap.Parts, sandbox: Sandbox, lease: Lease) -> None:
    """Paste the service's addresses of each connection into Megamarket's cabinet."""
    local_url = f"http://{lease.http_host}:{lease.http_port}"
    for account in sandbox.accounts:
        found = connections.links(
            parts.storage, NAMES[account.scheme], public_url="", local_url=local_url
        ).local
        sandbox.megamarket.register_webhooks(
            account.scheme,
            found.order_new or "",
            found.order_cancel or "",
            merchant_id=account.merchant.merchant_id,
        )


def feed_addresses(parts: bootstrap.Parts, lease: Lease) -> Mapping[Scheme, str]:
    """Where Megamarket fetches the feed of each connection."""
    local_url = f"http://{lease.http_host}:{lease.http_port}"
    return {
        scheme: connections.links(parts.storage, name, public_url="", local_url=local_url).local.feed or ""
        for scheme, name in NAMES.items()
    }


def _add(parts: bootstrap.Parts, sandbox: Sandbox, account: SandboxAccount) -> Connection:
    name = NAMES[account.scheme]
    new = NewConnection(
        name,
        SchemeCode(account.scheme.value),
        account.merchant.merchant_id,
        sandbox.retailcrm.url,
        sandbox.megamarket.url,
        test_mode=True,
    )
    typed = {SecretKind.MM_TOKEN: account.merchant.token, SecretKind.CRM_KEY: account.key.secret}
    connection = connections.add(parts.storage, parts.clock, parts.secrets, new, typed)
    for key, value in _SETTINGS[account.scheme].items():
        connection_settings.put(parts.storage, name, key, value)
    return connection


def _register(
    parts: bootstrap.Parts,
    sandbox: Sandbox,
    connection: Connection,
    account: SandboxAccount,
    limiters: Limiters,
) -> Text:
    key = account.key.secret
    with (
        remotes.megamarket(parts, connection) as megamarket,
        RetailCrm(connection.crm_url, lambda: key, "", UTC, limiters) as crm,
    ):
        made = registration.register(parts.storage, parts.secrets, connection, megamarket, crm)
    missing = set(made.custom_fields) - set(sandbox.retailcrm.custom_field_codes())
    if missing:
        raise NotAsExpected(", ".join(sorted(missing)))
    return _CONNECTED.format(name=connection.name, module=made.module_code, delivery=made.delivery_type)


_CONNECTED = Text(
    "Подключение «{name}» зарегистрировано: модуль {module}, тип доставки {delivery}",
    "Connection “{name}” registered: module {module}, delivery type {delivery}",
)
