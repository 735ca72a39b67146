"""What a change that the mirror sees leads to in RetailCRM: once, and nothing that is not asked for."""

from __future__ import annotations

from datetime import datetime

from mmdesk.domain import status as statuses
from mmdesk.domain.connection import Connection
from mmdesk.domain.intent import CreateOrder, EditOrder, Intent, ItemStatus, Target, Track
from mmdesk.domain.outbox import Progress
from mmdesk.domain.shipment import newly_canceled
from mmdesk.domain.standing import RowState
from mmdesk.services.crm_fields import deadline_values
from mmdesk.services.desk import new_key
from mmdesk.services.operators import SERVICE
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.shipments import StoredShipment
from mmdesk.storage.uow import UnitOfWork


def follow(
    work: UnitOfWork,
    connection: Connection,
    settings: ConnectionSettings,
    before: StoredShipment | None,
    stored: StoredShipment,
    now: datetime,
) -> None:
    """Queue what a change asks for: the order's creation once, then edits and the delivery card's status."""
    if not connection.is_registered:
        return
    if not stored.crm_order_id and not work.outbox.has(_create_key(stored)):
        was_open = before is not None and not before.shipment.is_finished
        if not stored.shipment.is_bare and (was_open or not stored.shipment.is_finished):
            _queue(work, stored, CreateOrder(_indexes(stored)), now, key=_create_key(stored))
        return
    edit = _edit_after(settings, before, stored)
    if edit is not None and _is_in_crm(work, stored):
        _queue(work, stored, edit, now, key=new_key())
    if before is not None and before.shipment.effective_status != stored.shipment.effective_status:
        follow_delivery(work, connection, stored, now)


def follow_delivery(work: UnitOfWork, connection: Connection, stored: StoredShipment, now: datetime) -> None:
    """Queue the delivery card's status, where no edit may write: every one that the module has named.

    An order that is still to be created there gets it afterwards. Only the newest status counts.
    """
    status = stored.shipment.effective_status
    if not connection.module_code or not stored.crm_order_id or statuses.known(status) is None:
        return
    _replace_tracks(work, stored, now)
    # It touches no lots: what RetailCRM may refuse for the card must hold up no edit.
    _queue(work, stored, Track((), status, now), now, key=new_key())


def _is_in_crm(work: UnitOfWork, stored: StoredShipment) -> bool:
    """Whether RetailCRM has the order, or is about to; not after a person has dropped its creation."""
    if stored.crm_order_id:
        return True
    return any(
        isinstance(pending.intent, CreateOrder) for pending in work.outbox.unfinished(stored.key, Target.CRM)
    )


def _create_key(stored: StoredShipment) -> str:
    return f"crm-create-{stored.key}"


def _indexes(stored: StoredShipment) -> tuple[int, ...]:
    return tuple(lot.index for lot in stored.shipment.lots)


def _edit_after(
    settings: ConnectionSettings, before: StoredShipment | None, stored: StoredShipment
) -> EditOrder | None:
    """The edit that a change calls for: mapped status, cancelled positions, moved deadlines."""
    if before is None:
        return None
    old, new = before.shipment.effective_status, stored.shipment.effective_status
    status = settings.status_map.get(new, "") if old != new else ""
    items = tuple(
        ItemStatus(lot.index, mapped)
        for lot in newly_canceled(before.shipment, stored.shipment)
        if lot.is_goods and (mapped := settings.lot_cancel_for(lot.status, lot.sub_status))
    )
    moved = deadline_values(before.shipment) != deadline_values(stored.shipment)
    noticed = _requests(before) != _requests(stored)
    if not (status or items or moved or noticed):
        return None
    return EditOrder(_indexes(stored), status, items, deadlines=moved, notice=noticed)


def _requests(stored: StoredShipment) -> frozenset[int]:
    return frozenset(lot.index for lot in stored.shipment.lots if lot.cancel_requested)


def _replace_tracks(work: UnitOfWork, stored: StoredShipment, now: datetime) -> None:
    """One that is just being sent is left to its relay."""
    for pending in work.outbox.unfinished(stored.key, Target.CRM):
        if isinstance(pending.intent, Track) and work.outbox.is_unclaimed(pending.key):
            work.outbox.replace_progress(pending.key, Progress(RowState.CANCELLED), None, now)


def _queue(work: UnitOfWork, stored: StoredShipment, intent: Intent, now: datetime, *, key: str) -> None:
    work.outbox.add(
        key=key,
        connection_id=stored.connection_id,
        shipment=stored.key,
        intent=intent,
        created_by=SERVICE.name,
        at=now,
        not_before=now,
    )
