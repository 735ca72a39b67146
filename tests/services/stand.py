"""A stand for the use cases: the real database, the real client, and Megamarket played on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from mmdesk.clients.megamarket import Megamarket
from mmdesk.clock import ManualClock
from mmdesk.domain.connection import Connection
from mmdesk.domain.intent import MegamarketIntent, Target
from mmdesk.domain.outbox import Progress
from mmdesk.domain.shipment import Shipment
from mmdesk.domain.standing import RowState, provisional_status
from mmdesk.errors import Text
from mmdesk.sandbox.megamarket_simulator import MegamarketSimulator
from mmdesk.sandbox.megamarket_state import Merchant, SoldOffer
from mmdesk.services import connection_settings
from mmdesk.services.desk import Desk, OrderRef
from mmdesk.services.megamarket_port import MegamarketPort
from mmdesk.services.mirror import Mirror
from mmdesk.services.operators import Operator
from mmdesk.services.relay import Port, Relay
from mmdesk.storage.history import HistoryEvent
from mmdesk.storage.outbox import QueuedCommand
from mmdesk.storage.shipments import StoredShipment
from mmdesk.storage.uow import Storage

TOKEN = "5a9db0c0-0000-4000-8000-000000000001"
MERCHANT = 4321
ANNA = Operator("Анна")
OFFERS = (
    SoldOffer("MUG-1", "Кружка синяя", 500, "100000000001", "Посуда"),
    SoldOffer("RUG-1", "Плед серый", 1430, "100000000002", "Текстиль"),
    SoldOffer("MARK-1", "Духи", 2900, "100000000003", "Парфюмерия", needs_mark=True),
)


@dataclass
class Stand:
    """One connection with its marketplace; time moves only when the stand moves it."""

    storage: Storage
    clock: ManualClock
    market: MegamarketSimulator
    connection: Connection
    client: Megamarket
    relay: Relay
    desk: Desk

    def place(self, *offers: str, paid_delivery: bool | None = None, lots: int | None = None) -> OrderRef:
        """A buyer orders, and the order is in the mirror."""
        scheme = self.connection.scheme.code.value
        shipment_id = self.market.buyer.place(scheme, offers=offers, lots=lots, paid_delivery=paid_delivery)
        self.read(shipment_id)
        return OrderRef(shipment_id)

    def read(self, shipment_id: str) -> None:
        shown = self.client.get([shipment_id])  # type: ignore[list-item]  # ids are plain text in tests
        Mirror(self.storage, self.clock).apply_all(self.connection, shown, self.clock.now())

    def run(self, seconds: float = 60.0, step: float = 0.5) -> None:
        """Let the relay work for a span of the stand's own time; steps with nothing to do are leapt over."""
        left = int(seconds / step)
        while left > 0:
            while self.relay.run_once():
                pass
            rereads = self._rereads_planned()
            if not self.waiting() and not rereads:
                return
            with self.storage.look() as work:
                due = work.outbox.next_due(self.connection.connection_id, Target.MEGAMARKET)
            steps = steps_until([due, *rereads], self.clock.now(), step, left)
            self.clock.advance(timedelta(seconds=steps * step))
            left -= steps

    def waiting(self) -> tuple[QueuedCommand, ...]:
        """Commands that a relay still has to do something about."""
        with self.storage.look() as work:
            rows = work.outbox.list()
        return tuple(row for row in rows if row.progress.state != RowState.PARKED)

    def parked(self) -> tuple[QueuedCommand, ...]:
        with self.storage.look() as work:
            rows = work.outbox.list()
        return tuple(row for row in rows if row.progress.state == RowState.PARKED)

    def stored(self, order: OrderRef) -> StoredShipment:
        with self.storage.look() as work:
            found = work.shipments.find(self.connection.connection_id, order.shipment_id)
        assert found is not None
        return found

    def statuses(self, order: OrderRef) -> list[str]:
        return [lot.status for lot in self.stored(order).shipment.lots]

    def effects(self, call: str, order: OrderRef) -> list[int]:
        """How often a call has changed each lot at Megamarket itself."""
        lots = self.stored(order).shipment.lots
        return [self.market.effects(call, order.shipment_id, lot.index) for lot in lots]

    def calls(self, path: str) -> int:
        return len(self.market.calls(path))

    def new_relay(
        self,
        holder: str = "second",
        may_lead: Callable[[], bool] = lambda: True,
        wrap: Callable[[Port], Port] = lambda port: port,
    ) -> Relay:
        """Another relay of the same connection, as a successor or a rival would have."""
        return _relay(self.storage, self.clock, self.connection, self.client, holder, may_lead, wrap)

    def _rereads_planned(self) -> list[datetime | None]:
        later = self.clock.now() + timedelta(hours=1)
        with self.storage.look() as work:
            return [
                each.reread_at
                for each in work.shipments.due_for_reread(self.connection.connection_id, later, 1)
            ]


