"""From the last scan to the paper: how far a closed order is, as the database tells, and its next step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mmdesk.domain import status as statuses
from mmdesk.domain.box import Mark
from mmdesk.domain.intent import Accept, FetchLabel, MegamarketIntent, Pack
from mmdesk.domain.packing_session import LotStand
from mmdesk.domain.scheme import Scheme
from mmdesk.domain.standing import PendingCommand, RowState, Standing, describe
from mmdesk.domain.status import Status
from mmdesk.errors import Text
from mmdesk.services import bench_words as words
from mmdesk.services.bench_order import BenchOrder
from mmdesk.services.bench_papers import Papers, PaperStanding, PaperState
from mmdesk.services.bench_recall import gone_since, nothing_left
from mmdesk.services.bench_view import Finishing, FinishStep
from mmdesk.services.desk import Desk
from mmdesk.services.labels import missing_pictures
from mmdesk.services.operators import Operator
from mmdesk.services.packing import note_checked
from mmdesk.services.timeline import Happening, tell
from mmdesk.storage.packed import PackedOrder
from mmdesk.storage.uow import UnitOfWork

_WITH_LABEL: Final = tuple(step for step in FinishStep if step is not FinishStep.STOPPED)
_WITHOUT_LABEL: Final = tuple(
    step for step in _WITH_LABEL if step not in (FinishStep.LABEL_ASKED, FinishStep.LABEL_HERE)
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an order is; `stopped` says what stands in its way and what a person can do.

    `waits` says why its paper does not come out yet; nobody has to act at the bench, though somebody at the
    printer where it `is_held_up`. `needs_a_look` is set where the label that stops it can be printed by
    whoever has looked at it.
    """

    step: FinishStep
    stopped: Text | None = None
    waits: Text | None = None
    is_held_up: bool = False
    needs_a_look: bool = False


