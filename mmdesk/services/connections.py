"""Connections: stored, edited, paused and removed without talking to anybody; their public links."""

from __future__ import annotations

import secrets as randomness
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from mmdesk.clients.address import checked_base
from mmdesk.clock import Clock
from mmdesk.domain.connection import BadConnection, Connection, CrmOff, check_merchant_id, check_name
from mmdesk.domain.intent import Target
from mmdesk.domain.scheme import SchemeCode
from mmdesk.domain.standing import RowState
from mmdesk.errors import MmdeskError, Text
from mmdesk.secrets import EnvironmentSecrets, SecretKind, SecretStore, environment_name
from mmdesk.services import going_live
from mmdesk.services.going_live import Archive
from mmdesk.services.operators import SERVICE
from mmdesk.services.timeline import Happening, tell
from mmdesk.storage.connections import ConnectionExists, PathPurpose, TargetHealth
from mmdesk.storage.uow import Storage, UnitOfWork

LIVE_URL: Final = "https://api.megamarket.tech"
TEST_URL: Final = "https://api-test.megamarket.tech"
OLD_KEY_VALID: Final = timedelta(hours=24)
"""How long the old key of a public address goes on working where a person asks for it."""

Typed = Mapping[SecretKind, str]
"""Secrets as a person typed them; they go to the secret store and nowhere else."""


class SellerFixed(MmdeskError):
    """Raised when a connection that holds orders should become another seller's."""

    title = Text("Номер продавца уже стоит в заказах", "Orders bear the merchant id already")
    hint = Text(
        "Для другого продавца добавьте отдельное подключение.",
        "Add a connection of its own for the other merchant.",
    )


@dataclass(frozen=True, slots=True)
class Links:
    """The three addresses to paste into Megamarket's cabinet; None without a public base address."""

    order_new: str | None
    order_cancel: str | None
    feed: str | None


@dataclass(frozen=True, slots=True)
class ConnectionLinks:
    """The addresses as the world sees them, and as this machine does."""

    public: Links
    local: Links


@dataclass(frozen=True, slots=True)
class NewConnection:
    """A connection as typed; an empty `mm_url` means Megamarket's own host for the mode."""

    name: str
    scheme: SchemeCode
    merchant_id: int
    crm_url: str
    mm_url: str = ""
    test_mode: bool = False


def default_mm_url(*, test_mode: bool) -> str:
    return TEST_URL if test_mode else LIVE_URL


def add(
    storage: Storage,
    clock: Clock,
    store: SecretStore,
    new: NewConnection,
    typed: Typed,
    *,
    paused: bool = False,
) -> Connection:
    """Store a connection and its secrets; a paused one exchanges nothing until it is resumed.

    Raises BadConnection, BadAddress or ConnectionExists.
    """
    check_name(new.name)
    check_merchant_id(new.merchant_id)
    with storage.work() as work:
        _refuse_shared_variable(store, new.name, [other.name for other in work.connections.all()])
        # Tried and rolled back: a name that is taken must not cost its owner the secrets.
        _insert(work, clock, new)
    _keep(store, new.name, typed)
    with storage.work() as work:
        connection = _insert(work, clock, new)
        connection = work.connections.change(new.name, client_id=_new_key(), paused=paused)
        for purpose in PathPurpose:
            work.connections.add_path_key(connection.connection_id, purpose, _new_key())
        work.commit()
    return connection


@dataclass(frozen=True, slots=True)
class Edited:
    """The connection as it is now, and where its orders went when its mode was changed."""

    connection: Connection
    archive: Archive | None = None


