"""A crowd is what the program itself would have stored."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select, text

from mmdesk.domain.scheme import SchemeCode
from mmdesk.domain.status import Status
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.tables import SCHEMA
from mmdesk.storage.uow import Storage
from tests.crowd import Invented, add_connections, crowd, seed
from tests.storage.build import NOON

Values = dict[str, list[tuple[object, ...]]]
COUNT = 120


def store(storage: Storage, one: Invented) -> ShipmentKey:
    """The long way: through the units of work that the program uses."""
    with storage.work() as work:
        work.shipments.put(one.connection, one.shipment, one.due_at, one.first_seen_at)
        key = work.shipments.put(one.connection, one.shipment, one.due_at, one.changed_at)
        work.shipments.set_crm_order(key, one.crm_order_id)
        if one.checked_at is not None:
            work.shipments.set_checked(key, one.checked_at)
        if one.couriered_at is not None:
            work.shipments.set_couriered(key, one.couriered_at)
        work.commit()
    return key


def stored(storage: Storage) -> Values:
    """Every row, but for how often and when it was written."""
    left_out = {"version", "canceled_at", "cancel_requested_at"}
    values: Values = {}
    with storage.engine.connect() as connection:
        for name in ("shipments", "lots", "boxes", "box_lots"):
            table = SCHEMA.tables[name]
            columns = [column for column in table.c if column.name not in left_out]
            rows = connection.execute(select(*columns).order_by(*table.primary_key))
            values[name] = [tuple(row) for row in rows]
        words = connection.execute(text("SELECT * FROM shipment_words ORDER BY 1"))
        values["words"] = [tuple(row) for row in words]
    return values


def test_a_seeded_row_is_the_row_the_program_stores(storage: Storage) -> None:
    connections = add_connections(storage, NOON)
    for one in crowd(connections, COUNT, now=NOON, open_share=0.5):
        store(storage, one)
    wanted = stored(storage)
    with storage.engine.begin() as connection:
        for table in ("shipment_words", "box_lots", "boxes", "lots", "shipments"):
            connection.execute(text(f"DELETE FROM {table}"))
    seed(storage, COUNT, now=NOON, open_share=0.5, connections=connections)
    assert stored(storage) == wanted


def test_the_same_wish_makes_the_same_crowd(sqlite_storage: Storage) -> None:
    connections = add_connections(sqlite_storage, NOON)
    first, second = (list(crowd(connections, COUNT, now=NOON)) for _ in range(2))
    assert first == second


def test_a_crowd_holds_every_status_of_both_schemes_and_as_many_open_orders_as_wished(
    sqlite_storage: Storage,
) -> None:
    everyone = list(crowd(add_connections(sqlite_storage, NOON), 1500, now=NOON, open_share=0.6))
    assert sum(not one.shipment.is_finished for one in everyone) == 900
    assert {one.connection.scheme.code for one in everyone} == set(SchemeCode)
    assert {one.shipment.effective_status for one in everyone} > set(Status)
    assert max(Counter(one.shipment.shipment_id for one in everyone).values()) == 1
    assert any(one.due_at and one.due_at < NOON for one in everyone if not one.shipment.is_finished)


def test_a_second_crowd_and_an_order_of_the_program_find_room_beside_the_first(storage: Storage) -> None:
    connections = seed(storage, 30, now=NOON)
    seed(storage, 30, now=NOON, connections=connections, start=30)
    (late,) = crowd(connections, 1, now=NOON, start=60)
    key = store(storage, late)
    assert len(storage.queries.list_orders()) == 61
    assert key == 61
