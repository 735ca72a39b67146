from __future__ import annotations

import pytest

from mmdesk.language import Language
from mmdesk.printing.control_sheet import CONTROL_CODES, ReasonCode, control_sheet_pdf
from mmdesk.printing.paper import A4
from mmdesk.printing.pdfium import page_sizes
from tests.printing.golden_papers import check_words
from tests.printing.label_samples import printed

REASONS = [ReasonCode(number, f"Причина {number}") for number in range(1, 10)]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_sheet_reads_as_it_was_agreed(language: Language) -> None:
    reasons = [ReasonCode(1, "Нет в наличии"), ReasonCode(2, "Брак")]
    check_words(f"control-{language}", control_sheet_pdf(language, reasons))


def test_every_code_of_the_bench_is_read_off_the_sheet() -> None:
    (sheet,) = printed(control_sheet_pdf("ru"), 300)
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


def test_reasons_are_read_as_their_numbers_on_sheets_of_their_own() -> None:
    first, *others = printed(control_sheet_pdf("ru", REASONS), 300)
    assert sorted(code for sheet in others for code in sheet.codes) == [str(n) for n in range(1, 10)]
    assert len(first.codes) == len(CONTROL_CODES)
    assert all("Причина" in sheet.text for sheet in others)


def test_every_sheet_is_a4_and_leaves_the_rim_free() -> None:
    long = [ReasonCode(7, "Очень длинная причина, которую кто-то написал " * 5)]
    pdf = control_sheet_pdf("ru", long)
    assert set(page_sizes(pdf)) == {A4}
    for sheet in printed(pdf):
        left, top, right, bottom = sheet.ink
        assert min(left, top) > 40
        assert right < sheet.image.width - 40
        assert bottom < sheet.image.height - 40


def test_the_same_reasons_give_the_same_bytes() -> None:
    assert control_sheet_pdf("ru", REASONS) == control_sheet_pdf("ru", REASONS)
