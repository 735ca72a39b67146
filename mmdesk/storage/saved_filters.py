"""What each person has kept of the list of orders, so that it follows them to every workstation."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from mmdesk.storage.history import Actor
from mmdesk.storage.operators import OperatorId
from mmdesk.storage.tables import HistoryRow

_KIND: Final = "order_filters."
_NOTHING: Final = "{}"


class SavedFilters:
    """One entry a person in the audit log of the program, rewritten in place.

    Not appended to: a search that somebody deletes may name a buyer, and has to be gone. Not deleted and
    written anew either: whoever reads news behind a place would miss what takes the number of a deleted row.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, person: OperatorId) -> str:
        """A JSON object; an empty one where nothing was ever kept."""
        row = self._row(person, locking=False)
        return _NOTHING if row is None else row.details

    def for_change(self, person: OperatorId) -> str:
        """The same, and nobody else changes it until this unit of work ends."""
        row = self._row(person, locking=True)
        return _NOTHING if row is None else row.details

    def put(self, person: OperatorId, name: str, document: str, at: datetime) -> None:
        row = self._row(person, locking=False)
        if row is None:
            row = HistoryRow(actor=Actor.OPERATOR.value, what=_kind(person))
            self._session.add(row)
        row.at, row.who, row.details = at, name, document
        self._session.flush()

    def _row(self, person: OperatorId, *, locking: bool) -> HistoryRow | None:
        # Few entries belong to no order, and an index finds those.
        query = (
            select(HistoryRow)
            .where(HistoryRow.shipment_pk.is_(None), HistoryRow.what == _kind(person))
            .order_by(HistoryRow.id)
            .limit(1)
        )
        return self._session.scalars(query.with_for_update() if locking else query).one_or_none()


def _kind(person: OperatorId) -> str:
    return f"{_KIND}{person}"
