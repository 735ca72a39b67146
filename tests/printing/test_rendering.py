from __future__ import annotations

import io
from itertools import pairwise

import pytest
import zxingcpp
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from mmdesk.printing import rendering
from mmdesk.printing.bitmap import Bitmap
from mmdesk.printing.fitting import Placement, Turn
from mmdesk.printing.label_import import import_label
from mmdesk.printing.paper import A4, LABEL_75X120, LABEL_100X150, PAPERS, PageSize, mm_to_dots
from mmdesk.printing.pdf_check import document
from mmdesk.printing.print_errors import PaperDoesNotFit
from mmdesk.printing.rendering import rendered
from mmdesk.printing.spooler import PrintOptions
from mmdesk.sandbox.sticker import Label, code128_modules, draw_pdf
from tests.printing.label_samples import BOX_CODE
from tests.printing.label_samples import document as html_label
from tests.printing.sample_labels import label


def printed(pdf: bytes, options: PrintOptions, dpi: int = 203) -> list[Image.Image]:
    return [picture(page) for page in rendered(document("label", pdf), options, dpi)]


def picture(page: Bitmap) -> Image.Image:
    bits = Image.frombytes("1", (page.stride * 8, page.height), page.rows)
    whole = bits.convert("L").point(lambda value: 0 if value else 255)
    beyond = whole.crop((page.width, 0, page.stride * 8, page.height)).tobytes()
    assert set(beyond) <= {255}, "the bits behind the last dot are white"
    return whole.crop((0, 0, page.width, page.height))


def codes(image: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(image)]


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    box = Image.eval(image, lambda value: 255 - value).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("name", ["75x120", "100x150", "100x70", "58x40"])
def test_a_label_has_the_dots_of_its_sheet_and_its_code_is_read(name: str, dpi: int) -> None:
    page = PAPERS[name]
    (image,) = printed(label(page), PrintOptions(page), dpi)
    assert image.size == page.dots(dpi)
    assert codes(image) == [BOX_CODE]


def test_a_label_that_came_as_html_is_read_off_the_printers_dots() -> None:
    imported = import_label(html_label(), LABEL_75X120)
    (image,) = printed(imported.pdf, PrintOptions(LABEL_75X120))
    assert codes(image) == [BOX_CODE]


@pytest.mark.parametrize("turn", Turn)
def test_the_bars_of_a_label_stay_whole_dots_however_it_is_turned(turn: Turn) -> None:
    (image,) = printed(label(LABEL_100X150), PrintOptions(LABEL_100X150, turn=turn))
    back = image.rotate(int(turn), expand=True)
    line = row_of_bars(back)
    assert {length % 3 for length in run_lengths(line)} == {0}


STICKER_CODES = (
    "608*846882375*1",
    "12*900100200*1",
    "4321*700100200*10",
    "4021*9300000000123*1",
    "4021*9300000000123*2",
    "4321*7001002003004*1",
    "4321*7001002003005*3",
    "7*9300000000999*11",
    "175306*9300000000123*12",
)


def sticker(code: str) -> bytes:
    """A marking sheet as the marketplace's play draws it, its bars on the grid of a 203 dpi printer."""
    return draw_pdf(
        [
            Label(
                merchant_name="Ромашка",
                merchant_id=4321,
                shipment_id=code.split("*")[1],
                delivery_id="880012345",
                full_name="Кузнецова Мария Петровна",
                region="Москва",
                city="Москва",
                address="Москва, ул. Лесная, д. 5, кв. 17",
                delivery_type="Доставка курьером",
                shipping_date="2026-03-05T12:00:00+03:00",
                box_code=code,
                place=1,
                places=1,
            )
        ]
    )


@pytest.mark.parametrize("code", STICKER_CODES)
def test_a_marking_sheet_is_read_and_its_bars_are_whole_modules(code: str) -> None:
    (image,) = printed(sticker(code), PrintOptions(LABEL_75X120))
    assert codes(image) == [code]
    y = mm_to_dots(20, 203)
    runs = run_lengths(image.crop((0, y, image.width, y + 1)).tobytes())
    assert sum(runs) == 2 * len(code128_modules(code))
    assert {length % 2 for length in runs} == {0}


