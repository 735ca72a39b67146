"""Labels: ask for them, and hand over what was fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mmdesk.domain.connection import ConnectionId
from mmdesk.domain.label import Label
from mmdesk.domain.readiness import canceled_in_box
from mmdesk.domain.standing import NotAllowed, describe
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.desk import Desk, OrderRef, Queued, find_order
from mmdesk.services.operators import Operator
from mmdesk.services.timeline import Happening
from mmdesk.storage.shipments import ShipmentKey, StoredShipment
from mmdesk.storage.uow import Storage, UnitOfWork


class NoLabel(MmdeskError):
    """Raised when a box has no label: none has been fetched, or the one fetched is void."""

    title = Text("Этикетки ещё нет", "There is no label yet")


class LabelIncomplete(MmdeskError):
    """Raised where a label lacks pictures: nobody has it printed but who has looked at it."""

    title = Text("На этикетке не хватает картинок", "The label lacks pictures")
    hint = Text(
        "Запросите её снова («Заказы», F7). Если и новая неполная, посмотрите на неё и напечатайте на "
        "странице «Упаковка»: отсканируйте номер заказа и нажмите F7.",
        "Fetch it again (Orders, F7). If the new one lacks them, too, look at it and print it on the page "
        "Packing: scan the order's number and press F7.",
    )


class LabelOfAnother(MmdeskError):
    """Raised when what came is, byte for byte, the label of another order: it is neither kept nor printed."""

    title = Text("Мегамаркет прислал этикетку другого заказа", "Megamarket sent the label of another order")
    hint = Text(
        "Она не сохранена и не напечатана. Отсканируйте номер заказа, чтобы запросить её снова; если "
        "повторится, сообщите в поддержку Мегамаркета.",
        "It is neither kept nor printed. Scan the order's number to fetch it again; if it happens again, "
        "tell Megamarket's support.",
    )


@dataclass(frozen=True, slots=True)
class LabelFile:
    """The labels of all boxes of an order as one PDF; byte-true to the remote's when there is one box."""

    pdf: bytes
    boxes: int


def request(desk: Desk, order: OrderRef, by: Operator, *, force: bool = False) -> Queued:
    """Queue the fetch of an order's labels; the order is read again right before it.

    `force` fetches although a lot was cancelled after packing.
    """
    return desk.decide(order, by, lambda scheme, standing: scheme.label(standing, force=force))


def fetched(storage: Storage, order: OrderRef, *, force: bool = False) -> LabelFile:
    """The labels of all boxes, as they are kept here: no remote is asked.

    Raises NoLabel, and NotAllowed when a packed lot has been cancelled since.
    """
    with storage.look() as work:
        _, stored = find_order(work, order)
        gone = canceled_in_box(stored.shipment)
        labels = work.labels.current(stored.key)
    if gone and not force:
        raise NotAllowed(describe(gone[0], gone[0].status), hint=_TAKE_OUT)
    fetched_boxes = {label.box_index for label in labels}
    missing = [index for index in stored.shipment.box_indexes if index not in fetched_boxes]
    if not labels or missing:
        raise NoLabel(_without(order.shipment_id, missing), hint=_FETCH)
    from mmdesk.printing.merge import merge  # loads a library that a window need not wait for

    return LabelFile(merge([label.pdf for label in labels]), len(labels))


def missing_pictures(work: UnitOfWork, key: ShipmentKey) -> int:
    """How many pictures the labels lack that were fetched last: one of them may be the barcode."""
    told = work.history.latest(key, (Happening.LABEL_STORED, Happening.LABEL_INCOMPLETE))
    if told is None or told.what != Happening.LABEL_INCOMPLETE:
        return 0
    return int(told.details["pictures"])


def refuse_incomplete(work: UnitOfWork, stored: StoredShipment) -> None:
    """Raises LabelIncomplete."""
    missing = missing_pictures(work, stored.key)
    if missing:
        words = Text(
            "{n}, картинок: {count}, среди них может быть штрихкод",
            "{n}, pictures: {count}, one of them may be the barcode",
        )
        raise LabelIncomplete(words.format(n=stored.shipment.shipment_id, count=missing))


def refuse_others(
    work: UnitOfWork, fetched_now: Sequence[Label], key: ShipmentKey, connection: ConnectionId
) -> None:
    """Raises LabelOfAnother."""
    other = work.labels.order_with(fetched_now, key, connection)
    if other is not None:
        raise LabelOfAnother(Text("заказ {n}", "order {n}").format(n=other))


def _without(shipment_id: str, boxes: list[int]) -> Text:
    if not boxes:
        return Text.same(shipment_id)
    places = Text("{n}, места {boxes}", "{n}, boxes {boxes}")
    return places.format(n=shipment_id, boxes=", ".join(map(str, boxes)))


_FETCH = Text("Запросите её у Мегамаркета (label).", "Have Megamarket give it out (label).")
_TAKE_OUT = Text(
    "Достаньте его из места, прежде чем клеить этикетку (напечатать всё равно: --force).",
    "Take it out of the box before the label goes on (to print all the same: --force).",
)
