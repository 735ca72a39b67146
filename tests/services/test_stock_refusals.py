"""Offers and accounts of which Megamarket does not take stock."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mmdesk.clock import ManualClock
from mmdesk.sandbox.faults import FOREVER, FaultKind
from mmdesk.services.job_runs import JobOutcome
from mmdesk.services.offer_channels import StockCounts
from mmdesk.services.side_by_side import PollRemark
from mmdesk.storage.uow import Storage
from tests.services.push_stand import TERM, Shop
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


@pytest.mark.parametrize("how", ["named", "in_words", "nameless"])
def test_unknown_offers_do_not_keep_the_others_out(stocked: Shop, how: str) -> None:
    stocked.stand.market.behave(unknown_stock=how)
    stocked.stand.market.offers.forget(["SKU-17", "SKU-444"])
    stocked.fill_many(600)
    result = stocked.job()
    assert result.outcome is JobOutcome.DONE
    assert (result.counts["stocks"], result.counts["refused"]) == (598, 2)
    assert len(stocked.stocks()) == 598
    assert result.reason is not None
    assert "SKU-17, SKU-444" in result.reason.ru
    assert "Товар не найден" in result.reason.ru
    assert stocked.calls() < 50


def test_a_refused_offer_waits_for_another_level_or_the_end_of_the_term(
    stocked: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    stocked.fill(MUG=5, NEW=7)
    stocked.stand.market.offers.forget(["NEW"])
    for _ in range(3):
        assert stocked.job().counts["refused"] == 1
    assert stocked.calls() == 2
    stocked.change("NEW", feed_stock=6)
    stocked.job()
    assert stocked.calls() == 3
    stocked.later(TERM)
    stocked.stand.market.offers.forget([])
    assert stocked.push.run() == StockCounts(stocks=1)
    assert stocked.stocks() == {"MUG": 5, "NEW": 6}
    warnings = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert sum("NEW" in words for words in warnings) == 1


def test_a_refusal_lasting_for_several_terms_is_logged_once(
    stocked: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    stocked.fill(NEW=7)
    stocked.stand.market.offers.forget(["NEW"])
    for _ in range(3):
        stocked.job()
        stocked.later(TERM)
    assert stocked.calls() == 3
    assert sum("NEW" in record.getMessage() for record in caplog.records) == 1


def test_an_offer_refused_before_does_not_share_a_call_with_others(stocked: Shop) -> None:
    stocked.fill(NEW=7)
    stocked.stand.market.offers.forget(["NEW"])
    stocked.job()
    stocked.later(TERM)
    stocked.fill(MUG=5)
    before = stocked.calls()
    stocked.job()
    assert stocked.calls() == before + 2
    assert stocked.stocks() == {"MUG": 5}


def test_a_refusal_that_has_come_right_by_itself_is_told_no_more(stocked: Shop) -> None:
    stocked.fill(MUG=5)
    stocked.push.run()
    stocked.stand.market.offers.forget(["MUG"])
    stocked.change("MUG", feed_stock=6)
    with pytest.raises(PollRemark):
        stocked.push.run()
    stocked.change("MUG", feed_stock=5)
    assert stocked.push.run() == StockCounts()


def test_a_zero_of_an_offer_that_left_the_feed_and_is_unknown_is_let_go(stocked: Shop) -> None:
    stocked.fill(MUG=0)
    stocked.push.run()
    stocked.change("MUG", state="gone")
    stocked.stand.market.offers.forget(["MUG"])
    stocked.later(TERM)
    assert stocked.push.run() == StockCounts()
    stocked.later(TERM)
    stocked.push.run()
    assert stocked.calls() == 2


def test_units_for_sale_that_megamarket_does_not_take_back_stay_on_the_list(stocked: Shop) -> None:
    stocked.fill(MUG=5)
    stocked.push.run()
    stocked.change("MUG", state="gone")
    stocked.stand.market.offers.forget(["MUG"])
    assert stocked.job().counts["refused"] == 1


def test_an_account_that_takes_stock_from_elsewhere_is_told_with_the_cure(stocked: Shop) -> None:
    stocked.stand.market.behave(stock_by_api=False)
    stocked.fill_many(900)
    result = stocked.job()
    assert result.outcome is JobOutcome.FAILED
    assert result.reason is not None
    assert "поддержку Мегамаркета" in result.reason.ru
    assert "«Каталог» → «Правила»" in result.reason.ru
    assert stocked.job().outcome is JobOutcome.SKIPPED
    assert stocked.calls() == 1


def test_such_an_account_is_asked_once_a_term_or_when_a_person_asks(stocked: Shop) -> None:
    stocked.stand.market.behave(stock_by_api=False)
    stocked.fill(MUG=5)
    stocked.job()
    stocked.later(TERM)
    assert stocked.job().outcome is JobOutcome.FAILED
    assert stocked.calls() == 2
    stocked.stand.market.behave(stock_by_api=True)
    assert stocked.job(probe=True).outcome is JobOutcome.DONE
    assert stocked.stocks() == {"MUG": 5}


def test_a_marketplace_that_takes_nothing_at_all_is_not_stormed(stocked: Shop) -> None:
    stocked.fill_many(6000)
    stocked.fault(FaultKind.REFUSE, times=FOREVER)
    result = stocked.job()
    assert result.outcome is JobOutcome.FAILED
    assert result.reason is not None
    assert "Операция отклонена" in result.reason.ru
    assert stocked.calls() <= 120
    before = stocked.calls()
    assert stocked.job().outcome is JobOutcome.SKIPPED
    assert stocked.calls() == before


def test_many_unknown_offers_hold_no_known_one_up(stocked: Shop) -> None:
    stocked.stand.market.behave(unknown_stock="nameless")
    stocked.fill_many(300)
    stocked.stand.market.offers.forget([f"SKU-{number}" for number in range(300)])
    stocked.fill(ZERO=0)
    counts = stocked.job().counts
    assert counts["stocks"] == 1
    assert (counts["refused"] > 0, counts["refused"] + counts["undecided"]) == (True, 300)
    for _ in range(10):
        counts = stocked.job().counts
    assert (counts["refused"], counts["undecided"]) == (300, 0)
