"""The feed: fetched at its address as Megamarket does; a stock that changes in RetailCRM gets there."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from mmdesk.demo.scene import NotAsExpected, Scene
from mmdesk.errors import Text

FEED: Final = Text(
    "Фид: остаток из RetailCRM доходит до Мегамаркета", "The feed: RetailCRM's stock reaches Megamarket"
)
FILE_NAME: Final = "megamarket.xml"

_OFFER: Final = "TD-10001"
_PIECES: Final = 777
_PATIENCE: Final = 60.0
_GLANCE: Final = 0.5
_FETCH_SECONDS: Final = 10.0


_Holds = Callable[[bytes], bool]


def stock_in_feed(scene: Scene) -> None:
    """Megamarket fetches the feed; a stock is changed in RetailCRM, and the next fetch has it."""
    first = _fetched(scene, lambda feed: b"</yml_catalog>" in feed)
    scene.tell(_FETCHED.format(count=first.count(b"<offer "), size=len(first) // 1024))
    scene.sandbox.retailcrm.change_offer(_OFFER, quantity=_PIECES)
    scene.people.build_feed_now()
    wanted = f'instock="{_PIECES}"'.encode()
    second = _fetched(scene, lambda feed: wanted in feed)
    scene.require(_CHANGED.format(offer=_OFFER, pieces=_PIECES), holds=wanted not in first)
    scene.tell(Text.same(str(scene.keep(second, FILE_NAME))))


def _fetched(scene: Scene, holds: _Holds) -> bytes:
    """The file at the feed's address, once it is as wanted. Raises NotAsExpected."""
    # The address is on this computer: a proxy that the environment names leads elsewhere.
    fetch = build_opener(ProxyHandler({})).open
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            with fetch(scene.feed_address, timeout=_FETCH_SECONDS) as answer:
                feed: bytes = answer.read()
        except URLError:
            # Until the first feed is published the service asks to come again.
            feed = b""
        if holds(feed):
            return feed
        time.sleep(_GLANCE)
    raise NotAsExpected(_NOT_THERE.format(address=scene.feed_address))


_FETCHED: Final = Text(
    "Мегамаркет забрал фид: товаров {count}, {size} КБ",
    "Megamarket fetched the feed: {count} offers, {size} KB",
)
_CHANGED: Final = Text(
    "В RetailCRM у {offer} поставили остаток {pieces}, следующий фид его несёт",
    "In RetailCRM {offer} got a stock of {pieces}, and the next feed has it",
)
_NOT_THERE: Final = Text("фид по адресу {address} не такой", "the feed at {address} is another one")
