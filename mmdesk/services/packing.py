"""Pack lots into boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mmdesk.domain.box import Mark
from mmdesk.services.desk import Desk, OrderRef, Queued
from mmdesk.services.operators import Operator


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
    return desk.decide(order, by, lambda scheme, standing: scheme.pack(standing, boxes, given))
