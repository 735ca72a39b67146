"""The papers of an order on their way to a printer: queued once, and again only for a reason.

Everything here happens inside a transaction that the caller owns and commits, so that what is queued is what
the mirror shows at that moment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mmdesk.clock import Clock
from mmdesk.domain.print_job import LONGEST_REASON, NOT_OUT, DocumentKind, PrintState
from mmdesk.domain.readiness import canceled_in_box
from mmdesk.domain.scheme import Verb
from mmdesk.domain.shipment import Shipment
from mmdesk.domain.standing import NotAllowed, describe
from mmdesk.errors import MmdeskError, Text
from mmdesk.language import Language
from mmdesk.services.bench_papers import PaperStanding, PaperState
from mmdesk.services.labels import NoLabel, refuse_incomplete
from mmdesk.services.operators import Operator
from mmdesk.services.printers import Printer, printer_for, printer_of
from mmdesk.services.replaced_jobs import settle
from mmdesk.services.timeline import Happening, tell
from mmdesk.storage.print_jobs import JobKey, NewJob, Progress, StoredJob
from mmdesk.storage.shipments import ShipmentKey, StoredShipment
from mmdesk.storage.uow import UnitOfWork


class AlreadyPrinted(MmdeskError):
    """Raised when a paper of an order was printed before, or may have been, and no reason is given."""

    title = Text("Это уже напечатано", "This has been printed already")
    hint = Text(
        "Если нужна ещё одна, напечатайте повторно и укажите причину.",
        "If another one is needed, print it again and give the reason.",
    )


@dataclass(frozen=True, slots=True)
class QueuedPapers:
    """The jobs that were made now, and those that were on their way before."""

    new: tuple[JobKey, ...] = ()
    under_way: tuple[JobKey, ...] = ()
    printer: str = ""


@dataclass(frozen=True, slots=True)
class _Paper:
    """One paper that an order needs; `subject` changes with what it shows."""

    kind: DocumentKind
    subject: str
    label_id: int | None = None
    box_index: int | None = None


@dataclass(frozen=True, slots=True)
class _Given:
    """What all papers of one wish have in common."""

    by: Operator
    workstation: str
    printer: Printer
    reason: str
    sheet: JobKey | None


class OrderPapers:
    """Queues the labels of an order's boxes, or ДСМ's packing list, at a workstation."""

    def __init__(self, clock: Clock, language: Language) -> None:
        self._clock = clock
        self._language = language

    def print_order(
        self, work: UnitOfWork, stored: StoredShipment, by: Operator, workstation: str, *, reason: str = ""
    ) -> None:
        """The same as `queue`, for whoever has looked at the label and only has to know that it is queued."""
        self.queue(work, stored, by, workstation, reason=reason, looked_at=True)

    def queue(
        self,
        work: UnitOfWork,
        stored: StoredShipment,
        by: Operator,
        workstation: str,
        *,
        reason: str = "",
        boxes: Collection[int] = (),
        printer: Printer | None = None,
        sheet: JobKey | None = None,
        looked_at: bool = False,
    ) -> QueuedPapers:
        """Queue what has not been printed yet; with a reason, everything but what is on its way already.

        `boxes` names some of the order's boxes; `sheet` is the job with which the labels come out;
        `looked_at` and a reason tell that somebody has seen the label. Raises AlreadyPrinted, NoLabel,
        LabelIncomplete, NoPrinterForThis, and NotAllowed when a packed lot has been cancelled.
        """
        papers = [paper for paper in _papers(work, stored) if not boxes or paper.box_index in boxes]
        if not papers:
            raise NoLabel(Text.same(stored.shipment.shipment_id))
        earlier = {paper: _earlier(work, stored.key, paper) for paper in papers}
        under_way = [job.key for jobs in earlier.values() for job in jobs if job.state.is_under_way]
        free = [paper for paper in papers if not any(job.state.is_under_way for job in earlier[paper])]
        printed = [paper for paper in free if any(job.state.counts_as_printed for job in earlier[paper])]
        fresh = free if reason.strip() else [paper for paper in free if paper not in printed]
        if not fresh and not under_way:
            raise _already(stored.shipment, [earlier[paper][-1] for paper in printed])
        if fresh and papers[0].kind is DocumentKind.LABEL and not (looked_at or reason.strip()):
            refuse_incomplete(work, stored)
        chosen = printer or printer_for(work, workstation, papers[0].kind)
        given = _Given(by, workstation, chosen, reason, sheet)
        new = [self._add(work, stored, given, paper) for paper in fresh]
        return QueuedPapers(tuple(new), tuple(under_way), chosen.name)

    def print_again(
        self, work: UnitOfWork, stored: StoredShipment, by: Operator, workstation: str, state: PaperState
    ) -> None:
        """Queue once more only what is in this state, FAILED or DOUBTFUL: the rest has its paper.

        Raises NoPrinterForThis, and NotAllowed when a packed lot has been cancelled.
        """
        papers = [
            paper
            for paper in _papers(work, stored)
            if _state_after(_earlier(work, stored.key, paper)) is state
        ]
        if not papers:
            return
        chosen = printer_for(work, workstation, papers[0].kind)
        given = _Given(by, workstation, chosen, NOT_OUT, None)
        for paper in papers:
            self._add(work, stored, given, paper)

    def confirm(self, work: UnitOfWork, stored: StoredShipment, by: Operator) -> None:
        """Somebody has looked: the papers in doubt did come out."""
        now = self._clock.now()
        for paper in _papers(work, stored):
            for job in _earlier(work, stored.key, paper):
                if job.state is PrintState.DOUBTFUL:
                    work.print_jobs.progress(job.key, job.state, seen(now))
                    tell(work, stored, now, by, Happening.PRINT_SEEN, **details_of(work, job))

    def has_come_out(self, work: UnitOfWork, stored: StoredShipment) -> bool:
        """Whether any of the papers in force has been printed, or may have been."""
        try:
            papers = _papers(work, stored)
        except (NoLabel, NotAllowed):
            return False
        return any(
            job.state.counts_as_printed for paper in papers for job in _earlier(work, stored.key, paper)
        )

    def standing(self, work: UnitOfWork, stored: StoredShipment) -> PaperStanding:
        """Of the labels in force, or of the packing list as the order is packed now."""
        try:
            papers = _papers(work, stored)
        except (NoLabel, NotAllowed):
            return PaperStanding(PaperState.NONE)
        jobs = {paper: _earlier(work, stored.key, paper) for paper in papers}
        states = {paper: _state_after(earlier) for paper, earlier in jobs.items()}
        doubtful = (paper.box_index for paper, state in states.items() if state is PaperState.DOUBTFUL)
        under_way = [job for earlier in jobs.values() for job in earlier if job.state.is_under_way]
        waiting = _first_that_waits(work, under_way)
        return PaperStanding(
            _worst(states.values()),
            tuple(box for box in doubtful if box is not None),
            None if waiting is None else waiting.words,
            waiting is not None and _is_held_up(work, waiting),
            _why_failed(jobs[paper] for paper, state in states.items() if state is PaperState.FAILED),
        )

    def _add(self, work: UnitOfWork, stored: StoredShipment, given: _Given, paper: _Paper) -> JobKey:
        """Queue it, in the place of what waits for a person's answer about the same box or list."""
        former = work.print_jobs.of_shipment(stored.key, paper.kind)
        job = self._job(stored, given, paper, _those_for(paper, former))
        same_box = [each for each in former if each.box_index == paper.box_index]
        settle(work, same_box, given.reason, job.created_at)
        key = work.print_jobs.add(job)
        what = Happening.REPRINT_QUEUED if job.reason else Happening.PRINT_QUEUED
        tell(work, stored, job.created_at, given.by, what, **details_of(work, job))
        return key

    def _job(
        self, stored: StoredShipment, given: _Given, paper: _Paper, earlier: Sequence[StoredJob]
    ) -> NewJob:
        """A reason is told only of what was printed before."""
        printed = [job for job in earlier if job.state.counts_as_printed]
        return NewJob(
            kind=paper.kind,
            workstation=given.workstation,
            printer=given.printer.name,
            operator=given.by.name,
            created_at=self._clock.now(),
            copies=given.printer.copies,
            reason=given.reason.strip()[:LONGEST_REASON] if printed else "",
            language=self._language,
            shipment=stored.key,
            label_id=paper.label_id,
            box_index=paper.box_index,
            subject=paper.subject,
            reprint_of=printed[-1].key if printed else None,
            sheet=given.sheet,
        )


