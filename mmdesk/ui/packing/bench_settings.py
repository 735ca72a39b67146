"""What a workstation keeps of its bench: how its scanner writes, and how loud it is. Without Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from mmdesk.ui.packing.burst import PACE_MS, Habits

PACE_RANGE: Final = (15, 250)
"""Milliseconds between two keys: no scanner keeps below it; above it, typing would be a scan."""
_LONGEST: Final = 32
_NAMES: Final[Mapping[int, str]] = {
    **{code: "�" for code in range(0x20) if chr(code) not in "\n\t"},
    0x1C: "[FS]",
    0x1D: "[GS]",
    0x1E: "[RS]",
    0x1F: "[US]",
}
"""Unicode has pictures of them, «␝» for GS, but many fonts have not: they would be boxes again."""


@dataclass(frozen=True, slots=True)
class BenchSettings:
    """`volume` in percent, 0 is silent. `serial_port` is empty while the scanner is a keyboard."""

    volume: int = 80
    prefix: str = ""
    suffix: str = ""
    pace_ms: int = PACE_MS
    serial_port: str = ""
    serial_baud: int = 9600

    @property
    def habits(self) -> Habits:
        return Habits(self.pace_ms, self.prefix, self.suffix)

    def document(self) -> dict[str, object]:
        """As the workstation's file keeps it."""
        return asdict(self)


def settings_of(document: Mapping[str, object]) -> BenchSettings:
    """What can be read of it; a strange value counts as the usual one."""
    usual = BenchSettings()
    return BenchSettings(
        volume=_number(document.get("volume"), usual.volume, 0, 100),
        prefix=_text(document.get("prefix")),
        suffix=_text(document.get("suffix")),
        pace_ms=_number(document.get("pace_ms"), usual.pace_ms, *PACE_RANGE),
        serial_port=_text(document.get("serial_port"), 255),
        serial_baud=_number(document.get("serial_baud"), usual.serial_baud, 1200, 1_000_000),
    )


def pace_for(longest_pause_ms: int) -> int:
    """What to set for a scanner whose keys have been this far apart: half as much again, and within range."""
    least, most = PACE_RANGE
    return min(most, max(PACE_MS, least, longest_pause_ms * 3 // 2))


def shown(scan: str) -> str:
    """A scan so that one sees what has no picture: GS and other control characters."""
    told = with_names(scan)
    return "".join(letter if letter.isprintable() else "�" for letter in told)


def with_names(words: str) -> str:
    """A sentence with a code in it: control characters by their names; lines stay lines."""
    return words.translate(_NAMES)


def _number(value: object, usual: int, least: int, most: int) -> int:
    return value if type(value) is int and least <= value <= most else usual


def _text(value: object, longest: int = _LONGEST) -> str:
    return value if isinstance(value, str) and len(value) <= longest else ""
