"""A printer as it is set up on a workstation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mmdesk.errors import MmdeskError, Text
from mmdesk.printing.fitting import Placement, Turn
from mmdesk.printing.paper import LABEL_PRINTER_DPI

RAW_PORT: Final = 9100
RESOLUTIONS: Final = (203, 300, 600)


class PrinterKind(StrEnum):
    """The way to a printer."""

    SYSTEM = "system"
    """A queue of the operating system; the target is its name."""
    NETWORK = "network"
    """A label printer without a driver; the target is `host` or `host:port`."""
    FOLDER = "folder"
    """The target is a directory."""


class Dialect(StrEnum):
    """The command language of a network label printer."""

    ZPL = "zpl"
    TSPL = "tspl"


class SetupWrong(MmdeskError):
    """Raised when a printer cannot be set up as asked; names the field."""

    title = Text("Так принтер не настроить", "The printer cannot be set up this way")


@dataclass(frozen=True, slots=True)
class PrinterSetup:
    """Everything that is kept of a printer; what does not concern its kind is left at its default.

    Raises SetupWrong. `darkness` is the language's own scale (ZPL 0 to 30, TSPL 0 to 15), `speed` is in
    inches a second; None leaves the printer's own. `gap_mm` lies between two labels, 0 is an endless roll
    (TSPL only).
    """

    kind: PrinterKind
    target: str
    dialect: Dialect = Dialect.ZPL
    dpi: int = LABEL_PRINTER_DPI
    darkness: int | None = None
    speed: int | None = None
    gap_mm: float = 2.0
    plain_hex: bool = False
    """ZPL without its compression, for printers that only imitate the language."""
    asks_state: bool = True
    """Ask a network printer for its state; off for one that prints the question instead of answering."""
    placement: Placement = Placement.TOP_LEFT
    turn: Turn = Turn.NONE

    def __post_init__(self) -> None:
        if not self.target.strip():
            raise SetupWrong(Text("не указано, куда печатать", "it is not said where to print"))
        if self.dpi not in RESOLUTIONS:
            raise SetupWrong(
                Text("разрешение {dpi}, бывает {known}", "{dpi} dpi, there are {known}").format(
                    dpi=self.dpi, known=", ".join(map(str, RESOLUTIONS))
                )
            )
        _check_range(self.darkness, 0, 30 if self.dialect is Dialect.ZPL else 15, _DARKNESS)
        _check_range(self.speed, 1, 14, _SPEED)
        if not 0 <= self.gap_mm <= 20:
            raise SetupWrong(Text("промежуток от 0 до 20 мм", "a gap of 0 to 20 mm"))


_DARKNESS: Final = Text("плотность от 0 до {most}", "darkness from 0 to {most}")
_SPEED: Final = Text("скорость от 1 до {most} дюймов в секунду", "speed from 1 to {most} inches a second")


def _check_range(value: int | None, least: int, most: int, words: Text) -> None:
    if value is not None and not least <= value <= most:
        raise SetupWrong(words.format(most=most))
