"""Revisions of the schema, up and down, on both databases."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, Engine, String, select, text

from mmdesk.storage.engine import StorageBusy, StorageCorrupt, open_engine
from mmdesk.storage.history import Actor, HistoryEvent
from mmdesk.storage.migrate import (
    HEAD,
    DatabaseForeign,
    DatabaseNewer,
    SchemaState,
    changing,
    check,
    configuration,
    current,
    upgrade,
)
from mmdesk.storage.order_index import OrderWish
from mmdesk.storage.tables import SCHEMA, LotRow, ShipmentRow
from mmdesk.storage.uow import Storage
from tests.crowd import seed
from tests.storage.build import MINUTE, NOON, lot, open_shop, shipment
from tests.storage.schema import described, fill_every_table, is_modelled, rows_of_every_table


@pytest.fixture
def blank(blank_url: str) -> Iterator[Engine]:
    engine = open_engine(blank_url)
    yield engine
    engine.dispose()


def test_the_newest_revision_is_what_the_program_expects(storage: Storage) -> None:
    with storage.engine.connect() as connection:
        opts = {"compare_server_default": True, "include_name": lambda name, *_: is_modelled(name)}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, SCHEMA) == []


def test_every_constraint_and_index_is_named_as_in_the_tables(blank: Engine) -> None:
    SCHEMA.create_all(blank)
    with blank.connect() as connection:
        modelled = described(connection)
    SCHEMA.drop_all(blank)
    upgrade(blank)
    with blank.connect() as connection:
        migrated = described(connection)
    assert {name: table for name, table in migrated.items() if is_modelled(name)} == modelled


def test_an_empty_database_becomes_current(blank: Engine) -> None:
    assert check(blank).state is SchemaState.EMPTY
    upgrade(blank)
    assert (check(blank).state, current(blank)) == (SchemaState.CURRENT, HEAD)


def test_up_down_and_up_again_leaves_the_schema_unchanged(storage: Storage) -> None:
    with storage.engine.connect() as connection:
        before = described(connection)
    with changing(storage.engine) as connection:
        command.downgrade(configuration(connection), "base")
        assert described(connection) == {}
        command.upgrade(configuration(connection), "head")
    with storage.engine.connect() as connection:
        assert described(connection) == before


def test_rows_of_the_first_revision_survive_to_the_newest(blank: Engine) -> None:
    with changing(blank) as connection:
        command.upgrade(configuration(connection), "0001")
        fill_every_table(connection)
        filled = set(rows_of_every_table(connection))
    upgrade(blank)
    with blank.connect() as connection:
        kept = rows_of_every_table(connection)
    assert filled
    assert all(len(kept[table]) == 1 for table in filled)


def test_building_a_table_anew_takes_no_row_of_another_along(storage: Storage) -> None:
    with changing(storage.engine) as connection:
        fill_every_table(connection)
        before = rows_of_every_table(connection)
    with changing(storage.engine) as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("shipments", recreate="auto") as batch:
            batch.alter_column("order_code", type_=String(40), existing_type=String())
    with storage.engine.connect() as connection:
        assert rows_of_every_table(connection) == before


def test_an_upgrade_that_breaks_off_leaves_nothing_behind(blank: Engine) -> None:
    with pytest.raises(KeyboardInterrupt), changing(blank) as connection:  # noqa: PT012 - the point is the middle
        command.upgrade(configuration(connection), "head")
        raise KeyboardInterrupt
    assert check(blank).state is SchemaState.EMPTY


def test_an_upgrade_waits_for_the_one_that_is_under_way(blank: Engine, blank_url: str) -> None:
    hasty = open_engine(blank_url, patience=0.1)
    with changing(blank), pytest.raises(StorageBusy):
        upgrade(hasty)
    upgrade(hasty)
    assert check(blank).is_current
    hasty.dispose()


def test_a_change_that_breaks_references_is_taken_back(sqlite_storage: Storage) -> None:
    orphan = text("INSERT INTO cursors (connection_id, name, value, at) VALUES (7, 'a', 'b', '2026-11-02')")
    with pytest.raises(StorageCorrupt), changing(sqlite_storage.engine) as connection:
        connection.execute(orphan)
    with sqlite_storage.engine.connect() as connection:
        assert rows_of_every_table(connection)["cursors"] == []


def test_references_are_watched_again_after_a_change(sqlite_storage: Storage) -> None:
    with changing(sqlite_storage.engine):
        pass
    with sqlite_storage.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_a_file_of_a_newer_program_is_refused_without_a_byte_changed(
    sqlite_storage: Storage, journal: str
) -> None:
    file = Path(str(sqlite_storage.engine.url.database))
    sqlite_storage.close()
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.execute(f"PRAGMA journal_mode = {journal}")
    before = file.read_bytes()
    with closing(Storage(open_engine(f"sqlite:///{file}"))) as opened, pytest.raises(DatabaseNewer):
        upgrade(opened.engine)
    assert file.read_bytes() == before


def test_a_database_of_a_newer_program_is_refused_and_left_alone(storage: Storage) -> None:
    with storage.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseNewer, match="9999") as refusal:
        upgrade(storage.engine)
    assert "Обновите программу" in refusal.value.sentence("ru")
    assert current(storage.engine) == "9999"


def test_tables_without_a_revision_are_not_taken_over(blank: Engine) -> None:
    with blank.begin() as connection:
        connection.execute(text("CREATE TABLE connections (id INTEGER)"))
    with pytest.raises(DatabaseForeign):
        upgrade(blank)


def test_a_current_database_costs_no_alembic_at_start(sqlite_url: str) -> None:
    program = """
