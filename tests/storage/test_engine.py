"""How a database is opened, and how its failures are told."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event, text

from mmdesk.storage.engine import DiskFull, StorageBusy, StorageCorrupt, StorageError, open_engine
from mmdesk.storage.uow import Storage
from tests.storage.build import NOON, Shop, open_shop, shipment


@pytest.mark.usefixtures("synced")
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL
        ("fullfsync", 1),
        ("foreign_keys", 1),
        ("busy_timeout", 10_000),
    ],
)
def test_sqlite_is_opened_to_lose_nothing(sqlite_storage: Storage, pragma: str, value: object) -> None:
    with sqlite_storage.engine.connect() as connection:
        assert connection.scalar(text(f"PRAGMA {pragma}")) == value


def test_what_is_locked_for_too_long_is_busy(shop: Shop, hasty: Storage) -> None:
    key = shop.put(shipment())
    with shop.storage.work() as slow:
        slow.shipments.get(key)
        with pytest.raises(StorageBusy), hasty.work() as work:
            work.shipments.get(key)


def test_looking_at_an_order_holds_no_writer_up(shop: Shop, hasty: Storage) -> None:
    key = shop.put(shipment())
    with shop.storage.look() as look:
        look.shipments.get(key)
        with hasty.work() as work:
            work.shipments.set_crm_order(work.shipments.get(key).key, "17")
            work.commit()


def test_a_writer_holds_up_nobody_who_looks(shop: Shop, hasty: Storage) -> None:
    key = shop.put(shipment())
    with shop.storage.work() as work:
        work.shipments.set_crm_order(key, "17")
        with hasty.look() as look:
            assert look.shipments.get(key).crm_order_id == ""


def test_a_full_disk_stores_nothing_and_says_so(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    shop = open_shop(Storage(engine))
    engine.dispose()
    event.listen(engine, "connect", allow_no_more_pages)
    with pytest.raises(DiskFull):
        shop.receive(b"{}" * 100_000)
    with shop.storage.work() as work:
        assert work.inbox.next(shop.connection_id, NOON) is None
    engine.dispose()


def allow_no_more_pages(raw: sqlite3.Connection, _entry: object) -> None:
    with closing(raw.execute("PRAGMA page_count")) as cursor:
        pages = cursor.fetchone()[0]
    raw.execute(f"PRAGMA max_page_count = {pages + 4}").close()


def test_a_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    file = tmp_path / "mmdesk.db"
    file.write_bytes(b"This is a letter, not a database. " * 100)
    storage = Storage(open_engine(f"sqlite:///{file}"))
    with pytest.raises(StorageCorrupt), storage.work():
        pass
    storage.close()


def test_overwritten_pages_are_noticed_as_damage(sqlite_shop: Shop, sqlite_url: str) -> None:
    key = sqlite_shop.put(shipment())
    sqlite_shop.storage.close()
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    pages = bytearray(file.read_bytes())
    pages[4096:] = b"\xff" * (len(pages) - 4096)
    file.write_bytes(pages)
    with pytest.raises(StorageCorrupt), sqlite_shop.storage.work() as work:
        work.shipments.get(key)


def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    storage = Storage(open_engine(f"sqlite:///{tmp_path / 'missing' / 'mmdesk.db'}"))
    with pytest.raises(StorageError, match="unable to open"), storage.work():
        pass
    storage.close()


@pytest.mark.postgres
def test_a_server_that_is_away_is_told_in_a_sentence(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    storage = Storage(open_engine(f"postgresql://mmdesk@/mmdesk?host={tmp_path}"))
    with pytest.raises(StorageError, match="The database is not available"), storage.work():
        pass
    storage.close()


def test_a_new_file_that_another_program_is_writing_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "mmdesk.db"
    engine = open_engine(f"sqlite:///{file}")
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = threading.Timer(0.2, other.rollback)
        done.start()
        with engine.connect() as connection:
            assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        done.join()
    engine.dispose()


def test_other_databases_are_refused_by_name() -> None:
    with pytest.raises(StorageError, match="mysql"):
        open_engine("mysql://host/mmdesk")


def test_an_unreadable_address_does_not_repeat_its_password() -> None:
    with pytest.raises(StorageError) as refusal:
        open_engine("postgres-with-password:hunter2@")
    assert "hunter2" not in refusal.value.sentence("en")
