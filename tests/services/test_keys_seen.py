"""Which rows have been met."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mmdesk.services.keys_seen import KeysSeen

KEYS = st.lists(st.integers(0, 20_000), max_size=50)


@given(KEYS, KEYS)
def test_it_holds_what_was_put_in_and_nothing_else(put: list[int], asked: list[int]) -> None:
    seen = KeysSeen()
    seen.add_all(put)
    assert seen.missing(asked) == [key for key in asked if key not in set(put)]
    assert [key in seen for key in asked] == [key in set(put) for key in asked]


@given(KEYS)
def test_adding_tells_what_was_not_in_before(keys: list[int]) -> None:
    seen, so_far = KeysSeen(), set[int]()
    for key in keys:
        assert seen.add(key) == (key not in so_far)
        so_far.add(key)
