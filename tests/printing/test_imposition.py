from __future__ import annotations

import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from mmdesk.printing.fitting import Placement, Turn
from mmdesk.printing.imposition import label_sheet, laid_out, places_on_sheet
from mmdesk.printing.paper import (
    A4,
    LABEL_58X40,
    LABEL_75X120,
    LABEL_100X70,
    LABEL_100X150,
    OFFICE_PRINTER_DPI,
    PageSize,
    mm_to_dots,
)
from mmdesk.printing.pdf_check import document
from mmdesk.printing.pdfium import opened, page_sizes
from mmdesk.printing.print_errors import NotAPdf, PaperDoesNotFit
from mmdesk.printing.rendering import rendered
from mmdesk.printing.spooler import PrintOptions
from tests.printing.label_samples import BOX_CODE, PrintedPage, printed
from tests.printing.sample_labels import label

SIZES = {LABEL_75X120: 4, LABEL_100X150: 2, LABEL_100X70: 8, LABEL_58X40: 21}
COUNTS = [pytest.param(size, count, id=size.name) for size, count in SIZES.items()]


def at_300_dpi(pdf: bytes) -> list[PrintedPage]:
    return printed(pdf, OFFICE_PRINTER_DPI)


@pytest.mark.parametrize(("size", "count"), COUNTS)
def test_a4_takes_so_many_labels(size: PageSize, count: int) -> None:
    assert places_on_sheet(size) == count


@pytest.mark.parametrize(("size", "count"), COUNTS)
def test_every_label_on_a_full_sheet_is_read_and_one_more_begins_the_next(size: PageSize, count: int) -> None:
    wanted = [f"4321*70010020030{number:02}*1" for number in range(count + 1)]
    first, second = at_300_dpi(label_sheet([label(size, code=code) for code in wanted]))
    assert sorted(first.codes) == wanted[:-1]
    assert second.codes == wanted[-1:]
    assert page_sizes(label_sheet([label(size)])) == [A4]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_a_label_on_a_sheet_keeps_its_size_and_its_letters(size: PageSize) -> None:
    (alone,) = at_300_dpi(label(size))
    (sheet,) = at_300_dpi(label_sheet([label(size)], cut_marks=False))
    assert width_of(sheet) == pytest.approx(width_of(alone), abs=1)
    assert height_of(sheet) == pytest.approx(height_of(alone), abs=1)
    assert "Маркировочный лист" in sheet.text


def width_of(page: PrintedPage) -> int:
    return page.ink[2] - page.ink[0]


def height_of(page: PrintedPage) -> int:
    return page.ink[3] - page.ink[1]


def test_nothing_becomes_a_picture() -> None:
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    with opened(label_sheet([label(LABEL_75X120)])) as sheet:
        page = sheet[0]
        pictures = list(page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=5))
        page.close()
    assert pictures == []


def test_a_part_used_sheet_is_filled_up_from_the_place_given() -> None:
    (sheet,) = at_300_dpi(label_sheet([label(LABEL_75X120)], first=4, cut_marks=False))
    left, top, _, _ = sheet.ink
    assert left > sheet.image.width / 2
    assert top > sheet.image.height / 2


def test_labels_that_do_not_fit_on_the_part_used_sheet_go_onto_the_next() -> None:
    first, second = at_300_dpi(label_sheet([label(LABEL_75X120)] * 3, first=3))
    assert len(first.codes) == 2
    assert len(second.codes) == 1
    assert second.ink[1] < second.image.height / 4


@pytest.mark.parametrize("first", [0, 5, -1])
def test_a_place_that_the_sheet_does_not_have_is_refused(first: int) -> None:
    with pytest.raises(PaperDoesNotFit, match="the sheet has 4"):
        label_sheet([label(LABEL_75X120)], first=first)


def test_a_new_size_begins_a_new_sheet() -> None:
    sheets = at_300_dpi(label_sheet([label(LABEL_75X120), label(LABEL_58X40), label(LABEL_58X40)]))
    assert [len(sheet.codes) for sheet in sheets] == [1, 2]


