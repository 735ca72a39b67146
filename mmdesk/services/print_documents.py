"""The PDF of a print job: what is kept with it, or an order's paper made at this moment."""

from __future__ import annotations

from typing import cast

from mmdesk.clock import Clock
from mmdesk.domain.print_job import DocumentKind
from mmdesk.errors import MmdeskError, Text
from mmdesk.language import Language
from mmdesk.printing.paper import A4, PageSize
from mmdesk.services.desk import OrderRef
from mmdesk.storage.print_jobs import StoredJob
from mmdesk.storage.uow import Storage, UnitOfWork


class DocumentGone(MmdeskError):
    """Raised when a job's document is not kept any more, or never was."""

    title = Text("Документа больше нет", "The document is gone")
    hint = Text(
        "Документы хранятся недолго: сделайте его заново.",
        "Documents are kept for a short time: make it anew.",
    )


def document_of(storage: Storage, clock: Clock, job: StoredJob, page: PageSize = A4) -> bytes:
    """The PDF; a packing list is made for this sheet. Raises DocumentGone and StorageError."""
    with storage.look() as work:
        if job.kind is DocumentKind.LABEL:
            kept = None if job.label_id is None else work.labels.pdf(job.label_id)
        else:
            kept = work.print_jobs.document(job.key)
        order = _order_of(work, job)
    if kept is not None:
        return kept
    if job.kind is not DocumentKind.PACKING_LIST or order is None:
        raise DocumentGone
    from mmdesk.services import packing_lists  # draws with reportlab, which nothing else here needs

    return packing_lists.make(storage, clock, order, cast("Language", job.language), page)


def name_of(job: StoredJob, shipment_id: str) -> str:
    """For the system's queue and files: the kind and a number, never a person."""
    number = shipment_id or str(job.key)
    box = f"-{job.box_index}" if job.box_index else ""
    return f"{job.kind.value.replace('_', '-')}-{number}{box}"


def shipment_id_of(work: UnitOfWork, job: StoredJob) -> str:
    """Empty for a job of no order."""
    return "" if job.shipment is None else work.shipments.get(job.shipment).shipment.shipment_id


def _order_of(work: UnitOfWork, job: StoredJob) -> OrderRef | None:
    if job.shipment is None:
        return None
    stored = work.shipments.get(job.shipment)
    return OrderRef(stored.shipment.shipment_id, work.connections.by_id(stored.connection_id).name)
