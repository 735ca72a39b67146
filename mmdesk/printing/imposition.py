"""Pages put onto other sheets at their own size; text and bars stay what they are, none becomes a picture."""

from __future__ import annotations

from collections.abc import Sequence

from mmdesk.printing.paper import A4, PageSize
from mmdesk.printing.spooler import PrintDocument, PrintOptions


def laid_out(document: PrintDocument, options: PrintOptions) -> bytes:
    """A PDF whose every page is the sheet itself; raises PaperDoesNotFit.

    Byte for byte the document where each of its pages fills the sheet.
    """
    raise NotImplementedError


def places_on_sheet(label: PageSize, sheet: PageSize = A4) -> int:
    """How many labels of this size one sheet takes; raises PaperDoesNotFit when it takes none."""
    raise NotImplementedError


def label_sheet(
    labels: Sequence[bytes], sheet: PageSize = A4, *, first: int = 1, cut_marks: bool = True
) -> bytes:
    """All pages of all labels on sheets, row by row from the top left; a new size begins a new sheet.

    `first` is the place on the first sheet at which to begin, so that a part-used one is filled up.
    Raises NotAPdf, and PaperDoesNotFit.
    """
    raise NotImplementedError
