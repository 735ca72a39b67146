"""A packing in progress: which unit lies in which box, and what the next scan would mean. Knows no database.

The draft is a list of what was done, nothing else; how the order stands beside it is Megamarket's. Whatever
changes there shows at the next look: nothing of it is remembered here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Final

from mmdesk.domain.lot import Lot
from mmdesk.domain.standing import Standing
from mmdesk.domain.status import Status


class LotStand(StrEnum):
    """What a lot is to the bench."""

    TO_PACK = "to-pack"
    PACKED = "packed"
    CANCELED = "canceled"
    ASKED = "asked"
    LEAVING = "leaving"
    """We refuse it, and Megamarket does not show that yet."""


class Doing(StrEnum):
    """The kinds of entries of a draft, by the names under which they are stored."""

    PUT = "put"
    MARK = "mark"
    BOX = "box"
    OUT = "out"
    SEEN = "seen"
    """Somebody has been told that these lots leave the order."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing done: `lots` is the lot of a scan, `code` its marking code, `offer` what it is a unit of."""

    doing: Doing
    lots: tuple[int, ...] = ()
    offer: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class BenchLot:
    """A lot of goods as the bench sees it."""

    lot: Lot
    stand: LotStand

    @property
    def index(self) -> int:
        return self.lot.index

    @property
    def is_leaving(self) -> bool:
        """Whether it has no business in a box."""
        return self.stand in _LEAVING


@dataclass(frozen=True)
class Session:
    """The order and what has been done to it.

    `packed` are lots in boxes of an earlier packing, `packed_marks` their marking codes. Lots that were
    scanned and that the order shows no more count as cancelled: they lie in a box.
    """

    lots: tuple[BenchLot, ...]
    entries: tuple[Entry, ...] = ()
    packed: Mapping[int, int] = field(default_factory=dict)
    packed_marks: Mapping[int, str] = field(default_factory=dict)

    def with_entries(self, *entries: Entry) -> Session:
        return replace(self, entries=self.entries + entries)

    @cached_property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The boxes of this packing in their order; the last one is being filled and may be empty."""
        boxes: list[list[int]] = [[]]
        for entry in self.entries:
            if entry.doing is Doing.PUT:
                boxes[-1].extend(entry.lots)
            elif entry.doing is Doing.BOX:
                boxes.append([])
            elif entry.doing is Doing.OUT:
                boxes = [[lot for lot in box if lot not in entry.lots] for box in boxes]
        # A closed box that was emptied disappears.
        return tuple(tuple(box) for box in (*filter(None, boxes[:-1]), boxes[-1]))

    @cached_property
    def placed(self) -> Mapping[int, int]:
        """The number of the box in which each scanned lot lies."""
        return {lot: number for number, box in enumerate(self.groups, start=1) for lot in box}

    @cached_property
    def marks(self) -> Mapping[int, str]:
        """The marking codes of lots in a box, as they were read."""
        marks = {lot: code for lot, code in self.packed_marks.items() if lot in self.packed}
        for entry in self.entries:
            if entry.doing is Doing.PUT or entry.doing is Doing.MARK:
                marks |= {lot: entry.code for lot in entry.lots if entry.code}
            elif entry.doing is Doing.OUT:
                marks = {lot: code for lot, code in marks.items() if lot not in entry.lots}
        return marks

    @cached_property
    def all_lots(self) -> tuple[BenchLot, ...]:
        known = {each.index for each in self.lots}
        vanished = (_vanished(lot, self.entries) for lot in self.placed if lot not in known)
        return (*self.lots, *vanished)

    @property
    def open_lots(self) -> tuple[BenchLot, ...]:
        """What is still to be put into a box."""
        return tuple(
            each for each in self.all_lots if each.stand is LotStand.TO_PACK and each.index not in self.placed
        )

    @property
    def awaiting(self) -> BenchLot | None:
        """The lot whose marking code is the next scan."""
        lacking = (
            each
            for each in self.all_lots
            if each.index in self.placed and _lacks_mark(each, self.marks) and not each.is_leaving
        )
        return next(lacking, None)

    @property
    def to_take_out(self) -> tuple[BenchLot, ...]:
        """Lots that lie in a box, and leave the order."""
        out = {lot for entry in self.entries if entry.doing is Doing.OUT for lot in entry.lots}
        return tuple(
            each
            for each in self.all_lots
            if (each.is_leaving and each.index in self.placed)
            or (each.stand is LotStand.CANCELED and each.index in self.packed and each.index not in out)
        )

    @property
    def news(self) -> tuple[BenchLot, ...]:
        """Lots that leave the order, of which nobody at the bench has been told."""
        seen = {lot for entry in self.entries if entry.doing is Doing.SEEN for lot in entry.lots}
        return tuple(each for each in self.all_lots if each.is_leaving and each.index not in seen)

    @property
    def undecided(self) -> tuple[BenchLot, ...]:
        """Lots that the buyer asks to cancel: nobody can say yet whether they go along."""
        return tuple(each for each in self.all_lots if each.stand is LotStand.ASKED)

    @property
    def to_report(self) -> tuple[BenchLot, ...]:
        """Lots in a box of this packing that Megamarket has not been told of."""
        return tuple(
            each for each in self.all_lots if each.stand is LotStand.TO_PACK and each.index in self.placed
        )

    @property
    def is_complete(self) -> bool:
        """Whether every lot that goes along is in a box with all it needs, and none that does not."""
        in_the_way = (*self.open_lots, *self.to_take_out, *self.news, *self.undecided)
        return bool(self.to_report) and not in_the_way and self.awaiting is None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left: neither to pack, nor to report, nor to take out, nor undecided."""
        return not (self.open_lots or self.to_report or self.to_take_out or self.undecided)

    @property
    def boxes(self) -> tuple[tuple[int, ...], ...]:
        """The boxes with something in them, as they are reported."""
        return tuple(box for box in self.groups if box)

    def box_of(self, lot: int) -> int:
        """The number of the box in which a lot lies; 0 for none."""
        return self.placed.get(lot) or self.packed.get(lot, 0)

    def of_offer(self, offer_id: str) -> tuple[BenchLot, ...]:
        return tuple(each for each in self.all_lots if each.lot.offer_id == offer_id)


