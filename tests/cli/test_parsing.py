from __future__ import annotations

from datetime import UTC, datetime

import click
import pytest

from mmdesk.cli.parsing import answers, boxes, delivery_moment, pairs


def test_reasons_are_read_by_lot() -> None:
    assert pairs(["1=OUT_OF_STOCK", "3=TWICE_ORDER"], "REASON") == {1: "OUT_OF_STOCK", 3: "TWICE_ORDER"}


def test_a_marking_code_may_hold_an_equals_sign() -> None:
    assert pairs(["1=01046=21"], "CODE") == {1: "01046=21"}


@pytest.mark.parametrize("typed", ["1", "=OUT_OF_STOCK", "1=", "one=OUT_OF_STOCK", "-1=OUT_OF_STOCK"])
def test_what_is_no_pair_is_named(typed: str) -> None:
    with pytest.raises(click.BadParameter, match="«"):
        pairs([typed], "REASON")


def test_a_lot_named_twice_is_refused() -> None:
    with pytest.raises(click.BadParameter, match="twice"):
        pairs(["1=OUT_OF_STOCK", "1=TWICE_ORDER"], "REASON")


def test_answers_are_yes_or_no() -> None:
    assert answers(["1=yes", "2=no"]) == {1: True, 2: False}
    with pytest.raises(click.BadParameter, match="perhaps"):
        answers(["1=perhaps"])


def test_boxes_are_numbered_in_the_order_they_are_typed() -> None:
    assert boxes(["3, 1", "2"]) == ((3, 1), (2,))


def test_an_empty_box_is_kept_so_that_it_can_be_refused_by_name() -> None:
    assert boxes(["1", ""]) == ((1,), ())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-12-31", datetime(2026, 12, 31, 9, tzinfo=UTC)),
        ("2026-12-31T15:00", datetime(2026, 12, 31, 12, tzinfo=UTC)),
        ("2026-12-31T15:00+05:00", datetime(2026, 12, 31, 10, tzinfo=UTC)),
    ],
)
def test_a_date_is_noon_in_moscow_and_a_moment_is_itself(typed: str, meant: datetime) -> None:
    assert delivery_moment(typed) == meant


@pytest.mark.parametrize("typed", ["tomorrow", "31.12.2026", "2026-13-01", ""])
def test_what_is_no_date_is_named(typed: str) -> None:
    with pytest.raises(click.BadParameter, match="expected"):
        delivery_moment(typed)
