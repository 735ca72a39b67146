"""Stock and prices by API in a service: pushed by themselves, and silent where they are switched off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from feed_server.rounds import Rounds
from feed_server.workers import ConnectionWorkers
from mmdesk.remotes import EXCHANGES
from mmdesk.services import job_runs
from mmdesk.services.job_runs import JobName, JobRunner
from mmdesk.storage.catalogue_tables import OfferRow
from mmdesk.storage.running import JobRun
from tests.feed_server.stand import MERCHANT, Shop, open_shop, running, wait_until

(STOCK,) = (each for each in EXCHANGES if each.job is JobName.STOCK)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path / "profile") as opened:
        yield opened


@pytest.fixture
def line(shop: Shop) -> Iterator[ConnectionWorkers]:
    """A connection at work without a schedule: it is polled when a test asks for it."""
    made = ConnectionWorkers(shop.parts, shop.connection, "holder", lambda: True)
    made.start()
    yield made
    made.stop()
    assert made.close(20)


def add_offer(shop: Shop, offer_id: str, stock: int) -> None:
    with Session(shop.parts.storage.engine) as session:
        session.add(
            OfferRow(
                connection_id=shop.connection.connection_id,
                offer_id=offer_id,
                name=offer_id,
                seen_at=shop.parts.clock.now(),
                feed_stock=stock,
                feed_price=500,
            )
        )
        session.commit()


def last(shop: Shop) -> JobRun | None:
    with shop.parts.storage.look() as work:
        return work.running.last(JobName.STOCK)


def test_a_service_pushes_stock_by_itself(shop: Shop) -> None:
    add_offer(shop, "MUG-1", 7)
    shop.put_setting("stock.api", "true")
    with running(shop):
        wait_until(lambda: shop.market.offers.stocks(MERCHANT) == {"MUG-1": 7})
        wait_until(lambda: last(shop) is not None)


def test_a_connection_that_wants_nothing_leaves_no_run_and_is_asked_again_when_due(
    shop: Shop, line: ConnectionWorkers
) -> None:
    rounds = Rounds(STOCK, lambda: [line])
    rounds.follow({shop.connection.connection_id: {}})
    jobs = JobRunner(shop.parts.storage, shop.parts.clock, {JobName.STOCK: rounds.everybody})
    rounds.run_newcomers(jobs)
    rounds.run_due(jobs)
    assert last(shop) is None
    assert 50 < rounds.left() <= 60


def test_nobody_at_work_is_no_news_where_most_do_without(shop: Shop) -> None:
    rounds = Rounds(STOCK, list)
    jobs = JobRunner(shop.parts.storage, shop.parts.clock, {JobName.STOCK: rounds.everybody})
    rounds.run_due(jobs)
    assert last(shop) is None
    assert rounds.left() > 50


def test_a_connection_that_wants_it_is_polled_when_it_comes_to_work(
    shop: Shop, line: ConnectionWorkers
) -> None:
    add_offer(shop, "MUG-1", 7)
    shop.put_setting("stock.api", "true")
    rounds = Rounds(STOCK, lambda: [line])
    jobs = JobRunner(shop.parts.storage, shop.parts.clock, {JobName.STOCK: rounds.everybody})
    rounds.run_newcomers(jobs)
    run = last(shop)
    assert run is not None
    assert (run.outcome, run.counts["stocks"]) == ("done", 1)


def test_asked_for_by_a_person_it_says_why_it_does_nothing(shop: Shop) -> None:
    run = job_runs.once(shop.parts, "stock", 20)
    assert (run.outcome, run.reason is not None) == ("skipped", True)
    assert "«Каталог» → «Правила»" in (run.reason.ru if run.reason else "")


def test_asked_for_by_a_person_it_pushes(shop: Shop) -> None:
    add_offer(shop, "MUG-1", 7)
    shop.put_setting("price.by", "api")
    run = job_runs.once(shop.parts, "stock", 20)
    assert (run.outcome, run.counts["prices"], run.counts["stocks"]) == ("done", 1, 0)
    assert shop.market.offers.prices(MERCHANT) == {"MUG-1": 500}
