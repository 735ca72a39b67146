"""Confirm lots, or refuse them with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from mmdesk.services.desk import Desk, OrderRef, Queued
from mmdesk.services.operators import Operator


def confirm(
    desk: Desk, order: OrderRef, by: Operator, *, lots: tuple[int, ...] = (), undo: timedelta = timedelta(0)
) -> Queued:
    """Take lots into work, all open ones unless some are named. ДСМ accepts by reporting them assembled."""
    return desk.decide(order, by, lambda scheme, standing: scheme.confirm(standing, lots), undo=undo)


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