def bars(page: PageSize, shift: float, dpi: int) -> bytes:
    """Bars of 1 to 4 modules of two dots, as rectangles that begin `shift` dots beside the grid."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(page.width_pt, page.height_pt))
    dot, left = 72 / dpi, 40.0
    for wide in (1, 2, 3, 4) * 10:
        canvas.rect((left + shift) * dot, 100, 2 * wide * dot, 100, stroke=0, fill=1)
        left += 2 * (wide + 2)
    canvas.save()
    return stream.getvalue()


@pytest.mark.parametrize("shift", [-0.0001, -0.00001, 0, 0.00001, 0.0001])
@pytest.mark.parametrize("turn", Turn)
def test_a_hairs_breadth_beside_the_grid_costs_no_bar_a_dot(turn: Turn, shift: float) -> None:
    page = LABEL_75X120
    sheet = PageSize(120, 75) if turn.swaps_sides else page
    (image,) = printed(bars(page, shift, 203), PrintOptions(sheet, turn=turn))
    back = image.rotate(int(turn), expand=True)
    y = round((page.height_pt - 150) / 72 * 203)
    runs = run_lengths(back.crop((0, y, back.width, y + 1)).tobytes())
    assert runs[::2] == [2, 4, 6, 8] * 10
    assert set(runs[1::2]) == {4}


@pytest.mark.parametrize("width", [0, 0.1, 0.25])
@pytest.mark.parametrize("drawn_as", ["stroke", "rectangle"])
def test_a_hairline_is_one_dot_wide_wherever_it_lies(drawn_as: str, width: float) -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(LABEL_75X120.width_pt, LABEL_75X120.height_pt))
    canvas.setLineWidth(width)
    for number in range(20):
        x = (30 + 25 * number + number / 20) * 72 / 203
        if drawn_as == "stroke":
            canvas.line(x, 100, x, 200)
        else:
            canvas.rect(x, 100, width, 100, stroke=0, fill=1)
    canvas.save()
    (image,) = printed(stream.getvalue(), PrintOptions(LABEL_75X120))
    y = round((LABEL_75X120.height_pt - 150) / 72 * 203)
    assert run_lengths(image.crop((0, y, image.width, y + 1)).tobytes())[::2] == [1] * 20


def test_a_large_sheet_drawn_in_bands_is_the_sheet_drawn_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    (whole,) = printed(sticker(BOX_CODE), PrintOptions(LABEL_75X120))
    monkeypatch.setattr(rendering, "_MOST_SAMPLES", 599 * 4 * 50)
    (banded,) = printed(sticker(BOX_CODE), PrintOptions(LABEL_75X120))
    assert banded.tobytes() == whole.tobytes()


def row_of_bars(image: Image.Image) -> bytes:
    rows = [image.crop((0, y, image.width, y + 1)).tobytes() for y in range(image.height)]
    return next(row for row, below in zip(rows, rows[60:], strict=False) if row == below and 0 in row)


def run_lengths(line: bytes) -> list[int]:
    edges = [x for x, (before, after) in enumerate(pairwise(line)) if before != after]
    return [right - left for left, right in pairwise(edges)]


def marks(page: PageSize, every: int, dpi: int) -> bytes:
    """Lines one dot wide at every so many dots from the left and from the top."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(page.width_pt, page.height_pt))
    dot = 72 / dpi
    width, height = page.dots(dpi)
    for x in range(0, width, every):
        canvas.rect((x + 0.1) * dot, page.height_pt - 30, 0.8 * dot, 20, stroke=0, fill=1)
    for y in range(0, height, every):
        canvas.rect(2, page.height_pt - (y + 0.9) * dot, 5, 0.8 * dot, stroke=0, fill=1)
    canvas.save()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("page", "dpi"),
    [(LABEL_75X120, 203), (LABEL_75X120, 300), (LABEL_75X120, 600), (LABEL_100X150, 203), (A4, 300)],
    ids=lambda value: value.name if isinstance(value, PageSize) else value,
)
def test_no_dot_of_a_page_moves_from_one_edge_to_the_other(page: PageSize, dpi: int) -> None:
    (image,) = printed(marks(page, 40, dpi), PrintOptions(page), dpi)
    across = image.crop((0, mm_to_dots(7, dpi), image.width, mm_to_dots(7, dpi) + 1)).tobytes()
    down = image.crop((mm_to_dots(1.5, dpi), 0, mm_to_dots(1.5, dpi) + 1, image.height)).tobytes()
    assert [x for x, grey in enumerate(across) if grey == 0] == list(range(0, image.width, 40))
    below = mm_to_dots(12, dpi)
    assert [y for y, grey in enumerate(down) if grey == 0 and y > below] == [
        y for y in range(0, image.height, 40) if y > below
    ]


