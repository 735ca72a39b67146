"""Marking codes («Честный знак»): GS1 DataMatrix with a GTIN, a serial number and, as a rule, a signature.

The parts are set apart by the character GS, which many scanners in keyboard mode swallow. The lengths of the
key and of the signature are fixed, so that the places are found again from the end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from mmdesk.domain.gtin import is_gtin

GS: Final = "\x1d"
_SPELLED_GS: Final = re.compile(r"\u241d|<GS>|\{GS\}|\[GS\]|\\x1d|\\u001d|\^\]", re.IGNORECASE)
"""How scanners spell the character when they cannot type it; but for <GS> no serial number can hold these."""
_HEAD: Final = re.compile(r"01([0-9]{14})21(.*)", re.DOTALL)
_SERIAL: Final = re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}")
_SIGNED: Final = re.compile(r"91(.{4})92(.{44}|.{88})", re.DOTALL)
_CHECKED: Final = re.compile(r"93(.{4})", re.DOTALL)
_LENGTHS: Final = {"91": (4,), "92": (44, 88), "93": (4,)}
_SERIALS: Final = (6, 8, 13, 20)
"""The lengths of serial numbers that the groups of goods use: what has another one, and no group behind it to
show where it ends, was cut off."""
_CUT_BEHIND_KEY: Final = re.compile(r".{13}91.{4}9", re.DOTALL)
"""A serial number of 13 with its key and the first digit of the next group: as long as one of 20."""


@dataclass(frozen=True, slots=True)
class MarkingCode:
    """A code in its normal form: every GS in its place, none at the ends. `key` names the unit of goods."""

    gtin: str
    serial: str
    text: str

    @property
    def key(self) -> str:
        return f"01{self.gtin}21{self.serial}"


class HalfMark(ValueError):
    """Raised for what begins as a marking code and is none: cut off, or spoilt on the way."""


def marking_code(text: str) -> MarkingCode | None:
    """The code in this text; None where it is not even the beginning of one. Raises HalfMark."""
    plain = _SPELLED_GS.sub(GS, text).strip(GS)
    head = _HEAD.fullmatch(plain)
    if head is None:
        return None
    gtin, rest = head.groups()
    if not is_gtin(gtin):
        raise HalfMark(text)
    serial, tail = _parts(rest)
    if not _SERIAL.fullmatch(serial) or not all(map(_is_whole, tail)):
        raise HalfMark(text)
    return MarkingCode(gtin, serial, GS.join((f"01{gtin}21{serial}", *tail)))


def key_of(text: str) -> str:
    """What two spellings of one code have in common; of a text that is no marking code, itself."""
    try:
        code = marking_code(text)
    except HalfMark:
        code = None
    return text.strip() if code is None else code.key


def _is_whole(group: str) -> bool:
    """Whether a group behind the serial number has its length, as far as that is fixed."""
    lengths = _LENGTHS.get(group[:2])
    return lengths is None or len(group) - 2 in lengths


def _parts(rest: str) -> tuple[str, tuple[str, ...]]:
    """The serial number and the groups behind it."""
    serial, *groups = rest.split(GS)
    if groups:
        # Some scanners keep the first GS and lose the second one.
        return serial, tuple(part for group in groups for part in _apart(group) if part)
    return _without_gs(rest)


def _apart(group: str) -> tuple[str, ...]:
    signed = _SIGNED.fullmatch(group)
    return (group[:6], group[6:]) if signed else (group,)


def _without_gs(rest: str) -> tuple[str, tuple[str, ...]]:
    for length in range(1, 21):
        if _SIGNED.fullmatch(rest, length):
            return rest[:length], (rest[length : length + 6], rest[length + 6 :])
    for length in _SERIALS:
        if _CHECKED.fullmatch(rest, length):
            return rest[:length], (rest[length:],)
    is_serial = len(rest) in _SERIALS and not _CUT_BEHIND_KEY.fullmatch(rest)
    # An empty serial number is none: the code was cut off.
    return rest if is_serial else "", ()
