"""The ids of a whole catalogue, a million if need be, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Engine, select

from mmdesk.domain.connection import ConnectionId
from mmdesk.storage.catalogue_tables import OfferRow
from mmdesk.storage.engine import foreign_errors_translated
from mmdesk.storage.offers import GONE

_AT_ONCE: Final = 10_000


def offer_ids(engine: Engine, connection_id: ConnectionId) -> Iterator[str]:
    """Every id that the connection's source has, in the feed or not, sorted. Raises StorageError."""
    query = (
        select(OfferRow.offer_id)
        .where(OfferRow.connection_id == connection_id, OfferRow.state != GONE)
        .order_by(OfferRow.offer_id)
    )
    with foreign_errors_translated(), engine.connect() as connection:
        yield from connection.execution_options(yield_per=_AT_ONCE).scalars(query)
