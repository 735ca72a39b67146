from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from mmdesk.printing.label_document import LabelUnreadable
from mmdesk.printing.merge import merge
from mmdesk.printing.paper import A4, LABEL_75X120, PageSize
from mmdesk.printing.pdfium import page_sizes
from tests.printing.label_samples import printed


def label(*words: str, page: PageSize = LABEL_75X120) -> bytes:
    canvas = Canvas("", pagesize=(page.width_pt, page.height_pt), invariant=1)
    for word in words:
        canvas.drawString(20, 50, word)
        canvas.showPage()
    pdf: bytes = canvas.getpdfdata()
    return pdf


def test_one_document_is_printed_byte_for_byte() -> None:
    only = label("first")
    assert merge([only]) is only


def test_pages_keep_their_order_and_their_sizes() -> None:
    merged = merge([label("first", "second"), label("third", page=A4)])
    assert [page.text.strip() for page in printed(merged, dpi=72)] == ["first", "second", "third"]
    assert page_sizes(merged) == [LABEL_75X120, LABEL_75X120, A4]


def test_a_broken_document_among_them_is_refused() -> None:
    with pytest.raises(LabelUnreadable):
        merge([label("first"), b"%PDF-1.7 broken"])


def test_nothing_cannot_be_printed() -> None:
    with pytest.raises(ValueError, match="nothing"):
        merge([])
