"""The lease, the runs of jobs and the cursors."""

from __future__ import annotations

import pytest

from mmdesk.errors import Text
from mmdesk.storage.engine import StorageBusy
from mmdesk.storage.running import SERVICE, Lease
from mmdesk.storage.uow import Storage
from tests.storage.build import MINUTE, NOON, Shop

LEASE = Lease("service 1", "pc-1", 4711, NOON + MINUTE, "127.0.0.1", 8480)


def test_a_lease_is_read_as_it_was_taken(storage: Storage) -> None:
    with storage.work() as work:
        work.running.put_lease(SERVICE, LEASE, NOON)
        work.commit()
    with storage.look() as look:
        assert look.running.lease(SERVICE) == LEASE


def test_only_its_holder_drops_a_lease(storage: Storage) -> None:
    with storage.work() as work:
        work.running.put_lease(SERVICE, LEASE, NOON)
        work.running.drop_lease(SERVICE, "somebody else")
        assert work.running.lease(SERVICE) == LEASE
        work.running.drop_lease(SERVICE, "service 1")
        work.commit()
    with storage.look() as look:
        assert look.running.lease(SERVICE) is None


def test_who_decides_about_the_lease_is_alone_with_it(shop: Shop, hasty: Storage) -> None:
    with shop.storage.work() as work:
        assert work.running.lease(SERVICE) is None
        with pytest.raises(StorageBusy), hasty.work() as rival:
            rival.running.lease(SERVICE)


def test_looking_at_the_lease_waits_for_nobody(shop: Shop, hasty: Storage) -> None:
    with shop.storage.work() as work:
        work.running.put_lease(SERVICE, LEASE, NOON)
        with hasty.look() as look:
            assert look.running.lease(SERVICE) is None


def test_a_requested_job_is_taken_once(storage: Storage) -> None:
    with storage.work() as work:
        number = work.running.request("feed", NOON)
        work.commit()
    with storage.work() as work:
        taken = work.running.take_request(NOON)
        again = work.running.take_request(NOON)
        work.commit()
    assert taken is not None
    assert (taken.run_id, taken.job, taken.outcome, again) == (number, "feed", "running", None)


def test_a_request_that_waits_is_not_made_twice(storage: Storage) -> None:
    with storage.work() as work:
        number = work.running.request("feed", NOON)
        assert work.running.request("feed", NOON + MINUTE) == number
        assert work.running.request("megamarket", NOON) != number
        work.running.take_request(NOON + MINUTE)
        assert work.running.request("feed", NOON + MINUTE) != number


def test_the_last_run_of_a_job_tells_its_reason_and_counts(storage: Storage) -> None:
    with storage.work() as work:
        work.running.end(work.running.begin("feed", NOON), NOON, "done", counts={"read": 7})
        held = work.running.begin("feed", NOON)
        work.running.end(held, NOON + MINUTE, "skipped", Text("нет связи", "no answer"), {"read": 0})
        work.running.begin("feed", NOON)
        work.commit()
    with storage.look() as look:
        last = look.running.last("feed")
    assert last is not None
    assert (last.run_id, last.outcome, last.reason) == (held, "skipped", Text("нет связи", "no answer"))
    assert last.counts == {"read": 0}


def test_a_cursor_moves_on(shop: Shop) -> None:
    with shop.storage.work() as work:
        assert work.running.cursor(shop.connection_id, "crm.history") is None
        work.running.put_cursor(shop.connection_id, "crm.history", "10", NOON)
        work.running.put_cursor(shop.connection_id, "crm.history", "20", NOON)
        work.commit()
    with shop.storage.look() as look:
        assert look.running.cursor(shop.connection_id, "crm.history") == "20"
