"""Valid values with defaults, so that a test names only what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from mmdesk.domain.connection import Connection, ConnectionId
from mmdesk.domain.intent import Confirm, Intent, Target
from mmdesk.domain.lot import Lot
from mmdesk.domain.shipment import Shipment, ShipmentId
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.uow import Storage, UnitOfWork

NOON = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def lot(index: int = 1, status: str = "NEW", *, box: int | None = None, is_delivery: bool = False) -> Lot:
    return Lot(
        index=index,
        offer_id="delivery" if is_delivery else f"offer-{index}",
        name=f"Чайник {index}",
        price=Decimal("1990.50"),
        final_price=Decimal("1790.25"),
        status=status,
        box_index=box,
        is_delivery=is_delivery,
    )


def shipment(shipment_id: str = "945000001", *lots: Lot, status: str = "") -> Shipment:
    return Shipment(ShipmentId(shipment_id), status, lots or (lot(),))


def add_connection(
    work: UnitOfWork, name: str = "Склад", merchant_id: int = 5046, scheme: str = "standard"
) -> Connection:
    return work.connections.add(
        name=name,
        scheme=scheme,
        merchant_id=merchant_id,
        mm_url="https://api.example.org",
        crm_url="https://crm.example.org",
        test_mode=False,
        at=NOON,
    )


@dataclass(frozen=True, slots=True)
class Shop:
    """A database with one connection in it, and the short ways to fill it."""

    storage: Storage
    connection: Connection

    @property
    def connection_id(self) -> ConnectionId:
        return self.connection.connection_id

    def put(self, value: Shipment, now: datetime = NOON, due_at: datetime | None = None) -> ShipmentKey:
        with self.storage.work() as work:
            key = work.shipments.put(self.connection, value, due_at, now)
            work.commit()
        return key

    def queue(
        self,
        key: str,
        shipment_key: ShipmentKey,
        intent: Intent | None = None,
        not_before: datetime = NOON,
    ) -> None:
        with self.storage.work() as work:
            work.outbox.add(
                key=key,
                connection_id=self.connection_id,
                shipment=shipment_key,
                intent=intent or Confirm((1,)),
                created_by="Анна",
                at=NOON,
                not_before=not_before,
            )
            work.commit()

    def receive(self, body: bytes = b"{}", source: str = "order/new") -> bool:
        """Store a call of the marketplace; whether it was new."""
        with self.storage.work() as work:
            new = work.inbox.store(self.connection_id, source, body, NOON)
            work.commit()
        return new

    def claim(
        self, holder: str = "relay", now: datetime = NOON, target: Target = Target.MEGAMARKET
    ) -> str | None:
        """Claim for one minute and say what was claimed."""
        with self.storage.work() as work:
            claimed = work.outbox.claim(self.connection_id, target, holder, now, now + MINUTE)
            work.commit()
        return None if claimed is None else claimed.key


def open_shop(storage: Storage) -> Shop:
    with storage.work() as work:
        connection = add_connection(work)
        work.commit()
    return Shop(storage, connection)
