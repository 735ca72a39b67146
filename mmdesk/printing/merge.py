"""Several documents put together into one print job."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pypdfium2

from mmdesk.printing.pdfium import PDFIUM, opened, unreadable


def merge(documents: Sequence[bytes]) -> bytes:
    """All pages in the given order; a single document stays byte for byte. Raises LabelUnreadable."""
    if not documents:
        raise ValueError("nothing to merge")
    if len(documents) == 1:
        return documents[0]
    with PDFIUM:
        merged = pypdfium2.PdfDocument.new()
        try:
            for document in documents:
                _append(merged, document)
            return _saved(merged)
        finally:
            merged.close()


def _append(merged: pypdfium2.PdfDocument, document: bytes) -> None:
    with opened(document) as source:
        try:
            merged.import_pages(source)
        except pypdfium2.PdfiumError as error:
            raise unreadable(error) from error


def _saved(document: pypdfium2.PdfDocument) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
