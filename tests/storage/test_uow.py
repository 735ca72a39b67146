"""A unit of work keeps what was committed, and nothing else."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from mmdesk.storage.connections import UnknownConnection
from mmdesk.storage.uow import Storage
from tests.storage.build import NOON, Shop, add_connection, shipment


def test_what_was_not_committed_is_rolled_back(storage: Storage) -> None:
    with storage.work() as work:
        add_connection(work)
    with storage.work() as work:
        assert work.connections.all() == ()


def test_an_error_takes_everything_back(shop: Shop) -> None:
    def store_and_fail() -> None:
        with shop.storage.work() as work:
            work.shipments.put(work.connections.get("Склад"), shipment(), None, NOON)
            work.connections.get("нет такого")

    with pytest.raises(UnknownConnection):
        store_and_fail()
    with shop.storage.work() as work:
        assert work.shipments.holders("945000001") == ()


def test_a_decision_and_its_command_are_stored_together(shop: Shop) -> None:
    key = shop.put(shipment())
    with shop.storage.work() as work:
        work.shipments.set_couriered(key, NOON)
        work.commit()
    with shop.storage.look() as look:
        assert look.shipments.get(key).couriered_at == NOON


def test_a_second_command_with_the_same_key_is_a_bug_and_shows(shop: Shop) -> None:
    key = shop.put(shipment())
    shop.queue("same", key)
    with pytest.raises(IntegrityError):
        shop.queue("same", key)
    assert shop.claim() == "same"


def test_a_unit_of_work_serves_again_after_a_failure(shop: Shop) -> None:
    with pytest.raises(ZeroDivisionError), shop.storage.work():
        _ = 1 / 0
    shop.receive()
    with shop.storage.look() as look:
        assert look.inbox.next(shop.connection_id, NOON) is not None
