"""The door to PDFium, which must never be used by two threads at once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pypdfium2
from pypdfium2.raw import FPDF_ERR_PASSWORD

from mmdesk.errors import Text
from mmdesk.printing.label_document import LabelUnreadable
from mmdesk.printing.paper import PageSize, PaperUnknown, points_to_mm

logger = logging.getLogger(__name__)

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
            raise unreadable(error) from error
        try:
            yield document
        finally:
            document.close()


def page_sizes(pdf: bytes) -> list[PageSize]:
    """The size of every page, rounded to a tenth of a millimetre; raises LabelUnreadable."""
    with opened(pdf) as document:
        if not 1 <= len(document) <= MAX_PAGES:
            count = Text("страниц в PDF: {n}", "pages in the PDF: {n}").format(n=len(document))
            raise LabelUnreadable(count)
        try:
            return [_size(*document.get_page_size(index)) for index in range(len(document))]
        except pypdfium2.PdfiumError as error:
            raise unreadable(error) from error
        except PaperUnknown as error:
            size = Text("такого листа не бывает, {size}", "there is no such sheet, {size}")
            raise LabelUnreadable(size.format(size=error.detail)) from error


def unreadable(error: pypdfium2.PdfiumError) -> LabelUnreadable:
    """A person is told in their own language what is wrong; PDFium's English words are for the log."""
    logger.warning("PDFium cannot read a label: %s", error)
    if getattr(error, "err_code", None) == FPDF_ERR_PASSWORD:
        return LabelUnreadable(Text("PDF защищён паролем", "the PDF is protected by a password"))
    return LabelUnreadable(Text("PDF повреждён", "the PDF is damaged"))


def _size(width_pt: float, height_pt: float) -> PageSize:
    return PageSize(round(points_to_mm(width_pt), 1), round(points_to_mm(height_pt), 1))
