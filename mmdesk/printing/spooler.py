"""What every way to a printer offers: its state, sending a document, following the job."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from mmdesk.errors import Text
from mmdesk.printing.fitting import Placement, Turn
from mmdesk.printing.paper import PageSize


class PrinterCondition(StrEnum):
    """What a printer can be found doing; always a hint, never proof that paper came out."""

    READY = "ready"
    PRINTING = "printing"
    OFFLINE = "offline"
    NO_PAPER = "no_paper"
    PAUSED = "paused"
    UNKNOWN = "unknown"

    @property
    def can_print(self) -> bool:
        """A job sent now would come out, as far as anybody can tell."""
        return self in (PrinterCondition.READY, PrinterCondition.PRINTING, PrinterCondition.UNKNOWN)


@dataclass(frozen=True, slots=True)
class PrinterState:
    """The condition and a sentence about it for a person."""

    condition: PrinterCondition
    words: Text

    @classmethod
    def of(cls, condition: PrinterCondition, detail: Text | str = "") -> PrinterState:
        """The condition in its usual words, `detail` behind a colon."""
        words = CONDITIONS[condition]
        tail = detail if isinstance(detail, Text) else Text.same(detail)
        if tail.ru or tail.en:
            words = words.joined(Text(f": {tail.ru}", f": {tail.en}"))
        return cls(condition, words)


CONDITIONS = {
    PrinterCondition.READY: Text("Готов", "Ready"),
    PrinterCondition.PRINTING: Text("Печатает", "Printing"),
    PrinterCondition.OFFLINE: Text("Не отвечает", "Does not answer"),
    PrinterCondition.NO_PAPER: Text("Кончилась бумага", "Out of paper"),
    PrinterCondition.PAUSED: Text("На паузе", "Paused"),
    PrinterCondition.UNKNOWN: Text("Состояние неизвестно", "State unknown"),
}


class JobStage(StrEnum):
    """How far a job has come."""

    WAITING = "waiting"
    """In the system's queue."""
    PRINTING = "printing"
    HELD = "held"
    """Stands still until somebody does something at the printer or in the system's queue."""
    DONE = "done"
    """The system says it was printed."""
    SENT = "sent"
    """Handed over whole; this kind of printer tells nothing more."""
    CANCELED = "canceled"
    BROKEN_OFF = "broken_off"
    """Cancelled in the system's queue after it had begun: some of it may be on paper."""
    FAILED = "failed"
    UNKNOWN = "unknown"
    """The queue knows nothing of it any more."""

    @property
    def is_final(self) -> bool:
        return self not in (JobStage.WAITING, JobStage.PRINTING, JobStage.HELD)


@dataclass(frozen=True, slots=True)
class JobState:
    """The stage and a sentence about it for a person."""

    stage: JobStage
    words: Text

    @classmethod
    def of(cls, stage: JobStage, detail: Text | str = "") -> JobState:
        words = STAGES[stage]
        tail = detail if isinstance(detail, Text) else Text.same(detail)
        if tail.ru or tail.en:
            words = words.joined(Text(f": {tail.ru}", f": {tail.en}"))
        return cls(stage, words)


STAGES = {
    JobStage.WAITING: Text("Ждёт в очереди системы", "Waiting in the system's queue"),
    JobStage.PRINTING: Text("Печатается", "Being printed"),
    JobStage.HELD: Text("Остановлено", "Held"),
    JobStage.DONE: Text("Напечатано", "Printed"),
    JobStage.SENT: Text(
        "Отправлено целиком; о выходе бумаги принтер не сообщает",
        "Sent whole; this printer does not tell when the paper is out",
    ),
    JobStage.CANCELED: Text("Отменено в очереди системы", "Canceled in the system's queue"),
    JobStage.BROKEN_OFF: Text(
        "Отменено в очереди системы, когда печать уже шла",
        "Canceled in the system's queue while it was being printed",
    ),
    JobStage.FAILED: Text("Принтер не смог напечатать", "The printer could not print it"),
    JobStage.UNKNOWN: Text(
        "Очередь системы больше не помнит задание", "The system's queue no longer knows the job"
    ),
}


@dataclass(frozen=True, slots=True)
class PrintDocument:
    """A PDF to print, made by `pdf_check.document`, which proves that it can be.

    `name` is shown in the system's queue and names a file in a folder: a number, never a person.
    """

    name: str
    pdf: bytes = field(repr=False)
    pages: tuple[PageSize, ...]


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """How one job goes onto paper; `paper` is the sheet that lies in the printer."""

    paper: PageSize
    copies: int = 1
    placement: Placement = Placement.TOP_LEFT
    turn: Turn = Turn.NONE
    """Of the whole picture, clockwise, for a printer that feeds its labels another way round."""

    def __post_init__(self) -> None:
        if not 1 <= self.copies <= 99:
            raise ValueError(f"{self.copies} copies")


@dataclass(frozen=True, slots=True)
class SpoolTicket:
    """What `follow` needs later, even in another process: plain text, kept with the job's row."""

    job: str = ""
    """The system's id of the job, or the path of the file; empty where the printer gives none."""


class Spooler(Protocol):
    """One printer. Every call may block for seconds and belongs to the printer's own thread."""

    def state(self) -> PrinterState:
        """Never raises for a printer that is off: that is a state."""
        ...

    def send(self, document: PrintDocument, options: PrintOptions) -> SpoolTicket:
        """Hand over the whole document.

        Raises PrinterUnreachable, PrinterRefused, PaperDoesNotFit and SpoolFull, after which certainly
        nothing is printed, and PrintDoubtful, after which it may have been.
        """
        ...

    def follow(self, ticket: SpoolTicket) -> JobState:
        """How far the job has come; asked again until the stage is final. Never raises."""
        ...
