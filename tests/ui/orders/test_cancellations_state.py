from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from mmdesk.services.order_list import OrderFilter, OrderWish
from mmdesk.ui.orders.cancellations_state import has_unseen, moment_of, seen_in
from mmdesk.ui.orders.key_difference import difference
from mmdesk.ui.orders.list_reading import ListReading
from tests.factory import NOW

LATER = NOW + timedelta(minutes=1)
LISTED = ListReading(OrderWish(show=OrderFilter.CANCELED), difference((), ()), is_new=False, canceled_at=NOW)


def test_a_cancellation_is_unseen_until_its_list_has_stood_before_somebody() -> None:
    elsewhere = replace(LISTED, wish=OrderWish(show=OrderFilter.PACK))
    assert has_unseen(elsewhere, seen_in(elsewhere, None))
    assert not has_unseen(elsewhere, seen_in(LISTED, None))


def test_what_is_cancelled_later_is_unseen_again() -> None:
    assert has_unseen(replace(LISTED, canceled_at=LATER), seen_in(LISTED, None))


def test_a_search_and_one_connection_alone_show_not_all_of_them() -> None:
    for wish in (replace(LISTED.wish, search="mug"), replace(LISTED.wish, connection="shop")):
        assert seen_in(replace(LISTED, wish=wish), None) is None


def test_where_nothing_is_cancelled_nothing_is_unseen() -> None:
    calm = replace(LISTED, canceled_at=None)
    assert seen_in(calm, NOW) == NOW
    assert not has_unseen(calm, None)


def test_a_strange_moment_counts_as_none() -> None:
    assert moment_of(NOW.isoformat()) == NOW
    assert moment_of("") is moment_of("yesterday") is moment_of("2026-03-12T09:00:00") is None
