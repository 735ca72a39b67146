"""How a packing list looks: one drawing for office sheets and for rolls of labels, in two sizes of type."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from reportlab.lib.colors import Color, black, white
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from mmdesk.printing.drawing import FONT, NARROW, register_fonts, safe, whole_dots, widest_bars, width_of
from mmdesk.printing.paper import PageSize, mm_to_points
from mmdesk.printing.tick_square import TickSquare


@dataclass(frozen=True, slots=True)
class Line:
    """A name, what stands against it, and a small note below the name."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One box: its heading and a line a lot."""

    heading: Line
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything to draw, already in the reader's words; `page` has the places number and total."""

    title: str
    number: str
    facts: tuple[Line, ...]
    sections: tuple[Section, ...]
    sums: tuple[Line, ...]
    due: Line
    signatures: tuple[str, ...]
    printed: str
    page: str


@dataclass(frozen=True, slots=True)
class _Look:
    """Type sizes in points, distances in millimetres, the barcode's narrow bar in printer dots."""

    face: str
    text: float
    small: float
    large: float
    number: float
    margin: float
    footer: float
    square: float
    bar_height: float
    bar_dots: int

    @property
    def bold_face(self) -> str:
        return f"{self.face}-Bold"

    def style(
        self, size: float, *, bold: bool = False, right: bool = False, colour: Color = black
    ) -> ParagraphStyle:
        return ParagraphStyle(
            "line",
            fontName=self.bold_face if bold else self.face,
            fontSize=size,
            leading=size * 1.25,
            alignment=TA_RIGHT if right else TA_LEFT,
            textColor=colour,
            splitLongWords=1,
        )

    def width_of(self, text: str, size: float, *, bold: bool = False) -> float:
        return width_of(text, self.bold_face if bold else self.face, size)


_ON_A_LABEL: Final = _Look(NARROW, 8, 6.5, 10, 16, margin=2.5, footer=4, square=3.2, bar_height=9, bar_dots=3)
_ON_A_SHEET: Final = _Look(FONT, 10, 8, 13, 26, margin=14, footer=7, square=4.2, bar_height=13, bar_dots=3)


def draw(sheet: Sheet, page: PageSize) -> bytes:
    """Draw twice: the first time tells how many pages the second one has to name."""
    register_fonts()
    look = _ON_A_SHEET if page.is_office_sheet else _ON_A_LABEL
    pages = _build(sheet, page, look, total=0).page
    return _build(sheet, page, look, total=pages).pdf


@dataclass(frozen=True, slots=True)
class _Built:
    pdf: bytes
    page: int


