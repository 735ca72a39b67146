"""What a support bundle must not hold: read only so that it can be found and taken out."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select, union_all

from mmdesk.storage.queries import Queries
from mmdesk.storage.tables import OperatorRow, OutboxRow, PathKeyRow, ShipmentRow


class BundleQueries(Queries):
    """Safe to share between threads."""

    def path_keys(self) -> tuple[str, ...]:
        """Every random segment of a public address that is or was valid."""
        with self._reading() as session:
            return tuple(session.scalars(select(PathKeyRow.key)))

    def phones(self) -> Iterator[str]:
        """Of buyers, each once, as they came."""
        with self._reading() as session:
            yield from session.scalars(select(ShipmentRow.buyer_phone).distinct())

    def personal_texts(self) -> Iterator[str]:
        """Names and addresses of buyers, names of people who work here; each once."""
        columns = (
            ShipmentRow.buyer_name, ShipmentRow.buyer_address, OutboxRow.created_by, OperatorRow.name,
        )  # fmt: skip
        query = union_all(*(select(column).distinct() for column in columns))
        with self._reading() as session:
            yield from session.scalars(query)
