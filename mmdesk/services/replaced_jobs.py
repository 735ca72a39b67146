"""Jobs in whose place another one is sent: they wait for no answer any more, and do not come out later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from mmdesk.domain.print_job import NOT_OUT, PrintState, reason_words
from mmdesk.errors import Text
from mmdesk.storage.print_jobs import JobKey, Progress, StoredJob
from mmdesk.storage.uow import UnitOfWork

_OPEN: Final = (PrintState.FAILED, PrintState.DOUBTFUL)


def settle(work: UnitOfWork, jobs: Iterable[StoredJob], reason: str, at: datetime) -> None:
    """End those that wait for a person; a sheet with them, once none of its labels is open any more.

    Who says that a doubtful paper did not come out is believed. With any other reason it may be in the world,
    and goes on counting as printed.
    """
    sheets: set[JobKey] = set()
    for job in jobs:
        if job.state in _OPEN:
            work.print_jobs.progress(job.key, job.state, _end(job, reason, at))
            if job.sheet is not None:
                sheets.add(job.sheet)
    for key in sheets:
        sheet = work.print_jobs.find(key)
        labels = work.print_jobs.on_sheet(key)
        if sheet is not None and sheet.state in _OPEN and not any(each.state in _OPEN for each in labels):
            work.print_jobs.progress(key, sheet.state, _end(sheet, reason, at))


def replacement(work: UnitOfWork, job: StoredJob) -> StoredJob | None:
    """The newest job in the place of an order's paper that is on its way, has come out or may have."""
    if job.shipment is None or not job.kind.is_of_an_order:
        return None
    later = [
        each
        for each in work.print_jobs.of_shipment(job.shipment, job.kind)
        if each.key > job.key and each.box_index == job.box_index
    ]
    alive = [each for each in later if each.state.is_under_way or each.state.counts_as_printed]
    return alive[-1] if alive else None


def _end(job: StoredJob, reason: str, at: datetime) -> Progress:
    if job.state is PrintState.FAILED:
        return Progress(PrintState.CANCELLED, _INSTEAD, job.ticket, finished_at=at)
    if reason.strip() == NOT_OUT:
        return Progress(PrintState.CANCELLED, _NOT_OUT, job.ticket, finished_at=at)
    words = _BECAUSE.format(reason=reason_words(reason.strip())) if reason.strip() else _INSTEAD
    return Progress(PrintState.PRINTED, words, job.ticket, finished_at=at)


_INSTEAD: Final = Text("Взамен отправлено новое задание", "A new job was sent in its place")
_BECAUSE: Final = Text(
    "Взамен отправлено новое задание: {reason}", "A new job was sent in its place: {reason}"
)
_NOT_OUT: Final = Text(
    "Бумага не вышла, взамен отправлено новое задание",
    "The paper did not come out, a new job was sent in its place",
)