def test_a_label_of_several_pages_takes_several_places() -> None:
    (sheet,) = at_300_dpi(label_sheet([label(LABEL_75X120, LABEL_75X120, LABEL_75X120)]))
    assert len(sheet.codes) == 3


def test_marks_to_cut_along_stand_at_the_corners_of_the_labels_only() -> None:
    with_marks = at_300_dpi(label_sheet([label(LABEL_75X120)]))[0]
    without = at_300_dpi(label_sheet([label(LABEL_75X120)], cut_marks=False))[0]
    corner = mm_to_dots(30, OFFICE_PRINTER_DPI), mm_to_dots(28.5, OFFICE_PRINTER_DPI)
    arm = mm_to_dots(2.5, OFFICE_PRINTER_DPI)
    assert with_marks.ink[:2] == pytest.approx((corner[0] - arm, corner[1] - arm), abs=2)
    assert without.ink[0] > corner[0]
    middle = with_marks.image.width // 2 + mm_to_dots(10, OFFICE_PRINTER_DPI)
    assert with_marks.ink[2] < middle
    assert with_marks.codes == [BOX_CODE]


def test_a_label_larger_than_the_sheet_is_refused() -> None:
    with pytest.raises(PaperDoesNotFit):
        label_sheet([label(PageSize(205, 290))])


def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(NotAPdf):
        label_sheet([label(LABEL_75X120), b"no label"])


def test_no_labels_are_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="no label"):
        label_sheet([])


def test_a_document_that_fills_its_sheets_stays_byte_for_byte() -> None:
    sent = document("label", label(LABEL_75X120, LABEL_75X120))
    assert laid_out(sent, PrintOptions(LABEL_75X120)) is sent.pdf


@pytest.mark.parametrize("placement", Placement)
@pytest.mark.parametrize("turn", Turn)
def test_a_laid_out_page_is_the_one_that_a_label_printer_would_print(
    placement: Placement, turn: Turn
) -> None:
    sent = document("label", label(PageSize(60, 90)))
    options = PrintOptions(LABEL_100X150, placement=placement, turn=turn)
    laid = document("laid", laid_out(sent, options))
    assert laid.pages == (LABEL_100X150,)
    (direct,) = rendered(sent, options, 203)
    (again,) = rendered(laid, PrintOptions(LABEL_100X150), 203)
    different = int.from_bytes(direct.rows, "big") ^ int.from_bytes(again.rows, "big")
    assert different.bit_count() < int.from_bytes(direct.rows, "big").bit_count() / 50
    assert printed(laid.pdf)[0].codes == [BOX_CODE]


def shown(rotation: int, *, cropped: bool) -> bytes:
    """A page as the file describes it turned or cut, which is how a reader shows it."""
    with opened(label(LABEL_75X120)) as pdf:
        page = pdf[0]
        page.set_rotation(rotation)
        if cropped:
            page.set_cropbox(0, 0, page.get_width() - 20, 300)
        page.close()
        stream = io.BytesIO()
        pdf.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("cropped", [False, True], ids=["whole", "cropped"])
def test_a_page_is_laid_out_as_a_reader_shows_it(rotation: int, cropped: bool) -> None:
    sent = document("label", shown(rotation, cropped=cropped))
    (own,) = printed(sent.pdf)
    (laid,) = printed(laid_out(sent, PrintOptions(A4)))
    rim = mm_to_dots(5, 203)
    assert laid.ink == pytest.approx(tuple(edge + rim for edge in own.ink), abs=2)


def test_a_note_that_lies_above_the_page_is_laid_out_too() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(LABEL_58X40.width_pt, LABEL_58X40.height_pt))
    canvas.acroForm.textfield(name="field", value="7001002003004", x=20, y=20, width=100, height=20)
    canvas.showPage()
    canvas.save()
    sent = document("label", stream.getvalue())
    (laid,) = rendered(document("laid", laid_out(sent, PrintOptions(A4))), PrintOptions(A4), 203)
    assert any(laid.rows)
