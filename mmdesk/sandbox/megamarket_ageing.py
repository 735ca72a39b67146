"""What happens to lots by themselves as time passes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from mmdesk.sandbox.megamarket_behaviour import Behaviour
from mmdesk.sandbox.megamarket_state import CANCELLED, Lot, Scheme, Shipment, Status, SubStatus


@dataclass(frozen=True, slots=True)
class _Change:
    due: datetime
    status: str
    sub_status: str | None = None


def age(shipment: Shipment, behaviour: Behaviour, now: datetime) -> None:
    """Let every change of status that is due take place, each dated with its own moment."""
    for lot in shipment.lots:
        while (change := _next_change(shipment, lot, behaviour)) is not None and change.due <= now:
            lot.enter(change.status, max(change.due, lot.changed_at), change.sub_status)
    delivery_follows(shipment, behaviour)


def delivery_follows(shipment: Shipment, behaviour: Behaviour) -> None:
    """The paid delivery ends with the last of the goods, and is packed with them if so switched."""
    goods = list(shipment.goods())
    for lot in shipment.lots:
        if not lot.is_delivery or lot.forced or not goods:
            continue
        if lot.status not in CANCELLED and all(other.status in CANCELLED for other in goods):
            last = max(goods, key=lambda other: other.changed_at)
            lot.enter(last.status, last.changed_at, last.sub_status)
        elif behaviour.delivery_lot_follows and lot.status == Status.NEW:
            _pack_delivery(lot, goods)


def _pack_delivery(delivery: Lot, goods: list[Lot]) -> None:
    going = [lot for lot in goods if lot.status not in CANCELLED]
    if all(lot.status == Status.PACKED for lot in going):
        delivery.enter(Status.PACKED, max(lot.changed_at for lot in going))


def _next_change(shipment: Shipment, lot: Lot, behaviour: Behaviour) -> _Change | None:
    if lot.settles_at is not None:
        return _Change(lot.settles_at, lot.settles_as)
    if lot.forced or lot.is_delivery:
        return None
    if lot.status == Status.SHIPPED and behaviour.deliver_after_seconds > 0:
        return _Change(lot.changed_at + timedelta(seconds=behaviour.deliver_after_seconds), Status.DELIVERED)
    rules = _STANDARD if shipment.scheme is Scheme.STANDARD else _OWN_DELIVERY
    rule = rules.get(lot.status)
    return rule(shipment, behaviour) if rule else None


def _unconfirmed(shipment: Shipment, _behaviour: Behaviour) -> _Change:
    due = shipment.deadlines.confirm_by or shipment.deadlines.pack_by
    return _Change(due, Status.MERCHANT_CANCELED, SubStatus.CONFIRMATION_EXPIRED)


def _unpacked(shipment: Shipment, _behaviour: Behaviour) -> _Change:
    return _Change(shipment.deadlines.pack_by, Status.PACKING_EXPIRED)


def _never_packed(shipment: Shipment, behaviour: Behaviour) -> _Change:
    due = shipment.deadlines.pack_by + timedelta(hours=behaviour.packing_grace_hours)
    return _Change(due, Status.MERCHANT_CANCELED, SubStatus.PACKING_EXPIRED)


def _unshipped(shipment: Shipment, _behaviour: Behaviour) -> _Change:
    return _Change(shipment.deadlines.ship_by, Status.SHIPPING_EXPIRED)


def _never_shipped(shipment: Shipment, behaviour: Behaviour) -> _Change:
    due = shipment.deadlines.ship_by + timedelta(days=behaviour.shipping_grace_days)
    return _Change(due, Status.MERCHANT_CANCELED, SubStatus.SHIPPING_EXPIRED)


_Rule = Callable[[Shipment, Behaviour], _Change]
_STANDARD: Mapping[str, _Rule] = {
    Status.NEW: _unconfirmed,
    Status.CONFIRMED: _unpacked,
    Status.PACKING_EXPIRED: _never_packed,
    Status.PACKED: _unshipped,
    Status.SHIPPING_EXPIRED: _never_shipped,
}
_OWN_DELIVERY: Mapping[str, _Rule] = {Status.NEW: _unpacked, Status.PACKING_EXPIRED: _never_packed}
