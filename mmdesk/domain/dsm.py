"""«ДСМ» (DBS): the shop's own courier delivers; packing is the acceptance, close is the hand-over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from mmdesk.domain import status as statuses
from mmdesk.domain.box import Mark, PackingRefused, check_marks
from mmdesk.domain.deadline import DeadlineKind
from mmdesk.domain.intent import Accept, AnswerCancel, CancelAnswer, Close, LotResult, Move, Reject
from mmdesk.domain.lot import Lot
from mmdesk.domain.reason import CloseReason, RejectReason, reason_name
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
from mmdesk.domain.shipment import Shipment
from mmdesk.domain.standing import DecidedOtherwise, NotAllowed, Standing, describe, refuse_foreign_delivery
from mmdesk.domain.status import Status
from mmdesk.domain.step import Step
from mmdesk.errors import Text

_ACCEPTABLE = frozenset({Status.NEW, Status.CONFIRMED, Status.PACKING_EXPIRED})
_MOVABLE = _ACCEPTABLE | {Status.PACKED}
_ASSEMBLED = frozenset({Status.PACKED, Status.SHIPPING_EXPIRED, Status.SHIPPED})


class Dsm(Scheme):
    """The rules of «ДСМ»."""

    code = SchemeCode.DSM
    name = Text("ДСМ", "DSM")
    verbs = frozenset(
        {Verb.CONFIRM, Verb.REJECT, Verb.PACK, Verb.COURIER, Verb.CLOSE, Verb.MOVE, Verb.ANSWER_CANCEL}
    )
    reject_reasons = (RejectReason.OUT_OF_STOCK.value, RejectReason.NOT_ACCEPTABLE.value)
    close_reasons = tuple(reason.value for reason in CloseReason)
    rejectable = frozenset({Status.NEW, Status.CONFIRMED, Status.PACKING_EXPIRED, Status.PACKED})
    accepts_unseen = True
    printed = PrintedDocument("packing-list", Text("Лист комплектации", "Packing list"))
    full_buyer = True
    instead: ClassVar = {
        Verb.LABEL: Text(
            "У «ДСМ» нет этикетки Мегамаркета: напечатайте лист комплектации (packing-list).",
            "DSM has no Megamarket label: print our packing list instead (packing-list).",
        ),
        Verb.SHIP: Text(
            "В «ДСМ» заказ передают курьеру (courier) и закрывают (close).",
            "A DSM order goes to the courier (courier) and is closed (close).",
        ),
    }
    target_of: ClassVar = {
        Verb.CONFIRM: Status.PACKED,
        Verb.REJECT: Status.MERCHANT_CANCELED,
        Verb.PACK: Status.PACKED,
        Verb.CLOSE: Status.DELIVERED,
    }
    held_by_wish: ClassVar = frozenset({Verb.CONFIRM, Verb.PACK, Verb.COURIER})
    due_by_status: ClassVar = {
        Status.NEW: DeadlineKind.PACK_BY,
        Status.CONFIRMED: DeadlineKind.PACK_BY,
        Status.PACKING_EXPIRED: DeadlineKind.PACK_BY,
        Status.PENDING_PACKING: DeadlineKind.DELIVER_TO,
        Status.PACKED: DeadlineKind.DELIVER_TO,
        Status.SHIPPING_EXPIRED: DeadlineKind.DELIVER_TO,
        Status.SHIPPED: DeadlineKind.DELIVER_TO,
    }
    step_by_status: ClassVar = {
        Status.NEW: Step.CONFIRM,
        Status.CONFIRMED: Step.CONFIRM,
        Status.PACKING_EXPIRED: Step.CONFIRM,
        Status.PACKED: Step.PACK,
        Status.SHIPPING_EXPIRED: Step.PACK,
        Status.SHIPPED: Step.CLOSE,
    }

    def fits(self, service_scheme: str) -> bool:
        return service_scheme == "DELIVERY_BY_MERCHANT"

    def next_step(self, shipment: Shipment, *, checked: bool, couriered: bool) -> Step:
        step = super().next_step(shipment, checked=checked, couriered=couriered)
        if step is Step.CONFIRM and any(_needs_mark_first(lot) for lot in shipment.goods):
            # A lot with a marking code is accepted with its code only, so that packing comes first.
            return Step.PACK
        if step is not Step.PACK:
            return step
        # Megamarket calls an order packed once it is accepted, whether or not anybody has packed it.
        if couriered:
            return Step.CLOSE
        return Step.HAND_OVER if checked else Step.PACK

    def confirm(self, standing: Standing, lots: tuple[int, ...] = ()) -> Plan:
        chosen = [lot for lot in standing.choose(lots) if lot.is_goods] if lots else standing.staying
        todo = self._to_accept(standing, chosen)
        if todo:
            _refuse_unanswered(standing)
        for lot in todo:
            if lot.needs_mark:
                # Megamarket would see one half of the order assembled, and the list the other half new.
                raise NotAllowed(
                    Text(f"лоту {lot.index} нужен код маркировки", f"lot {lot.index} needs a marking code"),
                    hint=_PACK_WITH_MARK,
                )
        return (Accept(tuple(lot.index for lot in todo)),) if todo else ()

    def pack(self, standing: Standing, groups: Sequence[Sequence[int]], marks: tuple[Mark, ...]) -> Plan:
        if groups:
            raise PackingRefused(
                Text("в «ДСМ» места свои, Мегамаркет о них не знает", "DSM boxes are our own, never sent"),
                hint=Text(
                    "Упакуйте заказ, не деля его на места (без --box).",
                    "Pack the order without dividing it into boxes (without --box).",
                ),
            )
        todo = self._to_accept(standing, standing.staying)
        if standing.couriered_at is None:
            # Accepted or not: nobody packs what the buyer may not want.
            _refuse_unanswered(standing)
        check_marks(marks, todo)
        return (Accept(tuple(lot.index for lot in todo), marks, checked=True),) if todo else ()

    def lots_at_bench(self, standing: Standing, *, checked: bool) -> tuple[Lot, ...]:
        todo = self._to_accept(standing, standing.staying)
        if standing.couriered_at is not None or checked:
            return todo
        return tuple(lot for lot in standing.staying if not statuses.is_final(lot.status))

    def pack_at_bench(
        self,
        standing: Standing,
        boxes: Sequence[Sequence[int]],  # noqa: ARG002 - they are our own, and stay here
        marks: tuple[Mark, ...],
    ) -> Plan:
        todo = {lot.index for lot in self._to_accept(standing, standing.staying)}
        return self.pack(standing, (), tuple(mark for mark in marks if mark.lot in todo))

    def check_courier(self, standing: Standing) -> bool:
        if standing.couriered_at is not None:
            return False
        refuse_foreign_delivery(standing)
        goods = self._open_staying(standing)
        _refuse_unanswered(standing)
        for lot in goods:
            # The courier leaves now, so that a lot which may yet turn out packed is no answer here.
            if statuses.heading_for(standing.projected(lot)) not in _ASSEMBLED:
                raise NotAllowed(describe(lot, standing.projected(lot)), hint=_ACCEPT_FIRST)
        return True

    def close(self, standing: Standing, failed: Mapping[int, str], at: datetime) -> Plan:
        shipment = standing.shipment
        for lot in standing.choose(tuple(failed)):
            self.check_close_reason(failed[lot.index])
            if lot.status == Status.DELIVERED:
                raise NotAllowed(describe(lot, lot.status))
        if _closed_the_same(standing, failed) or (shipment.goods and shipment.is_finished):
            return ()
        for lot in self._open_staying(standing):
            refuse_unless(standing, lot, _ASSEMBLED, _ACCEPT_FIRST)
        return (Close(self._results(standing, failed), at),)

    def move(self, standing: Standing, date: datetime, now: datetime) -> Plan:
        goods = self._open_staying(standing)
        for lot in goods:
            refuse_unless(standing, lot, _MOVABLE)
        if date <= now:
            raise NotAllowed(
                Text("новый срок доставки уже прошёл", "the new time of delivery is in the past"),
                hint=Text("Назовите время, которое ещё впереди.", "Name a time that is still to come."),
            )
        if all(_last_move(standing, lot) == date for lot in goods):
            return ()
        return (Move(tuple(lot.index for lot in goods), date),)

    def answer_cancel(self, standing: Standing, answers: Mapping[int, bool]) -> Plan:
        given = []
        for lot in standing.choose(tuple(answers)):
            wanted = answers[lot.index]
            if _answered_the_same(standing, lot, canceled=wanted) or (lot.is_canceled and wanted):
                continue
            if not lot.is_open:
                raise NotAllowed(describe(lot, lot.status))
            if not lot.cancel_requested:
                raise NotAllowed(
                    Text(
                        f"отмены лота {lot.index} никто не просил", f"nobody asked to cancel lot {lot.index}"
                    ),
                    hint=Text(
                        "Чтобы не отдавать лот, откажитесь от него с причиной (reject).",
                        "To keep the lot back, reject it with a reason (reject).",
                    ),
                )
            given.append(CancelAnswer(lot.index, wanted))
        return (AnswerCancel(tuple(given)),) if given else ()

    def _to_accept(self, standing: Standing, goods: Sequence[Lot]) -> tuple[Lot, ...]:
        if not goods:
            raise nothing_open(standing)
        todo = outstanding(standing, goods, Status.PENDING_PACKING, Accept)
        for lot in todo:
            refuse_unless(standing, lot, _ACCEPTABLE)
        return todo

    def _open_staying(self, standing: Standing) -> tuple[Lot, ...]:
        goods = tuple(lot for lot in standing.staying if not statuses.is_final(standing.projected(lot)))
        if not goods:
            raise nothing_open(standing)
        return goods

    def _results(self, standing: Standing, failed: Mapping[int, str]) -> tuple[LotResult, ...]:
        """A result for every open lot; the delivery lot follows the goods unless it is named itself."""
        shipment = standing.shipment
        reasons = {lot.index: _reason_of_leaving(standing, lot) for lot in shipment.open_goods} | {**failed}
        kept = [reasons[lot.index] for lot in shipment.open_goods]
        shared = kept[0] if all(kept) else ""
        results = []
        for lot in shipment.open_lots:
            reason = reasons.get(lot.index, shared)
            results.append(LotResult(lot.index, handed_over=not reason, reason=reason))
        return tuple(results)


def _needs_mark_first(lot: Lot) -> bool:
    return lot.needs_mark and lot.status in _ACCEPTABLE


def _refuse_unanswered(standing: Standing) -> None:
    """The whole order waits: whether it goes on without a lot is the buyer's affair until he is answered."""
    for lot in standing.staying:
        if lot.cancel_requested and lot.is_open and not standing.queued(AnswerCancel, lot):
            raise NotAllowed(
                Text(
                    f"покупатель просит отменить лот {lot.index}", f"the buyer asks to cancel lot {lot.index}"
                ),
                hint=_ANSWER_FIRST,
            )