def test_a_turned_label_is_the_upright_one_turned() -> None:
    (upright,) = printed(label(LABEL_75X120), PrintOptions(LABEL_75X120))
    for turn in (Turn.QUARTER, Turn.HALF, Turn.THREE_QUARTERS):
        sheet = PageSize(120, 75) if turn.swaps_sides else LABEL_75X120
        (turned,) = printed(label(LABEL_75X120), PrintOptions(sheet, turn=turn))
        expected = upright.rotate(-int(turn), expand=True)
        assert codes(turned) == [BOX_CODE]
        assert ink(turned) == pytest.approx(ink(expected), abs=1)


def test_a_lying_label_is_turned_onto_the_roll() -> None:
    (image,) = printed(label(PageSize(120, 75)), PrintOptions(LABEL_75X120))
    assert image.size == LABEL_75X120.dots()
    assert codes(image) == [BOX_CODE]


def test_a_small_label_keeps_its_size_wherever_it_lies() -> None:
    (own,) = printed(label(LABEL_75X120), PrintOptions(LABEL_75X120))
    (corner,) = printed(label(LABEL_75X120), PrintOptions(LABEL_100X150))
    (middle,) = printed(label(LABEL_75X120), PrintOptions(LABEL_100X150, placement=Placement.CENTRE))
    left, top = mm_to_dots(12.5, 203), mm_to_dots(15, 203)
    assert corner.crop((0, 0, *own.size)).tobytes() == own.tobytes()
    assert middle.crop((left, top, left + own.width, top + own.height)).tobytes() == own.tobytes()
    assert ink(middle) == tuple(
        edge + shift for edge, shift in zip(ink(own), (left, top, left, top), strict=True)
    )


def test_every_page_is_rendered_in_its_order() -> None:
    pages = printed(label(LABEL_75X120, PageSize(70, 100)), PrintOptions(LABEL_75X120))
    assert [codes(page) for page in pages] == [[BOX_CODE], [BOX_CODE]]
    assert ink(pages[1])[2] < ink(pages[0])[2]


def test_grey_is_black_or_white_and_never_dots() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(LABEL_75X120.width_pt, LABEL_75X120.height_pt))
    canvas.setFillGray(0.8)
    canvas.rect(0, 200, 100, 100, stroke=0, fill=1)
    canvas.setFillGray(0.3)
    canvas.rect(0, 50, 100, 100, stroke=0, fill=1)
    canvas.save()
    (image,) = printed(stream.getvalue(), PrintOptions(LABEL_75X120))
    left, top, right, bottom = ink(image)
    assert image.crop((left, top, right, bottom)).getextrema() == (0, 0)
    assert bottom - top == pytest.approx(100 / 72 * 203, abs=2)


def test_a_page_that_does_not_fit_stops_the_job_before_its_first_page() -> None:
    with pytest.raises(PaperDoesNotFit):
        rendered(document("label", label(LABEL_75X120, LABEL_100X150)), PrintOptions(LABEL_75X120), 203)
