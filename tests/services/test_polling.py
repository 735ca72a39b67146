"""The poll finds what no call told of, keeps what is open up to date, and forgets nothing unapplied."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import cast

import pytest

from mmdesk.clients.errors import Refused, RemoteError, TokenRefused
from mmdesk.clients.megamarket import Megamarket
from mmdesk.clients.megamarket_wire import Reading
from mmdesk.clock import ManualClock
from mmdesk.domain.connection import ConnectionId
from mmdesk.domain.shipment import ShipmentId
from mmdesk.sandbox.faults import FOREVER, Fault, FaultKind
from mmdesk.services.desk import OrderRef
from mmdesk.services.intake import CallSource
from mmdesk.services.job_runs import JobOutcome
from mmdesk.services.polling import CURSOR, PollSkipped, Pollster
from mmdesk.services.side_by_side import poll_all
from mmdesk.storage.history import Actor
from mmdesk.storage.uow import Storage
from tests.services.calls import call, health_of, order_new, pollster_of, work_off
from tests.services.crm_stand import tapped
from tests.services.stand import MERCHANT, TOKEN, Stand, stand


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> Iterator[Stand]:
    with stand(sqlite_storage, clock) as opened:
        yield opened


def knows(shop: Stand, shipment_id: str) -> bool:
    with shop.storage.look() as work:
        return work.shipments.find(shop.connection.connection_id, shipment_id) is not None


def cursor(shop: Stand) -> str | None:
    with shop.storage.look() as work:
        return work.running.cursor(shop.connection.connection_id, CURSOR)


def reads(shop: Stand, shipment_id: str) -> int:
    return sum(shipment_id in call.shipment_ids for call in shop.market.calls("order/get"))


def test_open_orders_of_the_last_thirty_days_are_found_at_first(shop: Stand) -> None:
    shop.market.behave(confirm_hours=10_000)
    too_old = shop.market.buyer.place("standard", offers=["MUG-1"])
    shop.clock.advance(timedelta(days=2))
    old = shop.market.buyer.place("standard", offers=["MUG-1"])
    shop.clock.advance(timedelta(days=29))
    counts = pollster_of(shop).run()
    assert (knows(shop, too_old), knows(shop, old)) == (False, True)
    assert (counts.found, counts.applied) == (1, 1)


def test_orders_that_were_over_before_we_saw_them_are_not_taken_in(shop: Stand) -> None:
    shipment_id = shop.market.buyer.place("standard", offers=["MUG-1"])
    shop.market.cancel(shipment_id)
    counts = pollster_of(shop).run()
    assert (counts.finished_before, knows(shop, shipment_id)) == (1, False)


def test_an_order_we_know_is_followed_to_its_end(shop: Stand) -> None:
    order = shop.place("MUG-1")
    shop.market.cancel(order.shipment_id)
    shop.clock.advance(timedelta(hours=5))
    pollster_of(shop).run()
    assert shop.statuses(order) == ["CUSTOMER_CANCELED"]


def test_a_finished_order_is_read_no_more(shop: Stand) -> None:
    order = shop.place("MUG-1")
    shop.market.cancel(order.shipment_id)
    pollster_of(shop).run()
    shop.clock.advance(timedelta(hours=3))
    pollster_of(shop).run()
    before = reads(shop, order.shipment_id)
    pollster_of(shop).run()
    assert reads(shop, order.shipment_id) == before


def test_later_polls_look_back_two_hours_before_the_last_one(shop: Stand) -> None:
    pollster_of(shop).run()
    began = shop.clock.now()
    shop.clock.advance(60)
    pollster_of(shop).run()
    asked = shop.market.calls("order/search")[-2].body["data"]
    assert isinstance(asked, dict)
    assert datetime.fromisoformat(asked["dateFrom"]) == began - timedelta(hours=2)


def test_a_clock_set_back_leaves_no_gap(shop: Stand) -> None:
    with shop.storage.work() as work:
        ahead = shop.clock.now() + timedelta(days=3)
        work.running.put_cursor(shop.connection.connection_id, CURSOR, ahead.isoformat(), ahead)
        work.commit()
    shipment_id = shop.market.buyer.place("standard", offers=["MUG-1"])
    pollster_of(shop).run()
    assert knows(shop, shipment_id)


def test_a_clock_that_was_hours_ahead_hides_no_new_order(shop: Stand) -> None:
    shop.market.behave(confirm_hours=10_000)
    pollster_of(shop).run()
    shop.clock.set(timedelta(hours=9))
    pollster_of(shop).run()
    shop.clock.set(timedelta(hours=-9))
    shipment_id = shop.market.buyer.place("standard", offers=["MUG-1"])
    shop.clock.set(timedelta(hours=9))
    pollster_of(shop).run()
    assert knows(shop, shipment_id)


def test_an_order_on_its_way_is_read_every_half_hour_for_sixty_days(shop: Stand) -> None:
    order = shop.place("MUG-1")
    shop.market.force(order.shipment_id, "SHIPPED")
    shop.clock.advance(timedelta(hours=3))
    pollster_of(shop).run()
    before = reads(shop, order.shipment_id)
    shop.clock.advance(timedelta(minutes=29))
    pollster_of(shop).run()
    assert reads(shop, order.shipment_id) == before
    shop.clock.advance(timedelta(minutes=2))
    pollster_of(shop).run()
    assert reads(shop, order.shipment_id) == before + 1
    shop.clock.advance(timedelta(days=61))
    pollster_of(shop).run()
    assert reads(shop, order.shipment_id) == before + 1


@pytest.mark.parametrize("maximum", [1000, 100])
def test_a_full_answer_is_asked_for_in_halves(shop: Stand, maximum: int) -> None:
    shop.market.behave(search_maximum=maximum, confirm_hours=1000)
    placed = []
    for _ in range(230):
        placed.append(shop.market.buyer.place("standard", offers=["MUG-1"]))
        shop.clock.advance(60)
    counts = pollster_of(shop).run()
    assert (counts.found, counts.applied) == (230, 230)


class Searched:
    """A marketplace whose search answers as a test says, by the window asked for."""

    def __init__(
        self,
        answer: Callable[[datetime, datetime], tuple[ShipmentId, ...]],
        *,
        refuses_statuses: bool = False,
    ) -> None:
        self.answer = answer
        self.refuses_statuses = refuses_statuses
        self.calls = 0

    def search(
        self, *, created_from: datetime, created_to: datetime, statuses: Sequence[str] = (), count: int = 0
    ) -> tuple[ShipmentId, ...]:
        if statuses and self.refuses_statuses:
            raise Refused("unknown field: statuses")
        if statuses:
            return ()
        self.calls += 1
        return self.answer(created_from, created_to)[:count]

    def get_each(self, ids: Sequence[ShipmentId]) -> Reading:
        return Reading(())


def searched_by(shop: Stand, remote: Searched, stopping: Callable[[], bool] = lambda: False) -> Pollster:
    return Pollster(shop.connection, cast(Megamarket, remote), health_of(shop), stopping)


def test_a_marketplace_that_knows_no_search_by_status_is_polled_by_time(shop: Stand) -> None:
    found = ShipmentId("700001")
    remote = Searched(lambda _since, _until: (found,), refuses_statuses=True)
    assert searched_by(shop, remote).run().found == 1


def test_a_search_that_does_not_heed_its_window_is_soon_given_up(
    shop: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    same = tuple(ShipmentId(str(700000 + number)) for number in range(100))
    remote = Searched(lambda _since, _until: same)
    counts = searched_by(shop, remote).run()
    assert (counts.found, counts.cut, remote.calls) == (100, 1, 3)
    assert sum("the search was cut" in record.getMessage() for record in caplog.records) == 1


def test_a_search_that_is_always_full_ends_and_goes_on_next_time(
    shop: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    def always_full(since: datetime, until: datetime) -> tuple[ShipmentId, ...]:
        key = f"{since.timestamp():.6f}-{until.timestamp():.6f}".replace(".", "").replace("-", "")
        return tuple(ShipmentId(f"{key}{number}") for number in range(100))

    remote = Searched(always_full)
    counts = searched_by(shop, remote).run()
    assert 100 < remote.calls <= 200
    assert counts.found == 100 * remote.calls
    assert counts.cut > 0
    reached = cursor(shop)
    assert reached is not None
    assert datetime.fromisoformat(reached) < shop.clock.now() - timedelta(days=1)
    assert sum("the search was cut" in record.getMessage() for record in caplog.records) == 1


def test_a_full_half_next_to_an_empty_one_is_searched_further(shop: Stand) -> None:
    began = shop.clock.now() - timedelta(days=29)
    born = {ShipmentId(str(700000 + n)): began + timedelta(minutes=n) for n in range(130)}

    def first_hundred(since: datetime, until: datetime) -> tuple[ShipmentId, ...]:
        return tuple(each for each, at in born.items() if since <= at < until)[:100]

    counts = searched_by(shop, Searched(first_hundred)).run()
    assert (counts.found, counts.cut) == (130, 0)


def test_a_stop_breaks_a_long_search_off(shop: Stand) -> None:
    remote = Searched(lambda since, _until: tuple(ShipmentId(f"{since:%j}{n}") for n in range(100)))
    with pytest.raises(PollSkipped):
        searched_by(shop, remote, lambda: remote.calls >= 4).run()
    assert remote.calls == 4


def test_orders_are_read_in_hundreds(shop: Stand) -> None:
    shop.market.behave(get_maximum=100)
    for _ in range(120):
        shop.market.buyer.place("standard", offers=["MUG-1"])
    assert pollster_of(shop).run().applied == 120
    assert shop.calls("order/get") == 2


def test_an_order_that_is_gone_does_not_hide_the_others(shop: Stand) -> None:
    order, fresh = shop.place("MUG-1"), shop.market.buyer.place("standard", offers=["MUG-1"])
    with shop.storage.work() as work:
        stored = shop.stored(order).shipment
        ghost = replace(stored, shipment_id="700999999", raw="{}")  # type: ignore[arg-type]  # plain text in tests
        work.shipments.put(shop.connection, ghost, None, shop.clock.now())
        work.commit()
    counts = pollster_of(shop).run()
    assert (counts.hidden, knows(shop, fresh)) == (1, True)


def test_orders_of_the_other_scheme_are_passed_over(shop: Stand) -> None:
    shipment_id = shop.market.buyer.place("dsm", offers=["MUG-1"], paid_delivery=False)
    counts = pollster_of(shop).run()
    assert (counts.foreign, knows(shop, shipment_id)) == (1, False)


def test_an_order_that_does_not_show_its_scheme_yet_waits_for_the_next_poll(shop: Stand) -> None:
    shop.market.behave(blank_for_seconds=30, blank_form="no_items")
    shipment_id = shop.market.buyer.place("dsm", offers=["MUG-1"], paid_delivery=False)
    assert pollster_of(shop).run().hidden == 1
    shop.clock.advance(60)
    assert pollster_of(shop).run().foreign == 1
    assert not knows(shop, shipment_id)


def test_a_poll_that_breaks_off_begins_at_the_same_moment_next_time(shop: Stand) -> None:
    shipment_id = shop.market.buyer.place("standard", offers=["MUG-1"])
    shop.market.faults.add(Fault(FaultKind.BEFORE, "order/get", FOREVER))
    with pytest.raises(RemoteError):
        pollster_of(shop).run()
    assert cursor(shop) is None
    shop.market.faults.clear()
    shop.clock.advance(timedelta(minutes=10))
    pollster_of(shop).run()
    assert knows(shop, shipment_id)


def test_a_failing_marketplace_is_not_polled_during_its_pause(shop: Stand) -> None:
    shop.market.faults.add(Fault(FaultKind.BEFORE, "", FOREVER))
    with pytest.raises(RemoteError):
        pollster_of(shop).run()
    asked = shop.calls("order/search")
    with pytest.raises(PollSkipped):
        pollster_of(shop).run()
    assert shop.calls("order/search") == asked


def test_a_person_may_have_it_polled_in_spite_of_a_pause(shop: Stand) -> None:
    shop.market.faults.add(Fault(FaultKind.BEFORE, "", 1))
    with pytest.raises(RemoteError):
        pollster_of(shop).run()
    assert poll_all([pollster_of(shop)]).outcome is JobOutcome.SKIPPED
    assert poll_all([pollster_of(shop)], probe=True).outcome is JobOutcome.DONE


def test_a_refused_token_is_tried_again_every_quarter_of_an_hour(shop: Stand) -> None:
    shop.market.faults.add(Fault(FaultKind.TOKEN, "", 2))
    for _ in range(2):
        with pytest.raises(TokenRefused):
            pollster_of(shop).run()
        asked = len(shop.market.calls())
        shop.clock.advance(timedelta(minutes=14))
        with pytest.raises(PollSkipped):
            pollster_of(shop).run(probe=True)
        assert len(shop.market.calls()) == asked
        shop.clock.advance(timedelta(minutes=1))
    pollster_of(shop).run()
    assert health_of(shop).now().stopped_at is None


def test_a_poll_ends_a_pause(shop: Stand) -> None:
    shop.market.faults.add(Fault(FaultKind.BEFORE, "", 1))
    with pytest.raises(RemoteError):
        pollster_of(shop).run()
    shop.clock.advance(60)
    pollster_of(shop).run()
    assert health_of(shop).now().failures == 0


def test_a_stop_breaks_a_poll_off(shop: Stand) -> None:
    shop.market.buyer.place("standard", offers=["MUG-1"])
    with pytest.raises(PollSkipped):
        Pollster(shop.connection, shop.client, health_of(shop), lambda: True).run()
    assert cursor(shop) is None


def test_one_connection_that_fails_stops_no_other(shop: Stand) -> None:
    shipment_id = shop.market.buyer.place("standard", offers=["MUG-1"])
    broken = replace(shop.connection, connection_id=ConnectionId(2), name="сломанная")
    with shop.storage.work() as work:
        work.connections.add(
            name="сломанная",
            scheme="dsm",
            merchant_id=MERCHANT,
            mm_url="http://127.0.0.1:9",
            crm_url="https://crm.example.org",
            test_mode=False,
            at=shop.clock.now(),
        )
        work.commit()
    with Megamarket("http://127.0.0.1:9", MERCHANT, lambda: TOKEN) as unreachable:
        health = replace(health_of(shop), connection_id=broken.connection_id)
        result = poll_all([Pollster(broken, unreachable, health), pollster_of(shop)])
    assert result.outcome is JobOutcome.FAILED
    assert result.reason is not None
    assert "сломанная" in result.reason.ru
    assert knows(shop, shipment_id)


@pytest.mark.parametrize("call_first", [True, False])
def test_a_call_and_a_poll_in_any_order_bring_an_order_once(shop: Stand, *, call_first: bool) -> None:
    order = OrderRef(shop.market.buyer.place("standard", offers=["MUG-1"]))
    steps: list[Callable[[], object]] = [partial(announce, shop, order), pollster_of(shop).run]
    for step in steps if call_first else reversed(steps):
        step()
    with shop.storage.look() as work:
        assert [event.what for event in work.history.of(shop.stored(order).key)] == ["arrived"]


def announce(shop: Stand, order: OrderRef) -> None:
    call(shop, CallSource.ORDER_NEW, order_new(order.shipment_id))
    work_off(shop)


def test_nobody_to_poll_is_a_reason(shop: Stand) -> None:
    result = poll_all([])
    assert (result.outcome, result.reason is not None) == (JobOutcome.SKIPPED, True)


def test_the_mirror_after_a_poll_is_what_megamarket_shows(shop: Stand) -> None:
    order = OrderRef(shop.market.buyer.place("standard", offers=["MUG-1", "RUG-1"]))
    pollster_of(shop).run()
    shop.market.force(order.shipment_id, "TELEPORTED", lot=2)
    pollster_of(shop).run()
    assert shop.statuses(order) == ["NEW", "TELEPORTED"]


def notices(shop: Stand, order: OrderRef) -> dict[str, str]:
    with shop.storage.look() as work:
        return {each.code.value: each.words.en for each in work.notices.of(shop.stored(order).key)}


def test_an_order_that_cannot_be_read_has_a_notice_until_it_can(shop: Stand) -> None:
    order, fine = shop.place("MUG-1"), shop.place("RUG-1")
    with tapped(shop.market.url) as (tap, url), Megamarket(url, MERCHANT, lambda: TOKEN) as client:
        poll = pollster_of(replace(shop, client=client)).run
        tap.change = partial(with_items_twice, order)
        assert [poll().odd, poll().odd] == [1, 1]
        assert "each itemIndex once" in notices(shop, order)["unreadable"]
        assert notices(shop, fine) == {}
        tap.change = lambda path, body: body
        poll()
    assert notices(shop, order) == {}
    with shop.storage.look() as work:
        told = [event for event in work.history.of(shop.stored(order).key) if event.what == "notice"]
    assert [event.actor for event in told] == [Actor.MARKETPLACE]


def test_a_notice_is_settled_although_the_order_is_over_by_now(shop: Stand) -> None:
    order = shop.place("MUG-1")
    with tapped(shop.market.url) as (tap, url), Megamarket(url, MERCHANT, lambda: TOKEN) as client:
        tap.change = partial(with_items_twice, order)
        pollster_of(replace(shop, client=client)).run()
    shop.market.cancel(order.shipment_id, [1])
    shop.read(order.shipment_id)
    assert notices(shop, order)
    pollster_of(shop).run()
    assert notices(shop, order) == {}


def with_items_twice(order: OrderRef, path: str, body: bytes) -> bytes:
    """The answer in which one order holds each of its lots twice."""
    if not path.endswith("order/get"):
        return body
    answer = json.loads(body)
    for shown in answer["data"]["shipments"]:
        if shown["shipmentId"] == order.shipment_id:
            shown["items"] *= 2
    return json.dumps(answer).encode()
