"""Clean label HTML laid out on a sheet: every label on a page of its own, shrunk until all of it is there."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import plutoprint

from mmdesk.paths import resource
from mmdesk.printing.html_refusal import HtmlRefused, Refusal
from mmdesk.printing.paper import PageSize, mm_to_points

MAX_LABELS: Final = 100
MAX_PDF_BYTES: Final = 20 * 1024 * 1024
SMALLEST_SCALE: Final = 0.25
"""Below a quarter of its size a label is neither read nor scanned."""

_GAIN_WORTH_TURNING: Final = 1.15
_SEARCH_STEPS: Final = 6
# On a sheet this many times as long only the breaks that the label asks for remain.
_ENDLESS: Final = 50
_FONT_SCHEME: Final = "label-font:"
# A label asks for Arial and the like; the condensed cut has nearly their widths, is ours everywhere,
# and being served from here it does not depend on the fonts and the account's folders of the machine.
_FONTS: Final = {
    "regular": "DejaVuSansCondensed.ttf",
    "bold": "DejaVuSansCondensed-Bold.ttf",
}
_OUR_STYLE: Final = f"""
@font-face {{ font-family: LabelSans; font-weight: normal; src: url("{_FONT_SCHEME}regular"); }}
@font-face {{ font-family: LabelSans; font-weight: bold; src: url("{_FONT_SCHEME}bold"); }}
*, *::before, *::after {{ font-family: LabelSans !important; }}
"""
# One label gives one PDF, byte for byte, so that a label fetched again compares equal.
_NO_DATE: Final = "2000-01-01T00:00:00Z"


class _FontsOnly(plutoprint.ResourceFetcher):
    """Serves our fonts; whatever else the engine asks for is refused, even what the cleaning let through."""

    def fetch_url(self, url: str) -> plutoprint.ResourceData:
        name = _FONTS.get(url.removeprefix(_FONT_SCHEME))
        if name is None:
            raise PermissionError
        return plutoprint.ResourceData(resource("fonts", name).read_bytes(), "font/ttf")


@dataclass(frozen=True, slots=True)
class _Frame:
    """The part of the sheet that can be printed on, in points."""

    width: float
    height: float

    @property
    def turned(self) -> _Frame:
        return _Frame(self.height, self.width)


@dataclass(frozen=True, slots=True)
class _Fit:
    """A layout with everything on the sheet; the engine's own narrowing comes on top of our scale."""

    book: plutoprint.Book
    scale: float
    narrowing: float

    @property
    def size(self) -> float:
        """How large the label's own millimetre is on paper."""
        return self.scale * self.narrowing


def lay_out(html: str, page: PageSize) -> bytes:
    """A PDF whose pages are exactly `page`; raises HtmlRefused when it cannot be."""
    margin = mm_to_points(page.margin_mm)
    frame = _Frame(page.width_pt - 2 * margin, page.height_pt - 2 * margin)
    fit = _largest_fit(html, frame)
    turned = fit is None or fit.narrowing < 1 / _GAIN_WORTH_TURNING
    sideways = _largest_fit(html, frame.turned) if turned else None
    if sideways is not None and (fit is None or sideways.size > fit.size * _GAIN_WORTH_TURNING):
        return _draw(sideways, page, lambda canvas: _turn(canvas, page, margin))
    if fit is None:
        raise HtmlRefused(Refusal.DOES_NOT_FIT)
    return _draw(fit, page, lambda canvas: canvas.translate(margin, margin))


def _largest_fit(html: str, frame: _Frame) -> _Fit | None:
    """Search the largest scale at which no label runs over its page."""
    labels = _count_labels(html, frame)
    best = _fit(html, frame, 1.0, labels)
    if best is not None:
        return best
    low, high = SMALLEST_SCALE, 1.0
    best = _fit(html, frame, low, labels)
    for _ in range(_SEARCH_STEPS if best is not None else 0):
        middle = (low + high) / 2
        candidate = _fit(html, frame, middle, labels)
        low, high = (low, middle) if candidate is None else (middle, high)
        best = candidate or best
    return best


def _count_labels(html: str, frame: _Frame) -> int:
    labels = _load(html, frame.width, frame.height * _ENDLESS).get_page_count()
    if labels > MAX_LABELS:
        raise HtmlRefused(Refusal.TOO_MANY_LABELS)
    return labels


def _fit(html: str, frame: _Frame, scale: float, labels: int) -> _Fit | None:
    book = _load(html, frame.width / scale, frame.height / scale)
    if book.get_page_count() > labels:
        return None
    # The engine rounds the document's width up to a whole pixel.
    narrowing = min(1.0, math.ceil(book.get_viewport_width()) / book.get_document_width())
    fit = _Fit(book, scale, narrowing)
    return fit if fit.size >= SMALLEST_SCALE else None


def _load(html: str, width_pt: float, height_pt: float) -> plutoprint.Book:
    book = plutoprint.Book(plutoprint.PageSize(width_pt, height_pt), plutoprint.PAGE_MARGINS_NONE)
    book.custom_resource_fetcher = _FontsOnly()
    book.load_html(html, _OUR_STYLE)
    return book


def _turn(canvas: plutoprint.Canvas, page: PageSize, margin: float) -> None:
    canvas.translate(page.width_pt - margin, margin)
    canvas.rotate(math.pi / 2)


def _draw(fit: _Fit, page: PageSize, place: Callable[[plutoprint.Canvas], None]) -> bytes:
    indexes = [index for index in range(fit.book.get_page_count()) if not _is_blank(fit.book, index)]
    if not indexes:
        raise HtmlRefused(Refusal.BLANK)
    pdf = io.BytesIO()
    canvas = plutoprint.PDFCanvas.create_for_stream(pdf, plutoprint.PageSize(page.width_pt, page.height_pt))
    with canvas:
        canvas.set_metadata(plutoprint.PDF_METADATA_CREATION_DATE, _NO_DATE)
        for index in indexes:
            canvas.save_state()
            place(canvas)
            canvas.scale(fit.scale * plutoprint.UNITS_PX, fit.scale * plutoprint.UNITS_PX)
            fit.book.render_page(canvas, index)
            canvas.restore_state()
            canvas.show_page()
    if pdf.tell() > MAX_PDF_BYTES:
        raise HtmlRefused(Refusal.PDF_TOO_LARGE)
    return pdf.getvalue()


def _is_blank(book: plutoprint.Book, index: int) -> bool:
    """Nothing but white: the page after a break that no label follows."""
    size = book.get_page_size_at(index)
    width, height = (math.ceil(side / plutoprint.UNITS_PX) for side in (size.width, size.height))
    canvas = plutoprint.ImageCanvas(width, height, plutoprint.IMAGE_FORMAT_RGB24)
    with canvas:
        canvas.clear_surface(1, 1, 1)
        white = bytes(canvas.get_data())
        book.render_page(canvas, index)
        canvas.flush()
        return bytes(canvas.get_data()) == white
