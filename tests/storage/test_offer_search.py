"""Looking for an offer by what a person types of it, on both databases."""

from __future__ import annotations

import pytest

from mmdesk.clock import ManualClock
from mmdesk.services import offer_search
from mmdesk.storage.uow import Storage
from tests.services.bench_stand import bench_stand, offer


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("iphone", ["PHONE-1"]),
        ("ЧЕХОЛ iphone", ["PHONE-1"]),
        ("чехол", ["CASE_2", "PHONE-1"]),
        ("phone-", ["PHONE-1"]),
        ("кр-", ["CASE_2"]),
        ("case_", ["CASE_2"]),
        ("%", []),
        ("phone_1", []),
    ],
)
def test_an_offer_is_found_whatever_the_case_of_its_letters(
    storage: Storage, clock: ManualClock, typed: str, found: list[str]
) -> None:
    stand = bench_stand(storage, clock)
    stand.sell(
        offer("PHONE-1", "Чехол для iPhone 15"),
        offer("CASE_2", "ЧЕХОЛ кожаный", article="КР-7"),
        offer("OTHER-3", "Плед серый"),
    )
    assert sorted(each.offer_id for each in offer_search.find(storage, typed)) == found
