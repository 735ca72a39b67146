from __future__ import annotations

import base64
import gzip
import re

import pytest
from reportlab.pdfgen.canvas import Canvas

from mmdesk.printing.label_document import LabelSource, LabelUnreadable
from mmdesk.printing.label_import import MAX_HTML_BYTES, import_label
from mmdesk.printing.paper import A4, LABEL_58X40, LABEL_75X120, LABEL_100X70, LABEL_100X150, PageSize
from tests.printing.label_samples import (
    BOX_CODE,
    FLAT_STYLE,
    ROWS,
    STYLE,
    barcode,
    data_address,
    document,
    printed,
    sheet,
    svg_barcode,
)

SHEETS = [LABEL_75X120, LABEL_100X150, LABEL_100X70, LABEL_58X40, A4]

BACKGROUND = (
    '<div style="width:220px; height:60px; background: no-repeat '
    f"url('{data_address(barcode(module=1, height=60))}')\"></div>"
)


def pdf_of(pages: int) -> bytes:
    canvas = Canvas("", pagesize=(213, 340), invariant=1)
    for number in range(pages):
        canvas.drawString(20, 300, f"page {number}")
        canvas.showPage()
    pdf: bytes = canvas.getpdfdata()
    return pdf


def test_a_pdf_stays_byte_for_byte_and_its_pages_are_counted() -> None:
    body = pdf_of(pages=3)
    label = import_label(body, LABEL_75X120)
    assert (label.pdf, label.source, label.pages) == (body, LabelSource.PDF, 3)


@pytest.mark.parametrize("page", SHEETS, ids=lambda page: page.name)
def test_an_html_label_is_printed_on_exactly_the_sheet_and_its_barcode_scans(page: PageSize) -> None:
    label = import_label(document(), page)
    (sheet_printed,) = printed(label.pdf)
    assert sheet_printed.size_pt == pytest.approx((page.width_pt, page.height_pt), abs=0.01)
    assert sheet_printed.codes == [BOX_CODE]
    assert (label.source, label.pages, label.missing_pictures) == (LabelSource.HTML, 1, 0)


@pytest.mark.parametrize("page", SHEETS, ids=lambda page: page.name)
def test_every_row_of_the_label_is_there_in_cyrillic(page: PageSize) -> None:
    (sheet_printed,) = printed(import_label(document(), page).pdf)
    words = sheet_printed.text.replace("\r\n", " ")
    assert "Маркировочный лист" in words
    assert all(name in words for name, _ in ROWS)
    assert "Кузнецова Мария Петровна" in words


def test_the_rim_that_a_printer_cannot_reach_stays_white() -> None:
    (sheet_printed,) = printed(import_label(document(), LABEL_75X120).pdf)
    left, top, right, bottom = sheet_printed.ink
    assert left >= 7
    assert top >= 7
    assert right <= sheet_printed.image.width - 7
    assert bottom <= sheet_printed.image.height - 7


@pytest.mark.parametrize(
    "behind",
    [sheet("4321*7001002003004*2"), "<p>Реклама</p>", svg_barcode("4321*7001002003004*2")],
    ids=["another label", "words", "another barcode"],
)
def test_a_second_page_is_refused_because_a_box_has_one_sticker(behind: str) -> None:
    with pytest.raises(LabelUnreadable, match="takes 2 pages") as refusal:
        import_label(document(sheet(), behind), LABEL_75X120)
    assert "этикетка грузового места — одна страница" in refusal.value.sentence("ru")
    assert "в личном кабинете" in refusal.value.sentence("ru")


def test_the_break_after_the_last_label_leaves_no_empty_page() -> None:
    trailing = document(sheet(), '<p style="page-break-before: always">&nbsp;</p>')
    assert import_label(trailing, LABEL_75X120).pages == 1


def test_a_long_label_is_made_smaller_until_it_is_on_one_page() -> None:
    long = document(sheet() + "<p>Примечание для пункта выдачи</p>" * 12, style=FLAT_STYLE)
    (page,) = printed(import_label(long, LABEL_75X120).pdf)
    assert page.text.count("Примечание") == 12


def test_a_wide_fixed_label_is_turned_so_that_it_stays_large() -> None:
    wide = document(f'<div style="width:114mm">{sheet()}</div>', style=FLAT_STYLE)
    (page,) = printed(import_label(wide, LABEL_75X120).pdf)
    left, top, right, bottom = page.ink
    assert bottom - top > 90 * 8
    assert right - left < 73 * 8
    assert page.codes == [BOX_CODE]


@pytest.mark.parametrize(
    "style",
    [
        "@page { size: 210mm 297mm; margin: 20mm }",
        "@page :first { size: A6 landscape; @top-left { content: 'x' } }",
        "html, body { height: 100% } .sheet { height: 100vh }",
        "* { font-family: monospace !important }",
        ".code img { image-rendering: pixelated; width: 100% }",
    ],
)
def test_a_style_of_the_label_cannot_change_the_sheet(style: str) -> None:
    label = import_label(document(style=STYLE + style), LABEL_75X120)
    (page,) = printed(label.pdf)
    assert page.size_pt == pytest.approx((LABEL_75X120.width_pt, LABEL_75X120.height_pt), abs=0.01)
    assert page.codes == [BOX_CODE]