def edit(
    storage: Storage,
    clock: Clock,
    store: SecretStore,
    name: str,
    *,
    crm_url: str | None = None,
    test_mode: bool | None = None,
    merchant_id: int | None = None,
    typed: Typed | None = None,
) -> Edited:
    """Change a connection; a new secret sets a stopped exchange going again.

    Another mode is another marketplace: it asks for another token, and orders and queue are left behind. A
    new address of the CRM asks for a new registration, and so does another seller, which only a connection
    without orders can get.
    Raises UnknownConnection, BadAddress, BadConnection, SellerFixed, NewTokenNeeded, LiveOrdersOpen, and
    ConnectionExists when the account has a connection in that mode.
    """
    address = None if crm_url is None else checked_address(crm_url)
    with storage.look() as work:
        connection = work.connections.get(name)
        if merchant_id is not None and merchant_id != connection.merchant_id:
            _check_seller_may_change(work, connection, merchant_id)
        if test_mode is not None and test_mode != connection.test_mode:
            _check_account_is_free(work, connection, test_mode=test_mode)
            going_live.check_orders(work, connection)
            token = (typed or {}).get(SecretKind.MM_TOKEN)
            going_live.check_token(store, connection, token, test_mode=test_mode)
    with _kept(store, name, typed or {}), storage.work() as work:
        edited = Edited(work.connections.get(name))
        if merchant_id is not None and merchant_id != edited.connection.merchant_id:
            edited = Edited(_change_seller(work, edited.connection, merchant_id))
        if test_mode is not None and test_mode != edited.connection.test_mode:
            edited = _switch_mode(work, edited.connection, clock.now(), test_mode=test_mode)
        if address is not None and address != edited.connection.crm_url:
            edited = replace(edited, connection=_move_to(work, edited.connection, address))
        if typed:
            for target in Target:
                work.connections.put_health(edited.connection.connection_id, TargetHealth(target))
        work.commit()
    return edited


def discard(storage: Storage, store: SecretStore, name: str) -> None:
    """Take back a connection that was stored and never used, as if it had not been; its secrets too.

    Raises SecretsUnavailable and StorageError.
    """
    with storage.work() as work:
        work.connections.discard(name)
        work.commit()
    for kind in SecretKind:
        store.forget(name, kind)


def set_paused(storage: Storage, name: str, *, paused: bool) -> Connection:
    """Pause or resume the exchange of one connection; what waits stays in the queue."""
    with storage.work() as work:
        connection = work.connections.change(name, paused=paused)
        work.commit()
    return connection


def remove(storage: Storage, clock: Clock, store: SecretStore, name: str) -> None:
    """Take a connection out of use and forget its secrets; orders and history stay, nothing more is sent."""
    with storage.look() as work:
        work.connections.get(name)
    # First, because nobody could ask for it again once the name is gone.
    for kind in SecretKind:
        store.forget(name, kind)
    with storage.work() as work:
        now = clock.now()
        _empty_queue(work, work.connections.get(name), now)
        work.connections.remove(name, now)
        work.commit()


def links(storage: Storage, name: str, *, public_url: str, local_url: str) -> ConnectionLinks:
    """The connection's addresses; built from the public address that is set, never from a request."""
    with storage.look() as work:
        connection = work.connections.get(name)
        keys = work.connections.path_keys(connection.connection_id)
    public = _links(public_url.rstrip("/"), keys) if public_url else Links(None, None, None)
    return ConnectionLinks(public, _links(local_url.rstrip("/"), keys))


def rotate(storage: Storage, clock: Clock, name: str, purpose: PathPurpose, *, keep_old: bool) -> None:
    """Give one public address a new key; the old one goes on for a day where asked, else all old ones end.

    RetailCRM hears of its own at the next exchange. Raises UnknownConnection.
    """
    with storage.work() as work:
        connection, now = work.connections.get(name), clock.now()
        until = now + OLD_KEY_VALID if keep_old else None
        work.connections.rotate_path_key(connection.connection_id, purpose, _new_key(), now, until)
        work.commit()


def note_crm_off(storage: Storage, name: str, off: CrmOff) -> None:
    """Remember whether RetailCRM has the module switched off. Raises UnknownConnection."""
    with storage.work() as work:
        if work.connections.get(name).crm_off != off:
            work.connections.change(name, crm_off=off.value)
            work.commit()


def _new_key() -> str:
    return randomness.token_urlsafe(24)


def _links(base: str, keys: Mapping[PathPurpose, str]) -> Links:
    return Links(
        order_new=f"{base}/{keys[PathPurpose.NEW]}/order/new",
        order_cancel=f"{base}/{keys[PathPurpose.CANCEL]}/order/cancel",
        feed=f"{base}/{keys[PathPurpose.FEED]}/megamarket.xml",
    )


def checked_address(typed: str) -> str:
    """The host alone, as it is stored. Raises BadAddress."""
    return str(checked_base(typed)).rstrip("/")


def _check_seller_may_change(work: UnitOfWork, connection: Connection, merchant_id: int) -> None:
    """The number is part of every box code and of the module's name: orders keep the one they came with."""
    check_merchant_id(merchant_id)
    count = work.connections.order_count(connection.connection_id)
    if count:
        raise SellerFixed(Text.same(f"{connection.name}: {count}"))
    other = replace(connection, merchant_id=merchant_id)
    _check_account_is_free(work, other, test_mode=connection.test_mode)


