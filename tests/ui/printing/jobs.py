"""Print jobs as a list would read them."""

from __future__ import annotations

from dataclasses import replace

from mmdesk.domain.print_job import DocumentKind, PrintState
from mmdesk.errors import Text
from mmdesk.services.print_list import JobKey, JobLine, StoredJob
from tests.factory import NOW

HERE = "0a1b2c3d"


def line(
    key: int = 1,
    state: PrintState = PrintState.PRINTED,
    *,
    kind: DocumentKind = DocumentKind.LABEL,
    workstation: str = HERE,
    words: Text | None = None,
    has_document: bool = True,
) -> JobLine:
    job = StoredJob(
        key=JobKey(key),
        kind=kind,
        workstation=workstation,
        printer="Zebra",
        operator="Анна",
        copies=1,
        reason="",
        state=state,
        words=words,
        created_at=NOW,
        finished_at=None,
        shipment=None,
        label_id=1,
        box_index=1 if kind is DocumentKind.LABEL else None,
        subject="",
        title="",
        language="ru",
        attempts=1,
        next_at=None,
        ticket=None,
        holder="",
        reprint_of=None,
        sheet=None,
    )
    return JobLine(job, "700100200", "Лавка", "Упаковка 1", None, has_document)


def again(told: JobLine, reason: str) -> JobLine:
    return replace(told, job=replace(told.job, reason=reason))
