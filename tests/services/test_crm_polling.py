"""The exchange with RetailCRM: nothing is missed, nothing is read twice for nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from mmdesk.clients.errors import RemoteError, Unreadable
from mmdesk.clock import ManualClock
from mmdesk.domain.connection import CrmOff
from mmdesk.domain.intent import Target
from mmdesk.sandbox.faults import Fault, FaultKind
from mmdesk.services.crm_polling import COMPARE_EVERY, OLD_CURSOR, CrmExchange, CrmPollster
from mmdesk.services.remote_health import RemoteHealth
from mmdesk.services.side_by_side import PollSkipped
from mmdesk.storage.uow import Storage
from tests.services.crm_stand import MUG, CrmStand, client_of, crm_stand, tapped

CONFIRMED = "client-confirmed"


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> Iterator[CrmStand]:
    with crm_stand(sqlite_storage, clock) as made:
        made.set("status.confirmed", CONFIRMED)
        made.exchange()
        yield made


def pollster(shop: CrmStand, *, stopping: bool = False) -> CrmPollster:
    health = RemoteHealth(
        shop.storage, shop.clock, shop.connection.connection_id, Target.CRM, lambda: False, lambda: 0.5
    )
    return CrmPollster(shop.connection, shop.crm, health, stopping=lambda: stopping)


def reads(shop: CrmStand) -> int:
    return len([call for call in shop.books.journal.calls() if call.path.endswith("/v5/orders")])


def test_the_first_exchange_begins_with_now(sqlite_storage: Storage, clock: ManualClock) -> None:
    with crm_stand(sqlite_storage, clock) as shop:
        shop.set("status.confirmed", CONFIRMED)
        order = shop.created(MUG)
        shop.save(order, fields={"managerComment": "до нас"})
        clock.advance(60)
        assert shop.exchange().records == 0


def test_an_exchange_without_news_reads_no_order(shop: CrmStand) -> None:
    shop.created(MUG)
    shop.clock.advance(60)
    shop.exchange()
    before = reads(shop)
    for _ in range(3):
        shop.clock.advance(60)
        assert shop.exchange().records == 0
    assert reads(shop) == before


def test_several_changes_of_one_order_are_one_read(shop: CrmStand) -> None:
    order = shop.created(MUG)
    for comment in "abc":
        shop.save(order, fields={"managerComment": comment})
    shop.clock.advance(60)
    assert shop.exchange().read == 1


def test_many_pages_are_read_to_the_end(shop: CrmStand) -> None:
    order = shop.created(MUG)
    for number in range(130):
        shop.save(order, fields={"managerComment": str(number)})
    shop.save(order, status=CONFIRMED)
    shop.clock.advance(60)
    assert shop.exchange().records > 130
    shop.run()
    assert shop.market(order) == ["CONFIRMED"]


def test_what_was_not_worked_off_is_told_again(shop: CrmStand) -> None:
    order = shop.created(MUG)
    shop.save(order, status=CONFIRMED)
    shop.clock.advance(60)
    shop.books.faults.add(Fault(FaultKind.BEFORE, "/v5/orders", times=50))
    with pytest.raises(RemoteError):
        shop.exchange()
    shop.books.faults.clear()
    shop.clock.advance(60)
    shop.exchange()
    shop.run()
    assert shop.market(order) == ["CONFIRMED"]


def test_what_staff_change_before_the_creation_is_answered_is_told_again(shop: CrmStand) -> None:
    order = shop.place(MUG)
    shop.books.faults.add(Fault(FaultKind.LOST, "/v5/orders/create"))
    shop.run(seconds=0.5)
    assert shop.effects(order).creates == 1
    assert shop.stored(order).crm_order_id == ""
    shop.save(order, status=CONFIRMED)
    shop.clock.advance(1)
    shop.exchange()
    shop.run()
    assert shop.market(order) == ["NEW"]
    shop.exchange()
    shop.run()
    assert shop.market(order) == ["CONFIRMED"]


def test_an_order_that_waits_for_a_person_does_not_hold_up_the_history(shop: CrmStand) -> None:
    order, other = shop.place(MUG), shop.created(MUG)
    shop.books.faults.add(Fault(FaultKind.LOST, "/v5/orders/create"))
    shop.run(seconds=0.5)
    shop.save(order, status=CONFIRMED)
    shop.save(other, status=CONFIRMED)
    shop.clock.advance(timedelta(minutes=11))
    shop.exchange()
    assert shop.exchange().records == 0


def test_a_record_that_comes_late_is_found_by_comparing(shop: CrmStand) -> None:
    order = shop.created(MUG)
    shop.clock.advance(60)
    shop.exchange()
    shop.save(order, status=CONFIRMED)
    skip_history(shop)
    shop.clock.advance(60)
    shop.exchange()
    assert shop.queued() == ()
    shop.clock.advance(COMPARE_EVERY)
    shop.exchange()
    shop.run()
    assert shop.market(order) == ["CONFIRMED"]


def skip_history(shop: CrmStand) -> None:
    """As if the records there are had not been visible when the history was read."""
    page = shop.crm.history(start_date=shop.clock.now() - timedelta(hours=2))
    with shop.storage.work() as work:
        work.running.put_cursor(
            shop.connection.connection_id, "crm.history", str(page.last_id), shop.clock.now()
        )
        work.commit()


def test_a_service_that_slept_for_months_reads_every_open_order(shop: CrmStand) -> None:
    order = shop.created(MUG)
    shop.clock.advance(60)
    shop.exchange()
    shop.save(order, status=CONFIRMED)
    shop.clock.advance(OLD_CURSOR + timedelta(days=1))
    counts = shop.exchange()
    assert (counts.read, counts.records) == (1, 0)
    assert [row.command for row in shop.queued() if row.target == Target.MEGAMARKET] == ["confirm"]


def test_a_history_that_refuses_its_own_record_is_begun_anew(shop: CrmStand) -> None:
    order = shop.created(MUG)
    shop.clock.advance(60)
    shop.exchange()
    shop.save(order, status=CONFIRMED)
    shop.books.faults.add(Fault(FaultKind.REFUSE, "/history"))
    shop.clock.advance(60)
    shop.exchange()
    shop.run()
    assert shop.market(order) == ["CONFIRMED"]


def test_a_cursor_that_a_wrong_answer_led_too_far_is_found_out(shop: CrmStand) -> None:
    order = shop.created(MUG)
    with shop.storage.work() as work:
        work.running.put_cursor(shop.connection.connection_id, "crm.history", "999999", shop.clock.now())
        work.commit()
    shop.clock.advance(COMPARE_EVERY)
    shop.save(order, items={1: "out-of-stock"})
    shop.exchange()
    shop.run()
    assert shop.market(order) == ["MERCHANT_CANCELED"]
    shop.clock.advance(60)
    assert shop.exchange().records < 100


def test_a_history_that_stands_still_is_given_up_with_a_sentence(shop: CrmStand) -> None:
    order = shop.created(MUG)
    for number in range(130):
        shop.save(order, fields={"managerComment": str(number)})
    first: list[bytes] = []

    def repeat(path: str, body: bytes) -> bytes:
        if "/history" in path:
            first.append(body)
        return first[0] if "/history" in path else body

    with tapped(shop.books.url) as (tap, url):
        tap.change = repeat
        with (
            client_of(shop.connection, shop.secrets, url) as client,
            pytest.raises(Unreadable, match="still"),
        ):
            CrmExchange(shop.storage, shop.clock, client).run(shop.connection)
    assert len(first) == 2
    shop.save(order, status=CONFIRMED)
    shop.clock.advance(60)
    shop.exchange()
    shop.run()
    assert shop.market(order) == ["CONFIRMED"]


@pytest.mark.parametrize("has_more", [False, True])
def test_one_answer_of_another_world_hides_no_change(shop: CrmStand, has_more: bool) -> None:
    order = shop.created(MUG)
    shop.clock.advance(60)
    shop.exchange()

    told: list[str] = []

    def wander(path: str, body: bytes) -> bytes:
        told.extend([path] if "/history" in path else [])
        if told != [path]:
            return body
        page = json.loads(body)
        strange = {"id": 10**9, "createdAt": "2026-11-02 12:00:00", "source": "user", "field": "status"}
        page["history"] = [strange | {"order": {"id": 1}}]
        page["pagination"]["totalPageCount"] = 2 if has_more else 1
        return json.dumps(page).encode()

    with tapped(shop.books.url) as (tap, url), client_of(shop.connection, shop.secrets, url) as client:
        tap.change = wander
        shop.save(order, fields={"managerComment": "a"})
        shop.clock.advance(60)
        CrmExchange(shop.storage, shop.clock, client).run(shop.connection)
    shop.save(order, status=CONFIRMED)
    shop.clock.advance(60)
    shop.exchange()
    shop.run()
    assert shop.market(order) == ["CONFIRMED"]


@pytest.mark.parametrize("off", [CrmOff.INACTIVE, CrmOff.FROZEN])
def test_a_module_that_was_switched_off_rests_and_says_why(shop: CrmStand, off: CrmOff) -> None:
    with shop.storage.work() as work:
        shop.connection = work.connections.change(shop.connection.name, crm_off=off)
        work.commit()
    with pytest.raises(PollSkipped, match="Marketplace"):
        pollster(shop).run()


def test_a_connection_that_is_not_registered_is_skipped(sqlite_storage: Storage, clock: ManualClock) -> None:
    with crm_stand(sqlite_storage, clock, registered=False) as shop, pytest.raises(PollSkipped):
        pollster(shop).run()


def test_a_failure_pauses_the_account_and_a_probe_asks_all_the_same(shop: CrmStand) -> None:
    shop.books.faults.add(Fault(FaultKind.BEFORE, "/history", times=50))
    with pytest.raises(RemoteError):
        pollster(shop).run()
    with pytest.raises(PollSkipped):
        pollster(shop).run()
    shop.books.faults.clear()
    assert pollster(shop).run(probe=True).records == 0
    assert pollster(shop).run().records == 0


def test_a_stopping_service_breaks_off(shop: CrmStand) -> None:
    stopping = pollster(shop, stopping=True)
    with pytest.raises(PollSkipped, match="stopping"):
        stopping.run()
    assert stopping.is_idle_within(0)
