"""Confirm lots, or refuse them with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from mmdesk.services.desk import Answer, Deed, Desk, OrderRef, Queued, UndoOf
from mmdesk.services.operators import Operator


def confirm(
    desk: Desk, order: OrderRef, by: Operator, *, lots: tuple[int, ...] = (), undo: timedelta = timedelta(0)
) -> Queued:
    """Take lots into work, all open ones unless some are named. ДСМ accepts by reporting them assembled."""
    return desk.decide(order, by, lambda scheme, standing: scheme.confirm(standing, lots), undo=undo)


def confirm_each(
    desk: Desk, orders: Sequence[OrderRef], by: Operator, *, undo_of: UndoOf, deed: Deed
) -> list[tuple[OrderRef, Answer]]:
    """Take all open lots of many orders into work, as parts of one deed."""
    return desk.decide_each(orders, by, lambda scheme, standing: scheme.confirm(standing, ()), undo_of, deed)


def reject(
    desk: Desk,
    order: OrderRef,
    by: Operator,
    *,
    reasons: Mapping[int, str],
    comment: str = "",
    undo: timedelta = timedelta(0),
) -> Queued:
    """Refuse lots, each for its reason; one call goes out for every reason."""
    return desk.decide(
        order, by, lambda scheme, standing: scheme.reject(standing, reasons, comment), undo=undo
    )