@dataclass(frozen=True, slots=True)
class Finisher:
    """Carries the orders of one bench from their last scan to their paper, inside a transaction.

    `workstation` is the bench's code, `place` its name for people.
    """

    desk: Desk
    papers: Papers
    operator: Operator
    workstation: str
    place: str

    def close(self, work: UnitOfWork, order: BenchOrder, now: datetime) -> int:
        """Queue the packing of a complete order, and note what lies where; the number of its boxes.

        Raises NotAllowed and PackingRefused when the rules forbid it.
        """
        session, draft = order.session, order.draft
        assert draft is not None
        marks = tuple(Mark(lot, code) for lot, code in session.marks.items() if lot in session.placed)

        def decide(scheme: Scheme, standing: Standing) -> tuple[MegamarketIntent, ...]:
            return scheme.pack_at_bench(standing, session.boxes, marks)

        keys = self.desk.decide_within(work, order.connection, order.stored, self.operator, decide)
        if not keys:
            note_checked(now, work, order.connection, order.stored)
        boxes = _boxes_of(work, keys) or dict(session.placed)
        work.packed.put(order.key, boxes)
        count = len(set(boxes.values()))
        packed = PackedOrder(
            self.operator.name, self.workstation, draft.started_at, now, len(session.placed), count
        )
        work.packed.note_order(order.key, packed)
        work.drafts.finish(order.key, now)
        self._tell(work, order, now, Happening.BENCH_FINISHED, boxes=str(count))
        return count

    def close_again(self, work: UnitOfWork, order: BenchOrder, now: datetime) -> bool:
        """What was cancelled after packing is out: have the rest packed anew; whether Megamarket takes that.

        The label in force is void; a new one is on its way as soon as `advance` is called.
        """
        marks = work.marks.of(order.key)
        alive = {lot.index for lot in order.standing.staying}
        given = tuple(Mark(lot, code) for lot, code in marks.items() if lot in alive)
        keys = self.desk.decide_within(
            work,
            order.connection,
            order.stored,
            self.operator,
            lambda scheme, standing: scheme.pack_again(standing, given),
        )
        work.labels.void(order.key, now)
        work.drafts.finish(order.key, now)
        boxes = {box for lot, box in order.session.packed.items() if lot in alive}
        self._tell(work, order, now, Happening.BENCH_FINISHED, boxes=str(len(boxes)))
        return bool(keys) or not order.has_label

    def advance(self, work: UnitOfWork, order: BenchOrder, step: FinishStep) -> bool:
        """Do what follows on the step at which a closed order is; whether something was done.

        Raises MmdeskError when it cannot be done.
        """
        if step is FinishStep.PRINTED:
            work.drafts.remove(order.key)
        elif step is FinishStep.PACKED and order.has_label:
            self._ask_for_label(work, order)
        elif step is FinishStep.LABEL_HERE or step is FinishStep.PACKED:
            self.papers.print_order(work, order.stored, self.operator, self.workstation)
        else:
            return False
        return True

    def again(self, work: UnitOfWork, order: BenchOrder) -> None:
        """A person tries once more what was stopped on the way to the paper. Raises MmdeskError."""
        if _parked(order, FetchLabel) is not None:
            self._ask_for_label(work, order)
            return
        self.papers.print_again(work, order.stored, self.operator, self.workstation, PaperState.FAILED)

    def doubt(self, work: UnitOfWork, order: BenchOrder) -> PaperStanding | None:
        """What waits because nobody knows whether it came out; None when anything else stops the order."""
        if why_not_printed(work, order) or _parked_words(work, order):
            return None
        standing = self.papers.standing(work, order.stored)
        return standing if standing.state is PaperState.DOUBTFUL else None

    def waits_for_a_look(self, work: UnitOfWork, order: BenchOrder) -> Text | None:
        """Why a label that lacks pictures is not printed by itself: only a person has it printed."""
        progress = self.progress(work, order)
        return progress.stopped if progress.needs_a_look else None

    def settle(self, work: UnitOfWork, order: BenchOrder, *, came_out: bool) -> None:
        """A person has looked at the printer. Raises MmdeskError when it cannot be printed again."""
        if came_out:
            self.papers.confirm(work, order.stored, self.operator)
        else:
            state = PaperState.DOUBTFUL
            self.papers.print_again(work, order.stored, self.operator, self.workstation, state)

    def progress(self, work: UnitOfWork, order: BenchOrder) -> Progress:
        """How far a closed order is."""
        stop = why_not_printed(work, order) or _parked_words(work, order)
        if stop is not None:
            return Progress(FinishStep.STOPPED, stop)
        packing = _unfinished(order, Pack) or _unfinished(order, Accept)
        if packing is not None:
            sent = packing.state is RowState.CLAIMED
            return Progress(FinishStep.PACKING_SENT if sent else FinishStep.PACKING_QUEUED)
        if order.refused is not None:
            return Progress(FinishStep.STOPPED, order.refused.text)
        if any(each.stand is LotStand.TO_PACK for each in order.session.lots):
            return Progress(FinishStep.STOPPED, _NOT_SENT)
        if any(not statuses.has_reached(lot.status, Status.PACKED) for lot in order.standing.staying):
            return Progress(FinishStep.PACKING_SENT)
        if order.has_label:
            if _unfinished(order, FetchLabel) is not None:
                return Progress(FinishStep.LABEL_ASKED)
            if not _labels_are_here(work, order):
                return Progress(FinishStep.PACKED)
        return self._of_paper(work, order)

    def shown(self, work: UnitOfWork, order: BenchOrder, stopped: Text | None = None) -> Finishing:
        """The line of a closed order; `stopped` when its next step has just failed."""
        progress = Progress(FinishStep.STOPPED, stopped) if stopped else self.progress(work, order)
        draft = order.draft
        assert draft is not None
        assert draft.finishing_at is not None
        steps = _WITH_LABEL if order.has_label else _WITHOUT_LABEL
        return Finishing(
            key=order.key,
            ref=order.ref,
            scheme=order.connection.scheme.code,
            step=progress.step,
            number=steps.index(progress.step) if progress.step in steps else 0,
            of=len(steps) - 1,
            since=draft.finishing_at,
            boxes=len(set(order.session.packed.values())),
            operator=draft.operator,
            stopped=progress.stopped,
            waits=progress.waits,
            is_held_up=progress.is_held_up,
            gone=gone_since(order),
        )

    def shown_packed(self, work: UnitOfWork, order: BenchOrder) -> Finishing | None:
        """The line of an order that was printed here, and of which something is to be taken out."""
        packing, stop = work.packed.last_packing(order.key), why_not_printed(work, order)
        if packing is None or stop is None or not order.session.to_take_out:
            return None
        return Finishing(
            key=order.key,
            ref=order.ref,
            scheme=order.connection.scheme.code,
            step=FinishStep.STOPPED,
            number=0,
            of=len(_WITH_LABEL if order.has_label else _WITHOUT_LABEL) - 1,
            since=packing.packed_at,
            boxes=packing.boxes,
            operator=packing.operator,
            stopped=stop,
        )

    def _of_paper(self, work: UnitOfWork, order: BenchOrder) -> Progress:
        standing = self.papers.standing(work, order.stored)
        state = standing.state
        if state is PaperState.FAILED:
            return Progress(FinishStep.STOPPED, _failed(standing.failed))
        if state is PaperState.DOUBTFUL:
            return Progress(FinishStep.STOPPED, _DOUBTFUL)
        if state is PaperState.QUEUED:
            return Progress(FinishStep.PRINTING, waits=standing.waits, is_held_up=standing.is_held_up)
        missing = missing_pictures(work, order.key) if order.has_label else 0
        if missing and state is PaperState.NONE:
            stop = words.INCOMPLETE_LABEL.format(pictures=missing)
            return Progress(FinishStep.STOPPED, stop, needs_a_look=True)
        here = FinishStep.LABEL_HERE if order.has_label else FinishStep.PACKED
        return Progress(FinishStep.PRINTED if state is PaperState.PRINTED else here)

    def _ask_for_label(self, work: UnitOfWork, order: BenchOrder) -> None:
        self.desk.decide_within(
            work,
            order.connection,
            order.stored,
            self.operator,
            lambda scheme, standing: scheme.label(standing),
        )

    def _tell(
        self, work: UnitOfWork, order: BenchOrder, now: datetime, what: Happening, **details: str
    ) -> None:
        tell(work, order.stored, now, self.operator, what, workstation=self.place, **details)


