"""The printers of a workstation: set up, changed, removed, and which of them takes which documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

from mmdesk.clock import Clock
from mmdesk.domain.print_job import DOCUMENT_NAMES, DocumentKind, PrintState
from mmdesk.errors import MmdeskError, Text
from mmdesk.printing.fitting import Placement, Turn
from mmdesk.printing.paper import PageSize
from mmdesk.printing.printer_setup import Dialect, PrinterKind, PrinterSetup
from mmdesk.printing.spooler import PrinterCondition, PrinterState, PrintOptions, Spooler
from mmdesk.printing.spoolers import SystemPrinter, spooler_for, system_printers
from mmdesk.services.workstations import ThisWorkstation
from mmdesk.storage.print_jobs import Progress, StoredJob
from mmdesk.storage.printers import PrinterFields, PrinterKey, StoredPrinter
from mmdesk.storage.uow import Storage, UnitOfWork

__all__ = [
    "DocumentKind", "Printer", "PrinterDesk", "PrinterKey", "PrinterSetup", "PrinterWish", "SystemPrinter",
]  # fmt: skip

MOST_COPIES: Final = 20
LONGEST_NAME: Final = 60
_OFFICE: Final = (DocumentKind.PACKING_LIST, DocumentKind.PICK_LIST, DocumentKind.LABEL_SHEET,
                  DocumentKind.CONTROL_SHEET)  # fmt: skip

OpenSpooler = Callable[[PrinterSetup], Spooler]


class PrinterNameWrong(MmdeskError):
    """Raised for a name that is empty, too long, or that another printer of the workstation has."""

    title = Text("Такое имя принтеру не дать", "The printer cannot be called so")
    hint = Text(
        "Дайте принтеру своё имя, например «Этикетки у стола 1».",
        "Give the printer a name of its own, such as “Labels at bench 1”.",
    )


class UnknownPrinter(MmdeskError):
    """Raised for a printer that is not, or no longer, set up at this workstation."""

    title = Text("Такого принтера на этом рабочем месте нет", "This workstation has no such printer")
    hint = Text(
        "Настройте его на странице «Печать» или выберите другой.",
        "Set it up on the page “Printing”, or choose another one.",
    )


class NoPrinterForThis(MmdeskError):
    """Raised when a kind of document has no printer at this workstation."""

    title = Text("Не выбран принтер", "No printer is chosen")
    hint = Text(
        "Откройте страницу «Печать» и выберите, на чём это печатать.",
        "Open the page “Printing” and choose what this is printed on.",
    )


@dataclass(frozen=True, slots=True)
class PrinterWish:
    """What a person chooses about a printer; `copies` of every label or page."""

    name: str
    setup: PrinterSetup
    paper: PageSize
    copies: int = 1


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer of this workstation, and how it was found when its spool looked last."""

    key: PrinterKey
    name: str
    setup: PrinterSetup
    paper: PageSize
    copies: int
    state: PrinterState
    seen_at: datetime | None

    @property
    def wish(self) -> PrinterWish:
        return PrinterWish(self.name, self.setup, self.paper, self.copies)

    def options(self, copies: int) -> PrintOptions:
        return PrintOptions(self.paper, copies, self.setup.placement, self.setup.turn)


@dataclass(frozen=True, slots=True)
class PrintersSeen:
    """The printers of a workstation by name, and where each kind of document goes."""

    printers: tuple[Printer, ...] = ()
    routes: Mapping[DocumentKind, PrinterKey] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, kind: DocumentKind) -> Printer | None:
        """The printer of a kind; the only one there is takes what nobody has led anywhere."""
        chosen = self.routes.get(kind)
        if chosen is None and len(self.printers) == 1:
            return self.printers[0]
        return next((printer for printer in self.printers if printer.key == chosen), None)


