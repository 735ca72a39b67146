"""Labels of invented boxes as the marketplace might send them in PDF, of any size."""

from __future__ import annotations

import io

from reportlab.pdfgen.canvas import Canvas

from mmdesk.printing.drawing import FONT, register_fonts, whole_dots, widest_bars
from mmdesk.printing.paper import LABEL_75X120, PageSize
from tests.printing.label_samples import BOX_CODE


def label(*pages: PageSize, code: str = BOX_CODE) -> bytes:
    """A page a size, each with a Code 128 and something in its upper left and lower right corners."""
    register_fonts()
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    for page in pages or (LABEL_75X120,):
        canvas.setPageSize((page.width_pt, page.height_pt))
        _draw(canvas, page, code)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _draw(canvas: Canvas, page: PageSize, code: str) -> None:
    edge = whole_dots(1)
    canvas.rect(edge, page.height_pt - 2 * edge, edge, edge, stroke=0, fill=1)
    canvas.rect(page.width_pt - 3 * edge, edge, 2 * edge, edge, stroke=0, fill=1)
    canvas.setFont(FONT, 8)
    canvas.drawString(whole_dots(5), page.height_pt - whole_dots(6), "Маркировочный лист")
    left = whole_dots(4)
    found = widest_bars(code, 3, whole_dots(12), page.width_pt - left)
    assert found is not None
    found.drawOn(canvas, left, whole_dots(10))
