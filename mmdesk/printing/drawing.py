"""What every paper made here is drawn with: fonts, bars of whole printer dots, foreign words made safe."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Final

from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRCode, QRErrorCorrectLevel
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from mmdesk.paths import resource
from mmdesk.printing.paper import LABEL_PRINTER_DPI, POINTS_PER_INCH, mm_to_dots

FONT: Final = "DejaVuSans"
BOLD: Final = "DejaVuSans-Bold"
NARROW: Final = "DejaVuSansCondensed"
NARROW_BOLD: Final = "DejaVuSansCondensed-Bold"

QUIET_MODULES: Final = 10
"""Of white on either side of a Code 128."""

QR_QUIET_MODULES: Final = 4

_HAIR: Final = 0.03 * POINTS_PER_INCH / LABEL_PRINTER_DPI
"""By so much a bar is thinner: a renderer widens one that touches the next dot by all of it."""


def dot_pt(dpi: int) -> float:
    return POINTS_PER_INCH / dpi


def whole_dots(mm: float, dpi: int = LABEL_PRINTER_DPI) -> float:
    """The distance in points, moved to the printer's grid, where the first bar has to begin."""
    return mm_to_dots(mm, dpi) * dot_pt(dpi)


@cache
def register_fonts() -> None:
    for name in (FONT, BOLD, NARROW, NARROW_BOLD):
        pdfmetrics.registerFont(TTFont(name, str(resource("fonts", f"{name}.ttf"))))


def width_of(text: str, face: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(text, face, size))


def safe(text: str) -> str:
    """Foreign words as they are, for a Paragraph: nothing in them is markup, line breaks stay."""
    plain = "".join(sign if sign.isprintable() or sign in "\n\u00a0" else " " for sign in text)
    return escape(plain.strip()).replace("\n", "<br/>")


class Bars(Code128):  # type: ignore[misc]  # reportlab ships no types
    """A Code 128 whose bars are a hair thinner than asked for."""

    def rect(self, x: float, y: float, w: float, h: float) -> None:
        super().rect(x + _HAIR, y, w - 2 * _HAIR, h)


def bars(code: str, dots: int, height_pt: float, dpi: int = LABEL_PRINTER_DPI) -> Bars:
    """The code without the white on its left, `dots` to the narrowest bar; a Flowable."""
    module = dots * dot_pt(dpi)
    return Bars(code, barWidth=module, barHeight=height_pt, lquiet=0, rquiet=QUIET_MODULES * module)


def widest_bars(
    code: str, most_dots: int, height_pt: float, width_pt: float, dpi: int = LABEL_PRINTER_DPI
) -> Bars | None:
    """The widest bars that fit, whole printer dots each, so that none is rounded; None if none fits."""
    made = (bars(code, dots, height_pt, dpi) for dots in range(most_dots, 0, -1))
    return next((each for each in made if each.width <= width_pt), None)


def qr_modules(text: str) -> list[list[bool]]:
    """Rows of dark and light modules, without the white around them."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(QR8bitByte(text.encode("utf-8")))
    code.make()
    side = range(code.getModuleCount())
    return [[bool(code.isDark(row, column)) for column in side] for row in side]


def draw_qr(canvas: Canvas, text: str, left: float, top: float, module: float) -> float:
    """Draw with its upper left module at `left`, `top`; return its side in points."""
    rows = qr_modules(text)
    for number, row in enumerate(rows):
        for start, length in _dark_runs(row):
            canvas.rect(
                left + start * module + _HAIR,
                top - (number + 1) * module + _HAIR,
                length * module - 2 * _HAIR,
                module - 2 * _HAIR,
                stroke=0,
                fill=1,
            )
    return len(rows) * module


def _dark_runs(row: list[bool]) -> list[tuple[int, int]]:
    runs, start = [], None
    for column, dark in enumerate([*row, False]):
        if dark and start is None:
            start = column
        elif not dark and start is not None:
            runs.append((start, column - start))
            start = None
    return runs
