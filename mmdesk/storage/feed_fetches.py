"""Who fetched the feed, and what they got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mmdesk.domain.connection import ConnectionId
from mmdesk.storage.catalogue_tables import FeedFetchRow


@dataclass(frozen=True, slots=True)
class FeedFetch:
    """One answer at the feed's address; `size` is how many bytes of the body went out."""

    at: datetime
    agent: str
    status: int
    size: int


class FeedFetches:
    """The fetches of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, connection_id: ConnectionId, fetch: FeedFetch) -> None:
        row = FeedFetchRow(
            connection_id=connection_id,
            at=fetch.at,
            agent=fetch.agent,
            status=fetch.status,
            bytes_sent=fetch.size,
        )
        self._session.add(row)

    def latest(self, connection_id: ConnectionId, limit: int = 100) -> tuple[FeedFetch, ...]:
        """The last fetches, the newest first."""
        query = (
            select(FeedFetchRow)
            .where(FeedFetchRow.connection_id == connection_id)
            .order_by(FeedFetchRow.id.desc())
            .limit(limit)
        )
        return tuple(
            FeedFetch(row.at, row.agent, row.status, row.bytes_sent) for row in self._session.scalars(query)
        )
