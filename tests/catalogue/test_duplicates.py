"""Offers that share an id: all of them are left out, wherever they stand."""

from __future__ import annotations

import io

import pytest

from mmdesk.catalogue import duplicates
from mmdesk.catalogue.duplicates import Digests, repeated_ids
from mmdesk.domain.offer import SourceOffer
from tests.catalogue.building import Made, made_of, mug, rules


def offers(*ids: str) -> list[SourceOffer]:
    return [mug(offer_id=each, name=f"Кружка {place}") for place, each in enumerate(ids)]


def assert_in_line(found: Made) -> None:
    """Feed, trail and counts tell the same."""
    assert found.ids == [line.offer_id for line in found.trail if not line.state]
    assert found.tally.published == len(found.ids)
    assert found.tally.read == len(found.trail) == found.tally.published + found.tally.excluded.total()
    assert found.verdict.counts == {}


def test_two_offers_of_one_id_are_both_left_out_and_listed() -> None:
    found = made_of(offers("A", "B", "A", "C"))
    assert found.ids == ["B", "C"]
    assert found.states == ["duplicate_id", "", "duplicate_id", ""]
    assert dict(found.tally.excluded) == {"duplicate_id": 2}
    assert [(each.offer_id, each.code) for each in found.tally.complaints.listed()] == [
        ("A", "duplicate_id"),
        ("A", "duplicate_id"),
    ]
    assert_in_line(found)


def test_three_offers_of_one_id_are_all_left_out() -> None:
    found = made_of(offers("A", "A", "B", "A"))
    assert found.states == ["duplicate_id", "duplicate_id", "", "duplicate_id"]
    assert_in_line(found)


def test_ids_differ_by_case_and_by_nothing_less() -> None:
    assert made_of(offers("A", "a", "A-", "A_")).ids == ["A", "a", "A-", "A_"]


def test_what_was_written_of_the_others_stays_byte_for_byte() -> None:
    plain = made_of(offers("B", "C", "D"))
    among = made_of([mug(offer_id="A"), *offers("B", "C", "D"), mug(offer_id="A")])
    assert among.feed == plain.feed
    assert [line for line in among.trail if not line.state] == plain.trail


def test_offers_that_a_rule_leaves_out_share_an_id_all_the_same() -> None:
    found = made_of([mug(offer_id="A"), mug(offer_id="A", is_active=False), mug(offer_id="B")])
    assert found.states == ["duplicate_id", "duplicate_id", ""]
    assert dict(found.tally.excluded) == {"duplicate_id": 2}
    assert_in_line(found)


def test_an_unavailable_offer_is_not_counted_as_such_any_more() -> None:
    found = made_of([mug(offer_id="A", quantity="0"), mug(offer_id="A"), mug(offer_id="B", quantity="0")])
    assert found.tally.unavailable == 1
    assert_in_line(found)


def test_ids_that_cannot_be_used_stay_what_they_are() -> None:
    found = made_of(offers("", "", "к", "к", "A"))
    assert found.states == ["bad_id"] * 4 + [""]
    assert_in_line(found)


def test_an_offer_that_is_left_out_as_a_repeat_has_no_price_and_no_stock_of_the_feed() -> None:
    found = made_of(offers("A", "A"), rules())
    assert [(line.feed_price, line.feed_old_price, line.feed_stock) for line in found.trail] == [
        (None, None, 0)
    ] * 2
    assert [line.name for line in found.trail] == ["Кружка 0", "Кружка 1"]


def test_repeats_far_apart_in_a_large_catalogue_are_found() -> None:
    ids = [f"SKU-{number}" for number in range(3000)]
    found = made_of(mug(offer_id=each) for each in (*ids, ids[0], ids[1234], ids[2999], ids[0]))
    assert {line.offer_id for line in found.trail if line.state} == {ids[0], ids[1234], ids[2999]}
    assert found.tally.excluded["duplicate_id"] == 7
    assert_in_line(found)


def test_a_lone_bucket_finds_the_same_as_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "_BUCKETS", 1)
    ids = [f"SKU-{number}" for number in range(500)]
    found = made_of(mug(offer_id=each) for each in (*ids, ids[7]))
    assert {line.offer_id for line in found.trail if line.state} == {ids[7]}
    assert_in_line(found)


def test_hashes_that_meet_without_a_repeat_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "hash", len, raising=False)
    digests = Digests()
    for each in ("AB", "CD", "EFG"):
        digests.add(each)
    assert digests.repeated() == {2}
    alone = made_of(offers("AB", "CD", "EFG"))
    assert (alone.ids, alone.tally.excluded) == (["AB", "CD", "EFG"], {})
    meeting = made_of(offers("AB", "CD", "AB", "EFG"))
    assert meeting.ids == ["CD", "EFG"]
    assert_in_line(meeting)


def test_an_empty_trail_has_no_repeats() -> None:
    assert (Digests().repeated(), repeated_ids(io.BytesIO(), frozenset({1}))) == (frozenset(), frozenset())
