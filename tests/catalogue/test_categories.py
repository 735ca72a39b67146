"""The seller's tree as Megamarket takes it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.catalogue.categories import CategoryTree, FeedCategory
from mmdesk.domain.offer import Category


def tree(*categories: tuple[str, str]) -> CategoryTree:
    return CategoryTree(Category(one, parent, f"Раздел {one}") for one, parent in categories)


def parents(of: CategoryTree) -> dict[int, int | None]:
    return {each.number: each.parent for each in of.categories}


def test_whole_numbers_stay_and_parents_are_kept() -> None:
    found = tree(("10", ""), ("11", "10"), ("2147483647", "11"))
    assert found.categories == (
        FeedCategory(10, None, "Раздел 10"),
        FeedCategory(11, 10, "Раздел 11"),
        FeedCategory(2_147_483_647, 11, "Раздел 2147483647"),
    )


def test_a_parent_may_come_after_its_child() -> None:
    assert parents(tree(("11", "10"), ("10", ""))) == {11: 10, 10: None}


def test_a_missing_parent_is_dropped() -> None:
    assert parents(tree(("11", "99"), ("12", "11"))) == {11: None, 12: 11}


@pytest.mark.parametrize(
    "odd", ["posuda", "Посуда", "0", "-1", "1.5", "2147483648", "99999999999", "007", "+7", "７", "a b", "#"]
)
def test_any_other_id_gets_a_number_that_stays_the_same(odd: str) -> None:
    alone = tree((odd, "")).number(odd)
    among = tree(("1", ""), ("x", "1"), (odd, "x"), ("y", "")).number(odd)
    assert alone == among
    assert alone is not None
    assert 0 < alone < 2**31


def test_an_id_spelled_with_zeros_never_takes_the_number_of_another() -> None:
    first, second = tree(("007", ""), ("7", "")), tree(("7", ""), ("007", ""))
    assert first.number("7") == second.number("7") == 7
    assert first.number("007") == second.number("007") != 7


def test_two_ids_with_one_number_are_told_apart() -> None:
    [alone] = tree(("посуда", "")).categories
    taken = str(alone.number)
    found = tree((taken, ""), ("посуда", taken))
    assert found.number(taken) == alone.number
    assert found.number("посуда") == alone.number + 1
    assert parents(found) == {alone.number: None, alone.number + 1: alone.number}


def test_of_two_categories_with_one_id_the_first_is_taken() -> None:
    found = CategoryTree([Category("1", "", "Дом"), Category("1", "2", "Сад"), Category("2", "", "Двор")])
    assert [each.name for each in found.categories] == ["Дом", "Двор"]


def test_a_category_without_an_id_is_none() -> None:
    found = CategoryTree([Category("", "", "Дом")])
    assert (found.categories, found.number("")) == ((), None)


@pytest.mark.parametrize(
    "ways",
    [
        {"1": "1"},
        {"1": "2", "2": "1"},
        {"1": "2", "2": "3", "3": "1", "4": "2", "5": "4"},
        {"4": "1", "1": "2", "2": "1", "3": "4"},
    ],
)
def test_a_circle_is_opened_and_the_rest_of_it_stays(ways: dict[str, str]) -> None:
    found = parents(tree(*ways.items()))
    assert_no_circles(found)
    assert sum(parent is None for parent in found.values()) == 1


def assert_no_circles(found: dict[int, int | None]) -> None:
    for start in found:
        way, at = set(), start
        while (parent := found[at]) is not None:
            assert at not in way
            way.add(at)
            at = parent


@given(st.dictionaries(st.sampled_from("abcdefgh12345"), st.sampled_from("abcdefgh12345xyz") | st.just("")))
def test_whatever_the_tree_every_category_is_there_once_with_a_parent_that_exists(
    ways: dict[str, str],
) -> None:
    found = tree(*ways.items())
    above = parents(found)
    assert len(found.categories) == len(above) == len(ways)
    assert all(parent is None or parent in above for parent in above.values())
    assert_no_circles(above)


def test_a_long_chain_takes_no_recursion_and_no_squares() -> None:
    chain = [(f"c{one}", f"c{one + 1}") for one in range(30_000)]
    random.Random(1).shuffle(chain)
    found = tree(*chain)
    assert sum(each.parent is None for each in found.categories) == 1


@pytest.mark.parametrize(
    ("category_id", "name", "told"),
    [("10", "Дом", "Дом"), ("posuda", "", "posuda"), ("posuda", "***", "posuda"), ("10", " ", "10")],
)
def test_a_category_without_a_name_is_called_by_its_id(category_id: str, name: str, told: str) -> None:
    [found] = CategoryTree([Category(category_id, "", name)]).categories
    assert found.name == told


def test_an_id_of_signs_alone_is_called_by_its_number() -> None:
    [found] = CategoryTree([Category("#", "", "")]).categories
    assert found.name == str(found.number)


def test_the_source_s_name_of_a_category_is_known() -> None:
    found = tree(("10", ""))
    assert (found.name("10"), found.name("99")) == ("Раздел 10", "")
