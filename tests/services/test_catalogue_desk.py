"""What a person sees of a feed and decides about it: published, left, taken back, stopped, and on record."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from mmdesk.clock import ManualClock
from mmdesk.services.catalogue_desk import (
    BuildState,
    CatalogueLook,
    FeedDecision,
    FeedUnderWay,
    ReasonMissing,
)
from mmdesk.services.feed_desk import FeedElsewhere
from mmdesk.services.feed_publishing import NoSuchBuild
from mmdesk.services.job_runs import JobName, JobRunner
from mmdesk.services.side_by_side import poll_all
from mmdesk.settings import BadSettingValue, UnknownSetting
from mmdesk.storage.running import SERVICE, Lease
from mmdesk.storage.uow import Storage
from tests.services.feed_stand import FeedStand, Goods, many, second_connection


@pytest.fixture
def shop(storage: Storage, clock: ManualClock, tmp_path: Path) -> FeedStand:
    return FeedStand(storage, clock, tmp_path)


@pytest.fixture
def held(shop: FeedStand) -> FeedStand:
    """A feed of ten offers, and a build of four that waits for an answer."""
    shop.build(*many(10))
    assert shop.build(*many(4)).is_held
    return shop


def look(shop: FeedStand) -> CatalogueLook:
    found = shop.desk.look(shop.name)
    assert found is not None
    return found


def decisions(shop: FeedStand) -> list[tuple[str, str, str]]:
    """The newest first: who, what, why."""
    return [(each.who, each.what, each.details.get("reason", "")) for each in look(shop).decisions]


def serve_elsewhere(shop: FeedStand) -> None:
    until = shop.clock.now() + timedelta(minutes=1)
    with shop.storage.work() as work:
        work.running.put_lease(
            SERVICE, Lease("x", "SERVER-1#0", 1, until, "127.0.0.1", 8480), shop.clock.now()
        )
        work.commit()


def run_is_asked_for(shop: FeedStand) -> bool:
    with shop.storage.look() as work:
        run = work.running.unfinished(JobName.FEED.value)
    return run is not None and run.outcome == "requested"


def test_without_a_connection_there_is_nothing_to_look_at(storage: Storage, clock: ManualClock) -> None:
    from mmdesk.catalogue.feed_files import FeedFiles
    from mmdesk.services.catalogue_desk import CatalogueDesk
    from mmdesk.services.operators import Operator

    desk = CatalogueDesk(storage, clock, FeedFiles(Path("unused")), Operator("Анна"))
    assert desk.look("") is None


def test_one_look_tells_of_the_first_connection_and_names_all(shop: FeedStand) -> None:
    second_connection(shop.storage, shop.clock)
    shop.build(*many(3))
    found = shop.desk.look("")
    assert found is not None
    assert (found.connection, found.names) == ("Лавка", ("Лавка", "Посуда оптом"))
    assert found.status.current is not None
    assert found.status.current.published_offers == 3
    assert found.status.vendors == {"Лумвик": 3}
    assert not found.service_alive
    assert found.feed_link is None
    assert found.local_link == "http://127.0.0.1:8480/key-of-feed-5046/megamarket.xml"


def test_the_public_address_comes_from_the_settings(shop: FeedStand) -> None:
    shop.set("http.public_url", "https://mm.example.ru")
    assert look(shop).feed_link == "https://mm.example.ru/key-of-feed-5046/megamarket.xml"


def test_a_held_build_is_published_with_a_reason_on_record(held: FeedStand) -> None:
    waiting = look(held).held
    assert waiting is not None
    published = held.desk.accept(held.name, waiting.build_id, "  распродажа   склада ")
    assert (published.state, published.accepted_by) == (BuildState.PUBLISHED, "Анна Лесная")
    assert look(held).held is None
    assert decisions(held) == [("Анна Лесная", "feed_accepted", "распродажа склада")]


def test_without_a_reason_nothing_is_published(held: FeedStand) -> None:
    waiting = look(held).held
    assert waiting is not None
    with pytest.raises(ReasonMissing):
        held.desk.accept(held.name, waiting.build_id, " \n ")
    assert look(held).held == waiting
    assert decisions(held) == []


def test_leaving_the_former_feed_changes_nothing_but_is_on_record(held: FeedStand) -> None:
    waiting = look(held).held
    assert waiting is not None
    held.desk.leave(held.name, waiting.build_id, "выгрузка оборвалась")
    assert look(held).held == waiting
    assert decisions(held) == [("Анна Лесная", FeedDecision.LEFT.value, "выгрузка оборвалась")]


def test_going_back_publishes_the_earlier_build_and_later_ones_ask(shop: FeedStand) -> None:
    first = shop.build(*many(10)).build
    shop.build(*many(10, price=550))
    shop.desk.roll_back(shop.name, first.build_id, "цены перепутаны")
    current = look(shop).status.current
    assert current is not None
    assert current.build_id == first.build_id
    assert decisions(shop) == [("Анна Лесная", "feed_rolled_back", "цены перепутаны")]
    again = shop.build(*many(10, price=560)).build
    assert again.hold is not None
    assert again.hold.reason == "rolled_back"


def test_nothing_is_decided_away_from_the_service(held: FeedStand) -> None:
    serve_elsewhere(held)
    waiting = look(held).held
    assert waiting is not None
    with pytest.raises(FeedElsewhere):
        held.desk.accept(held.name, waiting.build_id, "всё верно")
    assert not look(held).service_here
    assert look(held).service_host == "SERVER-1"


def test_nothing_is_decided_while_a_build_is_being_made(held: FeedStand) -> None:
    waiting = look(held).held
    assert waiting is not None
    with held.storage.work() as work:
        work.feed_builds.begin(
            held.connection.connection_id, held.clock.now(), source="x", inputs="x", asked_by=""
        )
        work.commit()
    with pytest.raises(FeedUnderWay):
        held.desk.accept(held.name, waiting.build_id, "всё верно")


def test_a_build_that_does_not_wait_cannot_be_accepted(shop: FeedStand) -> None:
    build = shop.build(*many(3)).build
    with pytest.raises(NoSuchBuild):
        shop.desk.accept(shop.name, build.build_id, "ещё раз")
    assert decisions(shop) == []


def test_stopping_sales_needs_a_reason_and_asks_for_a_build(shop: FeedStand) -> None:
    shop.build(*many(3))
    with pytest.raises(ReasonMissing):
        shop.desk.stop_sales(shop.name, "", stopped=True)
    assert not look(shop).sales_stopped
    shop.desk.stop_sales(shop.name, "потоп на складе", stopped=True)
    assert look(shop).sales_stopped
    assert run_is_asked_for(shop)
    assert shop.build().build.unavailable == 3


def test_sales_go_on_without_a_reason_and_both_turns_are_on_record(shop: FeedStand) -> None:
    shop.desk.stop_sales(shop.name, "учёт", stopped=True)
    shop.desk.stop_sales(shop.name, "", stopped=False)
    assert not look(shop).sales_stopped
    assert decisions(shop) == [
        ("Анна Лесная", "sales_resumed", ""),
        ("Анна Лесная", "sales_stopped", "учёт"),
    ]


def test_rules_are_saved_together_with_who_did_and_ask_for_a_build(shop: FeedStand) -> None:
    shop.desk.save_rules(shop.name, {"feed.reserve": "2", "feed.min_quantity": "3"})
    settings = look(shop).settings
    assert (settings["feed.reserve"], settings["feed.min_quantity"]) == (2, 3)
    assert look(shop).decisions[0].details == {"settings": "feed.min_quantity = 3\nfeed.reserve = 2"}
    assert run_is_asked_for(shop)


@pytest.mark.parametrize(
    ("wrong", "error"), [({"feed.days": "сто"}, BadSettingValue), ({"feed.nothing": "1"}, UnknownSetting)]
)
def test_of_rules_with_one_that_will_not_do_none_is_saved(
    shop: FeedStand, wrong: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        shop.desk.save_rules(shop.name, {"feed.reserve": "2", **wrong})
    assert look(shop).settings["feed.reserve"] == 0
    assert decisions(shop) == []
    assert not run_is_asked_for(shop)


def test_a_run_under_way_is_told_before_one_that_is_over(shop: FeedStand) -> None:
    with shop.storage.work() as work:
        over = work.running.begin(JobName.FEED.value, shop.clock.now())
        work.running.end(over, shop.clock.now(), "done")
        work.commit()
    assert look(shop).run is not None
    run_id = shop.desk.build_now()
    run = look(shop).run
    assert run is not None
    assert (run.run_id, run.outcome) == (run_id, "requested")


def test_who_asked_for_a_build_stands_with_it(shop: FeedStand) -> None:
    shop.desk.build_now()
    built = JobRunner(shop.storage, shop.clock, {JobName.FEED: partial(poll_all, [shop.pollster()])})
    shop.export(*many(3))
    assert look(shop).status.wish == look(shop).run
    assert built.run_requested()
    shop.export(*many(4))
    shop.clock.advance(60)
    built.run(JobName.FEED)
    assert [each.asked_by for each in look(shop).status.builds] == ["", "Анна Лесная"]


def test_a_wish_that_no_service_has_taken_is_withdrawn_and_never_built(shop: FeedStand) -> None:
    shop.build(*many(3))
    shop.desk.build_now()
    assert shop.desk.withdraw(shop.name)
    assert not JobRunner(shop.storage, shop.clock, {}).run_requested()
    assert decisions(shop) == [("Анна Лесная", FeedDecision.WITHDRAWN.value, "")]
    # It was no look at the goods: the next one is not put off by it.
    assert (look(shop).status.wish, look(shop).status.look) == (None, None)
    assert not shop.desk.withdraw(shop.name)


def test_a_change_of_rules_is_foretold(shop: FeedStand) -> None:
    shop.set("feed.exclude_vendors", '["Skarn"]')
    shop.build(
        Goods("A", quantity=1),
        Goods("B", quantity=5, price=1000),
        Goods("C", quantity=9, vendor="Skarn"),
        Goods("D", quantity=0),
    )
    fewer = shop.desk.forecast(shop.name, {"feed.min_quantity": "3"})
    assert (fewer.leave, fewer.come) == (2, 0)
    more = shop.desk.forecast(shop.name, {"feed.exclude_vendors": "[]"})
    assert (more.leave, more.come) == (0, 1)
    kept = shop.desk.forecast(shop.name, {"feed.min_quantity": "3", "feed.keep_small": "true"})
    assert (kept.leave, kept.without_stock_now, kept.without_stock) == (0, 1, 2)
    held_back = shop.desk.forecast(shop.name, {"feed.reserve": "5"})
    assert (held_back.without_stock_now, held_back.without_stock) == (1, 3)
    cheaper = shop.desk.forecast(shop.name, {"feed.discount_percent": "10"})
    assert cheaper.price is not None
    assert (cheaper.price.offer_id, cheaper.price.before, cheaper.price.after) == ("A", 500, 450)
    assert shop.desk.forecast(shop.name, {"feed.days": "3"}).is_nothing
    assert shop.desk.forecast(shop.name, {"feed.price_type": "wholesale"}).needs_build
    with pytest.raises(BadSettingValue):
        shop.desk.forecast(shop.name, {"feed.min_quantity": "сто"})


def test_what_is_foretold_of_the_least_quantity_comes_true(shop: FeedStand) -> None:
    goods = [Goods(f"A-{pieces}", quantity=pieces) for pieces in range(8)]
    before = shop.build(*goods).build
    told = shop.desk.forecast(shop.name, {"feed.min_quantity": "4", "feed.reserve": "1"})
    shop.desk.save_rules(shop.name, {"feed.min_quantity": "4", "feed.reserve": "1"})
    after = shop.build().build
    assert before.published_offers - after.published_offers == told.leave
    assert after.unavailable == told.without_stock