def seen(at: datetime) -> Progress:
    """How a doubtful job ends when somebody has seen its paper."""
    return Progress(PrintState.PRINTED, _SEEN, finished_at=at)


def details_of(work: UnitOfWork, job: NewJob | StoredJob) -> dict[str, str]:
    """What the timeline tells of a job; nothing personal."""
    names = {place.code: place.name for place in work.printers.workstations()}
    return {
        "document": job.kind.value,
        "box": str(job.box_index or ""),
        "printer": job.printer,
        "workstation": names.get(job.workstation, job.workstation),
        "copies": str(job.copies),
        "reason": job.reason,
    }


def obstacle(work: UnitOfWork, job: StoredJob) -> Text | None:
    """Why an order's paper must not come out, looked at once more right before it is printed.

    One label that must not come out stops the sheet on which it stands.
    """
    for each in work.print_jobs.on_sheet(job.key):
        why = obstacle(work, each)
        if why is not None:
            stored = work.shipments.get(each.shipment) if each.shipment is not None else None
            number = stored.shipment.shipment_id if stored is not None else ""
            return Text("Заказ {n}: {why}", "Order {n}: {why}").format(n=number, why=why)
    if job.shipment is None or not job.kind.is_of_an_order:
        return None
    shipment = work.shipments.get(job.shipment).shipment
    if all(lot.is_canceled for lot in shipment.goods):
        return _ALL_CANCELLED
    gone = canceled_in_box(shipment)
    if gone:
        return _CANCELLED.format(lot=describe(gone[0], gone[0].status), box=gone[0].box_index)
    if job.kind is DocumentKind.LABEL:
        label = None if job.label_id is None else work.labels.find(job.label_id)
        if label is None or label.is_void:
            return _VOID
    elif job.subject != list_subject(shipment):
        return _CHANGED
    return None


