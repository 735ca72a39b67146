"""Hand-over: ship (Стандарт); courier, close and a new date (ДСМ)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.services.desk import Answer, Deed, Desk, OrderRef, Queued, UndoOf, standing_of
from mmdesk.services.operators import Operator
from mmdesk.services.timeline import Happening, tell
from mmdesk.storage.shipments import StoredShipment
from mmdesk.storage.uow import UnitOfWork


def ship(
    desk: Desk, clock: Clock, order: OrderRef, by: Operator, *, undo: timedelta = timedelta(0)
) -> Queued:
    """Report the hand-over of all boxes, dated now."""
    return desk.decide(order, by, lambda scheme, standing: scheme.ship(standing, clock.now()), undo=undo)


def ship_each(
    desk: Desk, clock: Clock, orders: Sequence[OrderRef], by: Operator, *, undo_of: UndoOf, deed: Deed
) -> list[tuple[OrderRef, Answer]]:
    """Report the hand-over of many orders, as parts of one deed."""
    return desk.decide_each(
        orders, by, lambda scheme, standing: scheme.ship(standing, clock.now()), undo_of, deed
    )


def send_with_courier(desk: Desk, clock: Clock, order: OrderRef, by: Operator) -> Queued:
    """Mark «передан курьеру», a fact of our own that queues nothing. A second time changes nothing."""

    def change(work: UnitOfWork, connection: Connection, stored: StoredShipment) -> bool:
        if not connection.scheme.check_courier(standing_of(work, stored)):
            return False
        work.shipments.set_couriered(stored.key, clock.now())
        tell(work, stored, clock.now(), by, Happening.COURIERED)
        return True

    return desk.change(order, change)


def close(
    desk: Desk,
    clock: Clock,
    order: OrderRef,
    by: Operator,
    *,
    failed: Mapping[int, str] | None = None,
    undo: timedelta = timedelta(0),
) -> Queued:
    """Report the result of the hand-over: every lot handed over but those in `failed`, by reason."""
    reasons = failed or {}
    return desk.decide(
        order, by, lambda scheme, standing: scheme.close(standing, reasons, clock.now()), undo=undo
    )


def move(desk: Desk, order: OrderRef, by: Operator, *, date: datetime) -> Queued:
    """Move the delivery to another moment, which must not have passed."""
    return desk.decide(order, by, lambda scheme, standing: scheme.move(standing, date, desk.now()))


def answer_cancel(desk: Desk, order: OrderRef, by: Operator, *, answers: Mapping[int, bool]) -> Queued:
    """Answer the buyer's cancellation, lot by lot: True cancels it."""
    return desk.decide(order, by, lambda scheme, standing: scheme.answer_cancel(standing, answers))
