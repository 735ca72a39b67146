"""Whether anything has changed that a bench tells of its orders: a few queries for all of them together.

Reading one order whole takes a dozen queries or more; hundreds may be on their way to paper, and as a rule
nothing has changed with any of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NewType

from sqlalchemy import Executable, and_, func, select
from sqlalchemy.orm import Session, aliased

from mmdesk.domain.print_job import PrintState
from mmdesk.storage.bench_tables import PackedLotRow
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.tables import (
    LabelRow,
    NoticeRow,
    OutboxRow,
    PackingDraftRow,
    PrintJobRow,
    ShipmentRow,
)

Stamp = NewType("Stamp", tuple[object, ...])
"""Equal as long as nothing has changed; only that can be asked of it."""


class BenchStamps:
    """The stamps of one unit of work. Whatever `Finisher.progress` looks at belongs into them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, keys: Collection[ShipmentKey]) -> Mapping[ShipmentKey, Stamp]:
        found: dict[ShipmentKey, list[object]] = {key: [] for key in keys}
        if found:
            for part in (*_parts(keys), _commands(keys), _heads(keys)):
                for row in self._session.execute(part):
                    found[ShipmentKey(row[0])].append(row[1:])
        return {key: Stamp(tuple(parts)) for key, parts in found.items()}


def _parts(keys: Collection[ShipmentKey]) -> Iterable[Executable]:
    """Everything of one table stands together and in the same order, whichever database answers."""
    shipment = (ShipmentRow.version, ShipmentRow.checked_at, ShipmentRow.couriered_at)
    draft = (PackingDraftRow.operator, PackingDraftRow.workstation, PackingDraftRow.finishing_at,
             PackingDraftRow.scans)  # fmt: skip
    yield select(ShipmentRow.id, *shipment).where(ShipmentRow.id.in_(keys))
    yield select(PackingDraftRow.shipment_pk, *draft).where(PackingDraftRow.shipment_pk.in_(keys))
    yield (
        select(PackedLotRow.shipment_pk, PackedLotRow.lot_index, PackedLotRow.box, PackedLotRow.out_at)
        .where(PackedLotRow.shipment_pk.in_(keys))
        .order_by(PackedLotRow.lot_index)
    )
    for table, columns in (
        (LabelRow, (LabelRow.id, LabelRow.void_at)),
        (PrintJobRow, (PrintJobRow.id, PrintJobRow.state, PrintJobRow.outcome)),
        (NoticeRow, (NoticeRow.id, NoticeRow.code)),
    ):
        yield select(table.shipment_pk, *columns).where(table.shipment_pk.in_(keys)).order_by(table.id)


def _commands(keys: Collection[ShipmentKey]) -> Executable:
    """A command that was taken counts as under way until its order has been read again."""
    unseen = OutboxRow.finished_at >= ShipmentRow.seen_at
    return (
        select(OutboxRow.shipment_pk, OutboxRow.id, OutboxRow.state, OutboxRow.error, unseen)
        .join(ShipmentRow, ShipmentRow.id == OutboxRow.shipment_pk)
        .where(OutboxRow.shipment_pk.in_(keys))
        .order_by(OutboxRow.id)
    )


def _heads(keys: Collection[ShipmentKey]) -> Executable:
    """A paper that stands in a printer's queue waits for what the first one there waits for."""
    under_way = (PrintState.WAITING.value, PrintState.PRINTING.value)
    heads = (
        select(PrintJobRow.workstation, PrintJobRow.printer, func.min(PrintJobRow.id).label("first"))
        .where(PrintJobRow.state.in_(under_way), PrintJobRow.sheet_id.is_(None))
        .group_by(PrintJobRow.workstation, PrintJobRow.printer)
        .subquery()
    )
    head = aliased(PrintJobRow)
    same = and_(heads.c.workstation == PrintJobRow.workstation, heads.c.printer == PrintJobRow.printer)
    return (
        select(PrintJobRow.shipment_pk, head.id, head.state, head.outcome)
        .join(heads, same)
        .join(head, head.id == heads.c.first)
        .where(PrintJobRow.shipment_pk.in_(keys), PrintJobRow.state == PrintState.WAITING.value)
        .order_by(PrintJobRow.id)
    )