def lots_at_bench(standing: Standing, to_pack: Collection[int]) -> tuple[BenchLot, ...]:
    """The goods of an order; `to_pack` are those that its scheme would have packed now."""
    return tuple(BenchLot(lot, _stand_of(standing, lot, to_pack)) for lot in standing.shipment.goods)


def undone(entries: Sequence[Entry]) -> tuple[tuple[Entry, ...], Entry | None]:
    """The draft without the last thing that was done, and that thing; what somebody was told stays told."""
    for place in range(len(entries) - 1, -1, -1):
        if entries[place].doing is not Doing.SEEN:
            return (*entries[:place], *entries[place + 1 :]), entries[place]
    return tuple(entries), None


def _stand_of(standing: Standing, lot: Lot, to_pack: Collection[int]) -> LotStand:
    if lot.is_canceled:
        return LotStand.CANCELED
    if standing.is_leaving(lot):
        # Once its cancellation has been granted nobody asks any more.
        return LotStand.CANCELED if lot.cancel_requested else LotStand.LEAVING
    if lot.index not in to_pack:
        return LotStand.PACKED
    return LotStand.ASKED if lot.cancel_requested else LotStand.TO_PACK


def _lacks_mark(each: BenchLot, marks: Mapping[int, str]) -> bool:
    return each.lot.needs_mark and each.index not in marks


def _vanished(lot: int, entries: Iterable[Entry]) -> BenchLot:
    offer = next((each.offer for each in entries if each.doing is Doing.PUT and lot in each.lots), "")
    gone = Lot(lot, offer, offer, Decimal(0), Decimal(0), Status.MERCHANT_CANCELED)
    return BenchLot(gone, LotStand.CANCELED)


_LEAVING: Final = frozenset({LotStand.CANCELED, LotStand.ASKED, LotStand.LEAVING})
