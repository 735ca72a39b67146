"""Drawings of the shop's goods: one simple shape for each kind, painted in the offer's colour."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO

from PIL import Image, ImageDraw

from mmdesk.sandbox.shop_goods import COLOURS, GoodsKind

SIDE = 600
# Drawn larger and shrunk, because Pillow's shapes have no smooth edges of their own.
_SCALE = 2

RGB = tuple[int, int, int]
Point = tuple[float, float]

_PAPER: RGB = (255, 255, 255)
_WOOD: RGB = (150, 108, 66)
_METAL: RGB = (120, 122, 128)
_FLAME: RGB = (246, 176, 62)
_LEAF: RGB = (94, 132, 84)
_LIGHT: RGB = (255, 240, 196)


class Sheet:
    """A square of paper measured 0..600 in both directions, whatever its real size."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (SIDE * _SCALE, SIDE * _SCALE), _PAPER)
        self._draw = ImageDraw.Draw(self.image)

    def ellipse(self, left: float, top: float, right: float, bottom: float, paint: RGB) -> None:
        self._draw.ellipse(_scaled(left, top, right, bottom), fill=paint)

    def ring(self, left: float, top: float, right: float, bottom: float, paint: RGB, width: float) -> None:
        self._draw.ellipse(_scaled(left, top, right, bottom), outline=paint, width=int(width * _SCALE))

    def box(
        self, left: float, top: float, right: float, bottom: float, paint: RGB, radius: float = 0
    ) -> None:
        self._draw.rounded_rectangle(_scaled(left, top, right, bottom), radius=radius * _SCALE, fill=paint)

    def shape(self, points: Sequence[Point], paint: RGB) -> None:
        self._draw.polygon([(x * _SCALE, y * _SCALE) for x, y in points], fill=paint)

    def line(self, points: Sequence[Point], paint: RGB, width: float) -> None:
        self._draw.line(
            [(x * _SCALE, y * _SCALE) for x, y in points],
            fill=paint,
            width=int(width * _SCALE),
            joint="curve",
        )

    def dots(self, points: Sequence[Point], radius: float, paint: RGB) -> None:
        for x, y in points:
            self.ellipse(x - radius, y - radius, x + radius, y + radius, paint)

    def png(self) -> bytes:
        buffer = BytesIO()
        self.image.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(buffer, "PNG", optimize=False)
        return buffer.getvalue()


def draw_goods(kind: GoodsKind, colour: str) -> bytes:
    """A 600x600 PNG of such goods in a colour of the shop's palette."""
    sheet = Sheet()
    sheet.ellipse(110, 520, 490, 560, (236, 236, 236))
    _DRAWINGS[kind](sheet, COLOURS[colour].rgb)
    return sheet.png()


def _scaled(*lengths: float) -> tuple[float, ...]:
    return tuple(length * _SCALE for length in lengths)


def _darker(paint: RGB, share: float = 0.8) -> RGB:
    red, green, blue = (int(part * share) for part in paint)
    return red, green, blue


def _lighter(paint: RGB, share: float = 0.45) -> RGB:
    red, green, blue = (int(part + (255 - part) * share) for part in paint)
    return red, green, blue


def _mug(sheet: Sheet, paint: RGB) -> None:
    sheet.ring(350, 220, 530, 430, _darker(paint), 34)
    sheet.box(120, 150, 430, 540, paint, 50)
    sheet.ellipse(120, 110, 430, 200, _darker(paint))
    sheet.ellipse(145, 128, 405, 190, (92, 60, 44))
    sheet.box(160, 250, 190, 460, _lighter(paint), 15)


def _glass(sheet: Sheet, paint: RGB) -> None:
    pale = _lighter(paint, 0.65)
    sheet.shape([(150, 90), (450, 90), (410, 540), (190, 540)], pale)
    sheet.shape([(165, 260), (435, 260), (408, 525), (192, 525)], _lighter(paint, 0.3))
    sheet.shape([(188, 500), (412, 500), (408, 540), (192, 540)], paint)
    sheet.ellipse(150, 65, 450, 115, _lighter(paint, 0.8))
    sheet.ring(150, 65, 450, 115, _darker(pale), 6)
    sheet.line([(215, 150), (240, 500)], _PAPER, 14)


def _plate(sheet: Sheet, paint: RGB) -> None:
    sheet.ellipse(40, 40, 560, 560, _darker(paint, 0.9))
    sheet.ellipse(52, 48, 548, 544, paint)
    sheet.ring(130, 130, 470, 470, _darker(paint, 0.86), 10)
    sheet.ellipse(150, 150, 450, 450, _lighter(paint, 0.3))


def _bowl(sheet: Sheet, paint: RGB) -> None:
    sheet.box(220, 480, 380, 545, _darker(paint, 0.7), 18)
    sheet.image.paste(paint, _lower_half(sheet, 60, 20, 540, 520))
    sheet.ellipse(60, 215, 540, 325, _darker(paint))
    sheet.ellipse(85, 232, 515, 312, _lighter(paint))


