"""A connection begun anew: what belongs to the shop goes along, what belongs to its orders stays behind.

The orders keep their row, which is taken out of use, and the shop gets another one. So nothing of the orders
is touched, and whoever is still at work on them writes to the row that was left behind.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import func, inspect, select, update
from sqlalchemy.orm import Session

from mmdesk.storage.bench_tables import OfferCodeRow
from mmdesk.storage.catalogue_tables import FeedBuildRow, FeedFetchRow, OfferRow
from mmdesk.storage.tables import ConnectionRow, PathKeyRow, SettingRow, ShipmentRow, StatusMapRow

GOES_ALONG: Final = (PathKeyRow, SettingRow, StatusMapRow, FeedBuildRow, FeedFetchRow, OfferRow, OfferCodeRow)
"""What the shop takes with it. Orders, queues, calls, cursors and the health of the remotes stay behind."""


def begin_anew(
    session: Session, row: ConnectionRow, left_behind: str, at: datetime, **fields: str | bool
) -> ConnectionRow:
    """A new row with everything of the old one but its orders; the old one is out of use, under its new name.

    `fields` are the columns in which the new row differs.
    """
    columns = [column.key for column in inspect(ConnectionRow).column_attrs]
    kept = {name: getattr(row, name) for name in columns if name != "id"}
    row.name, row.removed_at, row.client_id = left_behind, at, ""
    session.flush()
    fresh = ConnectionRow(**(kept | fields))
    session.add(fresh)
    session.flush()
    for table in GOES_ALONG:
        moved = update(table).where(table.connection_id == row.id).values(connection_id=fresh.id)
        session.execute(moved.execution_options(synchronize_session=False))
    _forget_what_was_told(session, fresh.id)
    return fresh


def _forget_what_was_told(session: Session, connection_id: int) -> None:
    """Stock and prices that one marketplace was told are news to the other."""
    offers = update(OfferRow).where(OfferRow.connection_id == connection_id)
    told = offers.values(pushed_stock=None, pushed_price=None, pushed_at=None)
    session.execute(told.execution_options(synchronize_session=False))


def count_orders(session: Session, connection_id: int, *, only_open: bool) -> int:
    """How many orders a connection holds."""
    query = select(func.count()).where(ShipmentRow.connection_id == connection_id)
    if only_open:
        query = query.where(ShipmentRow.finished.is_(False))
    return session.scalars(query).one()
