"""Sheet sizes and the way from millimetres to PDF points and printer dots."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Self

from mmdesk.errors import MmdeskError, Text

MM_PER_INCH: Final = 25.4
POINTS_PER_INCH: Final = 72.0
LABEL_PRINTER_DPI: Final = 203
"""Eight dots a millimetre, what warehouse label printers have."""

OFFICE_PRINTER_DPI: Final = 300
"""The least that printers of office sheets have."""

_SHORTEST_MM: Final = 20.0
_LONGEST_MM: Final = 500.0
_OFFICE_WIDTH_MM: Final = 148.0
_SIZE: Final = re.compile(r"(\d{1,3}(?:[.,]\d)?)\s*[x×х*]\s*(\d{1,3}(?:[.,]\d)?)", re.IGNORECASE)


class PaperUnknown(MmdeskError):
    """Raised when a sheet size cannot be read or no printer could hold it."""

    title = Text("Такого размера листа нет", "There is no such sheet size")
    hint = Text(
        "Укажите ширину и высоту в миллиметрах, например 75x120, или A4.",
        "Give width and height in millimetres, such as 75x120, or A4.",
    )


@dataclass(frozen=True, slots=True)
class PageSize:
    """A sheet as it is read, in millimetres: 100x70 is wider than high."""

    width_mm: float
    height_mm: float

    def __post_init__(self) -> None:
        for side in (self.width_mm, self.height_mm):
            if not _SHORTEST_MM <= side <= _LONGEST_MM:
                raise PaperUnknown(f"{self.width_mm:g}x{self.height_mm:g}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `75x120`, `75×120` or the name of a known sheet; raises PaperUnknown."""
        known = PAPERS.get(text.strip().upper().replace("А", "A")) or PAPERS.get(text.strip().lower())
        if known is not None:
            return cls(known.width_mm, known.height_mm)
        match = _SIZE.fullmatch(text.strip())
        if match is None:
            raise PaperUnknown(text[:40])
        width, height = (float(side.replace(",", ".")) for side in match.groups())
        return cls(width, height)

    @property
    def name(self) -> str:
        """What `parse` reads back: the name of a known sheet, else `75x120`."""
        names = (name for name, known in PAPERS.items() if known == self)
        return next(names, f"{self.width_mm:g}x{self.height_mm:g}")

    @property
    def width_pt(self) -> float:
        return mm_to_points(self.width_mm)

    @property
    def height_pt(self) -> float:
        return mm_to_points(self.height_mm)

    @property
    def margin_mm(self) -> float:
        """The rim that printers of this kind of sheet cannot reach."""
        return 5.0 if self.is_office_sheet else 1.0

    @property
    def is_office_sheet(self) -> bool:
        """A sheet for an ordinary printer rather than a roll of labels."""
        return self.width_mm >= _OFFICE_WIDTH_MM

    @property
    def printer_dpi(self) -> int:
        """The coarsest printer to expect behind this kind of sheet."""
        return OFFICE_PRINTER_DPI if self.is_office_sheet else LABEL_PRINTER_DPI

    def dots(self, dpi: int = LABEL_PRINTER_DPI) -> tuple[int, int]:
        """Width and height as a printer of this resolution counts them."""
        return mm_to_dots(self.width_mm, dpi), mm_to_dots(self.height_mm, dpi)


def mm_to_points(mm: float) -> float:
    return mm * POINTS_PER_INCH / MM_PER_INCH


def points_to_mm(points: float) -> float:
    return points * MM_PER_INCH / POINTS_PER_INCH


def mm_to_dots(mm: float, dpi: int) -> int:
    """The nearest whole dot: half a dot more or less is beyond any printer's feed."""
    return round(mm * dpi / MM_PER_INCH)


LABEL_75X120: Final = PageSize(75, 120)
LABEL_100X150: Final = PageSize(100, 150)
LABEL_100X70: Final = PageSize(100, 70)
LABEL_58X40: Final = PageSize(58, 40)
A4: Final = PageSize(210, 297)

PAPERS: Final[Mapping[str, PageSize]] = MappingProxyType(
    {
        "75x120": LABEL_75X120,
        "100x150": LABEL_100X150,
        "100x70": LABEL_100X70,
        "58x40": LABEL_58X40,
        "A4": A4,
    }
)
"""The sheets offered in the settings, by the name under which they are stored."""
