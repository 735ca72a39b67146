"""TSPL: each page is one BITMAP command. After TSC's manual: SIZE, GAP, CLS, BITMAP, PRINT."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mmdesk.printing.bitmap import Bitmap
from mmdesk.printing.paper import PageSize
from mmdesk.printing.printer_setup import PrinterSetup

PRINTER_STATUS: Final = b"\x1b!?"

_INVERTED: Final = bytes(255 - byte for byte in range(256))


def tspl(pages: Sequence[Bitmap], paper: PageSize, copies: int, setup: PrinterSetup) -> bytes:
    """The whole job; several pages come out page after page, copy after copy."""
    each, times = (copies, 1) if len(pages) == 1 else (1, copies)
    labels = b"".join(_label(page, each) for page in pages)
    return _setup(paper, setup) + labels * times


def _setup(paper: PageSize, setup: PrinterSetup) -> bytes:
    lines = [
        f"SIZE {paper.width_mm:g} mm,{paper.height_mm:g} mm",
        f"GAP {setup.gap_mm:g} mm,0 mm",
        "DIRECTION 0",
        "REFERENCE 0,0",
    ]
    if setup.darkness is not None:
        lines.append(f"DENSITY {setup.darkness}")
    if setup.speed is not None:
        lines.append(f"SPEED {setup.speed}")
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _label(page: Bitmap, copies: int) -> bytes:
    """Mode 0 overwrites the picture; here a set bit is white."""
    head = f"CLS\r\nBITMAP 0,0,{page.stride},{page.height},0,".encode("ascii")
    return head + page.rows.translate(_INVERTED) + f"\r\nPRINT 1,{copies}\r\n".encode("ascii")
