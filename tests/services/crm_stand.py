"""A stand with both remotes: a registered connection, Megamarket and RetailCRM played on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote_plus
from zoneinfo import ZoneInfo

import httpx

from mmdesk.clients.http import Limits
from mmdesk.clients.megamarket import Megamarket
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.clock import ManualClock
from mmdesk.domain.connection import Connection
from mmdesk.domain.intent import Target
from mmdesk.domain.scheme import SchemeCode
from mmdesk.domain.standing import RowState
from mmdesk.sandbox.retailcrm_effects import Effects
from mmdesk.sandbox.retailcrm_keys import CrmKey
from mmdesk.sandbox.retailcrm_simulator import RetailCrmSimulator
from mmdesk.sandbox.retailcrm_staff import StaffEdit
from mmdesk.sandbox.run import ACCOUNTS, Sandbox
from mmdesk.sandbox.server import Answer, Request, SandboxServer
from mmdesk.sandbox.shop import demo_offers
from mmdesk.secrets import EnvironmentSecrets, SecretKind, SecretStore, environment_name
from mmdesk.services import connection_settings, connections, registration
from mmdesk.services.connections import NewConnection
from mmdesk.services.crm_polling import CrmCounts, CrmExchange
from mmdesk.services.crm_port import CrmPort
from mmdesk.services.desk import Desk, OrderRef
from mmdesk.services.megamarket_port import MegamarketPort
from mmdesk.services.mirror import Mirror
from mmdesk.services.relay import Port, Relay
from mmdesk.storage.connections import TargetHealth
from mmdesk.storage.history import HistoryEvent
from mmdesk.storage.outbox import QueuedCommand
from mmdesk.storage.shipments import StoredShipment
from mmdesk.storage.uow import Storage
from tests.contract.stand import hurried
from tests.services.stand import steps_until

MUG, SPARE = (offer.external_id for offer in demo_offers()[:2])
_OWN_HEADERS = frozenset({"host", "content-length", "accept-encoding"})
QUICK = Limits(change=2.0, read=2.0)

# Any: what a remote shows is JSON, and a test reaches into it by name.
Shown = dict[str, Any]


@dataclass
class Wiretap:
    """Stands between a client and a remote and keeps every request as readable text.

    `change` may spoil an answer; calls whose path contains `doubled` arrive twice, the second is answered;
    `instead` answers the next calls with these parts of a path in place of the remote.
    """

    remote: str
    change: Callable[[str, bytes], bytes] = lambda _path, body: body
    doubled: str = ""
    instead: list[tuple[str, Answer]] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def pass_on(self, request: Request) -> Answer:
        self.heard.append(unquote_plus(f"{request.path}?{request.query_string}\n{request.body.decode()}"))
        if self.instead and self.instead[0][0] in request.path:
            return self.instead.pop(0)[1]
        with httpx.Client(base_url=self.remote, trust_env=False, verify=False) as http:
            if self.doubled and self.doubled in request.path:
                self._ask(http, request)
            answer = self._ask(http, request)
        body = self.change(request.path, answer.content)
        return Answer(answer.status_code, body, answer.headers.get("content-type", ""))

    def said(self, words: str) -> bool:
        return any(words in text for text in self.heard)

    def _ask(self, http: httpx.Client, request: Request) -> httpx.Response:
        # The length is counted anew, and the host is another one.
        headers = {name: text for name, text in request.headers.items() if name not in _OWN_HEADERS}
        query = httpx.QueryParams(tuple(request.query_pairs()))
        return http.request(request.method, request.path, params=query, headers=headers, content=request.body)


@contextmanager
def tapped(remote: str) -> Iterator[tuple[Wiretap, str]]:
    """A wiretap and the address at which it listens."""
    tap = Wiretap(remote)
    server = SandboxServer(tap.pass_on).start()
    try:
        yield tap, server.url
    finally:
        server.stop()


@dataclass
class CrmStand:
    """One connection between both remotes; time moves only when the stand moves it."""

    storage: Storage
    clock: ManualClock
    sandbox: Sandbox
    connection: Connection
    secrets: SecretStore
    megamarket: Megamarket
    crm: RetailCrm
    desk: Desk
    relays: Sequence[Relay]

    @property
    def books(self) -> RetailCrmSimulator:
        """RetailCRM from inside."""
        return self.sandbox.retailcrm

    def place(self, *offers: str, paid_delivery: bool | None = False) -> OrderRef:
        """A buyer orders, and the order is in the mirror."""
        scheme = self.connection.scheme.code.value
        shipment_id = self.sandbox.buyer.place(scheme, offers=offers, paid_delivery=paid_delivery)
        order = OrderRef(shipment_id)
        self.read(order)
        return order

    def read(self, order: OrderRef) -> None:
        read_at = self.clock.now()
        shown = self.megamarket.get([order.shipment_id])  # type: ignore[list-item]  # plain text in tests
        Mirror(self.storage, self.clock).apply_all(self.connection, shown, read_at)

    def created(self, *offers: str, paid_delivery: bool | None = False) -> OrderRef:
        """An order that is in RetailCRM already."""
        order = self.place(*offers, paid_delivery=paid_delivery)
        self.run()
        assert self.effects(order).creates == 1
        return order

    def run(self, seconds: float = 60.0, step: float = 0.5) -> None:
        """Let both relays work for a span of the stand's own time, at most until nothing waits.

        Steps with nothing to do are leapt over.
        """
        left = int(seconds / step)
        while left > 0:
            while self._step():
                pass
            rereads = self._rereads_planned()
            if not rereads and all(row.progress.state == RowState.PARKED for row in self.queued()):
                return
            with self.storage.look() as work:
                due = [work.outbox.next_due(self.connection.connection_id, target) for target in Target]
            steps = steps_until([*due, *rereads], self.clock.now(), step, left)
            self.clock.advance(steps * step)
            left -= steps

    def save(self, order: OrderRef, **edit: Any) -> None:  # noqa: ANN401 - the fields of StaffEdit
        """Staff save the order's card; `items` name lots."""
        items = {f"{order.shipment_id}#{lot}": status for lot, status in edit.pop("items", {}).items()}
        self.books.staff(f"mm-{order.shipment_id}", StaffEdit(items=items, **edit))

    def exchange(self) -> CrmCounts:
        """One exchange with RetailCRM."""
        return CrmExchange(self.storage, self.clock, self.crm).run(self.connection)

    def notices(self, order: OrderRef) -> dict[str, str]:
        """What a person is told of the order, in English."""
        with self.storage.look() as work:
            return {notice.code.value: notice.words.en for notice in work.notices.of(self.stored(order).key)}

    def market(self, order: OrderRef) -> list[str]:
        """The lots as Megamarket has them."""
        return [str(lot.status) for lot in self.sandbox.megamarket.shipment(order.shipment_id).lots]

    def order(self, order: OrderRef) -> Shown:
        """The order as RetailCRM has it."""
        return self.books.order(f"mm-{order.shipment_id}")

    def items(self, order: OrderRef) -> dict[int, Shown]:
        """The positions that name one of our lots, by lot."""
        found = {}
        for item in self.order(order)["items"]:
            for name in item.get("externalIds", []):
                if name["code"] == "megamarket":
                    found[int(name["value"].partition("#")[2])] = item
        return found

    def effects(self, order: OrderRef) -> Effects:
        return self.books.effects(f"mm-{order.shipment_id}")

    def stored(self, order: OrderRef) -> StoredShipment:
        with self.storage.look() as work:
            found = work.shipments.find(self.connection.connection_id, order.shipment_id)
        assert found is not None
        return found

    def history(self, order: OrderRef) -> tuple[HistoryEvent, ...]:
        with self.storage.look() as work:
            return work.history.of(self.stored(order).key)

    def queued(self, state: RowState | None = None) -> tuple[QueuedCommand, ...]:
        with self.storage.look() as work:
            rows = work.outbox.list()
        return tuple(row for row in rows if state in (None, row.progress.state))

    def health(self) -> TargetHealth:
        with self.storage.look() as work:
            return work.connections.health(self.connection.connection_id, Target.CRM)

    def set(self, key: str, value: str) -> None:
        connection_settings.put(self.storage, self.connection.name, key, value)

    def register(self) -> registration.Registration:
        made = registration.register(self.storage, self.secrets, self.connection, self.megamarket, self.crm)
        with self.storage.look() as work:
            self.connection = work.connections.get(self.connection.name)
        return made

    def _step(self) -> bool:
        """One go of every relay; whether any found work."""
        worked = [relay.run_once() for relay in self.relays]
        return any(worked)

    def _rereads_planned(self) -> list[datetime | None]:
        later = self.clock.now() + timedelta(days=1)
        with self.storage.look() as work:
            return [
                each.reread_at
                for each in work.shipments.due_for_reread(self.connection.connection_id, later, 1)
            ]


