"""What people do about printing at one workstation: queue, print again, retry, move, answer a doubt, cancel.

Every call is one short transaction; call it from any thread but the window's own.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final

from mmdesk.clock import Clock
from mmdesk.domain.print_job import LONGEST_REASON, STATE_NAMES, DocumentKind, PrintState
from mmdesk.errors import MmdeskError, Text
from mmdesk.language import Language
from mmdesk.services import documents
from mmdesk.services.bench_papers import PaperState
from mmdesk.services.desk import OrderRef, find_order
from mmdesk.services.operators import Operator
from mmdesk.services.order_papers import OrderPapers, QueuedPapers, details_of, seen
from mmdesk.services.print_documents import document_of
from mmdesk.services.printers import Printer, PrinterKey, UnknownPrinter, printer_for, printers_of
from mmdesk.services.replaced_jobs import replacement, settle
from mmdesk.services.timeline import Happening, in_words, tell
from mmdesk.services.workstations import ThisWorkstation
from mmdesk.storage.print_jobs import JobKey, NewJob, Progress, StoredJob
from mmdesk.storage.uow import Storage, UnitOfWork


class UnknownJob(MmdeskError):
    """Raised for a print job that is gone."""

    title = Text("Такого задания печати нет", "There is no such print job")


class JobBusy(MmdeskError):
    """Raised when a job is in a state in which this cannot be done to it."""

    title = Text("С этим заданием этого сейчас не сделать", "This cannot be done to this job now")
    hint = Text(
        "Посмотрите, что с ним стало: список обновлён.", "See what became of it: the list is up to date."
    )


class ReasonNeeded(MmdeskError):
    """Raised when something is to be printed again and nobody says why."""

    title = Text("Нужна причина повторной печати", "A reason is needed to print it again")
    hint = Text("Выберите её из списка или напишите свою.", "Choose one from the list, or write your own.")


class PrintDesk:
    """One workstation's way to paper. Every call raises StorageError."""

    def __init__(
        self, storage: Storage, clock: Clock, workstation: ThisWorkstation, language: Language = "ru"
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._workstation = workstation
        self._language = language
        self.papers = OrderPapers(clock, language)

    @property
    def workstation(self) -> ThisWorkstation:
        return self._workstation

    def print_order(
        self, order: OrderRef, by: Operator, *, reason: str = "", boxes: Collection[int] = ()
    ) -> QueuedPapers:
        """Queue an order's labels, or ДСМ's packing list.

        Raises AlreadyPrinted, NoLabel, LabelIncomplete, NotAllowed, NoPrinterForThis, UnknownShipment and
        AmbiguousShipment.
        """
        with self._storage.work() as work:
            self._name(work)
            _, stored = find_order(work, order)
            queued = self.papers.queue(work, stored, by, self._workstation.code, reason=reason, boxes=boxes)
            if queued.new:
                work.commit()
        return queued

    def state_of(self, order: OrderRef) -> PaperState:
        """How far an order's papers have come. Raises UnknownShipment and AmbiguousShipment."""
        with self._storage.look() as work:
            _, stored = find_order(work, order)
            return self.papers.standing(work, stored).state

    def print_document(
        self,
        kind: DocumentKind,
        title: str,
        pdf: bytes,
        by: Operator,
        *,
        printer: PrinterKey | None = None,
        copies: int | None = None,
    ) -> JobKey:
        """Queue a document that was made already, for a printer by name or for that of its kind.

        Raises NoPrinterForThis and UnknownPrinter.
        """
        with self._storage.work() as work:
            self._name(work)
            chosen = self._printer(work, kind, printer)
            job = NewJob(
                kind=kind,
                workstation=self._workstation.code,
                printer=chosen.name,
                operator=by.name,
                created_at=self._clock.now(),
                copies=copies or chosen.copies,
                language=self._language,
                title=title,
                document=pdf,
            )
            key = work.print_jobs.add(job)
            work.commit()
        return key

    def reprint(self, key: JobKey, by: Operator, reason: str) -> tuple[JobKey, ...]:
        """Print what a job printed once more, here; an order's paper as the order is now.

        Raises ReasonNeeded, UnknownJob, JobBusy, and what `print_order` raises.
        """
        if not reason.strip():
            raise ReasonNeeded
        with self._storage.work() as work:
            self._name(work)
            job = _found(work, key)
            if job.state.is_under_way:
                raise JobBusy(STATE_NAMES[job.state])
            new = self._again(work, job, by, reason)
            if new:
                settle(work, [job], reason, self._clock.now())
            if new:
                work.commit()
        return new

    def retry(
        self, key: JobKey, by: Operator, *, printer: PrinterKey | None = None, looked: bool = False
    ) -> None:
        """Queue a job once more that failed, was cancelled, or is in doubt, by default for today's printer.

        `looked` says that somebody has seen that a doubtful one did not come out. Raises UnknownJob, JobBusy
        (also for a doubtful job that nobody has looked at, and one that a newer job stands for),
        NoPrinterForThis and UnknownPrinter.
        """
        with self._storage.work() as work:
            job = _found(work, key)
            if not job.state.may_be_retried or (job.state is PrintState.DOUBTFUL and not looked):
                raise JobBusy(STATE_NAMES[job.state])
            _check_alone(work, job)
            self._send_to(work, job, self._retry_on(work, job, printer), by, Happening.PRINT_RETRIED)
            work.commit()

    def print_on(self, key: JobKey, by: Operator, printer: PrinterKey) -> None:
        """Send a job to another printer here: one that waits, or did not come out as somebody has seen.

        Raises as `retry` does.
        """
        with self._storage.work() as work:
            job = _found(work, key)
            if job.state is PrintState.WAITING:
                self._send_to(work, job, self._printer(work, job.kind, printer), by, Happening.PRINT_MOVED)
                work.commit()
                return
        self.retry(key, by, printer=printer, looked=True)

    def confirm_printed(self, key: JobKey, by: Operator) -> None:
        """Somebody has looked: a doubtful job did come out. Raises UnknownJob and JobBusy."""
        with self._storage.work() as work:
            job = _found(work, key)
            if job.state is not PrintState.DOUBTFUL:
                raise JobBusy(STATE_NAMES[job.state])
            _go_on(work, job, seen(self._clock.now()))
            self._tell(work, job, by, Happening.PRINT_SEEN)
            work.commit()

    def cancel(self, key: JobKey, by: Operator) -> None:
        """Take a job out of its queue, or let a failed one rest. Raises UnknownJob and JobBusy."""
        with self._storage.work() as work:
            job = _found(work, key)
            if not job.state.may_be_cancelled:
                raise JobBusy(STATE_NAMES[job.state], hint=_HINTS.get(job.state))
            words = Text("Отменил(а) {name}", "Cancelled by {name}").format(name=by.name)
            _go_on(work, job, Progress(PrintState.CANCELLED, words, finished_at=self._clock.now()))
            self._tell(work, job, by, Happening.PRINT_CANCELLED)
            work.commit()

    def save(self, key: JobKey, folder: Path) -> Path:
        """Write a job's document into a folder, to be looked at; the file.

        Raises UnknownJob, DocumentGone, DocumentNotSaved, and what making it raises.
        """
        with self._storage.look() as work:
            job = _found(work, key)
        pdf = document_of(self._storage, self._clock, job)
        return documents.save(folder, job.kind.value.replace("_", "-"), str(key), pdf)

    def _again(self, work: UnitOfWork, job: StoredJob, by: Operator, reason: str) -> tuple[JobKey, ...]:
        if job.shipment is not None and job.kind.is_of_an_order:
            stored = work.shipments.get(job.shipment)
            boxes = () if job.box_index is None else (job.box_index,)
            queued = self.papers.queue(work, stored, by, self._workstation.code, reason=reason, boxes=boxes)
            return queued.new
        if job.kind is DocumentKind.LABEL_SHEET:
            raise JobBusy(_BY_ONE)
        document = work.print_jobs.document(job.key)
        if document is None:
            raise JobBusy(_GONE)
        copy = NewJob(
            kind=job.kind,
            workstation=self._workstation.code,
            printer=self._retry_on(work, job, None).name,
            operator=by.name,
            created_at=self._clock.now(),
            copies=job.copies,
            reason=reason.strip()[:LONGEST_REASON],
            language=job.language,
            title=job.title,
            document=document,
            reprint_of=job.key,
        )
        return (work.print_jobs.add(copy),)

    def _send_to(
        self, work: UnitOfWork, job: StoredJob, printer: Printer, by: Operator, what: Happening
    ) -> None:
        """With the labels that are on the sheet. Raises JobBusy."""
        if job.workstation != self._workstation.code:
            raise JobBusy(_ELSEWHERE)
        labels = [each.key for each in work.print_jobs.on_sheet(job.key) if each.state is job.state]
        _go_on(work, job, Progress(PrintState.WAITING))
        work.print_jobs.readdress([job.key, *labels], printer.name)
        self._tell(work, _found(work, job.key), by, what)

    def _retry_on(self, work: UnitOfWork, job: StoredJob, printer: PrinterKey | None) -> Printer:
        """The one that is named, else the job's own as long as it is set up here, else that of its kind."""
        if printer is None:
            for each in printers_of(work, self._workstation.code).printers:
                if each.name == job.printer:
                    return each
        return self._printer(work, job.kind, printer)

    def _printer(self, work: UnitOfWork, kind: DocumentKind, key: PrinterKey | None) -> Printer:
        if key is None:
            return printer_for(work, self._workstation.code, kind)
        found = (each for each in printers_of(work, self._workstation.code).printers if each.key == key)
        chosen = next(found, None)
        if chosen is None:
            raise UnknownPrinter
        return chosen

    def _tell(self, work: UnitOfWork, job: StoredJob, by: Operator, what: Happening) -> None:
        tell_of_job(work, job, self._clock, by, what)

    def _name(self, work: UnitOfWork) -> None:
        """Jobs are shown with their workstation's name, also elsewhere."""
        work.printers.introduce_workstation(self._workstation.code, self._workstation.name)


def tell_of_job(
    work: UnitOfWork,
    job: StoredJob,
    clock: Clock,
    by: Operator,
    what: Happening,
    words: Text | None = None,
) -> None:
    """Add what became of a job to the timelines of its order, or of those whose labels are on the sheet."""
    for label in work.print_jobs.on_sheet(job.key):
        tell_of_job(work, label, clock, by, what, words)
    if job.shipment is None:
        return
    stored = work.shipments.get(job.shipment)
    tell(work, stored, clock.now(), by, what, **details_of(work, job), **in_words(words))


def _found(work: UnitOfWork, key: JobKey) -> StoredJob:
    job = work.print_jobs.find(key)
    if job is None:
        raise UnknownJob(str(key))
    return job


def _check_alone(work: UnitOfWork, job: StoredJob) -> None:
    """Raises JobBusy for a paper, or a sheet with one, in the place of which another one was sent."""
    for each in (job, *work.print_jobs.on_sheet(job.key)):
        other = replacement(work, each)
        if other is not None:
            raise JobBusy(
                _NEWER.format(state=STATE_NAMES[other.state], printer=other.printer), hint=_THAT_ONE
            )


def _go_on(work: UnitOfWork, job: StoredJob, to: Progress) -> None:
    """Raises JobBusy when somebody else was quicker."""
    if not work.print_jobs.progress(job.key, job.state, to):
        raise JobBusy


_BY_ONE: Final = Text(
    "лист этикеток не печатают повторно: выберите заказ и напечатайте его этикетку",
    "a sheet of labels is not printed again: choose the order and print its label",
)
_GONE: Final = Text("документ уже удалён по сроку хранения", "its document is past its term and gone")
_NEWER: Final = Text(
    "взамен отправлено другое ({state}, принтер «{printer}»)",
    "another one was sent in its place ({state}, printer “{printer}”)",
)
_THAT_ONE: Final = Text(
    "Если нужна ещё одна бумага, напечатайте повторно то, новое задание.",
    "If another paper is needed, print that newer job again.",
)
_ELSEWHERE: Final = Text(
    "задание другого рабочего места: повторите его там", "a job of another workstation: retry it there"
)
_HINTS: Final = {
    PrintState.PRINTING: Text(
        "Оно уже у принтера: остановите его на самом принтере или в очереди системы.",
        "The printer has it already: stop it there, or in the system's queue.",
    ),
    PrintState.DOUBTFUL: Text(
        "Посмотрите, вышла ли бумага, и ответьте: вышла или не вышла.",
        "See whether the paper came out, and answer: it did, or it did not.",
    ),
}