def _build(sheet: Sheet, page: PageSize, look: _Look, total: int) -> _Built:
    stream = io.BytesIO()
    size = (page.width_pt, page.height_pt)
    title = f"{sheet.title} {sheet.number}"
    document = BaseDocTemplate(stream, pagesize=size, invariant=1, title=title, author="mmdesk")
    margin, footer = whole_dots(look.margin), mm_to_points(look.footer)
    width = page.width_pt - 2 * margin
    frame = Frame(
        margin,
        margin + footer,
        width,
        page.height_pt - 2 * margin - footer,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    on_page = partial(_draw_footer, sheet=sheet, page=page, look=look, total=total)
    document.addPageTemplates([PageTemplate(frames=[frame], onPage=on_page)])
    document.build(_story(sheet, look, width))
    return _Built(stream.getvalue(), document.page)


def _draw_footer(
    canvas: Canvas, document: BaseDocTemplate, *, sheet: Sheet, page: PageSize, look: _Look, total: int
) -> None:
    margin = whole_dots(look.margin)
    canvas.saveState()
    canvas.setFont(look.face, look.small)
    canvas.drawString(margin, margin, f"{sheet.number} · {sheet.printed}")
    number = sheet.page.format(number=document.page, total=total)
    canvas.drawRightString(page.width_pt - margin, margin, number)
    canvas.restoreState()


def _story(sheet: Sheet, look: _Look, width: float) -> list[Flowable]:
    gap = look.text * 0.6
    story: list[Flowable] = [*_head(sheet, look, width), Spacer(0, gap)]
    story += [Paragraph(_fact(fact, look), look.style(look.text)) for fact in sheet.facts]
    for section in sheet.sections:
        story += [Spacer(0, gap), _section(section, look, width)]
    sums, signatures = _sums(sheet, look, width), _signatures(sheet.signatures, look, width)
    return [*story, Spacer(0, gap), KeepTogether(sums), Spacer(0, gap), KeepTogether(signatures)]


def _head(sheet: Sheet, look: _Look, width: float) -> list[Flowable]:
    title = Paragraph(safe(sheet.title), look.style(look.large, bold=True))
    number = Paragraph(safe(sheet.number), look.style(look.number, bold=True))
    return [title, number, _barcode(sheet.number, look, width)]


def _barcode(number: str, look: _Look, width: float) -> Flowable:
    found = widest_bars(number, look.bar_dots, mm_to_points(look.bar_height), width)
    if found is None:
        return Spacer(0, 0)
    found.hAlign = "LEFT"
    return found


def _section(section: Section, look: _Look, width: float) -> Table:
    square = mm_to_points(look.square) * 1.6
    widest = max((look.width_of(line.value, look.text) for line in section.lines), default=0.0)
    price = max(look.text * 7.5, widest + look.text)
    rows = [_heading_row(section.heading, look), *(_lot_row(line, look) for line in section.lines)]
    table = Table(rows, colWidths=[square, width - square - price, price], repeatRows=1)
    table.setStyle(
        TableStyle([*_grid(look), ("BACKGROUND", (0, 0), (-1, 0), black), ("SPAN", (0, 0), (1, 0))])
    )
    return table


def _heading_row(heading: Line, look: _Look) -> list[Flowable | str]:
    name = Paragraph(safe(heading.name), look.style(look.text, bold=True, colour=white))
    return [
        name,
        "",
        Paragraph(safe(heading.value), look.style(look.text, bold=True, right=True, colour=white)),
    ]


def _lot_row(line: Line, look: _Look) -> list[Flowable | str]:
    note = f'<br/><font size="{look.small:g}">{safe(line.note)}</font>' if line.note else ""
    name = Paragraph(safe(line.name) + note, look.style(look.text))
    return [
        TickSquare(mm_to_points(look.square)),
        name,
        Paragraph(safe(line.value), look.style(look.text, right=True)),
    ]


def _sums(sheet: Sheet, look: _Look, width: float) -> Table:
    rows = [_sum_row(line, look.style(look.text), look.style(look.text, right=True)) for line in sheet.sums]
    large = look.style(look.large, bold=True), look.style(look.large, bold=True, right=True)
    # What is due may be the shortest of the sums: nothing, of an order that is paid.
    widest = max((look.width_of(line.value, look.text) for line in sheet.sums), default=0.0)
    value = max(look.width_of(sheet.due.value, look.large, bold=True), widest) + look.text
    table = Table([*rows, _sum_row(sheet.due, *large)], colWidths=[width - value, value])
    table.setStyle(TableStyle([*_grid(look), ("BOX", (0, -1), (-1, -1), 1.2, black)]))
    return table


def _sum_row(line: Line, name: ParagraphStyle, value: ParagraphStyle) -> list[Flowable]:
    return [Paragraph(safe(line.name), name), Paragraph(safe(line.value), value)]


def _signatures(names: Sequence[str], look: _Look, width: float) -> Table:
    """A name and a line to sign on, one below the other."""
    rows = [[Paragraph(safe(name), look.style(look.small)), ""] for name in names]
    longest = max(look.width_of(name, look.small) for name in names)
    table = Table(
        rows, colWidths=[longest + look.text, width - longest - look.text], rowHeights=look.text * 2.4
    )
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
                ("LINEBELOW", (1, 0), (1, -1), 0.5, black),
                *_padding(0, look.text * 0.15),
            ]
        )
    )
    return table


def _grid(look: _Look) -> list[tuple[object, ...]]:
    return [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEADING", (0, 0), (-1, -1), look.text),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, black),
        *_padding(look.text * 0.3, look.text * 0.3),
    ]


def _padding(sides: float, ends: float) -> list[tuple[object, ...]]:
    everywhere = (0, 0), (-1, -1)
    return [
        ("LEFTPADDING", *everywhere, sides),
        ("RIGHTPADDING", *everywhere, sides),
        ("TOPPADDING", *everywhere, ends),
        ("BOTTOMPADDING", *everywhere, ends),
    ]


def _fact(fact: Line, look: _Look) -> str:
    return f'<font name="{look.bold_face}">{safe(fact.name)}:</font> {safe(fact.value)}'