def _lower_half(sheet: Sheet, left: float, top: float, right: float, bottom: float) -> Image.Image:
    """A mask of the lower half of an ellipse."""
    mask = Image.new("L", sheet.image.size, 0)
    middle = (top + bottom) / 2
    draw = ImageDraw.Draw(mask)
    draw.ellipse(_scaled(left, top, right, bottom), fill=255)
    draw.rectangle(_scaled(0, 0, SIDE, middle), fill=0)
    return mask


def _teapot(sheet: Sheet, paint: RGB) -> None:
    sheet.ring(30, 230, 230, 450, _darker(paint), 30)
    sheet.shape([(430, 400), (545, 210), (575, 225), (500, 470)], _darker(paint))
    sheet.ellipse(110, 190, 490, 550, paint)
    sheet.ellipse(200, 165, 400, 235, _darker(paint, 0.7))
    sheet.dots([(300, 150)], 30, _darker(paint, 0.6))
    sheet.ellipse(170, 260, 230, 400, _lighter(paint))


def _jar(sheet: Sheet, paint: RGB) -> None:
    sheet.box(140, 170, 460, 545, paint, 55)
    sheet.box(155, 90, 445, 185, _WOOD, 22)
    sheet.box(255, 50, 345, 100, _darker(_WOOD), 20)
    sheet.box(200, 290, 400, 430, _lighter(paint, 0.75), 12)
    for top in (325, 360, 395):
        sheet.line([(225, top), (375, top)], _darker(paint, 0.6), 6)


def _board(sheet: Sheet, paint: RGB) -> None:
    sheet.box(255, 30, 345, 180, paint, 36)
    sheet.box(130, 130, 470, 555, paint, 46)
    sheet.dots([(300, 78)], 18, _PAPER)
    for left in (190, 250, 320, 395):
        sheet.line([(left, 165), (left + 14, 330), (left - 6, 520)], _darker(paint, 0.88), 5)


def _pan(sheet: Sheet, paint: RGB) -> None:
    sheet.line([(380, 220), (555, 60)], _WOOD, 44)
    sheet.ellipse(40, 150, 450, 550, paint)
    sheet.ellipse(75, 185, 415, 515, _darker(paint, 0.7))
    sheet.ring(130, 240, 360, 460, _darker(paint, 0.62), 6)


def _blanket(sheet: Sheet, paint: RGB) -> None:
    for place, shade in enumerate((0.78, 0.88, 1.0)):
        top = 400 - place * 110
        sheet.box(90, top, 510, top + 130, _darker(paint, shade), 55)
        sheet.line([(120, top + 66), (480, top + 66)], _darker(paint, shade * 0.88), 8)
    for left in range(110, 500, 26):
        sheet.line([(left, 525), (left, 560)], _darker(paint, 0.78), 8)
    for left in range(130, 480, 50):
        sheet.line([(left, 195), (left + 25, 230), (left + 50, 195)], _lighter(paint), 6)


def _pillow(sheet: Sheet, paint: RGB) -> None:
    sheet.shape(
        [(60, 70), (300, 115), (540, 70), (490, 300), (540, 535), (300, 490), (60, 535), (110, 300)], paint
    )
    sheet.line([(60, 70), (300, 115), (540, 70)], _darker(paint), 8)
    sheet.line([(60, 535), (300, 490), (540, 535)], _darker(paint), 8)
    sheet.dots([(300, 300)], 20, _darker(paint, 0.65))
    for x, y in ((180, 190), (420, 190), (180, 420), (420, 420)):
        sheet.line([(300, 300), (x, y)], _darker(paint, 0.9), 6)


def _towel(sheet: Sheet, paint: RGB) -> None:
    sheet.box(50, 70, 550, 100, _METAL, 15)
    sheet.box(130, 75, 470, 520, paint, 18)
    sheet.box(130, 75, 470, 120, _darker(paint, 0.9), 18)
    for top in (400, 440):
        sheet.box(130, top, 470, top + 20, _darker(paint, 0.75))
    for left in range(138, 470, 18):
        sheet.line([(left, 515), (left, 545)], paint, 8)


def _bedding(sheet: Sheet, paint: RGB) -> None:
    sheet.box(40, 80, 80, 560, _WOOD, 12)
    sheet.box(40, 430, 560, 560, _darker(_WOOD), 12)
    sheet.box(70, 330, 560, 470, _lighter(paint, 0.75), 40)
    sheet.box(90, 240, 250, 350, _lighter(paint), 45)
    sheet.box(230, 300, 565, 500, paint, 46)
    for left in range(280, 560, 60):
        sheet.line([(left, 305), (left, 495)], _lighter(paint), 10)


def _rug(sheet: Sheet, paint: RGB) -> None:
    sheet.shape([(120, 200), (480, 200), (570, 480), (30, 480)], paint)
    sheet.shape([(155, 235), (445, 235), (505, 445), (95, 445)], _lighter(paint))
    sheet.shape([(190, 270), (410, 270), (450, 410), (150, 410)], paint)
    for left in range(40, 570, 22):
        sheet.line([(left, 480), (left, 512)], _darker(paint), 6)