def why_not_printed(work: UnitOfWork, order: BenchOrder) -> Text | None:
    """What forbids to print an order's paper at this moment; None when nothing does.

    A lot that was cancelled after packing and has been scanned out is no obstacle.
    """
    if not order.standing.staying:
        return nothing_left(work, order)
    out = work.packed.taken_out(order.key)
    for lot in order.stored.shipment.goods:
        box = order.session.packed.get(lot.index) or order.session.placed.get(lot.index)
        if lot.is_canceled and box and lot.index not in out:
            lot_words = describe(lot, lot.status)
            return _TAKE_OUT.format(lot=lot_words, box=box, n=order.number)
    return None


def _failed(why: Text | None) -> Text:
    """With the reason and its cure, so that nobody prints into the same trouble again."""
    told = why or _SEE_TO_PRINTER
    return _FAILED.format(why=Text(f"{told.ru.rstrip('.')}.", f"{told.en.rstrip('.')}."))


def _parked_words(work: UnitOfWork, order: BenchOrder) -> Text | None:
    for kind in (Pack, Accept, FetchLabel):
        parked = _parked(order, kind)
        if parked is not None:
            return _PARKED.format(why=work.outbox.find(parked.key).error or Text("", ""))
    return None


def _unfinished(order: BenchOrder, kind: type[MegamarketIntent]) -> PendingCommand | None:
    mine = (each for each in order.standing.pending if isinstance(each.intent, kind) and not each.is_parked)
    return next(mine, None)


def _parked(order: BenchOrder, kind: type[MegamarketIntent]) -> PendingCommand | None:
    mine = (each for each in order.standing.pending if isinstance(each.intent, kind) and each.is_parked)
    return next(mine, None)


def _labels_are_here(work: UnitOfWork, order: BenchOrder) -> bool:
    boxes = set(order.stored.shipment.box_indexes)
    return bool(boxes) and boxes <= {label.box_index for label in work.labels.current(order.key)}


def _boxes_of(work: UnitOfWork, keys: tuple[str, ...]) -> dict[int, int]:
    """The boxes as they are reported: numbers used before are not given again."""
    intents = (work.outbox.find(key).intent for key in keys)
    boxes = (box for intent in intents if isinstance(intent, Pack) for box in intent.boxes)
    return {lot: box.index for box in boxes for lot in box.lots}


_TAKE_OUT: Final = Text(
    "{lot} лежит в месте {box}. Отсканируйте номер {n} и достаньте его: потом заказ пойдёт дальше.",
    "{lot} lies in box {box}. Scan the number {n} and take it out: then the order goes on.",
)
_PARKED: Final = Text(
    "Остановлено: {why} Отсканируйте номер заказа, чтобы разобраться.",
    "Stopped: {why} Scan the order's number to sort it out.",
)
_NOT_SENT: Final = Text(
    "Упаковка снята с отправки. Отсканируйте номер заказа и отправьте её снова.",
    "The packing was dropped. Scan the order's number and send it again.",
)
_FAILED: Final = Text(
    "Не напечатано. {why} Потом отсканируйте номер заказа, чтобы напечатать снова.",
    "Not printed. {why} Then scan the order's number to print it again.",
)
_SEE_TO_PRINTER: Final = Text("Посмотрите на принтер.", "See to the printer.")
_DOUBTFUL: Final = Text(
    "Неизвестно, напечатано ли. Посмотрите на принтер, отсканируйте номер заказа и ответьте.",
    "Whether it was printed is not known. Look at the printer, scan the order's number and answer.",
)
