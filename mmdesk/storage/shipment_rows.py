"""Rows of the mirror from domain values and back, with everything that follows from what Megamarket shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mmdesk.domain import status as statuses
from mmdesk.domain.box import box_code
from mmdesk.domain.connection import Connection, ConnectionId
from mmdesk.domain.deadline import Deadlines, soon_at
from mmdesk.domain.lot import Lot
from mmdesk.domain.scheme import Scheme
from mmdesk.domain.shipment import Buyer, Shipment, ShipmentId
from mmdesk.storage.tables import BoxLotRow, BoxRow, LotRow, ShipmentRow

Cancellations = frozenset[tuple[int, str]]


def new_row(connection_id: ConnectionId, shipment_id: ShipmentId, now: datetime) -> ShipmentRow:
    """A row that holds nothing yet; what is ours has not happened."""
    return ShipmentRow(
        connection_id=connection_id,
        shipment_id=shipment_id,
        first_seen_at=now,
        version=0,
        crm_order_id="",
        couriered_at=None,
        checked_at=None,
        canceled_at=None,
    )


def fill(
    row: ShipmentRow, connection: Connection, shipment: Shipment, due_at: datetime | None, now: datetime
) -> None:
    """Take over what Megamarket shows; facts that are ours stay."""
    before = cancellations(row)
    _fill_facts(row, shipment)
    _fill_lots(row, shipment.lots, now)
    _fill_boxes(row, connection, shipment)
    judge(row, connection.scheme, shipment)
    set_due(row, due_at)
    note_cancellations(row, before, now)
    row.version += 1
    row.seen_at = now


def judge(row: ShipmentRow, scheme: Scheme, shipment: Shipment) -> None:
    """Write down how far the shipment is, and what a person does next."""
    row.effective_status = shipment.effective_status
    row.finished = shipment.is_finished
    step = scheme.next_step(
        shipment, checked=row.checked_at is not None, couriered=row.couriered_at is not None
    )
    row.step = step.value


def set_due(row: ShipmentRow, due_at: datetime | None) -> None:
    row.due_at = due_at
    row.risk_at = None if due_at is None else soon_at(row.placed_at, due_at)


def cancellations(row: ShipmentRow) -> Cancellations:
    """The goods that are cancelled, and the lots that the buyer asks to cancel."""
    gone = (
        (lot.index, "gone") for lot in row.lots if not lot.is_delivery and statuses.is_canceled(lot.status)
    )
    asked = ((lot.index, "asked") for lot in row.lots if lot.cancel_requested_at is not None)
    return frozenset([*gone, *asked])


def note_cancellations(row: ShipmentRow, before: Cancellations, at: datetime | None) -> None:
    """Keep the moment at which the last of them was added."""
    after = cancellations(row)
    if not after:
        row.canceled_at = None
    elif after - before:
        row.canceled_at = at


def _fill_facts(row: ShipmentRow, shipment: Shipment) -> None:
    row.status = shipment.status
    row.service_scheme = shipment.service_scheme
    row.order_code = shipment.order_code
    row.delivery_id = shipment.delivery_id
    row.created_at = shipment.created_at
    row.placed_at = shipment.created_at or row.first_seen_at
    for name in Deadlines.__dataclass_fields__:
        setattr(row, name, getattr(shipment.deadlines, name))
    row.buyer_name = shipment.buyer.full_name
    row.buyer_phone = shipment.buyer.phone
    row.buyer_email = shipment.buyer.email
    row.buyer_address = shipment.buyer.address
    row.buyer_comment = shipment.buyer.comment
    row.deposited = shipment.deposited
    row.changeable = shipment.changeable
    row.date_shift = shipment.date_shift
    row.raw = shipment.raw


def _fill_lots(row: ShipmentRow, lots: Sequence[Lot], now: datetime) -> None:
    kept = {lot.index: lot for lot in row.lots}
    present = {lot.index for lot in lots}
    for index, gone in kept.items():
        if index not in present:
            row.lots.remove(gone)
    for lot in lots:
        lot_row = kept.get(lot.index)
        if lot_row is None:
            lot_row = LotRow(index=lot.index, cancel_requested_at=None)
            row.lots.append(lot_row)
        lot_row.offer_id = lot.offer_id
        lot_row.goods_id = lot.goods_id
        lot_row.name = lot.name
        lot_row.price = lot.price
        lot_row.final_price = lot.final_price
        lot_row.status = lot.status
        lot_row.sub_status = lot.sub_status
        lot_row.needs_mark = lot.needs_mark
        lot_row.is_delivery = lot.is_delivery
        if not lot.cancel_requested:
            lot_row.cancel_requested_at = None
        elif lot_row.cancel_requested_at is None:
            lot_row.cancel_requested_at = now


def _fill_boxes(row: ShipmentRow, connection: Connection, shipment: Shipment) -> None:
    contents: dict[int, set[int]] = {}
    for lot in shipment.lots:
        if lot.box_index:
            contents.setdefault(lot.box_index, set()).add(lot.index)
    kept = {box.index: box for box in row.boxes}
    for index, box in kept.items():
        if index not in contents:
            row.boxes.remove(box)
    for index, lots in contents.items():
        box = kept.get(index) or BoxRow(
            index=index, code=box_code(connection.merchant_id, shipment.shipment_id, index)
        )
        if index not in kept:
            row.boxes.append(box)
        _fill_contents(box, lots)


def put_into_box(row: ShipmentRow, connection: Connection, lot: int, index: int) -> None:
    """One lot more in a box, which may have disappeared meanwhile."""
    box = next((each for each in row.boxes if each.index == index), None)
    if box is None:
        box = BoxRow(index=index, code=box_code(connection.merchant_id, row.shipment_id, index))
        row.boxes.append(box)
    if all(content.lot_index != lot for content in box.contents):
        box.contents.append(BoxLotRow(lot_index=lot))


def _fill_contents(box: BoxRow, lots: set[int]) -> None:
    kept = {content.lot_index: content for content in box.contents}
    for index, content in kept.items():
        if index not in lots:
            box.contents.remove(content)
    box.contents.extend(BoxLotRow(lot_index=index) for index in sorted(lots - set(kept)))


def shipment_of(row: ShipmentRow) -> Shipment:
    """The domain value of a mirrored row."""
    boxes = {content.lot_index: box.index for box in reversed(row.boxes) for content in box.contents}
    return Shipment(
        shipment_id=ShipmentId(row.shipment_id),
        status=row.status,
        lots=tuple(lot_of(lot, boxes.get(lot.index)) for lot in row.lots),
        deadlines=deadlines_of(row),
        created_at=row.created_at,
        order_code=row.order_code,
        delivery_id=row.delivery_id,
        service_scheme=row.service_scheme,
        buyer=Buyer(row.buyer_name, row.buyer_phone, row.buyer_email, row.buyer_address, row.buyer_comment),
        deposited=row.deposited,
        changeable=row.changeable,
        date_shift=row.date_shift,
        raw=row.raw,
    )


def deadlines_of(row: ShipmentRow) -> Deadlines:
    return Deadlines(**{name: getattr(row, name) for name in Deadlines.__dataclass_fields__})


def lot_of(row: LotRow, box_index: int | None = None) -> Lot:
    return Lot(
        index=row.index,
        offer_id=row.offer_id,
        name=row.name,
        price=row.price,
        final_price=row.final_price,
        status=row.status,
        sub_status=row.sub_status,
        goods_id=row.goods_id,
        needs_mark=row.needs_mark,
        is_delivery=row.is_delivery,
        box_index=box_index,
        cancel_requested=row.cancel_requested_at is not None,
    )
