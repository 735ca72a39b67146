"""Backups: complete or not there at all, and never in the way of anybody at work."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from itertools import chain, repeat
from pathlib import Path

import pytest
from sqlalchemy import text

from mmdesk.storage.backup import (
    BackupBroken,
    BackupRefused,
    RestoreRefused,
    backup,
    check,
    examine,
    restore,
)
from mmdesk.storage.engine import StorageCorrupt, open_engine
from mmdesk.storage.migrate import upgrade
from mmdesk.storage.running import SERVICE, Lease
from mmdesk.storage.uow import Storage
from tests.storage.build import MINUTE, NOON, Shop, shipment


@pytest.fixture
def database(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


@pytest.fixture
def saved(sqlite_shop: Shop, tmp_path: Path) -> Path:
    """A backup that holds one order, of a database that holds two by now and is closed."""
    file = tmp_path / "saved.db"
    sqlite_shop.put(shipment("saved"))
    backup(sqlite_shop.storage.engine, file)
    sqlite_shop.put(shipment("later"))
    sqlite_shop.storage.close()
    return file


def orders(file: Path) -> list[str]:
    storage = Storage(open_engine(f"sqlite:///{file}"))
    found = [row.shipment_id for row in storage.queries.list_orders()]
    storage.close()
    return sorted(found)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def damage_an_index(shop: Shop, database: Path) -> None:
    """Let an index disagree with its table: readable, and wrong."""
    with shop.storage.engine.connect() as connection:
        page = connection.scalar(text("SELECT rootpage FROM sqlite_master WHERE name = 'ix_lots_offer_id'"))
    shop.storage.close()
    pages = database.read_bytes()
    start = ((page or 0) - 1) * 4096
    damaged = pages[start : start + 4096].replace(b"offer-1", b"offer-9")
    database.write_bytes(pages[:start] + damaged + pages[start + 4096 :])


def test_a_backup_holds_what_was_committed_when_it_was_made(saved: Path) -> None:
    assert orders(saved) == ["saved"]


def test_a_backup_is_one_file_for_its_owner_alone(saved: Path) -> None:
    assert sorted(path.name for path in saved.parent.glob("saved*")) == ["saved.db"]
    if os.name == "posix":
        assert saved.stat().st_mode & 0o777 == 0o600


def test_a_backup_is_made_while_somebody_writes(sqlite_shop: Shop, tmp_path: Path) -> None:
    sqlite_shop.put(shipment("committed"))
    with sqlite_shop.storage.work() as work:
        work.shipments.put(sqlite_shop.connection, shipment("not committed"), None, NOON)
        backup(sqlite_shop.storage.engine, tmp_path / "saved.db")
    assert orders(tmp_path / "saved.db") == ["committed"]


def test_a_newer_backup_replaces_an_older_one_of_that_name(sqlite_shop: Shop, saved: Path) -> None:
    backup(sqlite_shop.storage.engine, saved)
    assert orders(saved) == ["later", "saved"]


def test_a_backup_that_fails_leaves_the_older_one_and_nothing_else(
    sqlite_shop: Shop, saved: Path, database: Path
) -> None:
    before = saved.read_bytes()
    damage_an_index(sqlite_shop, database)
    with pytest.raises(StorageCorrupt):
        backup(sqlite_shop.storage.engine, saved)
    assert saved.read_bytes() == before
    assert not list(saved.parent.glob("*unfinished*"))


def test_a_backup_into_a_folder_that_is_not_there_is_refused(sqlite_shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="missing"):
        backup(sqlite_shop.storage.engine, tmp_path / "missing" / "saved.db")


@pytest.mark.postgres
def test_postgresql_has_programs_of_its_own_for_that(postgresql_url: str, tmp_path: Path) -> None:
    engine = open_engine(postgresql_url)
    with pytest.raises(BackupRefused, match="pg_dump"):
        backup(engine, tmp_path / "saved.db")
    with pytest.raises(RestoreRefused, match="pg_restore"):
        restore(postgresql_url, tmp_path / "saved.db", NOON)
    engine.dispose()


def test_a_restored_backup_takes_the_databases_place(saved: Path, sqlite_url: str, database: Path) -> None:
    kept = restore(sqlite_url, saved, NOON)
    assert orders(database) == ["saved"]
    assert kept == database.with_name("mmdesk.db.before-restore")
    assert orders(kept) == ["later", "saved"]


def test_a_second_restore_keeps_what_the_first_one_kept(saved: Path, sqlite_url: str, database: Path) -> None:
    first = restore(sqlite_url, saved, NOON)
    second = restore(sqlite_url, saved, NOON)
    assert first is not None
    assert second is not None
    assert (orders(first), orders(second)) == (["later", "saved"], ["saved"])


def test_a_backup_can_be_restored_where_no_database_is(saved: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.db"
    assert restore(f"sqlite:///{fresh}", saved, NOON) is None
    assert orders(fresh) == ["saved"]


def test_a_damaged_database_is_replaced_and_kept(saved: Path, sqlite_url: str, database: Path) -> None:
    database.write_bytes(b"no database any more")
    kept = restore(sqlite_url, saved, NOON)
    assert orders(database) == ["saved"]
    assert kept is not None
    assert kept.read_bytes() == b"no database any more"


def test_what_waited_in_the_backup_is_in_doubt_after_a_restore(
    sqlite_shop: Shop, sqlite_url: str, tmp_path: Path
) -> None:
    sqlite_shop.queue("sent since", sqlite_shop.put(shipment()))
    backup(sqlite_shop.storage.engine, tmp_path / "saved.db")
    sqlite_shop.storage.close()
    restore(sqlite_url, tmp_path / "saved.db", NOON)
    with sqlite_shop.storage.look() as look:
        assert look.outbox.find("sent since").progress.in_doubt


def test_nothing_is_restored_while_a_service_holds_the_lease(
    sqlite_shop: Shop, saved: Path, sqlite_url: str
) -> None:
    with sqlite_shop.storage.work() as work:
        lease = Lease("service 1", "pc-1", 4711, NOON + MINUTE, "127.0.0.1", 8480)
        work.running.put_lease(SERVICE, lease, NOON)
        work.commit()
    sqlite_shop.storage.close()
    before = contents(saved.parent)
    with pytest.raises(RestoreRefused, match="service"):
        restore(sqlite_url, saved, NOON)
    assert contents(saved.parent) == before
    assert restore(sqlite_url, saved, NOON + MINUTE) is not None


def test_nothing_is_restored_while_a_window_has_the_database_open(
    sqlite_shop: Shop, saved: Path, sqlite_url: str, database: Path
) -> None:
    sqlite_shop.receive()
    with pytest.raises(RestoreRefused, match="another program"):
        restore(sqlite_url, saved, NOON)
    sqlite_shop.storage.close()
    assert orders(database) == ["later", "saved"]


def test_a_backup_of_a_newer_program_is_refused(saved: Path, sqlite_url: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(saved)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    before = contents(tmp_path)
    with pytest.raises(RestoreRefused, match="nothing was changed: a newer version of the program"):
        restore(sqlite_url, saved, NOON)
    assert contents(tmp_path) == before


def test_a_database_of_another_program_is_refused(saved: Path, sqlite_url: str, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.db"
    with closing(sqlite3.connect(foreign)) as raw, raw:
        raw.execute("CREATE TABLE bookmarks (url TEXT)")
    with pytest.raises(RestoreRefused, match=r"foreign\.db is damaged, or none of mmdesk's"):
        restore(sqlite_url, foreign, NOON)


def test_a_damaged_backup_is_refused(saved: Path, sqlite_url: str, database: Path) -> None:
    saved.write_bytes(saved.read_bytes()[:8192])
    with pytest.raises(RestoreRefused, match=r"nothing was changed.* damaged.* another copy") as refusal:
        restore(sqlite_url, saved, NOON)
    assert "db restore" not in str(refusal.value)
    assert orders(database) == ["later", "saved"]


def test_a_missing_backup_is_refused(saved: Path, sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(RestoreRefused, match="no file"):
        restore(sqlite_url, tmp_path / "missing.db", NOON)


def test_a_restored_backup_can_be_upgraded_and_used(saved: Path, sqlite_url: str) -> None:
    restore(sqlite_url, saved, NOON + timedelta(days=30))
    engine = open_engine(sqlite_url)
    upgrade(engine)
    assert check(engine).is_sound
    engine.dispose()


def test_a_sound_database_is_found_sound(shop: Shop) -> None:
    shop.put(shipment())
    assert check(shop.storage.engine).is_sound


def test_a_broken_reference_is_found(sqlite_shop: Shop, database: Path) -> None:
    sqlite_shop.put(shipment())
    with closing(sqlite3.connect(database)) as raw, raw:
        raw.execute("DELETE FROM shipments")
    assert check(sqlite_shop.storage.engine).broken_references == ("lots",)


def test_a_damaged_index_is_found(sqlite_shop: Shop, database: Path) -> None:
    sqlite_shop.put(shipment())
    damage_an_index(sqlite_shop, database)
    report = check(sqlite_shop.storage.engine)
    assert report.damage
    assert not report.is_sound


@pytest.mark.parametrize("answers", [0, 1, 2, 3])
def test_a_backup_that_is_told_to_stop_leaves_nothing(
    sqlite_shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: int
) -> None:
    monkeypatch.setattr("mmdesk.storage.backup._STEPS", 10)
    folder = tmp_path / "backups"
    folder.mkdir()
    # The first answer is given while it copies, the later ones while the copy is read through.
    asked = chain([False] * answers, repeat(True))
    with pytest.raises(BackupBroken):
        backup(sqlite_shop.storage.engine, folder / "saved.db", lambda: next(asked))
    assert contents(folder) == {}
    sqlite_shop.put(shipment("afterwards"))


def test_a_backup_in_many_steps_shows_one_moment_whoever_writes_meanwhile(
    sqlite_shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mmdesk.storage.backup._PAGES", 1)
    sqlite_shop.put(shipment("before"))
    written: list[str] = []

    def write() -> bool:
        if len(written) < 5:
            written.append(f"meanwhile {len(written)}")
            sqlite_shop.put(shipment(written[-1]))
        return False

    backup(sqlite_shop.storage.engine, tmp_path / "saved.db", write)
    assert len(written) == 5
    assert orders(tmp_path / "saved.db") == ["before"]


def test_a_backup_tells_what_it_holds_and_stays_as_it_is(saved: Path) -> None:
    before = saved.read_bytes()
    found = examine(saved)
    assert (found.orders, found.newest_at) == (1, NOON)
    assert saved.read_bytes() == before
    assert list(saved.parent.glob(f"{saved.name}-*")) == []


def test_what_is_no_backup_of_ours_is_told(saved: Path, tmp_path: Path) -> None:
    with pytest.raises(RestoreRefused):
        examine(tmp_path / "nothing.db")
    foreign = tmp_path / "foreign.db"
    with closing(sqlite3.connect(foreign)) as raw:
        raw.execute("CREATE TABLE shipments (id INTEGER)")
        raw.commit()
    with pytest.raises(RestoreRefused, match="none of mmdesk's"):
        examine(foreign)
    half = tmp_path / "half.db"
    half.write_bytes(saved.read_bytes()[:5000])
    with pytest.raises(RestoreRefused, match="damaged"):
        examine(half)