def _lamp(sheet: Sheet, paint: RGB) -> None:
    sheet.shape([(210, 330), (390, 330), (470, 540), (130, 540)], _LIGHT)
    sheet.box(285, 300, 315, 520, _METAL, 8)
    sheet.ellipse(190, 495, 410, 555, _darker(_METAL))
    sheet.shape([(220, 60), (380, 60), (490, 340), (110, 340)], paint)
    sheet.line([(110, 335), (490, 335)], _darker(paint), 14)


def _garland(sheet: Sheet, paint: RGB) -> None:
    for top in (120, 260, 400):
        wire = [(x, top + 70 * math.sin(math.pi * (x - 30) / 540)) for x in range(30, 571, 30)]
        sheet.line(wire, _METAL, 6)
        bulbs = [(x, y + 26) for x, y in wire[1::3]]
        sheet.dots(bulbs, 28, _lighter(paint, 0.7))
        sheet.dots(bulbs, 18, paint)


def _candle(sheet: Sheet, paint: RGB) -> None:
    sheet.box(150, 260, 450, 545, paint, 30)
    sheet.ellipse(150, 225, 450, 305, _lighter(paint))
    sheet.line([(300, 265), (300, 205)], (60, 50, 46), 8)
    sheet.shape([(300, 60), (345, 160), (330, 208), (300, 222), (270, 208), (255, 160)], _FLAME)
    sheet.shape([(300, 130), (320, 180), (300, 210), (280, 180)], _LIGHT)
    sheet.box(205, 360, 395, 470, _lighter(paint, 0.75), 10)


def _vase(sheet: Sheet, paint: RGB) -> None:
    for x, y, shade in ((210, 70, (206, 92, 110)), (300, 45, _FLAME), (395, 80, (122, 110, 178))):
        sheet.line([(300, 260), (x, y)], _LEAF, 8)
        sheet.dots([(x, y)], 38, shade)
        sheet.dots([(x, y)], 14, _LIGHT)
    sheet.shape([(250, 220), (350, 220), (375, 320), (225, 320)], paint)
    sheet.ellipse(160, 270, 440, 550, paint)
    sheet.ellipse(245, 205, 355, 237, _darker(paint))
    sheet.ellipse(205, 340, 250, 470, _lighter(paint))


def _clock(sheet: Sheet, paint: RGB) -> None:
    sheet.ellipse(50, 30, 550, 530, paint)
    sheet.ellipse(90, 70, 510, 490, (250, 248, 242))
    for hour in range(12):
        angle = math.pi * hour / 6
        marks = [(300 + r * math.sin(angle), 280 - r * math.cos(angle)) for r in (170, 195)]
        sheet.line(marks, _darker(paint, 0.6), 10)
    sheet.line([(300, 280), (210, 220)], (50, 50, 54), 16)
    sheet.line([(300, 280), (390, 160)], (50, 50, 54), 10)
    sheet.dots([(300, 280)], 16, paint)


def _frame(sheet: Sheet, paint: RGB) -> None:
    sheet.box(90, 40, 510, 550, paint, 8)
    sheet.box(90, 40, 510, 62, _darker(paint), 8)
    sheet.box(150, 100, 450, 490, (250, 248, 242))
    sheet.box(185, 140, 415, 450, (176, 208, 226))
    sheet.dots([(360, 205)], 34, _FLAME)
    sheet.shape([(185, 450), (270, 280), (345, 400), (375, 345), (415, 450)], _LEAF)


def _basket(sheet: Sheet, paint: RGB) -> None:
    sheet.ring(180, 90, 420, 420, _darker(paint, 0.7), 22)
    sheet.shape([(90, 260), (510, 260), (455, 545), (145, 545)], paint)
    for top in range(300, 540, 40):
        inset = (top - 260) * 0.19
        sheet.line([(92 + inset, top), (508 - inset, top)], _darker(paint, 0.86), 7)
    for left in range(150, 480, 50):
        sheet.line([(left, 265), (300 + (left - 300) * 0.8, 540)], _darker(paint, 0.9), 5)
    sheet.box(80, 235, 520, 285, _darker(paint), 22)


_DRAWINGS: Mapping[GoodsKind, Callable[[Sheet, RGB], None]] = {
    GoodsKind.MUG: _mug,
    GoodsKind.GLASS: _glass,
    GoodsKind.PLATE: _plate,
    GoodsKind.BOWL: _bowl,
    GoodsKind.TEAPOT: _teapot,
    GoodsKind.JAR: _jar,
    GoodsKind.BOARD: _board,
    GoodsKind.PAN: _pan,
    GoodsKind.BLANKET: _blanket,
    GoodsKind.PILLOW: _pillow,
    GoodsKind.TOWEL: _towel,
    GoodsKind.BEDDING: _bedding,
    GoodsKind.RUG: _rug,
    GoodsKind.LAMP: _lamp,
    GoodsKind.GARLAND: _garland,
    GoodsKind.CANDLE: _candle,
    GoodsKind.VASE: _vase,
    GoodsKind.CLOCK: _clock,
    GoodsKind.FRAME: _frame,
    GoodsKind.BASKET: _basket,
}
