"""Packings in progress: whose they are, what was scanned, and which are put aside or wait for their paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mmdesk.domain.packing_session import Entry
from mmdesk.storage.printing_tables import WorkstationRow
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.tables import PackingDraftRow

# Made while nobody else runs: two threads that meet a type for the first time crash msgspec's decoder.
_DECODER: Final = msgspec.json.Decoder(tuple[Entry, ...])


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """One packing in progress. `parked_reason` is empty while it lies on a bench.

    `workstation` is the bench's code, `place` its name for people.
    """

    key: ShipmentKey
    operator: str
    workstation: str
    place: str
    entries: tuple[Entry, ...]
    parked_reason: str
    started_at: datetime
    heartbeat_at: datetime
    finishing_at: datetime | None

    @property
    def is_parked(self) -> bool:
        return bool(self.parked_reason)

    @property
    def is_finishing(self) -> bool:
        return self.finishing_at is not None


class PackingDrafts:
    """The drafts of one unit of work. Whoever writes one has locked its shipment first."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, key: ShipmentKey) -> StoredDraft | None:
        row = self._session.get(PackingDraftRow, key, populate_existing=True)
        return None if row is None else self._stored(row)

    def begin(self, key: ShipmentKey, operator: str, workstation: str, at: datetime) -> StoredDraft:
        """A draft with nothing in it. Another one of the order is a bug: look first, under the lock."""
        row = PackingDraftRow(
            shipment_pk=key,
            operator=operator,
            workstation=workstation,
            scans="[]",
            parked_reason="",
            started_at=at,
            heartbeat_at=at,
            finishing_at=None,
        )
        self._session.add(row)
        self._session.flush()
        return self._stored(row)

    def take(self, key: ShipmentKey, operator: str, workstation: str, at: datetime) -> StoredDraft:
        """Pass the draft to a bench: from another one, from those put aside, or from those on their way."""
        row = self._session.get_one(PackingDraftRow, key)
        row.operator, row.workstation, row.heartbeat_at = operator, workstation, at
        row.parked_reason = ""
        self._session.flush()
        return self._stored(row)

    def keep(self, key: ShipmentKey, entries: Sequence[Entry], at: datetime) -> None:
        """Write what has been scanned; that it was tells that the bench is alive as well."""
        values = {"scans": msgspec.json.encode(entries).decode(), "heartbeat_at": at}
        self._session.execute(
            update(PackingDraftRow).where(PackingDraftRow.shipment_pk == key).values(values)
        )

    def park(self, key: ShipmentKey, reason: str, at: datetime) -> None:
        row = self._session.get_one(PackingDraftRow, key)
        row.parked_reason, row.heartbeat_at = reason, at

    def finish(self, key: ShipmentKey, at: datetime | None) -> None:
        """Closed, and waiting for its paper; None opens it again."""
        self._session.get_one(PackingDraftRow, key).finishing_at = at

    def remove(self, key: ShipmentKey) -> None:
        row = self._session.get(PackingDraftRow, key)
        if row is not None:
            self._session.delete(row)
            self._session.flush()

    def beat(self, workstation: str, at: datetime) -> None:
        """The bench is alive, and with it everything that it has."""
        mine = (PackingDraftRow.workstation == workstation) & (PackingDraftRow.parked_reason == "")
        self._session.execute(update(PackingDraftRow).where(mine).values(heartbeat_at=at))

    def on_bench(self, workstation: str) -> StoredDraft | None:
        """The order that lies on a bench: what a window that was killed goes on with."""
        query = select(PackingDraftRow).where(
            PackingDraftRow.workstation == workstation,
            PackingDraftRow.parked_reason == "",
            PackingDraftRow.finishing_at.is_(None),
        )
        row = self._session.scalars(query.order_by(PackingDraftRow.heartbeat_at.desc())).first()
        return None if row is None else self._stored(row)

    def finishing(self, workstation: str) -> tuple[StoredDraft, ...]:
        """The orders of a bench that wait for their paper, the oldest first."""
        query = select(PackingDraftRow).where(
            PackingDraftRow.workstation == workstation, PackingDraftRow.finishing_at.is_not(None)
        )
        return tuple(map(self._stored, self._session.scalars(query.order_by(PackingDraftRow.finishing_at))))

    def finishing_keys(self, workstation: str) -> tuple[ShipmentKey, ...]:
        """The same orders, without what was scanned: there may be hundreds."""
        query = select(PackingDraftRow.shipment_pk).where(
            PackingDraftRow.workstation == workstation, PackingDraftRow.finishing_at.is_not(None)
        )
        found = self._session.scalars(
            query.order_by(PackingDraftRow.finishing_at, PackingDraftRow.shipment_pk)
        )
        return tuple(map(ShipmentKey, found))

    def parked(self) -> tuple[StoredDraft, ...]:
        """Every packing that was put aside, the longest waiting first."""
        query = select(PackingDraftRow).where(PackingDraftRow.parked_reason != "")
        return tuple(map(self._stored, self._session.scalars(query.order_by(PackingDraftRow.heartbeat_at))))

    def _stored(self, row: PackingDraftRow) -> StoredDraft:
        known = self._session.get(WorkstationRow, row.workstation)
        return StoredDraft(
            key=ShipmentKey(row.shipment_pk),
            operator=row.operator,
            workstation=row.workstation,
            place=row.workstation if known is None else known.name,
            entries=_DECODER.decode(row.scans),
            parked_reason=row.parked_reason,
            started_at=row.started_at,
            heartbeat_at=row.heartbeat_at,
            finishing_at=row.finishing_at,
        )
