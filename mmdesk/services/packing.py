"""Pack lots into boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from mmdesk.domain.box import Mark, PackingRefused
from mmdesk.domain.connection import Connection
from mmdesk.domain.marking import key_of
from mmdesk.errors import Text
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

    `marks` are marking codes by lot. Right before it is sent the order is read again. Raises PackingRefused
    for a code that another lot has, in whatever order.
    """
    given = tuple(Mark(lot, code) for lot, code in (marks or {}).items())
    queued = desk.decide(
        order,
        by,
        lambda scheme, standing: scheme.pack(standing, boxes, given),
        along=partial(_take_marks, given, by, desk.now()),
    )
    return queued if queued.keys else desk.change(order, partial(note_checked, desk.now()))


def note_checked(now: datetime, work: UnitOfWork, connection: Connection, stored: StoredShipment) -> bool:
    """An order that was accepted unseen and is packed only now: that it was is a fact of our own."""
    if not connection.scheme.accepts_unseen or stored.checked_at is not None:
        return False
    work.shipments.set_checked(stored.key, now)
    return True


def _take_marks(
    marks: Sequence[Mark], by: Operator, now: datetime, work: UnitOfWork, stored: StoredShipment
) -> None:
    for mark in marks:
        key = key_of(mark.code)
        if not work.marks.take(stored.key, mark.lot, key, mark.code, by.name, "", now):
            use = work.marks.use_of(key)
            words = Text(
                "код маркировки лота {n} уже использован в заказе {order}, лот {lot}",
                "the marking code of lot {n} is used already in order {order}, lot {lot}",
            )
            told = words.format(n=mark.lot, order=use.shipment_id if use else "", lot=use.lot if use else "")
            raise PackingRefused(told, hint=_OWN_CODE)


_OWN_CODE = Text(
    "У каждой единицы товара свой код: отсканируйте его с этой единицы.",
    "Every unit has a code of its own: scan the one on this unit.",
)
