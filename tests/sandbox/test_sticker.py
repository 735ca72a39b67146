from __future__ import annotations

import base64
import io
import re
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from mmdesk.sandbox.sticker import Label, barcode_png, code128_modules, draw_html, draw_pdf

LABEL = Label(
    merchant_name="ООО «Пример»",
    merchant_id=4021,
    shipment_id="9300000000123",
    delivery_id="900100200",
    full_name="Тестов <b>Тест</b>",
    region="Московская область",
    city="Химки",
    address="Московская область, Химки, улица Примерная, 12",
    delivery_type="Доставка курьером",
    shipping_date="2026-03-03T18:00:00+03:00",
    box_code="4021*9300000000123*1",
    place=1,
    places=2,
)


@pytest.mark.parametrize(
    ("payload", "modules"),
    [
        ("608*846882375*1", 178),
        ("4021*9300000000123*1", 200),
        ("175306*9300000000123*12", 222),
        ("x12345", 90),
    ],
)
def test_digits_are_written_in_pairs(payload: str, modules: int) -> None:
    assert len(code128_modules(payload)) == modules


@pytest.mark.parametrize(
    "payload",
    ["608*846882375*1", "4321*A-1001*1", "1", "12", "123", "12345", "x1234", "~ !", "00001A22222B3"],
)
def test_a_reader_reads_what_was_written(payload: str) -> None:
    picture = Image.open(io.BytesIO(barcode_png(payload))).convert("L")
    (found,) = zxingcpp.read_barcodes(picture)
    assert (found.text, found.format) == (payload, zxingcpp.BarcodeFormat.Code128)


@pytest.mark.parametrize("payload", ["", "Заказ", "tab\t"])
def test_what_the_code_cannot_write_is_refused(payload: str) -> None:
    with pytest.raises(ValueError, match="Code 128"):
        code128_modules(payload)


def test_the_html_holds_a_readable_picture_a_box() -> None:
    page = draw_html([LABEL, replace(LABEL, box_code="4021*9300000000123*2", place=2)])
    pictures = re.findall(r"src='data:image/png;base64,([^']+)'", page)
    read = [zxingcpp.read_barcodes(Image.open(io.BytesIO(base64.b64decode(each)))) for each in pictures]
    assert [found[0].text for found in read] == ["4021*9300000000123*1", "4021*9300000000123*2"]


def test_the_html_has_the_title_and_escapes_the_buyer() -> None:
    page = draw_html([LABEL])
    assert "<title>Маркировочный лист</title>" in page
    assert "Тестов &lt;b&gt;Тест&lt;/b&gt;" in page


@pytest.mark.parametrize("bait", ["<script", "http://", "<iframe", "file://", "onerror="])
def test_only_a_hostile_label_reaches_outside(bait: str) -> None:
    assert bait in draw_html([LABEL], hostile=True)
    assert bait not in draw_html([LABEL])


def test_the_pdf_has_one_label_sized_page_a_box_with_a_readable_code() -> None:
    document = pypdfium2.PdfDocument(draw_pdf([LABEL, replace(LABEL, place=2)]))
    try:
        assert len(document) == 2
        assert document[0].get_size() == pytest.approx((75 / 25.4 * 72, 120 / 25.4 * 72), abs=0.01)
        (found,) = zxingcpp.read_barcodes(document[0].render(scale=203 / 72).to_pil())
        text = document[1].get_textpage().get_text_bounded()
    finally:
        document.close()
    assert found.text == "4021*9300000000123*1"
    assert "Место 2 из 2" in text
    assert "Химки" in text
