"""Who fetched the feed stays known."""

from __future__ import annotations

from mmdesk.storage.feed_fetches import FeedFetch
from tests.storage.build import MINUTE, NOON, Shop, add_connection


def test_fetches_come_back_newest_first_and_each_to_its_own_connection(shop: Shop) -> None:
    first = FeedFetch(NOON, "Megamarket/1.0", 503, 40)
    second = FeedFetch(NOON + MINUTE, "", 200, 5_000_000)
    with shop.storage.work() as work:
        other = add_connection(work, "другая", merchant_id=5047)
        for fetch in (first, second):
            work.feed_fetches.add(shop.connection_id, fetch)
        work.commit()
    with shop.storage.look() as look:
        assert look.feed_fetches.latest(shop.connection_id) == (second, first)
        assert look.feed_fetches.latest(shop.connection_id, limit=1) == (second,)
        assert look.feed_fetches.latest(other.connection_id) == ()
