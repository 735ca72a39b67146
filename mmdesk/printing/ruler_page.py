"""The test page: a ruler, a frame, type and two codes, to see whether a printer prints at true size."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from mmdesk.errors import Text
from mmdesk.language import Language
from mmdesk.printing.drawing import (
    BOLD,
    FONT,
    QR_QUIET_MODULES,
    dot_pt,
    draw_qr,
    qr_modules,
    register_fonts,
    whole_dots,
    widest_bars,
    width_of,
)
from mmdesk.printing.paper import PageSize, mm_to_points

CHECK_CODE: Final = "MMD:TEST"
"""What a scanner has to read off the Code 128 of every test page."""

_FRAME_MM: Final = 1.0
_RULER_MM: Final = 7.0
_TICKS: Final = ((10, 3.2), (5, 2.2), (1, 1.2))
_TITLE: Final = Text("Проверка печати", "Print test")
_SIZE: Final = Text("{size} мм, {dpi} точек на дюйм", "{size} mm, {dpi} dpi")
_ADVICE: Final = (
    Text("Десять делений — ровно 10 мм?", "Are ten marks exactly 10 mm?"),
    Text("Рамка видна со всех сторон?", "Is the frame whole on every side?"),
    Text("Оба кода читаются сканером?", "Does the scanner read both codes?"),
)
_SAMPLE: Final = "Съешь ещё этих мягких булок"
"""In both languages: it is Cyrillic that printers get wrong."""


def ruler_page_pdf(page: PageSize, language: Language, dpi: int | None = None) -> bytes:
    """The page at exactly its size, for every sheet from 58x40 on; the same bytes for the same arguments.

    Its Code 128 holds CHECK_CODE, its QR `check_words(page, dpi)`; both stand on the dots of `dpi`, which is
    the sheet's usual one unless given.
    """
    register_fonts()
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(page.width_pt, page.height_pt), invariant=1)
    canvas.setTitle(f"{_TITLE.in_language(language)} {page.name}")
    drawing = _Drawing(canvas, page, language, dpi or page.printer_dpi)
    drawing.frame()
    drawing.rulers()
    drawing.words(drawing.qr())
    drawing.bars()
    canvas.save()
    return stream.getvalue()


def check_words(page: PageSize, dpi: int | None = None) -> str:
    """What a scanner has to read off the test page's QR."""
    return f"{CHECK_CODE} {page.name} {dpi or page.printer_dpi}"


@dataclass(frozen=True, slots=True)
class _Drawing:
    """One test page on its canvas; distances in millimetres from the upper left corner."""

    canvas: Canvas
    page: PageSize
    language: Language
    dpi: int

    @property
    def _scale(self) -> float:
        """Larger sheets have larger type."""
        return min(2.0, self.page.width_mm / 58)

    def _x(self, mm: float) -> float:
        return mm_to_points(mm)

    def _y(self, mm: float) -> float:
        return self.page.height_pt - mm_to_points(mm)

    def _say(self, words: Text) -> str:
        return words.in_language(self.language)

    def frame(self) -> None:
        self.canvas.setLineWidth(2 * dot_pt(self.dpi))
        rim = mm_to_points(_FRAME_MM)
        self.canvas.rect(rim, rim, self.page.width_pt - 2 * rim, self.page.height_pt - 2 * rim)

    def rulers(self) -> None:
        """Marks count from the edges of the sheet, so the first one shown is the frame's own millimetre."""
        self.canvas.setLineWidth(dot_pt(self.dpi))
        self.canvas.setFont(FONT, 5)
        for mm in range(2, int(self.page.width_mm - _FRAME_MM) + 1):
            length = _tick(mm)
            self.canvas.line(self._x(mm), self._y(_FRAME_MM), self._x(mm), self._y(_FRAME_MM + length))
            if mm % 10 == 0:
                self.canvas.drawCentredString(self._x(mm), self._y(_FRAME_MM + 5.4), str(mm))
        for mm in range(2, int(self.page.height_mm - _FRAME_MM) + 1):
            length = _tick(mm)
            self.canvas.line(self._x(_FRAME_MM), self._y(mm), self._x(_FRAME_MM + length), self._y(mm))
            if mm % 10 == 0:
                self.canvas.drawString(self._x(_FRAME_MM + 3.5), self._y(mm) - 1.7, str(mm))

    def qr(self) -> float:
        """Draw at the upper right; return where it begins from the left, in millimetres."""
        text = check_words(self.page, self.dpi)
        module = whole_dots(0.375 * self._scale, self.dpi)
        quiet = QR_QUIET_MODULES * module
        side = len(qr_modules(text)) * module + quiet
        dot = dot_pt(self.dpi)
        left = (self.page.width_pt - mm_to_points(_FRAME_MM) - side) // dot * dot
        top = self.page.height_pt - whole_dots(_RULER_MM, self.dpi) - quiet
        draw_qr(self.canvas, text, left, top, module)
        return (left - quiet) / mm_to_points(1)

    def words(self, room_ends_mm: float) -> None:
        """Three sizes of type, made narrower where the sheet is."""
        millimetres = f"{self.page.width_mm:g}x{self.page.height_mm:g}"
        size = self._say(_SIZE.format(size=millimetres, dpi=self.dpi))
        lines = [
            (self._say(_TITLE), BOLD, 11.0),
            (size, FONT, 8.0),
            (_SAMPLE, FONT, 6.0),
            *((self._say(advice), FONT, 4.5) for advice in _ADVICE),
        ]
        room = mm_to_points(room_ends_mm - _RULER_MM - 1)
        down = self._y(_RULER_MM)
        for text, face, points in lines:
            wished = points * self._scale
            fitting = min(wished, wished * room / width_of(text, face, wished))
            down -= fitting * 1.3
            self.canvas.setFont(face, fitting)
            self.canvas.drawString(self._x(_RULER_MM + 1), down, text)

    def bars(self) -> None:
        """At the foot of the sheet, with its words below for somebody without a scanner."""
        left = whole_dots(_RULER_MM + 3, self.dpi)
        width = self.page.width_pt - left - mm_to_points(_FRAME_MM)
        height = mm_to_points(min(20.0, self.page.height_mm * 0.17))
        found = widest_bars(CHECK_CODE, round(0.5 * self.dpi / 25.4), height, width, self.dpi)
        if found is None:
            return
        foot = mm_to_points(_FRAME_MM + 1)
        self.canvas.setFont(FONT, 6)
        self.canvas.drawString(left, foot, CHECK_CODE)
        found.drawOn(self.canvas, left, foot + 7)


def _tick(mm: int) -> float:
    return next(length for step, length in _TICKS if mm % step == 0)