def _reason_of_leaving(standing: Standing, lot: Lot) -> str:
    """Why a lot about to be cancelled is not handed over; counts only if its cancellation fails."""
    if not standing.is_leaving(lot):
        return ""
    refused = standing.queued(Reject, lot)
    return CloseReason.HANDOVER_IMPOSSIBLE if refused else CloseReason.CANCEL_BY_CUSTOMER


def _closed_the_same(standing: Standing, failed: Mapping[int, str]) -> bool:
    """Whether just this result is on its way. Raises DecidedOtherwise for another one."""
    found = False
    for lot in standing.shipment.goods:
        for intent in standing.under_way(lot):
            result = intent.result_of(lot.index) if isinstance(intent, Close) else None
            if result is None:
                continue
            found = True
            if result.reason != failed.get(lot.index, "") and not (
                standing.is_leaving(lot) and lot.index not in failed
            ):
                told = reason_name(result.reason) if result.reason else _HANDED_OVER
                raise DecidedOtherwise(
                    Text(
                        "лот {n}: результат «{told}» уже в очереди", "lot {n}: “{told}” is queued already"
                    ).format(n=lot.index, told=told)
                )
    return found


def _answered_the_same(standing: Standing, lot: Lot, *, canceled: bool) -> bool:
    """Whether just this answer is on its way. Raises DecidedOtherwise for the other one."""
    intents = (intent for intent in standing.under_way(lot) if isinstance(intent, AnswerCancel))
    given = [answer.canceled for intent in intents for answer in intent.answers if answer.lot == lot.index]
    if given and given[-1] != canceled:
        places = Text(
            "лот {n}: ответ «{told}» уже в очереди", "lot {n}: the answer “{told}” is queued already"
        )
        raise DecidedOtherwise(places.format(n=lot.index, told=_CANCEL if given[-1] else _DELIVER))
    return bool(given)


def _last_move(standing: Standing, lot: Lot) -> datetime | None:
    dates = [intent.date for intent in standing.under_way(lot) if isinstance(intent, Move)]
    return dates[-1] if dates else None


_HANDED_OVER = Text("вручён", "handed over")
_CANCEL = Text("отменить", "cancel it")
_DELIVER = Text("не отменять", "do not cancel it")
_ACCEPT_FIRST = Text(
    "Сначала соберите заказ (pack). Неполный заказ не уходит: откажитесь от лишнего лота с причиной.",
    "Pack the order first (pack). It leaves complete or not at all: reject the lot in the way with a reason.",
)
_PACK_WITH_MARK = Text(
    "Упакуйте заказ вместе с кодом: «Заказы», F6, или на странице «Упаковка».",
    "Pack the order together with the code: Orders, F6, or on the page Packing.",
    "mmdesk orders pack --mark",
)
_ANSWER_FIRST = Text(
    "Сначала ответьте покупателю: потом заказ пойдёт дальше.",
    "Answer the buyer first: then the order goes on.",
)
