"""Which lot lies in which box, and which marking codes were read, before packing is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from mmdesk.domain import status as statuses
from mmdesk.domain.lot import Lot
from mmdesk.domain.scheme import Verb
from mmdesk.domain.status import Status
from mmdesk.services.order_card import OrderCard

# A scanner ends a code with Enter, sometimes with a blank. GS (0x1D) inside a code belongs to it, and Python
# takes that for white space, too.
_AROUND_A_CODE = " \r\n\t"


class BadMark(StrEnum):
    """Why a marking code is not taken."""

    EMPTY = "empty"
    REPEATED = "repeated"
    WRONG_LAYOUT = "wrong-layout"


@dataclass(frozen=True, slots=True)
class PackState:
    """`lots` wait to be packed. `boxes` says where each lies, `used` is the highest number given before.

    Where the boxes are our own affair (ДСМ) `boxed` is false, and nobody is asked about them. `reported`:
    Megamarket sees the lots as assembled already, and a person only checks that they lie in the parcel.
    """

    lots: tuple[Lot, ...]
    boxed: bool = True
    reported: bool = False
    used: int = 0
    boxes: Mapping[int, int] = field(default_factory=dict)
    marks: Mapping[int, str] = field(default_factory=dict)

    def put(self, lot: int, box: int) -> PackState:
        """Box numbers are the person's own: gaps between them vanish in the end."""
        return replace(self, boxes={**self.boxes, lot: box})

    def all_in_one(self) -> PackState:
        return replace(self, boxes={})

    def box_of(self, lot: int) -> int:
        return self.boxes.get(lot, 1)

    def refusal_of(self, lot: int, code: str) -> BadMark | None:
        """Why this code cannot be the lot's; None when it can."""
        read = code.strip(_AROUND_A_CODE)
        if not read:
            return BadMark.EMPTY
        if not read.isascii():
            # Marking codes hold Latin letters only: the scanner types in another keyboard layout.
            return BadMark.WRONG_LAYOUT
        owners = {mark: index for index, mark in self.marks.items()}
        return BadMark.REPEATED if owners.get(read, lot) != lot else None

    def owner_of(self, code: str) -> int | None:
        """The lot to which this code was given already."""
        read = code.strip(_AROUND_A_CODE)
        return next((index for index, mark in self.marks.items() if mark == read), None)

    def take_mark(self, lot: int, code: str) -> PackState:
        """Keep a code that `refusal_of` has let pass."""
        return replace(self, marks={**self.marks, lot: code.strip(_AROUND_A_CODE)})

    def forget_mark(self, lot: int) -> PackState:
        return replace(self, marks={index: mark for index, mark in self.marks.items() if index != lot})

    @property
    def needs_marks(self) -> bool:
        return not self.reported and any(lot.needs_mark for lot in self.lots)

    @property
    def unmarked(self) -> tuple[int, ...]:
        """The lots whose marking code has not been read yet."""
        if not self.needs_marks:
            return ()
        return tuple(lot.index for lot in self.lots if lot.needs_mark and lot.index not in self.marks)

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """What is sent: the lots of each box that holds any, in the order of the boxes."""
        if not self.boxed:
            return ()
        numbers = sorted({self.box_of(lot.index) for lot in self.lots})
        return tuple(
            tuple(lot.index for lot in self.lots if self.box_of(lot.index) == box) for box in numbers
        )

    @property
    def numbered(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """The boxes under the numbers that Megamarket will give them."""
        return tuple(enumerate(self.groups, start=self.used + 1))


def of_card(card: OrderCard) -> PackState:
    """The lots that still wait, with the codes known of them. Boxes are reported where they get labels."""
    there = tuple(each for each in card.lots if each.lot.is_goods and not statuses.is_final(each.projected))
    waiting = tuple(
        each for each in there if not statuses.has_reached(each.projected, Status.PENDING_PACKING)
    )
    boxed = Verb.LABEL in card.refusals
    if not waiting and not boxed:
        return PackState(lots=tuple(each.lot for each in there), boxed=False, reported=True)
    return PackState(
        lots=tuple(each.lot for each in waiting),
        boxed=boxed,
        used=max((box.index for box in card.boxes), default=0),
        marks={each.lot.index: each.mark for each in waiting if each.mark},
    )
