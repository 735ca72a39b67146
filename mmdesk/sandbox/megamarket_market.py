"""The simulated marketplace itself: its shipments behind one lock, each aged whenever it is looked at."""

from __future__ import annotations

import copy
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mmdesk.sandbox.megamarket_ageing import age, delivery_follows
from mmdesk.sandbox.megamarket_behaviour import Behaviour
from mmdesk.sandbox.megamarket_state import (
    DELIVERY_OFFER,
    FINAL,
    Customer,
    Deadlines,
    Discount,
    Lot,
    Merchant,
    Scheme,
    Shipment,
    SoldOffer,
    Status,
)

Clock = Callable[[], datetime]
_UNCANCELLABLE = FINAL | {Status.SHIPPED, Status.PENDING_SHIPPING}


class ImpossibleWish(Exception):
    """A buyer or a test wants something this marketplace cannot do."""


@dataclass(frozen=True, slots=True)
class OrderedUnit:
    """One unit a buyer puts into the basket."""

    offer: SoldOffer
    discounts: tuple[Discount, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """What a buyer orders of one merchant; `delivery_price` in whole roubles, 0 means no delivery line."""

    merchant_id: int
    scheme: Scheme
    customer: Customer
    units: tuple[OrderedUnit, ...]
    delivery_price: int = 0
    prepaid: bool = True


Placed = Callable[[Shipment], None]
Cancelled = Callable[[Shipment, Sequence[Lot]], None]


class Market:
    """All methods are thread-safe; `held()` gives the caller the whole state for one operation."""

    def __init__(self, merchants: Iterable[Merchant], behaviour: Behaviour, now: Clock) -> None:
        self._lock = threading.RLock()
        self._shipments: dict[str, Shipment] = {}
        # A restarted marketplace must not give out numbers its merchants already know.
        self._numbers = int(now().timestamp()) % 90_000_000
        self._effects: Counter[tuple[str, str]] = Counter()
        self._placed: list[Placed] = []
        self._cancelled: list[Cancelled] = []
        self.merchants = {merchant.merchant_id: merchant for merchant in merchants}
        self.behaviour = behaviour
        self.now = now

    def listen(self, placed: Placed, cancelled: Cancelled) -> None:
        """Both are called under the lock, so they must only take notes."""
        self._placed.append(placed)
        self._cancelled.append(cancelled)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the state for one operation."""
        with self._lock:
            yield

    def behave(self, **switches: object) -> None:
        """Change switches by name; raises ValueError."""
        with self._lock:
            self.behaviour = self.behaviour.changed(**switches)

    def merchant_of(self, token: str) -> Merchant | None:
        return next((merchant for merchant in self.merchants.values() if merchant.token == token), None)

    def shipments(self) -> list[Shipment]:
        """Every shipment, oldest first; to be used inside held()."""
        return [self._aged(shipment) for shipment in self._shipments.values()]

    def find(self, shipment_id: str, merchant_id: int | None = None) -> Shipment | None:
        """The live shipment, hidden from other merchants; to be used inside held()."""
        shipment = self._shipments.get(shipment_id)
        foreign = shipment is not None and merchant_id not in (None, shipment.merchant_id)
        return None if foreign or shipment is None else self._aged(shipment)

    def _aged(self, shipment: Shipment) -> Shipment:
        age(shipment, self.behaviour, self.now())
        return shipment

    def snapshot(self, shipment_id: str) -> Shipment:
        """A copy nobody changes any more; raises ImpossibleWish for an unknown id."""
        with self.held():
            return copy.deepcopy(self._known(shipment_id))

    def place(self, order: Order) -> str:
        """Open a shipment and announce it; returns its id."""
        with self.held():
            shipment = self._opened(order)
            self._shipments[shipment.shipment_id] = shipment
            for tell in self._placed:
                tell(shipment)
            return shipment.shipment_id

    def cancel(self, shipment_id: str, indexes: Sequence[int] = ()) -> None:
        """The buyer gives up these lots, or all that can be; raises ImpossibleWish when it is too late."""
        with self.held():
            shipment = self._known(shipment_id)
            open_lots = [lot for lot in shipment.lots if lot.status not in _UNCANCELLABLE]
            lots = [self._lot(shipment, index) for index in indexes] or open_lots
            if not lots or any(lot not in open_lots for lot in lots):
                raise ImpossibleWish(f"shipment {shipment_id}: too late to cancel")
            for lot in lots:
                self._ask_for_cancellation(shipment, lot)
            delivery_follows(shipment, self.behaviour)
            for tell in self._cancelled:
                tell(shipment, lots)

    def force(
        self, shipment_id: str, status: str, lot: int | None = None, sub_status: str | None = None
    ) -> None:
        """Set any status, known or not; it stays until an API call moves the lot on."""
        with self.held():
            shipment = self._known(shipment_id)
            chosen = shipment.lots if lot is None else [self._lot(shipment, lot)]
            for each in chosen:
                each.enter(status, self.now(), sub_status)
                each.forced = True
            shipment.forced_status = "" if lot is not None or status in set(Status) else status

    def enter(
        self, shipment: Shipment, lot: Lot, call: str, status: str, sub_status: str | None = None
    ) -> None:
        """Apply an immediate effect of an API call and count it."""
        self.count(call, shipment, lot)
        shipment.forced_status = ""
        lot.enter(status, self.now(), sub_status)

    def process(self, shipment: Shipment, lot: Lot, call: str, pending: str, target: str) -> None:
        """Start an asynchronous effect of an API call and count it."""
        self.count(call, shipment, lot)
        shipment.forced_status = ""
        now, seconds = self.now(), self.behaviour.pending_seconds
        if seconds <= 0:
            lot.enter(target, now)
        else:
            lot.wait_for(pending, target, now, now + timedelta(seconds=seconds))

    def count(self, call: str, shipment: Shipment, lot: Lot) -> None:
        self._effects[call, f"{shipment.shipment_id}#{lot.index}"] += 1

    def effects(self) -> dict[str, dict[str, int]]:
        """How often each call has changed each lot: {"confirm": {"700000001#1": 1}}."""
        with self._lock:
            counted: dict[str, dict[str, int]] = {}
            for (call, lot), times in self._effects.items():
                counted.setdefault(call, {})[lot] = times
            return counted

    def _known(self, shipment_id: str) -> Shipment:
        shipment = self._shipments.get(shipment_id)
        if shipment is None:
            raise ImpossibleWish(f"no shipment {shipment_id}")
        return self._aged(shipment)

    def _lot(self, shipment: Shipment, index: int) -> Lot:
        lot = shipment.lot(index)
        if lot is None:
            raise ImpossibleWish(f"shipment {shipment.shipment_id} has no lot {index}")
        return lot

    def _ask_for_cancellation(self, shipment: Shipment, lot: Lot) -> None:
        if shipment.scheme is Scheme.STANDARD:
            lot.enter(Status.CUSTOMER_CANCELED, self.now())
        else:
            lot.cancel_asked, lot.cancel_refused = True, False

    def _opened(self, order: Order) -> Shipment:
        merchant = self.merchants.get(order.merchant_id)
        if merchant is None or not order.units:
            raise ImpossibleWish(f"merchant {order.merchant_id}: nothing to order")
        self._numbers += 1
        created = self.now()
        lots = [
            self._new_lot(place, unit, created) for place, unit in enumerate(_with_delivery(order), start=1)
        ]
        standard = order.scheme is Scheme.STANDARD
        total = sum(lot.final_price for lot in lots)
        return Shipment(
            shipment_id=str((700_000_000 if standard else 7_001_002_000_000) + self._numbers),
            merchant_id=merchant.merchant_id,
            merchant_name=merchant.name,
            scheme=order.scheme,
            created_at=created,
            blank_until=created + timedelta(seconds=self.behaviour.blank_for_seconds),
            deadlines=_deadlines(order.scheme, created, self.behaviour),
            customer=order.customer,
            customer_order_id=str(800_000_000 + self._numbers),
            delivery_id=str((900_000_000 if standard else 9_001_002_000_000) + self._numbers),
            shipping_point=1_234_567,
            deposited=0 if standard or not order.prepaid else total,
            lots=lots,
        )

    def _new_lot(self, place: int, unit: OrderedUnit, created: datetime) -> Lot:
        lot = Lot(
            place, unit.offer, str(50_000_000_000 + self._numbers * 100 + place), unit.discounts, created
        )
        lot.enter(Status.NEW, created)
        return lot


def _with_delivery(order: Order) -> Sequence[OrderedUnit]:
    if order.delivery_price <= 0:
        return order.units
    line = SoldOffer(DELIVERY_OFFER, "Доставка", order.delivery_price, "100000000009", "Услуги")
    return (*order.units, OrderedUnit(line))


def _deadlines(scheme: Scheme, created: datetime, behaviour: Behaviour) -> Deadlines:
    def after(hours: float) -> datetime:
        return created + timedelta(hours=hours)

    deliver_from = after(behaviour.delivery_days * 24)
    own = Deadlines(
        confirm_by=None,
        pack_by=after(behaviour.dsm_pack_hours),
        ship_from=None,
        ship_by=deliver_from + timedelta(hours=10),
        deliver_from=deliver_from,
        deliver_to=deliver_from + timedelta(hours=10),
        reserve_until=after(behaviour.reserve_days * 24),
    )
    if scheme is not Scheme.STANDARD:
        return own
    return replace(
        own,
        confirm_by=after(behaviour.confirm_hours),
        pack_by=after(behaviour.pack_hours),
        ship_from=after(behaviour.ship_hours - 9),
        ship_by=after(behaviour.ship_hours),
    )
