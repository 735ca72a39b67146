"""What an imported label is, and the refusal of one that cannot be printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from mmdesk.errors import MmdeskError, Text


class LabelUnreadable(MmdeskError):
    """Raised when what came cannot become a printable label; names its kind, never its words."""

    title = Text("Этикетка не читается", "The label cannot be read")
    hint = Text(
        "Запросите этикетку ещё раз; если не поможет, распечатайте её в личном кабинете Мегамаркета.",
        "Fetch the label again; if that does not help, print it from Megamarket's own account.",
    )


LARGER_SHEET: Final = Text(
    "Выберите в настройках печати лист побольше.", "Choose a larger sheet in the print settings."
)


class LabelSource(StrEnum):
    """In which form the marketplace sent the label."""

    PDF = "pdf"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class LabelDocument:
    """A printable label. `pdf` holds personal data: never logged, never left in a temporary file."""

    pdf: bytes = field(repr=False)
    source: LabelSource
    pages: int
    missing_pictures: int = 0
    """Pictures of an HTML label that were refused or broken: one of them may have been the barcode."""
