"""Boxes: the physical packages of a shipment, numbered from 1, every goods lot in exactly one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from mmdesk.domain.lot import Lot
from mmdesk.errors import MmdeskError, Text

_ORDER_CODE: Final = re.compile(r"[A-Za-z0-9_-]+")


class PackingRefused(MmdeskError):
    """Raised when a packing plan breaks a rule; names the lot or the box."""

    title = Text("Так упаковать нельзя", "It cannot be packed this way")


@dataclass(frozen=True, slots=True)
class Box:
    """One box as planned or as Megamarket knows it: its number and the indexes of its lots."""

    index: int
    lots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A marking code («Честный знак») read off one lot."""

    lot: int
    code: str


def order_code(shipment_id: str) -> str:
    """Our order number towards Megamarket: the shipment id itself, the same in packing, label and shipping.

    Raises PackingRefused for an id with characters an orderCode may not hold.
    """
    if not _ORDER_CODE.fullmatch(shipment_id):
        raise PackingRefused(
            Text(
                f"номер отправления «{shipment_id}» содержит недопустимые знаки",
                f"shipment id “{shipment_id}” holds characters that are not allowed",
            )
        )
    return shipment_id


def box_code(merchant_id: int, shipment_id: str, box_index: int) -> str:
    """The code in a box's barcode: merchant, order code and box number joined by asterisks."""
    return f"{merchant_id}*{order_code(shipment_id)}*{box_index}"


def number_boxes(groups: Sequence[Sequence[int]]) -> tuple[Box, ...]:
    """Number boxes from 1 in the order they were filled. Raises PackingRefused for a box without lots."""
    for number, group in enumerate(groups, start=1):
        if not group:
            raise PackingRefused(Text(f"в месте {number} нет ни одного лота", f"box {number} holds no lot"))
    return tuple(Box(index, tuple(group)) for index, group in enumerate(groups, start=1))


def check_plan(boxes: Sequence[Box], to_pack: Collection[Lot]) -> None:
    """Every lot to pack in exactly one box, nothing else in any. Raises PackingRefused naming the lot."""
    if not boxes:
        raise PackingRefused(Text("нужно хотя бы одно место", "at least one box is needed"))
    placed = Counter(index for box in boxes for index in box.lots)
    wanted = {lot.index for lot in to_pack}
    for index, times in sorted(placed.items()):
        if index not in wanted:
            raise PackingRefused(
                Text(f"лот {index} не ждёт упаковки", f"lot {index} is not waiting to be packed")
            )
        if times > 1:
            raise PackingRefused(
                Text(f"лот {index} положен больше одного раза", f"lot {index} is placed more than once")
            )
    missing = sorted(wanted - set(placed))
    if missing:
        numbers = ", ".join(map(str, missing))
        raise PackingRefused(
            Text(f"не разложены по местам: лот {numbers}", f"in no box: lot {numbers}"),
            hint=Text(
                "Положите каждый лот в место или откажитесь от него с причиной.",
                "Put every lot into a box, or reject it with a reason.",
            ),
        )


def _refuse_repeated_marks(marks: Sequence[Mark]) -> None:
    lot_of: dict[str, int] = {}
    marked: set[int] = set()
    for mark in marks:
        if mark.lot in marked:
            raise PackingRefused(
                Text(f"у лота {mark.lot} два кода маркировки", f"lot {mark.lot} has two marking codes")
            )
        other = lot_of.setdefault(mark.code, mark.lot)
        if other != mark.lot:
            raise PackingRefused(
                Text(
                    f"у лотов {other} и {mark.lot} один и тот же код маркировки",
                    f"lots {other} and {mark.lot} have the same marking code",
                )
            )
        marked.add(mark.lot)


def check_marks(marks: Sequence[Mark], to_pack: Collection[Lot]) -> None:
    """A code for every lot that needs one, none used twice. Raises PackingRefused naming the lot."""
    by_index = {lot.index: lot for lot in to_pack}
    for mark in marks:
        if mark.lot not in by_index:
            raise PackingRefused(
                Text(
                    f"код маркировки для лота {mark.lot} лишний",
                    f"the marking code for lot {mark.lot} is extra",
                )
            )
    _refuse_repeated_marks(marks)
    marked = {mark.lot for mark in marks if mark.code.strip()}
    bare = sorted(lot.index for lot in to_pack if lot.needs_mark and lot.index not in marked)
    if bare:
        raise PackingRefused(
            Text(f"лоту {bare[0]} нужен код маркировки", f"lot {bare[0]} needs a marking code"),
            hint=Text(
                "Отсканируйте код с упаковки товара.",
                "Scan the code on the goods.",
                "mmdesk orders pack --mark",
            ),
        )