def steps_until(due: Iterable[datetime | None], now: datetime, step: float, most: int) -> int:
    """After how many steps of so many seconds the first of these moments has come: one at least."""
    pauses = [(moment - now).total_seconds() for moment in due if moment is not None]
    return min(max(1, ceil(min(pauses, default=most * step) / step)), most)


@contextmanager
def stand(storage: Storage, clock: ManualClock, scheme: str = "standard") -> Iterator[Stand]:
    """Set everything up on loopback and take it down again."""
    simulator = MegamarketSimulator(
        now=clock.now, merchants=[Merchant(MERCHANT, TOKEN)], offers=OFFERS, seed=1
    )
    simulator.behave(webhooks=False)
    with simulator as market:
        connection = _connect(storage, clock, market.url, scheme)
        with Megamarket(market.url, MERCHANT, lambda: TOKEN) as client:
            relay = _relay(storage, clock, connection, client, "first", lambda: True, lambda port: port)
            yield Stand(storage, clock, market, connection, client, relay, Desk(storage, clock))


def _connect(storage: Storage, clock: ManualClock, url: str, scheme: str) -> Connection:
    with storage.work() as work:
        connection = work.connections.add(
            name=f"Лавка {scheme}",
            scheme=scheme,
            merchant_id=MERCHANT,
            mm_url=url,
            crm_url="https://crm.example.org",
            test_mode=False,
            at=clock.now(),
        )
        work.commit()
    return connection


def _relay(
    storage: Storage,
    clock: ManualClock,
    connection: Connection,
    client: Megamarket,
    holder: str,
    may_lead: Callable[[], bool],
    wrap: Callable[[Port], Port],
) -> Relay:
    port = MegamarketPort(
        connection=connection, storage=storage, clock=clock, client=client, secret_changed=lambda: False
    )
    return Relay(
        storage=storage,
        clock=clock,
        connection_id=connection.connection_id,
        port=wrap(port),
        holder=holder,
        may_lead=may_lead,
        jitter=lambda: 0.5,
    )


@dataclass
class MirrorStand:
    """The use cases without any remote: a test says itself what Megamarket shows."""

    storage: Storage
    clock: ManualClock
    connection: Connection
    desk: Desk

    def show(
        self, shown: Shipment, *, read_at: datetime | None = None, connection: Connection | None = None
    ) -> OrderRef:
        """Megamarket shows this; read now unless told otherwise."""
        at = read_at or self.clock.now()
        Mirror(self.storage, self.clock).apply(connection or self.connection, shown, at)
        return OrderRef(shown.shipment_id)

    def stored(self, order: OrderRef) -> StoredShipment:
        with self.storage.look() as work:
            found = work.shipments.find(self.connection.connection_id, order.shipment_id)
        assert found is not None
        return found

    def accept(self, order: OrderRef, intent: MegamarketIntent) -> None:
        """Megamarket has just accepted a call."""
        with self.storage.work() as work:
            key = self.stored(order).key
            work.shipments.note_accepted(
                key, intent.lots, provisional_status(intent), self.clock.now(), self.clock.now()
            )
            work.commit()

    def queued(self, target: Target = Target.MEGAMARKET) -> tuple[QueuedCommand, ...]:
        """Everything that is not over, oldest first."""
        with self.storage.look() as work:
            return tuple(row for row in work.outbox.list() if row.target == target)

    def park(self, key: str, words: str = "нет") -> None:
        with self.storage.work() as work:
            progress = Progress(RowState.PARKED, attempts=1)
            work.outbox.replace_progress(key, progress, Text.same(words), self.clock.now())
            work.commit()

    def events(self, order: OrderRef) -> list[str]:
        """What the order's timeline tells, in order."""
        return [event.what for event in self.history(order)]

    def history(self, order: OrderRef) -> tuple[HistoryEvent, ...]:
        with self.storage.look() as work:
            return work.history.of(self.stored(order).key)

    def set(self, key: str, value: str) -> None:
        connection_settings.put(self.storage, self.connection.name, key, value)


def mirror_stand(
    storage: Storage, clock: ManualClock, scheme: str = "standard", *, registered: bool = False
) -> MirrorStand:
    connection = _connect(storage, clock, "https://mm.example.org", scheme)
    if registered:
        with storage.work() as work:
            connection = work.connections.change(
                connection.name, crm_site="shop", crm_zone="Europe/Moscow", delivery_code="megamarket-1"
            )
            work.commit()
    return MirrorStand(storage, clock, connection, Desk(storage, clock))
