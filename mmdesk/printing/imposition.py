"""Pages put onto other sheets at their own size; text and bars stay what they are, none becomes a picture."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import pypdfium2
from pypdfium2.raw import FLAT_PRINT, FPDFPage_Flatten

from mmdesk.errors import Text
from mmdesk.printing.cut_marks import cut_marks_pdf
from mmdesk.printing.drawing import whole_dots
from mmdesk.printing.fitting import Fit, Turn, fit
from mmdesk.printing.paper import A4, PageSize, points_to_mm
from mmdesk.printing.pdf_check import document as checked
from mmdesk.printing.pdfium import PDFIUM, opened
from mmdesk.printing.print_errors import PaperDoesNotFit
from mmdesk.printing.sheet_grid import SheetGrid
from mmdesk.printing.spooler import PrintDocument, PrintOptions


def laid_out(document: PrintDocument, options: PrintOptions) -> bytes:
    """A PDF whose every page is the sheet itself; raises PaperDoesNotFit.

    Byte for byte the document where each of its pages fills the sheet.
    """
    fits = [fit(page, options.paper, options.placement, options.turn) for page in document.pages]
    if all(place.is_as_it_is for place in fits):
        return document.pdf
    with opened(document.pdf) as source:
        made = pypdfium2.PdfDocument.new()
        try:
            for index, place in enumerate(fits):
                sheet = made.new_page(options.paper.width_pt, options.paper.height_pt)
                _put(source, index, made, sheet, _Spot(document.pages[index], options.paper, place))
                sheet.gen_content()
                sheet.close()
            return _saved(made)
        finally:
            made.close()


def places_on_sheet(label: PageSize, sheet: PageSize = A4) -> int:
    """How many labels of this size one sheet takes; raises PaperDoesNotFit when it takes none."""
    return SheetGrid.of(label, sheet).places


def label_sheet(
    labels: Sequence[bytes], sheet: PageSize = A4, *, first: int = 1, cut_marks: bool = True
) -> bytes:
    """All pages of all labels on sheets, row by row from the top left; a new size begins a new sheet.

    `first` is the place on the first sheet at which to begin, so that a part-used one is filled up.
    Raises NotAPdf, and PaperDoesNotFit.
    """
    documents = [checked("", label) for label in labels]
    sheets = list(_sheets(documents, sheet, first))
    if not sheets:
        raise ValueError("no label")
    base = cut_marks_pdf(sheet, [(each.grid, each.places if cut_marks else ()) for each in sheets])
    with opened(base) as made:
        for page, each in zip(range(len(sheets)), sheets, strict=True):
            _fill(made, page, each, documents)
        return _saved(made)


@dataclass(frozen=True, slots=True)
class _Label:
    document: int
    page: int
    size: PageSize


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet: the place of its first label, counted from 0, and its labels in a row."""

    grid: SheetGrid
    start: int
    labels: tuple[_Label, ...]

    @property
    def places(self) -> range:
        return range(self.start, self.start + len(self.labels))


def _sheets(documents: Sequence[PrintDocument], sheet: PageSize, first: int) -> Iterator[_Sheet]:
    labels = [
        _Label(index, page, size)
        for index, document in enumerate(documents)
        for page, size in enumerate(document.pages)
    ]
    start = first - 1
    for size, group in groupby(labels, key=lambda label: label.size):
        grid = SheetGrid.of(size, sheet)
        if not 0 <= start < grid.places:
            raise PaperDoesNotFit(
                Text("место {first}, на листе их {places}", "place {first}, the sheet has {places}").format(
                    first=first, places=grid.places
                )
            )
        waiting = list(group)
        while waiting:
            room = grid.places - start
            yield _Sheet(grid, start, tuple(waiting[:room]))
            waiting, start = waiting[room:], 0


def _fill(made: pypdfium2.PdfDocument, index: int, each: _Sheet, documents: Sequence[PrintDocument]) -> None:
    page = made[index]
    try:
        for place, label in zip(each.places, each.labels, strict=True):
            left, top = each.grid.corner(place)
            spot = _Spot(label.size, each.grid.sheet, Fit(each.grid.turn, left, top))
            with opened(documents[label.document].pdf) as source:
                _put(source, label.page, made, page, spot)
        page.gen_content()
    finally:
        page.close()


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a page of this size goes on a sheet."""

    page: PageSize
    sheet: PageSize
    place: Fit

    def matrix(self, width_pt: float, height_pt: float) -> pypdfium2.PdfMatrix:
        """Of a page as large as it really is, which differs from its rounded size by a hair."""
        dpi = self.sheet.printer_dpi
        across, down = self._shift(width_pt, height_pt, dpi)
        return (
            pypdfium2.PdfMatrix()
            .rotate(int(self.place.turn))
            .translate(
                whole_dots(self.place.left_mm, dpi) + across,
                self.sheet.height_pt - whole_dots(self.place.top_mm, dpi) - down,
            )
        )

    def _shift(self, width: float, height: float, dpi: int) -> tuple[float, float]:
        """What brings the page back after turning it about its lower left corner: to the right, and down.

        The dots of a page count from its upper left corner, and stay on the printer's dots when it is turned.
        """
        dots_width, dots_height = (whole_dots(points_to_mm(side), dpi) for side in (width, height))
        match self.place.turn:
            case Turn.NONE:
                return 0.0, height
            case Turn.QUARTER:
                return dots_height - height, 0.0
            case Turn.HALF:
                return dots_width, dots_height - height
            case Turn.THREE_QUARTERS:
                return height, dots_width


def _put(
    source: pypdfium2.PdfDocument,
    index: int,
    made: pypdfium2.PdfDocument,
    sheet: pypdfium2.PdfPage,
    spot: _Spot,
) -> None:
    page = source[index]
    try:
        width, height = page.get_size()
        # Notes and filled-in fields lie above a page and would stay behind.
        FPDFPage_Flatten(page, FLAT_PRINT)
    finally:
        page.close()
    drawing = source.page_as_xobject(index, made).as_pageobject()
    drawing.set_matrix(spot.matrix(width, height))
    sheet.insert_obj(drawing)


def _saved(document: pypdfium2.PdfDocument) -> bytes:
    stream = io.BytesIO()
    with PDFIUM:
        document.save(stream)
    return stream.getvalue()
