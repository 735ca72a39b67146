"""The daily backup: whole or not there at all, kept while it is of use, never at the cost of earlier ones."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from mmdesk.clock import ManualClock
from mmdesk.services.backups import BackupImpossible, Backups, superseded
from mmdesk.services.job_runs import BrokenOff, JobOutcome
from mmdesk.storage.engine import open_engine
from mmdesk.storage.uow import Storage
from tests.storage.build import open_shop, shipment


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_holds_what_the_database_held(
    sqlite_storage: Storage, clock: ManualClock, tmp_path: Path
) -> None:
    open_shop(sqlite_storage).put(shipment("945000001"))
    folder = tmp_path / "backups"
    result = Backups(sqlite_storage, clock, folder).run()
    (file,) = folder.iterdir()
    assert file.name == "mmdesk-20261102T090000Z.db"
    assert result.counts == {"bytes": file.stat().st_size, "removed": 0}
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
    kept = Storage(open_engine(f"sqlite:///{file}"))
    assert [row.shipment_id for row in kept.queries.list_orders()] == ["945000001"]
    kept.close()


def test_a_server_is_backed_up_by_its_own_tools(storage: Storage, clock: ManualClock, tmp_path: Path) -> None:
    result = Backups(storage, clock, tmp_path / "backups").run()
    if storage.engine.dialect.name == "postgresql":
        assert result.outcome is JobOutcome.SKIPPED
        assert result.reason is not None
        assert "pg_dump" in result.reason.ru
        assert names(tmp_path / "backups") == []
    else:
        assert result.outcome is JobOutcome.DONE


def test_the_last_seven_days_with_a_backup_are_kept(
    sqlite_storage: Storage, clock: ManualClock, tmp_path: Path
) -> None:
    for _ in range(10):
        Backups(sqlite_storage, clock, tmp_path / "b").run()
        clock.advance(timedelta(days=1))
    assert names(tmp_path / "b") == [f"mmdesk-202611{day:02}T090000Z.db" for day in range(5, 12)]


def test_what_is_too_old_goes_even_when_there_is_little_else(clock: ManualClock) -> None:
    old, fresh, new = (f"mmdesk-2026{day}T090000Z.db" for day in ("0901", "1010", "1102"))
    assert list(superseded([old, fresh, new], new, clock.now())) == [old]


def test_several_backups_of_one_day_stay_together(clock: ManualClock) -> None:
    today = [f"mmdesk-20261102T0{hour}0000Z.db" for hour in range(9)]
    assert list(superseded(today, today[-1], clock.now())) == []


def test_files_of_somebody_else_are_never_touched(
    sqlite_storage: Storage, clock: ManualClock, tmp_path: Path
) -> None:
    theirs = ["mmdesk-99999999T999999Z.db", "notes.txt", "mmdesk-20200101T000000Z.db.zip"]
    for name in theirs:
        (tmp_path / name).write_text("")
    unfinished = tmp_path / "mmdesk-20260101T000000Z.db.77.unfinished-journal"
    unfinished.write_text("")
    Backups(sqlite_storage, clock, tmp_path).run()
    assert set(theirs) <= set(names(tmp_path))
    assert not unfinished.exists()


def test_a_folder_that_cannot_be_had_is_told_with_the_cure(
    sqlite_storage: Storage, clock: ManualClock, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BackupImpossible) as refused:
        Backups(sqlite_storage, clock, tmp_path / "file").run()
    assert "место" in refused.value.cure.ru


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(os, "geteuid"), reason="Windows has other rights")
def test_a_disk_that_takes_nothing_leaves_earlier_backups_alone(
    sqlite_storage: Storage, clock: ManualClock, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    Backups(sqlite_storage, clock, folder).run()
    before = names(folder)
    clock.advance(timedelta(days=40))
    # A directory in the place of the file to be written refuses even root.
    blocked = folder / clock.now().strftime("mmdesk-%Y%m%dT%H%M%SZ.db")
    (blocked / "full").mkdir(parents=True)
    with pytest.raises(BackupImpossible):
        Backups(sqlite_storage, clock, folder).run()
    assert names(folder) == [*before, blocked.name]


def test_a_stop_abandons_a_backup_cleanly(
    sqlite_storage: Storage, clock: ManualClock, tmp_path: Path
) -> None:
    with pytest.raises(BrokenOff):
        Backups(sqlite_storage, clock, tmp_path / "b", lambda: True).run()
    assert names(tmp_path / "b") == []
    open_shop(sqlite_storage)
