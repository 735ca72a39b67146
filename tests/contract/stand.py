"""Our clients on one side, the simulated remotes on the other, real HTTP between them, one clock for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from mmdesk.clients.crm_module import CustomField, DeliveryStatus, ModuleConfig
from mmdesk.clients.crm_orders import CrmOrder, NewDelivery, NewItem, NewOrder, order_external_id
from mmdesk.clients.http import Limits
from mmdesk.clients.megamarket import Megamarket
from mmdesk.clients.pace import Limiters, Pace
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.clock import ManualClock
from mmdesk.domain.lot import Lot
from mmdesk.domain.shipment import Shipment, ShipmentId
from mmdesk.sandbox.megamarket_simulator import MegamarketSimulator
from mmdesk.sandbox.retailcrm_simulator import RetailCrmSimulator

MODULE = "megamarket-15010-standard"
QUICK = Limits(change=3.0, read=3.0)


@dataclass(frozen=True)
class Marketplace:
    """The clients of two merchants, one for each scheme, and the marketplace behind them."""

    standard: Megamarket
    dsm: Megamarket
    simulator: MegamarketSimulator
    clock: ManualClock

    def place(self, scheme: str = "standard", *, lots: int = 1, needs_mark: bool = False) -> ShipmentId:
        """A buyer's order; ДСМ comes with paid delivery."""
        placed = self.simulator.buyer.place(scheme, lots=lots, needs_mark=needs_mark, paid_delivery=True)
        return ShipmentId(placed)

    def settle(self) -> None:
        """Let Megamarket finish what it has accepted."""
        self.clock.advance(2)

    def read(self, shipment_id: ShipmentId) -> Shipment:
        scheme = self.simulator.shipment(shipment_id).scheme
        (found,) = (self.dsm if scheme == "dsm" else self.standard).get([shipment_id])
        return found

    def lots(self, shipment_id: ShipmentId) -> Sequence[Lot]:
        return self.read(shipment_id).lots

    def statuses(self, shipment_id: ShipmentId) -> list[str]:
        return [lot.status for lot in self.lots(shipment_id)]


@dataclass(frozen=True)
class Crm:
    """The client of one store and the account behind it."""

    client: RetailCrm
    simulator: RetailCrmSimulator
    clock: ManualClock

    def register(self) -> str:
        """Make the module and the fields; the code of the delivery type."""
        for field in (
            CustomField("mm_shipment_id", "Отправление", "string"),
            CustomField("mm_ship_by", "До", "datetime"),
        ):
            self.client.create_custom_field(field)
        self.client.edit_module(MODULE_CONFIG)
        (owned,) = (kind for kind in self.client.delivery_types() if kind.integration_code == MODULE)
        return owned.code

    def new_order(self, shipment_id: str = "810200300", *, lots: int = 2) -> NewOrder:
        offer = self.simulator.offers()[0]
        items = tuple(
            NewItem(index, offer.external_id, offer.name, Decimal(700), Decimal("44.5"), "new")
            for index in range(1, lots + 1)
        )
        return NewOrder(
            ShipmentId(shipment_id),
            items,
            created_at=self.clock.now(),
            status="new",
            last_name="Пробный",
            first_name="Пётр",
        )

    def create(self, shipment_id: str = "810200300", *, lots: int = 2, delivery: str = "") -> CrmOrder:
        order = self.new_order(shipment_id, lots=lots)
        self.client.create_order(replace(order, delivery=NewDelivery(delivery) if delivery else None))
        return self.read(shipment_id)

    def read(self, shipment_id: str = "810200300") -> CrmOrder:
        found = self.client.order(order_external_id(ShipmentId(shipment_id)))
        assert found is not None
        return found


MODULE_CONFIG = ModuleConfig(
    code=MODULE,
    name="Мегамаркет",
    client_id="8f0c7f0a-5e0e-4a43-9f25-000000000001",
    statuses=(DeliveryStatus("NEW", "Новое"), DeliveryStatus("PACKED", "Собрано")),
)


def hurried() -> Limiters:
    """Limiters whose pauses pass at once."""
    paused: list[float] = []
    return Limiters(Pace(monotonic=lambda: sum(paused), pause=paused.append))
