"""A whole house: both remotes played, a profile with two registered connections, and a service at work."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mmdesk import bootstrap, remotes
from mmdesk.demo.people import People
from mmdesk.demo.remotes import Remotes
from mmdesk.domain.scheme import SchemeCode
from mmdesk.sandbox.retailcrm_staff import StaffEdit
from mmdesk.sandbox.run import Sandbox, SandboxAccount
from mmdesk.secrets import SecretKind
from mmdesk.services import connection_settings, connections, job_runs, registration
from mmdesk.services.connections import NewConnection
from mmdesk.services.desk import Desk, OrderRef
from mmdesk.services.job_runs import JobName
from mmdesk.setting_kinds import text_of
from mmdesk.storage.outbox import QueuedCommand
from mmdesk.storage.overview import ServiceOverview
from mmdesk.storage.queries import OrderDetails, Queries
from tests.e2e.program import PATIENCE, Program, eventually

# Any: what a remote shows is JSON, and a test reaches into it by name.
Shown = dict[str, Any]

STANDARD, DSM = "standard", "dsm"
CONFIRMED, HANDED_OVER = "availability-confirmed", "delivering"
"""The statuses by which staff confirm and hand over in RetailCRM; nothing of ours writes them."""
TAKEN = {STANDARD: "CONFIRMED", DSM: "PACKED"}
"""What Megamarket shows of a confirmed lot."""
SETTINGS = {
    "status.map.CONFIRMED": "client-confirmed",
    "status.map.PACKED": "assembling-complete",
    "status.map.SHIPPED": "send-to-delivery",
    "status.map.DELIVERED": "complete",
    "status.map.MERCHANT_CANCELED": "no-product",
    "status.map.CUSTOMER_CANCELED": "cancel-other",
    "lot.cancel.CUSTOMER_CANCELED": "failure",
    "lot.cancel.MERCHANT_CANCELED": "assembly-not-delivery",
    "lot.cancel.MERCHANT_CANCELED/CONFIRMATION_REJECT": "out-of-stock",
    "status.confirmed": CONFIRMED,
    "reject.reason.out-of-stock": "OUT_OF_STOCK",
}
"""What both connections share."""
OWN_SETTINGS = {
    STANDARD: {
        "reject.reason.product-is-damaged": "INCORRECT_PRODUCT",
        "status.ship": HANDED_OVER,
        "order.method": "megamarket",
        "order.type": "marketplace",
    },
    DSM: {
        "reject.reason.product-is-damaged": "NOT_ACCEPTABLE",
        "status.close": "complete",
        "close.reason.failure": "CANCEL_BY_CUSTOMER",
        "close.reason.lost": "HANDOVER_IMPOSSIBLE",
        "order.method": "phone",
        "order.type": "main",
    },
}


@dataclass
class House:
    """The program, the remotes, and a look into the database past the program."""

    program: Program
    sandbox: Sandbox
    parts: bootstrap.Parts
    remotes: Remotes

    @property
    def people(self) -> People:
        """Decisions that are not what a test is about, taken in this process to save time."""
        return People(self.parts.storage, self.parts.clock)

    @property
    def desk(self) -> Desk:
        return Desk(self.parts.storage, self.parts.clock)

    @contextmanager
    def settings(self, connection: str, values: Mapping[str, str]) -> Iterator[None]:
        """Other settings for a moment; the house is shared."""
        storage = self.parts.storage
        before = connection_settings.shown(storage, connection)
        for key, value in values.items():
            connection_settings.put(storage, connection, key, value)
        try:
            yield
        finally:
            for key in values:
                connection_settings.put(storage, connection, key, text_of(before.get(key, "")))

    def exchange(self, job: JobName = JobName.MEGAMARKET) -> None:
        """«Обменяться сейчас», by the service; returns once it has."""
        with self.parts.changes() as changes:
            run_id = job_runs.request(self.parts.storage, self.parts.clock, job)
            run = job_runs.wait_for_run(self.parts.storage, self.parts.clock, changes, run_id, PATIENCE)
        assert run.outcome == "done", run

    def staff(
        self, shipment_id: str, status: str | None = None, fields: Shown | None = None, **items: str
    ) -> None:
        """Staff save the order's card in RetailCRM; `lot2="lost"` gives an item a status."""
        named = {f"{shipment_id}#{lot.removeprefix('lot')}": item for lot, item in items.items()}
        saved = StaffEdit(status=status, items=named, fields=fields or {})
        self.sandbox.retailcrm.staff(f"mm-{shipment_id}", saved)

    def staff_decide(
        self, shipment_id: str, status: str | None = None, fields: Shown | None = None, **items: str
    ) -> None:
        """The same, and the exchange that finds it."""
        self.staff(shipment_id, status, fields, **items)
        self.exchange(JobName.CRM)

    def order(
        self,
        scheme: str = STANDARD,
        lots: int = 1,
        *,
        needs_mark: bool = False,
        paid_delivery: bool = False,
        prepaid: bool = True,
    ) -> str:
        """A buyer orders; returns once the program knows the order."""
        shipment_id = self.sandbox.buyer.place(
            scheme, lots=lots, needs_mark=needs_mark, paid_delivery=paid_delivery, prepaid=prepaid
        )
        eventually(lambda: self.known(shipment_id), shipment_id)
        return shipment_id

    def packed_order(self, scheme: str = STANDARD, lots: int = 1) -> str:
        """An order that Megamarket shows packed, each lot in a box of its own where there are boxes."""
        order = self.order(scheme, lots)
        if scheme == STANDARD:
            self.people.confirm(OrderRef(order))
            self.people.pack(OrderRef(order), *([lot] for lot in range(1, lots + 1)))
        else:
            self.people.pack(OrderRef(order))
        self.until_market(order, *["PACKED"] * lots)
        eventually(lambda: self.status(order) == "PACKED", order)
        return order

    def order_in_crm(self, scheme: str = STANDARD, lots: int = 1) -> str:
        """An order that RetailCRM has, and where the program knows that it has."""
        order = self.order(scheme, lots)
        eventually(lambda: (known := self.known(order)) and known.order.crm_order_id, order)
        return order

    def status(self, shipment_id: str) -> str:
        """The order's status in our mirror."""
        known = self.known(shipment_id)
        return known.order.status if known else ""

    def place(self, scheme: str = STANDARD, lots: int = 1, merchant_id: int | None = None) -> str:
        """A buyer orders, and nobody waits for it."""
        return self.sandbox.buyer.place(
            scheme, lots=lots, needs_mark=False, paid_delivery=False, merchant_id=merchant_id
        )

    def place_silently(self, scheme: str = STANDARD, lots: int = 1) -> str:
        """A buyer orders, and Megamarket does not call us about it."""
        with self.no_webhooks():
            return self.place(scheme, lots)

    @contextmanager
    def no_webhooks(self) -> Iterator[None]:
        self.sandbox.megamarket.behave(webhooks=False)
        try:
            yield
        finally:
            self.sandbox.megamarket.behave(webhooks=True)

    def known(self, shipment_id: str, connection: str | None = None) -> OrderDetails | None:
        return Queries(self.parts.storage.engine).show_order(shipment_id, connection)

    def holders(self) -> Mapping[str, str]:
        """Every order the program knows, and the connection that holds it."""
        rows = Queries(self.parts.storage.engine).list_orders()
        return {str(row.shipment_id): row.connection for row in rows}

    def pending(self, shipment_id: str) -> list[QueuedCommand]:
        with self.parts.storage.look() as work:
            return [row for row in work.outbox.list() if row.shipment_id == shipment_id]

    def overview(self) -> ServiceOverview:
        return Queries(self.parts.storage.engine).service_overview()

    def market(self, shipment_id: str) -> list[str]:
        return list(self.remotes.megamarket(shipment_id).lots)

    def crm(self, shipment_id: str) -> str:
        return self.remotes.retailcrm(shipment_id).status

    def until_market(self, shipment_id: str, *lots: str) -> None:
        eventually(lambda: self.market(shipment_id) == list(lots), (shipment_id, lots))

    def until_crm(self, shipment_id: str, status: str, items: Sequence[str] = ()) -> None:
        """Wait for the order in RetailCRM to look so."""

        def fits() -> bool:
            there = self.remotes.retailcrm(shipment_id)
            return there.status == status and (not items or list(there.items) == list(items))

        eventually(fits, (shipment_id, status, items))

    def crm_order(self, shipment_id: str) -> Shown:
        """The order as RetailCRM shows it."""
        return self.sandbox.retailcrm.order(f"mm-{shipment_id}")

    def until_idle(self, shipment_id: str) -> None:
        """Wait until nothing of the order is on its way to either side."""
        eventually(lambda: not self.pending(shipment_id), shipment_id)

    def reject_reasons(self, shipment_id: str) -> dict[int, str]:
        """The reason that Megamarket was given for each lot refused."""
        given: dict[int, str] = {}
        for call in self.sandbox.megamarket.calls("order/reject"):
            data: Shown = call.body["data"]  # type: ignore[assignment]  # a body that a test looks into
            for shipment in data["shipments"] if call.effect else ():
                if shipment["shipmentId"] == shipment_id:
                    given |= {item["itemIndex"]: data["reason"]["type"] for item in shipment["items"]}
        return given

    def calls(self, path: str, shipment_id: str) -> int:
        return self.remotes.times_called(path, shipment_id)

    @contextmanager
    def served(self) -> Iterator[subprocess.Popen[str]]:
        """A running service whose addresses Megamarket knows."""
        with self.program.service() as child:
            self.until_it_leads(child)
            self.tell_megamarket()
            yield child

    def until_it_leads(self, child: subprocess.Popen[str]) -> None:
        def leads() -> bool:
            assert child.poll() is None, child.communicate()
            lease = self.overview().lease
            return lease is not None and lease.pid == child.pid and lease.http_port != 0

        eventually(leads, "the service leads and listens")

    def address(self, name: str) -> connections.Links:
        """The addresses of a connection on this machine."""
        lease = self.overview().lease
        assert lease is not None
        url = f"http://{lease.http_host}:{lease.http_port}"
        return connections.links(self.parts.storage, name, public_url="", local_url=url).local

    def tell_megamarket(self) -> None:
        """Paste the links of each connection into Megamarket's cabinet."""
        for account in self.sandbox.accounts:
            links = self.address(account.scheme.value)
            self.sandbox.megamarket.register_webhooks(
                account.scheme,
                links.order_new or "",
                links.order_cancel or "",
                merchant_id=account.merchant.merchant_id,
            )


