"""What is pushed of stock, when, and what of an answer that fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from mmdesk.clients.errors import OutcomeUnknown, RemoteError, TokenRefused
from mmdesk.clock import ManualClock
from mmdesk.sandbox.faults import FaultKind
from mmdesk.services.job_runs import JobOutcome
from mmdesk.services.offer_channels import StockCounts
from mmdesk.services.side_by_side import PollSkipped
from mmdesk.storage.catalogue_tables import OfferRow
from mmdesk.storage.uow import Storage
from tests.services.calls import health_of
from tests.services.push_stand import PRICE, TERM, Shop
from tests.services.stand import MERCHANT, stand


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> Iterator[Shop]:
    with stand(sqlite_storage, clock) as opened:
        yield Shop(opened)


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    """Stock goes by API."""
    shop.set("stock.api", "true")
    return shop


def test_nothing_is_pushed_while_both_are_switched_off(shop: Shop) -> None:
    shop.fill(MUG=5)
    result = shop.job(probe=True)
    assert result.outcome is JobOutcome.SKIPPED
    assert result.reason is not None
    assert "«Каталог» → «Правила»" in result.reason.ru
    assert (shop.wants(), shop.calls(), shop.calls(PRICE)) == (False, 0, 0)


def test_stock_is_told_once_and_then_only_what_differs(stocked: Shop) -> None:
    stocked.fill(MUG=5, RUG=9)
    assert stocked.push.run() == StockCounts(stocks=2)
    assert stocked.push.run() == StockCounts()
    stocked.change("RUG", feed_stock=8)
    assert stocked.push.run() == StockCounts(stocks=1)
    assert stocked.stocks() == {"MUG": 5, "RUG": 8}
    assert (stocked.calls(), stocked.calls(PRICE)) == (2, 0)


def test_a_push_with_nothing_to_tell_is_no_sign_of_life(stocked: Shop) -> None:
    health = health_of(stocked.stand)
    stocked.push.run()
    assert health.now().answered_at is None
    stocked.fill(MUG=5)
    stocked.push.run()
    assert health.now().answered_at == stocked.stand.clock.now()


def test_an_offer_that_leaves_the_feed_is_told_as_zero(stocked: Shop) -> None:
    stocked.fill(MUG=5, RUG=9)
    stocked.add("NEVER", 4, "vendor")
    stocked.push.run()
    stocked.change("MUG", state="gone")
    stocked.push.run()
    assert stocked.stocks() == {"MUG": 0, "RUG": 9}


def test_low_stock_is_asserted_again_on_a_timer(stocked: Shop) -> None:
    stocked.fill(ZERO=0, LOW=3, MANY=4)
    stocked.push.run()
    stocked.stand.market.offers.update_stocks(
        stocked.stand.market.market.merchants[MERCHANT], {"stocks": [{"offerId": "ZERO", "quantity": 7}]}
    )
    stocked.later(TERM - timedelta(seconds=1))
    assert stocked.push.run() == StockCounts()
    stocked.later(timedelta(seconds=1))
    assert stocked.push.run() == StockCounts(zeros_again=2)
    assert stocked.stocks()["ZERO"] == 0


def test_many_offers_go_in_calls_of_three_hundred(stocked: Shop) -> None:
    stocked.fill_many(601)
    assert stocked.push.run() == StockCounts(stocks=601)
    assert stocked.calls() == 3


@pytest.mark.parametrize("kind", [FaultKind.LOST, FaultKind.AFTER, FaultKind.HALF, FaultKind.GARBAGE])
def test_a_lost_answer_is_sent_again(stocked: Shop, kind: FaultKind) -> None:
    stocked.fill(MUG=5)
    stocked.fault(kind)
    with pytest.raises(OutcomeUnknown) as lost:
        stocked.push.run()
    assert "ещё раз" in lost.value.sentence("ru")
    assert stocked.push.run(probe=True) == StockCounts(stocks=1)
    assert stocked.stocks() == {"MUG": 5}


def test_a_failure_in_the_middle_keeps_what_was_taken_and_pauses(stocked: Shop) -> None:
    stocked.fill_many(601)
    stocked.fault(FaultKind.SLOW)
    stocked.fault(FaultKind.BEFORE, status=503)
    with pytest.raises(RemoteError):
        stocked.push.run()
    with pytest.raises(PollSkipped):
        stocked.push.run()
    assert (len(stocked.stocks()), stocked.calls()) == (300, 2)
    stocked.later(timedelta(minutes=6))
    assert stocked.push.run() == StockCounts(stocks=301)


def test_a_refused_token_stops_the_push(stocked: Shop) -> None:
    stocked.fill(MUG=5)
    stocked.fault(FaultKind.TOKEN)
    with pytest.raises(TokenRefused):
        stocked.push.run()
    with pytest.raises(PollSkipped):
        stocked.push.run(probe=True)
    assert stocked.calls() == 1


def test_a_kill_between_push_and_write_down_sends_the_same_again(
    stocked: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    stocked.fill(MUG=5)
    taken = stocked.stand.client.update_stock

    def die(*args: object) -> None:
        taken(*args)  # type: ignore[arg-type]  # handed on as they came
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(stocked.stand.client, "update_stock", die)
        with pytest.raises(KeyboardInterrupt):
            stocked.push.run()
    stocked.restart()
    assert stocked.push.run() == StockCounts(stocks=1)
    assert stocked.calls() == 2


def test_an_offer_gone_since_a_lost_first_answer_is_told_as_zero(stocked: Shop) -> None:
    stocked.fill(MUG=5)
    stocked.fault(FaultKind.LOST)
    with pytest.raises(OutcomeUnknown):
        stocked.push.run()
    stocked.change("MUG", state="gone")
    stocked.restart()
    stocked.push.run(probe=True)
    assert stocked.stocks() == {"MUG": 0}


def test_a_push_ends_between_two_calls_when_the_service_stops(stocked: Shop) -> None:
    stocked.fill_many(900)
    stocked.stopping = lambda: stocked.calls() >= 1
    with pytest.raises(PollSkipped):
        stocked.push.run()
    assert stocked.calls() == 1
    stocked.stopping = lambda: False
    assert stocked.push.run() == StockCounts(stocks=600)


def test_switched_off_and_on_again_everything_is_told_anew(stocked: Shop) -> None:
    stocked.fill(MUG=5)
    stocked.push.run()
    stocked.set("stock.api", "false")
    assert stocked.wants()
    stocked.push.run()
    assert (stocked.wants(), stocked.calls()) == (False, 1)
    stocked.set("stock.api", "true")
    assert stocked.push.run() == StockCounts(stocks=1)


def test_stop_sales_needs_nothing_special(stocked: Shop) -> None:
    stocked.fill(MUG=5, RUG=9)
    stocked.push.run()
    for offer_id in ("MUG", "RUG"):
        stocked.change(offer_id, feed_stock=0)
    stocked.push.run()
    assert stocked.stocks() == {"MUG": 0, "RUG": 0}


def test_settings_of_another_version_are_a_reason_to_speak(shop: Shop) -> None:
    with shop.stand.storage.work() as work:
        work.connections.put_setting(shop.stand.connection.connection_id, "price.by", "nobody")
        work.commit()
    assert shop.wants()
    assert shop.job().outcome is JobOutcome.FAILED


def test_offers_that_vanish_from_the_table_meanwhile_do_no_harm(
    stocked: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    stocked.fill(MUG=5)
    taken = stocked.stand.client.update_stock

    def vanish(*args: object) -> object:
        with Session(stocked.stand.storage.engine) as session:
            session.execute(delete(OfferRow))
            session.commit()
        return taken(*args)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(stocked.stand.client, "update_stock", vanish)
    stocked.push.run()
    assert stocked.push.run() == StockCounts()
