"""A queue of CUPS on Linux and macOS: the PDF goes to it whole, at its own size."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Final

from mmdesk.errors import Text
from mmdesk.printing.cups_answers import QueueReport, job_state, queues, report_of
from mmdesk.printing.cups_tools import START_SERVICE, Answer, ask, feed
from mmdesk.printing.imposition import laid_out
from mmdesk.printing.paper import A4, PageSize
from mmdesk.printing.print_errors import PrinterRefused, PrinterUnreachable, SpoolFull
from mmdesk.printing.spooler import (
    JobStage,
    JobState,
    PrintDocument,
    PrinterCondition,
    PrinterState,
    PrintOptions,
    SpoolTicket,
)
from mmdesk.printing.spoolers import SystemPrinter

logger = logging.getLogger(__name__)

_JOB: Final = re.compile(r"request id is (\S+-\d+)")
_UNKNOWN_QUEUE: Final = re.compile(r"does not exist|(?:unknown|invalid) destination|no such", re.IGNORECASE)
_CLOSED_QUEUE: Final = re.compile(r"not accepting|rejecting", re.IGNORECASE)
_FULL: Final = re.compile(r"too many|no space|quota|too large|unable to create .*file", re.IGNORECASE)
_LONGEST_TITLE: Final = 60


@dataclass(frozen=True, slots=True)
class CupsSpooler:
    """One queue, by its name in CUPS. Implements Spooler."""

    queue: str

    def state(self) -> PrinterState:
        try:
            answer = ask("lpstat", "-l", "-p", self.queue)
        except PrinterUnreachable as error:
            return PrinterState.of(PrinterCondition.OFFLINE, error.detail)
        if answer.is_no_service:
            return PrinterState.of(PrinterCondition.OFFLINE, _NO_CUPS)
        report = report_of(self.queue, answer.text)
        if report is None:
            return PrinterState.of(PrinterCondition.OFFLINE, _no_queue(self.queue))
        return report.state

    def send(self, document: PrintDocument, options: PrintOptions) -> SpoolTicket:
        pdf = laid_out(document, options)
        answer = feed("lp", pdf, *self._arguments(document.name, options))
        if not answer.is_good:
            raise self._refusal(answer)
        job = _JOB.search(answer.text)
        ticket = SpoolTicket(job.group(1) if job else "")
        logger.info(
            "queue=%s job=%s sent bytes=%d copies=%d", self.queue, ticket.job, len(pdf), options.copies
        )
        return ticket

    def follow(self, ticket: SpoolTicket) -> JobState:
        if not ticket.job:
            return JobState.of(JobStage.SENT)
        try:
            for which in ("not-completed", "completed"):
                answer = ask("lpstat", "-l", "-W", which, "-o", self.queue)
                state = job_state(ticket.job, answer.text, is_over=which == "completed")
                if state is not None:
                    return state
            if not _service_runs():
                return JobState.of(JobStage.WAITING, _NO_CUPS)
        except PrinterUnreachable as error:
            return JobState.of(JobStage.WAITING, error.detail)
        return JobState.of(JobStage.UNKNOWN)

    def _arguments(self, name: str, options: PrintOptions) -> list[str]:
        wishes = (
            f"media={_media(options.paper)}",
            "print-scaling=none",
            "fit-to-page=false",
            "number-up=1",
            "sides=one-sided",
            "collate=true",
            "document-format=application/pdf",
        )
        settings = [part for wish in wishes for part in ("-o", wish)]
        title = " ".join(name.split())[:_LONGEST_TITLE] or "mmdesk"
        return ["-d", self.queue, "-n", str(options.copies), "-t", title, *settings, "-"]

    def _refusal(self, answer: Answer) -> PrinterRefused | PrinterUnreachable | SpoolFull:
        complaint = answer.complaint
        # Without the service lp says of every queue that there is none.
        if answer.is_no_service or not _service_runs():
            return PrinterUnreachable(_NO_CUPS, hint=START_SERVICE)
        if _UNKNOWN_QUEUE.search(complaint):
            return PrinterRefused(_no_queue(self.queue), hint=_CHOOSE)
        if _CLOSED_QUEUE.search(complaint):
            return PrinterRefused(_CLOSED.format(queue=self.queue), hint=_OPEN)
        words = f"{self.queue}: {complaint.splitlines()[0] if complaint else 'lp'}"
        return SpoolFull(words) if _FULL.search(complaint) else PrinterRefused(words)


def cups_printers() -> tuple[SystemPrinter, ...]:
    """The queues CUPS has, the default one first; empty where it does not run."""
    try:
        names = queues(ask("lpstat", "-l", "-p").text)
        default = ask("lpstat", "-d").text
    except PrinterUnreachable:
        return ()
    chosen = default.rpartition(": ")[2].strip() if ": " in default else ""
    found = [_printer(report, chosen) for report in names]
    return tuple(sorted(found, key=lambda printer: (not printer.is_default, printer.name.casefold())))


def _service_runs() -> bool:
    return ask("lpstat", "-r").text.startswith("scheduler is running")


def _printer(report: QueueReport, chosen: str) -> SystemPrinter:
    return SystemPrinter(report.name, report.name == chosen, report.description)


def _media(paper: PageSize) -> str:
    """A label is named by its millimetres: drivers know A4, and hardly any label, by a name."""
    return "A4" if paper == A4 else f"Custom.{paper.width_mm:g}x{paper.height_mm:g}mm"


def _no_queue(queue: str) -> Text:
    return Text("принтера «{queue}» в системе нет", "the system has no printer “{queue}”").format(queue=queue)


_NO_CUPS: Final = Text("служба печати CUPS не отвечает", "the printing service CUPS does not answer")
_CLOSED: Final = Text("очередь «{queue}» не принимает заданий", "the queue “{queue}” does not accept jobs")
_OPEN: Final = Text(
    "Разрешите приём заданий в настройках принтеров системы.", "Allow jobs in the system's printer settings."
)
_CHOOSE: Final = Text(
    "Выберите другой принтер или добавьте этот в систему.",
    "Choose another printer, or add this one to the system.",
)
