"""How wide the bars of a document's barcodes become on paper, because thin ones are read by no scanner."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import groupby
from typing import Final

import pypdfium2
from PIL import Image
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from mmdesk.printing.paper import LABEL_PRINTER_DPI, POINTS_PER_INCH
from mmdesk.printing.pdfium import opened

THINNEST_BAR_DOTS: Final = 1.9
"""Measured on Code 128 put through a black-and-white raster: always read from 1.95 on, by luck below 1.9."""

_FEWEST_RUNS: Final = 40
_MIDDLE_GREY: Final = 128


def thinnest_bar_dots(pdf: bytes, dpi: int = LABEL_PRINTER_DPI) -> float | None:
    """Dots to the narrowest bar of any linear barcode picture; None where no such picture is."""
    with opened(pdf) as document:
        bars = [bar for page in _pages(document) for bar in _bars_pt(page)]
    return min(bars) * dpi / POINTS_PER_INCH if bars else None


def _pages(document: pypdfium2.PdfDocument) -> Iterator[pypdfium2.PdfPage]:
    for index in range(len(document)):
        page = document[index]
        try:
            yield page
        finally:
            page.close()


def _bars_pt(page: pypdfium2.PdfPage) -> Iterator[float]:
    for picture in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]):
        image = picture.get_bitmap().to_pil().convert("L")
        module = _module_pixels(image)
        if module:
            a, b, *_ = picture.get_matrix().get()
            yield math.hypot(a, b) * module / image.width


def _module_pixels(image: Image.Image) -> int:
    """Pixels of the narrowest bar; 0 if this is no linear barcode, whose rows are all alike."""
    rows = [_runs(image, image.height * part // 8) for part in (2, 3, 4)]
    if len({len(runs) for runs in rows}) > 1 or len(rows[0]) < _FEWEST_RUNS:
        return 0
    return min(min(runs) for runs in rows)


def _runs(image: Image.Image, row: int) -> list[int]:
    line = image.crop((0, row, image.width, row + 1)).tobytes()
    return [len(list(run)) for _, run in groupby(line, key=lambda grey: grey < _MIDDLE_GREY)]