def _change_seller(work: UnitOfWork, connection: Connection, merchant_id: int) -> Connection:
    _check_seller_may_change(work, connection, merchant_id)
    work.connections.change(connection.name, merchant_id=merchant_id)
    return _unregistered(work, connection.name)


def _unregistered(work: UnitOfWork, name: str) -> Connection:
    return work.connections.change(
        name,
        crm_site="",
        crm_zone="",
        module_code="",
        delivery_code="",
        module_digest="",
        crm_off=CrmOff.NO.value,
    )


def _check_account_is_free(work: UnitOfWork, connection: Connection, *, test_mode: bool) -> None:
    wanted = (connection.merchant_id, connection.scheme.code, test_mode)
    for other in work.connections.all():
        account = (other.merchant_id, other.scheme.code, other.test_mode)
        if other.connection_id != connection.connection_id and account == wanted:
            raise ConnectionExists.by_account(other)


def _switch_mode(work: UnitOfWork, connection: Connection, now: datetime, *, test_mode: bool) -> Edited:
    """Megamarket's own hosts follow the mode; any other address was chosen by a person and stays."""
    going_live.check_orders(work, connection)
    _empty_queue(work, connection, now)
    own = connection.mm_url == default_mm_url(test_mode=connection.test_mode)
    url = default_mm_url(test_mode=test_mode) if own else connection.mm_url
    return Edited(*going_live.begin_anew(work, connection, url, now, test_mode=test_mode))


def _move_to(work: UnitOfWork, connection: Connection, crm_url: str) -> Connection:
    """What was registered, and how far it was read, belongs to the account at the old address."""
    work.connections.forget_crm_cursors(connection.connection_id)
    work.connections.change(connection.name, crm_url=crm_url)
    return _unregistered(work, connection.name)


def _insert(work: UnitOfWork, clock: Clock, new: NewConnection) -> Connection:
    return work.connections.add(
        name=new.name,
        scheme=new.scheme.value,
        merchant_id=new.merchant_id,
        mm_url=checked_address(new.mm_url or default_mm_url(test_mode=new.test_mode)),
        crm_url=checked_address(new.crm_url),
        test_mode=new.test_mode,
        at=clock.now(),
    )


def _empty_queue(work: UnitOfWork, connection: Connection, now: datetime) -> None:
    """Nothing that waits is sent or worked off any more; what is just being sent is left to its relay."""
    work.inbox.settle_all(connection.connection_id, now, _OUT_OF_USE)
    for command in work.outbox.list(limit=sys.maxsize):
        if command.connection_id != connection.connection_id:
            continue
        stored = work.shipments.get(command.shipment_key)
        progress = work.outbox.find(command.key).progress
        if progress.state in (RowState.PENDING, RowState.PARKED):
            dropped = replace(progress, state=RowState.CANCELLED)
            work.outbox.replace_progress(command.key, dropped, command.error, now)
            name = command.command.value
            tell(work, stored, now, SERVICE, Happening.COMMAND_DROPPED, command=name)


_OUT_OF_USE: Final = Text("подключение больше не работает", "the connection is out of use")


def _refuse_shared_variable(store: SecretStore, name: str, others: Iterable[str]) -> None:
    """Names that end in one variable would give one connection the token of another."""
    if not isinstance(store, EnvironmentSecrets):
        return
    variable = environment_name(name, SecretKind.MM_TOKEN)
    if any(environment_name(other, SecretKind.MM_TOKEN) == variable for other in others):
        raise BadConnection(
            Text(
                "имя «{n}» даёт переменную {v}, а она занята", "name “{n}” leads to {v}, which is taken"
            ).format(n=name, v=variable),
            hint=Text("Возьмите имя латиницей.", "Choose another name in Latin letters."),
        )


def _keep(store: SecretStore, name: str, typed: Typed) -> None:
    """Never inside a transaction: a keyring may ask a person before it opens, and everybody would wait."""
    for kind, value in typed.items():
        store.put(name, kind, value)


@contextmanager
def _kept(store: SecretStore, name: str, typed: Typed) -> Iterator[None]:
    """Keep secrets for what follows; where that fails, those of before are put back."""
    before = {kind: store.get(name, kind) for kind in typed}
    try:
        _keep(store, name, typed)
        yield
    except BaseException:
        for kind, value in before.items():
            if value is None:
                store.forget(name, kind)
            elif value != store.get(name, kind):
                store.put(name, kind, value)
        raise
