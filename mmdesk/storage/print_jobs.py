"""Print jobs: queued, claimed by one process, settled, and kept as the history of what was printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NewType, cast

from sqlalchemy import ColumnElement, CursorResult, Select, func, or_, select, update
from sqlalchemy.orm import Session

from mmdesk.domain.print_job import DocumentKind, PrintState
from mmdesk.errors import Text
from mmdesk.storage.engine import takes_locks
from mmdesk.storage.printing_tables import WorkstationRow
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.tables import ConnectionRow, PrintJobRow, ShipmentRow

JobKey = NewType("JobKey", int)
"""The row of a print job in our own database."""

_UNDER_WAY: Final = (PrintState.WAITING.value, PrintState.PRINTING.value)
_FOR_A_PERSON: Final = (PrintState.DOUBTFUL.value, PrintState.FAILED.value)


@dataclass(frozen=True, slots=True)
class NewJob:
    """What is to be printed; see `PrintJobRow`."""

    kind: DocumentKind
    workstation: str
    printer: str
    operator: str
    created_at: datetime
    copies: int = 1
    reason: str = ""
    language: str = "ru"
    title: str = ""
    document: bytes | None = None
    shipment: ShipmentKey | None = None
    label_id: int | None = None
    box_index: int | None = None
    subject: str = ""
    reprint_of: JobKey | None = None
    sheet: JobKey | None = None


@dataclass(frozen=True, slots=True)
class StoredJob:
    """A job without its document. `words` say how it stands, or how it ended."""

    key: JobKey
    kind: DocumentKind
    workstation: str
    printer: str
    operator: str
    copies: int
    reason: str
    state: PrintState
    words: Text | None
    created_at: datetime
    finished_at: datetime | None
    shipment: ShipmentKey | None
    label_id: int | None
    box_index: int | None
    subject: str
    title: str
    language: str
    attempts: int
    next_at: datetime | None
    ticket: str | None
    holder: str
    reprint_of: JobKey | None
    sheet: JobKey | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How a job goes on: `ticket` None where the printer has not taken it."""

    state: PrintState
    words: Text | None = None
    ticket: str | None = None
    next_at: datetime | None = None
    finished_at: datetime | None = None
    holder: str = ""


class JobFilter(StrEnum):
    """What the list of jobs can be narrowed down to."""

    ALL = "all"
    QUEUE = "queue"
    ATTENTION = "attention"
    PRINTED = "printed"


_STATES: Final = {
    JobFilter.QUEUE: _UNDER_WAY,
    JobFilter.ATTENTION: _FOR_A_PERSON,
    JobFilter.PRINTED: (PrintState.PRINTED.value,),
}


_FEW: Final = (JobFilter.QUEUE, JobFilter.ATTENTION)


