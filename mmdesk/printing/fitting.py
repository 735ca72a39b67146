"""Where a page lies on the sheet in the printer: the one rule, in millimetres, that never scales anything."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

from mmdesk.errors import Text
from mmdesk.printing.paper import PageSize
from mmdesk.printing.print_errors import PaperDoesNotFit

SLACK_MM: Final = 0.5
"""A page larger by this much still counts as fitting: programs round their pages to whole points."""


class Placement(StrEnum):
    """Where a page smaller than the sheet goes."""

    TOP_LEFT = "top_left"
    CENTRE = "centre"


class Turn(IntEnum):
    """Clockwise degrees."""

    NONE = 0
    QUARTER = 90
    HALF = 180
    THREE_QUARTERS = 270

    @property
    def swaps_sides(self) -> bool:
        return self in (Turn.QUARTER, Turn.THREE_QUARTERS)

    def then(self, other: Turn) -> Turn:
        return Turn((self + other) % 360)


@dataclass(frozen=True, slots=True)
class Fit:
    """The page turned by `turn`, its top left corner then at `left_mm`, `top_mm` of the sheet."""

    turn: Turn
    left_mm: float
    top_mm: float
    fills: bool = False
    """The page is as large as the sheet."""

    @property
    def is_as_it_is(self) -> bool:
        """The document can go out byte for byte: a printer has nothing to place or to turn."""
        return self.fills and self.turn is Turn.NONE


def fit(
    page: PageSize, sheet: PageSize, placement: Placement = Placement.TOP_LEFT, turn: Turn = Turn.NONE
) -> Fit:
    """Lay `page` on `sheet` at its own size; raises PaperDoesNotFit.

    `turn` is the wish of the printer's setup and always done. A further quarter is made only where the page
    then fills the sheet exactly. A small page lies at the top left of what the printer reaches, or centred.
    """
    wished = _turned(page, turn)
    if not _holds(sheet, wished):
        turn, wished = turn.then(Turn.QUARTER), _turned(wished, Turn.QUARTER)
        if not _fills(sheet, wished):
            raise PaperDoesNotFit(
                Text("страница {page}, лист {sheet} мм", "page {page}, sheet {sheet} mm").format(
                    page=page.name, sheet=sheet.name
                )
            )
    if _fills(sheet, wished):
        return Fit(turn, 0, 0, fills=True)
    across, down = sheet.width_mm - wished.width_mm, sheet.height_mm - wished.height_mm
    return Fit(turn, _start(across, sheet, placement), _start(down, sheet, placement))


def _turned(page: PageSize, turn: Turn) -> PageSize:
    return PageSize(page.height_mm, page.width_mm) if turn.swaps_sides else page


def _holds(sheet: PageSize, page: PageSize) -> bool:
    return page.width_mm <= sheet.width_mm + SLACK_MM and page.height_mm <= sheet.height_mm + SLACK_MM


def _fills(sheet: PageSize, page: PageSize) -> bool:
    return (
        abs(page.width_mm - sheet.width_mm) <= SLACK_MM and abs(page.height_mm - sheet.height_mm) <= SLACK_MM
    )


def _start(spare: float, sheet: PageSize, placement: Placement) -> float:
    if placement is Placement.CENTRE:
        return max(spare, 0) / 2
    # A roll begins at the print head's edge; an office printer cannot reach the rim of its sheet.
    rim = sheet.margin_mm if sheet.is_office_sheet else 0.0
    return min(rim, max(spare, 0) / 2)
