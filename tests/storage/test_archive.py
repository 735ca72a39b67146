"""What a connection begun anew takes along, and what it leaves behind."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from mmdesk.storage.archive import GOES_ALONG
from mmdesk.storage.catalogue_tables import OfferRow
from mmdesk.storage.tables import SCHEMA
from tests.storage.build import NOON, Shop, shipment

STAYS_BEHIND = {"shipments", "outbox", "inbox", "history", "cursors", "targets"}


def test_every_table_of_a_connection_goes_along_or_stays_behind() -> None:
    owned = {
        table.name
        for table in SCHEMA.tables.values()
        if any(key.target_fullname == "connections.id" for key in table.foreign_keys)
    }
    assert owned == STAYS_BEHIND | {row.__tablename__ for row in GOES_ALONG}


def test_settings_go_along_and_orders_stay_behind(shop: Shop) -> None:
    shop.put(shipment())
    shop.receive()
    with shop.storage.work() as work:
        work.connections.put_setting(shop.connection_id, "feed.days", "2")
        work.connections.put_mapping(shop.connection_id, "status.map", "PACKED", "assembled")
        fresh = work.connections.begin_anew(
            "Склад", "Склад, прежний", NOON, test_mode=True, mm_url="https://test.example.org"
        )
        work.commit()
    assert fresh.connection_id != shop.connection_id
    with shop.storage.look() as look:
        assert look.connections.all() == (fresh,)
        assert len(look.connections.settings(fresh.connection_id)) == 2
        assert look.connections.settings(shop.connection_id) == {}
        assert look.shipments.holders("945000001") == (shop.connection_id,)
        assert look.connections.order_count(shop.connection_id, only_open=True) == 1
        assert look.connections.order_count(fresh.connection_id) == 0


def test_the_catalogue_goes_along(shop: Shop) -> None:
    with Session(shop.storage.engine) as session:
        session.add(OfferRow(connection_id=shop.connection_id, offer_id="MUG-1", name="Кружка", seen_at=NOON))
        session.commit()
    with shop.storage.work() as work:
        fresh = work.connections.begin_anew(
            "Склад", "Склад, прежний", NOON, test_mode=True, mm_url="https://test.example.org"
        )
        work.commit()
    with Session(shop.storage.engine) as session:
        assert session.scalars(select(OfferRow.connection_id)).all() == [fresh.connection_id]
