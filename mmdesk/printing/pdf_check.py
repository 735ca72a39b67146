"""Proof that a document can be printed, before anything of it leaves for a printer."""

from __future__ import annotations

from typing import Final

import pypdfium2
from pypdfium2.raw import FPDF_ERR_PASSWORD

from mmdesk.errors import Text
from mmdesk.printing.paper import PageSize, PaperUnknown, points_to_mm
from mmdesk.printing.pdfium import PDFIUM
from mmdesk.printing.print_errors import DocumentTooLong, NotAPdf, PaperDoesNotFit
from mmdesk.printing.spooler import PrintDocument

MAX_JOB_PAGES: Final = 300
MAX_JOB_BYTES: Final = 50 * 1024 * 1024

_HEAD: Final = 1024
_TAIL: Final = 2048


def document(name: str, pdf: bytes) -> PrintDocument:
    """The PDF with the sizes of its pages; raises NotAPdf, DocumentTooLong, PaperDoesNotFit."""
    if b"%PDF-" not in pdf[:_HEAD]:
        raise NotAPdf(Text("файл не начинается как PDF", "the file does not begin like a PDF"))
    if len(pdf) > MAX_JOB_BYTES:
        raise DocumentTooLong(
            Text("{mb} МБ, больше {most}", "{mb} MB, more than {most}").format(
                mb=len(pdf) // 1024**2, most=MAX_JOB_BYTES // 1024**2
            )
        )
    # The reader repairs what was cut off and shows an empty page; a label must not come out half.
    if b"%%EOF" not in pdf[-_TAIL:]:
        raise NotAPdf(Text("файл обрывается", "the file breaks off"))
    return PrintDocument(name, pdf, _pages(pdf))


def _pages(pdf: bytes) -> tuple[PageSize, ...]:
    with PDFIUM:
        opened = _opened(pdf)
        try:
            count = len(opened)
            if count > MAX_JOB_PAGES:
                raise DocumentTooLong(
                    Text("{count}, больше {most}", "{count}, more than {most}").format(
                        count=count, most=MAX_JOB_PAGES
                    )
                )
            if count == 0:
                raise NotAPdf(Text("в нём нет страниц", "it has no pages"))
            return tuple(_size(opened, index) for index in range(count))
        finally:
            opened.close()


def _opened(pdf: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == FPDF_ERR_PASSWORD:
            raise NotAPdf(Text("он защищён паролем", "it is protected by a password")) from error
        raise NotAPdf(Text("он повреждён", "it is damaged")) from error


def _size(opened: pypdfium2.PdfDocument, index: int) -> PageSize:
    try:
        page = opened[index]
    except pypdfium2.PdfiumError as error:
        raise NotAPdf(
            Text("страница {number} повреждена", "page {number} is damaged").format(number=index + 1)
        ) from error
    try:
        width, height = page.get_size()
    finally:
        page.close()
    try:
        return PageSize(round(points_to_mm(width), 1), round(points_to_mm(height), 1))
    except PaperUnknown as error:
        raise PaperDoesNotFit(error.detail) from error
