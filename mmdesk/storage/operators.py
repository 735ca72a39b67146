"""The people at the workstations. Of a PIN only a salted hash is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mmdesk.domain.role import Role
from mmdesk.storage.tables import OperatorRow

OperatorId = NewType("OperatorId", int)


@dataclass(frozen=True, slots=True)
class StoredOperator:
    """A person who works here now; `pin_hash` is empty for one without a PIN."""

    operator_id: OperatorId
    name: str
    role: Role
    pin_hash: str


class Operators:
    """The people of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> tuple[StoredOperator, ...]:
        """Who works here, by name."""
        query = select(OperatorRow).where(OperatorRow.removed_at.is_(None))
        found = (_stored(row) for row in self._session.scalars(query))
        return tuple(sorted(found, key=lambda person: person.name.casefold()))

    def get(self, operator_id: OperatorId) -> StoredOperator | None:
        row = self._session.get(OperatorRow, operator_id)
        return None if row is None or row.removed_at is not None else _stored(row)

    def add(self, name: str, role: Role, pin_hash: str, at: datetime) -> OperatorId:
        """A person who comes back under the same name takes the former entry up again."""
        row = self._session.scalars(select(OperatorRow).where(OperatorRow.name == name)).one_or_none()
        if row is None:
            row = OperatorRow(name=name, created_at=at)
            self._session.add(row)
        row.role, row.pin_hash, row.removed_at = role.value, pin_hash, None
        self._session.flush()
        return OperatorId(row.id)

    def change(self, person: StoredOperator) -> None:
        row = self._session.get_one(OperatorRow, person.operator_id)
        row.name, row.role, row.pin_hash = person.name, person.role.value, person.pin_hash
        self._session.flush()

    def remove(self, operator_id: OperatorId, at: datetime) -> None:
        """What they have done stays in the timelines."""
        self._session.get_one(OperatorRow, operator_id).removed_at = at
        self._session.flush()

    def is_taken(self, name: str, besides: OperatorId | None = None) -> bool:
        """Whether that is the name of a person, also of one who has gone: a name in a timeline means one."""
        query = select(func.count()).where(OperatorRow.name == name, OperatorRow.id != (besides or 0))
        return bool(self._session.scalar(query))


def _stored(row: OperatorRow) -> StoredOperator:
    return StoredOperator(OperatorId(row.id), row.name, Role(row.role), row.pin_hash)
