"""ZPL II: each page is one graphic field. After Zebra's guide: ^GF and its compression, ^PW, ^LL, ^PQ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from mmdesk.printing.bitmap import Bitmap
from mmdesk.printing.printer_setup import PrinterSetup

HOST_STATUS: Final = b"~HS"

_RUN: Final = re.compile(r"(.)\1{2,}")
_TAIL: Final = re.compile(r"0+$|F+$")
_TWENTY: Final = 20
_MOST: Final = 400


def zpl(pages: Sequence[Bitmap], copies: int, setup: PrinterSetup) -> bytes:
    """The whole job; several pages come out page after page, copy after copy."""
    each, times = (copies, 1) if len(pages) == 1 else (1, copies)
    job = b"".join(_label(page, each, setup) for page in pages)
    return job * times


def _label(page: Bitmap, copies: int, setup: PrinterSetup) -> bytes:
    darkness = "" if setup.darkness is None else f"~SD{setup.darkness:02}"
    speed = "" if setup.speed is None else f"^PR{setup.speed}"
    rows = _plain(page) if setup.plain_hex else _compressed(page)
    size = len(page.rows)
    # The graphic stands at the origin whatever was set before: home, shift and orientation are given.
    head = f"{darkness}^XA{speed}^PON^LH0,0^LS0^PW{page.width}^LL{page.height}^FO0,0"
    return f"{head}^GFA,{size},{size},{page.stride},{rows}^FS^PQ{copies}^XZ\n".encode("ascii")


def _plain(page: Bitmap) -> str:
    return page.rows.hex().upper()


def _compressed(page: Bitmap) -> str:
    """Runs as letters, `,` and `!` for a rest of white and of black, `:` for the row above once more."""
    return "".join(_rows(page))


def _rows(page: Bitmap) -> Iterator[str]:
    above = None
    for start in range(0, len(page.rows), page.stride):
        row = page.rows[start : start + page.stride]
        yield ":" if row == above else _row(row.hex().upper())
        above = row


def _row(digits: str) -> str:
    tail = _TAIL.search(digits)
    if tail is None:
        return _RUN.sub(_counted, digits)
    end = "," if digits[-1] == "0" else "!"
    return _RUN.sub(_counted, digits[: tail.start()]) + end


def _counted(run: re.Match[str]) -> str:
    """G to Y count 1 to 19, g to z count 20 to 400 by twenties; two letters are added up."""
    count, letters = len(run.group()), ""
    while count > 0:
        part = min(count, _MOST + _TWENTY - 1)
        twenties, ones = divmod(part, _TWENTY)
        letters += (chr(ord("f") + twenties) if twenties else "") + (chr(ord("F") + ones) if ones else "")
        letters += run.group(1)
        count -= part
    return letters
