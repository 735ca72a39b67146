"""The offers of a catalogue as a list: filtered, searched, sorted and counted, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.lot import Lot
from mmdesk.services.offer_list import OfferIndex, OfferList, OfferShow, OfferSort, OfferWish
from mmdesk.storage.connections import UnknownConnection
from mmdesk.storage.uow import Storage
from tests.factory import lot, shipment
from tests.services.feed_stand import FeedStand, Goods, second_connection

GOODS = (
    Goods("CUP-1", price=500, quantity=7, barcode="4699000000019"),
    Goods("CUP-2", price=300, quantity=0, name="Чашка"),
    Goods("KNIFE_100", price=900, quantity=40, vendor="Skarn", name="Нож 100% сталь"),
    Goods("ПЛЕД 1", price=1200, name="Плед"),
    Goods("BED-1", vendor="Тихолесье", name="Постель"),
)


@pytest.fixture
def shop(storage: Storage, clock: ManualClock, tmp_path: Path) -> FeedStand:
    """A built feed: one offer is left out for its id, one for its vendor."""
    stand = FeedStand(storage, clock, tmp_path)
    stand.set("feed.exclude_vendors", '["Тихолесье"]')
    stand.build(*GOODS)
    return stand


def index(shop: FeedStand, wish: OfferWish) -> OfferIndex:
    return OfferList(shop.storage).index(shop.name, wish)


def listed(shop: FeedStand, wish: OfferWish) -> list[str]:
    found = index(shop, wish)
    return [each.offer_id for each in OfferList(shop.storage).rows(found.keys, found.build_id)]


def searched(shop: FeedStand, words: str) -> set[str]:
    return set(listed(shop, OfferWish(search=words)))


def order(shop: FeedStand, *lots: Lot, shipment_id: str = "700100200") -> None:
    with shop.storage.work() as work:
        work.shipments.put(shop.connection, shipment(*lots, shipment_id=shipment_id), None, shop.clock.now())
        work.commit()


def test_each_filter_shows_its_offers_and_counts_them(shop: FeedStand) -> None:
    counts = index(shop, OfferWish()).counts
    for show in OfferShow:
        assert counts[show] == len(listed(shop, OfferWish(show=show))), show
    assert set(listed(shop, OfferWish(show=OfferShow.IN_FEED))) == {"CUP-1", "CUP-2", "KNIFE_100"}
    assert set(listed(shop, OfferWish(show=OfferShow.LEFT_OUT))) == {"ПЛЕД 1", "BED-1"}
    assert listed(shop, OfferWish(show=OfferShow.UNMATCHED)) == ["ПЛЕД 1"]


def test_an_id_that_stands_twice_has_one_line_and_the_rest_is_told(shop: FeedStand) -> None:
    assert index(shop, OfferWish()).unlisted == 0
    built = shop.build(*GOODS, Goods("CUP-1", name="Та же кружка"), accept=True)
    found = index(shop, OfferWish())
    assert found.unlisted == 1
    assert found.counts[OfferShow.ALL] + found.unlisted == built.build.read == len(GOODS) + 1


def test_what_is_left_out_can_be_narrowed_to_one_reason(shop: FeedStand) -> None:
    wish = OfferWish(show=OfferShow.LEFT_OUT, reason="vendor")
    assert index(shop, wish).reasons == {"bad_id": 1, "vendor": 1}
    assert listed(shop, wish) == ["BED-1"]


def test_offers_with_remarks_are_those_of_the_build_and_tell_how_many(shop: FeedStand) -> None:
    found = index(shop, OfferWish(show=OfferShow.REMARKS))
    assert found.reasons == {"bad_id": 1}
    rows = OfferList(shop.storage).rows(found.keys, found.build_id)
    assert [(row.offer_id, row.remarks) for row in rows] == [("ПЛЕД 1", 1)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("чашка", {"CUP-2"}),
        ("ЧАШКА", {"CUP-2"}),
        ("cup", {"CUP-1", "CUP-2"}),
        ("кружка 1", {"CUP-1"}),
        ("skarn", {"KNIFE_100"}),
        ("4699000000019", {"CUP-1"}),
        ("469900000001", set()),
        ("100%", {"KNIFE_100"}),
        ("E_1", {"KNIFE_100"}),
        ("%", {"KNIFE_100"}),
        ("\\", set()),
        ("самовар", set()),
    ],
)
def test_a_search_finds_parts_of_words_in_any_case_and_whole_barcodes(
    shop: FeedStand, words: str, found: set[str]
) -> None:
    assert searched(shop, words) == found


def test_a_search_looks_in_all_offers_whatever_the_filter(shop: FeedStand) -> None:
    assert listed(shop, OfferWish(show=OfferShow.IN_FEED, search="плед")) == ["ПЛЕД 1"]


@pytest.mark.parametrize(
    ("sort", "first"), [(OfferSort.PRICE, "CUP-2"), (OfferSort.STOCK, "CUP-2"), (OfferSort.ID, "CUP-1")]
)
def test_offers_are_sorted_by_what_the_feed_has(shop: FeedStand, sort: OfferSort, first: str) -> None:
    wish = OfferWish(show=OfferShow.IN_FEED, sort=sort)
    assert listed(shop, wish)[0] == first
    turned = OfferWish(show=OfferShow.IN_FEED, sort=sort, descending=True)
    assert listed(shop, turned) == list(reversed(listed(shop, wish)))


def test_offers_without_a_price_stand_last_in_either_order(shop: FeedStand) -> None:
    for descending in (False, True):
        wish = OfferWish(sort=OfferSort.PRICE, descending=descending)
        assert set(listed(shop, wish)[-2:]) == {"ПЛЕД 1", "BED-1"}


def test_what_the_source_has_no_longer_is_listed_only_where_it_is_asked_for(shop: FeedStand) -> None:
    shop.build(*GOODS[1:], accept=True)
    assert "CUP-1" not in listed(shop, OfferWish())
    assert listed(shop, OfferWish(show=OfferShow.LEFT_OUT, reason="gone")) == ["CUP-1"]
    assert index(shop, OfferWish(show=OfferShow.LEFT_OUT)).counts[OfferShow.LEFT_OUT] == 2


def test_goods_of_orders_that_the_catalogue_never_had_are_told_but_not_delivery(shop: FeedStand) -> None:
    order(shop, lot(1, offer_id="CUP-1"), lot(2, offer_id="STRANGE"), lot(3, offer_id="STRANGE"))
    found = index(shop, OfferWish(show=OfferShow.UNMATCHED))
    assert found.unknown == (("STRANGE", "Кружка 2"),)


def test_orders_are_no_reproach_before_the_catalogue_has_been_read(
    storage: Storage, clock: ManualClock, tmp_path: Path
) -> None:
    stand = FeedStand(storage, clock, tmp_path)
    order(stand, lot(1, offer_id="CUP-1"))
    assert index(stand, OfferWish(show=OfferShow.UNMATCHED)).unknown == ()


def test_another_connections_offers_are_its_own(shop: FeedStand) -> None:
    other = second_connection(shop.storage, shop.clock)
    found = OfferList(shop.storage).index(other.name, OfferWish())
    assert (found.keys, found.counts[OfferShow.ALL]) == ((), 0)


def test_an_offer_is_told_with_its_rules_and_what_the_build_said_of_it(shop: FeedStand) -> None:
    page = OfferList(shop.storage).page(shop.name, "ПЛЕД 1")
    assert [(step.rule, step.after) for step in page.explanation.steps] == [("bad_id", "out")]
    assert [issue.code for issue in page.issues] == ["bad_id"]


def test_an_unknown_connection_is_refused(shop: FeedStand) -> None:
    with pytest.raises(UnknownConnection):
        OfferList(shop.storage).index("Нет такого", OfferWish())
