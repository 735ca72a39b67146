"""What label printers answer when they are asked how they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from mmdesk.errors import Text
from mmdesk.printing.printer_setup import Dialect
from mmdesk.printing.spooler import PrinterCondition, PrinterState
from mmdesk.printing.tspl import PRINTER_STATUS
from mmdesk.printing.zpl import HOST_STATUS


@dataclass(frozen=True, slots=True)
class StatusEnquiry:
    """A question, when its answer is complete, and what the answer means; None if it means nothing."""

    question: bytes
    is_whole: Callable[[bytes], bool]
    read: Callable[[bytes], PrinterState | None]


_COVER: Final = Text("открыта крышка", "the cover is open")
_RIBBON: Final = Text("кончилась лента", "the ribbon is used up")
_JAM: Final = Text("замялась бумага", "the paper is jammed")
_OTHER: Final = Text("принтер сообщает о неисправности", "the printer reports a fault")


def _zpl_state(answer: bytes) -> PrinterState | None:
    """~HS: three lines between STX and ETX. The first has paper out and pause second and third, the
    second has head up and ribbon out third and fourth (Zebra's programming guide).
    """
    lines = [line.partition(b"\x03")[0].split(b",") for line in answer.split(b"\x02")[1:]]
    if len(lines) < 2 or len(lines[0]) < 3 or len(lines[1]) < 4:
        return None
    (_, paper_out, paused), (head_up, ribbon_out) = lines[0][:3], lines[1][2:4]
    if paper_out.strip() == b"1":
        return PrinterState.of(PrinterCondition.NO_PAPER)
    for flag, words in ((head_up, _COVER), (ribbon_out, _RIBBON)):
        if flag.strip() == b"1":
            return PrinterState.of(PrinterCondition.PAUSED, words)
    if paused.strip() == b"1":
        return PrinterState.of(PrinterCondition.PAUSED)
    waiting = lines[0][4].strip() if len(lines[0]) > 4 else b""
    busy = waiting.isdigit() and int(waiting) > 0
    return PrinterState.of(PrinterCondition.PRINTING if busy else PrinterCondition.READY)


_TSPL_BITS: Final = (
    (0x04, PrinterCondition.NO_PAPER, Text("", "")),
    (0x01, PrinterCondition.PAUSED, _COVER),
    (0x02, PrinterCondition.PAUSED, _JAM),
    (0x08, PrinterCondition.PAUSED, _RIBBON),
    (0x80, PrinterCondition.PAUSED, _OTHER),
    (0x10, PrinterCondition.PAUSED, Text("", "")),
    (0x20, PrinterCondition.PRINTING, Text("", "")),
)


def _tspl_state(answer: bytes) -> PrinterState | None:
    """<ESC>!? answers one byte of flags (TSC's manual)."""
    if not answer or answer[1:].strip(b"\r\n"):
        return None
    for bit, condition, words in _TSPL_BITS:
        if answer[0] & bit:
            return PrinterState.of(condition, words)
    return PrinterState.of(PrinterCondition.READY) if answer[0] == 0 else None


STATUS_ENQUIRIES: Final[Mapping[Dialect, StatusEnquiry]] = MappingProxyType(
    {
        Dialect.ZPL: StatusEnquiry(HOST_STATUS, lambda answer: answer.count(b"\x03") >= 3, _zpl_state),
        Dialect.TSPL: StatusEnquiry(PRINTER_STATUS, lambda answer: len(answer) >= 1, _tspl_state),
    }
)
