"""What the page decides without a window."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mmdesk.domain.verdict import Verdict
from mmdesk.errors import Text
from mmdesk.services.bench_view import BenchView, QuestionKind, RowState
from mmdesk.ui.packing.packing_state import (
    Scene,
    answer_in,
    begin,
    glance_ms,
    moves_on,
    next_row,
    scene_of,
    shares,
)
from tests.ui.packing import bench_views as views

WHAT = Text("Чего нет?", "What is missing?")


@pytest.mark.parametrize(
    ("first", "second", "lower"),
    [(600, 70, 70), (600, 900, 150), (100, 300, 300), (300, 900, 150), (0, 900, 450)],
)
def test_two_lists_share_their_room_as_they_need_it(first: int, second: int, lower: int) -> None:
    assert shares(450, first, second) == (max(450 - lower, 1), lower)


def test_an_alarm_comes_before_a_question_and_that_before_the_order() -> None:
    asking = views.asking(QuestionKind.PARK, WHAT)
    assert scene_of(views.idle()) is Scene.START
    assert scene_of(views.packing()) is Scene.PACKING
    assert scene_of(asking) is Scene.QUESTION
    assert scene_of(replace(asking, alarm=True)) is Scene.ALARM


def test_a_marking_code_that_is_awaited_comes_first_then_what_is_to_be_taken_out() -> None:
    awaited = replace(views.BLANKET, state=RowState.NOW)
    out = replace(views.KNIFE, state=RowState.TAKE_OUT)
    assert next_row(views.packing(rows=(views.MUG, out, awaited))) is awaited
    assert next_row(views.packing(rows=(views.MUG, out))) is out
    assert next_row(views.packing(rows=(views.KNIFE,))) is None
    assert next_row(views.idle()) is None


def test_a_right_scan_gives_way_sooner_than_a_refusal() -> None:
    assert 0 < glance_ms(Verdict.RIGHT) < glance_ms(Verdict.EXTRA)
    assert glance_ms(Verdict.ASKING) == 0


def test_the_only_row_and_its_only_unit_are_not_asked_about() -> None:
    selection = begin(views.asking(QuestionKind.MISSING, WHAT, (views.BLANKET,)).question)  # type: ignore[arg-type]  # there is one
    assert (selection.lots, selection.asks_reason) == ((3,), True)
    assert selection.back() is None


def test_only_units_that_are_not_packed_can_be_missing() -> None:
    half = replace(views.CABLE, done=1)
    selection = begin(views.asking(QuestionKind.MISSING, WHAT, (half,)).question)  # type: ignore[arg-type]  # there is one
    assert selection.most == 2
    assert selection.choose_count(3) == selection
    assert selection.choose_count(2).lots == (6, 7)


@pytest.mark.parametrize(
    ("scan", "answer"),
    [("MMD:3", 3), ("ЬЬВЖ3", 3), ("mmd:9", 9), ("MMD:0", 0), ("MMD:12", 0), ("3", 0), ("MMD:OK", 0)],
)
def test_a_barcode_may_answer_a_question(scan: str, answer: int) -> None:
    assert answer_in(scan) == answer


@pytest.mark.parametrize(
    ("before", "after", "moves"),
    [
        (views.idle(), views.packing(), True),
        (views.packing(), views.packing(views.said(Verdict.RIGHT, number=9)), False),
        (views.idle(), views.idle(views.said(Verdict.FINISHED, number=9)), True),
        (views.idle(views.said(Verdict.FINISHED)), views.idle(views.said(Verdict.FINISHED)), False),
        (views.packing(), views.idle(views.said(Verdict.PARKED, number=9)), False),
    ],
)
def test_the_bench_moves_on_with_another_order_or_when_one_is_done(
    before: BenchView, after: BenchView, moves: bool
) -> None:
    assert moves_on(before, after) is moves
