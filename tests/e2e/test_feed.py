"""The feed where things go wrong: broken goods, the guard, going back, and builds that are ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from time import monotonic

import httpx
import pytest

from mmdesk import feed_wiring
from mmdesk.catalogue.feed_files import FeedFiles
from mmdesk.sandbox.faults import BEFORE, FOREVER, RESET, Fault, FaultKind
from mmdesk.sandbox.retailcrm_shop_pages import ICML_PATH
from mmdesk.sandbox.shop import ShopOffer, demo_offers, is_marketplace_id
from mmdesk.sandbox.shop_icml import icml
from mmdesk.services import connection_settings, feed_desk
from mmdesk.services.catalogue_desk import CatalogueDesk
from mmdesk.services.feed_desk import FeedStatus
from mmdesk.services.operators import Operator
from mmdesk.storage.feed_builds import BuildState, FeedBuild, Hold
from mmdesk.storage.running import JobRun
from tests.e2e.feed_reading import current, fetched, offers_in, published, until
from tests.e2e.house import STANDARD, House, built
from tests.e2e.process_sessions import TABLE, Session
from tests.e2e.program import ROOT, Program, eventually

pytestmark = pytest.mark.e2e

CUPS = """<?xml version="1.0" encoding="UTF-8"?>
<yml_catalog date="2026-11-02 12:00:00"><shop><name>Кухня</name>
<categories><category id="1">Чашки</category></categories>
<offers>{offers}</offers></shop></yml_catalog>
"""
CUP = """<offer id="CUP-{number}" quantity="{number}"><price>{number}</price><categoryId>1</categoryId>
<name>Чашка {number}</name><picture>https://shop.example.ru/{number}.jpg</picture><vendor>Лумвик</vendor></offer>
"""
needs_process_table = pytest.mark.skipif(not TABLE.exists(), reason="there is no /proc to find processes in")


@dataclass(frozen=True, slots=True)
class Goods:
    """An ICML file that the connection's goods come from."""

    file: Path

    def export(self, offers: Iterable[ShopOffer]) -> None:
        """Put another export in the place of the one before."""
        self.replace(icml(offers, date="2026-11-02 12:00:00", pictures="https://shop.example.ru/pictures"))

    def export_many(self, count: int) -> None:
        """So many that a build takes its time."""
        offers = "".join(CUP.format(number=number) for number in range(1, count + 1))
        self.replace(CUPS.format(offers=offers).encode())

    def replace(self, content: bytes) -> None:
        beside = self.file.with_suffix(".new")
        beside.write_bytes(content)
        beside.replace(self.file)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[House]:
    """Nothing here is about orders, so RetailCRM need not know the connections."""
    with built(tmp_path / "profile", registered=False) as house:
        yield house


@pytest.fixture
def goods(shop: House, tmp_path: Path) -> Goods:
    return goods_of(shop, tmp_path)


@pytest.fixture(scope="module")
def web_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A service at work whose goods come from the shop's site; each test leaves the site as it was."""
    with built(tmp_path_factory.mktemp("house"), registered=False) as house:
        put(house, "feed.source", house.sandbox.retailcrm.url + ICML_PATH)
        put(house, "exchange.crm_seconds", "1")
        with house.served():
            published(house, STANDARD)
            yield house


def test_goods_come_from_an_icml_file_by_address_or_by_path(shop: House, tmp_path: Path) -> None:
    address = shop.sandbox.retailcrm.url + ICML_PATH
    put(shop, "feed.source", address)
    by_address = shop.program.read("feed", "build", STANDARD)
    again = shop.program.read("feed", "build", STANDARD)
    file = tmp_path / "goods.xml"
    file.write_bytes(httpx.get(address, trust_env=False).content)
    put(shop, "feed.source", str(file))
    by_path = shop.program.read("feed", "build", STANDARD)
    assert (by_address["read"], by_address["published"], by_address["unchanged"]) == (300, 286, False)
    assert (again["unchanged"], again["sha256"]) == (True, by_address["sha256"])
    assert (by_path["unchanged"], by_path["published"], by_path["changes"]) == (False, 286, {})


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (FaultKind.SHORT, "The catalogue cannot be read"),
        (FaultKind.ENTITY_BOMB, "The catalogue cannot be read"),
        (FaultKind.PAGE, "a web page"),
    ],
)
def test_a_broken_source_is_told_and_a_mended_one_heals_by_itself(
    web_shop: House, kind: FaultKind, words: str
) -> None:
    house = web_shop
    before, stock = fetched(house, STANDARD), offers_in(fetched(house, STANDARD))["TD-10001"].stock
    house.sandbox.retailcrm.faults.add(Fault(kind, ICML_PATH, FOREVER))
    house.sandbox.retailcrm.change_offer("TD-10001", quantity=stock + 1)
    try:
        refused = house.program.run("feed", "build", STANDARD)
        assert (refused.code, refused.out) == (1, "")
        assert words in refused.err
        eventually(lambda: look_that(house, "failed", words))
        assert fetched(house, STANDARD) == before
    finally:
        house.sandbox.retailcrm.faults.clear()
    until(house, STANDARD, lambda feed: feed["TD-10001"].stock == stock + 1)
    eventually(lambda: look_that(house, "done"))


