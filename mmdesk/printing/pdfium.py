"""The door to PDFium, which must never be used by two threads at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pypdfium2

from mmdesk.printing.label_document import LabelUnreadable
from mmdesk.printing.paper import PageSize, PaperUnknown, points_to_mm

PDFIUM: Final = threading.RLock()
"""Held around every use of PDFium and of the objects it gives out."""

MAX_PAGES: Final = 500


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Open a document and hold PDFium until it is closed again; raises LabelUnreadable."""
    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise LabelUnreadable(f"PDF: {error}") from error
        try:
            yield document
        finally:
            document.close()


def page_sizes(pdf: bytes) -> list[PageSize]:
    """The size of every page, rounded to a tenth of a millimetre; raises LabelUnreadable."""
    with opened(pdf) as document:
        if not 1 <= len(document) <= MAX_PAGES:
            raise LabelUnreadable(f"PDF: {len(document)} pages")
        try:
            return [_size(*document.get_page_size(index)) for index in range(len(document))]
        except (pypdfium2.PdfiumError, PaperUnknown) as error:
            raise LabelUnreadable(f"PDF: {error}") from error


def _size(width_pt: float, height_pt: float) -> PageSize:
    return PageSize(round(points_to_mm(width_pt), 1), round(points_to_mm(height_pt), 1))
