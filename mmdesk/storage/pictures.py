"""Small copies of the pictures of goods, and which pictures open orders want that are not there yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, SQLColumnExpression, and_, case, func, or_, select, update
from sqlalchemy.orm import Session

from mmdesk.domain.connection import ConnectionId
from mmdesk.errors import Text
from mmdesk.storage.catalogue_tables import OfferRow, PictureRow
from mmdesk.storage.tables import LotRow, ShipmentRow

_LONGEST: Final = 2000
"""PostgreSQL's index takes no longer address, and no build writes one."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture to be asked for now; `attempts` have failed since it was last had.

    `inside`: one of those who want it lets the service ask addresses of its own network.
    """

    address: str
    attempts: int
    inside: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no picture, and when to try again. `inside`: not asked, being in the own network."""

    why: Text
    attempts: int
    next_at: datetime
    inside: bool = False


@dataclass(frozen=True, slots=True)
class PictureStanding:
    """What is known of the picture at one address; `why` is None unless the last try failed."""

    fetched_at: datetime | None
    tried_at: datetime
    next_at: datetime
    attempts: int
    why: Text | None


class Pictures:
    """The pictures of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def due(self, connections: Mapping[ConnectionId, bool], now: datetime, limit: int) -> tuple[Wanted, ...]:
        """What open orders of these connections want, the nearest deadline first.

        `connections` tell whether addresses inside the service's own network may be asked.
        """
        open_to_inside = [each for each, may in connections.items() if may]
        inside = case((ShipmentRow.connection_id.in_(open_to_inside), 1), else_=0)
        is_due = or_(
            PictureRow.id.is_(None),
            PictureRow.next_at <= now,
            # Tried in the future: the clock was set back since.
            PictureRow.tried_at > now,
            and_(PictureRow.inside.is_(True), inside == 1),
        )
        columns = (OfferRow.picture, func.coalesce(PictureRow.attempts, 0), func.max(inside))
        query = (
            _of_open_orders(connections, *columns)
            .where(is_due)
            .group_by(OfferRow.picture, PictureRow.attempts)
            .order_by(func.min(ShipmentRow.due_at).nulls_last(), OfferRow.picture)
        )
        return tuple(
            Wanted(address, attempts, bool(may))
            for address, attempts, may in self._session.execute(query.limit(limit))
        )

    def unmarked(
        self, connections: Mapping[ConnectionId, bool], before: datetime, limit: int
    ) -> tuple[int, ...]:
        """Rows of pictures that open orders want and that were last marked so before a moment."""
        query = _of_open_orders(connections, PictureRow.id).where(PictureRow.wanted_at < before)
        return tuple(self._session.scalars(query.distinct().limit(limit)))

    def mark_wanted(self, rows: Sequence[int], at: datetime) -> None:
        self._session.execute(update(PictureRow).where(PictureRow.id.in_(rows)).values(wanted_at=at))

    def put(self, address: str, picture: bytes, at: datetime, next_at: datetime) -> None:
        """It has been had; `next_at` is when it is worth looking whether the site has another one."""
        row = self._row(address, at)
        row.picture, row.fetched_at = picture, at
        row.why, row.inside, row.attempts = None, False, 0
        row.tried_at, row.next_at = at, next_at
        self._session.flush()

    def put_failure(self, address: str, failure: Failure, at: datetime) -> None:
        """It has not; a copy from before stays in use."""
        row = self._row(address, at)
        row.why, row.inside, row.attempts = failure.why, failure.inside, failure.attempts
        row.tried_at, row.next_at = at, failure.next_at
        self._session.flush()

    def of(self, addresses: Sequence[str]) -> Mapping[str, bytes]:
        """The copies that are there, by address."""
        query = select(PictureRow.address, PictureRow.picture)
        wanted = query.where(PictureRow.address.in_(addresses), PictureRow.picture.is_not(None))
        return {address: picture for address, picture in self._session.execute(wanted) if picture}

    def standing(self, address: str) -> PictureStanding | None:
        """None for an address that was never tried."""
        row = self._session.scalars(select(PictureRow).where(PictureRow.address == address)).one_or_none()
        if row is None:
            return None
        return PictureStanding(row.fetched_at, row.tried_at, row.next_at, row.attempts, row.why)

    def _row(self, address: str, at: datetime) -> PictureRow:
        found = self._session.scalars(select(PictureRow).where(PictureRow.address == address)).one_or_none()
        if found is None:
            found = PictureRow(address=address, picture=None, fetched_at=None)
            self._session.add(found)
        found.wanted_at = at
        return found


def _of_open_orders(
    connections: Mapping[ConnectionId, bool], *columns: SQLColumnExpression[Any]
) -> Select[Any]:
    """From the orders to the pictures of their offers, whether or not anything is known of these."""
    same_offer = and_(
        OfferRow.connection_id == ShipmentRow.connection_id, OfferRow.offer_id == LotRow.offer_id
    )
    return (
        select(*columns)
        .select_from(ShipmentRow)
        .join(LotRow, LotRow.shipment_pk == ShipmentRow.id)
        .join(OfferRow, same_offer)
        .outerjoin(PictureRow, PictureRow.address == OfferRow.picture)
        .where(
            ShipmentRow.connection_id.in_(list(connections)),
            ShipmentRow.finished.is_(False),
            OfferRow.picture != "",
            func.length(OfferRow.picture) <= _LONGEST,
        )
    )