def test_half_the_catalogue_gone_is_held_until_somebody_agrees(web_shop: House) -> None:
    house = web_shop
    before = fetched(house, STANDARD)
    there = [one for one in house.sandbox.retailcrm.offers() if one.external_id in offers_in(before)]
    gone = there[: len(there) // 2]
    take_off_the_site(house, gone)
    try:
        held = house.program.run("feed", "build", STANDARD, "--json")
        share = round(len(gone) / len(there), 4)
        told = held.document["held"]
        assert (held.code, told["reason"], told["share"], told["settings"]) == (1, "vanished", share, [])
        assert "50 % of the offers would vanish" in held.err
        question = "waits for an answer: 50 % of the offers would vanish"
        first = eventually(lambda: look_that(house, "failed", question))
        eventually(lambda: look_that(house, "failed", question, after=first.run_id))
        assert fetched(house, STANDARD) == before
        listed = house.program.read("feed", "status", STANDARD)
        assert listed["held"] == told
        assert question in listed["look"]["reason"]
        assert house.program.run("service", "once", "feed").code == 3
        house.program.done("feed", "accept", STANDARD)
        assert len(offers_in(fetched(house, STANDARD))) == len(there) - len(gone)
        eventually(lambda: look_that(house, "done"))
    finally:
        house.sandbox.retailcrm.put_offers(gone)
    until(house, STANDARD, lambda feed: len(feed) == len(there))


def test_prices_times_ten_are_held_and_published_by_consent_alone(shop: House, goods: Goods) -> None:
    goods.export(demo_offers())
    first = built_here(shop)
    goods.export(replace(one, price=one.price * 10) for one in demo_offers())
    held = shop.program.run("feed", "build", STANDARD, "--json")
    assert (held.code, held.document["held"]["reason"]) == (1, "price")
    assert held.document["held"]["share"] == pytest.approx(9.0, abs=0.02)
    assert published_build(shop) == first
    accepted = shop.program.read("feed", "build", STANDARD, "--accept")
    assert (accepted["state"], accepted["held"]) == ("published", None)
    assert published_build(shop).sha256 == accepted["sha256"]
    assert published_build(shop).accepted_by
    assert status(shop).builds[1].state is BuildState.DROPPED


def test_after_a_change_of_settings_the_question_names_it_and_a_stop_of_sales_is_not_asked(
    shop: House, goods: Goods
) -> None:
    goods.export(demo_offers())
    built_here(shop)
    put(shop, "feed.discount_percent", "60")
    held = shop.program.run("feed", "build", STANDARD, "--json")
    assert (held.code, held.document["held"]["settings"]) == (1, ["feed.discount_percent"])
    assert "settings were changed: “Discount on the whole catalogue, in percent”" in held.err
    put(shop, "feed.stop_sales", "true")
    stopped = shop.program.read("feed", "build", STANDARD)
    assert (stopped["held"], stopped["published"], stopped["unavailable"]) == (None, 286, 286)
    feed = offers_in(Path(stopped["path"]).read_bytes())
    assert {(sold.available, sold.stock) for sold in feed.values()} == {(False, 0)}
    assert published_build(shop).build_id == stopped["build"]


def test_after_going_back_newer_builds_wait_for_consent(tmp_path: Path, database_url: str) -> None:
    with built(tmp_path / "profile", registered=False, database=database_url) as shop:
        goods = goods_of(shop, tmp_path)
        goods.export(demo_offers())
        first = built_here(shop)
        goods.export(replace(one, price=one.price + 1) for one in demo_offers())
        second = built_here(shop)
        assert published_build(shop) == second
        shop.program.done("feed", "rollback", STANDARD, first.build_id)
        assert published_build(shop).sha256 == first.sha256
        unchanged = shop.program.run("feed", "build", STANDARD, "--json")
        assert (unchanged.code, unchanged.document["held"]["reason"]) == (1, "rolled_back")
        goods.export(replace(one, price=one.price + 2) for one in demo_offers())
        changed = built_here(shop)
        assert (changed.state, changed.hold) == (BuildState.HELD, Hold("rolled_back", 0.0))
        assert published_build(shop).sha256 == first.sha256
        shop.program.done("feed", "accept", STANDARD)
        assert published_build(shop).build_id == changed.build_id > unchanged.document["build"]


def test_a_feed_into_a_file_publishes_nothing(shop: House, goods: Goods, tmp_path: Path) -> None:
    goods.export(demo_offers())
    built_here(shop)
    before, files = status(shop), everything_below(shop.parts.profile.feeds)
    goods.export(replace(one, price=one.price * 10) for one in demo_offers())
    out = tmp_path / "out.xml"
    told = shop.program.read("feed", "build", STANDARD, "--out", out)
    assert (told["published"], told["held"], told["path"]) == (286, None, str(out))
    assert offers_in(out.read_bytes())["TD-10001"].price == int(demo_offers()[0].price) * 10
    assert (status(shop), everything_below(shop.parts.profile.feeds)) == (before, files)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["goods.xml", "out.xml", "profile"]


def test_without_retailcrm_a_file_can_be_built_from_and_nothing_else(shop: House, tmp_path: Path) -> None:
    shop.sandbox.retailcrm.faults.add(Fault(RESET, times=FOREVER))
    file = tmp_path / "goods.xml"
    Goods(file).export(demo_offers())
    unreachable = shop.program.run("feed", "build", STANDARD)
    assert (unreachable.code, unreachable.out) == (3, "")
    assert shop.program.read("feed", "build", STANDARD, "--source", file)["published"] == 286


def test_an_offer_is_explained(shop: House, goods: Goods) -> None:
    offers = {one.external_id: one for one in demo_offers() if one.on_sale}
    few = next(one.external_id for one in offers.values() if one.quantity == 1)
    bad = next(one for one in offers if not is_marketplace_id(one))
    goods.export(demo_offers())
    put(shop, "feed.min_quantity", "3")
    put(shop, "feed.discount_percent", "10")
    built_here(shop)
    sold = shop.program.read("feed", "explain", STANDARD, "TD-10001")
    price = offers["TD-10001"].price
    assert (sold["in_feed"], sold["price"], sold["feed_price"]) == (True, price, int(price * Decimal("0.9")))
    assert (sold["stock"], sold["feed_stock"]) == (offers["TD-10001"].quantity,) * 2
    left = shop.program.read("feed", "explain", STANDARD, few)
    assert (left["in_feed"], left["reason"], left["stock"]) == (False, "min_quantity", 1)
    assert "not in the feed: bad_id: " in shop.program.done("feed", "explain", STANDARD, bad).out
    unknown = shop.program.run("feed", "explain", STANDARD, "NOPE")
    assert (unknown.code, unknown.out) == (1, "")
    assert "The catalogue does not know this offer: NOPE" in unknown.err


def test_of_two_builds_at_once_the_second_waits_and_has_nothing_to_do(shop: House, goods: Goods) -> None:
    goods.export_many(20_000)
    first = shop.program.start("feed", "build", STANDARD, "--json")
    eventually(lambda: is_building(shop))
    second = shop.program.read("feed", "build", STANDARD)
    out, err = first.communicate()
    assert first.returncode == 0, err
    assert '"unchanged": false' in out
    assert (second["unchanged"], second["published"]) == (True, 20_000)
    assert len(status(shop).builds) == 1


@needs_process_table
def test_a_killed_build_leaves_the_old_feed_and_the_next_one_tidies_up(shop: House, goods: Goods) -> None:
    goods.export(demo_offers())
    first = built_here(shop)
    goods.export_many(20_000)
    killed = start_apart(shop.program, "feed", "build", STANDARD)
    eventually(lambda: is_building(shop))
    assert len(Session(killed.pid).members()) > 1
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    eventually(lambda: not Session(killed.pid).members(), "its children are gone")
    assert published_build(shop) == first
    # What was broken off says nothing of its goods: they are built from at once.
    second = built_here(shop)
    shop.program.done("feed", "accept", STANDARD)
    assert published_build(shop).build_id == second.build_id
    assert [each.state for each in status(shop).builds] == ["published", "failed", "published"]
    assert everything_below(shop.parts.profile.feeds / "work") == []
    assert len(list((shop.parts.profile.feeds / "builds").iterdir())) == 2


@needs_process_table
def test_a_service_told_to_stop_in_the_middle_of_a_large_build_ends_soon(shop: House, goods: Goods) -> None:
    goods.export_many(100_000)
    service = start_apart(shop.program, "service", "run", "--port", "0")
    try:
        eventually(lambda: is_building(shop))
        began = monotonic()
        service.send_signal(signal.SIGTERM)
        service.communicate(timeout=20)
        took = monotonic() - began
    finally:
        service.kill()
        service.communicate()
    assert (service.returncode, took < 10) == (0, True), took
    eventually(lambda: Session(service.pid).members() == {}, "its processes are gone")
    (build,) = status(shop).builds
    assert (build.state, str(build.error)) == (
        BuildState.FAILED,
        "the build broke off together with the program",
    )
    assert everything_below(shop.parts.profile.feeds / "work") == []


@needs_process_table
def test_ctrl_c_ends_a_large_build_in_order(shop: House, goods: Goods) -> None:
    goods.export(demo_offers())
    first = built_here(shop)
    goods.export_many(100_000)
    command = start_apart(shop.program, "feed", "build", STANDARD)
    eventually(lambda: is_building(shop))
    # The terminal tells everybody in the foreground.
    os.killpg(command.pid, signal.SIGINT)
    began = monotonic()
    out, err = command.communicate(timeout=20)
    assert (command.returncode, out) == (130, ""), err
    assert "Traceback" not in err
    assert monotonic() - began < 10
    # Whoever read from a process that was ended sees the end of its pipe, and ends by itself.
    eventually(lambda: Session(command.pid).members() == {}, "its children are gone")
    cancelled, before = status(shop).builds
    assert (cancelled.state, before) == (BuildState.CANCELLED, first)
    assert str(cancelled.error).startswith("cancelled by ")
    assert published_build(shop) == first
    assert everything_below(shop.parts.profile.feeds / "work") == []


@needs_process_table
def test_a_person_cancels_what_the_service_builds_and_it_goes_on_serving(shop: House, goods: Goods) -> None:
    goods.export(demo_offers())
    first = built_here(shop)
    goods.export_many(100_000)
    service = start_apart(shop.program, "service", "run", "--port", "0")
    try:
        eventually(lambda: is_building(shop))
        files = FeedFiles(shop.parts.profile.feeds)
        desk = CatalogueDesk(shop.parts.storage, shop.parts.clock, files, Operator("Анна Лесная"))
        began = monotonic()
        told = desk.cancel(STANDARD, status(shop).builds[0].build_id)
        eventually(lambda: list(Session(service.pid).members()) == [service.pid], "its children are gone")
        took = monotonic() - began
        assert (told.state, took < 10) == (BuildState.CANCELLED, True), took
        eventually(lambda: everything_below(shop.parts.profile.feeds / "work") == [])
        assert published_build(shop) == first
        assert look_that(shop, "failed") is None
        # Asked for, the next one is built as if nothing had been.
        goods.export(demo_offers())
        shop.program.run("service", "once", "feed")
        assert published_build(shop).build_id == status(shop).builds[0].build_id > told.build_id
    finally:
        service.kill()
        service.communicate()


def goods_of(house: House, folder: Path) -> Goods:
    """A file that is not there yet, named by the settings."""
    put(house, "feed.source", str(folder / "goods.xml"))
    return Goods(folder / "goods.xml")


def put(house: House, key: str, value: str) -> None:
    connection_settings.put(house.parts.storage, STANDARD, key, value)


def status(house: House) -> FeedStatus:
    """What `feed status` tells, without a run of the program."""
    return feed_desk.status(house.parts.storage, FeedFiles(house.parts.profile.feeds), STANDARD)


def built_here(house: House) -> FeedBuild:
    """A build that a test begins with, made in this process to save time."""
    with house.parts.storage.look() as work:
        connection = work.connections.get(STANDARD)
    source = house.parts.settings_of(STANDARD).feed_source
    goods = feed_wiring.file_source(house.parts, connection, source)
    return feed_wiring.feed_building(house.parts, connection).build(goods).build


def published_build(house: House) -> FeedBuild:
    build = current(house, STANDARD)
    assert build is not None
    return build


def is_building(house: House) -> bool:
    """In the middle of it: the first offers have been read."""
    return any(each.state is BuildState.BUILDING and each.phase == "build" for each in status(house).builds)


def look_that(house: House, outcome: str, words: str = "", after: int = 0) -> JobRun | None:
    """The service's last look at the goods, where it has ended so, with these words, later than that run."""
    look = status(house).look
    is_it = look is not None and look.run_id > after and look.outcome == outcome and words in str(look.reason)
    return look if is_it else None


def take_off_the_site(house: House, offers: Iterable[ShopOffer]) -> None:
    """All at once: nobody sees the site with some of them."""
    house.sandbox.retailcrm.faults.add(Fault(BEFORE, ICML_PATH, FOREVER, status=503))
    for offer in offers:
        house.sandbox.retailcrm.remove_offer(offer.external_id)
    house.sandbox.retailcrm.faults.clear()


def everything_below(folder: Path) -> list[Path]:
    """Files, but no locks: those stay where they are."""
    return sorted(each for each in folder.rglob("*") if each.suffix != ".lock" and each.is_file())


def start_apart(program: Program, *arguments: object) -> subprocess.Popen[str]:
    """A run in a session of its own, in which all its children stay whatever becomes of it."""
    return subprocess.Popen(
        program.command(*arguments),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=program.environ,
        cwd=ROOT,
        start_new_session=sys.platform != "win32",
    )
