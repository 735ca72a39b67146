"""The test page: a ruler, a frame, type and two codes, to see whether a printer prints at true size."""

from __future__ import annotations

from mmdesk.language import Language
from mmdesk.printing.paper import PageSize


def ruler_page_pdf(page: PageSize, language: Language, dpi: int | None = None) -> bytes:
    """The page at exactly its size, for every sheet from 58x40 on; the same bytes for the same arguments.

    Its Code 128 and its QR hold `check_code(page, dpi)`.
    """
    raise NotImplementedError


def check_code(page: PageSize, dpi: int | None = None) -> str:
    """What a scanner has to read off the test page."""
    return f"MMD:TEST:{page.name}:{dpi or page.printer_dpi}"
