"""Who packed which order when, out of the history: the one place that knows how a packing is written down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from mmdesk.domain.intent import Command
from mmdesk.storage.history import Actor
from mmdesk.storage.queries import Queries
from mmdesk.storage.tables import ConnectionRow, HistoryRow
from mmdesk.storage.types import Moment

_QUEUED: Final = "command_queued"
_PACKED_AT_BENCH: Final = "packed"
_MISSED_AT_BENCH: Final = "scans_missed"
_SLACK: Final = timedelta(days=1)
"""Rows of history stand in the order of their moments, but for clocks that were set by less than this."""


@dataclass(frozen=True, slots=True)
class PackedOrder:
    """One order at the moment at which its packing was decided, with the number of its lots."""

    at: datetime
    who: str
    lots: int


class PackingFigures(Queries):
    """Safe to share between threads."""

    def packed(self, start: datetime, end: datetime) -> tuple[PackedOrder, ...]:
        """Each order once, where it was packed last in the span; only what people did."""
        with self._reading() as session:
            first = _first_since(session, start - _SLACK)
            if first is None:
                return ()
            found = session.execute(_PACKED, {"first": first, "start": start, "end": end})
            last = {key: PackedOrder(at, who, _lots_in(details)) for key, at, who, details in found}
        return tuple(sorted(last.values(), key=lambda packed: packed.at))

    def mistakes(self, start: datetime, end: datetime) -> Mapping[str, int]:
        """How often each packer scanned what did not count, by their names."""
        with self._reading() as session:
            first = _first_since(session, start - _SLACK)
            if first is None:
                return {}
            found: dict[str, int] = {}
            for who, details in session.execute(_MISSED, {"first": first, "start": start, "end": end}):
                found[who] = found.get(who, 0) + _mistakes_in(details)
        return {who: count for who, count in found.items() if count}


def _first_since(session: Session, moment: datetime) -> int | None:
    """The first row from this moment on, found by halving: no index has the moments of history."""
    low, high = session.execute(_ENDS).one()
    if low is None:
        return None
    while low < high:
        middle = (low + high) // 2
        found = session.execute(_NEXT, {"middle": middle}).first()
        if found is not None and found.at < moment:
            low = found.id + 1
        else:
            high = middle
    return int(low)


def _lots_in(details: str) -> int:
    """How many lots the command named: «"lots": "1, 2"»."""
    _, _, named = details.partition('"lots": "')
    listed = named.partition('"')[0]
    return listed.count(",") + 1 if listed else 0


def _mistakes_in(details: str) -> int:
    told = json.loads(details).get("mistakes", "")
    return int(told) if told.isdecimal() else 0


# Asked for together without subqueries, SQLite would read the whole table.
_ENDS: Final = select(
    select(func.min(HistoryRow.id)).scalar_subquery(), select(func.max(HistoryRow.id) + 1).scalar_subquery()
)
_NEXT: Final = (
    select(HistoryRow.id, HistoryRow.at)
    .where(HistoryRow.id >= bindparam("middle"))
    .order_by(HistoryRow.id)
    .limit(1)
)
_PACKED: Final = (
    select(HistoryRow.shipment_pk, HistoryRow.at, HistoryRow.who, HistoryRow.details)
    .where(
        HistoryRow.id >= bindparam("first"),
        HistoryRow.at >= bindparam("start", type_=Moment),
        HistoryRow.at < bindparam("end", type_=Moment),
        HistoryRow.actor == Actor.OPERATOR.value,
        # ДСМ's acceptance is no packing: the desk gives it before anybody has touched the goods.
        or_(
            HistoryRow.what == _PACKED_AT_BENCH,
            and_(HistoryRow.what == _QUEUED, HistoryRow.details.like(f'%"command": "{Command.PACK}"%')),
        ),
        (HistoryRow.connection_id + 0).in_(
            select(ConnectionRow.id).where(ConnectionRow.removed_at.is_(None))
        ),
    )
    .order_by(HistoryRow.id)
)
_MISSED: Final = select(HistoryRow.who, HistoryRow.details).where(
    HistoryRow.id >= bindparam("first"),
    HistoryRow.at >= bindparam("start", type_=Moment),
    HistoryRow.at < bindparam("end", type_=Moment),
    HistoryRow.actor == Actor.OPERATOR.value,
    HistoryRow.what == _MISSED_AT_BENCH,
    (HistoryRow.connection_id + 0).in_(select(ConnectionRow.id).where(ConnectionRow.removed_at.is_(None))),
)
