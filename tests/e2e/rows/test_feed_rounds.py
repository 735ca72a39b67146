"""When the feed is made anew: by itself, when somebody asks, and who fetched it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from mmdesk.catalogue.api_copy import ApiCopy
from mmdesk.catalogue.feed_files import FeedFiles
from mmdesk.sandbox.shop import ShopOffer
from mmdesk.services import connection_settings, feed_desk
from mmdesk.services.feed_desk import FeedStatus
from mmdesk.storage.feed_fetches import FeedFetch
from tests.e2e.feed_reading import MEGAMARKET, Feed, fetched, offers_in, until
from tests.e2e.house import DSM, STANDARD, House
from tests.e2e.program import eventually
from tests.e2e.terminal import watched

pytestmark = pytest.mark.e2e

CHANGED, REMOVED = "TD-10001", "TD-10002"


@pytest.mark.row("F9", "R5", scheme=STANDARD)
@pytest.mark.row("F9", "R5", scheme=DSM)
def test_changed_stock_changed_settings_and_the_hour_bring_a_new_feed_by_themselves(
    quiet_house: House,
) -> None:
    house = quiet_house
    for name in (STANDARD, DSM):
        connection_settings.put(house.parts.storage, name, "exchange.crm_seconds", "1")
    with house.served():
        price = in_both(house, lambda feed: {CHANGED, REMOVED} <= set(feed))[CHANGED].price
        house.sandbox.retailcrm.change_offer(CHANGED, quantity=777)
        in_both(house, lambda feed: feed[CHANGED].stock == 777)
        for name in (STANDARD, DSM):
            connection_settings.put(house.parts.storage, name, "feed.discount_percent", "10")
        in_both(house, lambda feed: feed[CHANGED].price == price * 9 // 10)
        house.sandbox.retailcrm.remove_offer(REMOVED)
        let_an_hour_pass(house)
        in_both(house, lambda feed: REMOVED not in feed)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no terminal of this kind")
@pytest.mark.row("R5", "S5", "S6")
def test_a_refresh_shows_how_far_it_is_and_megamarket_fetches_when_it_likes(
    house: House, scheme: str
) -> None:
    goods = new_goods(house, scheme)
    house.sandbox.retailcrm.put_offers([goods])
    try:
        before = status(house, scheme).fetches
        shown = watched(house.program, "feed", "build", scheme)
        assert "reading the catalogue: page 1 of " in shown
        assert "building the feed: " in shown
        assert status(house, scheme).vendors[goods.vendor] == 1
        assert status(house, scheme).fetches == before
        feed = fetched(house, scheme)
        assert goods.external_id in offers_in(feed)
        last = eventually(lambda: newest(house, scheme, before))
        assert (last.agent, last.status, last.size) == (MEGAMARKET, 200, len(feed))
        told = house.program.done("feed", "status", scheme).out
        assert f"{last.at.isoformat(timespec='seconds')}  200  {len(feed)}  {MEGAMARKET}" in told
        assert "A new build does not make Megamarket fetch the feed" in told
    finally:
        house.sandbox.retailcrm.remove_offer(goods.external_id)


@pytest.mark.row("R5", scheme=STANDARD)
@pytest.mark.row("R5", scheme=DSM)
def test_the_service_makes_the_feed_of_every_connection_anew_when_it_is_asked(house: House) -> None:
    stock = 1000 + len(house.sandbox.retailcrm.calls("store/products"))
    house.sandbox.retailcrm.change_offer(CHANGED, quantity=stock)
    said = house.program.done("service", "once", "feed").out
    assert said == "feed: done\n"
    in_both(house, lambda feed: feed[CHANGED].stock == stock)


def in_both(house: House, holds: Callable[[Feed], bool]) -> Feed:
    """Wait for such a feed at both addresses."""
    return [until(house, name, holds) for name in (STANDARD, DSM)][-1]


def let_an_hour_pass(house: House) -> None:
    """For the copies of the catalogue: as if they had been read whole so long ago."""
    for name in (STANDARD, DSM):
        with house.parts.storage.look() as work:
            connection_id = work.connections.get(name).connection_id
        copy = ApiCopy(house.parts.profile.feeds / "sources" / str(connection_id) / "catalogue.db")
        copy.note({"read_at": (house.parts.clock.now() - timedelta(hours=1)).isoformat()})


def new_goods(house: House, scheme: str) -> ShopOffer:
    """Another product than any that RetailCRM has, of a vendor of its own."""
    number = 8_000_001 if scheme == STANDARD else 8_000_002
    return replace(
        house.sandbox.retailcrm.offers()[0],
        id=number,
        product_id=number,
        external_id=f"NEW-{number}",
        vendor=f"Мастерская {number}",
    )


def status(house: House, connection: str) -> FeedStatus:
    """What `feed status` tells, without a run of the program."""
    return feed_desk.status(house.parts.storage, FeedFiles(house.parts.profile.feeds), connection)


def newest(house: House, connection: str, before: tuple[FeedFetch, ...]) -> FeedFetch | None:
    """The last fetch, once there is a further one."""
    now = status(house, connection).fetches
    return now[0] if now != before else None
