"""PDF pages become printer dots, one to one: nothing is scaled to fit and nothing is dithered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pypdfium2
from PIL import Image, ImageChops, ImageFilter
from pypdfium2.raw import (
    FPDF_ANNOT,
    FPDF_GRAYSCALE,
    FPDF_PRINTING,
    FS_MATRIX,
    FS_RECTF,
    FPDF_RenderPageBitmapWithMatrix,
    FPDFBitmap_Gray,
)

from mmdesk.printing.bitmap import Bitmap
from mmdesk.printing.fitting import Fit, Turn, fit
from mmdesk.printing.paper import POINTS_PER_INCH, PageSize, mm_to_dots
from mmdesk.printing.pdfium import opened
from mmdesk.printing.spooler import PrintDocument, PrintOptions

_WHITE: Final = (255, 255, 255, 255)
# A dot is black when more than half of it is: dithering would put holes into bars.
_BLACK_BELOW: Final = 128
_TO_INK: Final = [255 if grey < _BLACK_BELOW else 0 for grey in range(256)]
_ANY_GREY: Final = [0] + [255] * 255
# PDFium fills every dot that a rectangle touches, so an edge at 132.9999 costs a space a whole dot: with
# two by two samples a dot it takes half of that dot at most, and half is not black.
_SAMPLES: Final = 2
_MOST_SAMPLES: Final = 16 * 1024**2
"""Drawn at a time, a byte each: a label comes whole, a larger sheet in bands."""


def rendered(document: PrintDocument, options: PrintOptions, dpi: int) -> Iterator[Bitmap]:
    """One bitmap of the whole sheet a page; raises PaperDoesNotFit before the first one.

    PDFium is held only while a page is drawn.
    """
    fits = [fit(page, options.paper, options.placement, options.turn) for page in document.pages]
    return (_bitmap(document, index, place, options.paper, dpi) for index, place in enumerate(fits))


def _bitmap(document: PrintDocument, index: int, place: Fit, paper: PageSize, dpi: int) -> Bitmap:
    width, height = paper.dots(dpi)
    with opened(document.pdf) as pdf:
        page = pdf[index]
        try:
            ink = _ink(page, _matrix(document.pages[index], place, dpi), width, height)
        finally:
            page.close()
    return Bitmap(width, height, ink.convert("1", dither=Image.Dither.NONE).tobytes())


def _ink(page: pypdfium2.PdfPage, matrix: FS_MATRIX, width: int, height: int) -> Image.Image:
    """Where a dot is burnt: 255 for ink, 0 for none.

    A hairline has less than half a dot, and PDFium widens it to a whole sample only: it is taken from the
    page drawn at one sample a dot, where nothing else is black beside it.
    """
    ink = _sampled(page, matrix, width, height).point(_TO_INK)
    coarse = _drawn(page, matrix, width, height).point(_TO_INK)
    beside_ink = ink.filter(ImageFilter.BoxBlur(1)).point(_ANY_GREY)
    return ImageChops.lighter(ink, ImageChops.subtract(coarse, beside_ink))


def _sampled(page: pypdfium2.PdfPage, matrix: FS_MATRIX, width: int, height: int) -> Image.Image:
    """How grey each dot is, band by band, because a large sheet's samples would fill the memory."""
    whole = Image.new("L", (width, height))
    rows = max(1, _MOST_SAMPLES // (width * _SAMPLES**2))
    for top in range(0, height, rows):
        band = min(rows, height - top)
        samples = _drawn(page, _finer(matrix, top), width * _SAMPLES, band * _SAMPLES)
        whole.paste(samples.reduce(_SAMPLES), (0, top))
    return whole


def _finer(matrix: FS_MATRIX, top: int) -> FS_MATRIX:
    """To samples instead of dots, counted from the row `top` of the sheet."""
    a, b, c, d, e, f = (getattr(matrix, name) * _SAMPLES for name in "abcdef")
    return FS_MATRIX(a, b, c, d, e, f - top * _SAMPLES)


def _drawn(page: pypdfium2.PdfPage, matrix: FS_MATRIX, width: int, height: int) -> Image.Image:
    # The usual call takes whole pixels for the page and so stretches it a little: bars lose their dots.
    dots = pypdfium2.PdfBitmap.new_native(width, height, FPDFBitmap_Gray)
    try:
        dots.fill_rect(_WHITE, 0, 0, width, height)
        sheet = FS_RECTF(0, 0, width, height)
        FPDF_RenderPageBitmapWithMatrix(dots, page, matrix, sheet, _LIKE_A_PRINTER)
        # The picture is copied, because it lives in PDFium's own memory.
        drawn: Image.Image = dots.to_pil()
        return drawn.copy()
    finally:
        dots.close()


_LIKE_A_PRINTER: Final = FPDF_ANNOT | FPDF_PRINTING | FPDF_GRAYSCALE


def _matrix(page: PageSize, place: Fit, dpi: int) -> FS_MATRIX:
    """From points, origin at the page's top left, to dots; a turned page stays on whole dots."""
    scale = dpi / POINTS_PER_INCH
    left, top = mm_to_dots(place.left_mm, dpi), mm_to_dots(place.top_mm, dpi)
    width, height = page.dots(dpi)
    match place.turn:
        case Turn.NONE:
            return FS_MATRIX(scale, 0, 0, scale, left, top)
        case Turn.QUARTER:
            return FS_MATRIX(0, scale, -scale, 0, left + height, top)
        case Turn.HALF:
            return FS_MATRIX(-scale, 0, 0, -scale, left + width, top + height)
        case Turn.THREE_QUARTERS:
            return FS_MATRIX(0, -scale, scale, 0, left, top + width)