import sys
from mmdesk.storage.engine import open_engine
from mmdesk.storage.migrate import upgrade
engine = open_engine(sys.argv[1])
upgrade(engine)
engine.dispose()
print("alembic" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, sqlite_url], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_rows_from_before_the_list_of_orders_are_filled_as_they_would_be_today(storage: Storage) -> None:
    seed(storage, 300, now=NOON, open_share=0.7)
    with changing(storage.engine) as connection:
        before = _facts_of_the_list(connection)
        command.downgrade(configuration(connection), "0001")
        command.upgrade(configuration(connection), "head")
        assert _facts_of_the_list(connection) == before
    found = storage.queries.order_index(OrderWish(search="кружк"), NOON)
    assert {row.shipment_id for row in storage.queries.orders(found.keys)} == _holding(storage, "Кружка")


def test_a_cancellation_from_before_the_list_has_the_moment_that_the_timeline_tells(storage: Storage) -> None:
    shop = open_shop(storage)
    told, untold, whole = (shop.put(shipment(name, lot(1), lot(2))) for name in ("told", "untold", "whole"))
    for name in ("told", "untold"):
        shop.put(shipment(name, lot(1), lot(2, "CUSTOMER_CANCELED")), NOON + 5 * MINUTE)
    with storage.work() as work:
        for minutes in (1, 2):
            at = NOON + minutes * MINUTE
            work.history.add(
                shop.connection_id, told, HistoryEvent(at, Actor.MARKETPLACE, "", "lot_canceled", {})
            )
        work.commit()
    with changing(storage.engine) as connection:
        command.downgrade(configuration(connection), "0001")
    upgrade(storage.engine)
    rows = storage.queries.orders([told, untold, whole])
    assert [row.canceled_at for row in rows] == [NOON + 2 * MINUTE, NOON, None]


def _facts_of_the_list(connection: Connection) -> list[tuple[object, ...]]:
    facts = "id, step, risk_at, canceled_at IS NULL"
    words = "SELECT * FROM shipment_words ORDER BY 1"
    return [
        tuple(row)
        for query in (f"SELECT {facts} FROM shipments ORDER BY id", words)
        for row in connection.execute(text(query))
    ]


def _holding(storage: Storage, word: str) -> set[str]:
    query = (
        select(ShipmentRow.shipment_id)
        .join(LotRow)
        .where(LotRow.name.contains(word), LotRow.is_delivery.is_(False))
    )
    with storage.engine.connect() as connection:
        return set(connection.scalars(query))


def test_marking_codes_from_before_the_bench_are_not_used_a_second_time(storage: Storage) -> None:
    shop = open_shop(storage)
    signed = "010460123456789321ABC\x1d91EE06\x1d92" + "s" * 44
    keys = [shop.put(shipment(name, lot(1), lot(2))) for name in ("first", "second")]
    with storage.work() as work:
        work.shipments.set_marks(keys[0], {1: signed, 2: "ODD-CODE"})
        work.shipments.set_marks(keys[1], {1: signed})
        work.drafts.begin(keys[1], "Пётр", "Стол 1", NOON)
        work.commit()
    with changing(storage.engine) as connection:
        command.downgrade(configuration(connection), "0004")
    upgrade(storage.engine)
    with storage.look() as work:
        use = work.marks.use_of("010460123456789321ABC")
        odd = work.marks.use_of("ODD-CODE")
        assert use is not None
        assert odd is not None
        assert (use.shipment_id, use.lot, odd.lot) == ("first", 1, 2)
        draft = work.drafts.find(keys[1])
        assert draft is not None
        assert (draft.workstation, draft.is_finishing) == ("Стол 1", False)
