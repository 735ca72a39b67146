"""Empty sheets with the marks along which labels are cut apart."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from mmdesk.printing.paper import PageSize, mm_to_points
from mmdesk.printing.sheet_grid import SheetGrid

_ARM_MM: Final = 2.5
_THIN_PT: Final = 0.25


def cut_marks_pdf(sheet: PageSize, grids: Sequence[tuple[SheetGrid, Sequence[int]]]) -> bytes:
    """One page a grid, with a small cross at every corner of the places named."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(sheet.width_pt, sheet.height_pt), invariant=1)
    for grid, places in grids:
        canvas.setLineWidth(_THIN_PT)
        for across, down in sorted({corner for place in places for corner in _corners(grid, place)}):
            _cross(canvas, mm_to_points(across), sheet.height_pt - mm_to_points(down))
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _corners(grid: SheetGrid, place: int) -> list[tuple[float, float]]:
    left, top = grid.corner(place)
    width, height = grid.cell_mm
    return [(round(left + x, 3), round(top + y, 3)) for x in (0, width) for y in (0, height)]


def _cross(canvas: Canvas, x: float, y: float) -> None:
    arm = mm_to_points(_ARM_MM)
    canvas.line(x - arm, y, x + arm, y)
    canvas.line(x, y - arm, x, y + arm)
