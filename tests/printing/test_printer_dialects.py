from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mmdesk.printing.bitmap import Bitmap
from mmdesk.printing.paper import LABEL_75X120, PageSize
from mmdesk.printing.printer_setup import Dialect, PrinterKind, PrinterSetup
from mmdesk.printing.tspl import tspl
from mmdesk.printing.zpl import zpl
from tests.printing.printer_languages import PrintedLabel, TsplPrinter, ZplPrinter

ZPL = PrinterSetup(PrinterKind.NETWORK, "printer")
TSPL = PrinterSetup(PrinterKind.NETWORK, "printer", Dialect.TSPL)
PAPER = PageSize(21, 20)


def picture(page: Bitmap) -> Image.Image:
    """As the class says: the highest bit is the leftmost dot, a set bit is black."""
    drawn = Image.new("L", (page.width, page.height), 255)
    for y in range(page.height):
        for x in range(page.width):
            byte = page.rows[y * page.stride + x // 8]
            if byte & (0x80 >> x % 8):
                drawn.putpixel((x, y), 0)
    return drawn


def paper_of(seed: bytes) -> Bitmap:
    """A sheet of 20x30 mm with some rows drawn: equal ones, empty ones, black ones, and odd ends."""
    width, height = PAPER.dots(203)
    stride = (width + 7) // 8
    rows = []
    for y in range(height):
        kind = seed[y // 8 % len(seed)]
        row = bytes(kind if (x * (kind % 7 + 1)) % 5 else 0 for x in range(stride))
        rows.append(row if kind % 3 else (b"\xff" if kind % 2 else b"\0") * stride)
    last = 0xFF << (stride * 8 - width) & 0xFF
    return Bitmap(width, height, b"".join(row[:-1] + bytes([row[-1] & last]) for row in rows))


@settings(max_examples=25)
@given(st.binary(min_size=1, max_size=30))
@pytest.mark.parametrize("plain", [False, True], ids=["compressed", "plain"])
def test_zpl_prints_the_very_dots(plain: bool, seed: bytes) -> None:
    page = paper_of(seed)
    setup = PrinterSetup(PrinterKind.NETWORK, "printer", plain_hex=plain)
    (label,) = ZplPrinter().run(zpl([page], 1, setup))
    assert label.image.tobytes() == picture(page).tobytes()


@settings(max_examples=25)
@given(st.binary(min_size=1, max_size=30))
def test_tspl_prints_the_very_dots(seed: bytes) -> None:
    page = paper_of(seed)
    (label,) = TsplPrinter().run(tspl([page], PAPER, 1, TSPL))
    assert label.image.tobytes() == picture(page).tobytes()


@settings(max_examples=50)
@given(st.integers(1, 900), st.sampled_from(["0", "F", "7"]))
def test_runs_of_any_length_are_counted(count: int, digit: str) -> None:
    length = 1000
    row = "1" + digit * count + "2" * (length - count - 1)
    page = Bitmap(length * 4, 1, bytes.fromhex(row))
    (label,) = ZplPrinter().run(zpl([page], 1, ZPL))
    assert label.image.tobytes() == picture(page).tobytes()


def blank(count: int = 1) -> list[Bitmap]:
    width, height = LABEL_75X120.dots()
    return [Bitmap(width, height, bytes((width + 7) // 8 * height))] * count


def counts(labels: list[PrintedLabel]) -> list[int]:
    return [label.copies for label in labels]


def test_the_printer_itself_repeats_a_single_page() -> None:
    assert counts(ZplPrinter().run(zpl(blank(), 3, ZPL))) == [3]
    assert counts(TsplPrinter().run(tspl(blank(), LABEL_75X120, 3, TSPL))) == [3]


def test_several_pages_come_out_set_by_set() -> None:
    assert counts(ZplPrinter().run(zpl(blank(2), 3, ZPL))) == [1] * 6
    assert counts(TsplPrinter().run(tspl(blank(2), LABEL_75X120, 3, TSPL))) == [1] * 6


def test_zpl_gives_the_sheet_and_what_was_set_for_the_printer() -> None:
    printer = ZplPrinter()
    printer.run(zpl(blank(), 1, PrinterSetup(PrinterKind.NETWORK, "p", darkness=7, speed=4)))
    assert printer.settings["^PW"] == "599"
    assert printer.settings["^LL"] == "959"
    assert printer.settings["~SD"] == "07"
    assert printer.settings["^PR"] == "4"


def test_tspl_gives_the_sheet_and_what_was_set_for_the_printer() -> None:
    printer = TsplPrinter()
    setup = PrinterSetup(PrinterKind.NETWORK, "p", Dialect.TSPL, darkness=9, speed=3, gap_mm=3)
    printer.run(tspl(blank(), LABEL_75X120, 1, setup))
    assert printer.settings["SIZE"] == "75 mm,120 mm"
    assert printer.settings["GAP"] == "3 mm,0 mm"
    assert printer.settings["DENSITY"] == "9"
    assert printer.settings["SPEED"] == "3"


def test_what_was_not_set_is_left_to_the_printer() -> None:
    assert b"~SD" not in zpl(blank(), 1, ZPL)
    assert b"^PR" not in zpl(blank(), 1, ZPL)
    job = tspl(blank(), LABEL_75X120, 1, TSPL)
    assert b"DENSITY" not in job
    assert b"SPEED" not in job


def test_an_empty_label_is_a_short_job() -> None:
    assert len(zpl(blank(), 1, ZPL)) < 1200


def test_a_bitmap_of_the_wrong_length_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="no 9x2 dots"):
        Bitmap(9, 2, b"123")
