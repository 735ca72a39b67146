"""Label printers that understand ZPL and TSPL, as far as the program speaks them.

Written after the languages' descriptions: Zebra's programming guide for ^GF, its compression, ^PW, ^LL and
^PQ; TSC's manual for SIZE, GAP, CLS, BITMAP and PRINT. A command that is not known here fails the test.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from PIL import Image

WHITE, BLACK = 255, 0


@dataclass
class PrintedLabel:
    """What came out, and how often."""

    image: Image.Image
    copies: int


@dataclass
class ZplPrinter:
    """Runs a job of ZPL; what was set is kept by the name of its command."""

    settings: dict[str, str] = field(default_factory=dict)
    labels: list[PrintedLabel] = field(default_factory=list)

    def run(self, job: bytes) -> list[PrintedLabel]:
        canvas: Image.Image | None = None
        spot = (0, 0)
        for command, told in re.findall(r"([\^~][A-Z]{2})([^\^~]*)", job.decode("ascii")):
            words = told.strip("\r\n")
            match command:
                case "^XA":
                    assert canvas is None, "a label begins inside another one"
                    canvas, self.settings["^PQ"] = Image.new("L", (1, 1), WHITE), "1"
                case "^PW" | "^LL" | "^PQ" | "^PR" | "~SD" | "^PO" | "^LH" | "^LS":
                    self.settings[command] = words
                case "^FO":
                    across, down = words.split(",")
                    spot = int(across), int(down)
                case "^GF":
                    assert canvas is not None
                    size = int(self.settings["^PW"]), int(self.settings["^LL"])
                    canvas = Image.new("L", size, WHITE)
                    canvas.paste(_graphic(words), spot)
                case "^FS":
                    spot = (0, 0)
                case "^XZ":
                    assert canvas is not None
                    self.labels.append(PrintedLabel(canvas, int(self.settings["^PQ"])))
                    canvas = None
                case _:
                    raise AssertionError(f"unknown command {command}")
        assert canvas is None, "the last label was never ended"
        return self.labels


def _graphic(words: str) -> Image.Image:
    kind, count, total, stride, digits = words.split(",", 4)
    assert kind == "A", "only ASCII hexadecimal"
    assert count == total
    rows = _expanded(digits, int(stride) * 2)
    drawn = bytes.fromhex("".join(rows))
    assert len(drawn) == int(total)
    # A set bit is a black dot.
    bits = Image.frombytes("1", (int(stride) * 8, len(rows)), drawn)
    return bits.convert("L").point(lambda value: BLACK if value else WHITE)


def _expanded(digits: str, length: int) -> list[str]:
    """G to Y are 1 to 19, g to z 20 to 400, added up; a comma fills with 0, an exclamation mark with F."""
    rows: list[str] = []
    row, count = "", 0
    for sign in digits:
        if "G" <= sign <= "Y":
            count += ord(sign) - ord("G") + 1
        elif "g" <= sign <= "z":
            count += (ord(sign) - ord("g") + 1) * 20
        elif sign in "0123456789ABCDEF":
            row += sign * (count or 1)
            count = 0
        elif sign in ",!":
            row += ("0" if sign == "," else "F") * (length - len(row))
        else:
            assert sign == ":", f"{sign!r} in the picture"
            assert row == "", "a row is repeated in the middle of another one"
            row = rows[-1]
        assert len(row) <= length
        if len(row) == length:
            rows.append(row)
            row = ""
    assert row == ""
    assert count == 0
    return rows


@dataclass
class TsplPrinter:
    """Runs a job of TSPL at a resolution; settings are kept by the name of their command."""

    dpi: int = 203
    settings: dict[str, str] = field(default_factory=dict)
    labels: list[PrintedLabel] = field(default_factory=list)

    def run(self, job: bytes) -> list[PrintedLabel]:
        rest = job
        buffer: Image.Image | None = None
        while rest:
            head = re.match(rb"BITMAP (\d+),(\d+),(\d+),(\d+),(\d+),", rest)
            if head:
                assert buffer is not None, "BITMAP before CLS"
                rest = self._bitmap(buffer, [int(number) for number in head.groups()], rest[head.end() :])
                continue
            line, separator, rest = rest.partition(b"\r\n")
            assert separator, f"a line without an end: {line!r}"
            command, _, words = line.decode("ascii").partition(" ")
            match command:
                case "SIZE" | "GAP" | "DIRECTION" | "REFERENCE" | "DENSITY" | "SPEED":
                    self.settings[command] = words
                case "CLS":
                    buffer = Image.new("L", self._size(), WHITE)
                case "PRINT":
                    sets, copies = words.split(",")
                    assert sets == "1"
                    assert buffer is not None
                    self.labels.append(PrintedLabel(buffer.copy(), int(copies)))
                case _:
                    raise AssertionError(f"unknown command {command}")
        return self.labels

    def _size(self) -> tuple[int, int]:
        across, down = (float(side.removesuffix(" mm")) for side in self.settings["SIZE"].split(","))
        return round(across / 25.4 * self.dpi), round(down / 25.4 * self.dpi)

    def _bitmap(self, buffer: Image.Image, numbers: list[int], rest: bytes) -> bytes:
        x, y, stride, height, mode = numbers
        assert mode == 0, "only OVERWRITE"
        drawn, rest = rest[: stride * height], rest[stride * height :]
        assert len(drawn) == stride * height
        # Here a bit that is not set is a black dot, which is just how the picture library reads it.
        bits = Image.frombytes("1", (stride * 8, height), drawn)
        buffer.paste(bits.convert("L"), (x, y))
        assert rest.startswith(b"\r\n")
        return rest[2:]
