"""An order as the JSON that scripts read, and as the lines that people do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from mmdesk.cli.output import Json, moment, money, say
from mmdesk.domain.deadline import DEADLINE_NAMES, Deadlines, Urgency, urgency
from mmdesk.domain.lot import Lot
from mmdesk.domain.notice import Notice
from mmdesk.domain.schemes import scheme_of
from mmdesk.domain.status import name_of
from mmdesk.errors import Text
from mmdesk.services.timeline import sentence
from mmdesk.storage.history import HistoryEvent
from mmdesk.storage.queries import OrderBox, OrderDetails, OrderLot, OrderRow, PendingRow


def row_document(row: OrderRow, now: datetime) -> dict[str, Json]:
    """One order of `orders list`; how urgent it is, at this moment."""
    return {
        "shipment_id": row.shipment_id,
        "connection": row.connection,
        "scheme": row.scheme.value,
        "status": row.status,
        "projected": row.projected,
        "deadlines": _deadlines(row.deadlines),
        "urgency": _urgency(row, now).name.lower(),
        "total": money(row.total),
        "crm_order_id": row.crm_order_id or None,
        "pending": [_pending(pending) for pending in row.pending],
    }


def details_document(details: OrderDetails, now: datetime) -> dict[str, Json]:
    """The order of `orders show`."""
    return {
        **row_document(details.order, now),
        "due": _due(details.order),
        "lots": [_lot(lot, details.boxes) for lot in details.lots],
        "boxes": [{"index": box.index, "code": box.code, "label": box.label} for box in details.boxes],
        "couriered_at": moment(details.couriered_at),
        "checked_at": moment(details.checked_at),
        "notices": [_notice(notice) for notice in details.notices],
    }


def plain_row(row: OrderRow) -> str:
    marks = " ".join(f"{pending.command}:{pending.state}" for pending in row.pending)
    status = say(name_of(row.projected))
    due = f"{row.due_at.astimezone():%d.%m %H:%M}" if row.due_at and not row.finished else "—"
    head = f"{row.shipment_id:<16} {row.connection:<20} {status:<24} {due:>11} {row.total:>10} ₽"
    return f"{head} {marks}".rstrip()


def plain_details(details: OrderDetails, events: Sequence[HistoryEvent]) -> Iterator[str]:
    """Head, lots, boxes, commands under way, timeline."""
    yield plain_row(details.order)
    for kind, at in details.order.deadlines.given().items():
        yield f"  {say(DEADLINE_NAMES[kind])}: {at.astimezone():%d.%m.%Y %H:%M}"
    for line in details.lots:
        lot = line.lot
        notes = ", ".join([say(name_of(line.projected)), *_lot_notes(lot)])
        yield f"  {lot.index:>3}  {lot.offer_id:<20} {lot.final_price:>10} ₽  {notes}  {lot.name}"
    for box in details.boxes:
        yield f"  [{box.index}] {box.code}: {', '.join(map(str, box.lots))}"
    for pending in details.order.pending:
        words = f" — {say(pending.error)}" if pending.error else ""
        yield f"  … {pending.command} {pending.key} {pending.state}{words}"
    for notice in details.notices:
        yield f"  ! {say(notice.words)}"
    for event in events:
        yield f"  {event.at.astimezone():%d.%m %H:%M}  {say(sentence(event))}  ({event.who})"


def _lot_notes(lot: Lot) -> Iterator[str]:
    if lot.cancel_requested:
        yield say(Text("ПОКУПАТЕЛЬ ПРОСИТ ОТМЕНИТЬ", "THE BUYER ASKS TO CANCEL"))
    if lot.needs_mark:
        yield say(Text("нужен код маркировки", "needs a marking code"))


def _deadlines(deadlines: Deadlines) -> dict[str, Json]:
    return {kind.value: moment(at) for kind, at in deadlines.given().items()}


def _urgency(row: OrderRow, now: datetime) -> Urgency:
    """By the clock, whatever has been told so far; an order that waits for nothing is calm."""
    if row.finished or row.due_at is None:
        return Urgency.CALM
    return urgency(now, row.placed_at, row.due_at)


def _due(row: OrderRow) -> Json:
    """The deadline that counts in the state the order is in."""
    if row.finished or row.due_at is None:
        return None
    kind = scheme_of(row.scheme).due_by_status.get(row.status)
    return {"kind": kind.value if kind else None, "at": moment(row.due_at)}


def _lot(line: OrderLot, boxes: Sequence[OrderBox]) -> dict[str, Json]:
    lot = line.lot
    return {
        "index": lot.index,
        "offer_id": lot.offer_id,
        "name": lot.name,
        "price": money(lot.price),
        "final_price": money(lot.final_price),
        "status": lot.status,
        "sub_status": lot.sub_status or None,
        "projected": line.projected,
        "delivery": lot.is_delivery,
        "needs_mark": lot.needs_mark,
        "cancel_requested": lot.cancel_requested,
        "box": next((box.index for box in boxes if lot.index in box.lots), None),
    }


def _notice(notice: Notice) -> dict[str, Json]:
    return {"code": notice.code.value, "message": say(notice.words), "since": moment(notice.since)}


def _pending(pending: PendingRow) -> dict[str, Json]:
    return {
        "key": pending.key,
        "target": pending.target.value,
        "command": pending.command.value,
        "state": pending.state.value,
        "error": say(pending.error) if pending.error else None,
    }
