from __future__ import annotations

from mmdesk.services.offer_list import OfferShow, OfferSort
from mmdesk.ui.catalogue.offers_state import OffersState, WhyEmpty


def test_the_same_wish_again_is_no_change() -> None:
    state = OffersState()
    assert state.choose(OfferShow.LEFT_OUT, "vendor")
    assert not state.choose(OfferShow.LEFT_OUT, "vendor")
    assert state.narrow("bad_id")
    assert state.search("кружка ")
    assert not state.search(" кружка")


def test_a_chip_ends_the_search() -> None:
    state = OffersState()
    state.search("кружка")
    state.choose(OfferShow.IN_FEED)
    assert (state.wish.search, state.wish.show) == ("", OfferShow.IN_FEED)


def test_the_same_order_once_more_is_turned_round() -> None:
    state = OffersState()
    turns = []
    for sort in (OfferSort.PRICE, OfferSort.PRICE, OfferSort.NAME):
        state.sort(sort)
        turns.append((state.wish.sort, state.wish.descending))
    assert turns == [(OfferSort.PRICE, False), (OfferSort.PRICE, True), (OfferSort.NAME, False)]


def test_an_empty_table_says_why() -> None:
    state = OffersState()
    assert state.why_empty() is WhyEmpty.READING
    state.is_read = True
    assert state.why_empty() is WhyEmpty.NOTHING_BUILT
    state.known = 5
    assert state.why_empty() is WhyEmpty.NONE_LIKE_THAT
    state.search("самовар")
    assert state.why_empty() is WhyEmpty.NOTHING_FOUND
    state.failure = "disk I/O error"
    assert state.why_empty() is WhyEmpty.FAILED
    state.offers = 1
    assert state.why_empty() is None
