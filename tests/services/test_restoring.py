"""A backup takes the database's place when nobody works with it; a wish that fails changes nothing."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.role import NotYours, Role
from mmdesk.services import restoring
from mmdesk.services.lease import this_machine
from mmdesk.services.operators import Operator
from mmdesk.services.restoring import ServiceGoesOn
from mmdesk.storage import backup as copies
from mmdesk.storage.backup import RestoreRefused
from mmdesk.storage.engine import open_engine
from mmdesk.storage.running import SERVICE, Lease
from mmdesk.storage.uow import Storage
from tests.factory import lot, shipment
from tests.services.stand import MirrorStand, mirror_stand

ANNA = Operator("Анна")


@pytest.fixture
def bench(sqlite_storage: Storage, clock: ManualClock) -> MirrorStand:
    return mirror_stand(sqlite_storage, clock)


@pytest.fixture
def saved(bench: MirrorStand, tmp_path: Path) -> Path:
    """A backup with one order, of a database that has two by now."""
    file = tmp_path / "saved.db"
    bench.show(shipment(lot(1), shipment_id="700"))
    copies.backup(bench.storage.engine, file)
    bench.show(shipment(lot(1), shipment_id="701"))
    return file


def never(_seconds: float) -> None:
    raise AssertionError("nothing is to be waited for")


def prepare(bench: MirrorStand, profile: Path, file: Path, by: Operator = ANNA) -> None:
    restoring.prepare(bench.storage, bench.clock, by, profile, file, never)


def orders(url: str) -> list[str]:
    storage = Storage(open_engine(url))
    found = [row.shipment_id for row in storage.queries.list_orders()]
    storage.close()
    return sorted(found)


def test_the_next_start_restores_and_keeps_the_former_database(
    bench: MirrorStand, sqlite_url: str, saved: Path, tmp_path: Path
) -> None:
    prepare(bench, tmp_path, saved)
    bench.storage.close()
    restored = restoring.carry_out(tmp_path, sqlite_url, bench.clock)
    assert restored is not None
    assert restored.failed is None
    assert orders(sqlite_url) == ["700"]
    assert restored.kept is not None
    assert orders(f"sqlite:///{restored.kept}") == ["700", "701"]


def test_a_wish_is_carried_out_once(bench: MirrorStand, sqlite_url: str, saved: Path, tmp_path: Path) -> None:
    prepare(bench, tmp_path, saved)
    saved.unlink()
    bench.storage.close()
    restored = restoring.carry_out(tmp_path, sqlite_url, bench.clock)
    assert restored is not None
    assert isinstance(restored.failed, RestoreRefused)
    assert orders(sqlite_url) == ["700", "701"]
    assert restoring.carry_out(tmp_path, sqlite_url, bench.clock) is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"file": 5}'])
def test_a_damaged_wish_is_no_wish(bench: MirrorStand, sqlite_url: str, tmp_path: Path, content: str) -> None:
    (tmp_path / restoring.WISH).write_text(content, encoding="utf-8")
    assert restoring.carry_out(tmp_path, sqlite_url, bench.clock) is None


def test_only_a_manager_restores(bench: MirrorStand, saved: Path, tmp_path: Path) -> None:
    with pytest.raises(NotYours):
        prepare(bench, tmp_path, saved, Operator("Борис", role=Role.PACKER))
    assert not (tmp_path / restoring.WISH).exists()


def test_a_file_that_is_no_backup_leaves_no_wish(bench: MirrorStand, tmp_path: Path) -> None:
    with pytest.raises(RestoreRefused):
        prepare(bench, tmp_path, tmp_path / "nothing.db")
    assert not (tmp_path / restoring.WISH).exists()


def leased(bench: MirrorStand, pid: int, host: str = "") -> None:
    now = bench.clock.now()
    lease = Lease("service-1", host or this_machine(), pid, now + timedelta(hours=1), "", 0)
    with bench.storage.work() as work:
        work.running.put_lease(SERVICE, lease, now)
        work.commit()


def test_the_service_of_this_computer_is_stopped_first(
    bench: MirrorStand, saved: Path, tmp_path: Path
) -> None:
    service = subprocess.Popen((sys.executable, "-c", "import time; time.sleep(600)"))

    def look_away(_seconds: float) -> None:
        service.poll()

    try:
        leased(bench, service.pid)
        restoring.prepare(bench.storage, bench.clock, ANNA, tmp_path, saved, look_away)
        assert service.wait(10) != 0
    finally:
        service.kill()
        service.wait()
    assert (tmp_path / restoring.WISH).exists()


def test_a_service_on_another_computer_is_named(bench: MirrorStand, saved: Path, tmp_path: Path) -> None:
    leased(bench, 1, "SKLAD-2#0000")
    with pytest.raises(ServiceGoesOn, match="SKLAD-2"):
        prepare(bench, tmp_path, saved)
    assert not (tmp_path / restoring.WISH).exists()
