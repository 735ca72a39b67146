from __future__ import annotations

from itertools import pairwise

import pytest
import zxingcpp

from mmdesk.language import Language
from mmdesk.printing.paper import A4, LABEL_58X40, LABEL_75X120, PAPERS, PageSize, mm_to_dots
from mmdesk.printing.pdf_check import document
from mmdesk.printing.rendering import rendered
from mmdesk.printing.ruler_page import CHECK_CODE, check_words, ruler_page_pdf
from mmdesk.printing.spooler import PrintOptions
from tests.printing.golden_papers import check_words as check_golden
from tests.printing.label_samples import printed
from tests.printing.test_rendering import picture

SIZES = [*PAPERS.values(), PageSize(62, 29.5), PageSize(100, 200)]


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("page", [LABEL_75X120, A4], ids=lambda page: page.name)
def test_the_page_reads_as_it_was_agreed(page: PageSize, language: Language) -> None:
    check_golden(f"ruler-{page.name}-{language}", ruler_page_pdf(page, language))


@pytest.mark.parametrize(
    ("page", "dpi"),
    [*((page, dpi) for page in SIZES for dpi in (203, 300)), (LABEL_58X40, 600)],
    ids=lambda value: value.name if isinstance(value, PageSize) else value,
)
def test_both_codes_are_read_off_the_printers_dots(page: PageSize, dpi: int) -> None:
    pdf = ruler_page_pdf(page, "ru", dpi)
    (bitmap,) = rendered(document("test", pdf), PrintOptions(page), dpi)
    codes = {code.text for code in zxingcpp.read_barcodes(picture(bitmap))}
    assert codes == {CHECK_CODE, check_words(page, dpi)}


@pytest.mark.parametrize("page", SIZES, ids=lambda page: page.name)
def test_the_frame_stands_a_millimetre_from_every_edge(page: PageSize) -> None:
    dpi = 300
    (sheet,) = printed(ruler_page_pdf(page, "ru", dpi), dpi)
    rim, (width, height) = mm_to_dots(1, dpi), page.dots(dpi)
    assert sheet.ink == pytest.approx((rim, rim, width - rim, height - rim), abs=2)


@pytest.mark.parametrize("page", [LABEL_75X120, LABEL_58X40, A4], ids=lambda page: page.name)
def test_ten_marks_of_the_ruler_are_ten_millimetres(page: PageSize) -> None:
    dpi = 600
    (sheet,) = printed(ruler_page_pdf(page, "ru", dpi), dpi)
    line = mm_to_dots(1 + 2.8, dpi)
    across = sheet.image.crop((mm_to_dots(7, dpi), line, sheet.image.width - mm_to_dots(2, dpi), line + 1))
    found = starts(across.tobytes())
    assert [right - left for left, right in pairwise(found)] == pytest.approx(
        [mm_to_dots(10, dpi)] * (len(found) - 1), abs=1
    )
    assert len(found) == int((page.width_mm - 2) // 10)


def starts(line: bytes) -> list[int]:
    return [x for x in range(1, len(line)) if line[x] == 0 and line[x - 1] != 0]


def test_size_and_resolution_stand_on_the_page() -> None:
    (sheet,) = printed(ruler_page_pdf(LABEL_75X120, "ru", 300), 72)
    assert "75x120 мм, 300 точек на дюйм" in sheet.text
    assert check_words(LABEL_75X120, 300) == "MMD:TEST 75x120 300"


def test_the_same_page_gives_the_same_bytes() -> None:
    assert ruler_page_pdf(A4, "ru") == ruler_page_pdf(A4, "ru")
