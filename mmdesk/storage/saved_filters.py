"""What each person has kept of the list of orders, so that it follows them to every workstation."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mmdesk.storage.operators import OperatorId
from mmdesk.storage.tables import OperatorRow


class SavedFilters:
    """A JSON object beside each operator, rewritten whole: what somebody deletes is gone."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, person: OperatorId) -> str:
        """An empty object where nothing was ever kept."""
        query = select(OperatorRow.order_filters).where(OperatorRow.id == person)
        return self._session.scalars(query).one()

    def for_change(self, person: OperatorId) -> str:
        """The same, and nobody else changes it until this unit of work ends."""
        query = select(OperatorRow.order_filters).where(OperatorRow.id == person).with_for_update()
        return self._session.scalars(query).one()

    def put(self, person: OperatorId, document: str) -> None:
        changed = update(OperatorRow).where(OperatorRow.id == person).values(order_filters=document)
        self._session.execute(changed)
