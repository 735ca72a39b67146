"""What may become of a print job, by how far it has come."""

from __future__ import annotations

import pytest

from mmdesk.domain.print_job import NOT_OUT, DocumentKind, PrintState, reason_words


def test_a_second_copy_is_in_the_world_once_one_came_out_or_may_have() -> None:
    counted = {state for state in PrintState if state.counts_as_printed}
    assert counted == {PrintState.PRINTED, PrintState.DOUBTFUL}


def test_a_job_is_cancelled_before_the_printer_has_it_and_retried_when_it_is_over() -> None:
    assert {state for state in PrintState if state.is_under_way} == {PrintState.WAITING, PrintState.PRINTING}
    assert {state for state in PrintState if state.may_be_cancelled} == {
        PrintState.WAITING,
        PrintState.FAILED,
    }
    assert {state for state in PrintState if state.may_be_retried} == {
        PrintState.FAILED,
        PrintState.CANCELLED,
        PrintState.DOUBTFUL,
    }


def test_only_papers_of_one_order_are_made_anew_when_they_are_printed() -> None:
    made_anew = {kind for kind in DocumentKind if kind.is_of_an_order}
    assert made_anew == {DocumentKind.LABEL, DocumentKind.PACKING_LIST}


@pytest.mark.parametrize(
    ("reason", "told"), [(NOT_OUT, "did not come out of the printer"), ("упала в воду", "упала в воду")]
)
def test_a_reason_is_told_by_its_code_or_as_it_was_written(reason: str, told: str) -> None:
    assert reason_words(reason).en == told
