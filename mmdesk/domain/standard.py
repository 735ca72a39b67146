"""«Стандарт» (FBS): the marketplace delivers; lots are confirmed, packed into labelled boxes and shipped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from mmdesk.domain.box import Box, Mark, check_marks, check_plan, number_boxes
from mmdesk.domain.deadline import DeadlineKind
from mmdesk.domain.intent import Confirm, FetchLabel, Pack, Ship
from mmdesk.domain.lot import Lot
from mmdesk.domain.reason import RejectReason
from mmdesk.domain.scheme import (
    Plan,
    PrintedDocument,
    Scheme,
    SchemeCode,
    Verb,
    nothing_open,
    outstanding,
    refuse_unless,
)
from mmdesk.domain.standing import DecidedOtherwise, Standing
from mmdesk.domain.status import Status
from mmdesk.domain.step import Step
from mmdesk.errors import Text

_PACKABLE = frozenset({Status.CONFIRMED, Status.PACKING_EXPIRED})
_PACKED = frozenset({Status.PACKED, Status.SHIPPING_EXPIRED})
_LABELLED = _PACKED | {Status.SHIPPED, Status.DELIVERED}


class Standard(Scheme):
    """The rules of «Стандарт»."""

    code = SchemeCode.STANDARD
    name = Text("Стандарт", "Standard")
    verbs = frozenset({Verb.CONFIRM, Verb.REJECT, Verb.PACK, Verb.LABEL, Verb.SHIP})
    reject_reasons = tuple(reason.value for reason in RejectReason if reason != RejectReason.NOT_ACCEPTABLE)
    close_reasons = ()
    rejectable = frozenset(
        {Status.NEW, Status.CONFIRMED, Status.PACKING_EXPIRED, Status.PACKED, Status.SHIPPING_EXPIRED}
    )
    accepts_unseen = False
    printed = PrintedDocument("sticker", Text("Этикетка", "Label"))
    full_buyer = False
    instead: ClassVar = {
        Verb.COURIER: Text("В «Стандарт» заказ отгружают (ship).", "Standard orders are shipped (ship)."),
        Verb.CLOSE: Text("В «Стандарт» заказ отгружают (ship).", "Standard orders are shipped (ship)."),
        Verb.MOVE: Text(
            "В «Стандарт» доставляет Мегамаркет: дату переносит он.",
            "Megamarket delivers Standard orders: the date is its own.",
        ),
        Verb.ANSWER_CANCEL: Text(
            "В «Стандарт» отмена действует сразу. Не отдавать лот можно, отказавшись от него (reject).",
            "A cancellation takes effect at once in Standard. To keep a lot back, reject it (reject).",
        ),
    }
    target_of: ClassVar = {
        Verb.CONFIRM: Status.CONFIRMED,
        Verb.REJECT: Status.MERCHANT_CANCELED,
        Verb.PACK: Status.PACKED,
        Verb.LABEL: Status.PACKED,
        Verb.SHIP: Status.SHIPPED,
    }
    due_by_status: ClassVar = {
        Status.NEW: DeadlineKind.CONFIRM_BY,
        Status.PENDING_CONFIRMATION: DeadlineKind.PACK_BY,
        Status.CONFIRMED: DeadlineKind.PACK_BY,
        Status.PACKING_EXPIRED: DeadlineKind.PACK_BY,
        Status.PENDING_PACKING: DeadlineKind.SHIP_BY,
        Status.PACKED: DeadlineKind.SHIP_BY,
        Status.SHIPPING_EXPIRED: DeadlineKind.SHIP_BY,
    }
    step_by_status: ClassVar = {
        Status.NEW: Step.CONFIRM,
        Status.CONFIRMED: Step.PACK,
        Status.PACKING_EXPIRED: Step.PACK,
        Status.PACKED: Step.HAND_OVER,
        Status.SHIPPING_EXPIRED: Step.HAND_OVER,
    }

    def fits(self, service_scheme: str) -> bool:
        return service_scheme not in {"DELIVERY_BY_MERCHANT", "COLLECT_BY_CUSTOMER"}

    def confirm(self, standing: Standing, lots: tuple[int, ...] = ()) -> Plan:
        chosen = [lot for lot in standing.choose(lots) if lot.is_goods] if lots else standing.staying
        if not chosen:
            raise nothing_open(standing)
        todo = outstanding(standing, chosen, Status.PENDING_CONFIRMATION, Confirm)
        for lot in todo:
            refuse_unless(standing, lot, frozenset({Status.NEW}))
        return (Confirm(tuple(lot.index for lot in todo)),) if todo else ()

    def pack(self, standing: Standing, groups: Sequence[Sequence[int]], marks: tuple[Mark, ...]) -> Plan:
        todo = self._to_pack(standing)
        if not todo:
            _check_same_boxes(standing, groups)
            return ()
        boxes = number_boxes(groups) if groups else (Box(1, tuple(lot.index for lot in todo)),)
        for box in boxes:
            standing.choose(box.lots)
        check_plan(boxes, todo)
        check_marks(marks, todo)
        taken = _last_box(standing)
        return (Pack(tuple(Box(box.index + taken, box.lots) for box in boxes), marks),)

    # Megamarket's own status tells whether somebody has packed it.
    def lots_at_bench(
        self,
        standing: Standing,
        *,
        checked: bool,  # noqa: ARG002 - the other scheme needs it
    ) -> tuple[Lot, ...]:
        return self._to_pack(standing)

    def pack_at_bench(
        self, standing: Standing, boxes: Sequence[Sequence[int]], marks: tuple[Mark, ...]
    ) -> Plan:
        return self.pack(standing, boxes, marks)

    def pack_again(self, standing: Standing, marks: tuple[Mark, ...]) -> Plan:
        boxes: dict[int, list[int]] = {}
        for lot in standing.staying:
            if lot.box_index:
                boxes.setdefault(lot.box_index, []).append(lot.index)
        if not boxes or not standing.shipment.changeable:
            return ()
        kept = tuple(Box(index, tuple(boxes[index])) for index in sorted(boxes))
        return (Pack(kept, marks, again=True),)

    def label(self, standing: Standing, *, force: bool = False) -> Plan:
        for lot in self._staying(standing):
            refuse_unless(standing, lot, _LABELLED, _PACK_FOR_LABEL)
        if any(standing.queued(FetchLabel, lot) for lot in standing.staying):
            return ()
        return (FetchLabel(_all_concerned(standing), force),)

    def ship(self, standing: Standing, at: datetime) -> Plan:
        todo = outstanding(standing, self._staying(standing), Status.PENDING_SHIPPING, Ship)
        for lot in todo:
            refuse_unless(standing, lot, _PACKED, _PACK_FIRST)
        return (Ship(_all_concerned(standing), at),) if todo else ()

    def _staying(self, standing: Standing) -> tuple[Lot, ...]:
        if not standing.staying:
            raise nothing_open(standing)
        return standing.staying

    def _to_pack(self, standing: Standing) -> tuple[Lot, ...]:
        todo = outstanding(standing, self._staying(standing), Status.PENDING_PACKING, Pack)
        for lot in todo:
            refuse_unless(standing, lot, _PACKABLE, _CONFIRM_FIRST)
        return todo


def _all_concerned(standing: Standing) -> tuple[int, ...]:
    """What concerns the whole order names the lots about to be refused too: it comes after the refusal."""
    return tuple(lot.index for lot in standing.shipment.goods if not lot.is_canceled)


def _check_same_boxes(standing: Standing, groups: Sequence[Sequence[int]]) -> None:
    """Raises DecidedOtherwise when lots packed, or about to be, lie in other boxes than asked for."""
    placed = {lot.index: _box_of(standing, lot) for lot in standing.staying}
    if not groups or None in placed.values():
        return
    asked = {frozenset(index for index in group if index in placed) for group in groups}
    packed = {frozenset(i for i in placed if placed[i] == box) for box in placed.values()}
    if asked - {frozenset()} != packed:
        boxes = " | ".join(", ".join(map(str, sorted(lots))) for lots in sorted(packed, key=min))
        raise DecidedOtherwise(
            Text(f"лоты уже разложены по местам: {boxes}", f"the lots are in boxes: {boxes}")
        )


def _box_of(standing: Standing, lot: Lot) -> int | None:
    planned = (intent for intent in standing.under_way(lot) if isinstance(intent, Pack))
    boxes = [box.index for intent in planned for box in intent.boxes if lot.index in box.lots]
    return boxes[-1] if boxes else lot.box_index


def _last_box(standing: Standing) -> int:
    """The highest box number used so far: one whose lots were all cancelled is not given to another box."""
    planned = [
        box.index
        for command in standing.pending
        if isinstance(command.intent, Pack) and not command.is_parked
        for box in command.intent.boxes
    ]
    return max([*planned, *(lot.box_index or 0 for lot in standing.shipment.goods)])


_PACK_FIRST = Text(
    "Сначала упакуйте все лоты: отгрузить можно только заказ, у которого каждый лот лежит в месте.",
    "Pack every lot first: an order leaves only when each of its lots is in a box.",
)
_PACK_FOR_LABEL = Text(
    "Сначала упакуйте все лоты: этикетку Мегамаркет даёт на готовое место.",
    "Pack every lot first: Megamarket gives out a label for a packed box.",
)
_CONFIRM_FIRST = Text(
    "Сначала подтвердите лот или откажитесь от него с причиной.",
    "Confirm the lot first, or reject it with a reason.",
)
