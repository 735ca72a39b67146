from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mmdesk.catalogue.api_copy import ApiCopy
from mmdesk.clients.crm_store import RowsLost
from mmdesk.clients.errors import RemoteError, TokenRefused, Unavailable, Unreadable
from mmdesk.clients.http import Limits
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.clock import ManualClock
from mmdesk.domain.connection import Connection, ConnectionId
from mmdesk.domain.offer import Param, SourceOffer
from mmdesk.domain.schemes import scheme_of
from mmdesk.sandbox.faults import FOREVER, Fault, FaultKind
from mmdesk.sandbox.retailcrm_simulator import RetailCrmSimulator
from mmdesk.sandbox.run import SITES, STANDARD_KEY, STANDARD_SITE
from mmdesk.sandbox.shop import Property, ShopOffer, demo_offers
from mmdesk.sandbox.shop_crowd import crowd
from mmdesk.services.api_catalogue import OVERLAP, WHOLE_EVERY, ApiCatalogue, Refreshed
from mmdesk.services.side_by_side import PollSkipped
from tests.contract.stand import hurried

MUG = demo_offers()[0].external_id
MINUTE = timedelta(minutes=1)


@dataclass
class Shop:
    """A store in RetailCRM and the copy of its catalogue; the account's clock is `ahead` of ours."""

    clock: ManualClock
    folder: Path
    ahead: timedelta = timedelta()
    key: str = STANDARD_KEY.secret
    told: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.crm = RetailCrmSimulator(
            now=self._account_time, sites=SITES, keys=[STANDARD_KEY], offers=demo_offers()
        )
        self.crm.behave(rate_limit=False)
        self.crm.start()
        self.client = RetailCrm(
            self.crm.url,
            lambda: self.key,
            STANDARD_SITE.code,
            ZoneInfo("Europe/Moscow"),
            hurried(),
            limits=Limits(read=0.6),
        )
        self.copy = ApiCopy(self.folder / "copy.db")
        self.catalogue = self.begun_anew()

    def begun_anew(self) -> ApiCatalogue:
        """As after a start of the service."""
        scheme = scheme_of("standard")
        connection = Connection(ConnectionId(1), "Лавка", scheme, 15010, "http://127.0.0.1", self.crm.url)
        return ApiCatalogue(connection, self.client, self.copy, self.clock)

    def refresh(self, *, whole: bool = False, after: timedelta = timedelta()) -> Refreshed:
        self.clock.advance(after)
        self.crm.journal.clear()
        return self.catalogue.refresh(whole=whole, tell=self.tell)

    def tell(self, done: int, all_pages: int) -> None:
        self.told.append((done, all_pages))

    def offers(self, price_type: str = "base") -> dict[str, SourceOffer]:
        return {offer.offer_id: offer for offer in self.copy.offers(price_type)}

    def asked(self) -> dict[str, int]:
        """Calls since the last refresh began, by the last part of their path."""
        paths = [call.path.rpartition("/")[2] for call in self.crm.calls()]
        return {path: paths.count(path) for path in dict.fromkeys(paths)}

    def close(self) -> None:
        self.client.disconnect()
        self.crm.stop()

    def _account_time(self) -> datetime:
        return self.clock.now() + self.ahead


@pytest.fixture
def shop(clock: ManualClock, tmp_path: Path) -> Iterator[Shop]:
    opened = Shop(clock, tmp_path)
    yield opened
    opened.close()


def changed(number: int, **fields: object) -> ShopOffer:
    return replace(demo_offers()[number], **fields)  # type: ignore[arg-type]  # fields of a dataclass by name


def test_the_first_look_reads_everything(shop: Shop) -> None:
    assert shop.refresh() == Refreshed(changed_products=60, changed_stocks=300, calls=4)
    read = list(shop.copy.offers("base"))
    wanted = demo_offers()
    assert [offer.offer_id for offer in read] == [offer.external_id for offer in wanted]
    assert [Decimal(offer.price) for offer in read] == [offer.price for offer in wanted]
    assert [offer.quantity for offer in read] == [str(offer.quantity) for offer in wanted]
    assert [offer.is_active for offer in read] == [offer.on_sale for offer in wanted]
    mug = read[0]
    assert (mug.vendor, mug.article, mug.vat, mug.barcodes) == (
        wanted[0].vendor,
        wanted[0].article,
        wanted[0].vat_rate,
        (wanted[0].barcode,),
    )
    assert Param("color", "Цвет", "белый") in mug.params
    assert mug.categories[0] in {category.category_id for category in shop.copy.categories()}
    assert (shop.copy.shop.name, shop.copy.shop.url) == (STANDARD_SITE.name, "https://shop.example.ru")


