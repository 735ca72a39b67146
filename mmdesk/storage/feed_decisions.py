"""What people have decided about a feed, out of the audit log: who, when, what, and why."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import select

from mmdesk.domain.connection import ConnectionId
from mmdesk.storage.history import HistoryEvent, event_of
from mmdesk.storage.queries import Queries
from mmdesk.storage.tables import HistoryRow


class FeedDecision(StrEnum):
    """How the audit log names it."""

    ACCEPTED = "feed_accepted"
    LEFT = "feed_left"
    ROLLED_BACK = "feed_rolled_back"
    RULES = "feed_rules"
    SALES_STOPPED = "sales_stopped"
    SALES_RESUMED = "sales_resumed"
    CANCELLED = "feed_cancelled"
    WITHDRAWN = "feed_withdrawn"
    """The wish for a build, before anybody had begun it."""


class FeedDecisionQueries(Queries):
    """Safe to share between threads."""

    def feed_decisions(self, connection_id: ConnectionId, limit: int) -> tuple[HistoryEvent, ...]:
        """The newest first."""
        query = (
            select(HistoryRow)
            .where(
                HistoryRow.connection_id == connection_id,
                HistoryRow.shipment_pk.is_(None),
                HistoryRow.what.in_([each.value for each in FeedDecision]),
            )
            .order_by(HistoryRow.id.desc())
            .limit(limit)
        )
        with self._reading() as session:
            return tuple(event_of(row) for row in session.scalars(query))