class PrinterDesk:
    """One workstation's printers. Safe to share between threads; every call raises StorageError."""

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        workstation: ThisWorkstation,
        open_spooler: OpenSpooler = spooler_for,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._workstation = workstation
        self._open_spooler = open_spooler

    def seen(self) -> PrintersSeen:
        with self._storage.look() as work:
            return printers_of(work, self._workstation.code)

    def add(self, wish: PrinterWish) -> PrinterKey:
        """Set a printer up; it takes the documents that fit its paper and have no printer yet.

        The others stay with the one that took all of them because it was the only one.

        Raises PrinterNameWrong, and SetupWrong for a folder that cannot be written.
        """
        self.make_ready(wish.setup)
        with self._storage.work() as work:
            fields = self._fields(wish)
            self._check_name(work, fields.name, None)
            work.printers.introduce_workstation(self._workstation.code, self._workstation.name)
            before = work.printers.of(self._workstation.code)
            key = work.printers.add(fields)
            routes = work.printers.routes(self._workstation.code)
            fitting = _OFFICE if wish.paper.is_office_sheet else (DocumentKind.LABEL,)
            for kind in (DocumentKind.LABEL, *_OFFICE):
                if kind in routes:
                    continue
                if kind in fitting:
                    work.printers.route(self._workstation.code, kind, key)
                elif len(before) == 1:
                    work.printers.route(self._workstation.code, kind, before[0].key)
            work.commit()
        return key

    def change(self, key: PrinterKey, wish: PrinterWish) -> None:
        """Its jobs that are not over go with it to a new name. Raises as `add` does, and UnknownPrinter."""
        self.make_ready(wish.setup)
        with self._storage.work() as work:
            before = self._of_ours(work, key)
            fields = self._fields(wish)
            self._check_name(work, fields.name, key)
            if fields.name != before.fields.name:
                jobs = (*self._waiting(work, before), *self._printing(work, before))
                work.print_jobs.readdress([job.key for job in jobs], fields.name)
            work.printers.change(key, fields)
            work.commit()

    def remove(self, key: PrinterKey) -> int:
        """Take it away; how many jobs that waited for it now wait for a person. Raises UnknownPrinter."""
        now = self._clock.now()
        with self._storage.work() as work:
            found = self._of_ours(work, key)
            waiting = self._waiting(work, found)
            for job in waiting:
                failed = Progress(PrintState.FAILED, _REMOVED, finished_at=now)
                work.print_jobs.progress(job.key, PrintState.WAITING, failed)
            for job in self._printing(work, found):
                # Nobody follows it from now on; one that is just being sent is settled by its sender.
                if job.ticket is not None:
                    doubtful = Progress(PrintState.DOUBTFUL, _REMOVED_MEANWHILE, finished_at=now)
                    work.print_jobs.progress(job.key, PrintState.PRINTING, doubtful)
            work.printers.remove(key)
            work.commit()
        return len(waiting)

    def route(self, kind: DocumentKind, key: PrinterKey | None) -> None:
        """Choose the printer of a kind of document, or none. Raises UnknownPrinter."""
        with self._storage.work() as work:
            if key is not None:
                self._of_ours(work, key)
            work.printers.introduce_workstation(self._workstation.code, self._workstation.name)
            work.printers.route(self._workstation.code, kind, key)
            work.commit()

    def found(self) -> tuple[SystemPrinter, ...]:
        """The queues of this computer's printing system; may take seconds."""
        return system_printers()

    def make_ready(self, setup: PrinterSetup) -> None:
        """A folder is made where it is missing, and tried; others may be off now. Raises SetupWrong."""
        if setup.kind is PrinterKind.FOLDER:
            from mmdesk.printing.folder_spooler import make_ready

            make_ready(Path(setup.target.strip()))

    def look(self, setup: PrinterSetup) -> PrinterState:
        """Whether a printer answers, before it is set up; may take seconds. Raises SetupWrong."""
        return self._open_spooler(setup).state()

    def _waiting(self, work: UnitOfWork, printer: StoredPrinter) -> tuple[StoredJob, ...]:
        return work.print_jobs.waiting(self._workstation.code, printer.fields.name)

    def _printing(self, work: UnitOfWork, printer: StoredPrinter) -> tuple[StoredJob, ...]:
        jobs = work.print_jobs.printing(self._workstation.code)
        return tuple(job for job in jobs if job.printer == printer.fields.name)

    def _fields(self, wish: PrinterWish) -> PrinterFields:
        name = " ".join(wish.name.split())
        if not 1 <= len(name) <= LONGEST_NAME:
            raise PrinterNameWrong(name[:LONGEST_NAME])
        return fields_of(self._workstation.code, name, wish)

    def _check_name(self, work: UnitOfWork, name: str, own: PrinterKey | None) -> None:
        taken = work.printers.named(self._workstation.code, name)
        if taken is not None and taken.key != own:
            raise PrinterNameWrong(Text("«{n}» уже есть", "there is a “{n}” already").format(n=name))

    def _of_ours(self, work: UnitOfWork, key: PrinterKey) -> StoredPrinter:
        found = work.printers.find(key)
        if found is None or found.fields.workstation != self._workstation.code:
            raise UnknownPrinter
        return found