@contextmanager
def crm_stand(
    storage: Storage,
    clock: ManualClock,
    scheme: str = "standard",
    *,
    key: CrmKey | None = None,
    registered: bool = True,
    prepare: Callable[[CrmStand], None] = lambda _stand: None,
) -> Iterator[CrmStand]:
    """Set both remotes up on loopback and take them down again; `prepare` runs before the registration."""
    account = next(each for each in ACCOUNTS if each.scheme.value == scheme)
    environ: dict[str, str] = {}
    with ExitStack() as opened:
        sandbox = opened.enter_context(Sandbox(now=clock.now, offers=demo_offers()[:3], seed=1))
        sandbox.megamarket.behave(webhooks=False)
        sandbox.retailcrm.behave(rate_limit=False)
        secrets = EnvironmentSecrets(environ)
        connection = _add(storage, clock, secrets, environ, sandbox, scheme, key or account.key)
        megamarket = opened.enter_context(
            Megamarket(
                connection.mm_url, connection.merchant_id, lambda: account.merchant.token, limits=QUICK
            )
        )
        made = CrmStand(
            storage=storage,
            clock=clock,
            sandbox=sandbox,
            connection=connection,
            secrets=secrets,
            megamarket=megamarket,
            crm=opened.enter_context(client_of(connection, secrets)),
            desk=Desk(storage, clock),
            relays=(),
        )
        prepare(made)
        if registered:
            # A dozen calls, which a busy machine may keep waiting: here nothing is to be given up.
            with client_of(connection, secrets, limits=Limits()) as patient:
                made.crm = patient
                made.register()
            made.crm = opened.enter_context(client_of(made.connection, secrets))
            made.relays = _relays(made)
        yield made