def list_subject(shipment: Shipment) -> str:
    """Which state of the order a packing list shows: another one after a change of lots or boxes."""
    lots = [
        (lot.index, lot.offer_id, lot.box_index or 0, str(lot.final_price))
        for lot in shipment.goods
        if not lot.is_canceled
    ]
    return hashlib.sha256(repr(sorted(lots)).encode()).hexdigest()[:16]


def _papers(work: UnitOfWork, stored: StoredShipment) -> list[_Paper]:
    """What the scheme has printed for an order. Raises NotAllowed and NoLabel."""
    shipment = stored.shipment
    scheme = work.connections.by_id(stored.connection_id).scheme
    if all(lot.is_canceled for lot in shipment.goods):
        raise NotAllowed(_ALL_CANCELLED, hint=_NO_NEED)
    gone = canceled_in_box(shipment)
    if gone:
        raise NotAllowed(describe(gone[0], gone[0].status), hint=_TAKE_OUT)
    if Verb.LABEL not in scheme.verbs:
        return [_Paper(DocumentKind.PACKING_LIST, list_subject(shipment))]
    kept = work.labels.kept(stored.key)
    missing = set(shipment.box_indexes) - {label.box_index for label in kept}
    if not kept or missing:
        raise NoLabel(Text.same(shipment.shipment_id), hint=_FETCH)
    return [_Paper(DocumentKind.LABEL, label.sha256[:16], label.label_id, label.box_index) for label in kept]


def _earlier(work: UnitOfWork, shipment: ShipmentKey, paper: _Paper) -> list[StoredJob]:
    """The jobs for just this paper, the oldest first.

    A label that was fetched anew after it had become void is another one, even with the same bytes: what was
    printed before is destroyed.
    """
    return _those_for(paper, work.print_jobs.of_shipment(shipment, paper.kind))


