"""What the page «Печать» knows and allows. Without Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from mmdesk.domain.print_job import DOCUMENT_NAMES, STATE_NAMES, DocumentKind, PrintState
from mmdesk.errors import Text
from mmdesk.printing.spooler import PrinterCondition
from mmdesk.services.print_list import JobFilter, JobLine, JobWish, PrintListSeen
from mmdesk.services.printers import Printer
from mmdesk.ui.tone import Tone


@dataclass(frozen=True, slots=True)
class Sign:
    """An icon in a tone, always beside a word."""

    icon: str
    tone: Tone


_STATE_SIGNS: Final = {
    PrintState.WAITING: Sign("clock", Tone.TEXT),
    PrintState.PRINTING: Sign("print", Tone.ACCENT),
    PrintState.PRINTED: Sign("check", Tone.OK),
    PrintState.DOUBTFUL: Sign("question", Tone.WARN),
    PrintState.FAILED: Sign("warning", Tone.DANGER),
    PrintState.CANCELLED: Sign("cross", Tone.MUTED),
}
_PRINTER_SIGNS: Final = {
    PrinterCondition.READY: Sign("check", Tone.OK),
    PrinterCondition.PRINTING: Sign("print", Tone.ACCENT),
    PrinterCondition.OFFLINE: Sign("offline", Tone.DANGER),
    PrinterCondition.NO_PAPER: Sign("document", Tone.WARN),
    PrinterCondition.PAUSED: Sign("pause", Tone.WARN),
    PrinterCondition.UNKNOWN: Sign("question", Tone.MUTED),
}


def state_sign(line: JobLine, *, silent: bool = False) -> Sign:
    """A job that waits for a window, or for its printer, is told by its colour from one that is next."""
    if line.job.state is PrintState.WAITING and (silent or line.job.words is not None):
        return Sign("clock", Tone.WARN)
    return _STATE_SIGNS[line.job.state]


def printer_sign(printer: Printer) -> Sign:
    return _PRINTER_SIGNS[printer.state.condition]


_ONCE: Final = frozenset({DocumentKind.LABEL_SHEET})
"""Kinds that are not printed again as a whole."""


def document_name(line: JobLine) -> Text:
    """«этикетка, место 2»."""
    name = DOCUMENT_NAMES[line.job.kind]
    if line.job.box_index:
        box = Text("{name}, место {box}", "{name}, box {box}")
        return box.format(name=name, box=line.job.box_index)
    return name


def subject(line: JobLine) -> str:
    """The order, or what a document of no order is called by."""
    return line.shipment_id or line.job.title


def state_words(line: JobLine, *, silent: bool = False) -> Text:
    """How a job stands, as a whole sentence for whoever looks at it."""
    if line.job.state is PrintState.WAITING and silent:
        return _NO_WINDOW.format(name=line.workstation_name)
    if line.job.words is not None:
        return line.job.words
    if line.job.state is PrintState.WAITING:
        return _NEXT
    return STATE_NAMES[line.job.state]


@dataclass(frozen=True, slots=True)
class JobActions:
    """What can be done to the job under the keyboard."""

    open: bool = False
    reprint: bool = False
    retry: bool = False
    answer: bool = False
    """Whether a doubtful job came out."""
    cancel: bool = False
    move: bool = False
    """To another printer of this workstation."""


def actions_of(line: JobLine | None, here: str, printers: Sequence[Printer] = ()) -> JobActions:
    """A job of another workstation can be cancelled and printed again here, but not retried or moved."""
    if line is None:
        return JobActions()
    job = line.job
    own = job.workstation == here
    return JobActions(
        open=line.has_document,
        reprint=job.state is PrintState.PRINTED and line.has_document and job.kind not in _ONCE,
        retry=own and job.state in (PrintState.FAILED, PrintState.CANCELLED) and line.has_document,
        answer=own and job.state is PrintState.DOUBTFUL,
        cancel=job.state.may_be_cancelled,
        move=own and _may_be_moved(line) and bool(others_than(line, printers)),
    )


def _may_be_moved(line: JobLine) -> bool:
    """What a printer has is stopped there first."""
    return line.job.state is PrintState.WAITING or (line.job.state.may_be_retried and line.has_document)


def others_than(line: JobLine, printers: Sequence[Printer]) -> tuple[Printer, ...]:
    """Those on which the job could come out instead, with the same sheet in them first."""
    others = [printer for printer in printers if printer.name != line.job.printer]
    own = next((printer for printer in printers if printer.name == line.job.printer), None)
    if own is not None:
        others.sort(key=lambda printer: printer.paper.name != own.paper.name)
    else:
        is_label = line.job.kind is DocumentKind.LABEL
        others.sort(key=lambda printer: printer.paper.is_office_sheet is is_label)
    return tuple(others)


class Notice(Enum):
    """Why there are no rows."""

    LOADING = auto()
    FAILED = auto()
    NO_PRINTER = auto()
    NOTHING_FOUND = auto()
    NOTHING_WAITS = auto()
    NOTHING_TO_DECIDE = auto()
    NOTHING_PRINTED = auto()


@dataclass(frozen=True, slots=True)
class PrintingState:
    """What is wished for, and what was read last."""

    wish: JobWish
    here: str
    seen: PrintListSeen | None = None
    failure: str = ""

    def show(self, filter_: JobFilter) -> PrintingState:
        return replace(self, wish=replace(self.wish, show=filter_))

    def search(self, words: str) -> PrintingState:
        return replace(self, wish=replace(self.wish, search=words.strip()))

    def everywhere(self, *, on: bool) -> PrintingState:
        """All workstations, or only this one."""
        return replace(self, wish=replace(self.wish, workstation="" if on else self.here))

    def read(self, seen: PrintListSeen) -> PrintingState:
        return replace(self, seen=seen, failure="")

    def fail(self, sentence: str) -> PrintingState:
        return replace(self, failure=sentence)

    @property
    def is_everywhere(self) -> bool:
        return not self.wish.workstation

    def is_silent(self, line: JobLine) -> bool:
        """Whether no window prints at the job's workstation."""
        return self.seen is not None and line.job.workstation in self.seen.silent

    @property
    def notice(self) -> Notice | None:
        """What stands in the place of the rows."""
        if self.seen is None:
            return Notice.FAILED if self.failure else Notice.LOADING
        if self.seen.lines:
            return None
        if self.wish.search:
            return Notice.NOTHING_FOUND
        match self.wish.show:
            case JobFilter.QUEUE:
                return Notice.NOTHING_WAITS
            case JobFilter.ATTENTION:
                return Notice.NOTHING_TO_DECIDE
            case _:
                return Notice.NOTHING_PRINTED if self.seen.printers.printers else Notice.NO_PRINTER


_NO_WINDOW: Final = Text(
    "Ждёт: на рабочем месте «{name}» не открыто окно mmdesk. Откройте его там, и напечатается само.",
    "Waits: no mmdesk window is open at the workstation “{name}”. Open it there, and this prints by itself.",
)
_NEXT: Final = Text("Ждёт своей очереди: напечатается само.", "Waits for its turn: it is printed by itself.")
