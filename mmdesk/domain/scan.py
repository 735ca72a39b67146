"""What a scanner's text can be: a control barcode, a marking code, a box, or the code of goods or an order.

A text is read in every way that makes sense, never in one that has to be guessed at; which reading holds is
decided by what is known, and by exact match alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mmdesk.domain.gtin import is_gtin, looks_like_gtin, spellings
from mmdesk.domain.keyboard_layout import typed_in_latin
from mmdesk.domain.marking import GS, HalfMark, MarkingCode, marking_code
from mmdesk.domain.verdict import Control

LONGEST: Final = 300
"""Characters of a scan; what is longer is no code."""
_AIM: Final = re.compile(r"\](?:[A-Za-z][0-9a-zA-Z])")
"""The identifier of the barcode's kind that many scanners put first."""
_BOX: Final = re.compile(r"([0-9]{1,12})\*([0-9A-Za-z_-]{1,40})\*([0-9]{1,4})")
_CONTROL: Final = "MMD:"
_ANSWER: Final = re.compile(r"MMD:[1-9]")
_GTIN_FIRST: Final = re.compile(r"01([0-9]{14})(.*)", re.DOTALL)
_MARK_HEAD: Final = re.compile(r"01[0-9]{14}21")
SHORTEST_HALF: Final = 4
"""Characters from which on a piece of a code is told as such."""


@dataclass(frozen=True, slots=True)
class ScannerHabits:
    """What the scanner of this workstation puts around every code."""

    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class ControlScan:
    """A control barcode; `control` is None for one that this version does not know."""

    text: str
    control: Control | None

    @property
    def is_answer(self) -> bool:
        """Whether it is one of MMD:1 to MMD:9, which answer questions."""
        return _ANSWER.fullmatch(self.text.upper()) is not None


@dataclass(frozen=True, slots=True)
class BoxScan:
    """The barcode of a box, as on its label."""

    text: str
    merchant_id: int
    shipment_id: str
    box_index: int


@dataclass(frozen=True, slots=True)
class MarkScan:
    """A marking code; by its GTIN it names the goods as well."""

    text: str
    mark: MarkingCode


@dataclass(frozen=True, slots=True)
class CodeScan:
    """A code of goods or of an order. `spelled` are all the ways in which it may be written elsewhere."""

    text: str
    spelled: tuple[str, ...]


class Fault(StrEnum):
    HALF = "half"
    JOINED = "joined"


@dataclass(frozen=True, slots=True)
class FaultyScan:
    """What certainly was not read whole, or is more than one code."""

    text: str
    fault: Fault


Scan = ControlScan | BoxScan | MarkScan | CodeScan | FaultyScan


def read(text: str, habits: ScannerHabits | None = None) -> tuple[Scan, ...]:
    """The ways to read a scan, the plain one first; none where it is empty."""
    habits = habits or ScannerHabits()
    plain = _bare(text, habits)
    latin = typed_in_latin(text)
    texts = dict.fromkeys([plain, *([_bare(latin, habits)] if latin else [])])
    return tuple(scan for each in texts if each for scan in _readings(each))


def goods_code(mark: MarkingCode) -> CodeScan:
    """The goods that a marking code is on."""
    return CodeScan(mark.text, spellings(mark.gtin))


def fault_of(text: str, expected: tuple[str, ...]) -> Fault | None:
    """What is wrong with a code that nobody knows, where that can be told.

    `expected` are the barcodes of the goods that are awaited.
    """
    if _is_joined(text, frozenset(expected)):
        return Fault.JOINED
    if len(text) >= SHORTEST_HALF and any(each != text and each.startswith(text) for each in expected):
        return Fault.HALF
    if looks_like_gtin(text) and not is_gtin(text):
        return Fault.HALF
    return None


def _bare(text: str, habits: ScannerHabits) -> str:
    """Without what the scanner adds; a GS at the ends says nothing either."""
    bare = text.strip("\r\n\t ")
    bare = bare.removeprefix(habits.prefix).removesuffix(habits.suffix)
    bare = _AIM.sub("", bare, count=1) if _AIM.match(bare) else bare
    return bare.strip("\r\n\t " + GS)


def _readings(text: str) -> Iterator[Scan]:
    if len(text) > LONGEST:
        yield FaultyScan(text[:LONGEST], Fault.JOINED)
        return
    if text.upper().startswith(_CONTROL):
        yield ControlScan(text, _control(text.upper()))
        return
    box = _BOX.fullmatch(text)
    if box is not None:
        yield BoxScan(text, int(box[1]), box[2], int(box[3]))
        return
    yield from _marked(text)


def _marked(text: str) -> Iterator[Scan]:
    try:
        mark = marking_code(text)
    except HalfMark:
        fault = Fault.JOINED if len(_MARK_HEAD.findall(text)) > 1 else Fault.HALF
        yield FaultyScan(text, fault)
        return
    if mark is not None:
        yield MarkScan(text, mark)
        return
    yield CodeScan(text, tuple(_spelled(text)))


def _spelled(text: str) -> Iterator[str]:
    yield text
    gtin = text if is_gtin(text) else _gtin_in(text)
    if gtin is not None:
        yield from (each for each in spellings(gtin) if each != text)


def _gtin_in(text: str) -> str | None:
    """The GTIN of a GS1 code without a serial number: 01, 14 digits, other groups behind them."""
    found = _GTIN_FIRST.fullmatch(text)
    return found[1] if found is not None and is_gtin(found[1]) else None


def _control(text: str) -> Control | None:
    return next((control for control in Control if control.value == text), None)


def _is_joined(text: str, expected: frozenset[str]) -> bool:
    """Whether it falls into two codes that are whole; 16 digits are the least."""
    if (
        len(text) % 2 == 0
        and len(text) >= 2 * SHORTEST_HALF
        and text[: len(text) // 2] == text[len(text) // 2 :]
    ):
        return not looks_like_gtin(text)
    return any(
        _is_whole(text[:place], expected) and _is_whole(text[place:], expected)
        for place in range(SHORTEST_HALF, len(text) - SHORTEST_HALF + 1)
        if len(text) >= 16 or text[:place] in expected
    )


def _is_whole(part: str, expected: frozenset[str]) -> bool:
    return is_gtin(part) or part in expected
