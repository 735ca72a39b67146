"""The ids of a catalogue, one after the other."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import insert

from mmdesk.domain.connection import ConnectionId
from mmdesk.storage.catalogue_tables import OfferRow
from mmdesk.storage.offer_ids import offer_ids
from tests.storage.build import NOON, Shop, add_connection


def row(
    connection_id: ConnectionId, offer_id: str, state: str = "", at: datetime = NOON
) -> dict[str, object]:
    return {
        "connection_id": connection_id,
        "offer_id": offer_id,
        "name": "Чашка",
        "price": Decimal(10),
        "seen_at": at,
        "state": state,
    }


def test_all_that_the_source_has_come_sorted_and_of_one_connection(shop: Shop) -> None:
    with shop.storage.work() as work:
        other = add_connection(work, "другая", merchant_id=5047)
        work.commit()
    mine = shop.connection_id
    rows = [row(mine, "B"), row(mine, "A", "vendor"), row(mine, "C", "gone"), row(other.connection_id, "D")]
    with shop.storage.engine.begin() as connection:
        connection.execute(insert(OfferRow), rows)
    assert list(offer_ids(shop.storage.engine, mine)) == ["A", "B"]


def test_more_of_them_than_are_fetched_at_once_are_all_there(shop: Shop) -> None:
    rows = [row(shop.connection_id, f"A-{number:06}") for number in range(10_001)]
    with shop.storage.engine.begin() as connection:
        connection.execute(insert(OfferRow), rows)
    assert sum(1 for _ in offer_ids(shop.storage.engine, shop.connection_id)) == 10_001
