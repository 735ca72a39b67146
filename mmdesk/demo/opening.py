"""Before the play: a throw-away profile, both remotes, two registered connections and a running service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from mmdesk import bootstrap, remotes
from mmdesk.demo.people import People
from mmdesk.demo.remotes import Remotes
from mmdesk.demo.scene import NotAsExpected, Stage
from mmdesk.demo.service_process import ServiceProcess
from mmdesk.demo.story import Story
from mmdesk.domain.scheme import SchemeCode
from mmdesk.errors import Text
from mmdesk.language import Language
from mmdesk.sandbox.megamarket_state import Scheme
from mmdesk.sandbox.run import Sandbox, SandboxAccount
from mmdesk.secrets import VARIABLE as SECRETS_VARIABLE
from mmdesk.secrets import SecretKind
from mmdesk.services import connection_settings, connections, registration
from mmdesk.services.connections import NewConnection

NAMES: Final[Mapping[Scheme, str]] = {Scheme.STANDARD: "Стандарт", Scheme.DSM: "ДСМ"}
"""What the connections are called."""

_SHARED: Final = {
    "order.method": "megamarket",
    "order.type": "marketplace",
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
_PENDING_SECONDS: Final = 0.3
"""How long this Megamarket works on a call: long enough for PENDING_* to be met, short for a spectator."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the spectator asked for; without `out` documents are thrown away with the profile."""

    out: Path | None
    language: Language
    environ: Mapping[str, str]


@contextmanager
def opened(wishes: Wishes, story: Story) -> Iterator[Stage]:
    """Everything up and connected. On leaving, the service is stopped and the profile removed."""
    with ExitStack() as stack:
        profile = Path(
            stack.enter_context(TemporaryDirectory(prefix="mmdesk-demo-", ignore_cleanup_errors=True))
        )
        environ = own_environment(wishes.environ)
        parts = stack.enter_context(bootstrap.open_parts(profile, environ))
        # Started first, so that it gets ready while the connections are made.
        service = stack.enter_context(ServiceProcess(profile, environ))
        sandbox = stack.enter_context(Sandbox())
        sandbox.megamarket.behave(pending_seconds=_PENDING_SECONDS)
        for account in sandbox.accounts:
            _connect(parts, sandbox, account, story)
        lease = service.wait_until_ready(parts.storage, parts.clock)
        _tell_megamarket_our_addresses(parts, sandbox, f"http://{lease.http_host}:{lease.http_port}")
        story.note(_LISTENS.format(host=lease.http_host, port=lease.http_port))
        out = wishes.out or profile / "out"
        out.mkdir(parents=True, exist_ok=True)
        people = People(parts.storage, parts.clock)
        yield Stage(sandbox, Remotes(sandbox), people, out, wishes.language)


def own_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of a throw-away profile: the real database and secrets stay out of its reach."""
    kept = {
        name: value
        for name, value in environ.items()
        if name not in (bootstrap.DATABASE_VARIABLE, "MMDESK_HTTP") and not name.startswith("MMDESK_SECRET")
    }
    return {**kept, SECRETS_VARIABLE: "file"}


def _connect(parts: bootstrap.Parts, sandbox: Sandbox, account: SandboxAccount, story: Story) -> None:
    """Add, check, register and map one connection. Raises NotAsExpected on a red check."""
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
    with (
        remotes.megamarket(parts, connection) as megamarket,
        remotes.retailcrm(parts, connection) as crm,
    ):
        made = registration.register(parts.storage, parts.secrets, connection, megamarket, crm)
    known = set(sandbox.retailcrm.custom_field_codes())
    if not set(made.custom_fields) <= known:
        raise NotAsExpected(", ".join(sorted(set(made.custom_fields) - known)))
    told = _CONNECTED.format(name=name, module=made.module_code, delivery=made.delivery_type)
    story.note(told)


def _tell_megamarket_our_addresses(parts: bootstrap.Parts, sandbox: Sandbox, local_url: str) -> None:
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


_CONNECTED = Text(
    "Подключение «{name}» зарегистрировано: модуль {module}, тип доставки {delivery}",
    "Connection “{name}” registered: module {module}, delivery type {delivery}",
)
_LISTENS = Text(
    "Служба слушает {host}:{port}, её адреса сообщены Мегамаркету",
    "The service listens on {host}:{port}; Megamarket knows its addresses",
)
