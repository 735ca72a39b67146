"""The colours and icons of verdicts: the same in light and dark, always with white letters on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtGui import QColor

from mmdesk.domain.verdict import Tone, Verdict

INK: Final = QColor("#FFFFFF")
GROUNDS: Final[Mapping[Tone, QColor]] = {
    Tone.RIGHT: QColor("#0E6B3D"),
    Tone.WRONG: QColor("#A3141E"),
    Tone.EXTRA: QColor("#7A4A00"),
    Tone.CANCELLED: QColor("#5B1A8C"),
    Tone.UNKNOWN: QColor("#3A4658"),
}
"""Every one of them has a contrast of 4.9 and more to the ink; NEUTRAL has no ground of its own."""

_ICONS: Final[Mapping[Tone, str]] = {
    Tone.NEUTRAL: "info",
    Tone.RIGHT: "check",
    Tone.WRONG: "cross",
    Tone.EXTRA: "warning",
    Tone.CANCELLED: "forbidden",
    Tone.UNKNOWN: "question",
}
_OWN_ICONS: Final[Mapping[Verdict, str]] = {
    Verdict.IDLE: "barcode",
    Verdict.BOX_CLOSED: "box-check",
    Verdict.FINISHED: "check-all",
    Verdict.MARK_WANTED: "barcode",
    Verdict.MARK_FIRST: "barcode",
    Verdict.PARKED: "pause",
    Verdict.UNDONE: "undo",
    Verdict.OTHERS: "lock",
    Verdict.NOT_READY: "hourglass",
    Verdict.STOPPED: "stop",
    Verdict.REPRINTED: "print",
    Verdict.PAPER_WAITS: "hourglass",
    Verdict.PAPER_STOPPED: "stop",
    Verdict.PAPER_OUT: "print",
    Verdict.TAKE_OUT: "return",
}


def icon_of(verdict: Verdict) -> str:
    return _OWN_ICONS.get(verdict) or _ICONS[verdict.tone]
