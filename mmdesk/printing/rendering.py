"""PDF pages become printer dots, one to one: nothing is scaled to fit and nothing is dithered."""

from __future__ import annotations

from collections.abc import Iterator

from mmdesk.printing.bitmap import Bitmap
from mmdesk.printing.spooler import PrintDocument, PrintOptions


def rendered(document: PrintDocument, options: PrintOptions, dpi: int) -> Iterator[Bitmap]:
    """One bitmap of the whole sheet a page; raises PaperDoesNotFit before the first one.

    PDFium is held only while a page is drawn.
    """
    raise NotImplementedError