def _those_for(paper: _Paper, jobs: Sequence[StoredJob]) -> list[StoredJob]:
    this = (paper.subject, paper.label_id, paper.box_index)
    return [job for job in jobs if (job.subject, job.label_id, job.box_index) == this]


def _state_after(jobs: Sequence[StoredJob]) -> PaperState:
    """The newest job decides; one that was cancelled has brought nothing, and settles nothing."""
    if any(job.state.is_under_way for job in jobs):
        return PaperState.QUEUED
    told = [job.state for job in jobs if job.state in _BY_JOB]
    return _BY_JOB[told[-1]] if told else PaperState.NONE


def _first_that_waits(work: UnitOfWork, under_way: Sequence[StoredJob]) -> StoredJob | None:
    """The job that says what these wait for: one of them, or what holds up the queue in which they stand."""
    own = next((job for job in under_way if job.words is not None), None)
    if own is not None:
        return own
    for job in under_way:
        head = work.print_jobs.head(job.workstation, job.printer)
        if head is not None and head.words is not None and _is_held_up(work, head):
            return head
    return None


def _why_failed(failed: Iterable[Sequence[StoredJob]]) -> Text | None:
    """What was said of the first paper that did not come out."""
    last = (next(job for job in reversed(jobs) if job.state is PrintState.FAILED) for jobs in failed)
    return next((job.words for job in last if job.words is not None), None)


def _is_held_up(work: UnitOfWork, job: StoredJob) -> bool:
    """Whether a job that says something waits for somebody to put something right."""
    if job.state is PrintState.WAITING:
        return True
    printer = work.printers.named(job.workstation, job.printer)
    return printer is not None and not printer_of(printer).state.condition.can_print


_BY_JOB: Final[Mapping[PrintState, PaperState]] = {
    PrintState.PRINTED: PaperState.PRINTED,
    PrintState.DOUBTFUL: PaperState.DOUBTFUL,
    PrintState.FAILED: PaperState.FAILED,
}
_FROM_WORST: Final = (
    PaperState.FAILED, PaperState.DOUBTFUL, PaperState.NONE, PaperState.QUEUED, PaperState.PRINTED,
)  # fmt: skip


def _worst(states: Collection[PaperState]) -> PaperState:
    return next((state for state in _FROM_WORST if state in states), PaperState.NONE)


def _already(shipment: Shipment, jobs: Sequence[StoredJob]) -> AlreadyPrinted:
    boxes = ", ".join(str(job.box_index) for job in jobs if job.box_index)
    printers = ", ".join(dict.fromkeys(job.printer for job in jobs))
    if boxes:
        words = Text("{n}, места {boxes}, принтер «{printers}»", "{n}, boxes {boxes}, printer “{printers}”")
    else:
        words = Text("{n}, принтер «{printers}»", "{n}, printer “{printers}”")
    return AlreadyPrinted(words.format(n=shipment.shipment_id, boxes=boxes, printers=printers))


_SEEN: Final = Text("Бумага вышла: посмотрел человек", "It came out: somebody has looked")
_ALL_CANCELLED: Final = Text("все лоты заказа отменены", "all lots of the order are cancelled")
_NO_NEED: Final = Text("Разберите заказ: печатать нечего.", "Unpack the order: there is nothing to print.")
_TAKE_OUT: Final = Text(
    "Достаньте его из места, прежде чем клеить этикетку.",
    "Take it out of the box before the label goes on.",
)
_FETCH: Final = Text(
    "Запросите этикетку у Мегамаркета: «Заказы», F7.", "Have Megamarket give it out: “Orders”, F7."
)
_CANCELLED: Final = Text(
    "{lot}. Достаньте его из места {box}: эта этикетка больше не нужна.",
    "{lot}. Take it out of box {box}: this label is not needed any more.",
)
_VOID: Final = Text(
    "Этикетка больше не действует: места заказа изменились. Получите новую («Заказы», F7) и напечатайте её.",
    "The label is void: the order's boxes have changed. Fetch the new one (“Orders”, F7) and print that.",
)
_CHANGED: Final = Text(
    "Состав заказа изменился после постановки в очередь. Напечатайте лист заново.",
    "The order has changed since this was queued. Print the list anew.",
)