@dataclass(frozen=True, slots=True)
class JobWish:
    """Which jobs are wished for; an empty workstation means all of them."""

    show: JobFilter = JobFilter.ALL
    workstation: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job as the list shows it; `has_document` tells whether it can still be opened and printed again."""

    job: StoredJob
    shipment_id: str
    connection: str
    workstation_name: str
    spool_seen_at: datetime | None
    has_document: bool


class PrintJobs:
    """The print jobs of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, job: NewJob) -> JobKey:
        row = PrintJobRow(
            kind=job.kind.value,
            workstation=job.workstation,
            printer=job.printer,
            operator=job.operator,
            copies=job.copies,
            reason=job.reason,
            state=PrintState.WAITING.value,
            created_at=job.created_at,
            language=job.language,
            title=job.title,
            document=job.document,
            shipment_pk=job.shipment,
            label_id=job.label_id,
            box_index=job.box_index,
            subject=job.subject,
            reprint_of=job.reprint_of,
            sheet_id=job.sheet,
        )
        self._session.add(row)
        self._session.flush()
        return JobKey(row.id)

    def find(self, key: JobKey) -> StoredJob | None:
        """Locked until a writing unit of work ends where the database locks rows."""
        locking = takes_locks(self._session)
        row = self._session.get(PrintJobRow, key, with_for_update=locking, populate_existing=True)
        return None if row is None else _stored(row)

    def document(self, key: JobKey) -> bytes | None:
        return self._session.scalars(select(PrintJobRow.document).where(PrintJobRow.id == key)).one_or_none()

    def of_shipment(self, shipment: ShipmentKey, kind: DocumentKind) -> tuple[StoredJob, ...]:
        """All jobs for an order's papers of one kind, the oldest first."""
        query = (
            select(PrintJobRow)
            .where(PrintJobRow.shipment_pk == shipment, PrintJobRow.kind == kind.value)
            .order_by(PrintJobRow.id)
        )
        return tuple(_stored(row) for row in self._session.scalars(query))

    def on_sheet(self, sheet: JobKey) -> tuple[StoredJob, ...]:
        """The labels that come out together on one sheet."""
        query = select(PrintJobRow).where(PrintJobRow.sheet_id == sheet).order_by(PrintJobRow.id)
        return tuple(_stored(row) for row in self._session.scalars(query))

    def next(self, workstation: str, printer: str) -> StoredJob | None:
        """The oldest job that waits there, whenever it may be tried: the order of the queue is kept."""
        query = _waiting(workstation, printer).order_by(PrintJobRow.id).limit(1)
        row = self._session.scalars(query).one_or_none()
        return None if row is None else _stored(row)

    def head(self, workstation: str, printer: str) -> StoredJob | None:
        """The oldest job there that is under way: those behind it wait for what it waits for."""
        query = (
            select(PrintJobRow)
            .where(
                PrintJobRow.workstation == workstation,
                PrintJobRow.printer == printer,
                PrintJobRow.state.in_(_UNDER_WAY),
                PrintJobRow.sheet_id.is_(None),
            )
            .order_by(PrintJobRow.id)
            .limit(1)
        )
        row = self._session.scalars(query).one_or_none()
        return None if row is None else _stored(row)

    def waiting(self, workstation: str, printer: str) -> tuple[StoredJob, ...]:
        rows = self._session.scalars(_waiting(workstation, printer).order_by(PrintJobRow.id))
        return tuple(_stored(row) for row in rows)

    def printing(self, workstation: str) -> tuple[StoredJob, ...]:
        """Those that were begun and are not over, the oldest first."""
        query = (
            select(PrintJobRow)
            .where(
                PrintJobRow.workstation == workstation,
                PrintJobRow.state == PrintState.PRINTING.value,
                PrintJobRow.sheet_id.is_(None),
            )
            .order_by(PrintJobRow.id)
        )
        return tuple(_stored(row) for row in self._session.scalars(query))

    def claim(self, key: JobKey, holder: str) -> bool:
        """Begin a job that waits; False when somebody else has, or it was cancelled."""
        values = {
            "state": PrintState.PRINTING.value,
            "holder": holder,
            "attempts": PrintJobRow.attempts + 1,
            "ticket": None,
            "outcome": None,
            "next_at": None,
        }
        return self._go_on(key, PrintState.WAITING, values)

    def progress(self, key: JobKey, before: PrintState, to: Progress) -> bool:
        """Go on from the state that was seen; False when the job is in another one by now."""
        values = {
            "state": to.state.value,
            "outcome": to.words,
            "ticket": to.ticket,
            "next_at": to.next_at,
            "finished_at": to.finished_at,
            "holder": to.holder,
        }
        return self._go_on(key, before, values)

    def readdress(self, keys: Sequence[JobKey], printer: str, copies: int | None = None) -> None:
        """Send jobs to another printer of their workstation, or to the same one by its new name."""
        values: dict[str, object] = {"printer": printer}
        if copies is not None:
            values["copies"] = copies
        self._session.execute(update(PrintJobRow).where(PrintJobRow.id.in_(keys)).values(**values))

    def list(self, wish: JobWish, limit: int) -> tuple[JobLine, ...]:
        """The newest first."""
        # Few jobs are unfinished: they are found by their state and sorted then, not sought among all by id.
        by = PrintJobRow.id + 0 if wish.show in _FEW else PrintJobRow.id
        query = _lines().where(*_conditions(wish)).order_by(by.desc()).limit(limit)
        return tuple(_line(*found) for found in self._session.execute(query).all())

    def counts(self, workstation: str) -> dict[JobFilter, int]:
        """How many jobs wait, and how many need a person, at one workstation or, if empty, at all."""
        query = (
            select(PrintJobRow.state, func.count())
            .where(PrintJobRow.state.in_((*_UNDER_WAY, *_FOR_A_PERSON)), PrintJobRow.sheet_id.is_(None))
            .group_by(PrintJobRow.state)
        )
        if workstation:
            query = query.where(PrintJobRow.workstation == workstation)
        by_state = {state: count for state, count in self._session.execute(query)}  # noqa: C416 - rows are no pairs to dict's type
        return {show: sum(by_state.get(state, 0) for state in _STATES[show]) for show in _FEW}

    def _go_on(self, key: JobKey, before: PrintState, values: Mapping[str, object]) -> bool:
        """The labels on a sheet go with it, but for those that were settled by themselves."""
        query = (
            update(PrintJobRow)
            .where(PrintJobRow.id == key, PrintJobRow.state == before.value)
            .values(**values)
            .execution_options(synchronize_session=False)
        )
        changed = cast("CursorResult[Any]", self._session.execute(query)).rowcount == 1
        if changed:
            still = (PrintJobRow.sheet_id == key, PrintJobRow.state == before.value)
            labels = update(PrintJobRow).where(*still).values(**values)
            self._session.execute(labels.execution_options(synchronize_session=False))
        return changed


