"""A copy that a window was asked to restore is in force when the next one opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mmdesk import bootstrap
from mmdesk.clock import SystemClock
from mmdesk.services import restoring
from mmdesk.services.operators import Operator
from mmdesk.storage import backup as copies
from mmdesk.ui.opening import Opening
from tests.factory import lot, shipment
from tests.services.stand import mirror_stand


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def opening(profile: Path) -> Iterator[Opening]:
    opening = Opening(profile, {})
    yield opening
    opening.close()


def wish(profile: Path, copy: Path) -> None:
    """The copy has one order, the database two by now."""
    with bootstrap.open_parts(profile, {}) as parts:
        shop = mirror_stand(parts.storage, SystemClock())  # type: ignore[arg-type]  # the stand moves no time here
        shop.show(shipment(lot(1), shipment_id="700"))
        copies.backup(parts.storage.engine, copy)
        shop.show(shipment(lot(1), shipment_id="701"))
        restoring.prepare(parts.storage, parts.clock, Operator("Анна"), profile, copy, lambda _seconds: None)


def orders(opening: Opening) -> list[str]:
    return [row.shipment_id for row in opening.open().storage.queries.list_orders()]


def test_the_copy_is_in_force_and_the_former_database_is_named(
    profile: Path, opening: Opening, tmp_path: Path
) -> None:
    wish(profile, tmp_path / "copy.db")
    assert orders(opening) == ["700"]
    assert opening.restored is not None
    assert opening.restored.kept is not None
    assert opening.restored.kept.exists()


def test_a_copy_that_has_gone_meanwhile_leaves_everything_as_it_was(
    profile: Path, opening: Opening, tmp_path: Path
) -> None:
    wish(profile, tmp_path / "copy.db")
    (tmp_path / "copy.db").unlink()
    assert sorted(orders(opening)) == ["700", "701"]
    assert opening.restored is not None
    assert "copy.db" in str(opening.restored.failed)


def test_a_usual_start_restores_nothing(opening: Opening) -> None:
    opening.open()
    assert opening.restored is None
    assert opening.replaced is None


def test_a_damaged_workstation_is_told_at_every_start(profile: Path, opening: Opening) -> None:
    profile.mkdir()
    (profile / "workstation.json").write_bytes(b"\0")
    for _ in range(2):
        opening.open().close()
        assert opening.replaced is not None