@contextmanager
def built(profile: Path, *, registered: bool = True, database: str = "") -> Iterator[House]:
    """A house without a service; its connections are named after their schemes.

    `database` is the address of another one than the profile's own.
    """
    program = Program(profile, {bootstrap.DATABASE_VARIABLE: database} if database else {})
    with Sandbox() as sandbox, bootstrap.open_parts(profile, program.environ) as parts:
        sandbox.megamarket.behave(pending_seconds=0.1)
        for account in sandbox.accounts:
            connect(parts, sandbox, account, registered=registered)
        yield House(program, sandbox, parts, Remotes(sandbox))


@contextmanager
def shared(profile: Path, database: str = "") -> Iterator[House]:
    """A house at work that exchanges only when it is called or asked: what a test sees, it has caused."""
    with built(profile, database=database) as house:
        for name in (STANDARD, DSM):
            for key in ("exchange.megamarket_seconds", "exchange.crm_seconds"):
                connection_settings.put(house.parts.storage, name, key, "86400")
        with house.served():
            # The first ones of a connection come by themselves; RetailCRM's history begins with them.
            house.exchange()
            house.exchange(JobName.CRM)
            yield house


def connect(
    parts: bootstrap.Parts,
    sandbox: Sandbox,
    account: SandboxAccount,
    name: str = "",
    *,
    registered: bool = False,
    test_mode: bool = True,
) -> None:
    new = NewConnection(
        name or account.scheme.value,
        SchemeCode(account.scheme.value),
        account.merchant.merchant_id,
        sandbox.retailcrm.url,
        sandbox.megamarket.url,
        test_mode=test_mode,
    )
    typed = {SecretKind.MM_TOKEN: account.merchant.token, SecretKind.CRM_KEY: account.key.secret}
    connection = connections.add(parts.storage, parts.clock, parts.secrets, new, typed)
    for key, value in (SETTINGS | OWN_SETTINGS[account.scheme.value]).items():
        connection_settings.put(parts.storage, new.name, key, value)
    if registered:
        with (
            remotes.megamarket(parts, connection) as megamarket,
            remotes.retailcrm(parts, connection) as crm,
        ):
            registration.register(parts.storage, parts.secrets, connection, megamarket, crm)