def printers_of(work: UnitOfWork, workstation: str) -> PrintersSeen:
    """Those that are set up at a workstation."""
    stored = work.printers.of(workstation)
    return PrintersSeen(tuple(map(printer_of, stored)), work.printers.routes(workstation))


def printer_for(work: UnitOfWork, workstation: str, kind: DocumentKind) -> Printer:
    """Where a kind of document is printed. Raises NoPrinterForThis."""
    found = printers_of(work, workstation).of(kind)
    if found is None:
        raise NoPrinterForThis(DOCUMENT_NAMES[kind])
    return found


def printer_of(stored: StoredPrinter) -> Printer:
    """A stored printer in the words of printing."""
    fields = stored.fields
    condition = _condition(stored.condition)
    state = PrinterState.of(condition) if stored.words is None else PrinterState(condition, stored.words)
    setup = PrinterSetup(
        kind=PrinterKind(fields.kind),
        target=fields.target,
        dialect=Dialect(fields.dialect),
        dpi=fields.dpi,
        darkness=fields.darkness,
        speed=fields.speed,
        gap_mm=fields.gap_tenths / 10,
        plain_hex=fields.plain_hex,
        asks_state=fields.asks_state,
        placement=Placement(fields.placement),
        turn=Turn(fields.turn),
    )
    paper = PageSize.parse(fields.paper)
    return Printer(stored.key, fields.name, setup, paper, fields.copies, state, stored.seen_at)


def _condition(value: str) -> PrinterCondition:
    known = value in PrinterCondition.__members__.values()
    return PrinterCondition(value) if known else PrinterCondition.UNKNOWN


def fields_of(workstation: str, name: str, wish: PrinterWish) -> PrinterFields:
    """What is kept of a wish; `copies` beyond reason are cut."""
    setup = wish.setup
    return PrinterFields(
        workstation=workstation,
        name=name,
        kind=setup.kind.value,
        target=setup.target.strip(),
        dialect=setup.dialect.value,
        dpi=setup.dpi,
        paper=wish.paper.name,
        copies=min(max(wish.copies, 1), MOST_COPIES),
        placement=setup.placement.value,
        turn=int(setup.turn),
        darkness=setup.darkness,
        speed=setup.speed,
        gap_tenths=round(setup.gap_mm * 10),
        plain_hex=setup.plain_hex,
        asks_state=setup.asks_state,
    )


_REMOVED_MEANWHILE: Final = Text(
    "Принтер убран, пока он печатал. Посмотрите, вышла ли бумага, и ответьте: вышла или не вышла.",
    "The printer was removed while it was printing. See whether the paper came out, and answer.",
)
_REMOVED: Final = Text(
    "Принтер убран с этого рабочего места. Повторите задание: оно уйдёт на тот, что выбран теперь.",
    "The printer was removed from this workstation. Retry the job: it goes to the one chosen now.",
)
