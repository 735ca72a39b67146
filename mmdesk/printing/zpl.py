"""ZPL II: each page is one graphic field. After Zebra's guide: ^GF and its compression, ^PW, ^LL, ^PQ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from mmdesk.printing.bitmap import Bitmap
from mmdesk.printing.printer_setup import PrinterSetup

HOST_STATUS: Final = b"~HS"

_RUN: Final = re.compile(r"(.)\1{2,}")
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
    for fill, sign in (("0", ","), ("F", "!")):
        rest = digits.rstrip(fill)
        if len(rest) < len(digits):
            return _RUN.sub(_counted, rest) + sign
    return _RUN.sub(_counted, digits)


def _letters(count: int) -> str:
    """G to Y count 1 to 19, g to z count 20 to 400 by twenties; letters are added up."""
    letters = "z" * (count // _MOST)
    twenties, ones = divmod(count % _MOST, _TWENTY)
    return letters + (chr(ord("f") + twenties) if twenties else "") + (chr(ord("F") + ones) if ones else "")


_LETTERS: Final = [_letters(count) for count in range(1024)]


def _counted(run: re.Match[str]) -> str:
    digit, digits = run[1], run[0]
    count = len(digits)
    return (_LETTERS[count] if count < len(_LETTERS) else _letters(count)) + digit
