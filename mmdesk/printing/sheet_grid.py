"""How many labels of one size lie on a sheet, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from mmdesk.errors import Text
from mmdesk.printing.fitting import Turn
from mmdesk.printing.paper import PageSize
from mmdesk.printing.print_errors import PaperDoesNotFit


@dataclass(frozen=True, slots=True)
class SheetGrid:
    """Columns and rows of labels that touch each other, in the middle of what the printer reaches."""

    label: PageSize
    sheet: PageSize
    turn: Turn
    columns: int
    rows: int

    @classmethod
    def of(cls, label: PageSize, sheet: PageSize) -> Self:
        """Upright, unless turned labels are more; raises PaperDoesNotFit when there is room for none."""
        grids = [cls(label, sheet, turn, *_counts(label, sheet, turn)) for turn in (Turn.NONE, Turn.QUARTER)]
        best = max(grids, key=lambda grid: grid.places)
        if best.places == 0:
            raise PaperDoesNotFit(
                Text("этикетка {label}, лист {sheet} мм", "label {label}, sheet {sheet} mm").format(
                    label=label.name, sheet=sheet.name
                )
            )
        return best

    @property
    def places(self) -> int:
        return self.columns * self.rows

    @property
    def cell_mm(self) -> tuple[float, float]:
        return _sides(self.label, self.turn)

    @property
    def left_mm(self) -> float:
        return (self.sheet.width_mm - self.columns * self.cell_mm[0]) / 2

    @property
    def top_mm(self) -> float:
        return (self.sheet.height_mm - self.rows * self.cell_mm[1]) / 2

    def corner(self, place: int) -> tuple[float, float]:
        """Millimetres from the left and from the top to the place, counted from 0 row by row."""
        row, column = divmod(place, self.columns)
        width, height = self.cell_mm
        return self.left_mm + column * width, self.top_mm + row * height


def _sides(label: PageSize, turn: Turn) -> tuple[float, float]:
    sides = label.width_mm, label.height_mm
    return (sides[1], sides[0]) if turn.swaps_sides else sides


def _counts(label: PageSize, sheet: PageSize, turn: Turn) -> tuple[int, int]:
    width, height = _sides(label, turn)
    # A tenth more, because a size that was rounded up must not cost a whole column.
    return (
        int((sheet.width_mm - 2 * sheet.margin_mm + 0.1) // width),
        int((sheet.height_mm - 2 * sheet.margin_mm + 0.1) // height),
    )
