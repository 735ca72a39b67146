"""Labels as they were fetched; kept so that a reprint needs no remote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, undefer

from mmdesk.domain.connection import ConnectionId
from mmdesk.domain.label import Label
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.tables import LabelRow, ShipmentRow

_NEWEST: Final = 5000
"""Labels among which another order's is looked for: some days of a busy shop."""


@dataclass(frozen=True, slots=True)
class KeptLabel:
    """A label by its row, without its document; void once its box has changed."""

    label_id: int
    box_index: int
    sha256: str
    is_void: bool


class Labels:
    """The labels of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def replace(self, shipment: ShipmentKey, labels: tuple[Label, ...], source: str, at: datetime) -> None:
        """Keep these as the labels in force; earlier ones become void, unless they are the same."""
        fresh = {(label.box_index, label.sha256) for label in labels}
        in_force = select(LabelRow).where(LabelRow.shipment_pk == shipment, LabelRow.void_at.is_(None))
        current = {(row.box_index, row.sha256): row for row in self._session.scalars(in_force)}
        for same, row in current.items():
            if same not in fresh:
                row.void_at = at
        for label in labels:
            if (label.box_index, label.sha256) in current:
                continue
            row = LabelRow(
                shipment_pk=shipment,
                box_index=label.box_index,
                box_code=label.box_code,
                pdf=label.pdf,
                sha256=label.sha256,
                source=source,
                fetched_at=label.fetched_at,
            )
            self._session.add(row)

    def void(self, shipment: ShipmentKey, at: datetime) -> None:
        """The boxes have changed: what was printed is to be destroyed."""
        query = update(LabelRow).where(LabelRow.shipment_pk == shipment, LabelRow.void_at.is_(None))
        self._session.execute(query.values(void_at=at))

    def kept(self, shipment: ShipmentKey) -> tuple[KeptLabel, ...]:
        """The labels in force, by box."""
        query = (
            select(LabelRow)
            .where(LabelRow.shipment_pk == shipment, LabelRow.void_at.is_(None))
            .order_by(LabelRow.box_index)
        )
        return tuple(_kept(row) for row in self._session.scalars(query))

    def order_with(self, labels: Sequence[Label], than: ShipmentKey, connection: ConnectionId) -> str | None:
        """The number of another order of the connection that has one of these as its label in force.

        Looks through the newest rows, and at the digests only of documents that are as long: a digest stands
        behind its document, which would have to be read whole.
        """
        newest = select(func.max(LabelRow.id)).scalar_subquery()
        query = (
            select(ShipmentRow.shipment_id)
            .select_from(LabelRow)
            .join(ShipmentRow, ShipmentRow.id == LabelRow.shipment_pk)
            .where(
                LabelRow.id > newest - _NEWEST,
                LabelRow.shipment_pk != than,
                LabelRow.void_at.is_(None),
                func.length(LabelRow.pdf).in_({len(label.pdf) for label in labels}),
                LabelRow.sha256.in_({label.sha256 for label in labels}),
                ShipmentRow.connection_id == connection,
            )
            .order_by(LabelRow.id.desc())
            .limit(1)
        )
        return self._session.scalars(query).one_or_none()

    def find(self, label_id: int) -> KeptLabel | None:
        row = self._session.get(LabelRow, label_id, populate_existing=True)
        return None if row is None else _kept(row)

    def pdf(self, label_id: int) -> bytes | None:
        return self._session.scalars(select(LabelRow.pdf).where(LabelRow.id == label_id)).one_or_none()

    def current(self, shipment: ShipmentKey) -> tuple[Label, ...]:
        """The labels in force, by box."""
        query = (
            select(LabelRow)
            .where(LabelRow.shipment_pk == shipment, LabelRow.void_at.is_(None))
            .order_by(LabelRow.box_index)
            .options(undefer(LabelRow.pdf))
        )
        return tuple(
            Label(row.box_index, row.box_code, row.pdf, row.sha256, row.fetched_at)
            for row in self._session.scalars(query)
        )


def _kept(row: LabelRow) -> KeptLabel:
    return KeptLabel(row.id, row.box_index, row.sha256, row.void_at is not None)
