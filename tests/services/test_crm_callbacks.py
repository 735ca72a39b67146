"""RetailCRM's calls to the module, read in every spelling: activity, and where a delivery stands."""

from __future__ import annotations

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.connection import CrmOff
from mmdesk.domain.status import Status
from mmdesk.services import crm_callbacks
from mmdesk.services.crm_callbacks import (
    PRINT_LIMIT,
    BadCallback,
    DeliveryState,
    PrintWish,
    UnknownDelivery,
    read_activity,
    read_print,
)
from mmdesk.storage.changes import ChangeWatcher
from mmdesk.storage.history import Actor
from mmdesk.storage.tables import HistoryRow
from mmdesk.storage.uow import Storage
from tests.factory import shipment
from tests.services.stand import MirrorStand, mirror_stand

SWITCHED_OFF = '{"active": false, "freeze": false}'


@pytest.fixture
def bench(storage: Storage, clock: ManualClock) -> MirrorStand:
    return mirror_stand(storage, clock)


def off(bench: MirrorStand) -> CrmOff:
    with bench.storage.look() as work:
        return work.connections.get(bench.connection.name).crm_off


def audit(bench: MirrorStand) -> list[tuple[str, str, str]]:
    """Who, what and the details of every event of the connection that belongs to no order."""
    with bench.storage.engine.connect() as raw:
        rows = raw.execute(HistoryRow.__table__.select().where(HistoryRow.shipment_pk.is_(None)))
        return [(row.actor, row.what, row.details) for row in rows]


def note(bench: MirrorStand, activity: str) -> CrmOff:
    return crm_callbacks.note_activity(bench.storage, bench.clock, bench.connection, activity)


# Activity


@pytest.mark.parametrize(
    ("activity", "expected"),
    [
        ('{"active": true, "freeze": false}', CrmOff.NO),
        (SWITCHED_OFF, CrmOff.INACTIVE),
        ('{"active": true, "freeze": true}', CrmOff.FROZEN),
        ('{"active": false, "freeze": true}', CrmOff.FROZEN),
        ('{"active": 0, "freeze": "0"}', CrmOff.INACTIVE),
        ('{"active": "1", "freeze": "true"}', CrmOff.FROZEN),
        ('{"active": true}', CrmOff.NO),
        ('{"freeze": false}', CrmOff.NO),
        ('\ufeff{"active": false, "freeze": null, "since": 17}', CrmOff.INACTIVE),
    ],
)
def test_activity_is_read_in_every_spelling(activity: str, expected: CrmOff) -> None:
    assert read_activity(activity) == expected


@pytest.mark.parametrize(
    "activity",
    [
        "",
        "  ",
        "no",
        "17",
        "[]",
        "{}",
        "[1]",
        '{"active": "maybe"}',
        '{"active": []}',
        "[" * 99,
        '{"a": "\ud800"}',
    ],
)
def test_activity_that_says_nothing_is_refused_with_a_sentence(activity: str) -> None:
    with pytest.raises(BadCallback) as refused:
        read_activity(activity)
    assert refused.value.text.ru.startswith("Вызов RetailCRM не понятен")


def test_activity_is_kept_with_the_connection_and_in_its_history(bench: MirrorStand) -> None:
    assert note(bench, SWITCHED_OFF) == CrmOff.INACTIVE
    assert off(bench) == CrmOff.INACTIVE
    assert note(bench, '{"active": true, "freeze": false}') == CrmOff.NO
    assert off(bench) == CrmOff.NO
    assert audit(bench) == [
        (Actor.CRM.value, "crm_activity", '{"state": "inactive"}'),
        (Actor.CRM.value, "crm_activity", '{"state": ""}'),
    ]


def test_activity_that_changes_nothing_wakes_nobody(bench: MirrorStand) -> None:
    note(bench, SWITCHED_OFF)
    watcher = ChangeWatcher(bench.storage.engine)
    try:
        note(bench, SWITCHED_OFF)
        assert not watcher.wait(0.1)
        note(bench, '{"active": true}')
        assert watcher.wait(10)
    finally:
        watcher.close()


