"""Print jobs in the database: claimed once by whoever is first, found by order, counted for people."""

from __future__ import annotations

from collections import Counter
from contextlib import closing

import pytest

from mmdesk.domain.print_job import DocumentKind, PrintState
from mmdesk.errors import Text
from mmdesk.storage.engine import open_engine
from mmdesk.storage.print_jobs import JobFilter, JobKey, JobWish, NewJob, Progress
from mmdesk.storage.uow import Storage
from tests.storage import processes
from tests.storage.build import NOON, Shop, shipment

JOBS = 100


def put(storage: Storage, count: int = 1, **fields: object) -> list[JobKey]:
    values: dict[str, object] = {
        "kind": DocumentKind.FILE,
        "workstation": "0a1b2c3d",
        "printer": "Zebra",
        "operator": "Анна",
        "created_at": NOON,
    }
    with storage.work() as work:
        keys = [work.print_jobs.add(NewJob(**{**values, **fields})) for _ in range(count)]  # type: ignore[arg-type]  # a test names what it is about
        work.commit()
    return keys


def claim_all(url: str, number: int) -> list[int]:
    """Claim and finish jobs until none waits."""
    claimed: list[int] = []
    with closing(Storage(open_engine(url))) as storage:
        while True:
            with storage.look() as look:
                job = look.print_jobs.next("0a1b2c3d", "Zebra")
            if job is None:
                return claimed
            with storage.work() as work:
                if work.print_jobs.claim(job.key, f"window {number}"):
                    claimed.append(int(job.key))
                    work.print_jobs.progress(job.key, PrintState.PRINTING, Progress(PrintState.PRINTED))
                    work.commit()


def test_four_windows_claim_every_job_once_and_in_order(storage: Storage, database_url: str) -> None:
    keys = put(storage, JOBS)
    claimed = processes.together(4, claim_all, database_url)
    assert Counter(key for each in claimed for key in each) == Counter(map(int, keys))
    assert all(each == sorted(each) for each in claimed)


def test_progress_from_a_state_that_has_changed_is_refused(storage: Storage) -> None:
    (key,) = put(storage)
    with storage.work() as work:
        assert work.print_jobs.progress(key, PrintState.WAITING, Progress(PrintState.CANCELLED))
        assert not work.print_jobs.claim(key, "window")
        assert not work.print_jobs.progress(key, PrintState.WAITING, Progress(PrintState.PRINTED))
        work.commit()


@pytest.fixture
def filled(shop: Shop) -> Shop:
    order = shop.put(shipment("945000777"))
    put(shop.storage, title="утро", printer="Лазерный")
    put(shop.storage, kind=DocumentKind.LABEL, shipment=order, label_id=None, box_index=1)
    (failed,) = put(shop.storage, workstation="99999999", operator="Борис")
    with shop.storage.work() as work:
        work.printers.introduce_workstation("99999999", "Упаковка 2")
        work.print_jobs.claim(failed, "window")
        end = Progress(PrintState.FAILED, Text("нет", "no"), finished_at=NOON)
        work.print_jobs.progress(failed, PrintState.PRINTING, end)
        work.commit()
    return shop


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        (JobWish(), [3, 2, 1]),
        (JobWish(JobFilter.QUEUE), [2, 1]),
        (JobWish(JobFilter.ATTENTION), [3]),
        (JobWish(workstation="0a1b2c3d"), [2, 1]),
        (JobWish(search="0007"), [2]),
        (JobWish(search="утр"), [1]),
        (JobWish(search="100%"), []),
    ],
)
def test_the_list_shows_what_is_wished_for_the_newest_first(
    filled: Shop, wish: JobWish, found: list[int]
) -> None:
    with filled.storage.look() as work:
        assert [int(line.job.key) for line in work.print_jobs.list(wish, 50)] == found


def test_a_line_names_its_order_and_its_workstation(filled: Shop) -> None:
    with filled.storage.look() as work:
        failed, label, _ = work.print_jobs.list(JobWish(), 50)
        counts = work.print_jobs.counts("")
    assert (failed.workstation_name, failed.job.words) == ("Упаковка 2", Text("нет", "no"))
    assert (label.shipment_id, label.connection, label.has_document) == ("945000777", "Склад", False)
    assert counts == {JobFilter.QUEUE: 2, JobFilter.ATTENTION: 1}


def test_workstations_of_one_name_are_told_apart(shop: Shop) -> None:
    with shop.storage.work() as work:
        for code in ("aaaa0000", "aaaa0001", "aaaa0002", "aaaa0001"):
            work.printers.introduce_workstation(code, "vm")
        work.printers.rename_workstation("aaaa0002", "Упаковка 3")
        work.commit()
    with shop.storage.look() as work:
        names = {each.code: each.name for each in work.printers.workstations()}
    assert [names[code] for code in ("aaaa0000", "aaaa0001", "aaaa0002")] == ["vm", "vm 2", "Упаковка 3"]
