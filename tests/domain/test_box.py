from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.domain.box import (
    Box,
    Mark,
    PackingRefused,
    box_code,
    check_marks,
    check_plan,
    number_boxes,
    order_code,
)
from tests.factory import lot

Groups = list[list[int]]


@st.composite
def partitions(draw: st.DrawFn) -> Groups:
    """Lots 1 to n, shared out among boxes none of which is empty."""
    lots = draw(st.permutations(range(1, draw(st.integers(1, 12)) + 1)))
    cuts = draw(st.sets(st.integers(1, len(lots) - 1))) if len(lots) > 1 else set()
    edges = [0, *sorted(cuts), len(lots)]
    return [lots[start:end] for start, end in pairwise(edges)]


def check(groups: Groups, lots: int) -> None:
    check_plan(number_boxes(groups), [lot(index) for index in range(1, lots + 1)])


@given(partitions())
def test_every_way_to_share_lots_out_is_a_plan(groups: Groups) -> None:
    check(groups, sum(map(len, groups)))


@given(partitions(), st.data())
def test_a_lot_in_no_box_is_refused_by_name(groups: Groups, data: st.DataObject) -> None:
    group = data.draw(st.sampled_from(groups))
    lost = group.pop(data.draw(st.integers(0, len(group) - 1)))
    lots = sum(map(len, groups)) + 1
    with pytest.raises(PackingRefused, match=f"lot {lost}\\b|holds no lot|one box is needed"):
        check([each for each in groups if each], lots)


@given(partitions(), st.data())
def test_a_lot_placed_twice_is_refused_by_name(groups: Groups, data: st.DataObject) -> None:
    lots = sum(map(len, groups))
    twice = data.draw(st.integers(1, lots))
    data.draw(st.sampled_from(groups)).append(twice)
    with pytest.raises(PackingRefused, match=f"lot {twice} is placed more than once"):
        check(groups, lots)


@given(partitions(), st.data())
def test_a_lot_that_does_not_wait_for_packing_is_refused_by_name(groups: Groups, data: st.DataObject) -> None:
    lots = sum(map(len, groups))
    data.draw(st.sampled_from(groups)).append(lots + 1)
    with pytest.raises(PackingRefused, match=f"lot {lots + 1} is not waiting to be packed"):
        check(groups, lots)


@given(partitions(), st.data())
def test_an_empty_box_is_refused_by_number(groups: Groups, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(groups)))
    groups.insert(place, [])
    with pytest.raises(PackingRefused, match=f"box {place + 1} holds no lot"):
        number_boxes(groups)


@given(partitions())
def test_boxes_are_numbered_from_one_in_their_order(groups: Groups) -> None:
    boxes = number_boxes(groups)
    assert [box.index for box in boxes] == list(range(1, len(groups) + 1))
    assert [list(box.lots) for box in boxes] == groups


def test_a_plan_needs_a_box() -> None:
    with pytest.raises(PackingRefused, match="at least one box"):
        check_plan((), [])


def test_a_missing_lot_comes_with_advice() -> None:
    with pytest.raises(PackingRefused, match=r"in no box: lot 2, 3\. Put every lot into a box"):
        check_plan([Box(1, (1,))], [lot(1), lot(2), lot(3)])


@given(
    st.integers(1, 10**9),
    st.text("0123456789ABCxyz_-", min_size=1, max_size=40),
    st.integers(1, 99),
)
def test_a_box_code_tells_merchant_order_and_box(merchant: int, shipment_id: str, box: int) -> None:
    code = box_code(merchant, shipment_id, box)
    assert code.split("*") == [str(merchant), order_code(shipment_id), str(box)]
    assert order_code(shipment_id) == shipment_id


@pytest.mark.parametrize("shipment_id", ["", "945*1", "заказ-1", "945 ", "9/4", "945\n"])
def test_an_id_that_cannot_be_an_order_code_is_refused(shipment_id: str) -> None:
    with pytest.raises(PackingRefused, match="not allowed"):
        box_code(4321, shipment_id, 1)


def test_a_code_for_every_lot_that_needs_one_is_enough() -> None:
    check_marks([Mark(2, "0102")], [lot(1), lot(2, needs_mark=True)])
    check_marks([], [lot(1)])


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ([], "lot 1 needs a marking code. Scan the code on the goods."),
        ([Mark(1, " ")], "lot 1 needs a marking code"),
        ([Mark(1, "0101"), Mark(1, "0102")], "lot 1 has two marking codes"),
        ([Mark(1, "0101"), Mark(2, "0101")], "lots 1 and 2 have the same marking code"),
        ([Mark(1, "0101"), Mark(3, "0103")], "the marking code for lot 3 is extra"),
    ],
)
def test_marks_that_break_a_rule_are_refused_by_lot(marks: list[Mark], words: str) -> None:
    with pytest.raises(PackingRefused) as caught:
        check_marks(marks, [lot(1, needs_mark=True), lot(2)])
    assert words in str(caught.value)
