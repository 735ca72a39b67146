"""Reading what `lpstat -l` prints in the C locale about queues and jobs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mmdesk.errors import Text
from mmdesk.printing.spooler import JobStage, JobState, PrinterCondition, PrinterState

_HEAD: Final = re.compile(r"printer (?P<name>\S+) (?P<doing>is idle|now printing|disabled since|faulted)?")
_UNREACHED: Final = re.compile(
    r"may not exist or is unavailable|not responding|unable to locate|not connected|waiting for printer"
    r"|unable to connect|network host .* is busy|connection failed|unable to (?:open|contact)|offline",
    re.IGNORECASE,
)
_NO_PAPER: Final = re.compile(r"\bmedia-(?:empty|needed)\b")
_OFFLINE: Final = re.compile(r"\b(?:offline|shutdown|timed-out|connecting-to-device)\b")
_IN_THE_WAY: Final = re.compile(r"\b(?:media-jam|cover-open|door-open|marker-supply-empty|paused)\b")
_FAILURE: Final = re.compile(
    r"\bcannot\b|canceled|cancelled|abort|fail|unable|\berror\b|stopped|unsupported|not supported",
    re.IGNORECASE,
)
_ONCE: Final = Text(
    "в прошлый раз сообщал «{told}», станет ясно при печати",
    "last time it told “{told}”, printing will show",
)
_FIELD: Final = re.compile(r"(?P<name>Alerts|Status|Description): ?(?P<value>.*)")


@dataclass(frozen=True, slots=True)
class QueueReport:
    """One queue as lpstat shows it: what it does, its message, the reasons its printer gives."""

    name: str
    doing: str
    message: str
    alerts: str
    description: str

    @property
    def state(self) -> PrinterState:
        told = self._told
        if self.doing == "is idle" and not told.condition.can_print:
            # CUPS hears of its printer while it prints only: of an idle one it may repeat for ever what was
            # true once, such as that the paper had ended for a job that was cancelled then.
            return PrinterState.of(PrinterCondition.UNKNOWN, _ONCE.format(told=told.words))
        return told

    @property
    def _told(self) -> PrinterState:
        if self.doing == "disabled since":
            return PrinterState.of(PrinterCondition.PAUSED, self._because)
        if _NO_PAPER.search(self.alerts):
            return PrinterState.of(PrinterCondition.NO_PAPER)
        if _UNREACHED.search(self.message) or _OFFLINE.search(self.alerts):
            return PrinterState.of(PrinterCondition.OFFLINE, self.message)
        if _IN_THE_WAY.search(self.alerts):
            return PrinterState.of(PrinterCondition.PAUSED, self.message or self.alerts)
        match self.doing:
            case "is idle":
                return PrinterState.of(PrinterCondition.READY)
            case "now printing":
                return PrinterState.of(PrinterCondition.PRINTING)
        return PrinterState.of(PrinterCondition.UNKNOWN, self.message)

    @property
    def _because(self) -> str:
        return "" if self.message.lower() in ("reason unknown", "paused") else self.message


def queues(text: str) -> list[QueueReport]:
    """Every queue of `lpstat -l -p`."""
    return [_report(lines) for lines in _blocks(text) if _HEAD.match(lines[0])]


def report_of(queue: str, text: str) -> QueueReport | None:
    return next((report for report in queues(text) if report.name == queue), None)


def job_state(job: str, text: str, *, is_over: bool) -> JobState | None:
    """The job in the answer of `lpstat -l -W … -o`; None when it is not there."""
    for lines in _blocks(text):
        if lines[0].split(maxsplit=1)[0] == job:
            alerts, status = _field(lines, "Alerts") or "", _field(lines, "Status")
            return _ended(alerts, status) if is_over else _waiting(alerts, status)
    return None


def _ended(alerts: str, status: str | None) -> JobState:
    """CUPS 2.4.2 gives every ended job one reason, so that only the message tells a failure apart.

    A job without any message was never begun.
    """
    if "job-completed" in alerts:
        return JobState.of(JobStage.DONE)
    if status is None:
        return JobState.of(JobStage.CANCELED)
    if "job-canceled" in alerts:
        return JobState.of(JobStage.BROKEN_OFF)
    if "aborted" in alerts or _FAILURE.search(status):
        return JobState.of(JobStage.FAILED, status)
    return JobState.of(JobStage.DONE)


def _waiting(alerts: str, status: str | None) -> JobState:
    status = status or ""
    if "hold" in alerts or "stopped" in alerts:
        return JobState.of(JobStage.HELD, status)
    if "job-printing" in alerts and not _UNREACHED.search(status):
        return JobState.of(JobStage.PRINTING)
    return JobState.of(JobStage.WAITING, status)


def _report(lines: list[str]) -> QueueReport:
    head = _HEAD.match(lines[0])
    assert head is not None
    message = next((line.strip() for line in lines[1:] if line.strip()), "")
    return QueueReport(
        name=head["name"],
        doing=head["doing"] or "",
        message="" if message.startswith("Form mounted") else message,
        alerts=_field(lines, "Alerts") or "",
        description=_field(lines, "Description") or "",
    )


def _field(lines: list[str], name: str) -> str | None:
    for line in lines[1:]:
        match = _FIELD.match(line.strip())
        if match and match["name"] == name:
            return match["value"].strip()
    return None


def _blocks(text: str) -> Iterator[list[str]]:
    """A line at the margin begins a queue or a job, the indented ones below belong to it."""
    block: list[str] = []
    for line in text.splitlines():
        if line and not line[0].isspace():
            if block:
                yield block
            block = [line]
        elif block:
            block.append(line)
    if block:
        yield block