def test_a_look_at_an_unchanged_catalogue_costs_little_and_changes_nothing(shop: Shop) -> None:
    shop.refresh()
    version = shop.copy.version
    assert shop.refresh(after=MINUTE + OVERLAP) == Refreshed(0, 0, calls=3)
    assert (shop.asked(), shop.copy.version) == ({"products": 1, "inventories": 2}, version)


def test_what_was_changed_since_the_last_look_is_read(shop: Shop) -> None:
    shop.refresh()
    shop.clock.advance(10 * MINUTE)
    shop.crm.change_offer(MUG, price=Decimal("12.50"), name="Кружка с ручкой")
    shop.crm.put_offers([changed(1, properties=()), changed(2, active=False), changed(3, xml_id="")])
    assert shop.refresh(after=MINUTE).changed_products == 1
    first = list(shop.copy.offers("base"))
    assert (first[0].price, first[0].name) == ("12.5", "Кружка с ручкой")
    assert (first[1].params, first[2].is_active) == ((), False)


def test_a_change_at_the_very_moment_of_a_look_is_not_missed(shop: Shop) -> None:
    shop.refresh()
    shop.crm.change_offer(MUG, name="Первое")
    assert shop.refresh(after=timedelta(seconds=1)).changed_products == 1
    shop.crm.change_offer(MUG, name="Второе")
    assert shop.refresh(after=timedelta(seconds=1)).changed_products == 1
    assert shop.offers()[MUG].name == "Второе"


@pytest.mark.parametrize("hours", [-30, -3, 3])
def test_a_change_is_seen_although_the_accounts_clock_is_wrong(
    clock: ManualClock, tmp_path: Path, hours: int
) -> None:
    shop = Shop(clock, tmp_path, ahead=timedelta(hours=hours))
    try:
        shop.refresh()
        for number in range(3):
            shop.crm.change_offer(MUG, name=f"Кружка {number}")
            assert shop.refresh(after=7 * MINUTE).changed_products == 1
        shop.catalogue = shop.begun_anew()
        shop.crm.change_offer(MUG, name="После перезапуска")
        assert shop.refresh(after=MINUTE).changed_products == 1
    finally:
        shop.close()


def test_what_changed_long_ago_is_not_read_at_every_look(shop: Shop) -> None:
    shop.crm.put_offers(crowd(600, variants=1))
    shop.refresh()
    assert shop.refresh(after=OVERLAP + MINUTE).calls == 3 + 4
    assert shop.refresh(after=MINUTE).calls == 1 + 4


def test_stock_that_moves_alone_is_seen_at_the_next_look(shop: Shop) -> None:
    shop.refresh()
    shop.crm.change_offer(MUG, quantity=3)
    assert shop.refresh(after=OVERLAP + MINUTE) == Refreshed(0, 1, calls=3)
    assert shop.offers()[MUG].quantity == "3"


def test_stock_that_touches_its_product_is_counted_once(shop: Shop) -> None:
    shop.crm.behave(stock_touches_products=True)
    shop.refresh()
    shop.crm.change_offer(MUG, quantity=3)
    assert shop.refresh(after=MINUTE) == Refreshed(0, 1, calls=3)


def test_the_whole_stock_of_a_large_catalogue_is_read_as_often_as_ten_calls_a_minute_allow(
    shop: Shop,
) -> None:
    # 2,800 offers are 12 pages of stock: every 72 seconds and no sooner.
    shop.crm.put_offers(crowd(2500))
    shop.refresh()
    shop.refresh(after=OVERLAP + MINUTE)
    sweeps = []
    for _ in range(6):
        shop.refresh(after=timedelta(seconds=30))
        sweeps.append(shop.asked().get("inventories", 0))
    assert sweeps == [0, 0, 12] * 2


