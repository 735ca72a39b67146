"""Connections, their settings and mappings, path keys and the health of their remotes."""

from __future__ import annotations

import pytest

from mmdesk.domain.intent import Target
from mmdesk.errors import Text
from mmdesk.storage.connections import ConnectionExists, PathPurpose, TargetHealth, UnknownConnection
from mmdesk.storage.uow import Storage
from tests.storage.build import MINUTE, NOON, Shop, add_connection, shipment


def test_a_connection_is_found_by_its_name(shop: Shop) -> None:
    with shop.storage.look() as look:
        assert look.connections.get("Склад") == shop.connection
        assert look.connections.all() == (shop.connection,)


def test_an_unknown_name_is_refused(storage: Storage) -> None:
    with storage.look() as look, pytest.raises(UnknownConnection, match="Склад"):
        look.connections.get("Склад")


@pytest.mark.parametrize(("name", "merchant_id"), [("Склад", 1), ("Другой", 5046)])
def test_neither_a_name_nor_an_account_is_taken_twice(shop: Shop, name: str, merchant_id: int) -> None:
    with shop.storage.work() as work, pytest.raises(ConnectionExists):
        add_connection(work, name, merchant_id)


def test_a_removed_connection_frees_name_and_account_and_keeps_its_orders(shop: Shop) -> None:
    shop.put(shipment())
    with shop.storage.work() as work:
        work.connections.remove("Склад", NOON)
        again = add_connection(work)
        work.commit()
    with shop.storage.look() as look:
        assert look.connections.all() == (again,)
        assert look.shipments.holders("945000001") == (shop.connection_id,)


def test_a_connection_that_is_taken_back_leaves_no_trace_and_frees_its_name(storage: Storage) -> None:
    with storage.work() as work:
        made = add_connection(work)
        work.connections.add_path_key(made.connection_id, PathPurpose.NEW, "a-key-of-tests")
        work.connections.put_setting(made.connection_id, "feed.days", "2")
        work.connections.put_mapping(made.connection_id, "status.map", "NEW", "new")
        work.connections.put_health(made.connection_id, TargetHealth(Target.CRM))
        work.commit()
    with storage.work() as work:
        work.connections.discard("Склад")
        work.commit()
    with storage.work() as work:
        assert work.connections.all() == ()
        assert work.connections.by_path_key("a-key-of-tests", NOON) is None
        again = add_connection(work)
        assert work.connections.settings(again.connection_id) == {}


def test_a_changed_connection_stays_changed(shop: Shop) -> None:
    with shop.storage.work() as work:
        work.connections.change("Склад", paused=True, delivery_code="mm")
        work.commit()
    with shop.storage.look() as look:
        changed = look.connections.get("Склад")
        assert (changed.paused, changed.is_registered) == (True, True)


def test_settings_and_mappings_are_read_by_their_full_keys(shop: Shop) -> None:
    with shop.storage.work() as work:
        work.connections.put_setting(shop.connection_id, "feed.days", "1")
        work.connections.put_setting(shop.connection_id, "feed.days", "2")
        work.connections.put_mapping(shop.connection_id, "status.map", "PACKED", "assembled")
        work.commit()
    with shop.storage.look() as look:
        assert look.connections.settings(shop.connection_id) == {
            "feed.days": "2",
            "status.map.PACKED": "assembled",
        }


def test_forgotten_settings_are_gone_with_their_mappings(shop: Shop) -> None:
    with shop.storage.work() as work:
        work.connections.put_setting(shop.connection_id, "feed.days", "1")
        work.connections.put_mapping(shop.connection_id, "status.map", "PACKED", "assembled")
        work.connections.forget_settings(shop.connection_id)
        work.commit()
    with shop.storage.look() as look:
        assert look.connections.settings(shop.connection_id) == {}


def test_a_path_key_leads_to_its_connection_and_purpose(shop: Shop) -> None:
    with shop.storage.work() as work:
        work.connections.add_path_key(shop.connection_id, PathPurpose.FEED, "k" * 32)
        work.commit()
    with shop.storage.look() as look:
        assert look.connections.by_path_key("k" * 32, NOON) == (shop.connection, PathPurpose.FEED)
        assert look.connections.by_path_key("x" * 32, NOON) is None
        assert look.connections.path_keys(shop.connection_id) == {PathPurpose.FEED: "k" * 32}


def test_a_rotated_path_key_is_over_or_valid_for_a_while(shop: Shop) -> None:
    with shop.storage.work() as work:
        for key, until in (("a" * 32, None), ("b" * 32, NOON + MINUTE), ("c" * 32, NOON + 2 * MINUTE)):
            work.connections.rotate_path_key(shop.connection_id, PathPurpose.FEED, key, NOON, until)
        work.commit()
    with shop.storage.look() as look:
        assert look.connections.path_keys(shop.connection_id) == {PathPurpose.FEED: "c" * 32}
        assert look.connections.by_path_key("a" * 32, NOON) is not None
        assert look.connections.by_path_key("a" * 32, NOON + MINUTE) is None
        assert look.connections.by_path_key("b" * 32, NOON + MINUTE) is not None
    with shop.storage.work() as work:
        work.connections.rotate_path_key(shop.connection_id, PathPurpose.FEED, "d" * 32, NOON, None)
        work.commit()
    with shop.storage.look() as look:
        assert look.connections.by_path_key("b" * 32, NOON) is None
        assert look.connections.by_path_key("d" * 32, NOON) is not None


def test_the_health_of_a_remote_is_remembered(shop: Shop) -> None:
    ill = TargetHealth(
        Target.CRM,
        failures=2,
        paused_at=NOON,
        paused_until=NOON + MINUTE,
        words=Text("нет связи", "no answer"),
    )
    with shop.storage.work() as work:
        work.connections.put_health(shop.connection_id, ill)
        work.commit()
    with shop.storage.look() as look:
        assert look.connections.health(shop.connection_id, Target.CRM) == ill
        healthy = TargetHealth(Target.MEGAMARKET)
        assert look.connections.health(shop.connection_id, Target.MEGAMARKET) == healthy
