"""Pictures in a service: fetched by themselves for a new order, and in nobody's way."""

from __future__ import annotations

import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from mmdesk.services.job_runs import JobName
from mmdesk.services.thumbnails import thumbnails
from mmdesk.storage.running import JobRun
from tests.clients.scripted import ScriptedServer, answers, says_nothing
from tests.feed_server.stand import Shop, open_shop, running, wait_until
from tests.services.known_offers import known


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path / "profile") as opened:
        opened.put_setting("desk.pictures", "anywhere")
        yield opened


def sell(shop: Shop, picture: str) -> None:
    offer = known("MUG-1")
    offer.picture = picture
    with shop.parts.storage.work() as work:
        work.offers.add(shop.connection.connection_id, [offer], shop.parts.clock.now())
        work.commit()


def last(shop: Shop) -> JobRun | None:
    with shop.parts.storage.look() as work:
        return work.running.last(JobName.PICTURES)


def test_a_new_order_has_its_picture_without_anybody_asking(shop: Shop) -> None:
    out = BytesIO()
    Image.new("RGB", (50, 50)).save(out, "PNG")
    with ScriptedServer([answers(out.getvalue(), media_type="image/png")]) as site:
        sell(shop, f"{site.url}/mug.png")
        shop.market.buyer.place("standard", lots=1)
        with running(shop):
            wait_until(lambda: bool(thumbnails(shop.parts.storage, [f"{site.url}/mug.png"])))
            wait_until(lambda: last(shop) is not None)
    run = last(shop)
    assert run is not None
    assert (run.outcome, run.counts["pictures"]) == ("done", 1)


def test_a_site_that_keeps_silent_holds_up_neither_orders_nor_the_end(shop: Shop) -> None:
    shop.put_setting("exchange.megamarket_seconds", "1")
    with ScriptedServer([says_nothing]) as site:
        sell(shop, f"{site.url}/mug.png")
        shop.market.buyer.place("standard", lots=1)
        with running(shop):
            site.wait_for(1, 30)
            later = shop.market.buyer.place("standard", lots=1)
            wait_until(lambda: shop.knows(later))
            began = time.monotonic()
    assert time.monotonic() - began < 8
    run = last(shop)
    assert run is not None
    assert (run.outcome, run.reason is not None) == ("failed", True)
