"""Marking sheets of invented orders in the shapes the marketplace may send, and how to read a PDF back."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from dataclasses import dataclass
from typing import cast

import pypdfium2
import zxingcpp
from PIL import Image

from mmdesk.printing.paper import LABEL_PRINTER_DPI, POINTS_PER_INCH
from mmdesk.printing.pdfium import opened

BOX_CODE = "4321*7001002003004*1"
STYLE = """
body { margin: 0; font-family: Arial, sans-serif; font-size: 12px }
.head { font-weight: bold; font-size: 18px; text-align: center; border-bottom: 2px solid #000 }
table { width: 100%; border-collapse: collapse }
td { border: 1px solid #000; padding: 2px 4px; vertical-align: top }
.big { font-size: 20px; font-weight: bold }
.code { text-align: center; margin-top: 6px }
.code img { max-width: 100% }
.sheet { page-break-after: always }
"""
FLAT_STYLE = STYLE.replace("page-break-after: always", "")
"""What stands behind the sheet stays on its page."""
ROWS = (
    ("Магазин", "ООО «Ромашка» (4321)"),
    ("Отправление", '<span class="big">7001002003004</span>'),
    ("Доставка", "Доставка курьером"),
    ("Получатель", "Кузнецова Мария Петровна"),
    ("Адрес", "Москва, ул. Лесная, д. 5, стр. 2, кв. 17"),
    ("Дата отгрузки", "05.03.2025"),
    ("Грузовое место", "1 из 1"),
)


def barcode(code: str = BOX_CODE, module: int = 2, height: int = 120) -> Image.Image:
    """A Code 128 with quiet zones, `module` pixels to its narrowest bar."""
    symbol = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.Code128)
    bars = symbol.to_image(scale=1, add_quiet_zones=True, add_hrt=False)
    rows, columns = bars.shape
    picture = Image.frombytes("L", (columns, rows), bytes(memoryview(cast(bytes, bars))))
    return picture.resize((columns * module, height), Image.Resampling.NEAREST)


def data_address(picture: Image.Image, kind: str = "png") -> str:
    stream = io.BytesIO()
    picture.save(stream, kind.upper())
    return f"data:image/{kind};base64,{base64.b64encode(stream.getvalue()).decode('ascii')}"


def svg_barcode(code: str = BOX_CODE) -> str:
    """The same symbol as rectangles, the way JavaScript libraries draw it."""
    picture = barcode(code, module=1, height=1)
    bars = "".join(
        f'<rect x="{x}" y="0" width="1" height="60" style="fill:#000"/>'
        for x in range(picture.width)
        if picture.getpixel((x, 0)) == 0
    )
    size = f'width="{picture.width}px" height="60px" viewBox="0 0 {picture.width} 60"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{bars}</svg>'


def sheet(code: str = BOX_CODE, picture: str = "") -> str:
    """One marking sheet; `picture` is the markup of its barcode."""
    rows = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in ROWS)
    drawn = picture or f'<img src="{data_address(barcode(code))}">'
    return (
        f'<div class="sheet"><div class="head">Маркировочный лист</div><table>{rows}</table>'
        f'<div class="code">{drawn}<div>{code}</div></div></div>'
    )


def document(*sheets: str, style: str = STYLE) -> bytes:
    """A whole HTML document as the marketplace answers it."""
    body = "".join(sheets or (sheet(),))
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Маркировочный лист</title>'
        f"<style>{style}</style></head><body>{body}</body></html>"
    ).encode()


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page as a 203 dpi label printer would show it: black and white only."""

    image: Image.Image
    text: str
    size_pt: tuple[float, float]

    @property
    def codes(self) -> list[str]:
        return [code.text for code in zxingcpp.read_barcodes(self.image)]

    @property
    def ink(self) -> tuple[int, int, int, int]:
        """The box of dots that holds everything printed."""
        box = Image.eval(self.image, lambda value: 255 - value).getbbox()
        assert box is not None
        return box


def printed(pdf: bytes, dpi: int = LABEL_PRINTER_DPI) -> list[PrintedPage]:
    with opened(pdf) as pages:
        return [_printed(pages[index], dpi) for index in range(len(pages))]


def _printed(page: pypdfium2.PdfPage, dpi: int) -> PrintedPage:
    grey = page.render(scale=dpi / POINTS_PER_INCH, grayscale=True).to_pil()
    text_page = page.get_textpage()
    text = text_page.get_text_range()
    text_page.close()
    size = page.get_size()
    page.close()
    return PrintedPage(grey.point(lambda value: 255 if value > 127 else 0), text, size)


def picture_bomb(side: int) -> str:
    """A valid PNG of `side` x `side` white pixels in a few kilobytes."""
    packer = zlib.compressobj(9)
    row = b"\0" + b"\xff" * (side // 8)
    packed = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    body = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")
    return "data:image/png;base64," + base64.b64encode(body).decode("ascii")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
