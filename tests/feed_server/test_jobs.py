"""The jobs of a leading service: overdue ones run at once, others wait, a clock that is set is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mmdesk.clock import SystemClock
from mmdesk.services import job_runs
from mmdesk.services.job_runs import JobName
from mmdesk.storage.running import JobRun
from tests.feed_server.stand import Shop, open_shop, running, wait_until

DAY = timedelta(days=1)


@dataclass
class SettableClock(SystemClock):
    """The machine's clock, as somebody has set it."""

    offset: timedelta = timedelta()

    def now(self) -> datetime:
        return super().now() + self.offset


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path / "profile") as opened:
        yield opened


def last(shop: Shop, name: str) -> JobRun | None:
    with shop.parts.storage.look() as work:
        return work.running.last(name)


def record(shop: Shop, name: str, at: datetime) -> int:
    with shop.parts.storage.work() as work:
        run = work.running.begin(name, at)
        work.running.end(run, at, "done")
        work.commit()
    return run


def test_a_new_service_does_everything_that_is_overdue_at_once(shop: Shop) -> None:
    with running(shop):
        wait_until(lambda: all(last(shop, name) for name in ("deadlines", "selftest", "prune", "backup")))
    assert len(list(shop.parts.profile.backups.iterdir())) == 1
    selftest = last(shop, "selftest")
    assert selftest is not None
    assert (selftest.outcome, selftest.reason is not None) == ("skipped", True)


def test_what_another_process_did_lately_is_not_done_again(shop: Shop) -> None:
    now = shop.parts.clock.now()
    fresh, old = record(shop, "backup", now - DAY / 2), record(shop, "prune", now - 3 * DAY)
    with running(shop):
        wait_until(lambda: (last(shop, "prune") or _NONE).run_id > old)
        wait_until(lambda: last(shop, "deadlines") is not None)
    assert (last(shop, "backup") or _NONE).run_id == fresh


def test_a_person_has_a_job_run_now(shop: Shop) -> None:
    record(shop, "backup", shop.parts.clock.now())
    with running(shop):
        assert job_runs.once(shop.parts, "backup", 20).outcome == "done"
    assert len(list(shop.parts.profile.backups.iterdir())) == 1


def test_without_a_service_each_job_runs_in_this_process(shop: Shop) -> None:
    outcomes = {name: job_runs.once(shop.parts, name).outcome for name in JobName}
    assert outcomes == dict.fromkeys(JobName, "done") | {
        JobName.SELFTEST: "skipped",
        JobName.CRM: "skipped",
        JobName.FEED: "skipped",
        JobName.STOCK: "skipped",
    }


@pytest.mark.parametrize("jump", [timedelta(hours=-3), timedelta(hours=3)])
def test_a_clock_that_is_set_is_told_and_starves_nothing(shop: Shop, jump: timedelta) -> None:
    clock = SettableClock()
    shop.parts.clock = clock
    shop.put_setting("exchange.megamarket_seconds", "1")
    with running(shop):
        wait_until(lambda: last(shop, "deadlines") is not None)
        clock.offset = jump
        wait_until(lambda: (last(shop, "deadlines") or _NONE).reason is not None)
        told = (last(shop, "deadlines") or _NONE).reason
        assert told is not None
        assert "часы компьютера переведены" in told.ru
        shipment_id = shop.market.buyer.place("standard", lots=1)
        wait_until(lambda: shop.knows(shipment_id))


_NONE = JobRun(0, "", SystemClock().now(), None, "", None, {})
