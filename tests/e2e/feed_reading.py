"""The feed as its readers see it: fetched at its address as Megamarket does, and taken apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import httpx

from mmdesk.storage.feed_builds import FeedBuild
from tests.e2e.house import House
from tests.e2e.program import eventually

MEGAMARKET = "Megamarket feed loader"


@dataclass(frozen=True, slots=True)
class Offered:
    """What a feed says of one offer; `params` are their names."""

    available: bool
    price: int
    stock: int
    vendor: str
    params: frozenset[str]


Feed = Mapping[str, Offered]


def fetched(house: House, connection: str, agent: str = MEGAMARKET) -> bytes:
    """What lies at the address now; nothing as long as no feed is published."""
    headers = {"User-Agent": agent, "Accept-Encoding": "identity"}
    answer = httpx.get(house.address(connection).feed or "", headers=headers, trust_env=False)
    assert answer.status_code in (200, 503), answer
    return answer.content if answer.status_code == 200 else b""


def offers_in(feed: bytes) -> Feed:
    return {each.get("id", ""): _offered(each) for each in ET.fromstring(feed).iter("offer")}


def published(house: House, connection: str) -> Feed:
    """The feed at the address, as soon as there is one."""
    return until(house, connection, lambda _feed: True)


def until(house: House, connection: str, holds: Callable[[Feed], bool]) -> Feed:
    """The feed at the address, once it is as wanted; it is fetched once for each build that is published."""
    seen: set[int] = set()

    def look() -> Feed | None:
        build = current(house, connection)
        if build is None or build.build_id in seen:
            return None
        seen.add(build.build_id)
        feed = offers_in(fetched(house, connection))
        return feed if holds(feed) else None

    return eventually(look, f"the feed of {connection}")


def current(house: House, connection: str) -> FeedBuild | None:
    """The build that is published."""
    with house.parts.storage.look() as work:
        return work.feed_builds.current(work.connections.get(connection).connection_id)


def _offered(offer: ET.Element) -> Offered:
    outlet = offer.find("outlets/outlet")
    assert outlet is not None
    return Offered(
        offer.get("available") == "true",
        int(offer.findtext("price", "")),
        int(outlet.get("instock", "")),
        offer.findtext("vendor", ""),
        frozenset(each.get("name", "") for each in offer.iter("param")),
    )
