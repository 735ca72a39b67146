"""Stock and prices reach Megamarket's API, whatever happens on the way, and no more often than needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from mmdesk.clients.errors import OutcomeUnknown, RemoteError, TokenRefused
from mmdesk.clock import ManualClock
from mmdesk.sandbox.faults import FOREVER, Fault, FaultKind
from mmdesk.services import connection_settings
from mmdesk.services.job_runs import JobOutcome, JobResult
from mmdesk.services.offer_channels import StockCounts
from mmdesk.services.side_by_side import PollRemark, PollSkipped, poll_all
from mmdesk.services.stock_push import StockPush, is_wanted
from mmdesk.storage.catalogue_tables import OfferRow
from mmdesk.storage.uow import Storage
from tests.services.calls import health_of
from tests.services.stand import MERCHANT, Stand, stand

TERM = timedelta(minutes=30)
STOCK = "stock/update"
PRICE = "manualPrice/save"


@dataclass
class Shop:
    """A connection, its marketplace, and a push that lives as long as the service would."""

    stand: Stand
    stopping: Callable[[], bool] = lambda: False
    push: StockPush = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """As a new service: nothing is remembered but what the database has."""
        self.push = StockPush(self.stand.connection, self.stand.client, health_of(self.stand), self.must_stop)

    def must_stop(self) -> bool:
        return self.stopping()

    def set(self, key: str, value: str) -> None:
        connection_settings.put(self.stand.storage, self.stand.connection.name, key, value)

    def fill(self, **units: int) -> None:
        """Offers of the feed with their stock; the price is 100 and the stock."""
        for offer_id, stock in units.items():
            self.add(offer_id.replace("_", "-"), stock)

    def add(self, offer_id: str, stock: int, state: str = "") -> None:
        with Session(self.stand.storage.engine) as session:
            session.add(
                OfferRow(
                    connection_id=self.stand.connection.connection_id,
                    offer_id=offer_id,
                    name=offer_id,
                    seen_at=self.stand.clock.now(),
                    state=state,
                    feed_stock=stock,
                    feed_price=100 + stock,
                )
            )
            session.commit()

    def fill_many(self, count: int) -> None:
        with Session(self.stand.storage.engine) as session:
            session.add_all(
                OfferRow(
                    connection_id=self.stand.connection.connection_id,
                    offer_id=f"SKU-{number}",
                    name="",
                    seen_at=self.stand.clock.now(),
                    feed_stock=10,
                    feed_price=500,
                )
                for number in range(count)
            )
            session.commit()

    def change(self, offer_id: str, **columns: object) -> None:
        with Session(self.stand.storage.engine) as session:
            session.execute(update(OfferRow).where(OfferRow.offer_id == offer_id).values(**columns))
            session.commit()

    def stocks(self) -> dict[str, int]:
        return self.stand.market.offers.stocks(MERCHANT)

    def prices(self) -> dict[str, int]:
        return self.stand.market.offers.prices(MERCHANT)

    def calls(self, path: str = STOCK) -> int:
        return self.stand.calls(path)

    def fault(self, kind: FaultKind, path: str = STOCK, times: int = 1, status: int = 500) -> None:
        self.stand.market.faults.add(Fault(kind, path, times, status=status))

    def wants(self) -> bool:
        return is_wanted(self.stand.storage, self.stand.connection.connection_id)

    def later(self, span: timedelta) -> None:
        self.stand.clock.advance(span)

    def job(self, *, probe: bool = False) -> JobResult:
        return poll_all([self.push], probe=probe)


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


def test_nothing_is_pushed_while_both_are_switched_off(shop: Shop) -> None:
    shop.fill(MUG=5)
    result = shop.job(probe=True)
    assert result.outcome is JobOutcome.SKIPPED
    assert result.reason is not None
    assert "stock.api" in result.reason.ru
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
    assert "stock.api" in result.reason.ru
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
