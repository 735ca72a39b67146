"""Prices told to Megamarket beside the feed, and taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mmdesk.clients.errors import OutcomeUnknown
from mmdesk.clock import ManualClock
from mmdesk.sandbox.faults import FaultKind
from mmdesk.services.job_runs import JobOutcome
from mmdesk.services.offer_channels import StockCounts
from mmdesk.services.side_by_side import PollSkipped
from mmdesk.storage.uow import Storage
from tests.services.push_stand import PRICE, TERM, Shop
from tests.services.stand import stand


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> Iterator[Shop]:
    with stand(sqlite_storage, clock) as opened:
        yield Shop(opened)


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    """Stock goes by API."""
    shop.set("stock.api", "true")
    return shop


@pytest.fixture
def priced(shop: Shop) -> Shop:
    """Prices go by API."""
    shop.set("price.by", "api")
    return shop


def test_prices_go_on_while_stock_is_not_taken(stocked: Shop) -> None:
    stocked.set("price.by", "api")
    stocked.stand.market.behave(stock_by_api=False)
    stocked.fill(MUG=5)
    result = stocked.job()
    assert (result.outcome, result.counts["prices"]) == (JobOutcome.FAILED, 1)
    stocked.change("MUG", feed_price=99)
    result = stocked.job()
    assert (result.outcome, result.counts["prices"]) == (JobOutcome.DONE, 1)
    assert stocked.prices() == {"MUG": 99}


def test_prices_are_set_over_the_feed_where_they_differ(priced: Shop) -> None:
    priced.fill(MUG=5, RUG=9)
    assert priced.push.run() == StockCounts(prices=2)
    assert priced.push.run() == StockCounts()
    priced.change("RUG", feed_price=90)
    assert priced.push.run() == StockCounts(prices=1)
    assert priced.prices() == {"MUG": 105, "RUG": 90}
    assert priced.calls() == 0


def test_back_to_the_feed_every_price_is_dropped_and_the_push_falls_silent(priced: Shop) -> None:
    priced.fill_many(301)
    priced.push.run()
    priced.change("SKU-7", state="gone")
    priced.set("price.by", "feed")
    assert priced.wants()
    assert priced.push.run() == StockCounts(prices_dropped=301)
    assert priced.prices() == {}
    assert not priced.wants()
    with pytest.raises(PollSkipped):
        priced.push.run()


def test_a_price_whose_answer_was_lost_is_dropped_too(priced: Shop) -> None:
    priced.fill(MUG=5)
    priced.fault(FaultKind.LOST, PRICE)
    with pytest.raises(OutcomeUnknown):
        priced.push.run()
    assert priced.prices() == {"MUG": 105}
    priced.set("price.by", "feed")
    priced.restart()
    assert priced.push.run(probe=True) == StockCounts(prices_dropped=1)
    assert priced.prices() == {}


def test_the_price_of_an_offer_that_left_the_feed_is_dropped(priced: Shop) -> None:
    priced.fill(MUG=5, RUG=9)
    priced.push.run()
    priced.change("RUG", state="vendor")
    assert priced.push.run() == StockCounts(prices_dropped=1)
    assert priced.prices() == {"MUG": 105}


def test_a_price_that_is_not_saved_is_told_and_tried_after_the_term(priced: Shop) -> None:
    priced.fill(MUG=5, NEW=7)
    priced.stand.market.offers.forget(["NEW"])
    result = priced.job()
    assert (result.counts["prices"], result.counts["refused"]) == (1, 1)
    assert result.reason is not None
    assert "цены" in result.reason.ru
    priced.job()
    assert priced.calls(PRICE) == 1
    priced.stand.market.offers.forget([])
    priced.later(TERM)
    assert priced.push.run() == StockCounts(prices=1)


def test_a_price_that_never_was_taken_leaves_nothing_to_drop(priced: Shop) -> None:
    priced.fill(NEW=7)
    priced.stand.market.offers.forget(["NEW"])
    priced.job()
    priced.set("price.by", "feed")
    priced.push.run()
    assert not priced.wants()


def test_a_price_that_cannot_be_dropped_stays_on_the_list(priced: Shop) -> None:
    priced.fill(MUG=5)
    priced.push.run()
    priced.stand.market.behave(unknown_price="named")
    priced.stand.market.offers.forget(["MUG"])
    priced.set("price.by", "feed")
    assert priced.job().counts["refused"] == 1
    assert priced.wants()
    priced.stand.market.offers.forget([])
    priced.later(TERM)
    assert priced.push.run() == StockCounts(prices_dropped=1)
    assert not priced.wants()


def test_a_price_let_go_with_its_offer_is_complained_of_no_more(priced: Shop) -> None:
    priced.fill(MUG=5)
    priced.push.run()
    priced.set("stock.api", "true")
    priced.set("price.by", "feed")
    priced.stand.market.behave(unknown_price="named", unknown_stock="warned")
    priced.stand.market.offers.forget(["MUG"])
    assert priced.job().counts["refused"] == 1
    priced.change("MUG", state="gone")
    priced.later(TERM)
    priced.push.run()
    assert priced.job().reason is None
