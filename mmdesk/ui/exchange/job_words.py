"""Jobs and their runs in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from PySide6.QtCore import QCoreApplication

from mmdesk.services.job_history import COUNT_NAMES, JOB_NAMES, JobOutcome, JobRun, JobStanding
from mmdesk.ui import moments
from mmdesk.ui.catalogue import catalogue_words
from mmdesk.ui.facts.details_card import Details
from mmdesk.ui.facts.facts_model import Cell, Line
from mmdesk.ui.theme import Tone
from mmdesk.ui.words import spoken

_LOOKS: Final[Mapping[str, tuple[str, Tone]]] = {
    JobOutcome.DONE: ("check", Tone.OK),
    JobOutcome.SKIPPED: ("minus", Tone.MUTED),
    JobOutcome.FAILED: ("warning", Tone.DANGER),
    "running": ("half", Tone.ACCENT),
    "requested": ("hourglass", Tone.ACCENT),
}
_NEVER: Final = ("ring", Tone.MUTED)


def job_name(job: str) -> str:
    """One of a newer version shows its bare name."""
    name = JOB_NAMES.get(job)
    return spoken(name) if name else job


def outcome_words(outcome: str) -> str:
    translate = QCoreApplication.translate
    match outcome:
        case JobOutcome.DONE:
            return translate("JobWords", "done")
        case JobOutcome.SKIPPED:
            return translate("JobWords", "skipped")
        case JobOutcome.FAILED:
            return translate("JobWords", "failed")
        case "running":
            return translate("JobWords", "running")
        case "requested":
            return translate("JobWords", "asked for")
        case _:
            return outcome


def counted(run: JobRun) -> str:
    """«найдено 12, прочитано 12»; what is nought is not worth a word."""
    return ", ".join(_count(name, count) for name, count in run.counts.items() if count)


def _count(name: str, count: int) -> str:
    if name == "bytes":
        return catalogue_words.size(count)
    return f"{spoken(COUNT_NAMES[name]) if name in COUNT_NAMES else name} {moments.number(count)}"


def line(standing: JobStanding, now: datetime) -> Line:
    run = standing.last
    icon, tone = _LOOKS.get(_outcome(standing), _NEVER)
    at = moments.ago(run.finished_at, now) if run and run.finished_at else "—"
    exact = moments.exact(run.finished_at) if run and run.finished_at else ""
    return Line(
        standing.name.value,
        (
            Cell(job_name(standing.name)),
            Cell(_outcome_of(standing), icon, tone),
            Cell(at, tone=Tone.MUTED, tip=exact),
            Cell(next_words(standing, now), tone=Tone.MUTED),
            Cell(_told(run) if run else "", tone=Tone.TEXT),
        ),
    )


def run_line(run: JobRun, now: datetime) -> Line:
    icon, tone = _LOOKS.get(run.outcome, _NEVER)
    at = run.finished_at or run.requested_at
    return Line(
        str(run.run_id),
        (
            Cell(moments.moment(at, now), tone=Tone.MUTED, tip=moments.exact(at)),
            Cell(job_name(run.job)),
            Cell(outcome_words(run.outcome), icon, tone),
            Cell(_told(run)),
        ),
    )


def next_words(standing: JobStanding, now: datetime) -> str:
    translate = QCoreApplication.translate
    if standing.is_running:
        return translate("JobWords", "runs now")
    if standing.is_asked:
        return translate("JobWords", "asked for")
    if standing.next_at is None:
        return "—"
    if standing.next_at <= now:
        return translate("JobWords", "now")
    return moments.until(standing.next_at, now)


def details(standing: JobStanding, *, alive: bool) -> Details:
    translate = QCoreApplication.translate
    run = standing.last
    icon, tone = _LOOKS.get(_outcome(standing), _NEVER)
    heading = f"{job_name(standing.name)}: {_outcome_of(standing)}"
    sentences = []
    if run is not None and run.finished_at is not None:
        sentences.append(translate("JobWords", "Last run {at}").format(at=moments.exact(run.finished_at)))
    if run is not None and run.reason:
        skipped = translate("JobWords", "Skipped because: {why}")
        words = skipped if run.outcome == JobOutcome.SKIPPED else "{why}"
        sentences.append(words.format(why=spoken(run.reason)))
    if run is not None and counted(run):
        sentences.append(counted(run))
    if not alive:
        sentences.append(
            translate("JobWords", "The service does not run: a run that is asked for waits until it does.")
        )
    return Details(heading, icon, tone, tuple(sentences))


def _outcome(standing: JobStanding) -> str:
    return standing.last.outcome if standing.last else ""


def _outcome_of(standing: JobStanding) -> str:
    if standing.last is None:
        return QCoreApplication.translate("JobWords", "never ran")
    return outcome_words(standing.last.outcome)


def _told(run: JobRun) -> str:
    """The reason is read before the counts."""
    return "; ".join(filter(None, (spoken(run.reason) if run.reason else "", counted(run))))