def test_everything_is_read_once_an_hour_and_then_what_was_deleted_is_gone(shop: Shop) -> None:
    shop.refresh()
    for offer in demo_offers()[:5]:
        shop.crm.remove_offer(offer.external_id)
    assert shop.refresh(after=WHOLE_EVERY - MINUTE).changed_products == 0
    assert MUG in shop.offers()
    assert shop.refresh(after=MINUTE).changed_products == 1
    assert (MUG in shop.offers(), shop.copy.offer_count) == (False, 295)


def test_everything_is_read_when_asked_for(shop: Shop) -> None:
    shop.refresh()
    shop.crm.remove_offer(MUG)
    assert shop.refresh(whole=True) == Refreshed(1, 0, calls=4)
    assert MUG not in shop.offers()


def test_a_service_that_starts_again_goes_on_where_it_was(shop: Shop) -> None:
    shop.refresh()
    shop.clock.advance(20 * MINUTE)
    shop.crm.change_offer(MUG, name="Пока службы не было")
    shop.catalogue = shop.begun_anew()
    assert shop.refresh() == Refreshed(1, 0, calls=3)


def test_a_copy_that_was_deleted_is_read_anew(shop: Shop) -> None:
    shop.refresh()
    shop.copy.throw_away()
    assert shop.refresh(after=MINUTE) == Refreshed(60, 300, calls=4)


def test_prices_of_the_chosen_type_and_offers_without_one(shop: Shop) -> None:
    shop.crm.change_offer(MUG, prices={"mm": Decimal(650)})
    second = demo_offers()[1].external_id
    shop.crm.change_offer(second, prices={"base": None})
    shop.refresh()
    assert (shop.offers("mm")[MUG].price, shop.offers("base")[second].price) == ("650", "")
    assert {offer.price for offer in shop.copy.offers("mm") if offer.offer_id != MUG} == {""}
    assert [kind.code for kind in shop.client.store.price_types()] == ["base", "mm"]


def test_an_offer_without_a_key_between_catalogues_has_an_empty_id(shop: Shop) -> None:
    shop.crm.put_offers([changed(0, external_id="", properties=(), is_service=True)])
    shop.refresh()
    nameless = shop.offers()[""]
    assert (nameless.name, nameless.params, nameless.is_service) == (demo_offers()[0].name, (), True)


def test_a_new_group_and_a_new_property_are_known_with_the_product_that_has_them(shop: Shop) -> None:
    groups = {"10", "11", "111"}
    shop.refresh()
    shop.copy.put_groups([each for each in shop.copy.categories() if each.category_id in groups])
    shop.copy.put_property_names({"color": "Цвет"})
    shop.crm.put_offers(
        [changed(0, properties=(Property("volume", "Объём", "300 мл"),)), changed(299, name="Новое")]
    )
    read = shop.refresh(after=MINUTE)
    assert (read.changed_products, read.calls) == (2, 5)
    known = {category.category_id for category in shop.copy.categories()}
    assert all(known.issuperset(offer.categories) for offer in shop.copy.offers("base"))
    assert Param("volume", "Объём", "300 мл") in shop.offers()[MUG].params


def test_an_account_with_small_pages_is_read_all_the_same(shop: Shop) -> None:
    shop.crm.behave(large_pages_refused=True)
    shop.crm.put_offers(crowd(500, variants=1))
    assert shop.refresh().changed_products == 560
    assert (shop.asked()["products"], shop.client.store.page_size) == (1 + 6, 100)


def test_progress_is_told_and_never_goes_back(shop: Shop) -> None:
    shop.crm.put_offers(crowd(1000, variants=1))
    shop.refresh()
    assert shop.told == [(1, 8), (2, 8), (3, 8), (4, 8), (5, 8), (6, 8), (7, 8), (8, 8)]


def test_a_reading_stops_between_two_pages_when_the_service_does(shop: Shop) -> None:
    shop.crm.put_offers(crowd(1000, variants=1))
    with pytest.raises(PollSkipped):
        shop.catalogue.refresh(tell=shop.tell, stopping=lambda: len(shop.told) >= 2)
    assert (shop.asked(), shop.copy.is_empty) == ({"products": 2}, True)


def meanwhile(shop: Shop, act: Callable[[], object], *, times: int) -> Callable[[int, int], None]:
    """Do it right after a page of products has been read, so many times."""
    left = iter(range(times))

    def tell(_done: int, _all: int) -> None:
        if next(left, None) is not None:
            act()

    return tell


