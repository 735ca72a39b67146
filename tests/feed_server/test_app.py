"""The service as a whole: calls in, commands out, connections that come and go, a stop in order."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from feed_server.app import Service
from mmdesk.errors import Text
from mmdesk.services import connections, job_runs, lots
from mmdesk.services.desk import Desk, OrderRef
from mmdesk.services.job_runs import JobName
from mmdesk.services.lease import Identity, ServiceLease
from mmdesk.services.operators import Operator
from mmdesk.storage.running import SERVICE, JobRun, Lease
from tests.feed_server.stand import Shop, open_shop, register_webhooks, running, wait_until

ANNA = Operator("Анна")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path / "profile") as opened:
        yield opened


def test_an_order_that_megamarket_announces_is_in_the_mirror(shop: Shop) -> None:
    shop.put_setting("exchange.megamarket_seconds", "3600")
    with running(shop):
        register_webhooks(shop)
        shipment_id = shop.market.buyer.place("standard", lots=2)
        wait_until(lambda: shop.statuses(shipment_id) == ["NEW", "NEW"])


def test_an_order_that_nobody_announced_is_found_at_the_start(shop: Shop) -> None:
    shipment_id = shop.market.buyer.place("standard", lots=1)
    with running(shop):
        wait_until(lambda: shop.knows(shipment_id))


def test_a_command_goes_out_at_once_and_its_result_comes_back(shop: Shop) -> None:
    shipment_id = shop.market.buyer.place("standard", lots=1)
    shop.market.behave(pending_seconds=0.2)
    with running(shop):
        wait_until(lambda: shop.knows(shipment_id))
        lots.confirm(Desk(shop.parts.storage, shop.parts.clock), OrderRef(shipment_id), ANNA)
        wait_until(lambda: shop.statuses(shipment_id) == ["CONFIRMED"])
    assert shop.market.effects("confirm", shipment_id, 1) == 1


def test_a_connection_that_is_added_works_without_a_restart(shop: Shop) -> None:
    with running(shop):
        other = shop.add("вторая", "dsm")
        shipment_id = shop.market.buyer.place("dsm", lots=1, paid_delivery=False)
        wait_until(lambda: shop.statuses(shipment_id, other) == ["NEW"])


def test_a_paused_connection_rests_until_it_is_resumed(shop: Shop) -> None:
    shipment_id = shop.market.buyer.place("standard", lots=1)
    connections.set_paused(shop.parts.storage, "лавка", paused=True)
    with running(shop):
        run_poll(shop)
        assert not shop.knows(shipment_id)
        connections.set_paused(shop.parts.storage, "лавка", paused=False)
        wait_until(lambda: shop.knows(shipment_id))


def test_one_broken_connection_stops_no_other(shop: Shop) -> None:
    shop.add("сломанная", "dsm", "http://127.0.0.1:9")
    shipment_id = shop.market.buyer.place("standard", lots=1)
    with running(shop):
        wait_until(lambda: shop.knows(shipment_id))


def test_the_running_service_runs_a_job_on_request(shop: Shop) -> None:
    shop.put_setting("exchange.megamarket_seconds", "3600")
    with running(shop):
        run_poll(shop)
        shipment_id = shop.market.buyer.place("standard", lots=1)
        assert run_poll(shop).counts["applied"] == 1
        assert shop.knows(shipment_id)


def test_a_second_service_stands_by_and_takes_over_when_the_first_stops(shop: Shop) -> None:
    with running(shop):
        first = shop.lease()
        with_second = threading.Event()
        second = threading.Thread(target=lead_once, args=(shop, with_second))
        second.start()
    second.join(20)
    assert with_second.is_set()
    assert first is not None


def test_a_service_whose_lease_has_passed_on_lets_go_and_waits(shop: Shop) -> None:
    service = Service(shop.parts, "127.0.0.1", 0)
    service.start()
    wait_until(lambda: service.http_address is not None)
    rival = ServiceLease(shop.parts.storage, shop.parts.clock, Identity("elsewhere", 1, "rival"))
    with shop.parts.storage.work() as work:
        later = shop.parts.clock.now() + timedelta(minutes=1)
        work.running.put_lease(SERVICE, Lease("rival", "elsewhere", 1, later, "", 0), later)
        work.commit()
    wait_until(lambda: service.http_address is None)
    rival.release()
    wait_until(lambda: service.http_address is not None)
    assert service.stop()


def test_after_a_stop_nothing_listens_and_nobody_leads(shop: Shop) -> None:
    with running(shop) as http:
        assert http.get("/healthz").text == "ok"
        address = http.base_url
    assert shop.lease() is None
    with pytest.raises(httpx.ConnectError):
        httpx.get(str(address.join("/healthz")))


def test_threads_of_a_stopped_service_are_gone(shop: Shop) -> None:
    before = {thread.name for thread in threading.enumerate()}
    with running(shop):
        assert "http" in {thread.name for thread in threading.enumerate()}
    left = {thread.name for thread in threading.enumerate()} - before
    assert {name for name in left if not name.startswith("ThreadPool")} == set()


def test_a_port_in_use_keeps_nothing_but_the_calls_from_working(shop: Shop) -> None:
    shipment_id, said = shop.market.buyer.place("standard", lots=1), list[Text]()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        service = Service(shop.parts, "127.0.0.1", taken.getsockname()[1], said.append)
        service.start()
        wait_until(lambda: shop.knows(shipment_id))
        assert service.http_address is None
    wait_until(shop.is_served)
    assert service.stop()
    assert ["is taken by another program" in words.en for words in said] == [True, False]


def run_poll(shop: Shop) -> JobRun:
    run_id = job_runs.request(shop.parts.storage, shop.parts.clock, JobName.MEGAMARKET)
    with shop.parts.changes() as changes:
        return job_runs.wait_for_run(shop.parts.storage, shop.parts.clock, changes, run_id, 20)


def lead_once(shop: Shop, led: threading.Event) -> None:
    with running(shop):
        led.set()
