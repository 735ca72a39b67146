"""Pack lots into boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from mmdesk.domain.box import Mark
from mmdesk.domain.connection import Connection
from mmdesk.services.desk import Desk, OrderRef, Queued
from mmdesk.services.operators import Operator
from mmdesk.storage.shipments import StoredShipment
from mmdesk.storage.uow import UnitOfWork


def pack(
    desk: Desk,
    order: OrderRef,
    by: Operator,
    *,
    boxes: Sequence[Sequence[int]] = (),
    marks: Mapping[int, str] | None = None,
) -> Queued:
    """Report packing: `boxes` are the lots of box 1, 2, …; without any, Стандарт puts all into one.

    `marks` are marking codes by lot. Right before it is sent the order is read again.
    """
    given = tuple(Mark(lot, code) for lot, code in (marks or {}).items())
    queued = desk.decide(order, by, lambda scheme, standing: scheme.pack(standing, boxes, given))
    return queued if queued.keys else desk.change(order, partial(_note_checked, desk.now()))


def _note_checked(now: datetime, work: UnitOfWork, connection: Connection, stored: StoredShipment) -> bool:
    """An order that was accepted unseen and is packed only now: that it was is a fact of our own."""
    if not connection.scheme.accepts_unseen or stored.checked_at is not None:
        return False
    work.shipments.set_checked(stored.key, now)
    return True
