from __future__ import annotations

import pytest

from mmdesk.printing.shelf_order import walk


@pytest.mark.parametrize(
    "shelves",
    [
        ["A-1", "А-2", "A-10", "B-1"],
        ["А-1", "A-2", "Б-1", "B-1", "В-3", "Г-1"],
        ["К-1", "С-1", "т-1"],
        ["B-1", "С-1", "D-1", "K-1"],
        ["7", "12"],
    ],
)
def test_letters_that_look_alike_are_one_letter_on_the_way_along_the_shelves(shelves: list[str]) -> None:
    assert sorted(set(shelves), key=walk(shelves)) == shelves
