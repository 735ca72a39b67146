from __future__ import annotations

import pytest

from mmdesk.language import Language
from mmdesk.printing.control_sheet import ANSWER_CODES, CONTROL_CODES, control_sheet_pdf
from mmdesk.printing.paper import A4
from mmdesk.printing.pdfium import page_sizes
from mmdesk.ui.packing.packing_state import answer_in
from tests.printing.golden_papers import check_words
from tests.printing.label_samples import printed


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_sheet_reads_as_it_was_agreed(language: Language) -> None:
    check_words(f"control-{language}", control_sheet_pdf(language))


def test_every_code_of_the_bench_is_read_off_the_sheet() -> None:
    sheet, *_answers = printed(control_sheet_pdf("ru"), 300)
    assert sorted(sheet.codes) == sorted(CONTROL_CODES)
    assert set(CONTROL_CODES) == {
        "MMD:NEXTBOX",
        "MMD:MISSING",
        "MMD:PARK",
        "MMD:UNDO",
        "MMD:DONE",
        "MMD:OK",
        "MMD:REPRINT",
    }


def test_the_digits_of_answers_are_read_on_a_sheet_of_their_own() -> None:
    first, answers = printed(control_sheet_pdf("ru"), 300)
    assert sorted(answers.codes) == sorted(ANSWER_CODES)
    assert len(first.codes) == len(CONTROL_CODES)
    assert "Ответ" in answers.text
    assert [answer_in(code) for code in ANSWER_CODES] == list(range(1, 10))


def test_every_sheet_is_a4_and_leaves_the_rim_free() -> None:
    pdf = control_sheet_pdf("ru")
    assert set(page_sizes(pdf)) == {A4}
    for sheet in printed(pdf):
        left, top, right, bottom = sheet.ink
        assert min(left, top) > 40
        assert right < sheet.image.width - 40
        assert bottom < sheet.image.height - 40


def test_the_sheet_is_always_the_same_bytes() -> None:
    assert control_sheet_pdf("ru") == control_sheet_pdf("ru")