def remover(shop: Shop) -> Callable[[], None]:
    gone = iter(demo_offers()[5:])

    def remove() -> None:
        # The five variants of a product, so that the product is gone.
        for _ in range(5):
            shop.crm.remove_offer(next(gone).external_id)

    return remove


def test_a_page_that_shifts_while_it_is_read_loses_nothing(shop: Shop) -> None:
    shop.crm.put_offers(crowd(300, variants=1))
    shop.catalogue.refresh(tell=meanwhile(shop, remover(shop), times=1))
    assert set(shop.offers()) == {offer.external_id for offer in shop.crm.offers()}


def test_a_catalogue_that_does_not_hold_still_is_told_and_the_copy_stays(shop: Shop) -> None:
    shop.crm.put_offers(crowd(300, variants=1))
    shop.refresh()
    before = shop.copy.version, list(shop.copy.offers("base"))
    with pytest.raises(RowsLost) as caught:
        shop.catalogue.refresh(whole=True, tell=meanwhile(shop, remover(shop), times=3))
    assert "прочтёт его ещё раз" in caught.value.sentence("ru")
    assert (shop.copy.version, list(shop.copy.offers("base"))) == before
    shop.refresh(whole=True)
    assert set(shop.offers()) == {offer.external_id for offer in shop.crm.offers()}


def test_offers_that_come_while_the_catalogue_is_read_are_read_too(shop: Shop) -> None:
    shop.crm.put_offers(crowd(300, variants=1))
    more = meanwhile(shop, lambda: shop.crm.put_offers(crowd(400, variants=1, start=300)), times=1)
    shop.catalogue.refresh(tell=more)
    assert shop.copy.offer_count == 1000


FAULTS = (
    (Fault(FaultKind.SLOW, "products", times=FOREVER, seconds=30), Unavailable),
    (Fault(FaultKind.BEFORE, "products", times=FOREVER, status=429), Unavailable),
    (Fault(FaultKind.BEFORE, "products", times=FOREVER, status=500), Unavailable),
    (Fault(FaultKind.HTML, "products", times=FOREVER), Unavailable),
    (Fault(FaultKind.RESET, "products"), Unavailable),
    (Fault(FaultKind.GARBAGE, "products"), Unreadable),
    (Fault(FaultKind.HALF, "products"), RemoteError),
    (Fault(FaultKind.TOKEN, "products"), TokenRefused),
)


@pytest.mark.parametrize(
    ("fault", "error"), FAULTS, ids=[fault.kind + str(fault.status) for fault, _ in FAULTS]
)
def test_a_reading_that_fails_in_its_middle_leaves_the_copy_as_it_was(
    shop: Shop, fault: Fault, error: type[RemoteError]
) -> None:
    shop.refresh()
    shop.crm.put_offers(crowd(600, variants=1))
    shop.crm.remove_offer(MUG)
    before = shop.copy.version, shop.copy.notes, list(shop.copy.offers("base"))
    with pytest.raises(error) as caught:
        shop.catalogue.refresh(whole=True, tell=meanwhile(shop, lambda: shop.crm.faults.add(fault), times=1))
    assert caught.value.sentence("ru")
    assert (shop.copy.version, shop.copy.notes, list(shop.copy.offers("base"))) == before
    shop.crm.faults.clear()
    shop.refresh(whole=True)
    assert set(shop.offers()) == {offer.external_id for offer in shop.crm.offers()}


@pytest.mark.parametrize("path", ["products", "inventories"])
def test_a_look_that_fails_is_made_up_for_by_the_next_one(shop: Shop, path: str) -> None:
    shop.refresh()
    shop.crm.change_offer(MUG, name="Иное", quantity=2)
    shop.crm.faults.add(Fault(FaultKind.BEFORE, path, times=FOREVER, status=502))
    with pytest.raises(Unavailable):
        shop.refresh(after=20 * MINUTE)
    shop.crm.faults.clear()
    shop.refresh(after=20 * MINUTE)
    assert (shop.offers()[MUG].name, shop.offers()[MUG].quantity) == ("Иное", "2")


def test_a_wrong_key_is_told_and_the_copy_stays(shop: Shop) -> None:
    shop.refresh()
    version = shop.copy.version
    shop.key = "inventedKeyThatNobodyGaveOut0001"
    with pytest.raises(TokenRefused) as caught:
        shop.refresh(whole=True)
    assert "Введите новый ключ" in caught.value.sentence("ru")
    assert shop.copy.version == version
