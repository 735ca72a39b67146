"""Valid objects of the domain with invented values; a test names only what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from mmdesk.domain.deadline import Deadlines
from mmdesk.domain.intent import Intent
from mmdesk.domain.lot import DELIVERY_OFFER, Lot
from mmdesk.domain.shipment import Buyer, Shipment, ShipmentId
from mmdesk.domain.standing import PendingCommand, RowState, Standing

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def lot(
    index: int = 1,
    status: str = "NEW",
    *,
    offer_id: str = "",
    price: str = "1000",
    final_price: str = "",
    sub_status: str = "",
    needs_mark: bool = False,
    box: int | None = None,
    cancel_requested: bool = False,
) -> Lot:
    return Lot(
        index=index,
        offer_id=offer_id or f"SKU-{index}",
        name=f"Кружка {index}",
        price=Decimal(price),
        final_price=Decimal(final_price or price),
        status=status,
        sub_status=sub_status,
        goods_id=f"10000000{index:04}",
        needs_mark=needs_mark,
        box_index=box,
        cancel_requested=cancel_requested,
    )


def delivery_lot(
    index: int = 9, status: str = "NEW", *, price: str = "300", cancel_requested: bool = False
) -> Lot:
    """ДСМ's paid delivery, which comes as one more lot."""
    return Lot(
        index=index,
        offer_id=DELIVERY_OFFER,
        name="Доставка",
        price=Decimal(price),
        final_price=Decimal(price),
        status=status,
        is_delivery=True,
        cancel_requested=cancel_requested,
    )


def shipment(
    *lots: Lot | str,
    shipment_id: str = "700100200",
    status: str = "",
    deadlines: Deadlines | None = None,
    service_scheme: str = "",
    buyer: Buyer | None = None,
    deposited: str | None = None,
    changeable: bool | None = None,
) -> Shipment:
    """A shipment of these lots, one new one if none are given; a status stands for a lot that is in it."""
    return Shipment(
        shipment_id=ShipmentId(shipment_id),
        status=status,
        lots=_numbered(lots or ("NEW",)),
        deadlines=deadlines or Deadlines(),
        created_at=NOW,
        service_scheme=service_scheme,
        buyer=buyer or Buyer(),
        deposited=None if deposited is None else Decimal(deposited),
        changeable=changeable,
    )


def standing(
    *lots: Lot | str,
    pending: Sequence[Intent | PendingCommand] = (),
    couriered_at: datetime | None = None,
) -> Standing:
    """A shipment of these lots with these commands under way towards Megamarket, oldest first."""
    commands = tuple(
        intent if isinstance(intent, PendingCommand) else pending_command(intent, key=f"key-{number}")
        for number, intent in enumerate(pending, start=1)
    )
    return Standing(shipment(*lots), commands, couriered_at)


def pending_command(
    intent: Intent, state: RowState = RowState.PENDING, *, key: str = "key-1"
) -> PendingCommand:
    return PendingCommand(key, intent, state)


def _numbered(lots: Sequence[Lot | str]) -> tuple[Lot, ...]:
    return tuple(
        each if isinstance(each, Lot) else lot(number, each) for number, each in enumerate(lots, start=1)
    )