def client_of(
    connection: Connection, secrets: SecretStore, url: str = "", limits: Limits = QUICK
) -> RetailCrm:
    """A client in no hurry to be polite: its pauses pass at once."""
    zone = ZoneInfo(connection.crm_zone or "Europe/Moscow")
    return RetailCrm(
        url or connection.crm_url,
        lambda: secrets.get(connection.name, SecretKind.CRM_KEY) or "",
        connection.crm_site,
        zone,
        hurried(),
        limits=limits,
    )


def crm_relay(stand: CrmStand, client: RetailCrm | None = None, holder: str = "first") -> Relay:
    port = CrmPort(
        connection=stand.connection,
        storage=stand.storage,
        clock=stand.clock,
        client=client or stand.crm,
        secret_changed=lambda: False,
    )
    return _relay(stand, port, holder)


def _relays(stand: CrmStand) -> Sequence[Relay]:
    port = MegamarketPort(
        connection=stand.connection,
        storage=stand.storage,
        clock=stand.clock,
        client=stand.megamarket,
        secret_changed=lambda: False,
    )
    return _relay(stand, port, "first"), crm_relay(stand)


def _relay(stand: CrmStand, port: Port, holder: str) -> Relay:
    return Relay(
        storage=stand.storage,
        clock=stand.clock,
        connection_id=stand.connection.connection_id,
        port=port,
        holder=holder,
        may_lead=lambda: True,
        jitter=lambda: 0.5,
    )


def _add(
    storage: Storage,
    clock: ManualClock,
    secrets: SecretStore,
    environ: dict[str, str],
    sandbox: Sandbox,
    scheme: str,
    key: CrmKey,
) -> Connection:
    account = next(each for each in ACCOUNTS if each.scheme.value == scheme)
    new = NewConnection(
        name=f"Лавка {scheme}",
        scheme=SchemeCode(scheme),
        merchant_id=account.merchant.merchant_id,
        crm_url=sandbox.retailcrm.url,
        mm_url=sandbox.megamarket.url,
    )
    typed = {SecretKind.MM_TOKEN: account.merchant.token, SecretKind.CRM_KEY: key.secret}
    environ |= {environment_name(new.name, kind): secret for kind, secret in typed.items()}
    return connections.add(storage, clock, secrets, new, typed)
