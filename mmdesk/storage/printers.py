"""Workstations, their printers, and which printer takes which documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import count
from typing import NewType

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from mmdesk.domain.print_job import DocumentKind
from mmdesk.errors import Text
from mmdesk.storage.printing_tables import PrinterRow, PrintRouteRow, WorkstationRow

PrinterKey = NewType("PrinterKey", int)
"""The row of a printer in our own database."""


@dataclass(frozen=True, slots=True)
class PrinterFields:
    """Everything that is chosen about a printer, as plain values; see `PrinterRow`."""

    workstation: str
    name: str
    kind: str
    target: str
    dialect: str
    dpi: int
    paper: str
    copies: int
    placement: str
    turn: int
    darkness: int | None
    speed: int | None
    gap_tenths: int
    plain_hex: bool
    asks_state: bool


@dataclass(frozen=True, slots=True)
class StoredPrinter:
    """A printer that is set up, and how it was found when somebody looked last."""

    key: PrinterKey
    fields: PrinterFields
    condition: str
    words: Text | None
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredWorkstation:
    """`spool_seen_at` is None while no window prints there; a moment long past means the same."""

    code: str
    name: str
    spool_seen_at: datetime | None


class Printers:
    """The printers of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, workstation: str) -> tuple[StoredPrinter, ...]:
        """By name."""
        query = select(PrinterRow).where(PrinterRow.workstation == workstation).order_by(PrinterRow.name)
        return tuple(_stored(row) for row in self._session.scalars(query))

    def find(self, key: PrinterKey) -> StoredPrinter | None:
        row = self._session.get(PrinterRow, key)
        return None if row is None else _stored(row)

    def named(self, workstation: str, name: str) -> StoredPrinter | None:
        query = select(PrinterRow).where(PrinterRow.workstation == workstation, PrinterRow.name == name)
        row = self._session.scalars(query).one_or_none()
        return None if row is None else _stored(row)

    def add(self, fields: PrinterFields) -> PrinterKey:
        row = PrinterRow(**asdict(fields), condition="unknown")
        self._session.add(row)
        self._session.flush()
        return PrinterKey(row.id)

    def change(self, key: PrinterKey, fields: PrinterFields) -> None:
        """What was known of its condition is forgotten: it may be another machine now."""
        values = {**asdict(fields), "condition": "unknown", "words": None, "seen_at": None}
        self._session.execute(update(PrinterRow).where(PrinterRow.id == key).values(**values))

    def remove(self, key: PrinterKey) -> None:
        """With the routes that lead to it."""
        self._session.execute(delete(PrintRouteRow).where(PrintRouteRow.printer_id == key))
        self._session.execute(delete(PrinterRow).where(PrinterRow.id == key))

    def note_condition(self, key: PrinterKey, condition: str, words: Text, at: datetime) -> None:
        values = {"condition": condition, "words": words, "seen_at": at}
        self._session.execute(update(PrinterRow).where(PrinterRow.id == key).values(**values))

    def routes(self, workstation: str) -> Mapping[DocumentKind, PrinterKey]:
        """Without those of a newer version's kinds."""
        query = select(PrintRouteRow).where(PrintRouteRow.workstation == workstation)
        return {
            DocumentKind(row.document): PrinterKey(row.printer_id)
            for row in self._session.scalars(query)
            if row.document in DocumentKind.__members__.values()
        }

    def route(self, workstation: str, document: DocumentKind, key: PrinterKey | None) -> None:
        """Lead a kind of document to a printer; None to nowhere."""
        row = self._session.get(PrintRouteRow, (workstation, document.value))
        if row is not None and key is None:
            self._session.delete(row)
        elif row is not None and key is not None:
            row.printer_id = key
        elif key is not None:
            self._session.add(PrintRouteRow(workstation=workstation, document=document.value, printer_id=key))
        self._session.flush()

    def workstations(self) -> tuple[StoredWorkstation, ...]:
        rows = self._session.scalars(select(WorkstationRow).order_by(WorkstationRow.name))
        return tuple(StoredWorkstation(row.code, row.name, row.spool_seen_at) for row in rows)

    def introduce_workstation(self, code: str, name: str) -> None:
        """Make a workstation known; one that is keeps the name that a person gave it.

        Two computers may have one name, and two users of one computer do: a number tells the second from the
        first wherever people are told who works where.
        """
        if self._session.get(WorkstationRow, code) is None:
            taken = set(self._session.scalars(select(WorkstationRow.name)))
            names = (f"{name} {number}" if number > 1 else name for number in count(1))
            free = next(each for each in names if each not in taken)
            self._session.add(WorkstationRow(code=code, name=free))
            self._session.flush()

    def rename_workstation(self, code: str, name: str) -> None:
        self.introduce_workstation(code, name)
        self._session.execute(update(WorkstationRow).where(WorkstationRow.code == code).values(name=name))

    def note_spool(self, code: str, at: datetime | None) -> None:
        """A window prints there, at this moment; None when it has ended."""
        query = update(WorkstationRow).where(WorkstationRow.code == code)
        self._session.execute(query.values(spool_seen_at=at))


def _stored(row: PrinterRow) -> StoredPrinter:
    fields = PrinterFields(
        workstation=row.workstation,
        name=row.name,
        kind=row.kind,
        target=row.target,
        dialect=row.dialect,
        dpi=row.dpi,
        paper=row.paper,
        copies=row.copies,
        placement=row.placement,
        turn=row.turn,
        darkness=row.darkness,
        speed=row.speed,
        gap_tenths=row.gap_tenths,
        plain_hex=row.plain_hex,
        asks_state=row.asks_state,
    )
    return StoredPrinter(PrinterKey(row.id), fields, row.condition, row.words, row.seen_at)