# Who calls


def test_only_who_knows_the_client_id_is_the_crm(bench: MirrorStand) -> None:
    with bench.storage.work() as work:
        work.connections.change(bench.connection.name, client_id="client-of-the-shop")
        work.commit()
    given = ("client-of-the-shop", "client-of-the-shoq", "", "клиент")
    known = [crm_callbacks.is_called_by_crm(bench.storage, bench.connection, each) for each in given]
    assert known == [True, False, False, False]


def test_a_connection_without_a_client_id_is_closed_to_everybody(bench: MirrorStand) -> None:
    assert not crm_callbacks.is_called_by_crm(bench.storage, bench.connection, "")


# Where a delivery stands


def test_a_delivery_tells_its_status_and_since_when(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    arrived = bench.clock.now()
    found = crm_callbacks.delivery_state(bench.storage, bench.connection, order.shipment_id)
    assert found == DeliveryState(order.shipment_id, Status.NEW, arrived)
    bench.clock.advance(600)
    bench.show(shipment("CONFIRMED"))
    found = crm_callbacks.delivery_state(bench.storage, bench.connection, f" {order.shipment_id} ")
    assert found == DeliveryState(order.shipment_id, Status.CONFIRMED, bench.clock.now())


def test_a_status_that_was_never_registered_is_not_told(bench: MirrorStand) -> None:
    order = bench.show(shipment("TELEPORTED"))
    found = crm_callbacks.delivery_state(bench.storage, bench.connection, order.shipment_id)
    assert found.status is None


@pytest.mark.parametrize("delivery_id", ["", "999", "7 or 1=1", "\x00", "7" * 500, "заказ"])
def test_an_unknown_delivery_is_refused_with_a_sentence(bench: MirrorStand, delivery_id: str) -> None:
    bench.show(shipment("NEW"))
    with pytest.raises(UnknownDelivery) as refused:
        crm_callbacks.delivery_state(bench.storage, bench.connection, delivery_id)
    assert len(refused.value.text.ru) < 200


# What is to be printed


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ('["101", "102"]', ("101", "102")),
        ('[["101", "102"], ["103"]]', ("101", "102", "103")),
        ('[102, "101", 102]', ("102", "101")),
        ('{"0": "101", "1": "102"}', ("101", "102")),
        ('"101"', ("101",)),
        ("101", ("101",)),
    ],
)
def test_the_orders_to_print_are_read_in_every_spelling(ids: str, expected: tuple[str, ...]) -> None:
    wish = read_print('{"entityType": "order", "type": "sticker", "deliveryIds": ' + ids + "}")
    assert wish == PrintWish("sticker", expected)


def test_what_is_left_out_of_a_wish_is_what_it_always_is() -> None:
    assert read_print('{"deliveryIds": ["101"]}') == PrintWish("sticker", ("101",))


@pytest.mark.parametrize(
    "wish",
    [
        "",
        "[]",
        "sticker",
        '{"deliveryIds": []}',
        '{"deliveryIds": [[]]}',
        '{"deliveryIds": null}',
        '{"deliveryIds": [""]}',
        '{"deliveryIds": [null]}',
        '{"deliveryIds": [true]}',
        '{"deliveryIds": ["../../etc"]}',
        '{"deliveryIds": ["1 2"]}',
        '{"entityType": "shipment", "deliveryIds": ["101"]}',
        '{"deliveryIds": ' + str(list(range(1, PRINT_LIMIT + 2))) + "}",
        '{"deliveryIds": ' + str(list(range(1, 100_000))) + "}",
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_with_a_cure(wish: str) -> None:
    with pytest.raises(BadCallback) as refused:
        read_print(wish)
    assert refused.value.cure.ru
    assert len(refused.value.text.ru) < 300