def _waiting(workstation: str, printer: str) -> Select[PrintJobRow]:
    return select(PrintJobRow).where(
        PrintJobRow.workstation == workstation,
        PrintJobRow.printer == printer,
        PrintJobRow.state == PrintState.WAITING.value,
        PrintJobRow.sheet_id.is_(None),
    )


def _lines() -> Select[PrintJobRow, str, str, str, datetime | None, bool]:
    return (
        select(
            PrintJobRow,
            ShipmentRow.shipment_id,
            ConnectionRow.name,
            WorkstationRow.name,
            WorkstationRow.spool_seen_at,
            PrintJobRow.document.is_not(None) | PrintJobRow.shipment_pk.is_not(None),
        )
        .outerjoin(ShipmentRow, ShipmentRow.id == PrintJobRow.shipment_pk)
        .outerjoin(ConnectionRow, ConnectionRow.id == ShipmentRow.connection_id)
        .outerjoin(WorkstationRow, WorkstationRow.code == PrintJobRow.workstation)
    )


def _conditions(wish: JobWish) -> Iterator[ColumnElement[bool]]:
    yield PrintJobRow.sheet_id.is_(None)
    if wish.workstation:
        yield PrintJobRow.workstation == wish.workstation
    if wish.show in _STATES:
        yield PrintJobRow.state.in_(_STATES[wish.show])
    words = wish.search.strip()
    if words:
        yield or_(
            ShipmentRow.shipment_id.contains(words, autoescape=True),
            PrintJobRow.id.in_(_sheets_with(words)),
            PrintJobRow.title.icontains(words, autoescape=True),
            PrintJobRow.printer.icontains(words, autoescape=True),
            PrintJobRow.operator.icontains(words, autoescape=True),
        )


def _sheets_with(words: str) -> Select[int | None]:
    """The sheets on which a label of such an order came out."""
    return (
        select(PrintJobRow.sheet_id)
        .join(ShipmentRow, ShipmentRow.id == PrintJobRow.shipment_pk)
        .where(PrintJobRow.sheet_id.is_not(None), ShipmentRow.shipment_id.contains(words, autoescape=True))
    )


def _line(
    row: PrintJobRow,
    shipment_id: str | None,
    connection: str | None,
    workstation: str | None,
    spool_seen_at: datetime | None,
    has_document: bool,
) -> JobLine:
    return JobLine(
        _stored(row),
        shipment_id or "",
        connection or "",
        workstation or row.workstation,
        spool_seen_at,
        bool(has_document) and not (row.kind == DocumentKind.LABEL.value and row.label_id is None),
    )


def _stored(row: PrintJobRow) -> StoredJob:
    return StoredJob(
        key=JobKey(row.id),
        kind=_kind(row.kind),
        workstation=row.workstation,
        printer=row.printer,
        operator=row.operator,
        copies=row.copies,
        reason=row.reason,
        state=PrintState(row.state),
        words=row.outcome,
        created_at=row.created_at,
        finished_at=row.finished_at,
        shipment=None if row.shipment_pk is None else ShipmentKey(row.shipment_pk),
        label_id=row.label_id,
        box_index=row.box_index,
        subject=row.subject,
        title=row.title,
        language=row.language,
        attempts=row.attempts,
        next_at=row.next_at,
        ticket=row.ticket,
        holder=row.holder,
        reprint_of=None if row.reprint_of is None else JobKey(row.reprint_of),
        sheet=None if row.sheet_id is None else JobKey(row.sheet_id),
    )


def _kind(value: str) -> DocumentKind:
    """One of a newer version counts as a file: it can be shown, and is not made anew."""
    return DocumentKind(value) if value in DocumentKind.__members__.values() else DocumentKind.FILE
