"""Print a file at once, in the process that asks: for scripts, and for whoever has no window open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from mmdesk.clock import Clock
from mmdesk.domain.print_job import DocumentKind, PrintState
from mmdesk.errors import MmdeskError, Text
from mmdesk.printing.paper import PageSize
from mmdesk.printing.print_errors import PrintDoubtful
from mmdesk.printing.printer_setup import PrinterKind, PrinterSetup
from mmdesk.printing.spooler import JobStage, JobState, PrintDocument, PrintOptions, SpoolTicket
from mmdesk.printing.spoolers import SystemPrinter, spooler_for, system_printers
from mmdesk.services.operators import Operator
from mmdesk.services.printers import OpenSpooler, Printer, UnknownPrinter, printers_of
from mmdesk.services.workstations import ThisWorkstation
from mmdesk.storage.print_jobs import JobKey, NewJob, Progress
from mmdesk.storage.uow import Storage


@dataclass(frozen=True, slots=True)
class KnownPrinter:
    """A printer that can be named; `printer` is None for a queue of the system that is not set up here."""

    name: str
    setup: PrinterSetup
    printer: Printer | None = None


class PrintNow:
    """One workstation's printers by their names, and those of its printing system."""

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        workstation: ThisWorkstation,
        *,
        open_spooler: OpenSpooler = spooler_for,
        system: Callable[[], tuple[SystemPrinter, ...]] = system_printers,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._workstation = workstation
        self._open_spooler = open_spooler
        self._system = system

    def known(self) -> tuple[KnownPrinter, ...]:
        """Those that are set up here by name, then the system's other queues. Raises StorageError."""
        with self._storage.look() as work:
            ours = printers_of(work, self._workstation.code).printers
        known = [KnownPrinter(each.name, each.setup, each) for each in ours]
        names = {each.name for each in ours}
        queues = (each.name for each in self._system() if each.name not in names)
        return (*known, *(KnownPrinter(name, PrinterSetup(PrinterKind.SYSTEM, name)) for name in queues))

    def print_file(
        self,
        title: str,
        pdf: bytes,
        printer: str,
        by: Operator,
        *,
        copies: int | None = None,
        paper: PageSize | None = None,
    ) -> JobState:
        """Hand a PDF over, byte for byte where its pages fill the sheet; what the printer said of it.

        `paper` is the sheet in the printer: by default the one it is set up with, else the first page's own.
        Raises UnknownPrinter, NotAPdf, DocumentTooLong, PaperDoesNotFit, PrinterUnreachable, PrinterRefused,
        SpoolFull, PrintDoubtful, SetupWrong and StorageError.
        """
        from mmdesk.printing.pdf_check import document

        checked = document(title, pdf)
        known = self._find(printer)
        options = _options(known, checked, copies, paper)
        key = self._begin(title, known.name, by, options.copies)
        try:
            spooler = self._open_spooler(known.setup)
            ticket = spooler.send(checked, options)
        except PrintDoubtful as error:
            self._end(key, PrintState.DOUBTFUL, error.text)
            raise
        except MmdeskError as error:
            # A script sees it fail at once and decides itself: nobody has to be asked on the page.
            self._end(key, PrintState.CANCELLED, error.text)
            raise
        state = _accepted(spooler.follow(ticket), ticket)
        self._end(key, PrintState.PRINTED, state.words)
        return state

    def _find(self, name: str) -> KnownPrinter:
        known = self.known()
        found = next((each for each in known if each.name == name), None)
        if found is None:
            names = ", ".join(each.name for each in known)
            hint = _KNOWN.format(names=names) if names else _NONE
            raise UnknownPrinter(name, hint=hint)
        return found

    def _begin(self, title: str, printer: str, by: Operator, copies: int) -> JobKey:
        job = NewJob(
            kind=DocumentKind.FILE,
            workstation=self._workstation.code,
            printer=printer,
            operator=by.name,
            created_at=self._clock.now(),
            copies=copies,
            title=title,
        )
        with self._storage.work() as work:
            work.printers.introduce_workstation(self._workstation.code, self._workstation.name)
            key = work.print_jobs.add(job)
            work.print_jobs.claim(key, f"command of {by.name}")
            work.commit()
        return key

    def _end(self, key: JobKey, state: PrintState, words: Text) -> None:
        end = Progress(state, words, finished_at=self._clock.now())
        with self._storage.work() as work:
            # A window that started meanwhile took the job for one that was broken off.
            for before in (PrintState.PRINTING, PrintState.DOUBTFUL):
                if work.print_jobs.progress(key, before, end):
                    work.commit()
                    return


def _options(
    known: KnownPrinter, checked: PrintDocument, copies: int | None, paper: PageSize | None
) -> PrintOptions:
    if known.printer is not None:
        options = known.printer.options(copies or known.printer.copies)
        return replace(options, paper=paper) if paper is not None else options
    return PrintOptions(paper or checked.pages[0], copies or 1)


def _accepted(state: JobState, ticket: SpoolTicket) -> JobState:
    """A queue that has only just taken the job says that it waits: that is as much as a script asks."""
    if state.stage in (JobStage.DONE, JobStage.SENT):
        return state
    return JobState(JobStage.SENT, _TAKEN.format(job=ticket.job))


_KNOWN: Final = Text("Есть такие: {names}.", "There are: {names}.")
_NONE: Final = Text(
    "Здесь нет ни одного принтера: настройте его на странице «Печать» или в системе.",
    "There is no printer here: set one up on the page “Printing”, or in the system.",
)
_TAKEN: Final = Text("Очередь системы приняла задание {job}", "The system's queue has taken job {job}")