@pytest.mark.parametrize(
    "markup",
    [
        f'<img src="{data_address(barcode(module=1, height=60))}">',
        f'<img src="{data_address(barcode(module=3), "jpeg")}">',
        f'<img src="{data_address(barcode(module=3), "gif")}">',
        f'<img src="{data_address(barcode(module=8, height=400))}">',
        svg_barcode(),
        f'<img src="data:image/svg+xml;base64,{base64.b64encode(svg_barcode().encode()).decode()}">',
        BACKGROUND,
    ],
    ids=["small-png", "jpeg", "gif", "large-png", "svg", "svg-picture", "background"],
)
def test_barcodes_in_every_usual_form_scan(markup: str) -> None:
    label = import_label(document(sheet(picture=markup)), LABEL_75X120)
    assert printed(label.pdf)[0].codes == [BOX_CODE]
    assert label.missing_pictures == 0


@pytest.mark.parametrize(
    "body",
    [
        sheet().encode(),
        b"\xef\xbb\xbf" + document(),
        document().decode().replace("utf-8", "windows-1251").encode("cp1251"),
        b"<!-- made by a template -->\n" + document(),
    ],
    ids=["fragment", "byte-order-mark", "windows-1251", "comment-first"],
)
def test_html_is_known_by_its_content(body: bytes) -> None:
    label = import_label(body, LABEL_75X120)
    assert label.source is LabelSource.HTML
    assert "Кузнецова Мария Петровна" in printed(label.pdf)[0].text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b'{"success": 0, "error": {"message": "no packing"}}', "JSON"),
        (b"[]", "JSON"),
        (b"PK\x03\x04rest", "ZIP"),
        (gzip.compress(b"<html>", mtime=0), "GZIP"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"^XA^FO50,50^FS^XZ", "ZPL"),
        (b'<?xml version="1.0"?><Error/>', "XML"),
        (b"Internal error", "plain text"),
        (bytes(range(256)), "binary"),
    ],
)
def test_what_is_no_label_is_refused_by_its_name(body: bytes, kind: str) -> None:
    with pytest.raises(LabelUnreadable) as refusal:
        import_label(body, LABEL_75X120)
    assert kind in refusal.value.sentence("en")


@pytest.mark.parametrize("body", [b"%PDF-1.7\n", b"%PDF-1.4\nnothing of a document", pdf_of(1)[:200]])
def test_a_broken_pdf_is_refused(body: bytes) -> None:
    with pytest.raises(LabelUnreadable):
        import_label(body, LABEL_75X120)


def test_a_broken_pdf_is_refused_in_the_readers_own_language(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(LabelUnreadable) as refusal:
        import_label(b"%PDF-1.4\nnothing of a document", LABEL_75X120)
    told = refusal.value.sentence("ru")
    assert "PDF повреждён" in told
    assert "личном кабинете" in told
    assert set(re.findall("[A-Za-z]+", told)) == {"PDF"}
    # What the reader of PDFs said is kept for whoever looks into it.
    assert "PDFium" in caplog.text


@pytest.mark.parametrize("body", [b"<html></html>", b"<div> </div>", b"<table><tr><td></table>"])
def test_an_empty_sheet_is_refused(body: bytes) -> None:
    with pytest.raises(LabelUnreadable, match="nothing is on the sheet"):
        import_label(body, LABEL_75X120)


def test_an_endless_document_is_refused_before_anything_is_started() -> None:
    with pytest.raises(LabelUnreadable, match=str(MAX_HTML_BYTES)):
        import_label(b"<html>" + b"x" * MAX_HTML_BYTES, LABEL_75X120)


def test_content_that_would_be_unreadably_small_is_refused_with_the_cure() -> None:
    novel = document("<p>Очень длинное примечание к заказу</p>" * 400)
    with pytest.raises(LabelUnreadable) as refusal:
        import_label(novel, LABEL_58X40)
    assert "58x40" in refusal.value.sentence("ru")
    assert "побольше" in refusal.value.sentence("ru")


def test_a_barcode_too_fine_for_the_small_sheet_is_refused_instead_of_printed() -> None:
    dense = document(sheet(picture=f'<img src="{data_address(barcode(module=1, height=60))}">'))
    with pytest.raises(LabelUnreadable, match="too small for a scanner"):
        import_label(dense, LABEL_58X40)


def test_a_lost_picture_is_reported_because_it_may_have_been_the_barcode() -> None:
    remote = document(sheet(picture='<img src="https://example.org/barcode.png">'))
    assert import_label(remote, LABEL_75X120).missing_pictures == 1


def test_the_same_label_fetched_again_gives_the_same_bytes() -> None:
    assert import_label(document(), LABEL_75X120).pdf == import_label(document(), LABEL_75X120).pdf


def test_a_label_does_not_show_its_content_when_it_is_logged() -> None:
    assert "PDF" not in repr(import_label(document(), LABEL_75X120)).replace("LabelSource.PDF", "")
