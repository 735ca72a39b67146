"""How a pick list looks: squares to tick, goods, how many, and for which orders."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from reportlab.lib.colors import black, white
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from mmdesk.printing.drawing import BOLD, FONT, NARROW, NARROW_BOLD, register_fonts, safe
from mmdesk.printing.paper import PageSize, mm_to_points
from mmdesk.printing.tick_square import TickSquare


@dataclass(frozen=True, slots=True)
class PickLine:
    """One offer: its name, how many, what tells it apart, and the orders that need it."""

    name: str
    count: str
    note: str
    orders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PickSection:
    """A shelf with its lines; without a heading the lines stand alone."""

    heading: str
    lines: tuple[PickLine, ...]


@dataclass(frozen=True, slots=True)
class PickSheet:
    """Everything to draw, already in the reader's words; `page` has the places number and total."""

    title: str
    facts: tuple[str, ...]
    sections: tuple[PickSection, ...]
    made: str
    page: str


@dataclass(frozen=True, slots=True)
class _Look:
    """Type sizes in points, distances in millimetres."""

    face: str
    bold: str
    text: float
    small: float
    title: float
    count: float
    margin: float
    footer: float
    square: float

    def style(self, size: float, *, bold: bool = False, right: bool = False) -> ParagraphStyle:
        return ParagraphStyle(
            "line",
            fontName=self.bold if bold else self.face,
            fontSize=size,
            leading=size * 1.25,
            alignment=TA_RIGHT if right else TA_LEFT,
            splitLongWords=1,
        )


_ON_A_LABEL: Final = _Look(NARROW, NARROW_BOLD, 8, 6.5, 12, 9, margin=2.5, footer=4, square=3.2)
_ON_A_SHEET: Final = _Look(FONT, BOLD, 10, 8, 18, 12, margin=14, footer=7, square=4.5)


_ORDERS_A_ROW: Final = 24


def draw(sheet: PickSheet, page: PageSize) -> bytes:
    """Draw twice: the first time tells how many pages the second one has to name."""
    register_fonts()
    look = _ON_A_SHEET if page.is_office_sheet else _ON_A_LABEL
    _, total = _built(sheet, page, look, total=0)
    pdf, _ = _built(sheet, page, look, total=total)
    return pdf


def _built(sheet: PickSheet, page: PageSize, look: _Look, total: int) -> tuple[bytes, int]:
    stream = io.BytesIO()
    size = (page.width_pt, page.height_pt)
    document = BaseDocTemplate(stream, pagesize=size, invariant=1, title=sheet.title, author="mmdesk")
    margin, footer = mm_to_points(look.margin), mm_to_points(look.footer)
    width = page.width_pt - 2 * margin
    height = page.height_pt - 2 * margin - footer
    frame = Frame(margin, margin + footer, width, height, 0, 0, 0, 0)
    on_page = partial(_draw_footer, sheet=sheet, page=page, look=look, total=total)
    document.addPageTemplates([PageTemplate(frames=[frame], onPage=on_page)])
    document.build(_story(sheet, look, width))
    return stream.getvalue(), int(document.page)


def _draw_footer(
    canvas: Canvas, document: BaseDocTemplate, *, sheet: PickSheet, page: PageSize, look: _Look, total: int
) -> None:
    margin = mm_to_points(look.margin)
    canvas.saveState()
    canvas.setFont(look.face, look.small)
    canvas.drawString(margin, margin, sheet.made)
    number = sheet.page.format(number=document.page, total=total)
    canvas.drawRightString(page.width_pt - margin, margin, number)
    canvas.restoreState()


def _story(sheet: PickSheet, look: _Look, width: float) -> list[Flowable]:
    story: list[Flowable] = [Paragraph(safe(sheet.title), look.style(look.title, bold=True))]
    story += [Paragraph(safe(fact), look.style(look.text)) for fact in sheet.facts]
    story.append(Spacer(0, look.text))
    for section in sheet.sections:
        if section.lines:
            # Where every shelf has a heading of its own, paper is dear: the black line parts them by itself.
            story += [_section(section, look, width), Spacer(0, look.text * 0.3)]
    return story


def _section(section: PickSection, look: _Look, width: float) -> Table:
    square, count = mm_to_points(look.square) * 1.7, look.count * 4.2
    heading = [[_heading(section.heading, look), "", ""]] if section.heading else []
    rows = [*heading, *(row for line in section.lines for row in _rows(line, look))]
    columns = [square, width - square - count, count]
    table = Table(rows, colWidths=columns, repeatRows=len(heading))
    table.setStyle(TableStyle([*_grid(look), *(_BLACK_HEADING if heading else ())]))
    return table


_BLACK_HEADING: Final = (
    ("BACKGROUND", (0, 0), (-1, 0), black),
    ("SPAN", (0, 0), (-1, 0)),
    # A heading never stands at the foot of a page without its first line.
    ("NOSPLIT", (0, 0), (-1, 1)),
)


def _heading(words: str, look: _Look) -> Paragraph:
    style = look.style(look.count, bold=True)
    style.textColor = white
    return Paragraph(safe(words), style)


def _rows(line: PickLine, look: _Look) -> Iterator[list[Flowable | str]]:
    """One row, and more for orders beyond what fits on the smallest sheet, because no row goes over two."""
    parts = [
        line.orders[start : start + _ORDERS_A_ROW] for start in range(0, len(line.orders), _ORDERS_A_ROW)
    ]
    small = f'<br/><font size="{look.small:g}">'
    notes = "".join(f"{small}{safe(words)}</font>" for words in (line.note, ", ".join(parts[0])) if words)
    yield [
        TickSquare(mm_to_points(look.square)),
        Paragraph(safe(line.name) + notes, look.style(look.text)),
        Paragraph(safe(line.count), look.style(look.count, bold=True, right=True)),
    ]
    for part in parts[1:]:
        yield ["", Paragraph(safe(", ".join(part)), look.style(look.small)), ""]


def _grid(look: _Look) -> list[tuple[object, ...]]:
    everywhere = (0, 0), (-1, -1)
    pad = look.text * 0.3
    return [
        ("VALIGN", *everywhere, "TOP"),
        ("LINEBELOW", *everywhere, 0.4, black),
        *((f"{side}PADDING", *everywhere, pad) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
    ]
