from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.ui.orders.key_difference import (
    MOST_SPLICES,
    Difference,
    Insertion,
    Keys,
    Removal,
    difference,
    replaced,
    survivor,
)
from tests.ui.orders.list_stand import keys

ANY = st.lists(st.integers(0, 40), max_size=30, unique=True).map(lambda drawn: keys(*drawn))
ALSO_DOUBLE = st.lists(st.integers(0, 6), max_size=12).map(lambda drawn: keys(*drawn))


def carried_out(found: Difference) -> Keys:
    """What a table shows after the splices, one by one."""
    shown = list(found.old)
    for splice in found.splices if found.splices is not None else ():
        match splice:
            case Removal(first, count):
                assert 0 <= first < first + count <= len(shown)
                del shown[first : first + count]
            case Insertion(first, added):
                assert 0 <= first <= len(shown)
                assert added
                shown[first:first] = added
    return found.new if found.is_reset else tuple(shown)


@given(ANY, ANY)
def test_the_splices_lead_from_any_keys_to_any_others(old: Keys, new: Keys) -> None:
    assert carried_out(difference(old, new)) == new


@given(ALSO_DOUBLE, ALSO_DOUBLE)
def test_a_key_that_stands_twice_does_no_harm(old: Keys, new: Keys) -> None:
    assert carried_out(difference(old, new)) == new


@given(ANY, ANY)
def test_it_tells_which_keys_are_gone(old: Keys, new: Keys) -> None:
    assert difference(old, new).gone == frozenset(old) - frozenset(new)


@given(ANY, ANY)
def test_what_is_moved_is_in_both(old: Keys, new: Keys) -> None:
    found = difference(old, new)
    assert found.moved <= frozenset(old) & frozenset(new)


def test_nothing_changed_needs_nothing() -> None:
    assert difference(keys(1, 2, 3), keys(1, 2, 3)).splices == ()


def test_neighbours_that_go_are_one_removal() -> None:
    assert difference(keys(1, 2, 3, 4, 5), keys(1, 5)).splices == (Removal(1, 3),)


def test_neighbours_that_come_are_one_insertion() -> None:
    assert difference(keys(1, 5), keys(1, 2, 3, 5)).splices == (Insertion(1, keys(2, 3)),)


def test_an_order_that_moves_takes_only_its_own_row_along() -> None:
    found = difference(keys(1, 2, 3, 4, 5), keys(2, 3, 4, 1, 5))
    assert found.splices == (Removal(0, 1), Insertion(3, keys(1)))
    assert found.moved == {1}


def test_many_scattered_changes_are_a_reset() -> None:
    old = keys(*range(4 * MOST_SPLICES))
    found = difference(old, old[::2])
    assert found.is_reset
    assert found.gone == frozenset(old[1::2])


def test_a_long_run_is_not_many_changes() -> None:
    old = keys(*range(50_000))
    assert difference(old, old[:10] + old[40_000:]).splices == (Removal(10, 39_990),)


def test_a_few_changes_among_very_many_keys_stay_few() -> None:
    dice = random.Random(7)
    old = keys(*range(100_000))
    new = list(old)
    for place in sorted(dice.sample(range(100_000), 10), reverse=True):
        del new[place]
    assert len(difference(old, tuple(new)).splices or ()) == 10


def test_another_list_is_put_up_anew() -> None:
    assert replaced(keys(1, 2), keys(2, 3)).is_reset


@pytest.mark.parametrize(
    ("row", "gone", "found"),
    [
        (1, (), 2),
        (1, (2,), 3),
        (1, (2, 3), 4),
        (3, (4,), 3),
        (2, (3, 4, 2), 1),
        (0, (1, 2, 3, 4), None),
        (-1, (), None),
        (4, (), None),
    ],
)
def test_the_one_below_takes_the_place_of_what_goes(
    row: int, gone: tuple[int, ...], found: int | None
) -> None:
    assert survivor(keys(1, 2, 3, 4), row, frozenset(keys(*gone))) == found
