"""The sheet of control barcodes (лист управляющих штрихкодов) that hangs at the bench."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from mmdesk.errors import Text
from mmdesk.language import Language
from mmdesk.printing.drawing import BOLD, FONT, register_fonts, whole_dots, widest_bars
from mmdesk.printing.paper import A4, OFFICE_PRINTER_DPI, mm_to_points

_MARGIN_MM: Final = 14.0
_ROW_MM: Final = 34.0
_BARS_MM: Final = 15.0
_BARS_WIDTH_MM: Final = 88.0
_WIDEST_BAR_DOTS: Final = 5
_TOP_MM: Final = 40.0
_ANSWER_ROW_MM: Final = 27.0
"""Answers have no words below their names, so that all nine of them fit on one sheet."""

_TITLE: Final = Text("Управляющие штрихкоды", "Control barcodes")
_ANSWERS: Final = Text("Ответы", "Answers")
_USE: Final = Text(
    "Повесьте лист у стола упаковки: сканирование кода заменяет клавишу.",
    "Hang the sheet at the packing bench: scanning a code does what the key does.",
)
_USE_ANSWERS: Final = Text(
    "Сканируйте, когда программа спрашивает: у каждого ответа на экране своя цифра.",
    "Scan when the program asks: every answer on the screen has its digit.",
)
_ANSWER: Final = Text("Ответ {n}", "Answer {n}")


@dataclass(frozen=True, slots=True)
class _Control:
    code: str
    name: Text
    deed: Text
    key: str = ""


_CONTROLS: Final = (
    _Control(
        "MMD:NEXTBOX",
        Text("Следующее место", "Next box"),
        Text("Дальше товары кладутся в новое место.", "What follows goes into a new box."),
        "F6",
    ),
    _Control(
        "MMD:MISSING",
        Text("Товара нет", "Missing"),
        Text("Товара не хватает: затем отсканируйте причину.", "Something is missing: scan the reason next."),
        "F4",
    ),
    _Control(
        "MMD:PARK",
        Text("Отложить", "Park"),
        Text("Отложить заказ и взять другой; собранное сохранится.", "Put the order aside; nothing is lost."),
        "F8",
    ),
    _Control(
        "MMD:UNDO",
        Text("Вернуть скан", "Undo"),
        Text("Убрать последнее сканирование.", "Take the last scan back."),
        "Ctrl+Z",
    ),
    _Control(
        "MMD:DONE",
        Text("Готово", "Done"),
        Text("Закончить упаковку и напечатать этикетку.", "Finish packing and print the label."),
    ),
    _Control(
        "MMD:OK",
        Text("Понятно", "OK"),
        Text("Закрыть предупреждение на экране.", "Acknowledge the warning on the screen."),
    ),
    _Control(
        "MMD:REPRINT",
        Text("Этикетка ещё раз", "Reprint"),
        Text("Напечатать последнюю этикетку повторно.", "Print the last label again."),
        "F7",
    ),
)

CONTROL_CODES: Final = tuple(control.code for control in _CONTROLS)
_WORD: Final = "MMD:"
ANSWER_CODES: Final = tuple(f"{_WORD}{digit}" for digit in range(1, 10))
"""What the bench takes for a digit while it asks something."""


@dataclass(frozen=True, slots=True)
class _Row:
    code: str
    name: str
    deed: str


def control_sheet_pdf(language: Language) -> bytes:
    """The words of the bench on an A4 sheet, the digits of its answers on another; always the same bytes."""
    register_fonts()
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(A4.width_pt, A4.height_pt), invariant=1)
    canvas.setTitle(_TITLE.in_language(language))
    controls = [
        _Row(control.code, control.name.in_language(language), _deed(control, language))
        for control in _CONTROLS
    ]
    answers = [
        _Row(code, _ANSWER.format(n=code.removeprefix(_WORD)).in_language(language), "")
        for code in ANSWER_CODES
    ]
    _page(canvas, _TITLE.in_language(language), _USE.in_language(language), controls, _ROW_MM)
    _page(canvas, _ANSWERS.in_language(language), _USE_ANSWERS.in_language(language), answers, _ANSWER_ROW_MM)
    canvas.save()
    return stream.getvalue()


def _deed(control: _Control, language: Language) -> str:
    deed = control.deed.in_language(language)
    return f"{deed} ({control.key})" if control.key else deed


def _page(canvas: Canvas, title: str, use: str, rows: Sequence[_Row], row_mm: float) -> None:
    margin = mm_to_points(_MARGIN_MM)
    canvas.setFont(BOLD, 20)
    canvas.drawString(margin, A4.height_pt - mm_to_points(20), title)
    canvas.setFont(FONT, 10)
    canvas.drawString(margin, A4.height_pt - mm_to_points(28), use)
    canvas.setLineWidth(0.5)
    for number, row in enumerate(rows):
        top = A4.height_pt - mm_to_points(_TOP_MM + number * row_mm)
        canvas.line(margin, top, A4.width_pt - margin, top)
        _draw_row(canvas, row, top, is_left=number % 2 == 0)
    canvas.showPage()


def _draw_row(canvas: Canvas, row: _Row, top: float, *, is_left: bool) -> None:
    """Codes stand left and right in turn: a scanner held a little too high still sees only one."""
    bars_left = _MARGIN_MM + 4 if is_left else A4.width_mm - _MARGIN_MM - _BARS_WIDTH_MM
    words_left = mm_to_points(A4.width_mm - _MARGIN_MM - _BARS_WIDTH_MM if is_left else _MARGIN_MM)
    _draw_bars(canvas, row.code, whole_dots(bars_left, OFFICE_PRINTER_DPI), top)
    canvas.setFont(BOLD, 16)
    room = mm_to_points(_BARS_WIDTH_MM - 6)
    down = top - mm_to_points(10)
    for line in simpleSplit(row.name, BOLD, 16, room)[:3]:
        canvas.drawString(words_left, down, line)
        down -= 18
    canvas.setFont(FONT, 10)
    for line in simpleSplit(row.deed, FONT, 10, room)[:3]:
        canvas.drawString(words_left, down, line)
        down -= 13


def _draw_bars(canvas: Canvas, code: str, left: float, top: float) -> None:
    height, width = mm_to_points(_BARS_MM), mm_to_points(_BARS_WIDTH_MM - 4)
    found = widest_bars(code, _WIDEST_BAR_DOTS, height, width, OFFICE_PRINTER_DPI)
    assert found is not None
    foot = top - mm_to_points(7) - height
    found.drawOn(canvas, left, foot)
    canvas.setFont(FONT, 8)
    canvas.drawString(left, foot - 10, code)
